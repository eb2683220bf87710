// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/charts/run_series.h"

#include <map>

namespace millrace::ui {

/// The lines of the chart of lags, of the partitions that are or were furthest behind: a point per frame in
/// which the client of a connector told. Empty for graphs without such a connector. GUI thread only.
class LagLines {
public:
    static constexpr std::size_t kMost = 12;

    void reset(const RunShape& shape);
    /// Takes over how `history` has changed since the last call. True when the lines are those of other
    /// partitions now; pointers to them are then void.
    bool update(const MetricsHistory& history);
    /// By node, topic and number; ids are "node topic[3]".
    const std::vector<RunLine>& lines() const { return lines_; }

private:
    /// A partition of a topic that a node reads.
    struct Place {
        std::size_t node = 0; ///< in the shape
        std::string topic;
        int number = 0;
        std::string label; ///< "topic[3]"
        auto operator<=>(const Place&) const = default;
    };
    void weigh(const MetricsFrame& frame);
    std::vector<Place> choose() const;
    void nameLines();
    void addPoints(const MetricsFrame& frame);

    RunShape shape_;
    /// The largest lag of each partition, older ones counting less.
    std::map<Place, double> weights_;
    std::vector<Place> shown_; ///< of the lines
    std::vector<RunLine> lines_;
    MonotonicNs lastNs_ = -1;
    std::size_t thinning_ = 0; ///< number of the one of the history that is known
};

} // namespace millrace::ui
