// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/studio_fixture.h"
#include "ui/canvas/wire_item.h"
#include "ui/main_window/canvas_menu.h"
#include "ui/main_window/window_actions.h"
#include "ui/settings/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QTest>
#include <QTimer>
#include <QToolButton>
#include <QUndoStack>

using namespace millrace;

/// What people do to the selection with keys and menus: bypass, disable, copy, paste, select what belongs to
/// it.
class EditingModes : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void E06_clipboard();
    void E06_cutNodesComeBackWithTheirInputs();
    void E06_whatComesFromAnotherWindowGoesWhereTheUserLooks();
    void E07_bypassAndDisable();
    void E07_cardsShowTheirMode();
    void E07_inspectorAndContextMenuSwitchToo();
    void E10_selection();
    void contextMenusShowTheirKeys();
};

namespace {

/// generate -> filter -> map -> discard, and a lone limit.
void drawChain(test::StudioFixture& studio) {
    studio.add("generate", 0, 0, {{"count", 5}, {"fields", {{"v", {{"type", "uniform"}}}}}});
    studio.add("filter", 260, 0, {{"where", "v > 0"}}),
        studio.add("map", 520, 0, {{"columns", {{"w", "v"}}}});
    studio.add("discard", 780, 0), studio.add("limit", 260, 240);
    studio.connectNodes("generate.out", "filter.in"), studio.connectNodes("filter.out", "map.in");
    studio.connectNodes("map.out", "discard.in");
    studio.view().fitAll();
}

NodeMode modeOf(test::StudioFixture& studio, const char* id) { return studio.document().findNode(id)->mode; }

/// Opens the context menu at a place of the view and looks at it while it is open.
void withMenu(test::StudioFixture& studio, QPoint at, const std::function<void(QMenu&)>& look) {
    QTest::mouseClick(studio.view().viewport(), Qt::RightButton, {}, at);
    bool seen = false;
    QTimer::singleShot(0, [&] {
        auto* menu = dynamic_cast<QMenu*>(QApplication::activePopupWidget());
        QVERIFY(menu);
        look(*menu);
        seen = true;
        menu->close();
    });
    QContextMenuEvent event(QContextMenuEvent::Mouse, at, studio.view().viewport()->mapToGlobal(at));
    QApplication::sendEvent(studio.view().viewport(), &event);
    QVERIFY(seen);
}

} // namespace

void EditingModes::E06_clipboard() {
    test::StudioFixture studio;
    drawChain(studio);
    studio.canvas().selectOnly({"filter", "map"});
    studio.key(Qt::Key_C, Qt::ControlModifier);
    const QString text = QGuiApplication::clipboard()->text();
    QVERIFY2(text.contains("\"kind\": \"filter\"") && text.contains("v > 0"), qPrintable(text));
    const int steps = studio.session().undoStack().count();
    studio.key(Qt::Key_V, Qt::ControlModifier);
    QCOMPARE(studio.document().nodes.size(), std::size_t{7});
    QVERIFY(studio.document().findEdge({"filter_2", "out"}, {"map_2", "in"}));
    QVERIFY2(!studio.document().findEdge({"generate", "out"}, {"filter_2", "in"}),
             "plain paste keeps no input");
    QCOMPARE(studio.canvas().selectedNodes(), (std::vector<std::string>{"filter_2", "map_2"}));
    studio.key(Qt::Key_V, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(studio.document().findEdge({"generate", "out"}, {"filter_3", "in"}));
    QVERIFY(studio.document().findEdge({"filter_3", "out"}, {"map_3", "in"}));
    QVERIFY2(!studio.document().findEdge({"map_3", "out"}, {"discard", "in"}),
             "outputs are the user's business");
    studio.key(Qt::Key_D, Qt::ControlModifier);
    QVERIFY(studio.document().findEdge({"filter_4", "out"}, {"map_4", "in"}));
    QCOMPARE(studio.session().undoStack().count(), steps + 3);
    for (int i = 0; i < 3; ++i) {
        studio.key(Qt::Key_Z, Qt::ControlModifier);
    }
    QCOMPARE(studio.document().nodes.size(), std::size_t{5});
}

void EditingModes::E06_cutNodesComeBackWithTheirInputs() {
    test::StudioFixture studio;
    drawChain(studio);
    const GraphDocument before = studio.document();
    studio.click(studio.middleOf("map"));
    studio.key(Qt::Key_X, Qt::ControlModifier);
    QVERIFY(!studio.document().findNode("map"));
    studio.key(Qt::Key_V, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(studio.document().findEdge({"filter", "out"}, {"map", "in"}));
    // Where the node in front is gone, so is the wire.
    studio.key(Qt::Key_Z, Qt::ControlModifier);
    studio.click(studio.middleOf("filter"));
    studio.key(Qt::Key_Delete);
    studio.key(Qt::Key_V, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(studio.document().findNode("map"));
    QVERIFY(studio.document().edges.empty());
    for (int i = 0; i < 3; ++i) {
        studio.key(Qt::Key_Z, Qt::ControlModifier);
    }
    QVERIFY(studio.document() == before);
}

void EditingModes::E06_whatComesFromAnotherWindowGoesWhereTheUserLooks() {
    test::StudioFixture studio;
    QGuiApplication::clipboard()->setText(R"({"millrace": 1, "nodes": {"far": {"kind": "filter"}},
        "layout": {"nodes": {"far": [90000, -70000]}}})");
    studio.key(Qt::Key_V, Qt::ControlModifier);
    QCOMPARE(studio.document().nodes.size(), std::size_t{1});
    const QRectF seen = studio.view().mapToScene(studio.view().viewport()->rect()).boundingRect();
    QVERIFY(seen.contains(studio.canvas().node("far")->cardRect()));
    QGuiApplication::clipboard()->setText("Dear colleague,");
    studio.key(Qt::Key_V, Qt::ControlModifier);
    QCOMPARE(studio.document().nodes.size(), std::size_t{1});
}

void EditingModes::E07_bypassAndDisable() {
    test::StudioFixture studio;
    drawChain(studio);
    const GraphDocument before = studio.document();
    studio.canvas().selectOnly({"generate", "filter", "map"});
    const int steps = studio.session().undoStack().count();
    studio.key(Qt::Key_B);
    QCOMPARE(modeOf(studio, "filter"), NodeMode::Bypassed);
    QCOMPARE(modeOf(studio, "map"), NodeMode::Bypassed);
    QVERIFY2(modeOf(studio, "generate") == NodeMode::Enabled, "a source has no way through");
    QCOMPARE(studio.session().undoStack().count(), steps + 1);
    studio.key(Qt::Key_B);
    QCOMPARE(modeOf(studio, "filter"), NodeMode::Enabled);
    studio.key(Qt::Key_D);
    QCOMPARE(modeOf(studio, "generate"), NodeMode::Disabled);
    QCOMPARE(modeOf(studio, "map"), NodeMode::Disabled);
    studio.key(Qt::Key_E);
    QCOMPARE(modeOf(studio, "generate"), NodeMode::Enabled);
    QVERIFY(studio.document() == before);
    QCOMPARE(studio.session().undoStack().count(), steps + 4);
    studio.key(Qt::Key_E);
    QVERIFY2(studio.session().undoStack().count() == steps + 4, "what changes nothing is no step");
}

void EditingModes::E07_cardsShowTheirMode() {
    test::StudioFixture studio;
    drawChain(studio);
    const auto picture = [&](const char* id) {
        (void)studio.waitForPlanning();
        const QRectF card = studio.canvas().node(id)->cardRect();
        return studio.view()
            .viewport()
            ->grab(QRect(studio.inView(card.topLeft()), studio.inView(card.bottomRight())))
            .toImage();
    };
    studio.canvas().clearSelection();
    const QImage usual = picture("filter"), sink = picture("discard");
    studio.canvas().selectOnly({"filter"});
    studio.key(Qt::Key_B);
    studio.canvas().clearSelection();
    const QImage bypassed = picture("filter");
    QVERIFY(bypassed != usual);
    QVERIFY(!studio.canvas().node("discard")->face().silent);
    studio.canvas().selectOnly({"filter"});
    studio.key(Qt::Key_D);
    studio.canvas().clearSelection();
    QVERIFY(picture("filter") != bypassed && picture("filter") != usual);
    QVERIFY2(studio.canvas().node("discard")->face().silent, "nothing reaches it any more");
    QVERIFY(picture("discard") != sink);
    QVERIFY(!studio.canvas().node("generate")->face().silent);
    QVERIFY(!studio.canvas().node("limit")->face().silent);
}

void EditingModes::E07_inspectorAndContextMenuSwitchToo() {
    test::StudioFixture studio;
    drawChain(studio);
    studio.click(studio.middleOf("filter"));
    auto* page = studio.window().findChild<QWidget*>("nodePage");
    auto* buttons = page->findChild<QWidget*>("modeSwitch");
    auto* bypass = buttons->findChild<QToolButton*>("mode1");
    QVERIFY(bypass->isVisible() && !bypass->isChecked());
    QTest::mouseClick(bypass, Qt::LeftButton);
    QCOMPARE(modeOf(studio, "filter"), NodeMode::Bypassed);
    QVERIFY(bypass->isChecked());
    QTest::mouseClick(buttons->findChild<QToolButton*>("mode0"), Qt::LeftButton);
    QCOMPARE(modeOf(studio, "filter"), NodeMode::Enabled);
    studio.click(studio.middleOf("generate"));
    QVERIFY2(!bypass->isVisible(), "sources are not offered what they cannot do");
    withMenu(studio, studio.middleOf("map"), [&](QMenu& menu) {
        QVERIFY(menu.actions().contains(studio.window().actions().disable));
        studio.window().actions().disable->trigger();
    });
    QCOMPARE(modeOf(studio, "map"), NodeMode::Disabled);
}

void EditingModes::E10_selection() {
    test::StudioFixture studio;
    drawChain(studio);
    const auto chord = [&](Qt::Key key) {
        studio.key(Qt::Key_S, Qt::AltModifier);
        studio.key(key);
        return studio.canvas().selectedNodes();
    };
    studio.click(studio.middleOf("map"));
    QCOMPARE(chord(Qt::Key_U), (std::vector<std::string>{"generate", "filter", "map"}));
    studio.click(studio.middleOf("filter"));
    QCOMPARE(chord(Qt::Key_D), (std::vector<std::string>{"filter", "map", "discard"}));
    studio.click(studio.middleOf("map"));
    QCOMPARE(chord(Qt::Key_C), (std::vector<std::string>{"generate", "filter", "map", "discard"}));
    QCOMPARE(studio.session().undoStack().index(), studio.session().undoStack().count());

    // A rubber band takes what it touches; with Ctrl it adds.
    const QRectF one = studio.canvas().node("limit")->cardRect(),
                 two = studio.canvas().node("map")->cardRect();
    studio.drag(studio.inView(one.bottomLeft() + QPointF(-20, 20)), studio.inView(one.center()));
    QCOMPARE(studio.canvas().selectedNodes(), (std::vector<std::string>{"limit"}));
    studio.drag(studio.inView(two.bottomLeft() + QPointF(20, 30)), studio.inView(two.center()),
                Qt::ControlModifier);
    QCOMPARE(studio.canvas().selectedNodes(), (std::vector<std::string>{"map", "limit"}));

    studio.click(studio.middleOf("generate"));
    for (const char* expected : {"filter", "map", "discard"}) {
        studio.key(Qt::Key_Right);
        QCOMPARE(studio.canvas().selectedNodes(), (std::vector<std::string>{expected}));
    }
    studio.key(Qt::Key_Left);
    studio.key(Qt::Key_Left);
    studio.key(Qt::Key_Down);
    QCOMPARE(studio.canvas().selectedNodes(), (std::vector<std::string>{"limit"}));
}

void EditingModes::contextMenusShowTheirKeys() {
    test::StudioFixture studio;
    drawChain(studio);
    const auto texts = [](const QMenu& menu) {
        QStringList all;
        for (const QAction* action : menu.actions()) {
            if (!action->isSeparator() && !action->text().contains('\t'))
                all << action->text() + "\t" + action->shortcut().toString();
            else
                all << action->text();
            if (!action->shortcut().isEmpty() && !action->isShortcutVisibleInContextMenu()) all << "hidden";
        }
        return all;
    };
    withMenu(studio, studio.middleOf("filter"), [&](QMenu& menu) {
        const QStringList all = texts(menu);
        for (const char* wanted : {"Bypass\tB", "Enable\tE", "Disable\tD", "Rename\tF2", "Copy\tCtrl+C",
                                   "Select upstream\tAlt+S, U", "Delete and reconnect\tCtrl+Del"}) {
            QVERIFY2(all.contains(wanted), wanted);
        }
        QVERIFY(!all.contains("hidden"));
    });
    const QPointF onWire = studio.canvas().wire("map.out->discard.in")->path().pointAtPercent(0.5);
    withMenu(studio, studio.inView(onWire), [&](QMenu& menu) {
        QCOMPARE(studio.canvas().selectedEdges().size(), std::size_t{1});
        QVERIFY(texts(menu).contains("Put a node in…\tA"));
    });
    withMenu(studio, studio.inView({-200, 200}), [&](QMenu& menu) {
        QVERIFY(texts(menu).contains("Add a node…\tA"));
        QVERIFY(texts(menu).contains("Paste with input wires\tCtrl+Shift+V"));
    });
}

QTEST_MAIN(EditingModes)
#include "tst_editing_modes.moc"
