// SPDX-License-Identifier: Apache-2.0
//
// What frames of a run tell about its nodes.
#include "engine/sim/run_measurement.h"
#include "engine/sim/simulation_settings.h"
#include "tests/support/sim_plan.h"

#include <QtTest/QtTest>

#include <boost/json/serialize.hpp>
#include <cmath>

using namespace millrace;
using namespace millrace::test;

namespace {

constexpr std::int64_t kUs = 1'000, kMs = 1'000'000, kSecond = 1'000'000'000;
const std::vector<std::string> kIds{"source", "stage", "sink"};

HistogramSnapshot times(std::initializer_list<std::pair<std::uint64_t, std::uint64_t>> values) {
    HistogramSnapshot snapshot;
    for (const auto& [value, count] : values)
        snapshot.add(static_cast<std::uint32_t>(HistogramLayout::bucketOf(value)), count);
    return snapshot;
}

struct Line {
    SimPlan plan;
    MetricsFrame frame;

    explicit Line(ServiceModel service = {}, std::vector<PortSpec> ports = {{"out"}}) {
        const std::size_t source = plan.source("source", behaviour::Emit{.paceIsUnknown = true});
        const std::size_t stage = plan.stage("stage", std::move(service), 1, ports);
        const std::size_t sink = plan.sink("sink");
        plan.wire(source, stage);
        plan.wire(stage, sink);
        frame.elapsedNs = 10 * kSecond;
        frame.nodes.resize(3);
        frame.nodes[0].recordsOut = 1000;
        for (NodeMetrics* node : {&frame.nodes[1], &frame.nodes[2]})
            node->recordsIn = node->batchesIn = 1000;
    }
    NodeMetrics& stage() { return frame.nodes[1]; }
    sim::RunMeasurement measure(const MetricsFrame* earlier = nullptr) const {
        return sim::measureRun(*plan.build(), kIds, earlier, frame);
    }
};

std::string text(const boost::json::value& value) { return boost::json::serialize(value); }

bool about(double value, double expected) { return std::abs(value - expected) <= 0.01 * expected; }

} // namespace

class RunMeasurementTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void quantilesKeepTheMean() {
        const auto mean = [](const std::vector<double>& q) {
            double sum = 0;
            for (std::size_t i = 0; i + 1 < q.size(); ++i)
                sum += (q[i] + q[i + 1]) / 2;
            return sum / static_cast<double>(q.size() - 1);
        };
        HistogramSnapshot even;
        for (std::uint32_t value = 0; value < 60; ++value)
            even.add(value, 10);
        QVERIFY(std::abs(mean(sim::quantilesOf(even)) - even.mean()) < 0.5);
        // One hiccup of a thousand times the usual among a thousand.
        const HistogramSnapshot hiccup = times({{10 * kUs, 999}, {10 * kMs, 1}});
        const std::vector<double> q = sim::quantilesOf(hiccup);
        QCOMPARE(q.size(), std::size_t{101});
        QVERIFY(about(q.front(), 10e3) && about(q[99], 10e3));
        QVERIFY2(about(mean(q), hiccup.mean()), qPrintable(QString::number(mean(q))));
    }

    void singleRecordsTellTheLaw() {
        Line line;
        line.stage().busyNs = 1000 * 12 * kUs;
        line.stage().idleNs = 5 * kSecond;          // is not useful time
        line.stage().backPressuredNs = 4 * kSecond; // nor is this
        line.stage().serviceTime = times({{5 * kUs, 50}, {15 * kUs, 50}});
        const auto measured = line.measure();
        const auto law = sim::readDistribution(measured.nodes.at("stage").at("time"));
        QVERIFY(law.has_value());
        QVERIFY(about(law->mean(), 12e3)); // the calls take 10 us, 2 us are around them
        QVERIFY(std::abs(law->squaredCv() - 25.0 / 144) < 0.01);
        QVERIFY(!measured.nodes.at("stage").contains("wait"));
        QVERIFY(!measured.nodes.at("stage").contains("shares"));
        QCOMPARE(measured.batches.at("stage"), 1.0);
    }

    void batchesTellTheMeanAlone() {
        Line line;
        line.stage().recordsIn = 100'000;
        line.stage().busyNs = 100'000 * kUs;
        line.stage().serviceTime = times({{100 * kUs, 500}});
        const auto measured = line.measure();
        QCOMPARE(text(measured.nodes.at("stage").at("time")), std::string(R"("1 us")"));
        QCOMPARE(measured.batches.at("stage"), 100.0);
    }

    void waitsKeepTheirLaw() {
        ServiceModel service;
        service.work = {{.kind = WorkSegment::Kind::Wait, .time = Distribution::exponential(5 * kMs)}};
        Line line(service);
        line.stage().busyNs = 1000 * 3 * kUs;
        line.stage().ioNs = 1000 * 6 * kMs;
        const auto measured = line.measure();
        QCOMPARE(text(measured.nodes.at("stage").at("wait")), std::string(R"({"exponential":"6 ms"})"));
        QCOMPARE(text(measured.nodes.at("stage").at("time")), std::string(R"("3 us")"));
    }

    void lawsAreWrittenAsTheyAreRead_data() {
        QTest::addColumn<QString>("name");
        for (const char* name : {"constant", "uniform", "exponential", "normal", "lognormal", "erlang",
                                 "gamma", "weibull", "hyperexponential"})
            QTest::newRow(name) << name;
    }
    void lawsAreWrittenAsTheyAreRead() {
        QFETCH(QString, name);
        const double spread = name == "hyperexponential" ? 2 : 0.3;
        const Distribution law = Distribution::named(name.toStdString(), 5e6, spread);
        const auto read = sim::readDistribution(sim::writtenLaw(law, 7e6));
        QVERIFY(read.has_value());
        QVERIFY2(about(read->mean(), 7e6), qPrintable(QString::number(read->mean())));
        QVERIFY(std::abs(std::sqrt(read->squaredCv()) - std::sqrt(law.squaredCv())) < 0.01);
    }

    void theBeginIsLeftOut() {
        Line line;
        line.stage().busyNs = 1000 * 12 * kUs;
        const MetricsFrame earlier = line.frame;
        line.frame.elapsedNs += 2 * kSecond;
        line.frame.nodes[0].recordsOut += 500;
        line.stage().recordsIn += 500;
        line.stage().batchesIn += 500;
        line.stage().busyNs += 500 * 20 * kUs;
        const auto measured = line.measure(&earlier);
        QCOMPARE(text(measured.nodes.at("stage").at("time")), std::string(R"("20 us")"));
        QCOMPARE(measured.recordsPerSecond, 250.0);
        QCOMPARE(measured.nodes.at("source").at("rate").to_number<double>(), 250.0);
        QVERIFY(!measured.nodes.contains("sink")); // nothing more came to it
    }

    void guessedSharesAreReplaced() {
        ServiceModel service;
        service.behaviour = behaviour::Choose{{0.5, 0.5}};
        service.sharesAreGuessed = true;
        Line line(service, {{"good"}, {"bad"}});
        line.stage().portRecords = {970, 30};
        const auto shares = line.measure().nodes.at("stage").at("shares").as_object();
        QCOMPARE(shares.at("good").to_number<double>(), 0.97);
        QCOMPARE(shares.at("bad").to_number<double>(), 0.03);
    }

    void whatCannotBeMeasuredIsSaid() {
        Line few;
        few.stage().recordsIn = 99;
        const auto measured = few.measure();
        QVERIFY(!measured.nodes.contains("stage"));
        QCOMPARE(measured.notes.items.size(), std::size_t{1});
        QCOMPARE(measured.notes.items[0].code, std::string("MR4750"));
        QCOMPARE(measured.notes.items[0].node, std::string("stage"));
        Line loop;
        loop.plan.chainOf(1).executor = ExecutorKind::Async;
        loop.stage().busyNs = loop.stage().ioNs = kSecond;
        const auto there = loop.measure();
        QVERIFY(!there.nodes.contains("stage"));
        QVERIFY(there.notes.items[0].message.find("event loop") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(RunMeasurementTest)
#include "tst_run_measurement.moc"
