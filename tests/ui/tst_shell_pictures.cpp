// SPDX-License-Identifier: Apache-2.0
#include "app/shared/build_registry.h"
#include "app/shared/engine_graph_tester.h"
#include "tests/support/ui/gallery.h"
#include "tests/support/ui/studio_fixture.h"
#include "ui/compare/compare_commands.h"
#include "ui/find/find_bar.h"
#include "ui/help/help_window.h"
#include "ui/inspector/inspector.h"
#include "ui/main_window/dock_area.h"
#include "ui/main_window/examples_dialog.h"
#include "ui/main_window/guide_actions.h"
#include "ui/main_window/picture_dialog.h"
#include "ui/main_window/studio_guides.h"
#include "ui/main_window/window_actions.h"
#include "ui/palette/quick_add.h"
#include "ui/settings/settings_dialog.h"
#include "ui/settings/translation.h"
#include "ui/tests_page/graph_test_service.h"
#include "ui/tests_page/tests_page.h"
#include "ui/tests_page/tests_view.h"
#include "ui/tour/tour.h"
#include "ui/welcome/welcome_page.h"

#include <QApplication>
#include <QFileDialog>
#include <QLineEdit>
#include <QTabBar>
#include <QTest>
#include <QTreeWidget>
#include <map>

using namespace millrace;

/// Pictures of what a person meets while nothing runs. Asks that no text in it is cut off, in English and, as
/// the longest of the translations, in German.
class ShellPictures : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void pages_data();
    void pages();
};

namespace {

/// A box, a note, a bent wire, a subgraph, a bypassed and a disabled card, and a wire that is wrong.
const QByteArray kMixed = R"json({
  "millrace": 1, "name": "Mixed",
  "nodes": {
    "numbers": {"kind": "generate", "title": "Measurements", "params": {"rate": 2000, "fields": {
        "id": {"type": "sequence"}, "v": {"type": "uniform", "min": 0, "max": 1}}}},
    "keep": {"kind": "filter", "title": "Only large ones", "params": {"where": "v > 0.5"}},
    "twice": {"kind": "map", "title": "Twice", "mode": "bypassed", "params": {"columns": {"w": "v * 2"}}},
    "part": {"kind": "subgraph", "title": "Clean and think", "params": {"of": "part"}},
    "file": {"kind": "csv_sink", "title": "Into a file", "mode": "disabled", "params": {"path": "out.csv"}},
    "end": {"kind": "discard", "title": "End"},
    "wrong": {"kind": "filter", "title": "Not right", "params": {"where": "speed > 3"}}},
  "edges": [{"from": "numbers.out", "to": "keep.in"}, {"from": "keep.out", "to": "twice.in"},
    {"from": "twice.out", "to": "part.in"}, {"from": "part.out", "to": "end.in"},
    {"from": "part.out", "to": "file.in"}, {"from": "numbers.out", "to": "wrong.in"}],
  "subgraphs": {"part": {"title": "Clean and think", "inputs": {"in": "keep.in"}, "outputs": {"out": "think.out"},
    "nodes": {"keep": {"kind": "filter", "title": "Clean", "params": {"where": "id >= 0"}},
      "think": {"kind": "work", "title": "Think", "params": {"mode": "wait", "time": "1 us"}}},
    "edges": [{"from": "keep.out", "to": "think.in"}],
    "layout": {"nodes": {"keep": [0, 0], "think": [260, 0]}}}},
  "layout": {"nodes": {"numbers": [0, 60], "keep": [260, 60], "twice": [520, 60], "part": [780, 60],
      "end": [1040, 0], "file": [1040, 160], "wrong": [260, 240]},
    "groups": {"g": {"title": "Preparation", "color": "violet", "area": [240, 20, 490, 160]}},
    "notes": {"n": {"text": "## Why twice?\n\nThe meter counts *half* pulses, see `manual.pdf`.\n\n- ask **Ada**\n- check in May",
      "color": "amber", "area": [520, 240, 240, 140]}},
    "bends": {"numbers.out->wrong.in": [[220, 220]]}}})json";

/// A test that passes, one that fails, and one about a node that is not there.
const QByteArray kTested = R"json({"millrace": 1, "name": "Tested",
  "nodes": {
    "read": {"kind": "csv_source", "params": {"path": "in.csv", "schema": {"id": "STRING"}}},
    "double": {"kind": "map", "params": {"columns": {"twice": "value * 2"}}},
    "end": {"kind": "discard"}},
  "edges": [{"from": "read.out", "to": "double.in"}, {"from": "double.out", "to": "end.in"}],
  "tests": {
    "doubles": {"inputs": {"read": [{"id": "a", "value": 2}]}, "expect": {"double.out": [{"id": "a", "twice": 4}]}},
    "doubles wrongly": {"inputs": {"read": [{"id": "a", "value": 2}, {"id": "b", "value": 3}]},
      "expect": {"double.out": [{"id": "a", "twice": 5}, {"id": "b", "twice": 6}, {"id": "c", "twice": 8}]}},
    "elsewhere": {"inputs": {"raed": []}, "expect": {"double.out": []}}},
  "layout": {"nodes": {"read": [0, 0], "double": [260, 0], "end": [520, 0]}}})json";

using Studio = test::StudioFixture;
using Page = std::function<void(Studio&)>;

void openFleet(Studio& studio) {
    QVERIFY(studio.window().openGraph(QString(MILLRACE_SOURCE_DIR) + "/resources/examples/fleet.mill"));
    QVERIFY(studio.waitForPlanning());
}

void openGraph(Studio& studio, const QByteArray& graph) {
    QVERIFY(studio.window().openGraph(studio.writeFile("graph.mill", graph)));
    QVERIFY(studio.waitForPlanning());
    studio.view().fitAll();
}

void showSettings(Studio& studio, ui::SettingsDialog::Page page) {
    auto* settings = new ui::SettingsDialog(studio.window().guides().shortcuts(), &studio.window());
    settings->showPage(page);
    settings->show();
}

void showExamples(Studio& studio, const QString& folder, ui::ExamplesDialog::Purpose purpose) {
    (new ui::ExamplesDialog(folder, studio.registry(), &studio.window(), purpose))->show();
}

const std::map<QString, Page>& allPages() {
    static const std::map<QString, Page> pages = {
        {"welcome", [](Studio& s) { s.window().guides().welcome().open(); }},
        {"tour", [](Studio& s) { s.window().guides().actions().tour->trigger(); }},
        {"palette",
         [](Studio& s) {
             openFleet(s);
             s.window().actions().search->trigger();
             QTest::keyClicks(s.window().findChild<QWidget*>("commandSearchBox")->findChild<QLineEdit*>(),
                              "f");
         }},
        {"find",
         [](Studio& s) {
             openFleet(s);
             ui::FindBar& find = s.window().guides().find();
             find.open();
             QTest::keyClicks(find.findChild<QLineEdit*>("findField"), "speed");
             find.next();
         }},
        {"help",
         [](Studio& s) {
             openFleet(s);
             s.canvas().selectOnly({"trips"});
             s.window().guides().actions().help->trigger();
         }},
        {"templates",
         [](Studio& s) {
             showExamples(s, ui::kTemplateFolder, ui::ExamplesDialog::Purpose::NewFromTemplate);
         }},
        {"examples",
         [](Studio& s) {
             showExamples(s, QString(MILLRACE_SOURCE_DIR) + "/resources/examples",
                          ui::ExamplesDialog::Purpose::OpenExample);
         }},
        {"settings", [](Studio& s) { showSettings(s, ui::SettingsDialog::General); }},
        {"keys", [](Studio& s) { showSettings(s, ui::SettingsDialog::Keys); }},
        {"quickadd",
         [](Studio& s) {
             openFleet(s);
             QTest::mouseDClick(s.view().viewport(), Qt::LeftButton, {}, QPoint(60, 330));
             QTest::keyClicks(s.window().quickAdd().searchField(), "a");
         }},
        {"edithistory",
         [](Studio& s) {
             openFleet(s);
             s.session().apply(edit::RenameNode{"kmh", "speed_kmh"});
             s.session().apply(edit::SetParam{"trips", "window.tumbling", "5 min"});
             s.session().apply(edit::MoveNodes{{{"buses", Point{0, 300}}}});
             s.session().undoStack().undo();
             s.window().guides().actions().editHistory->trigger();
         }},
        {"pictureexport",
         [](Studio& s) {
             openFleet(s);
             (new ui::PictureDialog(s.canvas(), &s.window()))->show();
         }},
        {"mixed", [](Studio& s) { openGraph(s, kMixed); }},
        {"problems",
         [](Studio& s) {
             openGraph(s, kMixed);
             s.window().dock().showPage("problems");
             s.canvas().selectOnly({"wrong"});
         }},
        {"inside",
         [](Studio& s) {
             openGraph(s, kMixed);
             s.canvas().selectOnly({"part"});
             s.window().actions().enterSubgraph->trigger();
             s.view().fitAll();
         }},
        {"instance",
         [](Studio& s) {
             openGraph(s, kMixed);
             s.canvas().selectOnly({"part"});
         }},
        {"fresh",
         [](Studio& s) {
             s.add("csv_source", 0, 0);
             s.add("filter", 260, 0);
             s.add("discard", 520, 0);
             QVERIFY(s.waitForPlanning());
             s.view().fitAll();
             s.canvas().selectOnly({"filter"});
         }},
        {"filedialog",
         [](Studio& s) {
             openFleet(s);
             auto* dialog =
                 new QFileDialog(&s.window(), "Open graph", QString(MILLRACE_SOURCE_DIR) + "/resources");
             dialog->setOption(QFileDialog::DontUseNativeDialog);
             dialog->show();
         }},
        {"many",
         [](Studio& s) {
             openGraph(s, kMixed);
             s.canvas().selectOnly({"keep", "twice", "wrong"});
         }},
        {"wire",
         [](Studio& s) {
             openFleet(s);
             s.canvas().selectWire("kmh.out->trips.in");
         }},
        {"concurrency",
         [](Studio& s) {
             openFleet(s);
             s.canvas().selectOnly({"trips"});
             auto* tabs = s.window().inspector().findChild<QTabBar*>();
             if (tabs) tabs->setCurrentIndex(1);
         }},
    };
    return pages;
}

} // namespace

void ShellPictures::pages_data() {
    QTest::addColumn<QString>("language");
    QTest::addColumn<QString>("page");
    for (const auto& [page, show] : allPages()) {
        QTest::addRow("en-%s", qPrintable(page)) << "en" << page;
    }
    QTest::newRow("en-tests") << "en"
                              << "tests";
    QTest::newRow("en-compare") << "en"
                                << "compare";
    for (const char* page : {"welcome", "palette", "find", "help", "settings", "mixed", "many", "concurrency",
                             "wire", "tour", "pictureexport", "fresh"})
        QTest::addRow("de-%s", page) << "de" << page;
    QTest::newRow("de-tests") << "de"
                              << "tests";
}

void ShellPictures::pages() {
    QFETCH(QString, language);
    QFETCH(QString, page);
    if (!ui::installTranslation(language)) QSKIP("translations are not built");
    struct Tester {
        EngineGraphTester engine{buildRegistry()};
    } tester;
    Studio studio({1366, 768}, [&](ui::StudioServices& services) { services.tester = &tester.engine; });
    test::Gallery gallery(studio.window());
    ui::TestsView tests(studio.window());
    ui::CompareCommands compare(studio.window());
    if (page == "tests") {
        studio.writeFile("in.csv", "id,value\nx,1\n");
        openGraph(studio, kTested);
        studio.window().dock().showPage("tests");
        tests.service()->run(tests.service()->tests());
        QTRY_VERIFY_WITH_TIMEOUT(!tests.service()->isRunning(), 60000);
        auto* list = tests.page()->findChild<QTreeWidget*>("testsList");
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {},
                          list->visualItemRect(list->topLevelItem(1)).center());
    } else if (page == "compare") {
        openFleet(studio);
        studio.session().apply(edit::RenameNode{"kmh", "speed_kmh"});
        studio.session().apply(edit::SetParam{"trips", "window.tumbling", "5 min"});
        studio.session().apply(edit::RemoveEdge{{"fast", "out"}, {"alerts", "in"}, {}});
        studio.session().apply(edit::RemoveNode{"alerts"});
        studio.add("live_table", 1040, 560);
        compare.withSaved()->trigger();
    } else {
        allPages().at(page)(studio);
    }
    QTest::qWait(60);
    gallery.take("shell-" + page + (language == "en" ? QString() : "-" + language), [&] {
        if (studio.canvas().nodes().size() > 2) studio.view().fitAll();
    });
    for (QWidget* above : QApplication::topLevelWidgets())
        if (above != &studio.window() && above->isVisible()) above->hide();
    (void)ui::installTranslation("en");
}

QTEST_MAIN(ShellPictures)
#include "tst_shell_pictures.moc"
