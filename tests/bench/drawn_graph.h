// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/shared/open_graph.h"
#include "engine/run/run.h"

#include <memory>
#include <optional>
#include <string>

namespace millrace::bench {

/// How a graph is to run; what is left out, the planner chooses.
struct DrawnOptions {
    std::optional<std::uint64_t> count; ///< graph parameter of that name
    std::optional<std::size_t> batch;
    bool fuse = true;
    bool observe = true; ///< and a reader takes a frame of all metrics every 40 ms, as the studio does
    bool record = true;  ///< where observed: the flight recorder is on, too, and read every 40 ms
    int poolWorkers = 1;
    std::chrono::nanoseconds duration{0};
    std::string state = {}; ///< folder for checkpoints; empty: none are kept
};

/// A graph ready to run again and again. A graph that does not plan or fails ends the program.
class DrawnGraph {
public:
    /// From a file or from text.
    static DrawnGraph fromFile(const Registry& registry, const std::string& path);
    static DrawnGraph fromText(const Registry& registry, const std::string& text);

    /// The same graph with another kind in the place of a node's.
    DrawnGraph withKind(const std::string& node, const std::string& kind) const;
    std::unique_ptr<Run> start(const DrawnOptions& options) const;
    /// To the end; the run is then final.
    std::unique_ptr<Run> run(const DrawnOptions& options) const;

private:
    DrawnGraph(const Registry& registry, GraphFile file, std::string path)
        : registry_(registry), file_(std::move(file)), path_(std::move(path)) {}

    const Registry& registry_;
    GraphFile file_;
    std::string path_;
};

} // namespace millrace::bench
