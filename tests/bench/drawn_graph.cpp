// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/drawn_graph.h"

#include "engine/graph/graph_json.h"
#include "engine/runtime/engine.h"
#include "tests/bench/bench_table.h"
#include "tests/bench/job_j_rivals.h"

#include <cstdio>
#include <cstdlib>

namespace millrace::bench {

namespace {

template <class T> T orEnd(Result<T> result) {
    if (result) return std::move(result).value();
    std::fprintf(stderr, "%s\n", toText(result.error()).c_str());
    std::exit(1);
}

} // namespace

DrawnGraph DrawnGraph::fromFile(const Registry& registry, const std::string& path) {
    return {registry, orEnd(openGraphFile(path)), path};
}

DrawnGraph DrawnGraph::fromText(const Registry& registry, const std::string& text) {
    return {registry, orEnd(parseGraph(text)), "drawn.mill"};
}

DrawnGraph DrawnGraph::withKind(const std::string& node, const std::string& kind) const {
    DrawnGraph other = *this;
    other.file_.document.findNode(node)->kind = kind;
    return other;
}

std::unique_ptr<Run> DrawnGraph::start(const DrawnOptions& options) const {
    PlanOptions planOptions = planOptionsFor(path_);
    if (options.count) planOptions.overrides.emplace_back("count", static_cast<std::int64_t>(*options.count));
    planOptions.batchSize = options.batch;
    planOptions.allowFusion = options.fuse;
    const Planning planning = planGraphFile(file_, path_, registry_, planOptions);
    if (!planning.plan) {
        std::fprintf(stderr, "%s\n", toText(planning.diagnostics).c_str());
        std::exit(1);
    }
    RunOptions runOptions;
    runOptions.seed = kJobSeed;
    runOptions.poolWorkers = options.poolWorkers;
    runOptions.observe = options.observe;
    if (options.observe && options.record) runOptions.traceEvents = 65'536;
    runOptions.duration = options.duration;
    if (!options.state.empty()) runOptions.checkpoints = CheckpointOptions{.folder = options.state};
    return orEnd(Engine().start(planning.plan, runOptions));
}

std::unique_ptr<Run> DrawnGraph::run(const DrawnOptions& options) const {
    std::unique_ptr<Run> run = start(options);
    if (!options.observe) {
        while (!run->waitFor(std::chrono::minutes(5))) {
        }
    } else {
        TraceMark read;
        while (!run->waitFor(std::chrono::milliseconds(40))) {
            keep(run->frame());
            read = run->trace(read).next;
        }
    }
    if (run->state() == RunState::Finished) return run;
    std::fprintf(stderr, "the run ended as %s\n%s\n", runStateName(run->state()),
                 toText(run->diagnostics()).c_str());
    std::exit(1);
}

} // namespace millrace::bench
