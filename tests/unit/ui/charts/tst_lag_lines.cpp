// SPDX-License-Identifier: Apache-2.0
#include "ui/charts/lag_lines.h"

#include <QTest>

using namespace millrace;
using ui::LagLines;
using ui::RunLine;

namespace {

constexpr MonotonicNs kFrameNs = 40'000'000;

ui::RunShape shape() {
    ui::RunShape shape;
    shape.nodes = {{"positions", "Positions", {}, Category::Source},
                   {"alerts", "Alerts", {}, Category::Source},
                   {"end", "End", {}, Category::Sink}};
    return shape;
}

using Lags = std::vector<std::pair<std::string, std::int64_t>>;

std::vector<ClientMetric> metricsOf(Lags lags) {
    std::sort(lags.begin(), lags.end());
    std::vector<ClientMetric> metrics;
    for (const auto& [label, lag] : lags)
        metrics.push_back({Metric::Lag, label, lag});
    metrics.push_back({Metric::RoundTrip, "broker:9092", 900});
    return metrics;
}

MetricsFrame frameAt(MonotonicNs at, const Lags& first, const Lags& second = {}) {
    MetricsFrame frame;
    frame.elapsedNs = at;
    frame.nodes.resize(3);
    if (!first.empty()) frame.nodes[0].client = metricsOf(first);
    if (!second.empty()) frame.nodes[1].client = metricsOf(second);
    return frame;
}

QStringList namesOf(const LagLines& lag) {
    QStringList names;
    for (const RunLine& line : lag.lines())
        names << line.name;
    return names;
}

} // namespace

class TestLagLines : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aGraphWithoutClientsHasNone();
    void thereIsALinePerPartition();
    void topicsAndNodesAreNamedWhereThereAreSeveral();
    void theWorstAreShown();
    void followingARunAndReadingItLaterGiveTheSameLines();
};

void TestLagLines::aGraphWithoutClientsHasNone() {
    MetricsHistory history;
    history.add(frameAt(kFrameNs, {}));
    LagLines lag;
    lag.reset(shape());
    QVERIFY(!lag.update(history));
    QVERIFY(lag.lines().empty());
}

void TestLagLines::thereIsALinePerPartition() {
    MetricsHistory history;
    LagLines lag;
    lag.reset(shape());
    history.add(frameAt(kFrameNs, {}));
    QVERIFY(!lag.update(history));
    history.add(frameAt(2 * kFrameNs, {{"t[10]", 7}, {"t[2]", 5}}));
    QVERIFY(lag.update(history));
    history.add(frameAt(3 * kFrameNs, {{"t[10]", 6}, {"t[2]", 9}}));
    QVERIFY(!lag.update(history));
    QCOMPARE(namesOf(lag), QStringList({"[2]", "[10]"}));
    QCOMPARE(lag.lines()[0].id, std::string("positions t[2]"));
    QCOMPARE(lag.lines()[0].category, Category::Source);
    QCOMPARE(lag.lines()[0].points, (std::vector<QPointF>{{0.08, 5}, {0.12, 9}}));
    QCOMPARE(lag.lines()[1].points, (std::vector<QPointF>{{0.08, 7}, {0.12, 6}}));
    lag.reset(shape());
    QVERIFY(lag.lines().empty());
}

void TestLagLines::topicsAndNodesAreNamedWhereThereAreSeveral() {
    MetricsHistory history;
    LagLines lag;
    lag.reset(shape());
    history.add(frameAt(kFrameNs, {{"a[0]", 1}, {"b[0]", 1}}));
    lag.update(history);
    QCOMPARE(namesOf(lag), QStringList({"a[0]", "b[0]"}));
    history.add(frameAt(2 * kFrameNs, {{"a[0]", 1}, {"b[0]", 1}}, {{"a[0]", 1}}));
    QVERIFY(lag.update(history));
    QCOMPARE(namesOf(lag), QStringList({"Positions a[0]", "Positions b[0]", "Alerts a[0]"}));
}

void TestLagLines::theWorstAreShown() {
    Lags lags;
    for (int i = 0; i < 100; ++i)
        lags.emplace_back("t[" + std::to_string(i) + "]", i);
    MetricsHistory history;
    LagLines lag;
    lag.reset(shape());
    history.add(frameAt(kFrameNs, lags));
    lag.update(history);
    QCOMPARE(lag.lines().size(), LagLines::kMost);
    QCOMPARE(lag.lines().front().name, QString("[88]"));
    // Slightly larger is not enough: the picture would flicker.
    lags[87].second = 90;
    history.add(frameAt(2 * kFrameNs, lags));
    QVERIFY(!lag.update(history));
    lags[3].second = 5'000;
    history.add(frameAt(3 * kFrameNs, lags));
    QVERIFY(lag.update(history));
    QCOMPARE(lag.lines().size(), LagLines::kMost);
    QCOMPARE(lag.lines().front().name, QString("[3]"));
    QCOMPARE(lag.lines().front().points.size(), std::size_t{3}); // with what was before it was among them
    // What has been far behind counts more than what never was, also when all is read.
    for (auto& each : lags)
        each.second = 0;
    for (int i = 4; i < 100; ++i) {
        history.add(frameAt(i * kFrameNs, lags));
        lag.update(history);
    }
    QCOMPARE(lag.lines().front().name, QString("[3]"));
}

void TestLagLines::followingARunAndReadingItLaterGiveTheSameLines() {
    MetricsHistory history(16);
    LagLines followed;
    followed.reset(shape());
    for (int i = 1; i < 200; ++i) {
        history.add(frameAt(i * kFrameNs, {{"t[0]", i}, {"t[1]", 200 - i}}));
        followed.update(history);
    }
    LagLines read;
    read.reset(shape());
    read.update(history);
    QCOMPARE(read.lines().size(), std::size_t{2});
    for (std::size_t i = 0; i < 2; ++i) {
        QCOMPARE(followed.lines()[i].points, read.lines()[i].points);
        QCOMPARE(read.lines()[i].points.size(), history.frames().size()); // thinned with it
    }
}

QTEST_APPLESS_MAIN(TestLagLines)
#include "tst_lag_lines.moc"
