// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/statistics/student_t.h"

#include <QtTest/QtTest>

using namespace millrace::sim;

namespace {
bool near(double found, double expected, double within) { return std::abs(found - expected) <= within; }
} // namespace

class TestStudentT : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // Tables: Abramowitz and Stegun, 26.10 and 26.2.
    void factorsAreThoseOfTheTables() {
        QVERIFY(near(studentTFactor(0.95, 1), 12.706, 5e-4));
        QVERIFY(near(studentTFactor(0.95, 9), 2.262, 5e-4));
        QVERIFY(near(studentTFactor(0.95, 30), 2.042, 5e-4));
        QVERIFY(near(studentTFactor(0.99, 9), 3.250, 5e-4));
        QVERIFY(near(studentTFactor(0.90, 4), 2.132, 5e-4));
    }

    void quantilesOfTheNormalAreThoseOfTheTables() {
        QVERIFY(near(normalQuantile(0.975), 1.959963984540054, 1e-12));
        QVERIFY(near(normalQuantile(0.995), 2.575829303548901, 1e-12));
        QCOMPARE(normalQuantile(0.5), 0.0);
    }

    void manyDegreesOfFreedomAreTheNormal() {
        QVERIFY(near(studentTQuantile(0.975, 1e7), normalQuantile(0.975), 1e-6));
    }

    void quantilesAreSymmetric() {
        for (const double p : {0.6, 0.9, 0.999}) {
            QVERIFY(near(studentTQuantile(1 - p, 7), -studentTQuantile(p, 7), 1e-9));
            QVERIFY(near(normalQuantile(1 - p), -normalQuantile(p), 1e-9));
        }
        QCOMPARE(studentTQuantile(0.5, 7), 0.0);
    }

    void theEndsAreInfinite() {
        QVERIFY(std::isinf(studentTQuantile(1, 5)) && std::isinf(studentTQuantile(0, 5)));
        QVERIFY(std::isinf(normalQuantile(1)) && normalQuantile(0) < 0);
        QVERIFY(std::isinf(studentTFactor(0.95, 0)));
    }

    void bonferroniSharesTheRiskEvenly() {
        QVERIFY(near(bonferroniLevel(0.95, 10), 0.995, 1e-12));
        QCOMPARE(bonferroniLevel(0.95, 1), 0.95);
        QCOMPARE(bonferroniLevel(0.95, 0), 0.95);
    }
};

QTEST_GUILESS_MAIN(TestStudentT)
#include "tst_student_t.moc"
