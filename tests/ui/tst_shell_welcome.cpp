// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/run_studio.h"
#include "ui/document/recent_files.h"
#include "ui/inspector/inspector.h"
#include "ui/inspector/node_page.h"
#include "ui/main_window/file_commands.h"
#include "ui/main_window/guide_actions.h"
#include "ui/main_window/studio_guides.h"
#include "ui/param_editors/param_editor.h"
#include "ui/param_editors/parameter_form.h"
#include "ui/tour/tour.h"
#include "ui/welcome/welcome_page.h"

#include <QAbstractButton>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>
#include <QTextEdit>

using namespace millrace;
using test::RunStudio;

namespace {

constexpr int kPatience = 60000;

ui::WelcomePage& welcome(test::StudioFixture& studio) { return studio.window().guides().welcome(); }
ui::Tour& tour(test::StudioFixture& studio) { return studio.window().guides().tour(); }

void press(test::StudioFixture& studio, const char* button) {
    auto* found = studio.window().findChild<QAbstractButton*>(button);
    QVERIFY2(found && found->isVisible(), button);
    QTest::mouseClick(found, Qt::LeftButton);
}

void answerQuickAdd(test::StudioFixture& studio, const QString& words) {
    auto* field = studio.window().findChild<QLineEdit*>("quickAddSearch");
    QTRY_VERIFY(field->isVisible());
    QTest::keyClicks(field, words);
    QTest::keyClick(field, Qt::Key_Return);
}

void pull(test::StudioFixture& studio, const char* from, const QString& words) {
    const QPoint start = studio.portOf(from, "out", true);
    studio.drag(start, start + QPoint(90, 0));
    answerQuickAdd(studio, words);
}

ui::ParamEditor* editor(test::StudioFixture& studio, const char* name) {
    return studio.window().inspector().nodePage().parameters()->editor(name);
}

bool reaches(test::StudioFixture& studio, const char* step) {
    const auto& steps = tour(studio).steps();
    return QTest::qWaitFor(
        [&] {
            const auto at = static_cast<std::size_t>(tour(studio).current());
            return at < steps.size() && steps[at].id == step;
        },
        kPatience);
}

} // namespace

class ShellWelcomeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void welcomeOffersWaysToBegin();
    void whatIsChosenOpens();
    void welcomeGoesWhenAGraphComes();
    void theTourBuildsAPipelineThatRuns();
    void theTourFollowsTheUserBackAndCanBeLeft();
};

void ShellWelcomeTest::welcomeOffersWaysToBegin() {
    test::StudioFixture studio;
    const QString path = studio.writeFile("mine.mill", R"({"millrace": 1, "nodes": {}, "edges": []})");
    ui::RecentFiles::add(path);
    welcome(studio).open();
    QVERIFY(welcome(studio).isVisible());
    for (const char* button : {"welcomeTour", "welcomeNew", "welcomeOpen", "recentFile", "example_fleet",
                               "template_3_find_the_bottleneck"})
        QVERIFY2(welcome(studio).findChild<QAbstractButton*>(button), button);
    QCOMPARE(welcome(studio).findChild<QAbstractButton*>("recentFile")->text(), QString("mine.mill"));
    press(studio, "recentFile");
    QCOMPARE(studio.session().filePath(), path);
    QVERIFY(!welcome(studio).isVisible());
}

void ShellWelcomeTest::whatIsChosenOpens() {
    test::StudioFixture studio;
    welcome(studio).open();
    press(studio, "template_1_filter_and_count");
    QVERIFY(!welcome(studio).isVisible());
    QCOMPARE(studio.document().name, std::string("Filter and count"));
    studio.session().newDocument();
    welcome(studio).open();
    // By the keyboard alone: Tab to the card, Enter.
    auto* card = welcome(studio).findChild<QAbstractButton*>("example_ticks");
    for (int i = 0; i < 30 && !card->hasFocus(); ++i)
        QTest::keyClick(studio.window().focusWidget(), Qt::Key_Tab);
    QVERIFY(card->hasFocus());
    QTest::keyClick(card, Qt::Key_Space);
    QCOMPARE(studio.document().name, std::string("Ticks"));
}

void ShellWelcomeTest::welcomeGoesWhenAGraphComes() {
    test::StudioFixture studio;
    welcome(studio).open();
    QVERIFY(!studio.view().isEnabled());
    QTest::keyClick(&welcome(studio), Qt::Key_Escape);
    QVERIFY(!welcome(studio).isVisible());
    QVERIFY(studio.view().isEnabled() && studio.view().hasFocus());
    studio.window().guides().actions().welcome->trigger();
    QVERIFY(welcome(studio).isVisible());
    studio.add("filter", 0, 0);
    QVERIFY(!welcome(studio).isVisible());
}

void ShellWelcomeTest::theTourBuildsAPipelineThatRuns() {
    RunStudio studio;
    welcome(studio).open();
    press(studio, "welcomeTour");
    QVERIFY(tour(studio).isOn());
    QVERIFY(reaches(studio, "source"));
    auto* card = studio.window().findChild<QWidget*>("tourCard");
    auto* ring = studio.window().findChild<QWidget*>("tourHighlight");
    QVERIFY(card->isVisible() && ring->isVisible());
    QCOMPARE(card->findChild<QLabel*>("tourProgress")->text(), QString("1 of 8"));

    QTest::mouseDClick(studio.view().viewport(), Qt::LeftButton, {}, QPoint(120, 120));
    answerQuickAdd(studio, "csv");
    QVERIFY(studio.document().findNode("csv_source"));
    QVERIFY(reaches(studio, "path"));
    auto* path = editor(studio, "path")->findChild<QLineEdit*>("field");
    const auto isSurrounded = [&] {
        const QRect around(ring->mapToGlobal(QPoint(0, 0)), ring->size());
        return around.contains(QRect(path->mapToGlobal(QPoint(0, 0)), path->size()).center());
    };
    QTRY_VERIFY2(isSurrounded(), "the ring is where the user is to type");
    QTRY_VERIFY(!card->geometry().intersects(ring->geometry()));
    path->setFocus();
    QTest::keyClicks(path, ui::kTourData);
    QTest::keyClick(path, Qt::Key_Tab);
    QVERIFY(reaches(studio, "filter"));

    pull(studio, "csv_source", "filter");
    QVERIFY(reaches(studio, "where"));
    auto* where = editor(studio, "where")->findChild<QTextEdit*>("expression");
    where->setFocus();
    QTest::keyClicks(where, "speed > 1 ");
    QVERIFY(reaches(studio, "aggregate"));

    pull(studio, "filter", "aggregate");
    QVERIFY(reaches(studio, "columns"));
    auto* key = editor(studio, "key")->findChild<QLineEdit*>("field");
    key->setFocus();
    QTest::keyClicks(key, "vehicle_id");
    QTest::keyClick(key, Qt::Key_Tab);
    QTest::mouseClick(editor(studio, "columns")->findChild<QPushButton*>("addRow"), Qt::LeftButton);
    QTest::keyClicks(editor(studio, "columns")->findChild<QLineEdit*>("name"), "n");
    auto* count = editor(studio, "columns")->findChild<QTextEdit*>("expression");
    count->setFocus();
    QTest::keyClicks(count, "COUNT(*) ");
    QVERIFY(reaches(studio, "sink"));

    studio.view().fitAll();
    pull(studio, "aggregate", "live table");
    QVERIFY(reaches(studio, "run"));
    studio.clickButton("runButton");
    QTRY_COMPARE_WITH_TIMEOUT(tour(studio).current(), 8, kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Finished, kPatience);
    QCOMPARE(studio.document().edges.size(), std::size_t{3});
    press(studio, "tourLeave");
    QVERIFY(!tour(studio).isOn() && !card->isVisible());
}

void ShellWelcomeTest::theTourFollowsTheUserBackAndCanBeLeft() {
    test::StudioFixture studio;
    studio.window().guides().actions().tour->trigger();
    QVERIFY(reaches(studio, "source"));
    studio.key(Qt::Key_A);
    answerQuickAdd(studio, "csv");
    QVERIFY(reaches(studio, "path"));
    studio.key(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(reaches(studio, "source"));
    studio.key(Qt::Key_Y, Qt::ControlModifier);
    QVERIFY(reaches(studio, "path"));
    press(studio, "tourLeave");
    QVERIFY(!tour(studio).isOn());
    QVERIFY2(studio.document().findNode("csv_source"), "what was drawn stays");
    QVERIFY(!studio.window().findChild<QWidget*>("tourHighlight")->isVisible());
}

QTEST_MAIN(ShellWelcomeTest)
#include "tst_shell_welcome.moc"
