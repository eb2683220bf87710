// SPDX-License-Identifier: Apache-2.0
// What the length of a rolling window costs: mean, deviation and maximum of the last N records of each of 14
// keys, on one core, without an engine around. The price per record should not follow N.

#include "engine/base/random.h"
#include "engine/data/batch_builder.h"
#include "nodes/support/rolling_window.h"
#include "tests/bench/bench_table.h"

#include <fmt/format.h>

using namespace millrace;
using namespace millrace::bench;

namespace {

constexpr std::size_t kBatch = 1024;
constexpr std::uint64_t kKeys = 14;

std::vector<RecordBatch> readings(std::size_t records) {
    const SchemaPtr schema = makeSchema({{"series", TypeId::BigInt}, {"value", TypeId::Double}});
    Random random(1);
    std::vector<RecordBatch> batches;
    for (std::size_t done = 0; done < records; done += kBatch) {
        BatchBuilder builder(schema);
        for (std::size_t i = 0; i < kBatch; ++i)
            builder.appendRow({static_cast<std::int64_t>(random.below(kKeys)), 20 + random.normal()});
        batches.push_back(builder.finish());
    }
    return batches;
}

void roll(const std::vector<RecordBatch>& batches, std::size_t window) {
    const AggregateProgram program =
        AggregateProgram::compile(
            {{"mean", "AVG(value)"}, {"deviation", "STDDEV(value)"}, {"high", "MAX(value)"}},
            *batches.front().schema(), {"series"})
            .value();
    AggregateInput input(program, {0});
    RollingWindow rolling(program, {TypeId::BigInt}, window, true);
    Evaluator evaluator;
    for (const RecordBatch& batch : batches) {
        input.evaluate(evaluator, batch);
        keep(rolling.add(input, batch.rows()));
    }
}

} // namespace

int main(int argc, char** argv) {
    Table table(
        "Rolling mean, deviation and maximum over the last N records of 14 keys, one core (processor time)",
        argc, argv);
    const std::vector<RecordBatch> batches = readings(table.quick() ? 20'000 : 500'000);
    const std::vector<std::size_t> windows = {10, 288, 10'000};
    std::vector<std::function<void()>> contestants;
    for (const std::size_t window : windows)
        contestants.push_back([&batches, window] { roll(batches, window); });
    const std::vector<double> seconds =
        interleavedMedians(contestants, table.quick() ? 1 : 7, processorSecondsOf);
    const auto records = static_cast<double>(batches.size() * kBatch);
    const auto add = [&](std::size_t i, std::optional<double> ratio, std::optional<double> target) {
        table.add({fmt::format("N = {}", windows[i]), records / seconds[i] * 1e-6, "M records/s", ratio,
                   ratio ? "N = 10" : "", target});
    };
    add(0, {}, {});
    add(1, seconds[0] / seconds[1], 0.5);
    add(2, seconds[0] / seconds[2], 0.5);
    return table.finish();
}
