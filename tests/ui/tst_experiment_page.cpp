// SPDX-License-Identifier: Apache-2.0
#include "app/shared/build_registry.h"
#include "app/shared/sim_experimenter.h"
#include "engine/graph/json_reader.h"
#include "engine/graph/json_writer.h"
#include "tests/support/ui/context_menu.h"
#include "tests/support/ui/gallery.h"
#include "tests/support/ui/studio_fixture.h"
#include "ui/document/shown_body.h"
#include "ui/experiment/experiment_chart.h"
#include "ui/experiment/experiment_page.h"
#include "ui/experiment/experiment_service.h"
#include "ui/experiment/experiment_table.h"
#include "ui/experiment/experiment_view.h"
#include "ui/main_window/dock_area.h"
#include "ui/settings/translation.h"

#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QTableView>
#include <QToolButton>
#include <QTreeWidget>
#include <QtTest>

using namespace millrace;
using namespace millrace::test;

namespace {

/// 1,800 records a second to workers that take a thousand each.
QByteArray graphWith(const QByteArray& experiments) {
    return R"json({"millrace": 1,
  "nodes": {
    "source": {"kind": "generate", "title": "Orders", "params": {"rate": 1800, "arrivals": "poisson",
      "fields": {"id": {"type": "sequence"}}}},
    "server": {"kind": "work", "title": "Price", "params": {"time": "1 ms", "distribution": "exponential"},
      "concurrency": {"executor": "threads"}},
    "end": {"kind": "discard", "title": "Done"}},
  "edges": [{"from": "source.out", "to": "server.in", "queue": {"capacity": 1000}},
            {"from": "server.out", "to": "end.in"}],
  "simulation": {"cores": 16, "duration": "1 s")json" +
           (experiments.isEmpty() ? QByteArray() : ", \"experiments\": " + experiments) + R"json(},
  "layout": {"nodes": {"source": [0, 0], "server": [260, 0], "end": [520, 0]}}})json";
}

const QByteArray kWorkers =
    R"json([{"name": "workers", "vary": {"server.workers": "1..6"}, "replications": 4}])json";
const QByteArray kTwo = R"json([
  {"name": "both", "vary": {"server.workers": "1..3", "source.rate": "800,1800"}, "replications": 3},
  {"name": "endless", "vary": {"server.workers": "1..3"}, "replications": 500, "duration": "10 h"}])json";

/// Made before the window that works with it.
struct Simulator {
    SimExperimenter experimenter{buildRegistry()};
};

class ExperimentStudio : private Simulator, public StudioFixture {
public:
    explicit ExperimentStudio(const QByteArray& experiments, QSize size = {1366, 768})
        : StudioFixture(size, [this](ui::StudioServices& s) { s.experimenter = &experimenter; }),
          view_(window()) {
        opened_ = window().openGraph(writeFile("g.mill", graphWith(experiments))) && waitForPlanning();
        window().dock().showPage("experiment");
        QCoreApplication::processEvents();
    }
    bool opened() const { return opened_; }
    ui::ExperimentPage& page() { return *view_.page(); }
    ui::ExperimentService& service() { return *view_.service(); }
    ui::ExperimentChart& chart() { return *find<ui::ExperimentChart>("experimentChart"); }
    QTreeWidget& list() { return *find<QTreeWidget>("experimentList"); }
    template <class T> T* find(const char* name) { return page().findChild<T*>(name); }
    void press(const char* button) {
        QTest::mouseClick(window().findChild<QToolButton*>(button), Qt::LeftButton);
    }
    QDialog* open(const char* button) {
        press(button);
        const auto dialogs = window().findChildren<QDialog*>("experimentDialog");
        return dialogs.isEmpty() ? nullptr : dialogs.last();
    }
    bool waitForOutcome() {
        return comesTrue([this] { return !service().isRunning(); }, kPatienceMs);
    }
    void choose(int row) {
        QTest::mouseClick(list().viewport(), Qt::LeftButton, {},
                          list().visualItemRect(list().topLevelItem(row)).center());
    }
    QString state(int row) { return list().topLevelItem(row)->text(1); }
    QString label(const char* name) { return find<QLabel>(name)->text(); }

private:
    ui::ExperimentView view_;
    bool opened_ = false;
};

/// Puts another text in the place of what stands in a field, by keys.
void retype(QDialog& dialog, const char* field, const QString& text) {
    auto* edit = dialog.findChild<QLineEdit*>(field);
    edit->setFocus();
    QTest::keyClick(edit, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(edit, Qt::Key_Delete);
    QTest::keyClicks(edit, text);
}

} // namespace

class TestExperimentPage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anEmptyPageSaysWhatToDo() {
        ExperimentStudio studio({});
        QVERIFY(studio.opened());
        QVERIFY(studio.find<QLabel>("experimentEmpty")->isVisible());
        QVERIFY(studio.label("experimentEmpty").contains("New"));
        QVERIFY(!studio.window().findChild<QToolButton*>("runExperiment")->isEnabled());
        Gallery(studio.window()).take("experiment-empty");
    }

    void anExperimentIsMadeChangedAndDeleted() {
        ExperimentStudio studio({});
        QDialog* dialog = studio.open("newExperiment");
        QVERIFY(dialog && dialog->isVisible());
        auto* save = dialog->findChild<QPushButton*>("experimentSave");
        auto* note = dialog->findChild<QLabel*>("experimentNote");
        auto* first = dialog->findChild<QComboBox*>("experimentFirst");
        QTest::keyClicks(dialog->findChild<QLineEdit*>("experimentName"),
                         "servers"); // what stood there is selected
        first->setFocus();
        QTest::keyClick(first, Qt::Key_End);
        QVERIFY(first->currentData().toString().endsWith(".capacity"));
        QTest::keyClick(first, Qt::Key_Home);
        QCOMPARE(first->currentData().toString(), QString("server.workers"));
        retype(*dialog, "experimentFirstValues", "1..");
        QVERIFY(!save->isEnabled());
        QVERIFY2(note->text().contains("1..16"), qPrintable(note->text()));
        retype(*dialog, "experimentFirstValues", "0,1");
        QVERIFY2(note->text().contains("whole number from 1"), qPrintable(note->text()));
        retype(*dialog, "experimentFirstValues", "1..3");
        QVERIFY(save->isEnabled());
        retype(*dialog, "experimentReplications", "1");
        QVERIFY(!save->isEnabled());
        retype(*dialog, "experimentReplications", "3");
        retype(*dialog, "experimentDuration", "2 s");
        QVERIFY2(note->text().startsWith("3 points of 3 replications"), qPrintable(note->text()));
        Gallery(studio.window()).take("experiment-dialog");
        QTest::mouseClick(save, Qt::LeftButton);
        const boost::json::value written = studio.document().simulation.at("experiments").as_array().at(0);
        const auto expected = readJson(
            R"({"name": "servers", "vary": {"server.workers": "1..3"}, "replications": 3, "duration": "2 s"})");
        QCOMPARE(flatJson(written), flatJson(expected.value().value));
        QCOMPARE(studio.page().selected(), QString("servers"));
        QVERIFY(studio.session().isDirty());

        // F2 in the list changes it; what the form does not know stays.
        studio.list().setFocus();
        QTest::keyClick(&studio.list(), Qt::Key_F2);
        dialog = studio.window().findChildren<QDialog*>("experimentDialog").last();
        QCOMPARE(dialog->findChild<QLineEdit*>("experimentDuration")->text(), QString("2 s"));
        retype(*dialog, "experimentFirstValues", "1,2");
        QTest::keyClick(dialog, Qt::Key_Return);
        QCOMPARE(studio.service().find("servers")->vary.front().values.size(), std::size_t{2});
        activate(studio);
        studio.key(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(studio.service().find("servers")->vary.front().values.size(), std::size_t{3});

        // Del means the experiment while the list has the focus, not what is selected on the canvas.
        studio.canvas().selectOnly({"server"});
        studio.list().setFocus();
        QTest::keyClick(&studio.list(), Qt::Key_Delete);
        QVERIFY(!studio.document().simulation.contains("experiments"));
        QVERIFY(studio.document().findNode("server"));
        studio.key(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(studio.list().topLevelItemCount(), 1);
        studio.key(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(studio.list().topLevelItemCount(), 0);
        QVERIFY(!studio.session().isDirty());
    }

    void theChartTellsWhatPays() {
        ExperimentStudio studio(kWorkers);
        QVERIFY(studio.opened());
        QCOMPARE(studio.state(0), QString("not run"));
        studio.list().setFocus();
        QTest::keyClick(&studio.list(), Qt::Key_Return);
        QVERIFY(studio.service().isRunning());
        QVERIFY(studio.find<QProgressBar>("experimentProgress")->isVisible());
        QVERIFY(studio.waitForOutcome());
        QCOMPARE(studio.state(0), QString("done"));
        QVERIFY(!studio.find<QProgressBar>("experimentProgress")->isVisible());
        const ExperimentOutcome& outcome = *studio.service().outcome("workers");
        QCOMPARE(outcome.points.size(), std::size_t{6});
        QCOMPARE(outcome.points[*outcome.lines.front().knee].values.front(), std::string("2"));
        QVERIFY2(studio.label("experimentFindings").contains("<b>Price: workers = 2</b>"),
                 qPrintable(studio.label("experimentFindings")));
        QVERIFY(studio.label("experimentFindings").contains("Amdahl"));

        // The pointer reads a point out, and so do the keys.
        auto& chart = studio.chart();
        QTest::mouseMove(&chart, chart.placeOf(1)->toPoint());
        QCOMPARE(chart.reading(), 1);
        QVERIFY2(chart.readingText().contains("Price: workers = 2"), qPrintable(chart.readingText()));
        QVERIFY(chart.readingText().contains("/s ±"));
        QVERIFY(chart.readingText().contains("busiest  Price, "));
        QVERIFY(chart.readingText().endsWith("uncalibrated"));
        Gallery(studio.window()).take("experiment-chart");
        chart.setFocus();
        QTest::keyClick(&chart, Qt::Key_Right);
        QCOMPARE(chart.reading(), 2);
        QVERIFY(chart.accessibleDescription().contains("Price: workers = 3"));
        QTest::keyClick(&chart, Qt::Key_Escape);
        QCOMPARE(chart.reading(), -1);

        // More workers stand further right, and higher as long as they pay.
        QVERIFY(chart.placeOf(1)->x() > chart.placeOf(0)->x());
        QVERIFY(chart.placeOf(1)->y() < chart.placeOf(0)->y() - 10);
        const double before = chart.placeOf(5)->x();
        studio.press("experimentFarAhead");
        QVERIFY(chart.placeOf(5)->x() < before / 2); // the axis goes on to four times as many
        Gallery(studio.window()).take("experiment-far");
        auto* figures = studio.find<QComboBox>("experimentFigure");
        figures->setFocus();
        QTest::keyClick(figures, Qt::Key_End);
        QVERIFY(!studio.find<QToolButton>("experimentFarAhead")->isVisible()); // laws are about throughput
        QVERIFY(chart.placeOf(5)->y() > chart.placeOf(0)->y() + 10);           // it waits less
    }

    void figuresSayWhatTheyRestOn() {
        ExperimentStudio studio(kWorkers);
        studio.press("runExperiment");
        QVERIFY(studio.waitForOutcome());
        QCOMPARE(studio.label("experimentBasis"), QString("uncalibrated"));
        QVERIFY(studio.find<QLabel>("experimentBasis")->isVisible());
        QVERIFY(studio.label("experimentFindings").contains("service times are assumptions"));

        boost::json::object simulation = studio.document().simulation;
        const auto add = readJson(R"json({
          "nodes": {"source": {"time": "1 us", "site": "edge"}, "server": {"time": "1 ms"}, "end": {"time": "1 us"}},
          "sites": {"edge": {}}, "links": [{"from": "edge", "to": "local", "latency": "1 ms"}],
          "calibration": {"run": "r1", "range": {"cores": 2, "workers": {"server": 2}},
                          "hold_out": {"throughput": 0.01, "latency_mean": 0.031, "latency_p99": 0.2}}})json");
        for (const auto& member : add.value().value.as_object())
            simulation[member.key()] = member.value();
        studio.session().apply(edit::SetSimulation{simulation});
        QCOMPARE(studio.state(0), QString("out of date"));
        studio.press("runExperiment");
        QVERIFY(studio.waitForOutcome());
        const QString badge = studio.label("experimentBasis");
        QVERIFY2(badge.startsWith("calibrated in part") && badge.contains("3.1") && badge.endsWith("×8"),
                 qPrintable(badge));
        for (const char* const part :
             {"from run r1", "2 → 16 cores: extrapolation ×8", "2 → 6 workers of “Price”: extrapolation ×3",
              "site edge", "link edge → local"})
            QVERIFY2(studio.label("experimentFindings").contains(part),
                     qPrintable(studio.label("experimentFindings")));
        Gallery(studio.window()).take("experiment-calibrated");
    }

    void whatItTakesIsKnownBefore() {
        ExperimentStudio studio(kWorkers);
        auto* hint = studio.find<QLabel>("experimentHint");
        QVERIFY(hint->isVisible());
        QTRY_VERIFY2(hint->text().contains("24 replications"), qPrintable(hint->text()));
        QVERIFY2(hint->text().contains("Offered load: at most 180") && hint->text().contains("“Price”"),
                 qPrintable(hint->text()));
        QVERIFY(hint->text().contains("Uncalibrated"));
        QVERIFY(
            studio.window().findChild<QToolButton*>("runExperiment")->toolTip().contains("24 replications"));
        Gallery(studio.window()).take("experiment-before");
        // Of the graph as it is now.
        studio.session().apply(edit::SetParam{"source", "rate", 600});
        QTRY_VERIFY2(hint->text().contains("Offered load: at most 60"), qPrintable(hint->text()));
    }

    void pointsAppearAsTheyAreDone() {
        ExperimentStudio studio(R"json([{"name": "load", "vary": {"source.rate": "10,1000000"},
                                         "replications": 3, "duration": "10 h"}])json");
        studio.press("runExperiment");
        QVERIFY(studio.service().isRunning());
        QTRY_VERIFY_WITH_TIMEOUT(studio.service().isPartial("load"), kPatienceMs);
        QVERIFY(studio.service().isRunning()); // the other one takes for ever
        QCOMPARE(studio.service().outcome("load")->points.size(), std::size_t{1});
        QVERIFY(studio.chart().isVisible() && studio.chart().placeOf(0));
        QCOMPARE(studio.label("experimentBasis"), QString("uncalibrated"));
        QVERIFY(studio.label("experimentFindings").contains("1 of 2 points"));
        Gallery(studio.window()).take("experiment-partial");
        studio.press("stopExperiment");
        QVERIFY(studio.waitForOutcome());
        QCOMPARE(studio.state(0), QString("stopped"));
        QCOMPARE(studio.service().outcome("load")->points.size(), std::size_t{1});
    }

    void theTableIsCopied() {
        ExperimentStudio studio(kWorkers);
        studio.press("runExperiment");
        QVERIFY(studio.waitForOutcome());
        studio.press("experimentAsTable");
        auto* rows = studio.find<QTableView>("experimentRows");
        QVERIFY(rows->isVisible());
        QCOMPARE(rows->model()->rowCount(), 6);
        QCOMPARE(rows->model()->headerData(0, Qt::Horizontal).toString(), QString("server.workers"));
        QVERIFY(rows->model()->index(1, 5).data().toString().endsWith("behind it more does not pay"));
        Gallery(studio.window()).take("experiment-table");
        rows->setFocus();
        QTest::keyClick(rows, Qt::Key_C, Qt::ControlModifier);
        const QStringList lines = QGuiApplication::clipboard()->text().split("\r\n");
        QCOMPARE(lines.size(), 8); // head, six points, the end
        QVERIFY(
            lines[0].startsWith("server.workers,throughput_per_s,throughput_per_s_half_width,latency_us,"));
        const QStringList cells = lines[1].split(',');
        QCOMPARE(cells[0], QString("1"));
        QVERIFY(std::abs(cells[1].toDouble() - 1000) < 60);
        QCOMPARE(cells.size(), lines[0].split(',').size());
    }

    void anEditMakesItOutOfDate() {
        ExperimentStudio studio(kWorkers);
        studio.press("runExperiment");
        QVERIFY(studio.waitForOutcome());
        studio.session().apply(edit::MoveNodes{{{"server", Point{300, 40}}}});
        QCOMPARE(studio.state(0), QString("done")); // where it stands makes no difference
        studio.session().apply(edit::SetParam{"server", "time", "2 ms"});
        QCOMPARE(studio.state(0), QString("out of date"));
        studio.session().undoStack().undo();
        QCOMPARE(studio.state(0), QString("done"));
    }

    void twoSettingsGiveALineEach() {
        ExperimentStudio studio(kTwo);
        studio.press("runExperiment");
        QVERIFY(studio.waitForOutcome());
        const ExperimentOutcome& outcome = *studio.service().outcome("both");
        QCOMPARE(outcome.points.size(), std::size_t{6});
        QCOMPARE(outcome.lines.size(), std::size_t{2});
        QVERIFY(!studio.chart().hasLaws());
        // 800 a second need one worker, 1,800 two.
        QVERIFY(studio.label("experimentFindings")
                    .contains("Orders: rate = 1800: Behind <b>Price: workers = 2</b>"));
        // One fit for each of them.
        QCOMPARE(studio.label("experimentFindings").count("<b>Amdahl</b>"), 2);
        QVERIFY(studio.label("experimentFindings").contains("Orders: rate = 800: <br><b>Amdahl</b>"));
        Gallery(studio.window()).take("experiment-two");
    }

    void aRunIsCancelled() {
        ExperimentStudio studio(kTwo);
        studio.choose(1);
        studio.press("runExperiment");
        QVERIFY(studio.service().isRunning());
        QVERIFY(!studio.window().findChild<QToolButton*>("runExperiment")->isEnabled());
        QVERIFY(studio.find<QProgressBar>("experimentProgress")->isVisible());
        Gallery(studio.window()).take("experiment-running");
        studio.press("stopExperiment");
        QVERIFY(studio.waitForOutcome());
        QVERIFY(!studio.service().outcome("endless"));
        QCOMPARE(studio.state(1), QString("not run"));
        QVERIFY(studio.window().findChild<QToolButton*>("runExperiment")->isEnabled());
    }

    void whatCannotRunSaysWhy() {
        ExperimentStudio studio(
            R"json([{"name": "slip", "vary": {"sever.workers": "1..3"}}, {"name": "worse"}])json");
        QCOMPARE(studio.list().topLevelItemCount(), 1);
        QVERIFY(studio.label("experimentProblems").contains("one or two settings"));
        studio.press("runExperiment");
        QVERIFY(studio.waitForOutcome());
        QCOMPARE(studio.state(0), QString("cannot run"));
        QVERIFY2(studio.label("experimentHint").contains("sever"),
                 qPrintable(studio.label("experimentHint")));
    }

    void insideASubgraphTheWholeGraphIsMeant() {
        ExperimentStudio studio(kWorkers);
        Subgraph part;
        part.id = "part";
        studio.session().apply(edit::SetSubgraph{"part", part});
        GraphNode inner;
        inner.id = "inner";
        inner.kind = "subgraph";
        inner.params = {{"of", "part"}};
        studio.session().apply(edit::AddNode{inner, {}, {}});
        QVERIFY(ui::ShownBody::of(studio.session()).enter("inner"));
        studio.list().setFocus();
        QTest::keyClick(&studio.list(), Qt::Key_Delete);
        QCOMPARE(studio.list().topLevelItemCount(), 0);
        QVERIFY(ui::ShownBody::of(studio.session()).leave());
        QVERIFY(!studio.document().simulation.contains("experiments"));
        studio.session().undoStack().undo();
        QCOMPARE(studio.list().topLevelItemCount(), 1);
    }

    void anotherDocumentHasOtherExperiments() {
        ExperimentStudio studio(kTwo);
        studio.choose(1);
        studio.press("runExperiment");
        studio.session().newDocument(); // while it runs
        QVERIFY(!studio.service().isRunning());
        QCOMPARE(studio.list().topLevelItemCount(), 0);
    }

    void everyWordIsTranslated() {
        if (!ui::installTranslation("de")) QSKIP("translations are not built");
        {
            ExperimentStudio studio(kWorkers);
            QCOMPARE(studio.state(0), QString("nicht gelaufen"));
            QTRY_VERIFY2(studio.label("experimentHint").contains("24 Wiederholungen"),
                         qPrintable(studio.label("experimentHint")));
            QVERIFY(studio.label("experimentHint").contains("Angebotene Last"));
            studio.press("runExperiment");
            QVERIFY(studio.waitForOutcome());
            QVERIFY2(studio.label("experimentFindings").contains("lohnt mehr nicht"),
                     qPrintable(studio.label("experimentFindings")));
            QCOMPARE(studio.label("experimentBasis"), QString("nicht kalibriert"));
            QVERIFY(studio.label("experimentFindings").contains("Bedienzeiten sind Annahmen"));
            Gallery(studio.window()).take("experiment-de");
            QDialog* dialog = studio.open("newExperiment");
            QCOMPARE(dialog->windowTitle(), QString("Neues Experiment"));
            QVERIFY(dialog->findChild<QLabel*>("experimentNote")->text().contains("Wiederholungen"));
        }
        (void)ui::installTranslation("en");
    }
};

QTEST_MAIN(TestExperimentPage)
#include "tst_experiment_page.moc"
