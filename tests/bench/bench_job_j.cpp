// SPDX-License-Identifier: Apache-2.0
//
// Job J: the drawn graph with its typed expressions, side by side with the same job written by hand as a
// fused columnar loop and with oneTBB's parallel_pipeline. All contestants make the same records and must
// come to the same counts and means; each runs on one core, and what counts is the time that core works.
#include "app/shared/build_registry.h"
#include "tests/bench/bench_table.h"
#include "tests/bench/drawn_graph.h"
#include "tests/bench/job_j_rivals.h"

#include <sched.h>
#include <cstdio>
#include <cstdlib>

using namespace millrace;
using namespace millrace::bench;

namespace {

/// On one pool worker. Observed, a reader takes a frame of all metrics every 40 ms, as the studio does.
DrawnOptions oneCore(std::uint64_t records, std::optional<std::size_t> batch, bool observe = true) {
    DrawnOptions options;
    options.count = records;
    options.batch = batch;
    options.observe = observe;
    return options;
}

/// The rows the job ends with, from a table in the place of the sink that throws them away.
JobTotals totalsOf(const DrawnGraph& job, std::uint64_t records, std::optional<std::size_t> batch) {
    const auto run = job.withKind("end", "live_table").run(oneCore(records, batch));
    JobTotals totals;
    const std::optional<RecordBatch> rows = run->published("end");
    if (!rows) return totals;
    const RecordBatch table = rows->flattened();
    for (std::size_t i = 0; i < table.rows(); ++i) {
        const auto key = static_cast<std::size_t>(table.column(0).values<std::int64_t>()[i]);
        totals.count.at(key) = table.column(1).values<std::int64_t>()[i];
        totals.sum.at(key) = table.column(2).values<double>()[i] * static_cast<double>(totals.count.at(key));
    }
    return totals;
}

void pinToOneCore() {
    cpu_set_t cores;
    CPU_ZERO(&cores);
    CPU_SET(0, &cores);
    sched_setaffinity(0, sizeof cores, &cores);
}

void mustAgree(const JobTotals& hand, const JobTotals& other, const char* who) {
    if (hand.sameAs(other)) return;
    std::fprintf(stderr, "%s and the hand-written loop come to different totals: not the same job\n", who);
    std::exit(1);
}

} // namespace

int main(int argc, char** argv) {
    Table table(
        "Job J on one core (processor time): generate, compute, filter half, count and mean per 1,000 keys",
        argc, argv);
    pinToOneCore();
    const auto registry = buildRegistry();
    const DrawnGraph graph = DrawnGraph::fromFile(*registry, MILLRACE_TEST_DATA "/bench/job_j.mill");
    const std::uint64_t records = table.quick() ? 2'000'000 : 40'000'000;
    const std::uint64_t fewRecords = records / 20; // record-at-a-time contestants
    const int rounds = table.quick() ? 1 : 9;

    const JobTotals expected = handFusedJob(records), expectedFew = handFusedJob(fewRecords);
    mustAgree(expected, totalsOf(graph, records, {}), "the graph");
    mustAgree(expected, totalsOf(graph, records, 4096), "the graph at batch 4096");
    mustAgree(expectedFew, totalsOf(graph, fewRecords, 1), "the graph at batch 1");

    std::vector<std::function<void()>> contestants{
        [&] { keep(handFusedJob(records)); },
        [&] { graph.run(oneCore(records, {})); },
        [&] { graph.run(oneCore(records, {}, false)); },
        [&] { graph.run(oneCore(records, 4096)); },
        [&] { graph.run(oneCore(fewRecords, 1)); },
        [&] {
            DrawnOptions options = oneCore(records, {});
            options.record = false;
            graph.run(options);
        },
    };
#ifdef MILLRACE_HAS_TBB
    mustAgree(expectedFew, tbbJob(fewRecords, 4096), "oneTBB at batch 4096");
    mustAgree(expectedFew, tbbJob(fewRecords, 1), "oneTBB at batch 1");
    contestants.push_back([&] { keep(tbbJob(records / 4, 4096)); });
    contestants.push_back([&] { keep(tbbJob(fewRecords, 1)); });
#endif
    const auto seconds = interleavedMedians(contestants, rounds, processorSecondsOf);
    const auto rate = [](std::uint64_t n, double s) { return static_cast<double>(n) / s / 1e6; };
    const double hand = rate(records, seconds[0]), observed = rate(records, seconds[1]),
                 unobserved = rate(records, seconds[2]), graph4096 = rate(records, seconds[3]),
                 graph1 = rate(fewRecords, seconds[4]), unrecorded = rate(records, seconds[5]);
    const char* const unit = "M records/s";
    table.add({"hand-fused columnar loop", hand, unit, {}, "", {}});
    table.add({"graph, default batch", observed, unit, observed / hand, "hand-fused columnar loop", 0.4});
    table.add({"graph, not observed", unobserved, unit, observed / unobserved,
               "observed against not observed", 0.98});
    table.add({"graph, observed without flight recorder", unrecorded, unit, observed / unrecorded,
               "observed against without recorder", 0.99});
#ifdef MILLRACE_HAS_TBB
    const double tbb4096 = rate(records / 4, seconds[6]), tbb1 = rate(fewRecords, seconds[7]);
    table.add({"oneTBB parallel_pipeline, batch 4096", tbb4096, unit, {}, "", {}});
    table.add({"graph, batch 4096", graph4096, unit, graph4096 / tbb4096, "oneTBB, batch 4096", 1.0});
    table.add({"oneTBB parallel_pipeline, batch 1", tbb1, unit, {}, "", {}});
    table.add({"graph, batch 1", graph1, unit, graph1 / tbb1, "oneTBB, batch 1", 1.0});
#else
    table.add({"graph, batch 4096", graph4096, unit, {}, "", {}});
    table.add({"graph, batch 1", graph1, unit, {}, "", {}});
#endif
    return table.finish();
}
