// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/graph_tester.h"

#include <chrono>
#include <memory>

namespace millrace {

/// Runs tests with the engine: plans everything upstream of the ports to learn their columns, cuts out what
/// the test is about, feeds it the pinned rows and compares what comes. Nothing but the files that `inputs`
/// and `expect` name is read, and of unpinned sources the beginning that tells their columns.
class EngineGraphTester final : public GraphTester {
public:
    explicit EngineGraphTester(std::shared_ptr<const Registry> registry) : registry_(std::move(registry)) {}

    /// Findings of its own: MR1507 records of a source that is not pinned reach an expected port, MR1508
    /// (warning) pinned rows reach none, MR1509 the run did not end in time; the planner's, with their place
    /// in the file.
    TestOutcome run(const TestedGraph& graph, const std::string& name,
                    const std::function<bool()>& cancelled) const override;

private:
    std::shared_ptr<const Registry> registry_;
};

} // namespace millrace
