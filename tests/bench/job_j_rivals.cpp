// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/job_j_rivals.h"

#include "engine/base/random.h"
#include "tests/bench/bench_table.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <thread>
#ifdef MILLRACE_HAS_TBB
#include <oneapi/tbb/flow_graph.h>
#include <oneapi/tbb/parallel_pipeline.h>
#include <oneapi/tbb/task_arena.h>
#include <memory>
#endif

#if defined(__x86_64__)
#define MILLRACE_FOR_EACH_PROCESSOR __attribute__((target_clones("avx2", "default")))
#else
#define MILLRACE_FOR_EACH_PROCESSOR
#endif

namespace millrace::bench {

namespace {

constexpr std::size_t kKeys = JobTotals::kKeys;
constexpr std::int64_t kFirstTime = 1479945600000; ///< 2016-11-24T00:00:00Z

double unit(std::uint64_t bits) { return std::bit_cast<double>((bits >> 12) | 0x3FF0000000000000ull) - 1.0; }

struct Seeds {
    std::uint64_t id, lat, lon, speed;
    Seeds() {
        const std::uint64_t node = deriveSeed(kJobSeed, "positions");
        id = deriveSeed(node, "id");
        lat = deriveSeed(node, "lat");
        lon = deriveSeed(node, "lon");
        speed = deriveSeed(node, "speed");
    }
};

} // namespace

bool JobTotals::sameAs(const JobTotals& other) const {
    if (count != other.count) return false;
    for (std::size_t key = 0; key < kKeys; ++key)
        if (std::abs(sum[key] - other.sum[key]) > 1e-9 * std::abs(sum[key])) return false;
    return true;
}

namespace {

MILLRACE_FOR_EACH_PROCESSOR JobTotals handFusedPart(std::uint64_t begin, std::uint64_t end) {
    constexpr std::size_t kBlock = 1024;
    const Seeds seeds;
    JobTotals totals;
    alignas(64) std::int64_t id[kBlock], ts[kBlock];
    alignas(64) double lat[kBlock], lon[kBlock], speed[kBlock], kmh[kBlock];
    alignas(64) std::uint32_t selected[kBlock];
    for (std::uint64_t first = begin; first < end; first += kBlock) {
        const std::size_t n = std::min<std::uint64_t>(kBlock, end - first);
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
    return totals;
}

} // namespace

JobTotals handFusedJob(std::uint64_t records) { return handFusedPart(0, records); }

JobTotals handParallelJob(std::uint64_t records, int threads) {
    std::vector<JobTotals> parts(static_cast<std::size_t>(threads));
    std::vector<std::thread> workers;
    const std::uint64_t share = records / parts.size();
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const std::uint64_t end = i + 1 == parts.size() ? records : (i + 1) * share;
        workers.emplace_back([&parts, i, share, end] { parts[i] = handFusedPart(i * share, end); });
    }
    for (std::thread& worker : workers)
        worker.join();
    for (std::size_t i = 1; i < parts.size(); ++i) {
        for (std::size_t key = 0; key < kKeys; ++key) {
            parts[0].count[key] += parts[i].count[key];
            parts[0].sum[key] += parts[i].sum[key];
        }
    }
    return std::move(parts[0]);
}

#ifdef MILLRACE_HAS_TBB
namespace {

struct Position {
    std::int64_t id;
    double lat, lon, speed;
    std::int64_t ts;
    double kmh;
};

using Token = std::shared_ptr<std::vector<Position>>;

/// The stages that both of oneTBB's ways have in common.
class TokenJob {
public:
    TokenJob(std::uint64_t records, std::size_t batch) : records_(records), batch_(batch) {}

    Token next() {
        if (next_ >= records_) return {};
        auto token =
            std::make_shared<std::vector<Position>>(std::min<std::uint64_t>(batch_, records_ - next_));
        for (Position& p : *token) {
            const std::uint64_t draw = next_ * kGolden64;
            p.id = static_cast<std::int64_t>(((mix64(seeds_.id + draw) >> 32) * kKeys) >> 32);
            p.lat = 30.1 + unit(mix64(seeds_.lat + draw)) * 0.4;
            p.lon = -97.9 + unit(mix64(seeds_.lon + draw)) * 0.3;
            p.speed = unit(mix64(seeds_.speed + draw)) * 30;
            p.ts = kFirstTime + static_cast<std::int64_t>(next_++);
        }
        return token;
    }
    static Token compute(Token token) {
        for (Position& p : *token)
            p.kmh = p.speed * 3.6;
        return token;
    }
    static Token filter(Token token) {
        std::erase_if(*token, [](const Position& p) { return !(p.kmh > 54); });
        return token;
    }
    void add(const Token& token) {
        for (const Position& p : *token) {
            ++totals.count[static_cast<std::size_t>(p.id)];
            totals.sum[static_cast<std::size_t>(p.id)] += p.kmh;
        }
    }

    JobTotals totals;

private:
    const Seeds seeds_;
    const std::uint64_t records_;
    const std::size_t batch_;
    std::uint64_t next_ = 0;
};

} // namespace

JobTotals tbbJob(std::uint64_t records, std::size_t batch, int threads) {
    namespace tbb = oneapi::tbb;
    TokenJob job(records, batch);
    tbb::task_arena arena(threads);
    arena.execute([&] {
        tbb::parallel_pipeline(
            static_cast<std::size_t>(8 * threads),
            tbb::make_filter<void, Token>(tbb::filter_mode::serial_in_order,
                                          [&](tbb::flow_control& control) {
                                              Token token = job.next();
                                              if (!token) control.stop();
                                              return token;
                                          }) &
                tbb::make_filter<Token, Token>(tbb::filter_mode::parallel, &TokenJob::compute) &
                tbb::make_filter<Token, Token>(tbb::filter_mode::parallel, &TokenJob::filter) &
                tbb::make_filter<Token, void>(tbb::filter_mode::serial_in_order,
                                              [&](const Token& token) { job.add(token); }));
    });
    return std::move(job.totals);
}

JobTotals tbbFlowJob(std::uint64_t records, std::size_t batch, int threads) {
    namespace tbb = oneapi::tbb;
    TokenJob job(records, batch);
    tbb::task_arena arena(threads);
    arena.execute([&] {
        tbb::flow::graph graph;
        tbb::flow::input_node<Token> source(graph, [&](tbb::flow_control& control) {
            Token token = job.next();
            if (!token) control.stop();
            return token;
        });
        // A flow graph has no bound of its own: without the limiter all tokens would be in flight at once.
        tbb::flow::limiter_node<Token> limiter(graph, static_cast<std::size_t>(8 * threads));
        tbb::flow::function_node<Token, Token> compute(graph, tbb::flow::unlimited, &TokenJob::compute);
        tbb::flow::function_node<Token, Token> filter(graph, tbb::flow::unlimited, &TokenJob::filter);
        tbb::flow::function_node<Token, tbb::flow::continue_msg> sink(graph, tbb::flow::serial,
                                                                      [&](const Token& token) {
                                                                          job.add(token);
                                                                          return tbb::flow::continue_msg();
                                                                      });
        tbb::flow::make_edge(source, limiter);
        tbb::flow::make_edge(limiter, compute);
        tbb::flow::make_edge(compute, filter);
        tbb::flow::make_edge(filter, sink);
        tbb::flow::make_edge(sink, limiter.decrementer());
        source.activate();
        graph.wait_for_all();
    });
    return std::move(job.totals);
}
#endif

} // namespace millrace::bench
