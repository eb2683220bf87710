// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/run_studio.h"
#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/node_item.h"
#include "ui/canvas/wire_tokens.h"
#include "ui/charts/chart_card.h"
#include "ui/charts/charts_page.h"
#include "ui/main_window/status_line.h"
#include "ui/main_window/window_actions.h"
#include "ui/run/banner_column.h"
#include "ui/settings/translation.h"
#include "ui/simulate/figure_dialog.h"
#include "ui/simulate/forecast_service.h"
#include "ui/simulate/simulation_views.h"
#include "ui/simulate/time_bar.h"
#include "ui/timeline/timeline_page.h"
#include "ui/timeline/timeline_view.h"

#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QSlider>
#include <QTest>
#include <QTimer>
#include <QToolButton>

using namespace millrace;
using test::RunStudio;

namespace {

constexpr int kPatience = 60000;

/// Poisson orders, two seconds of them every millisecond or so, through a stage that takes its time.
QByteArray graph(const QByteArray& time = "4 ms") {
    return R"json({
  "millrace": 1, "name": "queue",
  "nodes": {
    "orders": {"kind": "generate", "title": "Orders", "params": {"fields": {"id": {"type": "sequence"}},
      "rate": 200, "arrivals": "poisson"}},
    "work": {"kind": "work", "title": "Work", "params": {"mode": "cpu", "time": ")json" +
           time + R"json(", "distribution": "exponential"},
      "concurrency": {"executor": "threads", "workers": 1}},
    "done": {"kind": "discard", "title": "Done"}
  },
  "edges": [{"from": "orders.out", "to": "work.in", "queue": {"capacity": 50}},
            {"from": "work.out", "to": "done.in"}],
  "simulation": {"cores": 4, "duration": "20 s"},
  "layout": {"nodes": {"orders": [0, 0], "work": [320, 0], "done": [640, 0]}}
})json";
}

struct Simulating : RunStudio {
    explicit Simulating(const QByteArray& text = graph()) {
        if (!open(text)) qFatal("the graph does not open");
        press(Qt::Key_F7);
        if (!QTest::qWaitFor([this] { return waitForPlanning(); }, kPatience)) qFatal("never planned");
    }
    void start() {
        clickButton("runButton");
        if (!QTest::qWaitFor([this] { return runs().time() != nullptr; }, kPatience)) qFatal("never started");
    }
    void simulate() {
        start();
        if (!QTest::qWaitFor([this] { return isFinal(runs().state()); }, kPatience)) qFatal("never ends");
    }
    /// Where a menu or a dialog has been, too.
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) {
        window().activateWindow();
        if (!QTest::qWaitForWindowActive(&window())) qFatal("the window is not active");
        QTest::keyClick(&window(), key, modifiers);
    }
    const VirtualTime::Place& place() { return runs().place(); }
    QSlider* scrubber() { return window().findChild<QSlider*>("timeScrubber"); }
    void clickScrubber(double share) {
        QTest::mouseClick(
            scrubber(), Qt::LeftButton, {},
            {7 + static_cast<int>(share * (scrubber()->width() - 14)), scrubber()->height() / 2});
    }
    void choose(const char* name, const QString& text) {
        auto* box = window().findChild<QComboBox*>(name);
        box->setFocus();
        // As with the keys: down to the entry.
        QTest::keyClick(box, Qt::Key_Home);
        for (int i = 0; i < box->count() && box->currentText() != text; ++i)
            QTest::keyClick(box, Qt::Key_Down);
        QCOMPARE(box->currentText(), text);
    }
    qint64 came(const char* node) {
        const auto* item = canvas().node(node);
        return item && item->live() ? item->live()->recordsIn : -1;
    }
    QString label(const char* name) {
        const auto* found = window().findChild<QLabel*>(name);
        return found ? found->text() : QString();
    }
};

double seconds(MonotonicNs instant) { return static_cast<double>(instant) * 1e-9; }

} // namespace

class SimulatingTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theSwitchChangesWhatRunDoes();
    void coresAreThoseOfTheDocument();
    void theScrubberMovesEverythingTogether();
    void stepsGoForthAndBack();
    void slowTimeShowsRecordsOnTheWires();
    void theFirstTimeThatAFigureComesTrue();
    void playingHaltsWhenever();
    void aSecondFutureIsComparedWithTheFirst();
    void otherRandomNumbersMakeAnotherFuture();
    void aForecastSaysHowSureItIs();
    void whatAForecastTakesIsKnownBefore();
    void thePrecisionOfTheForecastIsChosen();
    void theSimulationSpeaksTheLanguageOfTheStudio();
    void simulatedRunsAreKeptAsSuch();
    void aRunAfterwardsIsReal();
};

void SimulatingTest::theSwitchChangesWhatRunDoes() {
    Simulating studio;
    QVERIFY(studio.window().session().simulates());
    QVERIFY(studio.window().findChild<QToolButton*>("verbSimulate")->isChecked());
    QVERIFY(!studio.window().findChild<QToolButton*>("safeRun")->isVisible());
    QVERIFY(studio.window().findChild<QToolButton*>("simulatedCores")->isVisible());
    studio.simulate();
    QCOMPARE(studio.place().now, MonotonicNs{20'000'000'000});
    QCOMPARE(studio.label("virtualTime"), QStringLiteral("00:20.000 000"));
    QVERIFY(studio.came("done") > 3'000);
    QVERIFY(studio.views().charts().cards()[0]->isVisible());
    QTest::mouseClick(studio.window().findChild<QToolButton*>("verbRun"), Qt::LeftButton);
    QVERIFY(!studio.window().session().simulates());
    QVERIFY(studio.window().findChild<QToolButton*>("safeRun")->isVisible());
}

void SimulatingTest::coresAreThoseOfTheDocument() {
    Simulating studio;
    auto* cores = studio.window().findChild<QToolButton*>("simulatedCores");
    QVERIFY(cores->text().startsWith("4 cores"));
    QTimer::singleShot(0, cores, [cores] {
        QTRY_VERIFY(cores->menu()->isVisible());
        for (QAction* choice : cores->menu()->actions())
            if (choice->text() == "16 cores") {
                cores->menu()->setActiveAction(choice);
                QTest::keyClick(cores->menu(), Qt::Key_Return);
                return;
            }
    });
    QTest::mouseClick(cores, Qt::LeftButton);
    QTRY_VERIFY(cores->text().startsWith("16 cores"));
    QCOMPARE(studio.window().session().simulatedCores(), 16.0);
    QVERIFY(studio.window().session().isDirty());
    studio.clickButton("undo");
    QTRY_VERIFY(cores->text().startsWith("4 cores"));
}

void SimulatingTest::theScrubberMovesEverythingTogether() {
    Simulating studio;
    studio.simulate();
    const qint64 atEnd = studio.came("done");
    studio.clickScrubber(0.5);
    QTRY_VERIFY(std::abs(seconds(studio.place().now) - 10) < 0.5);
    QTRY_VERIFY(studio.came("done") < atEnd * 6 / 10 && studio.came("done") > atEnd * 4 / 10);
    QCOMPARE(studio.views().charts().timeWindow().now(), seconds(studio.place().now));
    QCOMPARE(studio.label("virtualTime"), ui::virtualTimeText(studio.place().now));
    // The charts still know all of it.
    QTRY_COMPARE(studio.views().charts().timeWindow().end(), 20.0);
    studio.clickTab("timeline");
    auto& view = studio.views().timeline().view();
    QTRY_VERIFY(view.range().from() <= double(studio.place().now) &&
                view.range().to() >= double(studio.place().now));
    studio.clickScrubber(1);
    QTRY_COMPARE(studio.came("done"), atEnd);
}

void SimulatingTest::stepsGoForthAndBack() {
    Simulating studio;
    studio.simulate();
    studio.clickScrubber(0.25);
    QTRY_VERIFY(studio.place().now < 6'000'000'000 && !studio.place().busy);
    const VirtualTime::Place begin = studio.place();
    studio.press(Qt::Key_F11);
    QTRY_COMPARE(studio.place().events, begin.events + 1);
    studio.press(Qt::Key_F11, Qt::ShiftModifier);
    QTRY_COMPARE(studio.place().events, begin.events);
    QTest::mouseClick(studio.window().findChild<QToolButton*>("timeStepBack"), Qt::LeftButton);
    QTRY_COMPARE(studio.place().events, begin.events - 1);
    QVERIFY(studio.place().now <= begin.now);
}

void SimulatingTest::slowTimeShowsRecordsOnTheWires() {
    Simulating studio;
    studio.simulate();
    studio.clickScrubber(0.1);
    QTRY_VERIFY(studio.place().now < 3'000'000'000 && !studio.place().busy);
    studio.choose("timeSpeed", QStringLiteral("×0.1"));
    const MonotonicNs begin = studio.place().now;
    QTest::mouseClick(studio.window().findChild<QToolButton*>("timePlay"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(studio.canvas().tokens().count() > 0, kPatience);
    QVERIFY(studio.place().plays);
    QTest::mouseClick(studio.window().findChild<QToolButton*>("timePlay"), Qt::LeftButton);
    QTRY_VERIFY(!studio.place().plays);
    QVERIFY(studio.place().now > begin && studio.place().now < studio.place().latest);
    QTRY_COMPARE_WITH_TIMEOUT(studio.canvas().tokens().count(), std::size_t{0}, kPatience);
}

void SimulatingTest::theFirstTimeThatAFigureComesTrue() {
    Simulating studio;
    studio.simulate();
    studio.press(Qt::Key_F11, Qt::ControlModifier);
    auto* dialog = studio.views().simulation().dialog();
    QVERIFY(dialog && dialog->isVisible());
    auto* bound = dialog->findChild<QLineEdit*>("figureBound");
    bound->setFocus();
    bound->selectAll();
    QTest::keyClicks(bound, "12");
    QTest::mouseClick(dialog->findChild<QPushButton*>("figureFirst"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(studio.place().now < studio.place().latest && !studio.place().busy, kPatience);
    QTRY_COMPARE(studio.runs().shown().frames().back().edges[0].depth, std::int64_t{12});
    const MonotonicNs first = studio.place().now;
    QTRY_COMPARE(dialog->findChild<QLabel*>("figureAnswer")->text(),
                 QStringLiteral("At %1").arg(ui::virtualTimeText(first)));
    QTest::mouseClick(dialog->findChild<QPushButton*>("figureNext"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(studio.place().now > first && !studio.place().busy, kPatience);
    QCOMPARE(studio.runs().shown().frames().back().edges[0].depth, std::int64_t{12});
    bound->selectAll();
    QTest::keyClicks(bound, "51");
    QTest::mouseClick(dialog->findChild<QPushButton*>("figureFirst"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(
        dialog->findChild<QLabel*>("figureAnswer")->text() == QStringLiteral("It never comes true."),
        kPatience);
}

void SimulatingTest::playingHaltsWhenever() {
    Simulating studio;
    studio.simulate();
    studio.clickScrubber(0);
    QTRY_VERIFY(studio.place().now == 0 && !studio.place().busy);
    studio.press(Qt::Key_F11, Qt::ControlModifier);
    auto* dialog = studio.views().simulation().dialog();
    auto* bound = dialog->findChild<QLineEdit*>("figureBound");
    bound->setFocus();
    bound->selectAll();
    QTest::keyClicks(bound, "5");
    QTest::mouseClick(dialog->findChild<QPushButton*>("figureHalt"), Qt::LeftButton);
    QCOMPARE(dialog->findChild<QListWidget*>("figureHalts")->count(), 1);
    QTest::keyClick(dialog, Qt::Key_Escape);
    studio.press(Qt::Key_F7, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(studio.place().haltedAt && !studio.place().plays, kPatience);
    QTRY_COMPARE(studio.runs().shown().frames().back().edges[0].depth, std::int64_t{5});
    const MonotonicNs first = studio.place().now;
    studio.press(Qt::Key_F7, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(studio.place().now > first && studio.place().haltedAt, kPatience);
}

void SimulatingTest::aSecondFutureIsComparedWithTheFirst() {
    Simulating studio(graph("4.8 ms"));
    studio.simulate();
    studio.clickScrubber(0.5);
    QTRY_VERIFY(studio.place().now < 11'000'000'000 && !studio.place().busy);
    const MonotonicNs forked = studio.place().now;
    studio.press(Qt::Key_F11, Qt::ControlModifier | Qt::ShiftModifier);
    auto* menu = studio.window().findChild<QMenu*>("forkMenu");
    QVERIFY(menu && menu->isVisible());
    menu->setActiveAction(menu->actions().front());
    QTest::keyClick(menu, Qt::Key_Return);
    QTRY_COMPARE(studio.place().latest, forked);
    QTRY_VERIFY2(studio.label("futureText").contains("Second future"),
                 qPrintable(studio.label("futureText")));
    // The stage takes half as long from here on.
    studio.window().session().apply(edit::SetParam{"work", "time", boost::json::value("2 ms")});
    QTRY_VERIFY_WITH_TIMEOUT(studio.place().future == 2, kPatience);
    studio.press(Qt::Key_F7, Qt::ControlModifier);
    QTRY_COMPARE_WITH_TIMEOUT(studio.place().now, MonotonicNs{20'000'000'000}, kPatience);
    QTRY_VERIFY2(studio.label("futureText").contains("p99") && studio.label("futureText").contains("−"),
                 qPrintable(studio.label("futureText")));
    QTest::mouseClick(studio.window().findChild<QToolButton*>("futureClose"), Qt::LeftButton);
    QVERIFY(studio.views().banners().banner("future") == nullptr);
}

void SimulatingTest::otherRandomNumbersMakeAnotherFuture() {
    Simulating studio;
    studio.simulate();
    const qint64 first = studio.came("done");
    studio.clickScrubber(0.3);
    QTRY_VERIFY(studio.place().now < 7'000'000'000 && !studio.place().busy);
    QTest::mouseClick(studio.window().findChild<QToolButton*>("timeFork"), Qt::LeftButton);
    auto* menu = studio.window().findChild<QMenu*>("forkMenu");
    QVERIFY(menu);
    menu->setActiveAction(menu->actions().back());
    QTest::keyClick(menu, Qt::Key_Return);
    QTRY_COMPARE(studio.place().future, std::uint64_t{1});
    studio.press(Qt::Key_F7, Qt::ControlModifier);
    QTRY_COMPARE_WITH_TIMEOUT(studio.place().now, MonotonicNs{20'000'000'000}, kPatience);
    QTRY_VERIFY(studio.came("done") != first);
}

void SimulatingTest::aForecastSaysHowSureItIs() {
    Simulating studio;
    studio.simulate();
    auto* forecast = studio.views().simulation().forecast();
    QVERIFY(forecast && forecast->isOn());
    const auto fact = [&](const QString& id) {
        for (const auto& one : studio.window().statusLine().facts())
            if (one.id == id) return one;
        return ui::StatusLine::Fact{};
    };
    QTRY_VERIFY_WITH_TIMEOUT(!forecast->isRunning(), kPatience);
    QVERIFY(forecast->figures()->replications >= 10);
    QCOMPARE(fact("replication").value, QString::number(forecast->figures()->replications));
    QVERIFY2(fact("forecast_rate").after.startsWith(QStringLiteral("± ")),
             qPrintable(fact("forecast_rate").after));
    QVERIFY(std::abs(forecast->figures()->throughput.mean - 200) < 5);
    QCOMPARE(fact("calibration").value, QString("uncalibrated"));
    // Another document, another forecast.
    studio.window().session().apply(edit::SetParam{"orders", "rate", boost::json::value(100)});
    QTRY_VERIFY_WITH_TIMEOUT(forecast->figures() && std::abs(forecast->figures()->throughput.mean - 100) < 5,
                             kPatience);
    studio.press(Qt::Key_F7); // changes nothing of what is shown
    QVERIFY(forecast->isOn());
}

void SimulatingTest::whatAForecastTakesIsKnownBefore() {
    Simulating studio;
    const auto fact = [&](const QString& id) {
        for (const auto& one : studio.window().statusLine().facts())
            if (one.id == id) return one;
        return ui::StatusLine::Fact{};
    };
    QTRY_VERIFY_WITH_TIMEOUT(fact("effort").value.contains("replications"), kPatience);
    QVERIFY2(fact("effort").tip.contains("Offered load"), qPrintable(fact("effort").tip));
    QCOMPARE(fact("calibration").value, QString("uncalibrated"));
    QVERIFY(fact("calibration").tip.contains("assumptions"));
    studio.press(Qt::Key_F7); // a real run needs none
    QTRY_VERIFY(fact("effort").value.isEmpty() && fact("calibration").value.isEmpty());
}

void SimulatingTest::thePrecisionOfTheForecastIsChosen() {
    Simulating studio;
    studio.simulate();
    auto* forecast = studio.views().simulation().forecast();
    auto* precision = studio.window().findChild<QComboBox*>("forecastPrecision");
    QTRY_VERIFY_WITH_TIMEOUT(precision->isVisible(), kPatience);
    QCOMPARE(precision->currentText(), QString("± 2 %"));
    QTRY_VERIFY_WITH_TIMEOUT(!forecast->isRunning(), kPatience);
    const std::size_t before = forecast->figures()->replications;
    studio.choose("forecastPrecision", "± 10 %");
    QCOMPARE(forecast->precision(), 0.1);
    QTRY_VERIFY_WITH_TIMEOUT(!forecast->isRunning() && forecast->figures(), kPatience);
    QVERIFY(forecast->figures()->replications < before);
    QTRY_VERIFY(precision->toolTip().contains("± 10"));
}

void SimulatingTest::theSimulationSpeaksTheLanguageOfTheStudio() {
    if (!ui::installTranslation("de")) QSKIP("translations are not built");
    {
        Simulating studio;
        studio.simulate();
        QCOMPARE(studio.window().findChild<QToolButton*>("verbSimulate")->text(), QString("Simulieren"));
        auto* precision = studio.window().findChild<QComboBox*>("forecastPrecision");
        QCOMPARE(precision->accessibleName(), QString("Genauigkeit der Vorhersage"));
        const auto& facts = studio.window().statusLine().facts();
        QTRY_VERIFY_WITH_TIMEOUT(
            std::any_of(facts.begin(), facts.end(),
                        [](const auto& one) { return one.value == QString("nicht kalibriert"); }),
            kPatience);
    }
    (void)ui::installTranslation("en");
}

void SimulatingTest::simulatedRunsAreKeptAsSuch() {
    Simulating studio;
    studio.simulate();
    QTRY_COMPARE(studio.store().list(10).value().size(), std::size_t{1});
    QVERIFY(studio.store().list(10).value().front().simulated);
}

void SimulatingTest::aRunAfterwardsIsReal() {
    Simulating studio;
    studio.simulate();
    QVERIFY(studio.views().simulation().bar());
    studio.press(Qt::Key_F7);
    QVERIFY(studio.waitForPlanning());
    studio.clickButton("runButton");
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Running, kPatience);
    QVERIFY(!studio.runs().time());
    QVERIFY(!studio.views().simulation().bar());
    QVERIFY(studio.views().charts().timeWindow().now() < 0);
    studio.clickButton("stop");
    QTRY_VERIFY_WITH_TIMEOUT(isFinal(studio.state()), kPatience);
}

QTEST_MAIN(SimulatingTest)
#include "tst_simulating.moc"
