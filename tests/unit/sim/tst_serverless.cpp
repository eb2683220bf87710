// SPDX-License-Identifier: Apache-2.0
//
// Serverless nodes: instances that come and go, by hand and by queueing theory.
#include "engine/sim/forecast.h"
#include "tests/support/sim_run.h"

#include <cmath>

using namespace millrace;
using namespace millrace::test;
using sim::Serverless;
using sim::SimulationSettings;

namespace {

struct Called {
    SimPlan plan;
    std::size_t source, server, sink;
    SimulationSettings settings = SimPlan::roomy();

    Called(behaviour::Emit emit, Distribution time, Serverless serverless)
        : source(plan.source("source", std::move(emit))),
          server(plan.server("server", std::move(time), 3)),
          sink(plan.sink("sink")) {
        plan.wire(source, server);
        plan.wire(server, sink);
        settings.nodes["server"].place.serverless = serverless;
    }
    Called(Times times, Distribution time, Serverless serverless)
        : Called(OneVertex::emitting(std::move(times)), std::move(time), serverless) {}
};

behaviour::Emit poisson(double rate, std::uint64_t count) {
    behaviour::Emit emit;
    emit.count = count;
    emit.arrivals.kind = Arrivals::Kind::Poisson;
    emit.arrivals.rate = rate;
    return emit;
}

Serverless instances(MonotonicNs cold, MonotonicNs keep, std::uint32_t most = 1000) {
    Serverless serverless;
    serverless.coldStart = Distribution::constant(static_cast<double>(cold));
    serverless.keepAliveNs = keep;
    serverless.most = most;
    return serverless;
}

} // namespace

class ServerlessTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void instancesComeAndGo();
    void atTheLimitRecordsWait();
    void theLastToBecomeIdleIsUsedFirst();
    void coldStartsFollowTheGapsBetweenCalls();
    void atTheLimitRecordsAreRefusedAsErlangSays();
    void theForecastTellsThem();
    void notEverythingCanBeServerless();
    void allWorkersBehindItAreFed();
    void eachWorkerWouldGetACopy();
};

void ServerlessTest::instancesComeAndGo() {
    Called called(Times{0, 5, 100, 1000}, Distribution::constant(10), instances(7, 500));
    const Ran ran(called.plan.model(called.settings));
    QVERIFY(ran.finished());
    // Two new ones; one is warm at 100; at 1000 all have gone.
    QCOMPARE(ran.times(called.sink), (Times{17, 22, 110, 1017}));
    const auto all = ran.simulation.totals().instances[called.server];
    QCOMPARE(all.invocations, 4);
    QCOMPARE(all.coldStarts, 3);
    QCOMPARE(all.billedNs, 4 * 10.0 + 3 * 7.0);
    // Busy for 61; idle: 17 to 517, 22 to 100, 110 to 610, and none of the last.
    QCOMPARE(all.instanceNs, 61.0 + 500 + 78 + 500);
}

void ServerlessTest::atTheLimitRecordsWait() {
    Called called(Times{0, 0, 0}, Distribution::constant(10), instances(5, 500, 1));
    const Ran ran(called.plan.model(called.settings));
    QCOMPARE(ran.times(called.sink), (Times{15, 25, 35}));
}

void ServerlessTest::theLastToBecomeIdleIsUsedFirst() {
    // Two at once, then one every 100: the second instance is never needed again and goes.
    Called called(Times{0, 1, 100, 200, 300, 301}, Distribution::constant(10), instances(0, 250));
    const Ran ran(called.plan.model(called.settings));
    QCOMPARE(ran.simulation.totals().instances[called.server].coldStarts, 3);
}

void ServerlessTest::coldStartsFollowTheGapsBetweenCalls() {
    for (const double perKeep : {0.5, 1.0, 2.0}) {
        Called called(poisson(perKeep, 60'000), Distribution::constant(100), instances(0, 1'000'000'000));
        const Ran ran(called.plan.model(called.settings));
        const auto all = ran.simulation.totals().instances[called.server];
        const double share = static_cast<double>(all.coldStarts) / 60'000, exact = std::exp(-perKeep);
        const double error = std::sqrt(exact * (1 - exact) / 60'000);
        QVERIFY2(std::abs(share - exact) < 3.9 * error, qPrintable(QString::number(share)));
    }
}

void ServerlessTest::atTheLimitRecordsAreRefusedAsErlangSays() {
    for (const auto& [load, refused] : {std::pair(8.0, 0.121661), std::pair(12.0, 0.301925)}) {
        Serverless serverless = instances(0, 1'000'000, 10);
        serverless.rejects = true;
        Called called(poisson(load, 400'000), Distribution::hyperExponential(1e9, 1.5), serverless);
        const Ran ran(called.plan.model(called.settings));
        const auto all = ran.simulation.totals().instances[called.server];
        QCOMPARE(all.invocations + all.refused, 400'000);
        QCOMPARE(ran.simulation.frame().nodes[called.server].rejected, all.refused);
        const double share = static_cast<double>(all.refused) / 400'000;
        QVERIFY2(std::abs(share / refused - 1) < 0.025, qPrintable(QString::number(share)));
    }
}

void ServerlessTest::theForecastTellsThem() {
    Serverless serverless = instances(200'000'000, 1'000'000'000);
    serverless.perInvocation = 2e-7;
    serverless.perGbSecond = 1.5e-5;
    serverless.memoryGb = 0.5;
    Called called(poisson(1, 20'000), Distribution::constant(100'000'000), serverless);
    sim::ForecastOptions options;
    options.replications = 4;
    const sim::Forecast forecast = sim::forecast(called.plan.model(called.settings), options);
    using What = sim::Kpi::What;
    const double cold = forecast.find(What::ColdStarts, called.server)->interval.mean;
    // Those that come late enough after the one before, and those that come while it is at work.
    QVERIFY2(cold > std::exp(-1.1) && cold < std::exp(-1.1) + 1 - std::exp(-0.3),
             qPrintable(QString::number(cold)));
    // All that is paid: calls, and 0.1 s of half a GB each, 0.2 s more for those that are cold.
    const double price = 1e6 * (2e-7 + 0.5 * 1.5e-5 * (0.1 + 0.2 * cold));
    const double told = forecast.find(What::CostPerMillion, 0)->interval.mean;
    QVERIFY2(std::abs(told / price - 1) < 1e-6, qPrintable(QString::number(told)));
    QVERIFY(forecast.find(What::Instances, called.server)->interval.mean > 0.5);
}

void ServerlessTest::notEverythingCanBeServerless() {
    Called called(Times{0}, Distribution::constant(10), instances(5, 500));
    const auto codeOf = [&](const SimulationSettings& settings) {
        const auto model = sim::makeSimModel(called.plan.build(), settings, 1);
        return model ? std::string() : model.error().begin()->code;
    };
    QCOMPARE(codeOf(called.settings), std::string());
    SimulationSettings source = called.settings;
    source.nodes["source"].place.serverless = instances(5, 500);
    QCOMPARE(codeOf(source), std::string("MR4715"));
    SimulationSettings failing = called.settings;
    failing.nodes["server"].failures = sim::Failures{Distribution::constant(10), Distribution::constant(10)};
    QCOMPARE(codeOf(failing), std::string("MR4715"));
}

void ServerlessTest::allWorkersBehindItAreFed() {
    // As many workers behind it as it had: planned one to one, but instances are no workers.
    SimPlan plan;
    const auto source = plan.source("source", Times{0, 100, 200, 300}),
               called = plan.server("called", Distribution::constant(10), 4),
               behind = plan.server("behind", Distribution::constant(1'000), 4), sink = plan.sink("sink");
    plan.wire(source, called);
    plan.wire(called, behind).partitioning = Partitioning::Forward;
    plan.wire(behind, sink);
    sim::SimulationSettings settings = SimPlan::roomy();
    settings.nodes["called"].place.serverless = instances(0, 1'000'000);
    const Ran ran(plan.model(settings));
    QCOMPARE(ran.times(sink), (Times{1'010, 1'110, 1'210, 1'310}));
}

/// Of a wire that copies to all workers: with instances in their place as many results come out.
void ServerlessTest::eachWorkerWouldGetACopy() {
    for (const bool serverless : {false, true}) {
        Called called(Times{0, 100, 200}, Distribution::constant(10), instances(0, 1'000'000));
        if (!serverless) called.settings.nodes.clear();
        const auto model = [&] {
            Plan plan = *called.plan.build();
            plan.edges[0].partitioning = Partitioning::Broadcast;
            return std::make_shared<const Plan>(std::move(plan));
        }();
        const Ran ran(sim::makeSimModel(model, called.settings, 1).value());
        QCOMPARE(ran.times(called.sink), (Times{10, 10, 10, 110, 110, 110, 210, 210, 210}));
        if (serverless) QCOMPARE(ran.simulation.totals().instances[called.server].invocations, 9);
    }
}

QTEST_GUILESS_MAIN(ServerlessTest)
#include "tst_serverless.moc"
