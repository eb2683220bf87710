// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/replication.h"

namespace millrace::sim {

namespace {

/// Between two looks at whether anybody still wants the result: tens of milliseconds.
constexpr std::uint64_t kEventsInARow = 500'000;

bool runUntil(Simulation& simulation, MonotonicNs until, const std::function<bool()>& cancelled) {
    for (;;) {
        const std::uint64_t before = simulation.events();
        simulation.run(until, kEventsInARow);
        if (simulation.events() - before < kEventsInARow) return true;
        if (cancelled && cancelled()) return false;
    }
}

struct Latencies {
    double sumNs = 0;
    std::uint64_t records = 0;
};
Latencies latenciesIn(const SimTotals& totals) {
    Latencies all;
    for (const SimTotals::Sink& sink : totals.sinks) {
        all.sumNs += sink.latencySumNs;
        all.records += sink.records;
    }
    return all;
}

} // namespace

Replication replicate(const std::shared_ptr<const SimModel>& model, std::uint32_t number,
                      const std::function<bool()>& cancelled) {
    Replication result;
    Simulation simulation(model, number);
    const auto observe = [&] { result.observations.push_back({simulation.totals(), simulation.frame()}); };
    const MonotonicNs duration = model->settings.durationNs;
    observe();
    bool whole = true;
    if (duration <= 0) {
        whole = runUntil(simulation, INT64_MAX, cancelled);
    } else {
        Latencies last;
        for (std::size_t point = 1; point <= Replication::kPoints && whole; ++point) {
            constexpr auto kPoints = static_cast<MonotonicNs>(Replication::kPoints);
            const auto number64 = static_cast<MonotonicNs>(point);
            whole =
                runUntil(simulation, duration / kPoints * number64 + duration % kPoints * number64 / kPoints,
                         cancelled);
            // Short stretches are through before their events are many.
            whole = whole && !(cancelled && cancelled());
            simulation.catchUpLinks();
            const Latencies now = latenciesIn(simulation.totals());
            if (now.records > last.records)
                result.series.push_back((now.sumNs - last.sumNs) /
                                        static_cast<double>(now.records - last.records));
            else
                result.series.push_back(result.series.empty() ? 0 : result.series.back());
            last = now;
            if (simulation.progress() != Progress::Going) break;
            if (point % (Replication::kPoints / Replication::kObservations) == 0 &&
                point < Replication::kPoints)
                observe();
        }
        if (whole) simulation.run(INT64_MAX); // to see that the end has come
    }
    observe();
    result.fingerprint = simulation.fingerprint();
    result.events = simulation.events();
    result.progress = whole ? simulation.progress() : Progress::Going;
    result.problems = simulation.problems();
    result.violations = simulation.checkIdentities();
    return result;
}

} // namespace millrace::sim
