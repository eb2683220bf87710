// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/engine.h"
#include "tests/support/toy_nodes.h"

#include <chrono>
#include <thread>

namespace millrace::test {

/// Source, stage and sink on wires with a queue each, in small batches.
struct Pipeline {
    std::shared_ptr<Captured> captured = std::make_shared<Captured>();
    ToyPlan plan;
    std::size_t source = 0, stage = 0, sink = 0;

    Pipeline(std::function<std::unique_ptr<Source>()> from,
             std::function<std::unique_ptr<Operator>()> through,
             std::function<void(OperatorContext&)> perBatch = {}, int workers = 2) {
        source = plan.source("source", std::move(from));
        stage = plan.stage("stage", std::move(through), workers);
        sink = plan.sink("sink", capturing(captured, {}, std::move(perBatch)));
        plan.wire(source, stage);
        plan.wire(stage, sink);
        plan.useBatchSize(64);
    }
    std::unique_ptr<Run> start(RunOptions options = {}) {
        options.poolWorkers = 2;
        return std::move(Engine().start(plan.build(), options).value());
    }
};

/// Until the node has received so many, or the run has ended.
inline void waitForRecords(const Run& run, std::size_t node, std::int64_t records) {
    while (run.frame().nodes[node].recordsIn < records && !isFinal(run.state()))
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

/// False after a minute, or when the run has ended.
inline bool waitUntil(const Run& run, const std::function<bool()>& isSo) {
    for (int i = 0; i < 60'000 && !isFinal(run.state()); ++i)
        if (isSo())
            return true;
        else
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return isSo();
}

} // namespace millrace::test
