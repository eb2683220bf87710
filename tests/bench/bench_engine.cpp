// SPDX-License-Identifier: Apache-2.0
//
// The engine on all cores, side by side with what an engineer writes by hand: the columnar loop run
// data-parallel (L), oneTBB's parallel_pipeline and flow graph. Every contestant of job J makes the same
// records. A hop between cores costs more or less depending on where the host puts them; the probe before and
// after says which it was.
#include "app/shared/build_registry.h"
#include "tests/bench/bench_kinds.h"
#include "tests/bench/bench_table.h"
#include "tests/bench/contest.h"
#include "tests/bench/core_probe.h"
#include "tests/bench/drawn_graph.h"
#include "tests/bench/job_j_rivals.h"

#include <fmt/format.h>
#include <algorithm>
#include <thread>

using namespace millrace;
using namespace millrace::bench;

namespace {

constexpr const char* kRate = "M records/s";

double millions(std::uint64_t records, double seconds) {
    return static_cast<double>(records) / seconds / 1e6;
}

std::string generator(const std::string& extra) {
    return R"({"kind": "generate", "params": {"count": "${count}", )" + extra +
           R"("fields": {"id": {"type": "sequence"}, "speed": {"type": "uniform", "max": 30}}}})";
}

std::string graphText(const std::string& nodes, const std::string& edges) {
    return R"({"millrace": 1, "parameters": {"count": {"type": "BIGINT", "default": 1000}}, "nodes": {)" +
           nodes + R"(}, "edges": [)" + edges + "]}";
}

/// A source, `stages` cheap stages, a sink.
std::string chainText(int stages) {
    std::string nodes = R"("source": )" + generator("");
    std::string edges;
    std::string from = "source";
    for (int i = 0; i < stages; ++i) {
        const std::string id = "s" + std::to_string(i);
        nodes += fmt::format(
            R"(, "{}": {{"kind": "map", "params": {{"columns": {{"speed": "speed + 1"}}}}}})", id);
        edges += fmt::format(R"({{"from": "{}.out", "to": "{}.in"}}, )", from, id);
        from = id;
    }
    nodes += R"(, "end": {"kind": "discard"})";
    return graphText(nodes, edges + fmt::format(R"({{"from": "{}.out", "to": "end.in"}})", from));
}

std::string fanText() {
    std::string nodes =
        R"("source": )" + generator("") + R"(, "all": {"kind": "merge"}, "end": {"kind": "discard"})";
    std::string edges = R"({"from": "all.out", "to": "end.in"})";
    for (int i = 0; i < 4; ++i) {
        nodes += fmt::format(
            R"(, "b{}": {{"kind": "map", "params": {{"columns": {{"speed": "speed * {}"}}}}}})", i, i + 1);
        edges += fmt::format(
            R"(, {{"from": "source.out", "to": "b{0}.in"}}, {{"from": "b{0}.out", "to": "all.in"}})", i);
    }
    return graphText(nodes, edges);
}

/// Records that come every millisecond, and one hop to a worker that has nothing else to do; `executor` of
/// that worker may be "inline" to see what the source takes alone.
std::string tickText(const std::string& executor) {
    return graphText(
        R"("source": {"kind": "bench_ticks", "params": {"count": "${count}"}, "concurrency": {"executor": "threads"}},
                        "end": {"kind": "discard", "concurrency": {"executor": ")" +
            executor + R"("}})",
        R"({"from": "source.out", "to": "end.in"})");
}

/// Code written for one record at a time, fed by batches underneath.
std::string recordText() {
    return graphText(R"("source": )" + generator("") +
                         R"(, "code": {"kind": "bench_records"}, "end": {"kind": "discard"})",
                     R"({"from": "source.out", "to": "code.in"}, {"from": "code.out", "to": "end.in"})");
}

class EngineBench {
public:
    explicit EngineBench(Table& table)
        : table_(table), cores_(static_cast<int>(std::max(1u, std::thread::hardware_concurrency()))) {}

    void run() {
        probe("before");
        if (table_.wants("job_j")) jobJ();
        if (table_.wants("observer")) observer();
        if (table_.wants("batch_1")) batchOfOne();
        if (table_.wants("chains")) chains();
        if (table_.wants("fan")) fan();
        if (table_.wants("records")) records();
        if (table_.wants("thousand")) thousandNodes();
        if (table_.wants("latency")) latency();
        if (table_.wants("idle")) idle();
        probe("after");
    }

private:
    DrawnOptions allCores(std::uint64_t count) const {
        DrawnOptions options;
        options.count = count;
        options.poolWorkers = cores_;
        return options;
    }

    DrawnOptions withQueues(std::uint64_t count) const {
        DrawnOptions options = allCores(count);
        options.fuse = false;
        options.batch = 1024;
        return options;
    }

    void probe(const char* when) {
        table_.add({fmt::format("hop between cores, {}", when), coreHopNanoseconds(), "ns", {}, "", {}});
    }

    void jobJ() {
        const std::uint64_t records = table_.quick() ? 2'000'000 : 40'000'000;
        const DrawnGraph job = DrawnGraph::fromFile(*registry_, MILLRACE_TEST_DATA "/bench/job_j.mill");
        const DrawnOptions fused = allCores(records), staged = withQueues(records);
        std::vector<std::function<void()>> contestants{
            [&] { keep(handParallelJob(records, cores_)); },
            [&] { job.run(fused); },
            [&] { job.run(staged); },
#ifdef MILLRACE_HAS_TBB
            [&] { keep(tbbJob(records / 4, 1024, cores_)); },
            [&] { keep(tbbFlowJob(records / 4, 1024, cores_)); },
#endif
        };
        const auto seconds = interleavedMedians(contestants, table_.quick() ? 1 : 7);
        const double best = millions(records, seconds[0]);
        table_.add({fmt::format("L: hand-fused loop on {} cores", cores_), best, kRate, {}, "", {}});
        const auto against = [&](const char* name, double value, double target) {
            table_.add({name, value, kRate, value / best, "L", target});
        };
        against("job J, planner's choice", millions(records, seconds[1]), 0.6);
        against("job J, a queue between all stages, batch 1024", millions(records, seconds[2]), 0.4);
#ifdef MILLRACE_HAS_TBB
        const double pipeline = millions(records / 4, seconds[3]), flow = millions(records / 4, seconds[4]);
        table_.add({"oneTBB parallel_pipeline, batch 1024", pipeline, kRate, pipeline / best, "L", {}});
        table_.add({"oneTBB flow graph, batch 1024", flow, kRate, flow / best, "L", {}});
        table_.add({"job J with queues against oneTBB", millions(records, seconds[2]), kRate,
                    millions(records, seconds[2]) / std::max(pipeline, flow), "the better oneTBB", 1.0});
#endif
    }

    void batchOfOne() {
        const std::uint64_t records = table_.quick() ? 100'000 : 2'000'000;
        const DrawnGraph job = DrawnGraph::fromFile(*registry_, MILLRACE_TEST_DATA "/bench/job_j.mill");
        DrawnOptions single = allCores(records);
        single.fuse = false;
        single.batch = 1;
        std::vector<std::function<void()>> contestants{[&] { job.run(single); }};
#ifdef MILLRACE_HAS_TBB
        contestants.push_back([&] { keep(tbbJob(records, 1, cores_)); });
#endif
        const auto seconds = interleavedMedians(contestants, table_.quick() ? 1 : 7);
        const double one = millions(records, seconds[0]);
#ifdef MILLRACE_HAS_TBB
        const double pipeline = millions(records, seconds[1]);
        table_.add({"oneTBB parallel_pipeline, batch 1", pipeline, kRate, {}, "", {}});
        table_.add({"job J, batch 1 across threads", one, kRate, one / pipeline, "oneTBB, batch 1", 1.0});
#else
        table_.add({"job J, batch 1 across threads", one, kRate, {}, "", {}});
#endif
    }

    /// All that is observed of a run against nothing of it, in turns; runs so long that their beginning,
    /// which is no throughput, counts little.
    void observer() {
        const std::uint64_t records = table_.quick() ? 2'000'000 : 300'000'000;
        const DrawnGraph job = DrawnGraph::fromFile(*registry_, MILLRACE_TEST_DATA "/bench/job_j.mill");
        for (const auto& [what, seen] :
             {std::pair{"job J", allCores(records)}, std::pair{"job J with queues", withQueues(records)}}) {
            DrawnOptions unseen = seen;
            unseen.observe = false;
            const Rounds rounds({{{}, [&] { job.run(seen); }, {}}, {{}, [&] { job.run(unseen); }, {}}},
                                table_.quick() ? 1 : 9);
            table_.add({fmt::format("{}, everything observed", what), rounds.ratio(0, 1),
                        "of the unobserved speed", rounds.ratio(0, 1), "not observed", 0.98});
        }
    }

    void chains() {
        const std::uint64_t records = table_.quick() ? 500'000 : 5'000'000;
        std::vector<DrawnGraph> graphs;
        for (const int stages : {5, 10, 50})
            graphs.push_back(DrawnGraph::fromText(*registry_, chainText(stages)));
        DrawnOptions queued = allCores(records);
        queued.fuse = false;
        const auto seconds =
            interleavedMedians({[&] { graphs[0].run(queued); }, [&] { graphs[1].run(queued); },
                                [&] { graphs[2].run(queued); }, [&] { graphs[1].run(allCores(records)); }},
                               table_.quick() ? 1 : 5);
        const double five = seconds[0] / 5, fifty = seconds[2] / 50;
        table_.add({"10 stages fused", millions(records, seconds[3]), kRate, {}, "", {}});
        table_.add({"10 stages with queues",
                    millions(records, seconds[1]),
                    kRate,
                    seconds[3] / seconds[1],
                    "10 stages fused",
                    {}});
        table_.add({"a stage of 50 against a stage of 5", fifty * 1e9 / static_cast<double>(records),
                    "ns a record", five / fifty, "a stage of 5", 1 / 1.5});
    }

    void fan() {
        const std::uint64_t records = table_.quick() ? 500'000 : 5'000'000;
        const DrawnGraph graph = DrawnGraph::fromText(*registry_, fanText());
        const auto seconds =
            interleavedMedians({[&] { graph.run(allCores(records)); }}, table_.quick() ? 1 : 5);
        table_.add({"fan-out to 4 and fan-in", millions(records, seconds[0]), kRate, {}, "", {}});
    }

    void thousandNodes() {
        const DrawnGraph graph = DrawnGraph::fromText(*registry_, chainText(998));
        DrawnOptions queued = allCores(1000);
        queued.fuse = false;
        const auto seconds = interleavedMedians({[&] { graph.run(queued); }}, table_.quick() ? 1 : 5);
        table_.add(
            {"1,000 nodes: planned, started, run to the end", seconds[0], "s", 1 / seconds[0], "1 s", 1.0});
    }

    void records() {
        const DrawnGraph graph = DrawnGraph::fromText(*registry_, recordText());
        const std::uint64_t count = table_.quick() ? 1'000'000 : 20'000'000;
        const auto seconds =
            interleavedMedians({[&] { graph.run(allCores(count)); }}, table_.quick() ? 1 : 5);
        const double rate = millions(count, seconds[0]);
        table_.add({"code for one record at a time", rate, kRate, rate / 40, "40 M records/s", 1.0});
    }

    void latency() {
        const DrawnGraph graph = DrawnGraph::fromText(*registry_, tickText("pool"));
        const DrawnGraph sourceAlone = DrawnGraph::fromText(*registry_, tickText("inline"));
        const std::uint64_t records = table_.quick() ? 50'000 : 500'000;
        DrawnOptions open = allCores(records);
        const WakeLatency bare = futexWakeMicroseconds();
        table_.add({"waking a thread by a bare futex, p50", bare.p50, "us", {}, "", {}});
        table_.add({"waking a thread by a bare futex, p99", bare.p99, "us", {}, "", {}});
        std::unique_ptr<Run> run;
        const double busy = processorSecondsOf([&] { run = graph.run(open); });
        const MetricsFrame last = run->frame();
        const NodeMetrics& sink = last.nodes.back();
        // The targets are for a machine on which a bare futex takes 10 and 41 us: beside what it takes here.
        for (const auto& [name, q, target, futex, futexThere] :
             {std::tuple{"p50", 0.5, 15.0, bare.p50, 10.0}, std::tuple{"p99", 0.99, 40.0, bare.p99, 41.0}}) {
            const double us = static_cast<double>(sink.latency->quantile(q)) / 1000;
            const std::string row = fmt::format("100,000 records/s, one hop to a parked worker, {}", name);
            table_.add({row, us, "us", target / us, fmt::format("{:.0f} us", target), 1.0});
            table_.add({row, us / futex, "of the bare futex's", target / futexThere * futex / us,
                        fmt::format("{:.2f} of the bare futex's", target / futexThere), 1.0});
        }
        const double aloneBusy = processorSecondsOf([&] { run = sourceAlone.run(open); });
        const auto share = [](double seconds, const MetricsFrame& frame) {
            return seconds / (static_cast<double>(frame.elapsedNs) / 1e9);
        };
        const double alone = share(aloneBusy, run->frame());
        const double beyond = std::max(share(busy, last) - alone, 1e-6);
        table_.add({"100,000 records/s: cores used by the source", alone, "cores", {}, "", {}});
        table_.add({"100,000 records/s: cores used beyond the source", beyond, "cores", 0.1 / beyond,
                    "0.1 cores", 1.0});
    }

    void idle() {
        const DrawnGraph graph = DrawnGraph::fromText(
            *registry_,
            graphText(R"("source": )" +
                          generator(R"("arrivals": "burst", "burst_size": 1, "burst_every": "1 h", )") +
                          R"(, "end": {"kind": "discard"})",
                      R"({"from": "source.out", "to": "end.in"})"));
        DrawnOptions quiet = allCores(1'000'000);
        quiet.observe = false;
        quiet.duration = std::chrono::seconds(1);
        const double busy = processorSecondsOf([&] { graph.run(quiet); });
        table_.add({"an idle graph for one second", busy * 1000, "ms of a core",
                    10 / std::max(busy * 1000, 1e-3), "10 ms", 1.0});
    }

    Table& table_;
    const int cores_;
    const std::shared_ptr<const Registry> registry_ = [] {
        auto registry = buildRegistry();
        addBenchKinds(*registry);
        return registry;
    }();
};

} // namespace

int main(int argc, char** argv) {
    Table table("The engine on all cores (by the clock on the wall)", argc, argv);
    EngineBench(table).run();
    return table.finish();
}
