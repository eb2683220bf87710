// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"
#include "engine/data/byte_stream.h"

#include <optional>

namespace millrace {

/// When each record of a replay is to be sent: at once, at a fixed rate, or as far apart as their event times
/// are, faster by a factor. Records in order of the file; one whose event time lies behind an earlier one is
/// sent together with it. Plain arithmetic, no waiting.
class ReplayClock {
public:
    enum class Pace { Fast, EventTime, Rate };
    struct Settings {
        Pace pace = Pace::Fast;
        double factor = 1;         ///< EventTime: 60 plays a minute in a second
        double rate = 0;           ///< Rate: records per second
        std::int64_t maxGapMs = 0; ///< EventTime: longer holes are cut down to this; 0 = never
    };

    explicit ReplayClock(Settings settings) : settings_(settings) {}
    bool paced() const { return settings_.pace != Pace::Fast; }
    bool started() const { return started_; }
    void start(MonotonicNs now) {
        due_ = static_cast<double>(now);
        started_ = true;
    }
    /// The time of the next record. `eventTime`: absent where the schema has none.
    MonotonicNs next(std::optional<EpochMs> eventTime);
    /// From the next record on.
    void change(Settings settings) { settings_ = settings; }
    const Settings& settings() const { return settings_; }
    /// Writes down what load() makes of a new clock; it starts when it is told to, with the gap before the
    /// next record.
    void save(ByteWriter& to) const {
        to.fixed(static_cast<std::uint8_t>(first_));
        to.fixed(newest_);
    }
    void load(ByteReader& from) {
        first_ = from.fixed<std::uint8_t>() != 0;
        newest_ = from.fixed<EpochMs>();
    }

private:
    Settings settings_;
    bool started_ = false;
    bool first_ = true;
    double due_ = 0; ///< ns; a double, so that fractions of a nanosecond add up
    EpochMs newest_ = 0;
};

} // namespace millrace
