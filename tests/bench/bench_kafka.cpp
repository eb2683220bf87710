// SPDX-License-Identifier: Apache-2.0
//
// The Kafka nodes against what one writes by hand on the same librdkafka, and against kcat, with a real
// broker on the same cores; what checkpoints cost; how long a message takes through a graph. Contestants take
// turns (A B A B); the ratio of a row is the median of the ratios of the rounds, for whatever else runs here
// hits both of a round.
#include "app/shared/build_registry.h"
#include "tests/bench/bench_table.h"
#include "tests/bench/contest.h"
#include "tests/bench/drawn_graph.h"
#include "tests/bench/kafka_latency.h"
#include "tests/bench/kafka_messages.h"
#include "tests/support/kafka_broker.h"

#include <fmt/format.h>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>

using namespace millrace;
using namespace millrace::bench;

namespace {

constexpr const char* kRate = "M records/s";
constexpr int kCostRounds = 12; ///< what is looked for is smaller than what a single round is off by
constexpr const char* kEverySecond = R"(, "checkpoint": {"interval": "1 s"})";

void requireCount(std::uint64_t found, std::uint64_t expected) {
    if (found != expected)
        throw std::runtime_error(fmt::format("{} messages instead of {}", found, expected));
}

class KafkaBench {
public:
    explicit KafkaBench(Table& table)
        : table_(table),
          cores_(static_cast<int>(std::max(1u, std::thread::hardware_concurrency()))),
          rounds_(table.quick() ? 1 : 5) {
        addMessageKind(*registry_);
        std::string name = (std::filesystem::temp_directory_path() / "millrace-bench-XXXXXX").string();
        if (!mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
        folder_ = name;
    }
    ~KafkaBench() { std::filesystem::remove_all(folder_); }
    KafkaBench(const KafkaBench&) = delete;
    KafkaBench& operator=(const KafkaBench&) = delete;

    void run() {
        for (const int partitions : {1, 6}) {
            if (table_.wants("source")) source(partitions);
            if (table_.wants("sink")) sink(partitions);
        }
        if (table_.wants("checkpoints")) checkpoints();
        if (table_.wants("latency")) latency();
        if (table_.wants("slow")) slowStage();
    }

private:
    std::uint64_t many(std::uint64_t count) const { return table_.quick() ? count / 20 : count; }
    std::string in(const std::string& name) const { return (folder_ / name).string(); }

    static std::string graphText(const std::string& nodes, const std::string& edges,
                                 const std::string& more = {}) {
        return R"({"millrace": 1, "nodes": {)" + nodes + R"(}, "edges": [)" + edges + "]" + more + "}";
    }
    static std::string wire(const char* from, const char* to) {
        return fmt::format(R"({{"from": "{}.out", "to": "{}.in"}})", from, to);
    }
    std::string reader(const BenchTopic& topic, const std::string& more) const {
        return fmt::format(
            R"("source": {{"kind": "kafka_source", "params": {{"brokers": "{}", "topics": "{}", {}}}}})",
            broker_.brokers(), topic.name(), more);
    }
    std::string writer(const BenchTopic& topic, const std::string& more = {}) const {
        return fmt::format(
            R"("sink": {{"kind": "kafka_sink", "params": {{"brokers": "{}", "topic": "{}", "format": "string", "value": "value"{}}}}})",
            broker_.brokers(), topic.name(), more);
    }
    /// Of what is there, one column `value`.
    static std::string texts() { return R"("format": "string", "end": "latest")"; }
    static std::string positions() {
        return R"("format": "json", "end": "latest", "schema": {"id": "BIGINT", "at": "TIMESTAMP", "lat": "DOUBLE",
            "lon": "DOUBLE", "speed": "DOUBLE", "stop": "STRING"})";
    }

    std::unique_ptr<Run> finish(const std::string& graph, const std::string& state = {}) const {
        DrawnOptions options;
        options.poolWorkers = cores_;
        options.record = false;
        options.state = state;
        return DrawnGraph::fromText(*registry_, graph).run(options);
    }

    void compare(const std::string& name, std::uint64_t count, const Rounds& rounds, std::size_t which,
                 const std::string& against, std::optional<double> target) {
        const auto [low, high] = rounds.spread(which, 0);
        table_.add({name, static_cast<double>(count) / rounds.seconds(which) / 1e6, kRate,
                    rounds.ratio(which, 0), fmt::format("{}, rounds {:.2f} to {:.2f}", against, low, high),
                    target});
    }
    /// Of this process alone: where others want the cores, too, it says more than the clock on the wall.
    void compareProcessor(std::uint64_t count, const Rounds& rounds, std::size_t which, const char* against) {
        table_.add({"  its processor time",
                    rounds.processor(which) / static_cast<double>(count) * 1e6,
                    "us each",
                    rounds.processorRatio(which, 0),
                    against,
                    {}});
    }

    void source(int partitions) {
        const std::uint64_t count = many(3'000'000);
        const BenchTopic topic(broker_.brokers(), partitions);
        bareProduce(broker_.brokers(), topic, count, true);
        const auto graph = [&](const std::string& how) {
            const std::string text =
                graphText(reader(topic, how) + R"(, "end": {"kind": "discard"})", wire("source", "end"));
            return Contestant{{},
                              [this, text, count] {
                                  std::uint64_t read = 0;
                                  const auto run = finish(text);
                                  const MetricsFrame frame = run->frame();
                                  for (const auto& edge : frame.edges)
                                      read += static_cast<std::uint64_t>(edge.received);
                                  requireCount(read, count);
                              },
                              {}};
        };
        std::vector<Contestant> contestants{
            {{}, [&] { requireCount(bareConsume(broker_.brokers(), topic), count); }, {}},
            graph(R"("format": "bytes", "end": "latest")"),
            graph(positions()),
        };
        if (hasKcat()) contestants.push_back({{}, [&] { kcatConsume(broker_.brokers(), topic, count); }, {}});
        const Rounds rounds(contestants, rounds_);
        const std::string of = fmt::format(", {} partition{}", partitions, partitions > 1 ? "s" : "");
        const std::string bare = "bare consumer loop";
        table_.add({bare + of, static_cast<double>(count) / rounds.seconds(0) / 1e6, kRate, {}, "", {}});
        compare("kafka_source, bytes" + of, count, rounds, 1, bare, 0.8);
        compareProcessor(count, rounds, 1, "the bare loop's");
        compare("kafka_source, json with 6 columns" + of, count, rounds, 2, bare, {});
        if (contestants.size() > 3) compare("kcat" + of, count, rounds, 3, bare, {});
    }

    void sink(int partitions) {
        const std::uint64_t count = many(1'500'000);
        const std::string& brokers = broker_.brokers();
        std::optional<BenchTopic> topic;
        const auto fresh = [&] { topic.emplace(brokers, partitions); };
        const auto look = [&] {
            requireCount(topic->length(), count);
            topic.reset();
        };
        const std::string from =
            fmt::format(R"("source": {{"kind": "bench_messages", "params": {{"count": {}}}}}, )", count);
        const auto graph = [&](const std::string& more) {
            return Contestant{fresh,
                              [this, &topic, from, more] {
                                  finish(graphText(from + writer(*topic, more), wire("source", "sink")));
                              },
                              look};
        };
        std::vector<Contestant> contestants{
            {fresh, [&] { bareProduce(brokers, *topic, count, true); }, look},
            {fresh, [&] { bareProduce(brokers, *topic, count, false); }, look},
            graph(""),
            graph(R"(, "idempotent": false)"),
        };
        if (hasKcat()) {
            std::ofstream lines(in("lines"));
            for (std::uint64_t i = 0; i < count; ++i)
                lines << messageValues()[i % messageValues().size()] << '\n';
            if (!lines.flush()) throw std::runtime_error("the disk is full");
            contestants.push_back({fresh, [&] { kcatProduce(brokers, *topic, in("lines")); }, look});
        }
        const Rounds rounds(contestants, rounds_);
        const std::string of = fmt::format(", {} partition{}", partitions, partitions > 1 ? "s" : "");
        const std::string bare = "bare producer loop, idempotent";
        table_.add({bare + of, static_cast<double>(count) / rounds.seconds(0) / 1e6, kRate, {}, "", {}});
        compare("bare producer loop, not idempotent" + of, count, rounds, 1, bare, {});
        compare("kafka_sink, idempotent" + of, count, rounds, 2, bare, 0.8);
        compareProcessor(count, rounds, 2, "the bare loop's");
        compare("kafka_sink, not idempotent" + of, count, rounds, 3, bare, {});
        if (contestants.size() > 4) compare("kcat, idempotent" + of, count, rounds, 4, bare, {});
    }

    void checkpoints() {
        const std::string& brokers = broker_.brokers();
        const std::uint64_t count = many(8'000'000);
        const BenchTopic from(brokers, 6);
        bareProduce(brokers, from, count, true);
        std::optional<BenchTopic> to;
        const auto through = [&](const std::string& state) {
            return Contestant{
                [&] { to.emplace(brokers, 6); },
                [&, state] {
                    const auto run = finish(
                        graphText(reader(from, texts()) + ", " +
                                      R"("clean": {"kind": "filter", "params": {"where": "value <> ''"}}, )" +
                                      writer(*to),
                                  wire("source", "clean") + ", " + wire("clean", "sink"), kEverySecond),
                        state);
                    made_ = run->checkpoints().made;
                },
                [&, state] {
                    requireCount(bareConsume(brokers, *to), count);
                    to.reset();
                    if (!state.empty()) std::filesystem::remove_all(state);
                }};
        };
        cost("kafka -> filter -> kafka", count, through(""), through(in("state")));

        const std::uint64_t fewer = many(4'000'000);
        const BenchTopic rows(brokers, 6);
        bareProduce(brokers, rows, fewer, true);
        const auto toFile = [&](const std::string& state) {
            return fileJob(reader(rows, positions()) +
                               R"(, "clean": {"kind": "filter", "params": {"where": "speed >= 0"}})",
                           wire("source", "clean"), "clean", state);
        };
        cost("kafka, json -> filter -> file", fewer, toFile(""), toFile(in("state")));

        const std::uint64_t records = many(400'000'000);
        const auto generated = [&](const std::string& state) {
            return fileJob(
                fmt::format(R"json("source": {{"kind": "generate", "params": {{"count": {}, "fields": {{
                    "bus": {{"type": "uniform", "as": "BIGINT", "min": 0, "max": 999}},
                    "speed": {{"type": "uniform", "max": 30}}, "at": {{"type": "timestamp", "every": "1 ms"}}}}, "event_time": "at"}}}},
                    "trips": {{"kind": "aggregate", "params": {{"key": ["bus"], "window": {{"tumbling": "10 min"}},
                    "columns": {{"n": "COUNT(*)", "mean": "AVG(speed)"}}}}}})json",
                            records),
                wire("source", "trips"), "trips", state);
        };
        cost("generate -> window -> file", records, generated(""), generated(in("state")));
    }

    Contestant fileJob(const std::string& nodes, const std::string& edges, const char* last,
                       const std::string& state) {
        const std::string text = graphText(
            nodes + fmt::format(R"(, "sink": {{"kind": "ndjson_sink", "params": {{"path": "{}"}}}})",
                                in("out.ndjson")),
            edges + ", " + wire(last, "sink"), kEverySecond);
        return {{},
                [this, text, state] { made_ = finish(text, state)->checkpoints().made; },
                [this, state] {
                    std::filesystem::remove(in("out.ndjson"));
                    if (!state.empty()) std::filesystem::remove_all(state);
                }};
    }

    /// Of the same job with checkpoints every second.
    void cost(const std::string& job, std::uint64_t count, const Contestant& without,
              const Contestant& with) {
        const Rounds rounds({without, with}, table_.quick() ? 1 : kCostRounds, Rounds::Turns::BackAndForth);
        table_.add({job, static_cast<double>(count) / rounds.seconds(0) / 1e6, kRate, {}, "", {}});
        const auto [low, high] = rounds.interval(1, 0);
        // This takes minutes: whoever waits sees what is there.
        fmt::print(stderr, "{}: {:.3f} of the speed without, {:.3f} to {:.3f}\n", job, rounds.ratio(1, 0),
                   low, high);
        table_.add(
            {fmt::format("  with a checkpoint every second ({} made)", made_),
             static_cast<double>(count) / rounds.seconds(1) / 1e6, kRate, rounds.ratio(1, 0),
             fmt::format("without, {} pairs A B B A, 95 % interval {:.3f} to {:.3f}", kCostRounds, low, high),
             0.95});
        compareProcessor(count, rounds, 1, "without");
    }

    void latency() {
        constexpr int kPerSecond = 10'000;
        const int seconds = table_.quick() ? 4 : 12;
        const std::string& brokers = broker_.brokers();
        const auto direct = [&] {
            const BenchTopic topic(brokers, 6);
            return measureLatency(brokers, topic, topic, kPerSecond, seconds);
        };
        const auto through = [&](const char* interval) {
            const BenchTopic from(brokers, 6), to(brokers, 6);
            const std::string more =
                *interval ? fmt::format(R"(, "checkpoint": {{"interval": "{}"}})", interval) : "";
            DrawnOptions options;
            options.poolWorkers = cores_;
            if (*interval) options.state = in("state");
            const auto run =
                DrawnGraph::fromText(*registry_,
                                     graphText(reader(from, R"("format": "string")") + ", " + writer(to),
                                               wire("source", "sink"), more))
                    .start(options);
            const Latency taken = measureLatency(brokers, from, to, kPerSecond, seconds);
            run->stop();
            run->waitFor(std::chrono::minutes(1));
            if (*interval) std::filesystem::remove_all(in("state"));
            return taken;
        };
        const std::vector<std::pair<const char*, std::function<Latency()>>> ways{
            {"one topic, no graph", direct},
            {"topic -> graph -> topic", [&] { return through(""); }},
            {"  exactly once, a checkpoint each 100 ms", [&] { return through("100 ms"); }},
            {"  exactly once, a checkpoint each second", [&] { return through("1 s"); }}};
        std::vector<std::vector<double>> p50s(ways.size()), p99s(ways.size());
        for (int round = 0; round < (table_.quick() ? 1 : 3); ++round) {
            for (std::size_t i = 0; i < ways.size(); ++i) {
                const Latency taken = ways[i].second();
                p50s[i].push_back(taken.p50);
                p99s[i].push_back(taken.p99);
            }
        }
        for (std::size_t i = 0; i < ways.size(); ++i) {
            table_.add({fmt::format("{}, p50", ways[i].first), median(p50s[i]), "ms", {}, "", {}});
            table_.add({fmt::format("{}, p99", ways[i].first), median(p99s[i]), "ms", {}, "", {}});
        }
    }

    /// Barriers wait behind the records before a stage that is slower than its source.
    void slowStage() {
        for (const int capacity : {65'536, 4'096}) {
            const std::string text = graphText(
                fmt::format(
                    R"("source": {{"kind": "generate", "params": {{"fields": {{"id": {{"type": "sequence"}}}}}}}},
                    "slow": {{"kind": "rate_limit", "params": {{"rate": 10000, "burst": 100}}, "concurrency": {{"executor": "threads"}}}},
                    "sink": {{"kind": "ndjson_sink", "params": {{"path": "{}"}}}})",
                    in("slow.ndjson")),
                fmt::format(R"({{"from": "source.out", "to": "slow.in", "queue": {{"capacity": {}}}}}, )",
                            capacity) +
                    wire("slow", "sink"),
                kEverySecond);
            DrawnOptions options;
            options.poolWorkers = cores_;
            options.state = in("state");
            options.duration = std::chrono::seconds(table_.quick() ? 8 : 30);
            const auto run = DrawnGraph::fromText(*registry_, text).start(options);
            std::vector<double> waits;
            while (!run->waitFor(std::chrono::minutes(1))) {
            }
            for (const CheckpointRecord& record : run->checkpoints().latest)
                waits.push_back(static_cast<double>(record.barriersNs) / 1e9);
            if (waits.size() > 2)
                waits = {waits.begin() + 1, waits.end() - 1}; // queue not full yet; all has ended
            table_.add(
                {fmt::format("slow stage, 10,000/s behind a queue of {}: a checkpoint takes", capacity),
                 waits.empty() ? 0 : median(waits),
                 "s",
                 {},
                 "",
                 {}});
            std::filesystem::remove_all(in("state"));
        }
    }

    Table& table_;
    const int cores_;
    const int rounds_;
    std::filesystem::path folder_;
    const std::shared_ptr<Registry> registry_ = buildRegistry();
    test::KafkaBroker broker_;
    std::int64_t made_ = 0; ///< checkpoints of the last run
};

} // namespace

int main(int argc, char** argv) {
    Table table("Kafka, messages of 100 bytes, lz4, a broker on the same cores", argc, argv);
    try {
        // A run that fails ends the program with exit(), which ends the broker only where that is static.
        static KafkaBench bench(table);
        bench.run();
    } catch (const test::NoKafka& lacking) {
        std::fprintf(stderr, "not run: %s\n", lacking.what());
        return 1;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    return table.finish();
}
