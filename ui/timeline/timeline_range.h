// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace millrace::ui {

/// The stretch of time that the timeline shows, in nanoseconds since the run began. While it follows, its
/// right end is the newest moment; moving it by hand ends that.
class TimelineRange {
public:
    static constexpr double kShortest = 1e3; ///< 1 µs
    static constexpr double kLeastKnown = 1e6;

    double from() const { return from_; }
    double to() const { return to_; }
    double length() const { return to_ - from_; }
    bool follows() const { return follows_; }

    void reset();
    /// What there is to see.
    void setKnown(double since, double until);
    void follow(bool on);
    void zoom(double factor, double around);
    void pan(double by);
    void fitAll();
    void show(double from, double to);

private:
    void moveTo(double from, double length);

    double from_ = 0, to_ = kLeastKnown;
    double since_ = 0, until_ = kLeastKnown;
    double span_ = 10e9; ///< while it follows, where that much is known
    bool follows_ = true;
};

} // namespace millrace::ui
