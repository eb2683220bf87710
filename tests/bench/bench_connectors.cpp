// SPDX-License-Identifier: Apache-2.0
// How fast sources make or read records and sinks write them, each alone on one core, without an engine
// around: per second of processor time, so waiting for a disk is not in it.

#include "engine/graph/registry.h"
#include "nodes/builtin.h"
#include "tests/bench/bench_table.h"

#include <boost/json/parse.hpp>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <stdexcept>

using namespace millrace;
using namespace millrace::bench;

namespace {

class MachineClock final : public Clock {
public:
    MonotonicNs now() const override { return std::chrono::steady_clock::now().time_since_epoch().count(); }
    EpochMs wallClock() const override { return 0; }
};

class BenchContext final : public OperatorContext {
public:
    const std::string& node() const override { return node_; }
    int subtask() const override { return 0; }
    int subtaskCount() const override { return 1; }
    const Clock& clock() const override { return clock_; }
    std::uint64_t seed() const override { return 42; }
    std::size_t batchSize() const override { return 1024; }
    void report(Diagnostic) override {}
    void publish(RecordBatch) override {}
    void burn(MonotonicNs) override {}
    void wait(MonotonicNs) override {}
    SharedResource& sharedResource(const std::string&, int) override { throw std::logic_error("not here"); }
    bool stopRequested() const override { return false; }

private:
    std::string node_ = "node";
    MachineClock clock_;
};

/// Counts, or keeps, what it gets.
class BenchCollector final : public Collector {
public:
    void emit(std::size_t port, RecordBatch batch) override {
        if (port != 0) return;
        rows += batch.rows();
        keep(batch.columnPtr(0));
        if (keepAll) batches.push_back(std::move(batch));
    }
    void watermark(EpochMs) override {}
    bool hasRoom() const override { return true; }
    std::size_t rows = 0;
    bool keepAll = false;
    std::vector<RecordBatch> batches;
};

Registry registry;

BoundNode bind(const char* kindName, const std::string& json, std::vector<SchemaPtr> inputs) {
    const NodeKind& kind = *registry.find(kindName);
    const Params params = checkParams(boost::json::parse(json).as_object(), kind.params, "node").value();
    Diagnostics notes;
    const std::vector<bool> bounded(inputs.size(), true);
    BindContext context{.node = "node",
                        .params = params,
                        .inputs = std::move(inputs),
                        .inputBounded = bounded,
                        .resolvePath = [](const std::string& path) { return path; },
                        .diagnostics = notes};
    return kind.bind(context).value();
}

void drain(const BoundNode& node, BenchCollector& out) {
    BenchContext context;
    const auto source = node.makeSource();
    source->open(context);
    while (source->read(out).kind != SourceStatus::Kind::Finished) {
    }
    source->close();
}

void fill(const BoundNode& node, const std::vector<RecordBatch>& batches) {
    BenchContext context;
    BenchCollector out;
    const auto sink = node.makeOperator();
    sink->open(context);
    for (const RecordBatch& batch : batches)
        sink->process(0, batch, out);
    sink->onEnd(out);
    sink->close();
}

std::string positions(std::size_t count) {
    return R"({"count": )" + std::to_string(count) + R"(, "fields": {
        "id": {"type": "uniform", "as": "BIGINT", "min": 0, "max": 999},
        "lat": {"type": "uniform", "min": 30, "max": 31}, "lon": {"type": "uniform", "min": -98, "max": -97},
        "speed": {"type": "uniform", "min": 0, "max": 35}, "ts": {"type": "timestamp", "every": "1 ms"}}})";
}

} // namespace

int main(int argc, char** argv) {
    Table table("Sources and sinks, one core (processor time)", argc, argv);
    registerBuiltinNodes(registry);
    const int rounds = table.quick() ? 1 : 5;
    const std::size_t many = table.quick() ? 200'000 : 10'000'000, some = table.quick() ? 20'000 : 500'000;
    const auto folder =
        std::filesystem::temp_directory_path() /
        ("millrace-bench-" + std::to_string(std::chrono::steady_clock::now().time_since_epoch().count()));
    std::filesystem::create_directories(folder);
    const auto in = [&folder](const char* name) { return "{\"path\": \"" + (folder / name).string() + "\""; };

    const BoundNode fast = bind("generate", positions(many), {});
    BenchCollector rows;
    rows.keepAll = true;
    drain(bind("generate", positions(some), {}), rows);
    const SchemaPtr schema = rows.batches.front().schema();
    const BoundNode csvSink = bind("csv_sink", in("a.csv") + "}", {schema});
    const BoundNode jsonSink = bind("ndjson_sink", in("a.ndjson") + "}", {schema});
    const BoundNode sqliteSink = bind("sqlite_sink", in("a.sqlite") + R"(, "table": "t"})", {schema});
    fill(csvSink, rows.batches);
    fill(jsonSink, rows.batches);
    const double csvBytes = static_cast<double>(std::filesystem::file_size(folder / "a.csv"));
    const double jsonBytes = static_cast<double>(std::filesystem::file_size(folder / "a.ndjson"));
    const BoundNode csvSource = bind("csv_source", in("a.csv") + R"(, "event_time": "ts"})", {});
    const BoundNode jsonSource = bind("ndjson_source", in("a.ndjson") + R"(, "event_time": "ts"})", {});
    const auto readAll = [](const BoundNode& node) {
        BenchCollector out;
        drain(node, out);
    };
    const std::vector<double> seconds =
        interleavedMedians({[&] { readAll(fast); }, [&] { readAll(csvSource); }, [&] { readAll(jsonSource); },
                            [&] { fill(csvSink, rows.batches); }, [&] { fill(jsonSink, rows.batches); },
                            [&] { fill(sqliteSink, rows.batches); }},
                           rounds, processorSecondsOf);
    const auto add = [&table](const char* name, double value, const char* unit, double target) {
        table.add({.name = name,
                   .value = value,
                   .unit = unit,
                   .ratio = value / target,
                   .to = "the aim",
                   .target = 1.0});
    };
    add("generate 5 columns", static_cast<double>(many) / seconds[0] * 1e-6, "M records/s", 100);
    add("csv_source", csvBytes / seconds[1] * 1e-6, "MB/s", 100);
    add("ndjson_source", jsonBytes / seconds[2] * 1e-6, "MB/s", 100);
    add("csv_sink", csvBytes / seconds[3] * 1e-6, "MB/s", 100);
    add("ndjson_sink", jsonBytes / seconds[4] * 1e-6, "MB/s", 100);
    add("sqlite_sink 5 columns", static_cast<double>(some) / seconds[5] * 1e-6, "M records/s", 0.5);
    std::filesystem::remove_all(folder);
    return table.finish();
}
