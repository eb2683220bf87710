// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/random.h"
#include "tests/support/sim_plan.h"

#include <cmath>
#include <map>
#include <string>
#include <vector>

namespace millrace::test {

/// Random decisions about a graph, made once and built as often as wanted.
struct Layer {
    int vertices = 1, workers = 1;
    int behaviour = 0, law = 0, executor = 0, operations = 1;
    bool ordered = false, lock = false;
    double mean = 1000;
    std::int64_t capacity = 100;
    Partitioning partitioning = Partitioning::RoundRobin;
    OverflowPolicy overflow = OverflowPolicy::Block;
};
struct Shape {
    std::vector<Layer> layers;
    std::size_t batch = 1;
    std::uint64_t count = 300;
    double cores = 1e4, skew = 0;
    int poolWorkers = 0;
    bool atOnce = true, endless = false;
    bool processes = false; ///< threads become processes
    sim::MachineSettings machine;
    std::map<std::string, sim::NodePlace> places; ///< by node
    std::string nodeOf(std::size_t layer) const { return "s" + std::to_string(layer); }
    bool maySleep(std::size_t layer) const {
        return layers[layer].executor != 2 && !places.contains(nodeOf(layer));
    }
};

inline Distribution randomLaw(Random& random, double mean) {
    return random.below(2) == 0 ? Distribution::constant(mean) : Distribution::exponential(mean);
}

/// How large and fast machines are, and what they cost; which there are stays. So a simulation may go on with
/// what comes out.
inline void drawSizes(Random& random, Shape& shape) {
    sim::MachineSettings& machine = shape.machine;
    for (sim::Site& site : machine.sites) {
        // As many workers of its pool as before.
        if (!machine.slices) site.cores = std::ceil(site.cores) - 0.9 * random.uniform();
        site.speed = random.below(2) == 0 ? 1 : 0.5 + random.uniform();
        site.coreHour = static_cast<double>(random.below(2));
    }
    if (machine.power) machine.power = sim::Power{10, 20, 1 + static_cast<double>(random.below(2))};
    for (sim::Link& link : machine.links) {
        link.latency = randomLaw(random, 4000);
        link.bytesPerSecond = random.below(4) == 0 ? 0 : 1e7 + 1e8 * random.uniform();
        link.overheadBytes = static_cast<double>(random.below(50));
        link.loss = random.below(2) == 0 ? 0 : 0.1;
        if (link.retransmitAfter) link.retransmitAfter = 500 + static_cast<MonotonicNs>(random.below(20'000));
    }
    if (machine.interpreterLock)
        machine.interpreterLock->switchIntervalNs = 100 + static_cast<MonotonicNs>(random.below(3000));
    if (machine.slices)
        machine.slices = sim::TimeSlices{50 + static_cast<MonotonicNs>(random.below(1000)),
                                         static_cast<MonotonicNs>(random.below(30))};
    if (machine.processes) {
        machine.processes->perItemNs = static_cast<MonotonicNs>(random.below(500));
        machine.processes->perKbNs = static_cast<MonotonicNs>(random.below(100));
    }
    for (auto& [node, place] : shape.places) {
        if (!place.serverless) continue;
        place.serverless->coldStart = randomLaw(random, 3000);
        place.serverless->keepAliveNs = static_cast<MonotonicNs>(random.below(20'000));
        place.serverless->most = 1 + static_cast<std::uint32_t>(random.below(6));
        place.serverless->rejects = random.below(3) == 0;
    }
}

/// Sites, links between all of them, instances, an interpreter, slices, worker processes, power: some of
/// them.
inline void drawMachines(Random& random, Shape& shape) {
    sim::MachineSettings& machine = shape.machine;
    if (random.below(3) == 0) machine.slices.emplace();
    if (machine.slices && shape.cores > 100) shape.cores = 8;
    if (random.below(3) == 0) machine.power.emplace();
    shape.processes = random.below(2) == 0;
    if (random.below(2) == 0) machine.processes = sim::ProcessCosts{100, 10, 5000, 100, random.below(2) == 0};
    std::vector<std::string> nodes{"source", "sink"};
    for (std::size_t i = 0; i < shape.layers.size(); ++i) {
        const Layer& layer = shape.layers[i];
        nodes.push_back(shape.nodeOf(i));
        const bool may = (layer.behaviour < 2 || layer.behaviour > 4) && !layer.lock;
        if (may && random.below(3) == 0) shape.places[nodes.back()].serverless.emplace();
    }
    if (random.below(2) == 0) {
        const std::vector<std::string> names{sim::kLocalSite, "edge", "cloud"};
        for (std::size_t i = 1; i < names.size(); ++i)
            machine.sites.push_back({.name = names[i], .cores = 2, .power = machine.power});
        const bool sparse = random.below(2) == 0; // then some wires go over two links
        for (const std::string& from : names)
            for (const std::string& to : names) {
                if (from == to || (sparse && from != names[0] && to != names[0])) continue;
                sim::Link link;
                link.from = from;
                link.to = to;
                link.recordBytes = 20 + static_cast<double>(random.below(200));
                if (random.below(3) == 0) link.retransmitAfter.reset();
                if (random.below(4) == 0)
                    link.outages = sim::Outages{randomLaw(random, 30'000), randomLaw(random, 5'000)};
                if (random.below(4) == 0) link.window = 2000;
                machine.links.push_back(std::move(link));
            }
        for (const std::string& node : nodes)
            if (const auto site = random.below(3); site > 0) shape.places[node].site = names[site];
    }
    if (random.below(3) == 0) {
        std::vector<std::string> locked;
        for (std::size_t i = 0; i < shape.layers.size(); ++i) {
            const bool process = shape.processes && shape.layers[i].executor == 3;
            if (shape.maySleep(i) && !process) locked.push_back(shape.nodeOf(i));
        }
        if (!locked.empty()) machine.interpreterLock = sim::InterpreterLock{std::move(locked), 0};
    }
    drawSizes(random, shape);
}

inline Shape randomShape(Random& random) {
    constexpr Partitioning kPartitionings[] = {Partitioning::RoundRobin, Partitioning::Hash,
                                               Partitioning::LeastLoaded, Partitioning::Broadcast};
    constexpr OverflowPolicy kPolicies[] = {OverflowPolicy::Block, OverflowPolicy::Block,
                                            OverflowPolicy::Block, OverflowPolicy::DropNewest,
                                            OverflowPolicy::DropOldest};
    Shape shape;
    shape.batch = random.below(2) ? 1 : 1 + random.below(8);
    shape.count = 100 + random.below(300);
    shape.skew = random.below(2) ? 0 : 1.2;
    shape.atOnce = random.below(2) == 0;
    shape.endless = random.below(4) == 0;
    if (random.below(3) == 0) shape.cores = 1 + static_cast<double>(random.below(4));
    if (random.below(2) == 0) shape.poolWorkers = 1 + static_cast<int>(random.below(3));
    const std::size_t layers = 1 + random.below(4);
    for (std::size_t i = 0; i < layers; ++i) {
        Layer layer;
        layer.workers = 1 + static_cast<int>(random.below(4));
        layer.behaviour = static_cast<int>(random.below(8));
        layer.law = static_cast<int>(random.below(3));
        layer.executor = static_cast<int>(random.below(4));
        layer.operations = 1 + static_cast<int>(random.below(4));
        layer.ordered = random.below(2) == 0;
        layer.lock = random.below(4) == 0;
        layer.mean = 200 + 2000 * random.uniform();
        layer.capacity = 1 + static_cast<std::int64_t>(random.below(random.below(2) ? 6 : 100));
        layer.partitioning = kPartitionings[random.below(4)];
        layer.overflow = kPolicies[random.below(5)];
        shape.layers.push_back(layer);
    }
    if (random.below(2) == 0) drawMachines(random, shape);
    return shape;
}

inline ServiceModel serviceOf(const Layer& layer) {
    ServiceModel service;
    const Distribution laws[] = {Distribution::exponential(layer.mean), Distribution::constant(layer.mean),
                                 Distribution::lognormal(layer.mean, 1.5)};
    WorkSegment work{.kind = layer.executor == 2 ? WorkSegment::Kind::Wait : WorkSegment::Kind::Cpu,
                     .time = laws[layer.law],
                     .held = {}};
    if (layer.lock && layer.executor != 2) work.held = {{.resource = "lock", .capacity = 2, .units = 1}};
    service.work = {work};
    switch (layer.behaviour) {
        case 0: service.behaviour = behaviour::Pass{{1.3}}; break;
        case 1: service.behaviour = behaviour::Choose{{0.8}}; break;
        case 2: service.behaviour = behaviour::Collect{.size = 5, .lingerNs = 3000}; break;
        case 3: service.behaviour = behaviour::Group{.key = {"n"}, .windowNs = 5000, .slideNs = 2000}; break;
        case 4: service.behaviour = behaviour::Limit{.rate = 5e5, .burst = 3}; break;
        default: break; // passes
    }
    return service;
}

/// Source, layers in a row, sink. `shuffle`: the same graph in another order in the file.
inline std::shared_ptr<const sim::SimModel> modelOf(const Shape& shape, std::uint64_t seed = 7,
                                                    bool withUnused = false) {
    SimPlan plan;
    behaviour::Emit emit;
    emit.count = shape.count;
    if (!shape.endless) {
        emit.arrivals.kind = Arrivals::Kind::Poisson;
        emit.arrivals.rate = 1e6;
    }
    emit.keys["n"] = {20, shape.skew};
    if (withUnused) {
        const auto idle = plan.server("a_idle", Distribution::constant(100)), end = plan.sink("z_end");
        plan.wire(idle, end);
        behaviour::Emit none;
        none.count = 0;
        plan.wire(plan.source("b_none", none), plan.sink("y_none"));
    }
    std::size_t last = plan.source("source", emit);
    for (std::size_t i = 0; i < shape.layers.size(); ++i) {
        const Layer& layer = shape.layers[i];
        const std::size_t next = plan.stage(shape.nodeOf(i), serviceOf(layer), layer.workers);
        PlanEdge& wire = plan.wire(last, next, layer.capacity);
        wire.partitioning = layer.partitioning;
        wire.overflow = layer.overflow;
        plan.chainOf(next).ordering = layer.ordered ? Ordering::Ordered : Ordering::Unordered;
        if (layer.executor == 1) plan.useExecutor(next, ExecutorKind::Pool);
        if (layer.executor == 2) plan.useExecutor(next, ExecutorKind::Async, layer.operations);
        if (layer.executor == 3 && shape.processes) plan.useExecutor(next, ExecutorKind::Processes);
        last = next;
    }
    plan.wire(last, plan.sink("sink"), 50);
    sim::SimulationSettings settings = SimPlan::roomy();
    settings.cores = shape.cores;
    settings.poolWorkers = shape.poolWorkers;
    settings.roomAtOnce = shape.atOnce;
    settings.machine = shape.machine;
    for (const auto& [node, place] : shape.places)
        settings.nodes[node].place = place;
    return plan.model(std::move(settings), seed, shape.batch);
}

} // namespace millrace::test
