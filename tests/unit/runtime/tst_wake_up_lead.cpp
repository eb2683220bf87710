// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/executors/wake_up_lead.h"

#include <QTest>

using namespace millrace;

class WakeUpLeadTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theLeadIsLearnedFromLateWakeUps() {
        WakeUpLead lead;
        for (int i = 0; i < 200; ++i)
            lead.awake(i * kMs, i * kMs + 60'000 + (i % 2) * 10'000);
        QVERIFY(lead.lead(kMs) > 65'000);
        QVERIFY(lead.lead(kMs) < 90'000);
    }

    void itIsNeverMoreThanAPartOfTheSleep() {
        const WakeUpLead lead;
        QVERIFY(lead.lead(kMs / 100) <= kMs / 400);
        QCOMPARE(lead.lead(0), MonotonicNs{0});
    }

    void whoIsWokenEarlySaysNothing() {
        WakeUpLead lead;
        const MonotonicNs before = lead.lead(kMs);
        lead.awake(5 * kMs, 4 * kMs);
        QCOMPARE(lead.lead(kMs), before);
    }

    void oneVeryLateWakeUpChangesLittle() {
        WakeUpLead lead;
        const MonotonicNs before = lead.lead(kMs);
        lead.awake(0, 50 * kMs);
        QVERIFY(lead.lead(kMs) < before + 40'000);
    }

private:
    static constexpr MonotonicNs kMs = 1'000'000;
};

QTEST_GUILESS_MAIN(WakeUpLeadTest)
#include "tst_wake_up_lead.moc"
