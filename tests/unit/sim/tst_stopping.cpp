// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "engine/sim/statistics/stopping.h"

#include <QtTest/QtTest>

using namespace millrace;
using namespace millrace::sim;

namespace {

using Next = StoppingDecision::Next;

/// Values around 100 with this deviation.
PrecisionGoal goal(double relative, std::size_t n, double deviation, std::uint64_t seed = 1) {
    PrecisionGoal made{.figure = "sojourn", .relative = relative, .values = {}};
    for (std::size_t i = 0; i < n; ++i)
        made.values.push_back(100 + deviation * Random(mix64(seed) + i * kGolden64).normal());
    return made;
}

StoppingDecision decide(const PrecisionGoal& goal, const StoppingRule& rule = {}, bool budgetLeft = true) {
    return decideStopping({&goal, 1}, rule, budgetLeft);
}

} // namespace

class TestStopping : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void roundsDouble() {
        QCOMPARE(decide(goal(0.001, 0, 10)).replications, std::size_t{10});
        QCOMPARE(decide(goal(0.001, 10, 10)).replications, std::size_t{20});
        QCOMPARE(decide(goal(0.001, 20, 10)).replications, std::size_t{40});
        QCOMPARE(decide(goal(0.001, 25, 10)).replications, std::size_t{40});
        QVERIFY(decide(goal(0.001, 20, 10)).next == Next::AnotherRound);
    }

    void aReachedGoalStops() {
        const StoppingDecision decision = decide(goal(0.02, 10, 1));
        QVERIFY(decision.next == Next::Reached);
        QCOMPARE(decision.replications, std::size_t{10});
        QVERIFY(decision.achieved[0].reached());
    }

    void theFirstRoundIsTheLeastThereIs() {
        QVERIFY(decide(goal(0.5, 5, 0.001)).next == Next::AnotherRound);
        QCOMPARE(decide(goal(0.5, 5, 0.001)).replications, std::size_t{10});
        QVERIFY(decide(goal(0.5, 1, 0), {.first = 0}).next == Next::AnotherRound);
    }

    void allGoalsMustBeReached() {
        const std::vector<PrecisionGoal> goals{goal(0.5, 10, 1), goal(0.0001, 10, 1)};
        const StoppingDecision decision = decideStopping(goals, {});
        QVERIFY(decision.next == Next::AnotherRound);
        QCOMPARE(decision.achieved.size(), std::size_t{2});
        QVERIFY(decision.achieved[0].reached() && !decision.achieved[1].reached());
    }

    void theBudgetEndsItAndSaysWhatWasAchieved() {
        const StoppingDecision byNumber = decide(goal(0.0001, 30, 10), {.most = 30});
        QVERIFY(byNumber.next == Next::BudgetSpent);
        QCOMPARE(byNumber.achieved[0].interval.n, std::uint64_t{30});
        QVERIFY(byNumber.achieved[0].interval.relative() > 0.01);
        QVERIFY(decide(goal(0.0001, 10, 10), {}, false).next == Next::BudgetSpent);
        // A round is cut to what the budget allows.
        QCOMPARE(decide(goal(0.0001, 20, 10), {.most = 30}).replications, std::size_t{30});
        QVERIFY(decide(goal(0.5, 4, 1), {.most = 4}).next == Next::Reached);
    }

    void withoutGoalsThereIsNothingToWaitFor() { QVERIFY(decideStopping({}, {}).next == Next::Reached); }

    void intervalsOfRunsStoppedThisWayStillCover() {
        int covered = 0;
        for (std::uint64_t experiment = 0; experiment < 1000; ++experiment) {
            std::size_t n = 10;
            for (;;) {
                const StoppingDecision decision = decide(goal(0.02, n, 8, experiment), {.most = 640});
                if (decision.next != Next::AnotherRound) {
                    covered += decision.achieved[0].interval.contains(100);
                    break;
                }
                n = decision.replications;
            }
        }
        QVERIFY2(covered >= 910 && covered <= 990, qPrintable(QString::number(covered)));
    }
};

QTEST_GUILESS_MAIN(TestStopping)
#include "tst_stopping.moc"
