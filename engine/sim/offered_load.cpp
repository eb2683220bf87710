// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/offered_load.h"

#include <algorithm>

namespace millrace::sim {

namespace {

std::optional<double> rateOf(const behaviour::Emit& emit) {
    const Arrivals::Settings& arrivals = emit.arrivals;
    switch (arrivals.kind) {
        case Arrivals::Kind::Constant:
        case Arrivals::Kind::Poisson: return arrivals.rate;
        case Arrivals::Kind::Ramp: return std::max(arrivals.rate, arrivals.endRate);
        case Arrivals::Kind::Burst:
            if (arrivals.burstEveryNs <= 0) return std::nullopt;
            return static_cast<double>(arrivals.burstSize) * 1e9 / static_cast<double>(arrivals.burstEveryNs);
        case Arrivals::Kind::Recorded: {
            if (!arrivals.recorded || arrivals.recorded->size() < 2 || arrivals.recorded->back() <= 0)
                return std::nullopt;
            return static_cast<double>(arrivals.recorded->size()) * 1e9 /
                   static_cast<double>(arrivals.recorded->back());
        }
        case Arrivals::Kind::Unlimited: return std::nullopt;
    }
    return std::nullopt;
}

/// Mean records that leave by a port for each that comes in.
double shareOf(const SimOp& op, std::size_t port) {
    const auto ports = static_cast<double>(std::max<std::size_t>(1, op.ports.size()));
    if (const auto* pass = std::get_if<behaviour::Pass>(&op.behaviour); pass && !pass->shares.empty())
        return port < pass->shares.size() ? pass->shares[port] : 0;
    if (const auto* choose = std::get_if<behaviour::Choose>(&op.behaviour))
        return port < choose->shares.size() ? choose->shares[port] : 0;
    if (std::holds_alternative<behaviour::Copy>(op.behaviour)) return 1;
    if (std::holds_alternative<behaviour::Deal>(op.behaviour)) return 1 / ports;
    if (std::holds_alternative<behaviour::Join>(op.behaviour)) return port == 0 ? 0.5 : 0;
    if (std::holds_alternative<behaviour::Group>(op.behaviour)) return 0;
    return port == 0 ? 1 : 0;
}

/// Without the overhead of messages: how many records are in one is not known before.
void addToLink(const SimModel& model, std::size_t planEdge, double rate, OfferedLoad& load) {
    const std::uint32_t wire = model.edgeOfPlanEdge[planEdge];
    const std::uint32_t index = wire == kNone ? kNone : model.edges[wire].route;
    if (index == kNone) return;
    const SimRoute& route = model.routes[index];
    double tries = 1; // until one gets through
    for (const std::uint32_t link : route.links)
        if (route.retransmitAfter) tries /= 1 - model.links[link].settings.loss;
    const double bytes = rate * model.edges[wire].recordBytes * tries;
    double allUp = 1; // the wire sends while all of them are
    for (const std::uint32_t link : route.links) {
        const SimLink& of = model.links[link];
        double up = 1;
        if (const auto& outages = of.settings.outages; outages && route.retransmitAfter)
            up = outages->up.mean() / (outages->up.mean() + outages->down.mean());
        allUp *= up;
        if (of.rate > 0) load.links[link] += bytes / (of.rate * up);
    }
    if (route.bound > 0) load.windows = std::max(load.windows, bytes / (route.bound * allUp));
}

/// Of what is held meanwhile: a server by itself.
void addToResources(const SimModel& model, const SimSegment& segment, double busy, OfferedLoad& load) {
    for (std::uint32_t h = segment.holds.begin; h < segment.holds.end; ++h) {
        const SimHold& hold = model.holds[h];
        load.resources[hold.resource] += busy * hold.units / model.resources[hold.resource].capacity;
    }
}

} // namespace

std::optional<OfferedLoad> offeredLoad(const SimModel& model) {
    const Plan& plan = *model.plan;
    std::vector<double> rates(plan.vertices.size(), 0.0);
    OfferedLoad load;
    load.chains.assign(model.chains.size(), 0.0);
    std::vector<double> work(model.chains.size(), 0.0), squares(model.chains.size(), 0.0);
    std::vector<double> cpu(model.sites.size(), 0.0);
    load.links.assign(model.links.size(), 0.0);
    load.resources.assign(model.resources.size(), 0.0);
    for (std::size_t v = 0; v < plan.vertices.size(); ++v) { // in topological order
        const SimOp& op = model.ops[model.opOfVertex[v]];
        if (const auto* emit = std::get_if<behaviour::Emit>(&op.behaviour)) {
            const auto rate = rateOf(*emit);
            if (!rate) return std::nullopt;
            rates[v] = *rate;
            load.recordsPerSecond += *rate;
        }
        const SimChain& chain = model.chains[op.chain];
        const double speed = model.sites[chain.site].settings.speed;
        double time = 0, variance = 0;
        for (std::uint32_t i = op.batchWork.begin; i < op.batchWork.end; ++i) {
            // At best: a batch that is full.
            const SimSegment& segment = model.segments[i];
            const double each =
                segment.time.mean() / static_cast<double>(std::max<std::int64_t>(1, chain.batchSize)) +
                static_cast<double>(segment.eachNs);
            time += each;
            addToResources(model, segment, rates[v] * each / 1e9, load);
        }
        for (std::uint32_t i = op.recordWork.begin; i < op.recordWork.end; ++i) {
            const SimSegment& segment = model.segments[i];
            const bool onCore = segment.kind == WorkSegment::Kind::Cpu && !op.serverless;
            const double mean = segment.time.mean() / (onCore ? speed : 1);
            time += mean;
            addToResources(model, segment, rates[v] * mean / 1e9, load);
            variance += segment.time.squaredCv() * mean * mean;
            if (!onCore) continue;
            cpu[chain.site] += rates[v] * mean / 1e9;
            if (op.interpreted) load.interpreter += rates[v] * mean / 1e9;
        }
        const double servers = static_cast<double>(chain.workers) * static_cast<double>(chain.operations);
        load.chains[op.chain] += rates[v] * time / 1e9 / servers;
        work[op.chain] += time;
        squares[op.chain] += variance;
        for (const std::size_t e : plan.vertices[v].outEdges) {
            if (plan.edges[e].feedback) continue;
            const double rate = rates[v] * shareOf(op, plan.edges[e].fromPort);
            rates[plan.edges[e].to] += rate;
            addToLink(model, e, rate, load);
        }
    }
    for (std::size_t site = 0; site < cpu.size(); ++site)
        load.cores = std::max(load.cores, cpu[site] / model.sites[site].settings.cores);
    for (std::uint32_t c = 0; c < load.chains.size(); ++c) {
        if (load.chains[c] <= load.highest) continue;
        load.highest = load.chains[c];
        load.busiest = c;
        load.servicesCv2 = work[c] > 0 ? squares[c] / (work[c] * work[c]) : 1;
    }
    load.highest = std::max({load.highest, load.cores, load.interpreter, load.windows});
    for (const double link : load.links)
        load.highest = std::max(load.highest, link);
    for (const double resource : load.resources)
        load.highest = std::max(load.highest, resource);
    return load;
}

} // namespace millrace::sim
