// SPDX-License-Identifier: Apache-2.0
//
// Runs of the studio that keep checkpoints: the choice, going on, starting over, stopping, what is refused.
#include "engine/runtime/checkpoints/state_folder.h"
#include "tests/support/ui/checkpoint_steps.h"
#include "tests/support/ui/context_menu.h"
#include "ui/canvas/node_item.h"
#include "ui/canvas/wire_item.h"
#include "ui/document/checkpoint_choice.h"
#include "ui/main_window/file_commands.h"
#include "ui/main_window/status_line.h"
#include "ui/main_window/window_actions.h"
#include "ui/problems/problems_panel.h"
#include "ui/run/banner_column.h"
#include "ui/run/recovery_banner.h"
#include "ui/settings/studio_hints.h"
#include "ui/settings/translation.h"

#include <QDirIterator>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMessageBox>
#include <QPushButton>
#include <QRegularExpression>
#include <QTest>
#include <algorithm>

using namespace millrace;
using test::beginRun;
using test::endAtCheckpoint;
using test::keepCheckpoints;
using test::RunStudio;

namespace {

QString stateFolder(RunStudio& studio, const QString& graph = "graph") {
    return studio.folder() + "/" + graph + ".state";
}

QStringList problemsOf(RunStudio& studio, const std::string& code) {
    const auto& model = studio.window().findChild<ui::ProblemsPanel*>()->model();
    QStringList texts;
    for (int row = 0; row < model.rowCount(); ++row)
        if (model.at(row).code == code)
            texts << model.data(model.index(row, ui::ProblemsModel::Message), Qt::DisplayRole).toString();
    return texts;
}

QString bannerText(RunStudio& studio) {
    QWidget* banner = studio.views().banners().banner("recovery");
    return banner ? banner->findChild<QLabel*>("recoveryText")->text() : QString();
}

Epoch lastIn(const QString& folder) {
    const auto entries = StateFolder::list(folder.toStdString());
    return entries.empty() ? kNoEpoch : entries.back().epoch;
}

} // namespace

class RunningCheckpointsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aRunGoesOnWhereTheLastOneStopped();
    void theBannerSaysFromWhereEachSourceReads();
    void ofAJobThatHasEndedTheBannerSaysSo();
    void theStatusLineTellsOfTheLastCheckpoint();
    void aGraphWithoutAFileIsToBeSavedFirst();
    void theChoiceBelongsToTheGraph();
    void startingOverAsksAndForgets();
    void aStartOverThatCannotRunIsNotMeantLater();
    void stoppingTwiceEndsAtOnce();
    void closingTheWindowMayWaitForACheckpoint();
    void aFolderInUseIsAProblemWithAWayOut();
    void aChangedGraphIsRefusedInTheWordsOfTheStudio();
    void aSafeRunAndAPartOfTheGraphLeaveTheFolderAlone();
    void noHintNamesAnOptionOfTheCommandLine();
};

void RunningCheckpointsTest::aRunGoesOnWhereTheLastOneStopped() {
    RunStudio studio;
    QVERIFY(studio.open(test::countingGraph()));
    // As a user finds it: by its name.
    studio.key(Qt::Key_K, Qt::ControlModifier);
    auto* field = studio.window().findChild<QLineEdit*>("commandSearchField");
    QTest::keyClicks(field, "keep checkpoints");
    QTest::keyClick(field, Qt::Key_Return);
    test::activate(studio);
    QVERIFY(studio.window().actions().keepCheckpoints->isChecked());
    beginRun(studio, 2);
    QVERIFY(!studio.window().actions().keepCheckpoints->isEnabled());
    QVERIFY2(bannerText(studio).isEmpty(), "there was nothing to go on from");
    endAtCheckpoint(studio);
    const Epoch stopped = lastIn(stateFolder(studio));
    QVERIFY(stopped > 0);
    const auto first = test::writtenNumbers(studio);
    QVERIFY(!first.empty());

    beginRun(studio, 1);
    const QString number = QString::number(stopped);
    QTRY_VERIFY2(bannerText(studio).contains("checkpoint " + number + "</b>"),
                 qPrintable(bannerText(studio)));
    // From where on: the numbers begin at 0, the records at 1.
    const QString from = QStringLiteral("Numbers</b> (from record %1 on) reads again")
                             .arg(QLocale(QLocale::English).toString(first.back() + 2));
    QVERIFY2(bannerText(studio).contains(from), qPrintable(bannerText(studio) + " without " + from));
    QVERIFY(!studio.window().findChild<QPushButton*>("recoveryStartOver"));
    studio.clickButton("recoveryHide");
    QVERIFY(!studio.views().banners().banner("recovery"));
    endAtCheckpoint(studio);
    const auto all = test::writtenNumbers(studio);
    QVERIFY(all.size() > first.size());
    for (std::size_t i = 0; i < all.size(); ++i)
        QCOMPARE(all[i], static_cast<qint64>(i)); // none is missing, none came twice
    QVERIFY2(!studio.views().banners().banner("recovery"), "once hidden it stays away");
}

void RunningCheckpointsTest::theBannerSaysFromWhereEachSourceReads() {
    using Unit = RestoredPlace::Unit;
    ui::RecoveryBanner::Recovery recovery;
    recovery.epoch = 3;
    recovery.madeAt = 1'000;
    recovery.startedAt = 61'000;
    recovery.sources = {{"Buses", {{"buses", "positions", Unit::Offset, 10'240, 10'240, 6}}},
                        {"A & B", {{"lines", "in.csv", Unit::Line, 18, 18, 1}}}};
    const auto text = [&recovery] { return ui::RecoveryBanner::textOf(recovery); };
    QVERIFY2(text().contains("<b>Buses</b> (positions, 6 partitions from offset 10,240 on), "
                             "<b>A &amp; B</b> (in.csv from line 18 on) read again"),
             qPrintable(text()));
    recovery.sources[0].places[0].last = 11'000;
    recovery.sources.pop_back();
    QVERIFY2(text().contains("from offsets 10,240 to 11,000 on"), qPrintable(text()));
    recovery.sources[0].places.clear();
    QVERIFY2(text().contains("<b>Buses</b> reads again"), qPrintable(text()));
    if (!ui::installTranslation("de")) QSKIP("translations are not built");
    recovery.sources = {{"Buses", {{"buses", "positions", Unit::Offset, 5, 9, 2}}}};
    QVERIFY2(text().contains("positions, 2 Partitionen ab den Offsets 5 bis 9"), qPrintable(text()));
    (void)ui::installTranslation("en");
}

void RunningCheckpointsTest::ofAJobThatHasEndedTheBannerSaysSo() {
    RunStudio studio;
    QVERIFY(studio.open(test::countingGraph(50)));
    keepCheckpoints(studio);
    studio.key(Qt::Key_F5);
    QTRY_COMPARE(studio.state(), RunState::Finished);
    const std::string first = studio.runs().run()->id();
    studio.key(Qt::Key_F5);
    QTRY_VERIFY2(bannerText(studio).contains("had ended"), qPrintable(bannerText(studio)));
    QTRY_VERIFY(studio.runs().run()->id() != first && studio.state() == RunState::Finished);
    QCOMPARE(test::writtenNumbers(studio).size(), std::size_t{50});
    // The way out stands beside it.
    auto* again = studio.window().findChild<QPushButton*>("recoveryStartOver");
    QVERIFY(again);
    QTRY_VERIFY(again->isEnabled());
    test::answer("startOverQuestion", "forgetCheckpoints");
    QTest::mouseClick(again, Qt::LeftButton);
    QTRY_COMPARE(test::writtenNumbers(studio).size(), std::size_t{100});
    QTRY_VERIFY(!studio.views().banners().banner("recovery"));
}

void RunningCheckpointsTest::theStatusLineTellsOfTheLastCheckpoint() {
    RunStudio studio;
    QVERIFY(studio.open(test::countingGraph()));
    const auto fact = [&]() -> std::optional<ui::StatusLine::Fact> {
        for (const auto& each : studio.window().statusLine().facts())
            if (each.id == "checkpoint") return each;
        return std::nullopt;
    };
    studio.key(Qt::Key_F5);
    QTRY_VERIFY(!studio.window().statusLine().facts().isEmpty());
    QVERIFY2(!fact(), "this run keeps none");
    studio.key(Qt::Key_F5, Qt::ShiftModifier);
    QTRY_COMPARE(studio.state(), RunState::Stopped);
    keepCheckpoints(studio);
    beginRun(studio, 1);
    QTRY_VERIFY(fact() && fact()->value.endsWith(" ago"));
    QVERIFY2(fact()->after.contains(QStringLiteral(" · ")), qPrintable(fact()->after));
    endAtCheckpoint(studio);
    const QString last = QString::number(lastIn(stateFolder(studio)));
    QTRY_COMPARE(fact()->value, last);
}

void RunningCheckpointsTest::aGraphWithoutAFileIsToBeSavedFirst() {
    RunStudio studio;
    studio.add("generate", 0, 0);
    QString asked;
    test::inDialog([&asked](QWidget& dialog) {
        asked =
            static_cast<QMessageBox&>(dialog).text() + static_cast<QMessageBox&>(dialog).informativeText();
        QTest::keyClick(&dialog, Qt::Key_Escape);
    });
    studio.clickButton("keepCheckpoints");
    QVERIFY2(asked.contains("Save the graph first") && asked.contains("beside its file"), qPrintable(asked));
    const QAction* keep = studio.window().actions().keepCheckpoints;
    QVERIFY(!keep->isChecked() && !ui::CheckpointChoice::of(studio.session()).isOn());
    QVERIFY(studio.session().saveAs(studio.folder() + "/now.mill"));
    studio.clickButton("keepCheckpoints");
    QVERIFY(keep->isChecked());
    QCOMPARE(ui::CheckpointChoice::of(studio.session()).folder(), studio.folder() + "/now.state");
}

void RunningCheckpointsTest::theChoiceBelongsToTheGraph() {
    RunStudio studio;
    const QAction* keep = studio.window().actions().keepCheckpoints;
    QVERIFY(studio.open(test::countingGraph(), "one.mill"));
    keepCheckpoints(studio);
    QVERIFY(keep->isChecked() && studio.window().actions().startOver->isEnabled());
    QVERIFY(studio.open(test::countingGraph(), "two.mill"));
    QVERIFY(!keep->isChecked() && !studio.window().actions().startOver->isEnabled());
    QVERIFY(studio.window().openGraph(studio.folder() + "/one.mill"));
    QVERIFY(keep->isChecked());
    // Under another name it is another job, but no less a promise.
    QVERIFY(studio.session().saveAs(studio.folder() + "/three.mill"));
    QVERIFY(keep->isChecked());
    QCOMPARE(ui::CheckpointChoice::of(studio.session()).folder(), studio.folder() + "/three.state");
    keepCheckpoints(studio);
    QVERIFY(!keep->isChecked());
    QVERIFY(studio.window().openGraph(studio.folder() + "/one.mill"));
    QVERIFY(keep->isChecked());
}

void RunningCheckpointsTest::startingOverAsksAndForgets() {
    RunStudio studio;
    QVERIFY(studio.open(test::countingGraph()));
    keepCheckpoints(studio);
    beginRun(studio, 2);
    endAtCheckpoint(studio);
    const std::string run = studio.runs().run()->id();
    const Epoch last = lastIn(stateFolder(studio));
    QString asked;
    test::inDialog([&asked](QWidget& dialog) {
        asked =
            static_cast<QMessageBox&>(dialog).text() + static_cast<QMessageBox&>(dialog).informativeText();
        QTest::keyClick(&dialog, Qt::Key_Return); // what stands ready is to stay
    });
    studio.window().actions().startOver->trigger();
    QTRY_VERIFY(!asked.isEmpty());
    QVERIFY2(asked.contains(QString("checkpoint %1").arg(last)) && asked.contains("graph.state") &&
                 asked.contains("second time"),
             qPrintable(asked));
    test::activate(studio);
    QCOMPARE(studio.runs().run()->id(), run);
    QCOMPARE(lastIn(stateFolder(studio)), last);

    test::answer("startOverQuestion", "forgetCheckpoints");
    studio.window().actions().startOver->trigger();
    QTRY_VERIFY(studio.runs().run()->id() != run);
    test::activate(studio);
    QTRY_VERIFY(!studio.views().checkpoints().marks().empty());
    // Sinks have seen the numbers up to the last one: they rise on.
    QCOMPARE(studio.views().checkpoints().marks().front().epoch, last + 1);
    QVERIFY(bannerText(studio).isEmpty());
    endAtCheckpoint(studio);
    const auto written = test::writtenNumbers(studio);
    QCOMPARE(std::count(written.begin(), written.end(), 0), 2);
    // The one after it goes on again.
    beginRun(studio, 1);
    QTRY_VERIFY(!bannerText(studio).isEmpty());
}

void RunningCheckpointsTest::aStartOverThatCannotRunIsNotMeantLater() {
    RunStudio studio;
    QVERIFY(studio.open(test::countingGraph()));
    keepCheckpoints(studio);
    beginRun(studio, 1);
    endAtCheckpoint(studio);
    const std::string run = studio.runs().run()->id();
    const boost::json::value path = studio.document().findNode("file")->params.at("path");
    studio.session().apply(edit::SetParam{"file", "path", nullptr});
    test::answer("startOverQuestion", "forgetCheckpoints");
    studio.window().actions().startOver->trigger();
    QTRY_COMPARE(studio.dock().currentPage(), QString("problems"));
    test::activate(studio);
    QVERIFY(studio.waitForPlanning());
    QCOMPARE(studio.runs().run()->id(), run);
    studio.session().apply(edit::SetParam{"file", "path", path});
    QVERIFY(studio.waitForPlanning());
    beginRun(studio, 1);
    QTRY_VERIFY2(!bannerText(studio).isEmpty(), "nothing was to be forgotten");
}

void RunningCheckpointsTest::stoppingTwiceEndsAtOnce() {
    RunStudio studio;
    QVERIFY(studio.open(test::countingGraph()));
    keepCheckpoints(studio);
    // Behind a wire that is held no checkpoint becomes complete.
    studio.clickWire("numbers.out->file.in");
    studio.key(Qt::Key_F9);
    studio.key(Qt::Key_F5);
    QTRY_VERIFY(studio.views().banners().banner("held"));
    studio.key(Qt::Key_F5, Qt::ShiftModifier);
    QVERIFY(studio.runs().isEnding() && !isFinal(studio.runs().state()));
    QVERIFY(studio.window().actions().stop->isEnabled());
    QVERIFY(!studio.window().actions().pause->isEnabled());
    studio.key(Qt::Key_F5, Qt::ShiftModifier);
    QTRY_COMPARE(studio.state(), RunState::Stopped);
    QVERIFY(!studio.runs().isEnding());
}

void RunningCheckpointsTest::closingTheWindowMayWaitForACheckpoint() {
    RunStudio studio;
    QVERIFY(studio.open(test::countingGraph()));
    keepCheckpoints(studio);
    beginRun(studio, 1);
    QString asked;
    test::inDialog([&asked](QWidget& dialog) {
        asked = static_cast<QMessageBox&>(dialog).informativeText();
        QTest::mouseClick(dialog.findChild<QPushButton*>("drainAndClose"), Qt::LeftButton);
    });
    studio.window().close();
    QTRY_VERIFY(!studio.window().isVisible());
    QVERIFY2(asked.contains("checkpoint"), qPrintable(asked));
    const auto entries = StateFolder::list(stateFolder(studio).toStdString());
    QVERIFY(!entries.empty());
    QCOMPARE(test::writtenNumbers(studio).empty(), false);
}

void RunningCheckpointsTest::aFolderInUseIsAProblemWithAWayOut() {
    RunStudio studio;
    QVERIFY(studio.open(test::countingGraph()));
    keepCheckpoints(studio);
    {
        const StateFolder other(stateFolder(studio).toStdString());
        studio.key(Qt::Key_F5);
        QTRY_VERIFY(!problemsOf(studio, "MR4610").isEmpty());
        QCOMPARE(studio.state(), RunState::Idle);
        QCOMPARE(studio.dock().currentPage(), QString("problems"));
        const QString text = problemsOf(studio, "MR4610").front();
        QVERIFY2(text.contains("in use by process") && text.contains("stop that run first") &&
                     !text.contains("--"),
                 qPrintable(text));
    }
    beginRun(studio, 1);
    QVERIFY(problemsOf(studio, "MR4610").isEmpty());
}

void RunningCheckpointsTest::aChangedGraphIsRefusedInTheWordsOfTheStudio() {
    RunStudio studio;
    QVERIFY(studio.open(test::countingGraph()));
    keepCheckpoints(studio);
    beginRun(studio, 1);
    endAtCheckpoint(studio);
    studio.session().apply(edit::SetParam{"numbers", "arrivals", "poisson"});
    QVERIFY(studio.waitForPlanning());
    studio.key(Qt::Key_F5);
    QTRY_COMPARE(studio.state(), RunState::Failed);
    QTRY_VERIFY(!problemsOf(studio, "MR4601").isEmpty());
    const QString text = problemsOf(studio, "MR4601").front();
    QVERIFY2(
        text.contains("arrivals") && text.contains(QStringLiteral("“Start over”")) && !text.contains("--"),
        qPrintable(text));
    // Undone, it goes on.
    studio.key(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(studio.waitForPlanning());
    beginRun(studio, 1);
    QTRY_VERIFY(!bannerText(studio).isEmpty());
}

void RunningCheckpointsTest::aSafeRunAndAPartOfTheGraphLeaveTheFolderAlone() {
    RunStudio studio;
    QVERIFY(studio.open(test::countingGraph(200)));
    keepCheckpoints(studio);
    studio.clickButton("safeRun");
    QVERIFY(studio.waitForPlanning());
    QVERIFY(!studio.window().actions().startOver->isEnabled());
    QTRY_VERIFY(studio.canvas().node("file")->isCaptured());
    studio.key(Qt::Key_F5);
    QTRY_COMPARE(studio.state(), RunState::Finished);
    QVERIFY(!QFileInfo::exists(stateFolder(studio)));
    studio.clickButton("safeRun");
    QVERIFY(studio.waitForPlanning());
    const std::string safe = studio.runs().run()->id();
    test::chooseInMenu(studio, studio.middleOf("numbers"), "Run up to here");
    QTRY_VERIFY(studio.runs().run()->id() != safe);
    QTRY_COMPARE(studio.state(), RunState::Finished);
    QVERIFY(studio.runs().isPartial() && !QFileInfo::exists(stateFolder(studio)));
    const std::string part = studio.runs().run()->id();
    test::activate(studio);
    studio.key(Qt::Key_F5);
    QTRY_VERIFY(studio.runs().run()->id() != part && studio.state() == RunState::Finished);
    QVERIFY(lastIn(stateFolder(studio)) > 0);
}

void RunningCheckpointsTest::noHintNamesAnOptionOfTheCommandLine() {
    int seen = 0;
    static const QRegularExpression literal(R"re("((?:[^"\\]|\\.)*)")re");
    for (const char* folder : {"/engine", "/nodes"}) {
        QDirIterator files(QString(MILLRACE_SOURCE_DIR) + folder, {"*.cpp"}, QDir::Files,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            auto found = literal.globalMatch(QString::fromUtf8(file.readAll()));
            while (found.hasNext()) {
                const QString text = found.next().captured(1);
                if (!text.contains("--fresh") && !text.contains("--state")) continue;
                ++seen;
                Diagnostics said;
                said.error("MR4600", {}, text.toStdString());
                const QString told = QString::fromStdString(ui::inStudioWords(said).items.front().hint);
                QVERIFY2(!told.contains("--"), qPrintable(file.fileName() + ": " + told));
            }
        }
    }
    QVERIFY2(seen > 4, "they stand elsewhere now");
}

QTEST_MAIN(RunningCheckpointsTest)
#include "tst_running_checkpoints.moc"
