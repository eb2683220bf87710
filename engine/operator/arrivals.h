// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"
#include "engine/data/byte_stream.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace millrace {

/// When the records of an open-loop source are meant to be sent: offsets in nanoseconds from the start, for
/// record 0, 1, 2, ... in order and never falling. They depend on seed and settings alone, not on how fast
/// anybody takes the records. Not thread-safe.
class Arrivals {
public:
    enum class Kind { Unlimited, Constant, Poisson, Burst, Ramp, Recorded };
    struct Settings {
        Kind kind = Kind::Unlimited;
        double rate = 0;               ///< records per second; Ramp: at the start
        double endRate = 0;            ///< Ramp: records per second once rampNs have passed
        std::int64_t rampNs = 0;       ///< Ramp: from rate to endRate, linearly
        std::int64_t burstSize = 1;    ///< Burst: records at one instant
        std::int64_t burstEveryNs = 0; ///< Burst: from one burst to the next
        std::shared_ptr<const std::vector<std::int64_t>>
            recorded;           ///< Recorded: offsets; repeated when they run out
        std::uint64_t seed = 0; ///< Poisson
    };

    explicit Arrivals(Settings settings) : settings_(std::move(settings)) { advance(); }

    bool unlimited() const { return settings_.kind == Kind::Unlimited; }
    const Settings& settings() const { return settings_; }
    /// Offset of the next record; 0 when unlimited.
    MonotonicNs next() const { return next_; }
    /// Goes on to the record after.
    void pop() {
        ++index_;
        advance();
    }
    /// New settings from here on: the records sent so far keep their times.
    void change(Settings settings);
    /// Writes down what load() makes of a new one that has not been asked yet. With other settings than those
    /// that were saved it goes on as after change().
    void save(ByteWriter& to) const;
    void load(ByteReader& from);

private:
    void advance();
    std::string pace() const; ///< the settings but the seed, as bytes
    MonotonicNs offsetOf(std::uint64_t index);

    Settings settings_;
    std::uint64_t index_ = 0; ///< since the last change
    std::uint64_t draws_ = 0;
    MonotonicNs base_ = 0;
    MonotonicNs sum_ = 0; ///< Poisson: sum of the gaps
    MonotonicNs next_ = 0;
};

} // namespace millrace
