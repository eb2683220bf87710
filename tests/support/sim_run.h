// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/sim_plan.h"

#include <QtTest/QtTest>

#include <string>
#include <utility>
#include <vector>

namespace millrace::test {

using Times = std::vector<MonotonicNs>;
/// What came to a sink, and when.
struct Came {
    std::uint64_t number = 0;
    MonotonicNs at = 0;
    bool operator==(const Came&) const = default;
};
using Arrived = std::vector<Came>;

inline std::string textOf(const Arrived& list) {
    std::string text;
    for (const Came& came : list)
        text += std::to_string(came.number) + "@" + std::to_string(came.at) + " ";
    return text;
}

/// A run to its end, and what came to which sink when.
struct Ran {
    sim::Simulation simulation;
    std::vector<sim::SinkArrival> arrivals;

    explicit Ran(const std::shared_ptr<const sim::SimModel>& model) : simulation(model, 0) {
        simulation.noteArrivals(&arrivals);
        simulation.run(INT64_MAX);
        for (const std::string& violation : simulation.checkIdentities())
            qFatal("%s", violation.c_str());
    }
    Arrived at(std::size_t sink) const {
        Arrived came;
        for (const sim::SinkArrival& arrival : arrivals)
            if (arrival.vertex == sink) came.push_back({arrival.number, arrival.at});
        return came;
    }
    Times times(std::size_t sink) const {
        Times times;
        for (const Came& came : at(sink))
            times.push_back(came.at);
        return times;
    }
    bool finished() const { return simulation.progress() == sim::Progress::Finished; }
};

/// With both lists in the message.
#define COMPARE_ARRIVED(found, ...) QCOMPARE(textOf(found), textOf(Arrived{__VA_ARGS__}))

inline ServiceModel behaving(ServiceModel::Behaviour behaviour) {
    ServiceModel service;
    service.behaviour = std::move(behaviour);
    return service;
}
inline behaviour::Emit atOnce(std::uint64_t count) {
    behaviour::Emit emit;
    emit.count = count;
    return emit;
}

/// Records at given times, one vertex, a sink for each of its outputs.
struct OneVertex {
    SimPlan plan;
    std::size_t source = 0, vertex = 0;
    std::vector<std::size_t> sinks;

    OneVertex(Times times, ServiceModel service, std::vector<PortSpec> ports = {{"out"}})
        : OneVertex(emitting(std::move(times)), std::move(service), std::move(ports)) {}
    OneVertex(behaviour::Emit emit, ServiceModel service, std::vector<PortSpec> ports = {{"out"}}) {
        source = plan.source("source", std::move(emit));
        vertex = plan.stage("vertex", std::move(service), 1, ports);
        plan.wire(source, vertex);
        for (std::size_t port = 0; port < ports.size(); ++port) {
            sinks.push_back(plan.sink("sink" + std::to_string(port)));
            plan.wire(vertex, sinks.back(), 1'000'000, port);
        }
    }
    static behaviour::Emit emitting(Times times) {
        behaviour::Emit emit;
        emit.count = times.size();
        emit.arrivals.kind = Arrivals::Kind::Recorded;
        emit.arrivals.recorded = std::make_shared<const std::vector<std::int64_t>>(std::move(times));
        return emit;
    }
};

} // namespace millrace::test
