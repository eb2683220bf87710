// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/studio_fixture.h"
#include "ui/canvas/minimap.h"
#include "ui/settings/group_colors.h"
#include "ui/settings/theme.h"

#include <QTest>

using namespace millrace;

class MinimapTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void E09_minimapShowsGroupsAndStatusColours();
    void E09_clickAndDragMoveTheView();
};

namespace {

struct Studio : test::StudioFixture {
    std::string a = add("generate", 0, 0), b = add("filter", 900, 0), c = add("discard", 900, 700);
    Studio() {
        session().apply(
            edit::SetGroup{"box", GraphGroup{"box", "Box", "green", {-40, -40, 260, 800}, {}}, std::nullopt});
        connectNodes(a + ".out", b + ".in");
        connectNodes(b + ".out", c + ".in");
        view().fitAll();
        QCoreApplication::processEvents();
    }
    ui::Minimap& map() { return *window().findChild<ui::Minimap*>("minimap"); }
    QColor at(QPointF scene) { return QColor(map().grab().toImage().pixel(map().placeOf(scene).toPoint())); }
    QPointF cardOf(const std::string& id) {
        return canvas().node(QString::fromStdString(id))->cardRect().center();
    }
    QPointF middle() { return view().mapToScene(view().viewport()->rect().center()); }
};

bool alike(const QColor& a, const QColor& b) {
    return std::abs(a.red() - b.red()) < 14 && std::abs(a.green() - b.green()) < 14 &&
           std::abs(a.blue() - b.blue()) < 14;
}

} // namespace

void MinimapTest::E09_minimapShowsGroupsAndStatusColours() {
    Studio studio;
    QVERIFY(studio.map().isVisible());
    const ui::Tokens& t = ui::Theme::instance().tokens();
    QVERIFY(alike(studio.at(studio.cardOf(studio.a)), t.source));
    QVERIFY(alike(studio.at(studio.cardOf(studio.c)), t.sink));
    // The box is tinted; where nothing stands, not even a wire, there is the bare panel.
    const QColor box = studio.at({90, 500}), bare = studio.at({500, 500});
    QVERIFY(box != bare);
    QVERIFY(box.green() > box.red());
    QVERIFY(alike(studio.at({500, 40}), bare));
    // During a run a card has the colour of what its node does most.
    ui::LiveValues live;
    live.active = live.running = true;
    live.nodes["generate"].busy = 0.8;
    live.nodes["filter"].bottleneck = true;
    live.nodes["discard"].busy = 0.01;
    studio.canvas().setLiveValues(live);
    QVERIFY(alike(studio.at(studio.cardOf(studio.a)), t.busy));
    QVERIFY(alike(studio.at(studio.cardOf(studio.b)), t.outputFull));
    QVERIFY(alike(studio.at(studio.cardOf(studio.c)), t.idle));
    live.nodes["discard"].errors = 3;
    studio.canvas().setLiveValues(live);
    QVERIFY(alike(studio.at(studio.cardOf(studio.c)), t.bad));
    studio.canvas().setLiveValues({});
    QVERIFY(alike(studio.at(studio.cardOf(studio.a)), t.source));
}

void MinimapTest::E09_clickAndDragMoveTheView() {
    Studio studio;
    studio.view().setZoom(1);
    const auto place = [&](QPointF scene) { return studio.map().placeOf(scene).toPoint(); };
    QTest::mouseClick(&studio.map(), Qt::LeftButton, {}, place(studio.cardOf(studio.c)));
    QVERIFY(QLineF(studio.middle(), studio.cardOf(studio.c)).length() < 20);
    // While it is dragged, the view follows the cursor step by step.
    QTest::mousePress(&studio.map(), Qt::LeftButton, {}, place(studio.cardOf(studio.c)));
    for (const std::string& id : {studio.b, studio.a}) {
        QTest::mouseMove(&studio.map(), place(studio.cardOf(id)));
        QCoreApplication::processEvents();
        QVERIFY(QLineF(studio.middle(), studio.cardOf(id)).length() < 20);
    }
    QTest::mouseRelease(&studio.map(), Qt::LeftButton, {}, place(studio.cardOf(studio.a)));
}

QTEST_MAIN(MinimapTest)
#include "tst_minimap.moc"
