// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/executors/arrival_rhythm.h"

#include <QTest>

#include <random>

using namespace millrace;

class ArrivalRhythmTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theNextTickIsForetold() {
        ArrivalRhythm rhythm;
        const MonotonicNs last = tick(rhythm, 100);
        QVERIFY(std::abs(rhythm.next(last) - (last + kMs)) <= 2'000);
        QVERIFY(rhythm.slack() <= kMs / 20);
        // Who looks later is told of the one after.
        QVERIFY(std::abs(rhythm.next(last + kMs + kMs / 2) - (last + 2 * kMs)) <= 4'000);
    }

    void nothingIsForetoldOfTheFirstFew() {
        ArrivalRhythm rhythm;
        QCOMPARE(rhythm.next(kMs), kForever);
        const MonotonicNs last = tick(rhythm, 10);
        QCOMPARE(rhythm.next(last), kForever);
    }

    void jitterWidensTheWindowAndTooMuchEndsIt() {
        std::mt19937_64 random(1);
        ArrivalRhythm rhythm;
        std::uniform_int_distribution<MonotonicNs> little(-5'000, 5'000);
        MonotonicNs last = 0;
        for (int i = 1; i <= 200; ++i)
            rhythm.arrived(last = kStart + i * kMs + little(random));
        const MonotonicNs due = kStart + 201 * kMs;
        QVERIFY(std::abs(rhythm.next(last) - due) <= 8'000);
        QVERIFY(rhythm.slack() >= 2'000);
        std::uniform_int_distribution<MonotonicNs> much(-90'000, 90'000);
        for (int i = 201; i <= 400; ++i)
            rhythm.arrived(last = kStart + i * kMs + much(random));
        QCOMPARE(rhythm.next(last), kForever);
    }

    void randomArrivalsAreNotForetold() {
        std::mt19937_64 random(2);
        std::exponential_distribution<double> gap(1.0 / kMs);
        ArrivalRhythm rhythm;
        MonotonicNs now = kStart;
        int foretold = 0;
        for (int i = 0; i < 10'000; ++i) {
            rhythm.arrived(now += static_cast<MonotonicNs>(gap(random)));
            foretold += rhythm.next(now) != kForever ? 1 : 0;
        }
        QCOMPARE(foretold, 0);
    }

    void oneThatIsLateOrFailsToComeIsForgiven() {
        ArrivalRhythm rhythm;
        MonotonicNs last = tick(rhythm, 100);
        rhythm.arrived(last + kMs + 300'000);
        QVERIFY(std::abs(rhythm.next(last + kMs + 300'000) - (last + 2 * kMs)) <= 4'000);
        rhythm.missed();
        QVERIFY(rhythm.next(last + 2 * kMs) != kForever);
    }

    void nobodyLooksOutForLongForWhatNoLongerComes() {
        ArrivalRhythm rhythm;
        const MonotonicNs last = tick(rhythm, 100);
        int lookedOut = 0;
        while (rhythm.next(last) != kForever && lookedOut < 100) {
            rhythm.missed();
            ++lookedOut;
        }
        QVERIFY(lookedOut <= 5);
    }

    void anotherPeriodIsLearned() {
        ArrivalRhythm rhythm;
        MonotonicNs at = tick(rhythm, 100);
        for (int i = 0; i < 100; ++i)
            rhythm.arrived(at += 3 * kMs / 2);
        QVERIFY(std::abs(rhythm.next(at) - (at + 3 * kMs / 2)) <= 4'000);
    }

    void ticksTooCloseOrTooFarApartAreNotWorthIt() {
        for (const MonotonicNs period : {kMs / 10, 2000 * kMs}) {
            ArrivalRhythm rhythm;
            MonotonicNs at = kStart;
            for (int i = 0; i < 100; ++i)
                rhythm.arrived(at += period);
            QCOMPARE(rhythm.next(at), kForever);
        }
    }

    void severalOfOneTickAreOneArrival() {
        ArrivalRhythm rhythm;
        MonotonicNs at = kStart;
        for (int i = 0; i < 100; ++i) {
            at += kMs;
            for (int k = 0; k < 3; ++k)
                rhythm.arrived(at + k * 4'000);
        }
        QVERIFY(std::abs(rhythm.next(at) - (at + kMs)) <= 4'000);
    }

private:
    static constexpr MonotonicNs kMs = 1'000'000;
    static constexpr MonotonicNs kStart = 7'000 * kMs;

    /// So many, each a millisecond after the one before; when the last was.
    static MonotonicNs tick(ArrivalRhythm& rhythm, int times) {
        for (int i = 1; i <= times; ++i)
            rhythm.arrived(kStart + i * kMs);
        return kStart + times * kMs;
    }
};

QTEST_GUILESS_MAIN(ArrivalRhythmTest)
#include "tst_arrival_rhythm.moc"
