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

} // namespace

std::optional<OfferedLoad> offeredLoad(const SimModel& model) {
    const Plan& plan = *model.plan;
    std::vector<double> rates(plan.vertices.size(), 0.0);
    OfferedLoad load;
    load.chains.assign(model.chains.size(), 0.0);
    std::vector<double> work(model.chains.size(), 0.0), squares(model.chains.size(), 0.0);
    double cpu = 0;
    for (std::size_t v = 0; v < plan.vertices.size(); ++v) { // in topological order
        const SimOp& op = model.ops[model.opOfVertex[v]];
        if (const auto* emit = std::get_if<behaviour::Emit>(&op.behaviour)) {
            const auto rate = rateOf(*emit);
            if (!rate) return std::nullopt;
            rates[v] = *rate;
            load.recordsPerSecond += *rate;
        }
        double time = 0, variance = 0;
        for (std::uint32_t i = op.recordWork.begin; i < op.recordWork.end; ++i) {
            const SimSegment& segment = model.segments[i];
            const double mean = segment.time.mean();
            time += mean;
            variance += segment.time.squaredCv() * mean * mean;
            if (segment.kind == WorkSegment::Kind::Cpu) cpu += rates[v] * mean / 1e9;
        }
        const SimChain& chain = model.chains[op.chain];
        const double servers = static_cast<double>(chain.workers) * static_cast<double>(chain.operations);
        load.chains[op.chain] += rates[v] * time / 1e9 / servers;
        work[op.chain] += time;
        squares[op.chain] += variance;
        for (const std::size_t e : plan.vertices[v].outEdges)
            if (!plan.edges[e].feedback)
                rates[plan.edges[e].to] += rates[v] * shareOf(op, plan.edges[e].fromPort);
    }
    load.cores = cpu / model.settings.cores;
    for (std::uint32_t c = 0; c < load.chains.size(); ++c) {
        if (load.chains[c] <= load.highest) continue;
        load.highest = load.chains[c];
        load.busiest = c;
        load.servicesCv2 = work[c] > 0 ? squares[c] / (work[c] * work[c]) : 1;
    }
    load.highest = std::max(load.highest, load.cores);
    return load;
}

} // namespace millrace::sim
