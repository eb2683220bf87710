// SPDX-License-Identifier: Apache-2.0
#include "ui/run/live_numbers.h"
#include "ui/run/why_card.h"

#include <QtTest/QtTest>

using namespace millrace;

namespace {

/// numbers -> light -> heavy -> end, over one second; `fused` joins the two in the middle.
struct Run {
    ui::RunShape shape;
    MetricsHistory history{8};
    ui::LiveNumbers numbers;

    Run(bool fused, double ready) {
        for (const char* id : {"numbers", "light", "heavy", "end"})
            shape.nodes.push_back({id, QString(id).toUpper(), {}, Category::Stage});
        shape.edges = {{"numbers.out->light.in", "numbers", "light", false},
                       {"light.out->heavy.in", "light", "heavy", fused},
                       {"heavy.out->end.in", "heavy", "end", false}};
        MetricsFrame frame;
        frame.state = RunState::Running;
        frame.nodes.resize(4);
        frame.edges.resize(3);
        frame.edges[1].fused = fused;
        history.add(frame);
        frame.elapsedNs = 1'000'000'000;
        const auto share = [](double part) { return static_cast<std::int64_t>(part * 1e9); };
        frame.nodes[1].busyNs = share(0.38);
        frame.nodes[2].busyNs = share(0.5);
        frame.nodes[2].readyNs = share(ready);
        frame.nodes[3].busyNs = share(0.2);
        frame.bottleneck = 2;
        history.add(frame);
    }
    QString reason() {
        const auto reason = ui::whyIsItSlow(shape, numbers.update(shape, history));
        return reason ? QString(reason->node + ": " + reason->text).remove("<b>").remove("</b>") : QString();
    }
};

} // namespace

class TestWhyCard : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aNodeOfItsOwnIsSaidToBeBusy();
    void ofAFusedNodeTheTaskIsSaidToBeBusy();
    void waitingForACoreIsSaid();
    void whereNothingLimitsThereIsNoReason();
};

void TestWhyCard::aNodeOfItsOwnIsSaidToBeBusy() {
    Run run(false, 0);
    const QString text = run.reason();
    QVERIFY2(text.startsWith("heavy: HEAVY is busy 50 % of the time: it decides the rate."),
             qPrintable(text));
    QVERIFY2(text.contains("LIGHT would be next, at 38 % busy"), qPrintable(text));
    QVERIFY(!text.contains("core"));
}

void TestWhyCard::ofAFusedNodeTheTaskIsSaidToBeBusy() {
    Run run(true, 0);
    const QString text = run.reason();
    QVERIFY2(text.startsWith("heavy: HEAVY shares a task with LIGHT; the task is busy 88 % of the time"),
             qPrintable(text));
    QVERIFY2(text.contains("The largest part of it, 50 %, goes to HEAVY."), qPrintable(text));
    QVERIFY2(text.contains("END would be next"), qPrintable(text)); // of another task
    const ui::NodeLive live = run.numbers.values().nodes["heavy"];
    QCOMPARE(live.taskUse, 0.88);
    QCOMPARE(live.taskMates, QStringList("light"));
}

void TestWhyCard::waitingForACoreIsSaid() {
    Run run(false, 0.45);
    const QString text = run.reason();
    QVERIFY2(text.contains("For another 45 % it waits for a free core."), qPrintable(text));
}

void TestWhyCard::whereNothingLimitsThereIsNoReason() {
    Run run(false, 0);
    MetricsFrame frame = run.history.frames().back();
    frame.elapsedNs += 1'000'000'000;
    frame.bottleneck.reset();
    run.history.add(frame);
    QVERIFY(run.reason().isEmpty());
}

QTEST_GUILESS_MAIN(TestWhyCard)
#include "tst_why_card.moc"
