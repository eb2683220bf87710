// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/sim/simulation.h"
#include "tests/support/toy_nodes.h"

#include <string>
#include <vector>

namespace millrace::test {

/// Builds plans for the simulator by hand: one record at a time, every vertex on threads of its own.
class SimPlan {
public:
    std::size_t source(const std::string& id, behaviour::Emit emit) {
        const std::size_t v = plan_.source(id, [] { return std::unique_ptr<Source>(); });
        plan_.vertex(v).bound.service.behaviour = std::move(emit);
        return v;
    }
    /// Records at given times.
    std::size_t source(const std::string& id, std::vector<MonotonicNs> times) {
        behaviour::Emit emit;
        emit.count = times.size();
        emit.arrivals.kind = Arrivals::Kind::Recorded;
        emit.arrivals.recorded = std::make_shared<const std::vector<std::int64_t>>(std::move(times));
        return source(id, std::move(emit));
    }
    std::size_t stage(const std::string& id, ServiceModel service, int workers = 1,
                      std::vector<PortSpec> ports = {{"out"}}) {
        const std::size_t v = plan_.stage(id, passing(), workers, std::move(ports));
        plan_.vertex(v).bound.service = std::move(service);
        plan_.vertex(v).bound.service.timesAreGiven = true;
        return v;
    }
    /// A stage that takes time from a law.
    std::size_t server(const std::string& id, Distribution time, int workers = 1,
                       WorkSegment::Kind kind = WorkSegment::Kind::Cpu) {
        ServiceModel service;
        service.work = {{.kind = kind, .time = std::move(time)}};
        return stage(id, std::move(service), workers);
    }
    std::size_t sink(const std::string& id) { return plan_.sink(id, passing()); }
    PlanEdge& wire(std::size_t from, std::size_t to, std::int64_t capacity = 1'000'000,
                   std::size_t fromPort = 0, std::size_t toPort = 0) {
        PlanEdge& edge = plan_.wire(from, to, fromPort, toPort);
        edge.capacity = capacity;
        return edge;
    }
    void fuse(std::size_t from, std::size_t to) { plan_.fuse(from, to); }
    PlanChain& chainOf(std::size_t v) { return plan_.chainOf(v); }
    PlanVertex& vertex(std::size_t v) { return plan_.vertex(v); }

    std::shared_ptr<const sim::SimModel> model(sim::SimulationSettings settings = roomy(),
                                               std::uint64_t seed = 1, std::size_t batch = 1) {
        plan_.useExecutor(ExecutorKind::Threads);
        plan_.useBatchSize(batch);
        for (const auto& [vertex, executor] : executors_)
            plan_.chainOf(vertex).executor = executor;
        return sim::makeSimModel(plan_.build(), std::move(settings), seed).value();
    }
    void useExecutor(std::size_t vertex, ExecutorKind executor, int operations = 1) {
        executors_.emplace_back(vertex, executor);
        plan_.chainOf(vertex).operations = operations;
    }
    PlanPtr build() const { return plan_.build(); }

    /// As many cores as anybody wants, and room is given at once: as theory has it.
    static sim::SimulationSettings roomy() {
        sim::SimulationSettings settings;
        settings.cores = 1e4;
        settings.roomAtOnce = true;
        return settings;
    }

private:
    ToyPlan plan_;
    std::vector<std::pair<std::size_t, ExecutorKind>> executors_;
};

} // namespace millrace::test
