// SPDX-License-Identifier: Apache-2.0
//
// Energy and money, by the utilisation law; and why records were dropped.
#include "engine/sim/forecast.h"
#include "tests/support/sim_run.h"

#include <cmath>

using namespace millrace;
using namespace millrace::test;
using sim::Kpi;
using sim::SimulationSettings;

namespace {

behaviour::Emit poisson(double rate) {
    behaviour::Emit emit;
    emit.arrivals.kind = Arrivals::Kind::Poisson;
    emit.arrivals.rate = rate;
    return emit;
}

/// 50 records per second, 10 ms of work each.
struct Half {
    SimPlan plan;
    std::size_t source, server, sink;
    SimulationSettings settings = SimPlan::roomy();

    Half()
        : source(plan.source("source", poisson(50))),
          server(plan.server("server", Distribution::exponential(10'000'000))),
          sink(plan.sink("sink")) {
        plan.wire(source, server);
        plan.wire(server, sink);
        settings.durationNs = 400'000'000'000;
        settings.cores = 1;
    }
    sim::Forecast forecast() {
        sim::ForecastOptions options;
        options.replications = 5;
        options.question = sim::Question::Terminating;
        return sim::forecast(plan.model(settings), options);
    }
};

double meanOf(const sim::Forecast& forecast, Kpi::What what, std::size_t place = 0) {
    const Kpi* const kpi = forecast.find(what, place);
    return kpi ? kpi->interval.mean : -1;
}

bool near(double found, double expected, double relative) {
    if (std::abs(found - expected) <= relative * std::abs(expected)) return true;
    qWarning("%.9g is not %.9g", found, expected);
    return false;
}

} // namespace

class EnergyTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void powerFollowsFromUtilisation();
    void powerNeedNotBeLinear();
    void linksAndCoresArePaid();
    void carbonFollowsWhereEnergyIsUsed();
    void instancesTakeEnergyAndColdStartsMore();
    void perRecordOfWhichRecords();
    void withoutPricesThereAreNoFigures();
    void dropsHaveReasons();
};

void EnergyTest::powerFollowsFromUtilisation() {
    Half half;
    half.settings.machine.power = sim::Power{50, 150, 1};
    const sim::Forecast forecast = half.forecast();
    const double cores = meanOf(forecast, Kpi::What::Cores);
    QVERIFY(near(cores, 0.5, 0.02));
    QVERIFY(near(cores, meanOf(forecast, Kpi::What::Busy, half.server), 1e-6));
    QVERIFY(near(meanOf(forecast, Kpi::What::PowerDrawn), 50 + 100 * cores, 1e-9));
    QVERIFY(near(meanOf(forecast, Kpi::What::EnergyPerRecord), 100.0 / 50, 0.02));
    // A mean of five, each of which has its own.
    QCOMPARE(forecast.find(Kpi::What::EnergyPerRecord, 0)->values.size(), std::size_t{5});
}

void EnergyTest::powerNeedNotBeLinear() {
    Half half;
    half.settings.cores = 2; // never more than one at work: u = 1/2, and u^2 = 1/4
    half.settings.machine.power = sim::Power{20, 220, 2};
    const sim::Forecast forecast = half.forecast();
    const double busy = meanOf(forecast, Kpi::What::Busy, half.server);
    QVERIFY(near(meanOf(forecast, Kpi::What::Cores), busy / 2, 1e-6));
    QVERIFY(near(meanOf(forecast, Kpi::What::PowerDrawn), 20 + 200 * busy / 4, 1e-6));
}

void EnergyTest::linksAndCoresArePaid() {
    Half half;
    half.settings.machine.coreHour = 0.04;
    sim::Site edge;
    edge.name = "edge";
    edge.cores = 2;
    edge.coreHour = 0.01;
    half.settings.machine.sites.push_back(edge);
    sim::Link link;
    link.from = "edge";
    link.to = sim::kLocalSite;
    link.recordBytes = 2000;
    link.perGb = 0.09;
    link.joulesPerByte = 1e-6;
    half.settings.machine.links.push_back(link);
    half.settings.nodes["source"].place.site = "edge";
    const sim::Forecast forecast = half.forecast();
    QVERIFY(near(meanOf(forecast, Kpi::What::CoresCost, 0), 0.04, 1e-9));
    QVERIFY(near(meanOf(forecast, Kpi::What::CoresCost, 1), 0.02, 1e-9));
    const double bytes = meanOf(forecast, Kpi::What::LinkBytes);
    QVERIFY(near(bytes, 50 * 2000, 0.02));
    const double perHour = 0.06 + bytes * 3600 / 1e9 * 0.09;
    QVERIFY(near(meanOf(forecast, Kpi::What::CostPerHour), perHour, 1e-9));
    QVERIFY(near(meanOf(forecast, Kpi::What::CostPerMillion),
                 perHour / 3600 / meanOf(forecast, Kpi::What::Throughput, half.sink) * 1e6, 1e-3));
    QVERIFY(near(meanOf(forecast, Kpi::What::EnergyPerRecord), 2e-3, 0.01));
}

/// 100 W at 50 records per second are 2 J each, and 3.6 MJ are a kWh.
void EnergyTest::carbonFollowsWhereEnergyIsUsed() {
    Half half;
    half.settings.machine.power = sim::Power{50, 150, 1};
    QVERIFY(!half.forecast().find(Kpi::What::CarbonPerRecord, 0));
    half.settings.machine.carbon = 360;
    sim::Site other; // where nothing happens, on cleaner power
    other.name = "other";
    other.power = sim::Power{1000, 1000, 1};
    other.carbon = 36;
    half.settings.machine.sites.push_back(other);
    const sim::Forecast forecast = half.forecast();
    const double here = meanOf(forecast, Kpi::What::PowerDrawn, 0);
    const double perHour = (here * 360 + 1000 * 36) * 3600 / 3.6e6;
    QVERIFY(near(meanOf(forecast, Kpi::What::CarbonPerHour), perHour, 1e-9));
    QVERIFY(near(meanOf(forecast, Kpi::What::CarbonPerRecord), perHour / 3600 / 50, 0.02));
}

void EnergyTest::instancesTakeEnergyAndColdStartsMore() {
    // Two calls, the second when the first instance has gone: each 1 s cold and 2 s of work; the first one is
    // then idle for 5 s, and with the second the run is at its end.
    SimPlan plan;
    constexpr MonotonicNs kSecond = 1'000'000'000;
    const auto source = plan.source("source", Times{0, 20 * kSecond}),
               server = plan.server("server", Distribution::constant(2e9)), sink = plan.sink("sink");
    plan.wire(source, server);
    plan.wire(server, sink);
    sim::Serverless serverless;
    serverless.coldStart = Distribution::constant(1e9);
    serverless.keepAliveNs = 5 * kSecond;
    serverless.power = sim::Power{2, 12, 1};
    serverless.coldStartJoules = 7;
    serverless.perColdStart = 0.25;
    SimulationSettings settings = SimPlan::roomy();
    settings.durationNs = 100 * kSecond;
    settings.machine.carbon = 500;
    settings.nodes["server"].place.serverless = serverless;
    sim::ForecastOptions options;
    options.replications = 2;
    options.question = sim::Question::Terminating;
    const sim::Forecast forecast = sim::forecast(plan.model(settings), options);
    const double joules = (2 * (3 * 12 + 7) + 5 * 2) / 2.0;
    QVERIFY(near(meanOf(forecast, Kpi::What::EnergyPerRecord), joules, 1e-9));
    QVERIFY(near(meanOf(forecast, Kpi::What::CarbonPerRecord), joules * 500 / 3.6e6, 1e-9));
    QVERIFY(near(meanOf(forecast, Kpi::What::CostPerMillion), 0.25e6, 1e-9));
}

/// A copy of each record comes to another sink: it is no record more.
void EnergyTest::perRecordOfWhichRecords() {
    Half half;
    const auto audit = half.plan.sink("audit");
    half.plan.wire(half.server, audit);
    half.settings.machine.power = sim::Power{100, 100, 1};
    const sim::Forecast all = half.forecast();
    QVERIFY(near(meanOf(all, Kpi::What::EnergyPerRecord), 1, 0.02)); // of 100 records per second
    half.settings.machine.recordsOf = {"sink"};
    const sim::Forecast one = half.forecast();
    QVERIFY(near(meanOf(one, Kpi::What::EnergyPerRecord), 2 * meanOf(all, Kpi::What::EnergyPerRecord), 1e-9));
    half.settings.machine.recordsOf = {"server"};
    const auto none = sim::makeSimModel(half.plan.build(), half.settings, 1);
    QVERIFY(!none);
    QCOMPARE(none.error().begin()->code, std::string("MR4719"));
}

void EnergyTest::withoutPricesThereAreNoFigures() {
    Half half;
    const sim::Forecast forecast = half.forecast();
    for (const Kpi& kpi : forecast.kpis)
        QVERIFY(sim::of(kpi.what) == Kpi::Of::Vertex || sim::of(kpi.what) == Kpi::Of::Edge);
    QVERIFY(!forecast.find(Kpi::What::DroppedNewest, 0));
}

void EnergyTest::dropsHaveReasons() {
    for (const auto& [policy, why] : {std::pair(OverflowPolicy::DropNewest, Kpi::What::DroppedNewest),
                                      std::pair(OverflowPolicy::DropOldest, Kpi::What::DroppedOldest)}) {
        SimPlan plan;
        const auto source = plan.source("source", poisson(200)),
                   server = plan.server("server", Distribution::exponential(10'000'000)),
                   sink = plan.sink("sink");
        PlanEdge& wire = plan.wire(source, server, 5);
        wire.overflow = policy;
        plan.wire(server, sink);
        SimulationSettings settings = SimPlan::roomy();
        settings.durationNs = 100'000'000'000;
        sim::Site edge;
        edge.name = "edge";
        settings.machine.sites.push_back(edge);
        sim::Link link;
        link.from = "edge";
        link.to = sim::kLocalSite;
        link.loss = 0.1;
        link.retransmitAfter.reset();
        settings.machine.links.push_back(link);
        settings.nodes["source"].place.site = "edge";
        sim::ForecastOptions options;
        options.replications = 3;
        const sim::Forecast forecast = sim::forecast(plan.model(settings), options);
        const double all = meanOf(forecast, Kpi::What::Dropped), full = meanOf(forecast, why),
                     link2 = meanOf(forecast, Kpi::What::DroppedByLink);
        QVERIFY(full > 0.3);
        QVERIFY(near(meanOf(forecast, Kpi::What::LinkLost), 0.1, 0.05));
        QVERIFY(near(full + link2, all, 1e-9));
        QVERIFY(!forecast.find(Kpi::What::DroppedUnread, 0));
        QVERIFY(!forecast.find(
            why == Kpi::What::DroppedNewest ? Kpi::What::DroppedOldest : Kpi::What::DroppedNewest, 0));
    }
}

QTEST_GUILESS_MAIN(EnergyTest)
#include "tst_energy.moc"
