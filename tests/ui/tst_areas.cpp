// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_json.h"
#include "tests/support/ui/studio_fixture.h"
#include "ui/canvas/area_editing.h"
#include "ui/canvas/canvas_areas.h"
#include "ui/canvas/in_place_editor.h"
#include "ui/main_window/area_commands.h"
#include "ui/settings/group_colors.h"
#include "ui/settings/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QTest>
#include <QTextBlock>
#include <QToolButton>
#include <QUndoStack>

using namespace millrace;

class AreasTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void E12_controlGMakesABoxAroundTheSelection();
    void E12_groupBoxMovesWhatStandsInIt();
    void E12_groupBoxIsResizedAtItsEdges();
    void E12_groupTitleIsEditedInPlaceAndInTheInspector();
    void E12_groupColorsComeFromTheThemeAndAreSeen();
    void E12_deletingAGroupKeepsTheCards();
    void E12_aRubberBandTakesABoxOnlyWhole();
    void E12_stickyNoteWithMarkdown();
    void E12_groupsAndNotesGoThroughTheClipboard();
    void E12_everythingIsOneStepAndComesBack();
};

namespace {

/// A generator and a filter wired together, a box around them, a third card outside.
struct Scene : test::StudioFixture {
    std::string inside1, inside2, outside;
    Scene() {
        inside1 = add("generate", 0, 100);
        inside2 = add("filter", 260, 100);
        outside = add("discard", 640, 100);
        connectNodes(inside1 + ".out", inside2 + ".in");
        view().centerOn(QPointF(300, 150));
    }
    void group() {
        canvas().selectOnly({QString::fromStdString(inside1), QString::fromStdString(inside2)});
        key(Qt::Key_G, Qt::ControlModifier);
        if (view().editing().editor()) QTest::keyClick(view().editing().editor(), Qt::Key_Return);
        canvas().selectOnly({});
    }
    const GraphGroup& box() { return document().groups.at(0); }
    ui::GroupItem& item() { return *canvas().areas().groups().begin().value(); }
    QPoint titleBar() { return inView(item().titleBar().center()); }
    int steps() { return session().undoStack().index(); }
    QRect field(const QRectF& scene) { return QRect(inView(scene.topLeft()), inView(scene.bottomRight())); }
};

QRectF rectOf(const Rect& rect) { return {rect.x, rect.y, rect.width, rect.height}; }

} // namespace

void AreasTest::E12_controlGMakesABoxAroundTheSelection() {
    Scene studio;
    studio.click(studio.middleOf(studio.inside1));
    studio.click(studio.middleOf(studio.inside2), Qt::ControlModifier);
    const int before = studio.steps();
    studio.key(Qt::Key_G, Qt::ControlModifier);
    QCOMPARE(studio.document().groups.size(), std::size_t{1});
    QCOMPARE(studio.steps(), before + 1);
    const QRectF box = rectOf(studio.box().area);
    for (const std::string& id : {studio.inside1, studio.inside2})
        QVERIFY(box.contains(studio.canvas().node(QString::fromStdString(id))->cardRect()));
    QVERIFY(!box.intersects(studio.canvas().node(QString::fromStdString(studio.outside))->cardRect()));
    QVERIFY(studio.item().zValue() < studio.canvas().node(QString::fromStdString(studio.inside1))->zValue());
    // The title waits for its name.
    auto* editor = studio.view().editing().editor();
    QVERIFY(editor && editor->hasFocus());
    QTest::keyClicks(editor, "Clean up");
    QTest::keyClick(editor, Qt::Key_Return);
    QCOMPARE(studio.box().title, std::string("Clean up"));
    QVERIFY(studio.view().hasFocus());
}

void AreasTest::E12_groupBoxMovesWhatStandsInIt() {
    Scene studio;
    studio.group();
    const Rect area = studio.box().area;
    const int before = studio.steps();
    studio.drag(studio.titleBar(), studio.titleBar() + QPoint(60, 40));
    QCOMPARE(rectOf(studio.box().area), rectOf(area).translated(60, 40));
    QCOMPARE(*studio.document().position(studio.inside1), (Point{60, 140}));
    QCOMPARE(*studio.document().position(studio.inside2), (Point{320, 140}));
    QCOMPARE(*studio.document().position(studio.outside), (Point{640, 100}));
    QCOMPARE(studio.steps(), before + 1);
    studio.key(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(rectOf(studio.box().area), rectOf(area));
    QCOMPARE(*studio.document().position(studio.inside2), (Point{260, 100}));
    QCOMPARE(studio.canvas().node(QString::fromStdString(studio.inside2))->pos(), QPointF(260, 100));
    // A press on its inside is a press on the canvas: the box stays.
    const QPoint inside = studio.inView(QPointF(area.x + 30, area.y + 34));
    studio.drag(inside, inside + QPoint(60, 60));
    QCOMPARE(rectOf(studio.box().area), rectOf(area));
}

void AreasTest::E12_groupBoxIsResizedAtItsEdges() {
    Scene studio;
    studio.group();
    const Rect area = studio.box().area;
    const QPoint corner = studio.inView(rectOf(area).bottomRight());
    studio.drag(corner - QPoint(2, 2), corner + QPoint(80, 60));
    QCOMPARE(studio.box().area.width, area.width + 80);
    QCOMPARE(studio.box().area.height, area.height + 60);
    const QPoint left = studio.inView(QPointF(area.x, area.y + area.height / 2));
    studio.drag(left + QPoint(1, 0), left - QPoint(40, 0));
    QCOMPARE(studio.box().area.x, area.x - 40);
    QCOMPARE(studio.box().area.width, area.width + 120);
    // The cards stay where they are.
    QCOMPARE(*studio.document().position(studio.inside1), (Point{0, 100}));
    // It keeps a least size.
    const QPoint right = studio.inView(rectOf(studio.box().area).bottomRight());
    studio.drag(right - QPoint(2, 2), studio.inView(QPointF(area.x - 300, area.y - 300)));
    QCOMPARE(studio.box().area.width, studio.item().leastSize().width());
}

void AreasTest::E12_groupTitleIsEditedInPlaceAndInTheInspector() {
    Scene studio;
    studio.group();
    QTest::mouseDClick(studio.view().viewport(), Qt::LeftButton, {}, studio.titleBar());
    auto* editor = studio.view().editing().editor();
    QVERIFY(editor);
    QVERIFY(editor->geometry().intersects(studio.field(studio.item().titleBar())));
    QTest::keyClicks(editor, "Source cd");
    QTest::keyClick(editor, Qt::Key_Return);
    QCOMPARE(studio.box().title, std::string("Source cd"));
    // Escape leaves it as it was.
    QTest::mouseDClick(studio.view().viewport(), Qt::LeftButton, {}, studio.titleBar());
    QTest::keyClicks(studio.view().editing().editor(), "else");
    QTest::keyClick(studio.view().editing().editor(), Qt::Key_Escape);
    QCOMPARE(studio.box().title, std::string("Source cd"));
    QCOMPARE(studio.document().groups.size(), std::size_t{1});
    // In the inspector typing is one step.
    studio.click(studio.titleBar());
    auto* field = studio.window().findChild<QLineEdit*>("groupTitle");
    QVERIFY(field && field->isVisible());
    const int before = studio.steps();
    field->selectAll();
    QTest::keyClicks(field, "Inlet");
    QCOMPARE(studio.box().title, std::string("Inlet"));
    QCOMPARE(studio.steps(), before + 1);
}

void AreasTest::E12_groupColorsComeFromTheThemeAndAreSeen() {
    Scene studio;
    studio.group();
    studio.click(studio.titleBar());
    auto* swatch = studio.window().findChild<QToolButton*>("swatch_violet");
    QVERIFY(swatch && swatch->isVisible());
    const auto barColor = [&] {
        const QPoint at = studio.inView(studio.item().titleBar().topRight() + QPointF(-30, 14));
        return QColor(studio.view().viewport()->grab().toImage().pixel(at));
    };
    studio.canvas().clearSelection();
    const QColor plain = barColor();
    studio.click(studio.titleBar());
    QTest::mouseClick(swatch, Qt::LeftButton);
    QCOMPARE(studio.box().color, std::string("violet"));
    const QColor violet = barColor();
    QVERIFY2(violet != plain, qPrintable(violet.name()));
    QVERIFY(violet.blue() > violet.green() + 8);
    ui::Theme::instance().apply(ui::Theme::Mode::Light);
    QVERIFY(barColor().lightness() > 180);
    ui::Theme::instance().apply(ui::Theme::Mode::Dark);
    // The context menu has the same colours.
    QMenu menu;
    studio.window().areaCommands().fillColorMenu(menu);
    QCOMPARE(menu.actions().size(), static_cast<qsizetype>(ui::groupColors().size()));
    menu.findChild<QAction*>("color_green")->trigger();
    QCOMPARE(studio.box().color, std::string("green"));
}

void AreasTest::E12_deletingAGroupKeepsTheCards() {
    Scene studio;
    studio.group();
    studio.click(studio.titleBar());
    const int before = studio.steps();
    studio.key(Qt::Key_Delete);
    QVERIFY(studio.document().groups.empty());
    QCOMPARE(studio.document().nodes.size(), std::size_t{3});
    QCOMPARE(studio.document().edges.size(), std::size_t{1});
    QCOMPARE(studio.steps(), before + 1);
    studio.key(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(studio.document().groups.size(), std::size_t{1});
}

void AreasTest::E12_aRubberBandTakesABoxOnlyWhole() {
    Scene studio;
    studio.group();
    const QRectF area = rectOf(studio.box().area);
    studio.drag(studio.inView(area.topLeft() - QPointF(30, 30)), studio.inView(QPointF(190, 210)));
    QVERIFY(!studio.item().isSelected());
    QCOMPARE(studio.canvas().selectedNodes(), std::vector<std::string>{studio.inside1});
    studio.drag(studio.inView(area.topLeft() - QPointF(30, 30)),
                studio.inView(area.bottomRight() + QPointF(30, 30)));
    QVERIFY(studio.item().isSelected());
    QCOMPARE(studio.canvas().selectedNodes().size(), std::size_t{2});
}

void AreasTest::E12_stickyNoteWithMarkdown() {
    Scene studio;
    studio.key(Qt::Key_C);
    QCOMPARE(studio.document().stickyNotes.size(), std::size_t{1});
    auto* editor = studio.view().editing().editor();
    QVERIFY(editor && editor->hasFocus());
    QTest::keyClicks(editor, "# Plan");
    QTest::keyClick(editor, Qt::Key_Return);
    QTest::keyClick(editor, Qt::Key_Return);
    QTest::keyClicks(editor, "some **bold** text");
    QTest::keyClick(editor, Qt::Key_Return, Qt::ControlModifier);
    const auto note = [&]() -> const StickyNote& { return studio.document().stickyNotes.at(0); };
    QCOMPARE(note().text, std::string("# Plan\n\nsome **bold** text"));
    ui::NoteItem& item = *studio.canvas().areas().notes().begin().value();
    QCOMPARE(item.page().toPlainText(), QString("Plan\nsome bold text"));
    QCOMPARE(item.page().firstBlock().blockFormat().headingLevel(), 1);
    // A double click on the sheet writes on; a click elsewhere ends it.
    QTest::mouseDClick(studio.view().viewport(), Qt::LeftButton, {}, studio.inView(item.area().center()));
    QVERIFY(studio.view().editing().editor());
    QTest::keyClicks(studio.view().editing().editor(), "Only this");
    studio.click(studio.middleOf(studio.outside));
    QCOMPARE(note().text, std::string("Only this"));
    QCOMPARE(studio.document().nodes.size(), std::size_t{3});
    // It is dragged, resized, coloured and deleted.
    Rect area = note().area;
    studio.drag(studio.inView(item.area().center()), studio.inView(item.area().center()) + QPoint(40, 60));
    QCOMPARE(note().area, (Rect{area.x + 40, area.y + 60, area.width, area.height}));
    area = note().area;
    const QPoint corner = studio.inView(item.area().bottomRight());
    studio.drag(corner - QPoint(1, 1), corner + QPoint(40, 40));
    QCOMPARE(note().area, (Rect{area.x, area.y, area.width + 40, area.height + 40}));
    auto* text = studio.window().findChild<QPlainTextEdit*>("noteText");
    QVERIFY(text && text->isVisible());
    QCOMPARE(text->toPlainText(), QString("Only this"));
    QTest::mouseClick(studio.window().findChild<QToolButton*>("swatch_teal"), Qt::LeftButton);
    QCOMPARE(note().color, std::string("teal"));
    studio.key(Qt::Key_Delete);
    QVERIFY(studio.document().stickyNotes.empty());
}

void AreasTest::E12_groupsAndNotesGoThroughTheClipboard() {
    Scene studio;
    studio.group();
    studio.session().apply(edit::SetStickyNote{
        "hint", StickyNote{"hint", "*why*", "blue", {studio.box().area.x + 10, 160, 80, 40}, {}}, {}});
    studio.click(studio.titleBar());
    studio.key(Qt::Key_C, Qt::ControlModifier);
    QVERIFY(QGuiApplication::clipboard()->text().contains("groups"));
    const int before = studio.steps();
    studio.key(Qt::Key_V, Qt::ControlModifier);
    QCOMPARE(studio.steps(), before + 1);
    // The box with all that stands in it: cards, wires, notes.
    QCOMPARE(studio.document().groups.size(), std::size_t{2});
    QCOMPARE(studio.document().stickyNotes.size(), std::size_t{2});
    QCOMPARE(studio.document().nodes.size(), std::size_t{5});
    QCOMPARE(studio.document().edges.size(), std::size_t{2});
    const Rect &old = studio.document().groups[0].area, &copy = studio.document().groups[1].area;
    QCOMPARE(copy, (Rect{old.x + 40, old.y + 40, old.width, old.height}));
    QCOMPARE(studio.document().stickyNotes[1].text, std::string("*why*"));
    // Reading the file back gives the same.
    const auto again = parseGraph(writeGraph(studio.document()), {});
    QVERIFY(again.has_value());
    QCOMPARE(again.value().document.groups.size(), std::size_t{2});
    QVERIFY(again.value().document == studio.document());
}

void AreasTest::E12_everythingIsOneStepAndComesBack() {
    Scene studio;
    const std::string start = writeGraph(studio.document());
    const int base = studio.steps();
    studio.group();
    studio.click(studio.titleBar());
    studio.key(Qt::Key_C);
    QTest::keyClicks(studio.view().editing().editor(), "n");
    QTest::keyClick(studio.view().editing().editor(), Qt::Key_Return, Qt::ControlModifier);
    studio.drag(studio.titleBar(), studio.titleBar() + QPoint(20, 60));
    studio.key(Qt::Key_A, Qt::ControlModifier);
    studio.key(Qt::Key_D, Qt::ControlModifier);
    studio.key(Qt::Key_Delete);
    QVERIFY(studio.steps() >= base + 6);
    while (studio.steps() > base)
        studio.key(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(QString::fromStdString(writeGraph(studio.document())), QString::fromStdString(start));
    QVERIFY(studio.canvas().areas().groups().isEmpty());
    QVERIFY(studio.canvas().areas().notes().isEmpty());
}

QTEST_MAIN(AreasTest)
#include "tst_areas.moc"
