// SPDX-License-Identifier: Apache-2.0
//
// Job J: the drawn graph with its typed expressions, side by side with the same job written by hand as a
// fused columnar loop and with oneTBB's parallel_pipeline. All contestants make the same records
// (counter-based draws, same seed) and must count the same; each runs on one core.
#include "app/shared/build_registry.h"
#include "app/shared/open_graph.h"
#include "engine/base/random.h"
#include "engine/runtime/engine.h"
#include "tests/bench/bench_table.h"

#include <sched.h>
#include <bit>
#include <cstdio>
#include <cstdlib>
#include <memory>
#ifdef MILLRACE_HAS_TBB
#include <oneapi/tbb/parallel_pipeline.h>
#include <oneapi/tbb/task_arena.h>
#endif

using namespace millrace;
using namespace millrace::bench;

namespace {

constexpr std::size_t kKeys = 1000;
constexpr std::uint64_t kRunSeed = 42;
constexpr EpochMs kFirstTime = 1479945600000;

double unit(std::uint64_t bits) { return std::bit_cast<double>((bits >> 12) | 0x3FF0000000000000ull) - 1.0; }

struct Seeds {
    std::uint64_t id, lat, lon, speed;
    Seeds() {
        const std::uint64_t node = deriveSeed(kRunSeed, "positions");
        id = deriveSeed(node, "id");
        lat = deriveSeed(node, "lat");
        lon = deriveSeed(node, "lon");
        speed = deriveSeed(node, "speed");
    }
};

struct Totals {
    std::vector<std::int64_t> count = std::vector<std::int64_t>(kKeys);
    std::vector<double> sum = std::vector<double>(kKeys);
    std::int64_t records() const {
        std::int64_t n = 0;
        for (const std::int64_t c : count)
            n += c;
        return n;
    }
};

/// What an engineer would write: blocks of columns that stay in the first-level cache, a branchless
/// selection, dense keys.
std::int64_t handFused(std::uint64_t records) {
    constexpr std::size_t kBlock = 1024;
    const Seeds seeds;
    Totals totals;
    alignas(64) std::int64_t id[kBlock], ts[kBlock];
    alignas(64) double lat[kBlock], lon[kBlock], speed[kBlock], kmh[kBlock];
    alignas(64) std::uint32_t selected[kBlock];
    for (std::uint64_t first = 0; first < records; first += kBlock) {
        const std::size_t n = std::min<std::uint64_t>(kBlock, records - first);
        for (std::size_t i = 0; i < n; ++i)
            id[i] =
                static_cast<std::int64_t>(((mix64(seeds.id + (first + i) * kGolden64) >> 32) * kKeys) >> 32);
        for (std::size_t i = 0; i < n; ++i)
            lat[i] = 30.1 + unit(mix64(seeds.lat + (first + i) * kGolden64)) * 0.4;
        for (std::size_t i = 0; i < n; ++i)
            lon[i] = -97.9 + unit(mix64(seeds.lon + (first + i) * kGolden64)) * 0.3;
        for (std::size_t i = 0; i < n; ++i)
            speed[i] = unit(mix64(seeds.speed + (first + i) * kGolden64)) * 30;
        for (std::size_t i = 0; i < n; ++i)
            ts[i] = kFirstTime + static_cast<std::int64_t>(first + i);
        keep(lat);
        keep(lon);
        keep(ts);
        for (std::size_t i = 0; i < n; ++i)
            kmh[i] = speed[i] * 3.6;
        std::size_t count = 0;
        for (std::size_t i = 0; i < n; ++i) {
            selected[count] = static_cast<std::uint32_t>(i);
            count += kmh[i] > 54;
        }
        for (std::size_t s = 0; s < count; ++s) {
            const std::uint32_t i = selected[s];
            ++totals.count[static_cast<std::size_t>(id[i])];
            totals.sum[static_cast<std::size_t>(id[i])] += kmh[i];
        }
    }
    keep(totals);
    return totals.records();
}

#ifdef MILLRACE_HAS_TBB
struct Position {
    std::int64_t id;
    double lat, lon, speed;
    std::int64_t ts;
    double kmh;
};

/// The job as a oneTBB pipeline of four filters over tokens of `batch` records.
std::int64_t tbbPipeline(std::uint64_t records, std::size_t batch) {
    namespace tbb = oneapi::tbb;
    using Token = std::shared_ptr<std::vector<Position>>;
    const Seeds seeds;
    Totals totals;
    std::uint64_t next = 0;
    tbb::task_arena arena(1);
    arena.execute([&] {
        tbb::parallel_pipeline(
            8, tbb::make_filter<
                   void, Token>(tbb::filter_mode::serial_in_order, [&](tbb::flow_control& control) -> Token {
                   if (next >= records) {
                       control.stop();
                       return {};
                   }
                   auto token = std::make_shared<std::vector<Position>>(
                       std::min<std::uint64_t>(batch, records - next));
                   for (Position& p : *token) {
                       const std::uint64_t draw = next * kGolden64;
                       p.id = static_cast<std::int64_t>(((mix64(seeds.id + draw) >> 32) * kKeys) >> 32);
                       p.lat = 30.1 + unit(mix64(seeds.lat + draw)) * 0.4;
                       p.lon = -97.9 + unit(mix64(seeds.lon + draw)) * 0.3;
                       p.speed = unit(mix64(seeds.speed + draw)) * 30;
                       p.ts = kFirstTime + static_cast<std::int64_t>(next++);
                   }
                   return token;
               }) & tbb::make_filter<Token, Token>(tbb::filter_mode::parallel, [](Token token) {
                   for (Position& p : *token)
                       p.kmh = p.speed * 3.6;
                   return token;
               }) & tbb::make_filter<Token, Token>(tbb::filter_mode::parallel, [](Token token) {
                   std::erase_if(*token, [](const Position& p) { return !(p.kmh > 54); });
                   return token;
               }) & tbb::make_filter<Token, void>(tbb::filter_mode::serial_in_order, [&](const Token& token) {
                   for (const Position& p : *token) {
                       ++totals.count[static_cast<std::size_t>(p.id)];
                       totals.sum[static_cast<std::size_t>(p.id)] += p.kmh;
                   }
               }));
    });
    keep(totals);
    return totals.records();
}
#endif

/// Runs the graph on one pool worker; returns the records that reached the aggregate.
std::int64_t drawnGraph(const Registry& registry, std::uint64_t records, std::optional<std::size_t> batch,
                        bool observe = true) {
    const std::string path = MILLRACE_TEST_DATA "/bench/job_j.mill";
    static const GraphFile file = openGraphFile(path).value();
    PlanOptions options = planOptionsFor(path);
    options.overrides.emplace_back("count", records);
    options.batchSize = batch;
    const Planning planning = planGraphFile(file, path, registry, options);
    if (!planning.plan) {
        std::fprintf(stderr, "%s\n", toText(planning.diagnostics).c_str());
        std::exit(1);
    }
    RunOptions runOptions;
    runOptions.seed = kRunSeed;
    runOptions.poolWorkers = 1;
    runOptions.observe = observe;
    Engine engine;
    const auto run = engine.start(planning.plan, runOptions).value();
    while (!run->waitFor(std::chrono::minutes(5))) {
    }
    const MetricsFrame frame = run->frame();
    for (std::size_t i = 0; i < planning.plan->vertices.size(); ++i)
        if (planning.plan->vertices[i].node == "per_id") return frame.nodes[i].recordsIn;
    return -1;
}

void pinToOneCore() {
    cpu_set_t cores;
    CPU_ZERO(&cores);
    CPU_SET(0, &cores);
    sched_setaffinity(0, sizeof cores, &cores);
}

void mustAgree(std::int64_t a, std::int64_t b, const char* who) {
    if (a == b) return;
    std::fprintf(stderr, "%s counts %lld records, the hand-written loop %lld: not the same job\n", who,
                 static_cast<long long>(b), static_cast<long long>(a));
    std::exit(1);
}

} // namespace

int main(int argc, char** argv) {
    Table table("Job J on one core: generate, compute, filter half, count and mean per 1,000 keys", argc,
                argv);
    pinToOneCore();
    const auto registry = buildRegistry();
    const std::uint64_t records = table.quick() ? 2'000'000 : 40'000'000;
    const std::uint64_t fewRecords = records / 20; // record-at-a-time contestants
    const int rounds = table.quick() ? 1 : 5;

    const std::int64_t expected = handFused(records), expectedFew = handFused(fewRecords);
    mustAgree(expected, drawnGraph(*registry, records, {}), "the graph");
    mustAgree(expectedFew, drawnGraph(*registry, fewRecords, 1), "the graph at batch 1");

    std::vector<std::function<void()>> contestants{
        [&] { keep(handFused(records)); },
        [&] { keep(drawnGraph(*registry, records, {})); },
        [&] { keep(drawnGraph(*registry, records, 4096)); },
        [&] { keep(drawnGraph(*registry, fewRecords, 1)); },
        [&] { keep(drawnGraph(*registry, records, {}, false)); },
    };
#ifdef MILLRACE_HAS_TBB
    mustAgree(expectedFew, tbbPipeline(fewRecords, 1), "oneTBB");
    contestants.push_back([&] { keep(tbbPipeline(records / 4, 4096)); });
    contestants.push_back([&] { keep(tbbPipeline(fewRecords, 1)); });
#endif
    const auto seconds = interleavedMedians(contestants, rounds);
    const auto rate = [](std::uint64_t n, double s) { return static_cast<double>(n) / s / 1e6; };
    const double hand = rate(records, seconds[0]), graph = rate(records, seconds[1]),
                 graph4096 = rate(records, seconds[2]), graph1 = rate(fewRecords, seconds[3]),
                 unobserved = rate(records, seconds[4]);
    table.add({"hand-fused columnar loop", hand, "M records/s", {}, "", {}});
    table.add({"graph, default batch", graph, "M records/s", graph / hand, "hand-fused columnar loop", 0.4});
    table.add({"graph, not observed", unobserved, "M records/s", graph / unobserved,
               "observed against not observed", 0.98});
#ifdef MILLRACE_HAS_TBB
    const double tbb4096 = rate(records / 4, seconds[5]), tbb1 = rate(fewRecords, seconds[6]);
    table.add({"oneTBB parallel_pipeline, batch 4096", tbb4096, "M records/s", {}, "", {}});
    table.add(
        {"graph, batch 4096", graph4096, "M records/s", graph4096 / tbb4096, "oneTBB, batch 4096", 1.0});
    table.add({"oneTBB parallel_pipeline, batch 1", tbb1, "M records/s", {}, "", {}});
    table.add({"graph, batch 1", graph1, "M records/s", graph1 / tbb1, "oneTBB, batch 1", 1.0});
#else
    table.add({"graph, batch 4096", graph4096, "M records/s", {}, "", {}});
    table.add({"graph, batch 1", graph1, "M records/s", {}, "", {}});
#endif
    return table.finish();
}
