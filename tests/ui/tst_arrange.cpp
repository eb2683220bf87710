// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_json.h"
#include "tests/support/ui/studio_fixture.h"
#include "ui/canvas/bend_item.h"
#include "ui/canvas/canvas_areas.h"
#include "ui/canvas/wire_bends.h"
#include "ui/canvas/wire_item.h"

#include <QTest>
#include <QUndoStack>
#include <algorithm>

using namespace millrace;

class ArrangeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void E11_alignAndDistribute();
    void E11_snapToGrid();
    void E11_tidyLeftToRightInOneStep();
    void E11_tidyKeepsToTheSelection();
    void E11_tidyKeepsGroupsTogether();
    void E11_tidyRespectsThePorts();
    void E14_reroutePointOnWire();
    void E14_bendsMoveWithTheirCards();
    void E14_capsulesSlideAlongTheBentWire();
};

namespace {

struct Studio : test::StudioFixture {
    QPointF at(const std::string& id) {
        const Point point = document().position(id).value();
        return {point.x, point.y};
    }
    int steps() { return session().undoStack().index(); }
    void sequence(Qt::Key second) {
        view().setFocus();
        QTest::keyClick(&view(), Qt::Key_A, Qt::AltModifier);
        QTest::keyClick(&view(), second);
        QCoreApplication::processEvents();
    }
    QPainterPath wirePathOf(const char* id) { return canvas().wire(id)->path(); }
    static qreal distance(const QPainterPath& path, QPointF point) {
        qreal least = 1e9;
        for (int i = 0; i <= 400; ++i)
            least = std::min(least, QLineF(path.pointAtPercent(i / 400.0), point).length());
        return least;
    }
};

} // namespace

void ArrangeTest::E11_alignAndDistribute() {
    Studio studio;
    const auto a = studio.add("generate", 0, 0), b = studio.add("filter", 260, 60),
               c = studio.add("discard", 600, 140);
    studio.key(Qt::Key_A, Qt::ControlModifier);
    const int before = studio.steps();
    studio.sequence(Qt::Key_T);
    QCOMPARE(studio.at(b), QPointF(260, 0));
    QCOMPARE(studio.at(c), QPointF(600, 0));
    QCOMPARE(studio.steps(), before + 1);
    studio.sequence(Qt::Key_H);
    QCOMPARE(studio.at(b), QPointF(300, 0));
    QCOMPARE(studio.steps(), before + 2);
    studio.key(Qt::Key_Z, Qt::ControlModifier);
    studio.key(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(studio.at(c), QPointF(600, 140));
    studio.sequence(Qt::Key_V);
    QCOMPARE(studio.at(b), QPointF(260, 70));
    QCOMPARE(studio.canvas().node(QString::fromStdString(b))->pos(), QPointF(260, 70));
    studio.sequence(Qt::Key_B);
    QCOMPARE(studio.at(a).y(), 140.0);
    studio.sequence(Qt::Key_C);
    QCOMPARE(studio.at(a), QPointF(300, 140));
    studio.key(Qt::Key_Z, Qt::ControlModifier);
    studio.sequence(Qt::Key_R);
    QCOMPARE(studio.at(a).x(), 600.0);
    studio.key(Qt::Key_Z, Qt::ControlModifier);
    studio.sequence(Qt::Key_L);
    QCOMPARE(studio.at(c).x(), 0.0);
    studio.key(Qt::Key_Z, Qt::ControlModifier);
    // One card alone has nothing to be aligned with: no step.
    studio.canvas().selectOnly({QString::fromStdString(a)});
    const int steps = studio.steps();
    studio.sequence(Qt::Key_M);
    QCOMPARE(studio.steps(), steps);
}

void ArrangeTest::E11_snapToGrid() {
    Studio studio;
    const auto a = studio.add("generate", 3, 7), b = studio.add("filter", 271, -9);
    QCOMPARE(studio.canvas().node(QString::fromStdString(a))->pos(), QPointF(3, 7));
    studio.sequence(Qt::Key_G);
    QCOMPARE(studio.at(a), QPointF(0, 0));
    QCOMPARE(studio.at(b), QPointF(280, 0));
    studio.key(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(studio.at(a), QPointF(3, 7));
}

void ArrangeTest::E11_tidyLeftToRightInOneStep() {
    Studio studio;
    const auto a = studio.add("generate", 500, 300), b = studio.add("filter", 100, 40),
               c = studio.add("map", 40, 500), d = studio.add("discard", -300, 0);
    studio.connectNodes(a + ".out", b + ".in");
    studio.connectNodes(b + ".out", c + ".in");
    studio.connectNodes(c + ".out", d + ".in");
    studio.canvas().selectOnly({});
    const std::string start = writeGraph(studio.document());
    const int before = studio.steps();
    studio.key(Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(studio.steps(), before + 1);
    QVERIFY(studio.at(a).x() < studio.at(b).x());
    QVERIFY(studio.at(b).x() < studio.at(c).x());
    QVERIFY(studio.at(c).x() < studio.at(d).x());
    // A row of cards with one port at each side stands straight, on the grid, where the old drawing began.
    for (const auto& id : {b, c, d})
        QCOMPARE(studio.at(id).y(), studio.at(a).y());
    QCOMPARE(studio.at(a), QPointF(-300, 0));
    studio.key(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(QString::fromStdString(writeGraph(studio.document())), QString::fromStdString(start));
}

void ArrangeTest::E11_tidyKeepsToTheSelection() {
    Studio studio;
    const auto a = studio.add("generate", 300, 300), b = studio.add("filter", 0, 0),
               c = studio.add("discard", 40, 400);
    studio.connectNodes(a + ".out", b + ".in");
    studio.connectNodes(b + ".out", c + ".in");
    studio.canvas().selectOnly({QString::fromStdString(a), QString::fromStdString(b)});
    studio.key(Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(studio.at(c), QPointF(40, 400));
    QVERIFY(studio.at(a).x() < studio.at(b).x());
    QCOMPARE(studio.at(a).y(), studio.at(b).y());
}

void ArrangeTest::E11_tidyKeepsGroupsTogether() {
    Studio studio;
    std::vector<std::string> inside, outside;
    const auto source = studio.add("generate", -200, 0);
    for (int i = 0; i < 3; ++i) {
        inside.push_back(studio.add("filter", 100 + 10 * i, 200 * i));
        outside.push_back(studio.add("map", 900, 200 * i));
        studio.connectNodes(source + ".out", inside.back() + ".in");
        studio.connectNodes(source + ".out", outside.back() + ".in");
    }
    studio.session().apply(
        edit::SetGroup{"box", GraphGroup{"box", "Box", "", {60, -60, 300, 640}, {}}, std::nullopt});
    studio.canvas().selectOnly({});
    studio.key(Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
    const Rect& area = studio.document().groups[0].area;
    const QRectF box(area.x, area.y, area.width, area.height);
    for (const auto& id : inside)
        QVERIFY(box.contains(studio.canvas().node(QString::fromStdString(id))->cardRect()));
    for (const auto& id : outside)
        QVERIFY(!box.intersects(studio.canvas().node(QString::fromStdString(id))->cardRect()));
    for (const ui::NodeItem* one : studio.canvas().nodes()) {
        for (const ui::NodeItem* other : studio.canvas().nodes())
            QVERIFY(one == other || !one->cardRect().intersects(other->cardRect()));
    }
}

void ArrangeTest::E11_tidyRespectsThePorts() {
    Studio studio;
    const auto source = studio.add("generate", 0, 0);
    boost::json::object params;
    params["outputs"] = boost::json::object{{"high", "v > 2"}, {"middle", "v > 1"}, {"low", "v > 0"}};
    const auto split = studio.add("split", 300, 0, params);
    // Drawn upside down: the sink of the uppermost port stands lowest.
    const auto low = studio.add("discard", 600, 0), middle = studio.add("discard", 600, 200),
               high = studio.add("discard", 600, 400);
    studio.connectNodes(source + ".out", split + ".in");
    studio.connectNodes(split + ".low", low + ".in");
    studio.connectNodes(split + ".middle", middle + ".in");
    studio.connectNodes(split + ".high", high + ".in");
    studio.canvas().selectOnly({});
    studio.key(Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(studio.at(high).y() < studio.at(middle).y());
    QVERIFY(studio.at(middle).y() < studio.at(low).y());
    // The wires that can be level are.
    const auto level = [&](const std::string& from, const char* port, const std::string& to) {
        return studio.portOf(from, port, true).y() == studio.portOf(to, "in", false).y();
    };
    QVERIFY(level(source, "out", split));
    QVERIFY2(level(split, "high", high) || level(split, "middle", middle) || level(split, "low", low),
             qPrintable(QString("split %1, high %2, middle %3, low %4")
                            .arg(studio.at(split).y())
                            .arg(studio.at(high).y())
                            .arg(studio.at(middle).y())
                            .arg(studio.at(low).y())));
}

void ArrangeTest::E14_reroutePointOnWire() {
    Studio studio;
    const auto a = studio.add("generate", 0, 0), b = studio.add("discard", 600, 0);
    studio.connectNodes(a + ".out", b + ".in");
    const char* wire = "generate.out->discard.in";
    const auto bends = [&] { return studio.document().edges.at(0).bends; };
    const QPointF middle = studio.wirePathOf(wire).pointAtPercent(0.5);
    const int before = studio.steps();
    QTest::mouseDClick(studio.view().viewport(), Qt::LeftButton, {}, studio.inView(middle));
    QCOMPARE(bends().size(), std::size_t{1});
    QCOMPARE(studio.steps(), before + 1);
    QVERIFY(QLineF(QPointF(bends()[0].x, bends()[0].y), middle).length() < 10);
    // Dragged, the wire goes through it, smoothly, and leaves and meets the ports level.
    studio.drag(studio.inView({bends()[0].x, bends()[0].y}), studio.inView({400, 240}));
    QCOMPARE(bends()[0], (Point{400, 240}));
    QCOMPARE(studio.steps(), before + 2);
    QPainterPath path = studio.wirePathOf(wire);
    QVERIFY(Studio::distance(path, {400, 240}) < 1);
    QVERIFY(std::abs(path.angleAtPercent(0.001)) < 3 || path.angleAtPercent(0.001) > 357);
    for (double t = 0.02; t < 0.98; t += 0.01) {
        const double turn = QLineF::fromPolar(1, path.angleAtPercent(t))
                                .angleTo(QLineF::fromPolar(1, path.angleAtPercent(t + 0.01)));
        QVERIFY2(std::min(turn, 360 - turn) < 40, qPrintable(QString::number(t)));
    }
    // A second one stands behind the first in the wire's direction.
    const QPointF later = path.pointAtPercent(0.85);
    QTest::mouseDClick(studio.view().viewport(), Qt::LeftButton, {}, studio.inView(later));
    QCOMPARE(bends().size(), std::size_t{2});
    QCOMPARE(bends()[0], (Point{400, 240}));
    // A double click takes one away, Delete the other; the wire stays.
    QTest::mouseDClick(studio.view().viewport(), Qt::LeftButton, {},
                       studio.inView({bends()[1].x, bends()[1].y}));
    QCOMPARE(bends().size(), std::size_t{1});
    studio.click(studio.inView({bends()[0].x, bends()[0].y}));
    studio.key(Qt::Key_Delete);
    QVERIFY(bends().empty());
    QCOMPARE(studio.document().edges.size(), std::size_t{1});
    QVERIFY(studio.canvas().bends().items().isEmpty());
    while (studio.steps() > before)
        studio.key(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(bends().empty());
    studio.key(Qt::Key_Y, Qt::ControlModifier);
    QCOMPARE(studio.canvas().bends().pointsOf(wire).size(), std::size_t{1});
}

void ArrangeTest::E14_bendsMoveWithTheirCards() {
    Studio studio;
    const auto a = studio.add("generate", 0, 0), b = studio.add("discard", 600, 0);
    studio.connectNodes(a + ".out", b + ".in");
    studio.session().apply(edit::SetBends{{a, "out"}, {b, "in"}, {{400, 200}}});
    studio.canvas().selectOnly({QString::fromStdString(a), QString::fromStdString(b)});
    const int before = studio.steps();
    studio.drag(studio.middleOf(a), studio.middleOf(a) + QPoint(40, 60));
    QCOMPARE(studio.document().edges[0].bends.at(0), (Point{440, 260}));
    QCOMPARE(studio.steps(), before + 1);
    // With one end alone the point stays.
    studio.canvas().selectOnly({QString::fromStdString(b)});
    studio.drag(studio.middleOf(b), studio.middleOf(b) + QPoint(40, 0));
    QCOMPARE(studio.document().edges[0].bends.at(0), (Point{440, 260}));
}

void ArrangeTest::E14_capsulesSlideAlongTheBentWire() {
    Studio studio;
    const auto a = studio.add("generate", 0, 0), b = studio.add("discard", 600, 0);
    studio.add("filter", 300, 180);
    studio.connectNodes(a + ".out", b + ".in");
    studio.session().apply(edit::SetBends{{a, "out"}, {b, "in"}, {{400, 230}}});
    ui::LiveValues live;
    live.active = true;
    live.wires["generate.out->discard.in"].capacity = 10;
    studio.canvas().setLiveValues(live);
    const ui::WireItem& wire = *studio.canvas().wire("generate.out->discard.in");
    QVERIFY(wire.hasCapsule());
    QVERIFY(Studio::distance(wire.path(), wire.capsuleRect().center()) < 3);
    for (const ui::NodeItem* node : studio.canvas().nodes())
        QVERIFY(!node->cardRect().intersects(wire.capsuleRect()));
}

QTEST_MAIN(ArrangeTest)
#include "tst_arrange.moc"
