// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/studio_fixture.h"
#include "ui/document/shown_body.h"
#include "ui/find/find_bar.h"
#include "ui/main_window/studio_guides.h"
#include "ui/settings/theme.h"

#include <QFontMetricsF>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QTest>
#include <QToolButton>

using namespace millrace;

namespace {

ui::FindBar& bar(test::StudioFixture& studio) { return studio.window().guides().find(); }

QLineEdit* field(test::StudioFixture& studio) { return bar(studio).findChild<QLineEdit*>("findField"); }

void find(test::StudioFixture& studio, const QString& text) {
    QTest::keyClick(&studio.window(), Qt::Key_F, Qt::ControlModifier);
    QVERIFY(bar(studio).isVisible());
    QTRY_VERIFY(field(studio)->hasFocus());
    QTest::keyClicks(field(studio), text); // what was there is selected and goes
}

std::vector<std::string> found(test::StudioFixture& studio) {
    std::vector<std::string> ids;
    for (const ui::NodeMatch& match : bar(studio).matches())
        ids.push_back(match.id);
    return ids;
}

using Ids = std::vector<std::string>;

} // namespace

class ShellFindTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void E16_findOverParameterValues();
    void E16_namesAndKinds();
    void E16_enterCentresAndSelectsF3GoesOn();
    void E16_isModified();
    void E16_isInvalid();
    void E16_isSlow();
    void E16_looksIntoSubgraphs();
    void nothingCoversTheBar();
    void namesOfPortsStandInsideOfWhatTheCardPaints();
    void E16_filtersAreOneClickAway();
    void E16_unknownFiltersAreSaid();
};

void ShellFindTest::E16_findOverParameterValues() {
    test::StudioFixture studio;
    studio.add("filter", 0, 0, {{"where", "speed > 30 AND route = 'x'"}});
    studio.add("filter", 300, 0, {{"where", "id % 2 = 0"}});
    studio.add("aggregate", 600, 0, {{"key", {"vehicle_id"}}, {"columns", {{"mean_kmh", "AVG(pace)"}}}});
    find(studio, "speed > 30");
    QCOMPARE(found(studio), (Ids{"filter"}));
    QVERIFY(bar(studio).matches().front().reason.contains("where: speed > 30"));
    find(studio, "vehicle_id");
    QCOMPARE(found(studio), (Ids{"aggregate"}));
    find(studio, "mean_kmh"); // a column that is named there
    QCOMPARE(found(studio), (Ids{"aggregate"}));
    find(studio, "pace avg"); // every word, in any order
    QCOMPARE(found(studio), (Ids{"aggregate"}));
    find(studio, "nowhere");
    QVERIFY(found(studio).empty());
    QVERIFY(!bar(studio).findChild<QLabel*>("findEmpty")->text().isEmpty());
}

void ShellFindTest::E16_namesAndKinds() {
    test::StudioFixture studio;
    studio.add("filter", 0, 0);
    const auto named = studio.add("map", 300, 0);
    studio.session().apply(edit::SetTitle{named, "Kilometres"});
    find(studio, "kilom");
    QCOMPARE(found(studio), (Ids{"map"}));
    find(studio, "FILTER");
    QCOMPARE(found(studio), (Ids{"filter"}));
}

void ShellFindTest::E16_enterCentresAndSelectsF3GoesOn() {
    test::StudioFixture studio;
    studio.add("filter", 4000, 3000, {{"where", "a = 1"}});
    studio.add("map", 0, 0);
    studio.add("filter", -4000, 900, {{"where", "a = 2"}});
    const auto centre = [&] { return studio.view().mapToScene(studio.view().viewport()->rect().center()); };
    const auto near = [&](const char* id) {
        return QLineF(centre(), studio.canvas().node(id)->cardRect().center()).length() < 40;
    };
    find(studio, "a =");
    QVERIFY(studio.canvas().selectedNodes().empty());
    QTest::keyClick(field(studio), Qt::Key_Return);
    QCOMPARE(studio.canvas().selectedNodes(), (Ids{"filter"}));
    QVERIFY(near("filter"));
    QVERIFY(bar(studio).isVisible());
    QTest::keyClick(&studio.window(), Qt::Key_F3);
    QCOMPARE(studio.canvas().selectedNodes(), (Ids{"filter_2"}));
    QVERIFY(near("filter_2"));
    QTest::keyClick(&studio.window(), Qt::Key_F3); // round the end
    QCOMPARE(studio.canvas().selectedNodes(), (Ids{"filter"}));
    QTest::keyClick(&studio.window(), Qt::Key_F3, Qt::ShiftModifier);
    QCOMPARE(studio.canvas().selectedNodes(), (Ids{"filter_2"}));
    QCOMPARE(bar(studio).findChild<QLabel*>("findCount")->text(), QString("2 of 2"));
    QTest::keyClick(field(studio), Qt::Key_Escape);
    QVERIFY(!bar(studio).isVisible());
    QVERIFY(studio.view().hasFocus());
    studio.key(Qt::Key_F3); // goes on without the bar
    QCOMPARE(studio.canvas().selectedNodes(), (Ids{"filter"}));
}

void ShellFindTest::E16_isModified() {
    test::StudioFixture studio;
    studio.add("filter", 0, 0), studio.add("map", 300, 0);
    QVERIFY(studio.session().saveAs(studio.folder() + "/a.mill").has_value());
    find(studio, "is:modified");
    QVERIFY(found(studio).empty());
    studio.session().apply(edit::SetParam{"map", "columns", boost::json::object{{"x", "1"}}});
    studio.session().apply(edit::MoveNodes{{{"filter", Point{40, 40}}}}); // a place is no content
    QCOMPARE(found(studio), (Ids{"map"}));
    studio.add("limit", 600, 0);
    QCOMPARE(found(studio), (Ids{"map", "limit"}));
    QVERIFY(studio.session().save().has_value());
    find(studio, "is:modified");
    QVERIFY(found(studio).empty());
}

void ShellFindTest::E16_isInvalid() {
    test::StudioFixture studio;
    const auto source =
        studio.add("generate", 0, 0, {{"count", 5}, {"fields", {{"id", {{"type", "sequence"}}}}}});
    const auto bad = studio.add("filter", 300, 0, {{"where", "nothing > 1"}});
    const auto sink = studio.add("discard", 600, 0);
    studio.connectNodes(source + ".out", bad + ".in"), studio.connectNodes(bad + ".out", sink + ".in");
    QVERIFY(studio.waitForPlanning());
    find(studio, "is:invalid");
    QCOMPARE(found(studio), (Ids{bad}));
    studio.session().apply(edit::SetParam{bad, "where", boost::json::value("id > 1")});
    QVERIFY(studio.waitForPlanning());
    QVERIFY(found(studio).empty());
}

void ShellFindTest::E16_isSlow() {
    test::StudioFixture studio;
    studio.add("filter", 0, 0), studio.add("work", 300, 0);
    find(studio, "is:slow");
    QVERIFY(found(studio).empty());
    QVERIFY(bar(studio).findChild<QLabel*>("findEmpty")->text().contains("run"));
    ui::LiveValues live;
    live.active = live.running = true;
    live.nodes["filter"].busy = 0.1;
    live.nodes["work"].busy = 0.93;
    studio.canvas().setLiveValues(live);
    find(studio, "is:slow");
    QCOMPARE(found(studio), (Ids{"work"}));
    // What limits the run comes before those that are merely busy.
    live.nodes["filter"].busy = 0.97;
    live.nodes["work"].bottleneck = true;
    studio.canvas().setLiveValues(live);
    find(studio, "is:slow");
    QCOMPARE(found(studio), (Ids{"work", "filter"}));
    // A file that has been read limits nothing any more, however busy it was until a moment ago.
    live.nodes["filter"].progress = 1;
    studio.canvas().setLiveValues(live);
    QTRY_COMPARE_WITH_TIMEOUT(found(studio), (Ids{"work"}), 60000); // who asks goes on being told
    live.nodes["work"].bottleneck = live.running = false;
    studio.canvas().setLiveValues(live);
    QTRY_VERIFY_WITH_TIMEOUT(found(studio).empty(), 60000);
    QVERIFY(bar(studio).findChild<QLabel*>("findEmpty")->text().contains("while it runs"));
}

void ShellFindTest::nothingCoversTheBar() {
    test::StudioFixture studio({900, 600});
    auto* card = new QLabel(QString(400, 'x'));
    card->setWordWrap(true);
    card->setFixedSize(352, 150);
    studio.view().setCornerCard(card);
    // On the left there is something to cover, on the right nothing but the bar.
    const QPointF left = studio.view().mapToScene(0, 0);
    for (int i = 0; i < 4; ++i)
        studio.add("filter", left.x() + 10, left.y() + 10 + 120 * i);
    find(studio, "filter");
    card->setText(QString(300, 'y'));
    QCoreApplication::processEvents();
    const QPoint middle = field(studio)->mapTo(&studio.view(), field(studio)->rect().center());
    QCOMPARE(studio.view().childAt(middle), field(studio));
}

void ShellFindTest::namesOfPortsStandInsideOfWhatTheCardPaints() {
    test::StudioFixture studio;
    const std::string id = studio.add("csv_source", 0, 0);
    const ui::NodeItem* node = studio.canvas().node(QString::fromStdString(id));
    const QFontMetricsF metrics(ui::Theme::instance().font(ui::TextRole::Secondary));
    for (const ui::PortShape& port : node->face().shape.outputs) {
        const qreal end =
            port.position.x() + 17 + metrics.horizontalAdvance(QString::fromStdString(port.spec.name));
        QVERIFY2(node->boundingRect().right() >= end, port.spec.name.c_str());
    }
}

void ShellFindTest::E16_looksIntoSubgraphs() {
    test::StudioFixture studio;
    const QString path = studio.writeFile("twice.mill", R"json({"millrace": 1, "name": "Twice",
      "nodes": {
        "numbers": {"kind": "generate", "params": {"count": 5, "fields": {"id": {"type": "sequence"}}}},
        "all": {"kind": "subgraph", "title": "All", "params": {"of": "part"}},
        "few": {"kind": "subgraph", "params": {"of": "part", "set": {"keep.where": "id % 100 = 0"}}},
        "end": {"kind": "discard"}, "end_2": {"kind": "discard"}},
      "edges": [{"from": "numbers.out", "to": "all.in"}, {"from": "numbers.out", "to": "few.in"},
        {"from": "all.out", "to": "end.in"}, {"from": "few.out", "to": "end_2.in"}],
      "subgraphs": {"part": {"title": "Part", "inputs": {"in": "keep.in"}, "outputs": {"out": "keep.out"},
        "nodes": {"keep": {"kind": "filter", "title": "Keep", "params": {"where": "id >= 0"}}},
        "layout": {"nodes": {"keep": [3000, 900]}}}},
      "layout": {"nodes": {"numbers": [0, 0], "all": [260, 0], "few": [260, 160], "end": [520, 0],
        "end_2": [520, 160]}}})json");
    QVERIFY(studio.session().open(path).has_value());
    QVERIFY(studio.waitForPlanning());
    ui::ShownBody& body = ui::ShownBody::of(studio.session());
    find(studio, "filter");
    QCOMPARE(found(studio), (Ids{"all/keep", "few/keep"}));
    const auto* list = bar(studio).findChild<QListWidget*>("findList");
    QCOMPARE(list->item(0)->text(), QString("All / Keep"));
    QCOMPARE(list->item(1)->text(), QString("Part / Keep"));
    QTest::keyClick(field(studio), Qt::Key_Return);
    QCOMPARE(body.path(), (BodyPath{"all"}));
    QCOMPARE(studio.canvas().selectedNodes(), (Ids{"keep"}));
    const QPointF centre = studio.view().mapToScene(studio.view().viewport()->rect().center());
    QVERIFY(QLineF(centre, studio.canvas().node("keep")->cardRect().center()).length() < 40);
    QVERIFY(field(studio)->hasFocus()); // one goes on typing
    QTest::keyClick(&studio.window(), Qt::Key_F3);
    QCOMPARE(body.path(), (BodyPath{"few"}));
    QTest::keyClick(&studio.window(), Qt::Key_F3); // round the end
    QCOMPARE(body.path(), (BodyPath{"all"}));

    // What an instance sets counts there; so does what is found outside, from inside.
    find(studio, "% 100 keep");
    QCOMPARE(found(studio), (Ids{"few", "few/keep"}));
    find(studio, "end_2");
    QTest::keyClick(field(studio), Qt::Key_Return);
    QVERIFY(body.isTop());
    QCOMPARE(studio.canvas().selectedNodes(), (Ids{"end_2"}));

    find(studio, "is:modified");
    QVERIFY(found(studio).empty());
    body.enter("all");
    studio.session().apply(edit::SetParam{"keep", "where", boost::json::value("nothing > 1")});
    QVERIFY(studio.waitForPlanning());
    QCOMPARE(found(studio), (Ids{"all/keep", "few/keep"}));
    find(studio, "is:invalid"); // the other instance sets something else
    QCOMPARE(found(studio), (Ids{"all/keep"}));
    QVERIFY(studio.session().save().has_value());
    find(studio, "is:modified");
    QVERIFY(found(studio).empty());
    ui::LiveValues live;
    live.active = live.running = true;
    live.nodes["all/keep"].busy = 0.1;
    live.nodes["few/keep"].busy = 0.93;
    studio.canvas().setLiveValues(live);
    find(studio, "is:slow");
    QCOMPARE(found(studio), (Ids{"few/keep"}));
}

void ShellFindTest::E16_filtersAreOneClickAway() {
    test::StudioFixture studio;
    studio.add("filter", 0, 0), studio.add("map", 300, 0);
    find(studio, "map");
    auto* chip = bar(studio).findChild<QToolButton*>("filter_modified");
    QTest::mouseClick(chip, Qt::LeftButton);
    QCOMPARE(field(studio)->text().trimmed(), QString("map is:modified"));
    QVERIFY(chip->isChecked());
    QCOMPARE(found(studio), (Ids{"map"})); // never saved: all of it is new
    QTest::mouseClick(chip, Qt::LeftButton);
    QCOMPARE(field(studio)->text().trimmed(), QString("map"));
    QVERIFY(!chip->isChecked());
}

void ShellFindTest::E16_unknownFiltersAreSaid() {
    test::StudioFixture studio;
    studio.add("filter", 0, 0);
    find(studio, "is:blue");
    QVERIFY(found(studio).empty());
    QVERIFY(bar(studio).findChild<QLabel*>("findEmpty")->text().contains("is:blue"));
}

QTEST_MAIN(ShellFindTest)
#include "tst_shell_find.moc"
