// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/job_j_rivals.h"

#include "engine/base/random.h"
#include "tests/bench/bench_table.h"

#include <algorithm>
#include <bit>
#include <cmath>
#ifdef MILLRACE_HAS_TBB
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

MILLRACE_FOR_EACH_PROCESSOR JobTotals handFusedJob(std::uint64_t records) {
    constexpr std::size_t kBlock = 1024;
    const Seeds seeds;
    JobTotals totals;
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
    return totals;
}

#ifdef MILLRACE_HAS_TBB
namespace {

struct Position {
    std::int64_t id;
    double lat, lon, speed;
    std::int64_t ts;
    double kmh;
};

} // namespace

JobTotals tbbJob(std::uint64_t records, std::size_t batch) {
    namespace tbb = oneapi::tbb;
    using Token = std::shared_ptr<std::vector<Position>>;
    const Seeds seeds;
    JobTotals totals;
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
    return totals;
}
#endif

} // namespace millrace::bench
