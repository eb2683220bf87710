// SPDX-License-Identifier: Apache-2.0
// How fast messages in Avro become rows and rows messages, on one core, beside the same in JSON: without a
// broker and without a registry.

#include "engine/base/random.h"
#include "nodes/support/avro/avro_decoder.h"
#include "nodes/support/avro/avro_encoder.h"
#include "nodes/support/json_text.h"
#include "nodes/support/ndjson_reader.h"
#include "tests/bench/bench_table.h"

#include <algorithm>
#include <cstdlib>

using namespace millrace;
using namespace millrace::bench;

namespace {

constexpr std::size_t kBatch = 1024;

const SchemaPtr& columns() {
    static const SchemaPtr schema = makeSchema({{"vehicle_id", TypeId::String},
                                                {"route", TypeId::Int},
                                                {"latitude", TypeId::Double},
                                                {"longitude", TypeId::Double},
                                                {"speed", TypeId::Double},
                                                {"timestamp", TypeId::Timestamp}},
                                               5);
    return schema;
}

RecordBatch positions(std::size_t count) {
    BatchBuilder rows(columns(), count);
    Random random(42);
    for (std::size_t i = 0; i < count; ++i) {
        rows.column(0).appendString("bus-" + std::to_string(random.below(1000)));
        rows.column(1).append(static_cast<std::int32_t>(random.below(900)));
        rows.column(2).append(30 + random.uniform());
        rows.column(3).append(-98 + random.uniform());
        if (random.below(10) == 0)
            rows.column(4).appendNull();
        else
            rows.column(4).append(random.uniform() * 35);
        rows.column(5).append<std::int64_t>(1'479'967'201'000 + static_cast<std::int64_t>(i));
    }
    return rows.finish();
}

void require(bool condition) {
    if (!condition) std::abort();
}

} // namespace

int main(int argc, char** argv) {
    Table table("Avro and JSON, one core (processor time)", argc, argv);
    const std::size_t count = table.quick() ? 10'000 : 500'000;
    const RecordBatch rows = positions(count);
    const auto schema = AvroSchema::parse(avroSchemaOf(*columns(), "Position").value()).value();
    const auto encoder = AvroEncoder::make(schema, *columns()).value();
    const auto decoder = AvroDecoder::make(schema, *columns(), {}).value();
    const NdjsonWriter writer(*columns());

    std::vector<std::string> avro(count), json(count);
    for (std::size_t i = 0; i < count; ++i) {
        require(!encoder->append(avro[i], rows, i));
        writer.appendRow(json[i], rows, i);
        json[i].reserve(json[i].size() + 64); // which the parser wants to be readable
    }
    // As the messages of a source come: batch by batch.
    const auto readAll = [&](const auto& append) {
        BatchBuilder builder(columns(), kBatch);
        for (std::size_t i = 0; i < count; ++i) {
            require(append(i, builder));
            if (builder.rows() == kBatch) keep(builder.finish());
        }
        keep(builder.finish());
    };
    const auto writeAll = [&](const auto& append) {
        std::string message;
        for (std::size_t i = 0; i < count; ++i) {
            message.clear();
            append(message, i);
            keep(message.data());
        }
    };
    JsonRowParser parser(columns());
    const std::vector<double> seconds = interleavedMedians(
        {[&] { readAll([&](std::size_t i, BatchBuilder& to) { return !decoder->append(avro[i], to); }); },
         [&] { readAll([&](std::size_t i, BatchBuilder& to) { return !parser.append(json[i], to); }); },
         [&] { writeAll([&](std::string& to, std::size_t i) { require(!encoder->append(to, rows, i)); }); },
         [&] { writeAll([&](std::string& to, std::size_t i) { writer.appendRow(to, rows, i); }); }},
        table.quick() ? 1 : 5, processorSecondsOf);
    const auto rate = [&](std::size_t i) { return static_cast<double>(count) / seconds[i] * 1e-6; };
    const auto add = [&](const char* name, std::size_t i, double target) {
        table.add({.name = name,
                   .value = rate(i),
                   .unit = "M messages/s",
                   .ratio = rate(i) / target,
                   .to = "the aim",
                   .target = 1.0});
    };
    add("read Avro, 6 columns", 0, 4);
    table.add({.name = "read JSON, 6 columns", .value = rate(1), .unit = "M messages/s"});
    add("write Avro, 6 columns", 2, 4);
    table.add({.name = "write JSON, 6 columns", .value = rate(3), .unit = "M messages/s"});
    return table.finish();
}
