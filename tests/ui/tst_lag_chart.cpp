// SPDX-License-Identifier: Apache-2.0
#include "app/shared/build_registry.h"
#include "engine/runtime/engine.h"
#include "engine/store/sqlite_run_store.h"
#include "tests/support/oracle_kind.h"
#include "tests/support/ui/gallery.h"
#include "tests/support/ui/studio_fixture.h"
#include "ui/charts/chart_card.h"
#include "ui/charts/charts_page.h"
#include "ui/inspector/inspector.h"
#include "ui/inspector/node_page.h"
#include "ui/main_window/dock_area.h"
#include "ui/run/run_views.h"

#include <QLabel>
#include <QTabBar>

using namespace millrace;

namespace {

struct OracleServices {
    Engine engine;
    std::unique_ptr<RunStore> store;
    std::shared_ptr<test::Oracle> oracle = std::make_shared<test::Oracle>();
    std::shared_ptr<Registry> kinds = buildRegistry();
    OracleServices() { test::Oracle::addKind(*kinds, oracle); }
};

/// A studio that runs a graph whose source has a client that measures.
class LagStudio : private OracleServices, public test::StudioFixture {
public:
    explicit LagStudio(QSize size = {1366, 768})
        : StudioFixture(size, [this](ui::StudioServices& services) {
              services.backend = &engine;
              services.registry = kinds.get();
              auto opened = SqliteRunStore::open((folder() + "/runs.sqlite").toStdString());
              if (opened) store = std::move(*opened);
              services.runStore = store.get();
          }) {
        views_ = std::make_unique<ui::RunViews>(window());
    }
    ~LagStudio() { views_.reset(); }

    test::Oracle& oracle() { return *OracleServices::oracle; }
    ui::RunViews& views() { return *views_; }
    RunStore& runs() { return *store; }
    ui::ChartCard& lagCard() { return views_->charts().lagCard(); }
    void lag(int partitions, std::int64_t each) {
        std::vector<ClientMetric> metrics;
        for (int i = 0; i < partitions; ++i)
            metrics.push_back({Metric::Lag, "positions[" + std::to_string(i) + "]", each * (i + 1)});
        metrics.push_back({Metric::RoundTrip, "broker-1:9092", 1'240});
        metrics.push_back({Metric::RoundTrip, "broker-2:9092", 860});
        metrics.push_back({Metric::ClientQueue, "", 4'321});
        oracle().publish(std::move(metrics));
    }
    bool open(const QByteArray& source) {
        return window().openGraph(writeFile("lag.mill", R"json({"millrace": 1, "nodes": {"in": )json" +
                                                            source +
                                                            R"json(, "end": {"kind": "discard"}},
          "edges": [{"from": "in.out", "to": "end.in"}],
          "layout": {"nodes": {"in": [200, 100], "end": [500, 100]}}})json")) &&
               waitForPlanning();
    }
    void run() {
        key(Qt::Key_F5);
        QTRY_COMPARE(window().runState(), RunState::Running);
        window().dock().showPage("charts");
    }
    void stop() {
        Q_EMIT window().stopRequested();
        QTRY_COMPARE(window().runState(), RunState::Stopped);
    }
    QStringList clientFigures() {
        QStringList texts;
        for (const QLabel* label : window().findChild<QWidget*>("clientFigures")->findChildren<QLabel*>())
            if (label->isVisible()) texts << label->text();
        return texts;
    }
    void showMetrics(const QString& node) {
        canvas().selectOnly({node});
        auto* const tabs = window().inspector().nodePage().findChild<QTabBar*>("inspectorTabs");
        for (int i = 0; i < tabs->count(); ++i)
            if (tabs->tabText(i) == "Metrics")
                QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(i).center());
    }

private:
    std::unique_ptr<ui::RunViews> views_;
};

const QByteArray kOracle = R"json({"kind": "oracle", "params": {"brokers": "b:1"}})json";

} // namespace

class LagChartTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void withoutPartitionsThereAreFourCharts();
    void eachPartitionHasALine();
    void inALargeWindowMorePartitionsAreNamed();
    void aRunOfTheHistoryShowsItsLag();
    void theInspectorHasTheFiguresOfTheClient();
    void pictures();
};

void LagChartTest::withoutPartitionsThereAreFourCharts() {
    LagStudio studio;
    QVERIFY(studio.open(
        R"json({"kind": "generate", "params": {"rate": 1000, "fields": {"id": {"type": "sequence"}}}})json"));
    studio.run();
    QTRY_VERIFY(studio.views().charts().timeWindow().end() > 0.2);
    QVERIFY(studio.views().charts().cards()[0]->isVisible());
    QVERIFY(!studio.lagCard().isVisible());
    studio.showMetrics("in");
    QTRY_VERIFY(!studio.window().findChild<QWidget*>("clientFigures")->isVisible());
    studio.stop();
}

void LagChartTest::eachPartitionHasALine() {
    LagStudio studio;
    studio.lag(3, 1'000);
    QVERIFY(studio.open(kOracle));
    studio.run();
    QTRY_VERIFY(studio.lagCard().isVisible() && studio.lagCard().visibleLines() == 3);
    QCOMPARE(studio.lagCard().accessibleName(), QString("Lag per partition"));
    // More than can be told apart are not shown.
    studio.lag(40, 1'000);
    QTRY_COMPARE(studio.lagCard().visibleLines(), 6); // as many as a low card can name
    QTRY_VERIFY(studio.lagCard().visiblePoints() > 24);
    // The value below the cursor is in messages.
    auto& window = studio.views().charts().timeWindow();
    window.setCursor(window.end());
    QTRY_VERIFY(!studio.lagCard().readings().empty());
    QVERIFY2(studio.lagCard().readings().back().text == "[39]  40,000",
             qPrintable(studio.lagCard().readings().back().text));
    studio.stop();
    // Another graph begins without.
    studio.session().newDocument();
    QTRY_VERIFY(!studio.lagCard().isVisible());
}

void LagChartTest::inALargeWindowMorePartitionsAreNamed() {
    LagStudio studio({1920, 1080});
    studio.lag(40, 1'000);
    QVERIFY(studio.open(kOracle));
    studio.run();
    QTRY_COMPARE(studio.lagCard().visibleLines(), 12);
    // Those of a selected node are no better than the worst.
    studio.canvas().selectOnly({"in"});
    QTRY_VERIFY(studio.lagCard().visiblePoints() > 24);
    QCOMPARE(studio.lagCard().visibleLines(), 12);
    auto& window = studio.views().charts().timeWindow();
    window.setCursor(window.end());
    QCOMPARE(studio.lagCard().readings().front().text, QString("[28]  29,000"));
    studio.stop();
}

void LagChartTest::aRunOfTheHistoryShowsItsLag() {
    LagStudio studio;
    studio.lag(2, 500);
    QVERIFY(studio.open(kOracle));
    studio.run();
    QTRY_VERIFY(studio.lagCard().isVisible());
    studio.stop();
    QTRY_VERIFY(!studio.runs().list(10)->empty());
    const auto stored = studio.runs().load(studio.runs().list(10)->front().id);
    QVERIFY(stored);
    studio.session().newDocument();
    QTRY_VERIFY(!studio.lagCard().isVisible());
    studio.views().openHistoricRun(*stored);
    QTRY_VERIFY(studio.lagCard().isVisible() && studio.lagCard().visibleLines() == 2);
    studio.views().closeHistoricRun();
    QTRY_VERIFY(!studio.lagCard().isVisible());
}

void LagChartTest::theInspectorHasTheFiguresOfTheClient() {
    LagStudio studio;
    studio.lag(3, 1'000);
    QVERIFY(studio.open(kOracle));
    studio.run();
    studio.showMetrics("in");
    const QStringList wanted{"Lag",
                             "6,000",
                             "In the client",
                             "4,321",
                             "Round trip broker-1:9092",
                             "1.24 ms",
                             "Round trip broker-2:9092",
                             "860 µs"};
    QTRY_COMPARE(studio.clientFigures(), wanted);
    studio.showMetrics("end");
    QTRY_COMPARE(studio.clientFigures(), QStringList());
    studio.stop();
}

void LagChartTest::pictures() {
    LagStudio studio;
    test::Gallery gallery(studio.window());
    QVERIFY(studio.open(kOracle));
    studio.run();
    for (int step = 0; step < 40; ++step) {
        studio.lag(14, 200 + 15 * step * (step % 7));
        QTest::qWait(50);
    }
    studio.showMetrics("in");
    gallery.take("lag-chart");
    studio.stop();
}

QTEST_MAIN(LagChartTest)
#include "tst_lag_chart.moc"
