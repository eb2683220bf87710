// SPDX-License-Identifier: Apache-2.0
// What the simulator makes of a second: events of whole graphs, with all metrics, queues and histograms, next
// to loops over a heap that were written for one model each and know nothing else, and next to SimPy where it
// is.

#include "engine/sim/simulation.h"
#include "tests/bench/bench_table.h"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <deque>
#include <queue>

using namespace millrace;
using namespace millrace::bench;

namespace {

constexpr double kMs = 1e6; ///< mean service time

/// Source, stages in a row, sink, as the planner would make them.
class Line {
public:
    Line(double recordsPerMs, std::uint64_t keys = 0) {
        PlanVertex& source = add("source", 1);
        behaviour::Emit emit;
        emit.arrivals.kind = Arrivals::Kind::Poisson;
        emit.arrivals.rate = recordsPerMs * 1000;
        emit.keys["n"] = {keys, 0};
        source.bound.service.behaviour = emit;
        source.bound.makeSource = [] { return std::unique_ptr<Source>(); };
    }
    Line& stage(Distribution time, int workers, Partitioning partitioning, int operations = 0) {
        PlanVertex& vertex = add("s" + std::to_string(plan_.vertices.size()), workers);
        const auto kind = operations > 0 ? WorkSegment::Kind::Wait : WorkSegment::Kind::Cpu;
        vertex.bound.service.work = {{.kind = kind, .time = std::move(time), .held = {}}};
        vertex.bound.service.timesAreGiven = true;
        if (operations > 0) {
            plan_.chains.back().executor = ExecutorKind::Async;
            plan_.chains.back().operations = operations;
            plan_.chains.back().ordering = Ordering::Unordered;
        }
        wire(partitioning);
        return *this;
    }
    std::shared_ptr<const sim::SimModel> model() {
        add("sink", 1).bound.outputPorts.clear();
        wire(Partitioning::Forward);
        sim::SimulationSettings settings;
        settings.cores = 1e6;
        settings.durationNs = INT64_MAX;
        return sim::makeSimModel(std::make_shared<const Plan>(plan_), settings, 1).value();
    }

private:
    PlanVertex& add(std::string id, int workers) {
        PlanVertex vertex;
        vertex.node = std::move(id);
        vertex.bound.outputPorts = {{"out"}};
        vertex.bound.outputs = {makeSchema({{"n", TypeId::BigInt}})};
        vertex.batchSize = 1;
        vertex.chain = plan_.chains.size();
        PlanChain chain;
        chain.vertices = {plan_.vertices.size()};
        chain.workers = workers;
        chain.executor = ExecutorKind::Threads;
        plan_.chains.push_back(std::move(chain));
        plan_.vertices.push_back(std::move(vertex));
        return plan_.vertices.back();
    }
    void wire(Partitioning partitioning) {
        PlanEdge edge;
        edge.to = plan_.vertices.size() - 1;
        edge.from = edge.to - 1;
        edge.id = plan_.vertices[edge.from].node + ".out->" + plan_.vertices[edge.to].node + ".in";
        edge.capacity = 10'000'000;
        edge.partitioning = partitioning;
        edge.keyColumns = {0};
        plan_.vertices[edge.from].outEdges.push_back(plan_.edges.size());
        plan_.vertices[edge.to].inEdges.push_back(plan_.edges.size());
        plan_.edges.push_back(std::move(edge));
    }
    Plan plan_;
};

void simulate(const std::shared_ptr<const sim::SimModel>& model, std::uint64_t events) {
    sim::Simulation simulation(model, 0);
    simulation.run(INT64_MAX, events);
    keep(simulation.fingerprint());
}

/// Stations in a row with so many servers each, exponential times: nothing but a heap, queues and one sum.
void bareLoop(std::size_t stations, int servers, double recordsPerMs, std::uint64_t events) {
    struct Due {
        MonotonicNs time = 0;
        std::uint32_t station = 0; ///< 0 = the source
        MonotonicNs born = 0;
        bool operator<(const Due& other) const { return time > other.time; }
    };
    std::priority_queue<Due> due;
    std::vector<std::deque<MonotonicNs>> waiting(stations + 1);
    std::vector<int> free(stations + 1, servers);
    Random random(1);
    const auto gap = [&](double mean) { return static_cast<MonotonicNs>(random.exponential(mean)); };
    due.push({gap(kMs / recordsPerMs), 0, 0});
    double latencies = 0;
    const auto arrive = [&](std::uint32_t station, MonotonicNs born, MonotonicNs now) {
        if (free[station] == 0) return waiting[station].push_back(born);
        --free[station];
        due.push({now + gap(kMs), station, born});
    };
    for (std::uint64_t event = 0; event < events; ++event) {
        const Due next = due.top();
        due.pop();
        if (next.station == 0) {
            due.push({next.time + gap(kMs / recordsPerMs), 0, 0});
            arrive(1, next.time, next.time);
            continue;
        }
        if (waiting[next.station].empty()) {
            ++free[next.station];
        } else {
            due.push({next.time + gap(kMs), next.station, waiting[next.station].front()});
            waiting[next.station].pop_front();
        }
        if (next.station < stations)
            arrive(next.station + 1, next.born, next.time);
        else
            latencies += static_cast<double>(next.time - next.born);
    }
    keep(latencies);
}

/// Events per second of M/M/1 in SimPy, counted as here: two per record. Nothing where there is no SimPy.
/// MILLRACE_SIMPY names a Python that has it: python3 -m venv DIR && DIR/bin/pip install 'simpy>=4'.
std::optional<double> simPy(std::uint64_t records) {
    const char* const python = std::getenv("MILLRACE_SIMPY");
    const std::string command = fmt::format(R"({} - 2>/dev/null <<'END'
import random, simpy, time
records = {}
def record(env, server, rng):
    born = env.now
    with server.request() as turn:
        yield turn
        yield env.timeout(rng.expovariate(1.0))
    latency[0] += env.now - born
def source(env, server, rng):
    for _ in range(records):
        yield env.timeout(rng.expovariate(0.9))
        env.process(record(env, server, rng))
latency = [0.0]
env = simpy.Environment()
server = simpy.Resource(env, 1)
env.process(source(env, server, random.Random(1)))
began = time.process_time()
env.run()
print(2 * records / (time.process_time() - began))
END
)",
                                            python ? python : "python3", records);
    std::FILE* const pipe = popen(command.c_str(), "r");
    if (!pipe) return std::nullopt;
    double perSecond = 0;
    const bool read = std::fscanf(pipe, "%lf", &perSecond) == 1;
    return pclose(pipe) == 0 && read ? std::optional(perSecond) : std::nullopt;
}

} // namespace

int main(int argc, char** argv) {
    Table table("Simulated events per second of processor time, one core", argc, argv);
    const std::uint64_t events = table.quick() ? 100'000 : 3'000'000;
    const auto single = Line(0.9).stage(Distribution::exponential(kMs), 1, Partitioning::Forward).model();
    Line four(1.8);
    for (int i = 0; i < 4; ++i)
        four.stage(Distribution::exponential(kMs), 1, Partitioning::Forward, 2);
    const auto tandem = four.model();
    // Ten stages of 1,000 partitions each: a record stays in the partition of its key.
    Line wide(900, 1'000'000);
    for (int i = 0; i < 10; ++i)
        wide.stage(Distribution::exponential(kMs), 1000, i ? Partitioning::Forward : Partitioning::Hash);
    const auto partitions = wide.model();

    const std::vector<double> seconds =
        interleavedMedians({[&] { bareLoop(1, 1, 0.9, events); }, [&] { simulate(single, events); },
                            [&] { bareLoop(4, 2, 1.8, events); }, [&] { simulate(tandem, events); },
                            [&] { simulate(partitions, events); }},
                           table.quick() ? 1 : 5, processorSecondsOf);
    const auto rate = [&](std::size_t i) { return static_cast<double>(events) / seconds[i] * 1e-6; };
    table.add({"M/M/1, bare loop", rate(0), "M events/s"});
    table.add({"M/M/1", rate(1), "M events/s", seconds[0] / seconds[1], "M/M/1, bare loop", 12.0 / 35});
    table.add({"four M/M/2, bare loop", rate(2), "M events/s"});
    table.add(
        {"four M/M/2", rate(3), "M events/s", seconds[2] / seconds[3], "four M/M/2, bare loop", 8.0 / 20});
    table.add({"1,000 partitions, 10,000 workers", rate(4), "M events/s"});
    if (const auto rival = simPy(table.quick() ? 10'000 : 200'000))
        table.add({"M/M/1, against SimPy", rate(1), "M events/s", rate(1) * 1e6 / *rival,
                   fmt::format("SimPy, {:.3f} M events/s", *rival * 1e-6), 40});
    else
        std::fputs("SimPy is not there: its row is left out (MILLRACE_SIMPY names a Python that has it)\n",
                   stderr);
    return table.finish();
}
