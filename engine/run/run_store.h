// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/result.h"
#include "engine/metrics/metrics_frame.h"

#include <string>
#include <vector>

namespace millrace {

/// One line of the run history.
struct RunSummary {
    std::string id;
    std::string graphName;
    std::string graphFile; ///< may be empty (never saved)
    std::string graphSha256;
    EpochMs startedAt = 0;
    double elapsedSeconds = 0;
    std::string state;
    std::uint64_t seed = 0;
    std::int64_t recordsIn = 0;     ///< by the sources
    std::int64_t p99LatencyUs = -1; ///< worst sink; -1 = none
    bool simulated = false;         ///< in virtual time: nothing was read or written
};

/// Everything kept of one run.
struct StoredRun {
    RunSummary summary;
    std::string graph;  ///< graph file text as run (overrides applied)
    std::string plan;   ///< JSON: nodes and edges in frame order
    std::string report; ///< JSON
    std::vector<MetricsFrame> frames;
    std::vector<std::string> nodeIds, edgeIds; ///< order of the frames' vectors
};

/// Where runs are kept. Core holds the port; app plugs in the SQLite one. Calls block (file I/O): keep them
/// off the GUI thread. Thread-safe.
class RunStore {
public:
    virtual ~RunStore() = default;
    virtual Result<void> save(const StoredRun& run) = 0;
    virtual Result<std::vector<RunSummary>> list(std::size_t limit) = 0; ///< newest first
    virtual Result<StoredRun> load(const std::string& id) = 0;
    virtual Result<void> remove(const std::string& id) = 0;
};

} // namespace millrace
