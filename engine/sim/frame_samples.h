// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/metrics/metrics_frame.h"

#include <algorithm>
#include <vector>

namespace millrace::sim {

/// Frames of a simulation, evenly spaced in virtual time, however fast it goes: when there are too many every
/// other one goes, and the distance doubles. Not thread-safe.
class FrameSamples {
public:
    static constexpr std::size_t kMost = 512;
    static constexpr std::size_t kMostBytes = std::size_t{32} << 20;

    /// `end`: 0 = unknown.
    explicit FrameSamples(MonotonicNs end)
        : distance_(end > 0 ? std::max<MonotonicNs>(end / 400, 1'000) : 1'000'000) {}

    MonotonicNs next() const { return next_; } ///< when one is due
    void add(MetricsFrame frame) {
        next_ = (frame.elapsedNs / distance_ + 1) * distance_;
        bytes_ += bytesOf(frame);
        frames_.push_back(std::move(frame));
        while (frames_.size() > 8 && (frames_.size() > kMost || bytes_ > kMostBytes))
            thin();
    }
    std::vector<MetricsFrame> after(MonotonicNs instant) const {
        std::vector<MetricsFrame> later;
        for (const MetricsFrame& frame : frames_)
            if (frame.elapsedNs > instant) later.push_back(frame);
        return later;
    }
    /// The latest at or before an instant; null: there is none.
    const MetricsFrame* at(MonotonicNs instant) const {
        const auto later =
            std::upper_bound(frames_.begin(), frames_.end(), instant,
                             [](MonotonicNs t, const MetricsFrame& frame) { return t < frame.elapsedNs; });
        return later == frames_.begin() ? nullptr : &*(later - 1);
    }
    void forgetAfter(MonotonicNs instant) {
        std::erase_if(frames_, [&](const MetricsFrame& frame) { return frame.elapsedNs > instant; });
        bytes_ = 0;
        for (const MetricsFrame& frame : frames_)
            bytes_ += bytesOf(frame);
        next_ = (instant / distance_ + 1) * distance_;
    }

private:
    void thin() {
        distance_ *= 2;
        std::size_t kept = 0;
        bytes_ = 0;
        for (std::size_t i = 0; i < frames_.size(); i += 2) {
            if (i != kept) frames_[kept] = std::move(frames_[i]);
            bytes_ += bytesOf(frames_[kept++]);
        }
        frames_.resize(kept);
        next_ = (frames_.back().elapsedNs / distance_ + 1) * distance_;
    }

    MonotonicNs distance_, next_ = 0;
    std::vector<MetricsFrame> frames_;
    std::size_t bytes_ = 0;
};

} // namespace millrace::sim
