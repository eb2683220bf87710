// SPDX-License-Identifier: Apache-2.0
//
// How often the 95 % intervals of forecasts hold the truth where that is hard: one server at nine tenths of
// its capacity, where records far apart still know of each other. With shorter replications the figure is
// lower (10 of 5,000 records: 0.87), since few of them see the rare long queues.
#include "engine/sim/forecast.h"
#include "tests/support/sim_plan.h"

#include <QtTest/QtTest>

using namespace millrace;
using millrace::test::SimPlan;

class CoverageTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void intervalsAtHighLoadCoverTheTruth() {
        if (!qEnvironmentVariableIsSet("MILLRACE_SOAK_SECONDS"))
            QSKIP("takes minutes; MILLRACE_SOAK_SECONDS=60 ./dev test soak runs it");
        constexpr int kExperiments = 200;
        constexpr double kMs = 1e6, kRho = 0.9, kRecords = 40'000;
        int covered = 0;
        for (int i = 0; i < kExperiments; ++i) {
            SimPlan plan;
            behaviour::Emit emit;
            emit.arrivals.kind = Arrivals::Kind::Poisson;
            emit.arrivals.rate = kRho * 1000;
            const auto source = plan.source("source", emit),
                       server = plan.server("server", Distribution::exponential(kMs)),
                       sink = plan.sink("sink");
            plan.wire(source, server);
            plan.wire(server, sink);
            sim::SimulationSettings settings = SimPlan::roomy();
            settings.durationNs = static_cast<MonotonicNs>(kRecords / kRho * kMs);
            sim::ForecastOptions options;
            options.replications = 10;
            options.threads = 2;
            const auto model = plan.model(settings, static_cast<std::uint64_t>(i) + 1);
            const sim::Forecast found = sim::forecast(model, options);
            covered += found.find(sim::Kpi::What::LatencyMean, sink)->interval.contains(10'000);
        }
        const double share = static_cast<double>(covered) / kExperiments;
        QVERIFY2(share >= 0.91 && share <= 0.99, qPrintable(QString::number(share)));
    }
};

QTEST_GUILESS_MAIN(CoverageTest)
#include "tst_coverage.moc"
