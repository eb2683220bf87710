// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace millrace::ui {

/// The frame of the canvas that is being painted, for what keeps pictures: while the zoom changes, pictures
/// that stand ready are stretched rather than drawn anew. Outside of such a frame (pictures for files) all is
/// exact. GUI thread only.
class CanvasFrame {
    enum class State { None, Resting, Zooming };

public:
    enum class Motion { Resting, Zooming };
    explicit CanvasFrame(Motion motion) {
        now_ = motion == Motion::Zooming ? State::Zooming : State::Resting;
    }
    ~CanvasFrame() { now_ = State::None; }
    CanvasFrame(const CanvasFrame&) = delete;
    CanvasFrame& operator=(const CanvasFrame&) = delete;

    /// What is painted as long as it lives leaves out the numbers of a run.
    class StillPart {
    public:
        StillPart() { still_ = true; }
        ~StillPart() { still_ = false; }
        StillPart(const StillPart&) = delete;
        StillPart& operator=(const StillPart&) = delete;
    };
    static bool isStillPart() { return still_; }

    /// What is painted as long as it lives is to stay: nothing is stretched.
    class Exact {
    public:
        Exact() : before_(now_) { now_ = State::None; }
        ~Exact() { now_ = before_; }
        Exact(const Exact&) = delete;
        Exact& operator=(const Exact&) = delete;

    private:
        State before_;
    };

    static bool isOn() { return now_ != State::None; }
    static bool isZooming() { return now_ == State::Zooming; }

private:
    static inline State now_ = State::None;
    static inline bool still_ = false;
};

} // namespace millrace::ui
