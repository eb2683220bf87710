// SPDX-License-Identifier: Apache-2.0
#include "tests/support/node_harness.h"
#include "tests/support/ui/studio_fixture.h"
#include "ui/palette/kind_search.h"
#include "ui/palette/quick_add.h"

#include <QLineEdit>
#include <QListView>
#include <QTest>
#include <QUndoStack>

using namespace millrace;

class QuickAddTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void doubleClickOpensTheBoxAndEnterPlacesTheNode();
    void theKeyAOpensItToo();
    void escapeChangesNothing();
    void aWireDroppedOnEmptyCanvasOffersOnlyWhatFitsAndConnects();
    void aWireDraggedFromAnInputOffersSources();
    void kindsOfPluginsAreOfferedLikeAllOthers();
    void recentKindsComeFirst();
    void lettersInOrderAreEnough();
    void theSearchFieldOfThePaletteAddsByEnter();
};

void QuickAddTest::doubleClickOpensTheBoxAndEnterPlacesTheNode() {
    test::StudioFixture studio;
    const QPoint at = studio.inView({200, 100});
    QTest::mouseDClick(studio.view().viewport(), Qt::LeftButton, {}, at);
    QVERIFY(studio.window().quickAdd().isVisible());
    QTest::keyClicks(studio.window().quickAdd().searchField(), "filt");
    QTest::keyClick(studio.window().quickAdd().searchField(), Qt::Key_Return);
    QVERIFY(!studio.window().quickAdd().isVisible());
    QCOMPARE(studio.document().nodes.size(), std::size_t{1});
    QCOMPARE(studio.document().nodes[0].kind, std::string("filter"));
    const QRectF card = studio.canvas().node("filter")->cardRect();
    QVERIFY(card.contains(QPointF(200, 100)));
    studio.session().undoStack().undo();
    QVERIFY(studio.document().nodes.empty());
}

void QuickAddTest::kindsOfPluginsAreOfferedLikeAllOthers() {
    test::StudioFixture studio(
        {1440, 900}, [](ui::StudioServices& services) { services.registry = &test::testedRegistry(); });
    studio.key(Qt::Key_A);
    QTest::keyClicks(studio.window().quickAdd().searchField(), "distinct");
    QTest::keyClick(studio.window().quickAdd().searchField(), Qt::Key_Return);
    QCOMPARE(studio.document().nodes.size(), std::size_t{1});
    QCOMPARE(studio.document().nodes[0].kind, std::string("distinct_count"));
    QVERIFY(studio.canvas().node("distinct_count") != nullptr);
}

void QuickAddTest::theKeyAOpensItToo() {
    test::StudioFixture studio;
    studio.key(Qt::Key_A);
    QVERIFY(studio.window().quickAdd().isVisible());
    studio.window().quickAdd().hide();
    studio.key(Qt::Key_Space, Qt::ControlModifier);
    QVERIFY(studio.window().quickAdd().isVisible());
}

void QuickAddTest::escapeChangesNothing() {
    test::StudioFixture studio;
    studio.key(Qt::Key_A);
    QTest::keyClicks(studio.window().quickAdd().searchField(), "map");
    QTest::keyClick(studio.window().quickAdd().searchField(), Qt::Key_Escape);
    QVERIFY(!studio.window().quickAdd().isVisible());
    QVERIFY(studio.document().nodes.empty());
    QCOMPARE(studio.session().undoStack().count(), 0);
}

void QuickAddTest::aWireDroppedOnEmptyCanvasOffersOnlyWhatFitsAndConnects() {
    test::StudioFixture studio;
    const auto source = studio.add("generate", 0, 0);
    const int steps = studio.session().undoStack().count();
    studio.drag(studio.portOf(source, "out", true), studio.inView({420, 140}));
    ui::QuickAdd& box = studio.window().quickAdd();
    QVERIFY(box.isVisible());
    const auto* list = box.findChild<QListView*>("quickAddList");
    for (int row = 0; row < list->model()->rowCount(); ++row) {
        QVERIFY2(!list->model()->index(row, 0).data().toString().contains("Generate"),
                 "sources take no wire");
    }
    QTest::keyClicks(box.searchField(), "discard");
    QTest::keyClick(box.searchField(), Qt::Key_Return);
    QCOMPARE(studio.document().edges.size(), std::size_t{1});
    QCOMPARE(studio.document().edges[0].id(), std::string("generate.out->discard.in"));
    QCOMPARE(studio.session().undoStack().count(), steps + 1);
}

void QuickAddTest::aWireDraggedFromAnInputOffersSources() {
    test::StudioFixture studio;
    const auto sink = studio.add("discard", 400, 0);
    studio.drag(studio.portOf(sink, "in", false), studio.inView({100, 40}));
    ui::QuickAdd& box = studio.window().quickAdd();
    QVERIFY(box.isVisible());
    QTest::keyClicks(box.searchField(), "generate");
    QTest::keyClick(box.searchField(), Qt::Key_Return);
    QCOMPARE(studio.document().edges.size(), std::size_t{1});
    QCOMPARE(studio.document().edges[0].to.node, sink);
}

void QuickAddTest::recentKindsComeFirst() {
    test::StudioFixture studio;
    ui::rememberKind("map");
    ui::rememberKind("limit");
    const auto kinds = ui::searchKinds(studio.session().registry(), {}, ui::recentKinds(), std::nullopt);
    QCOMPARE(kinds[0]->name, std::string("limit"));
    QCOMPARE(kinds[1]->name, std::string("map"));
}

void QuickAddTest::lettersInOrderAreEnough() {
    QVERIFY(ui::fuzzyScore("csvs", "csv_sink"));
    QVERIFY(!ui::fuzzyScore("xyz", "csv_sink"));
    QVERIFY(*ui::fuzzyScore("rate", "Rate limit") > *ui::fuzzyScore("rate", "Generate"));
}

void QuickAddTest::theSearchFieldOfThePaletteAddsByEnter() {
    test::StudioFixture studio;
    auto* search = studio.window().findChild<QLineEdit*>("paletteSearch");
    QTest::mouseClick(search, Qt::LeftButton);
    QTRY_VERIFY(search->hasFocus());
    QTest::keyClicks(search, "aggregate");
    QTest::keyClick(search, Qt::Key_Return);
    QCOMPARE(studio.document().nodes.size(), std::size_t{1});
    QCOMPARE(studio.document().nodes[0].kind, std::string("aggregate"));
}

QTEST_MAIN(QuickAddTest)
#include "tst_quick_add.moc"
