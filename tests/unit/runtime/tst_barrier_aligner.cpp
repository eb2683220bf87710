// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/checkpoints/barrier_aligner.h"

#include <QTest>

using namespace millrace;

namespace {

ChannelEntry from(std::uint32_t producer, Epoch barrier = kNoEpoch) {
    ChannelEntry entry;
    entry.producer = producer;
    entry.barrier = barrier;
    entry.watermark = 1; // it is something
    return entry;
}

} // namespace

class BarrierAlignerTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatLiesBehindABarrierWaits() {
        BarrierAligner aligner(2, true, room_);
        QVERIFY(!admits(aligner, from(0, 5)));
        QVERIFY(!admits(aligner, from(0)));
        QVERIFY(admits(aligner, from(1)));
        QVERIFY(!aligner.complete());
        QVERIFY(!admits(aligner, from(1, 5)));
        QVERIFY(aligner.complete());
        QCOMPARE(aligner.epoch(), Epoch{5});
        aligner.pass();
        QVERIFY(aligner.hasBacklog());
        ChannelEntry first = aligner.popBacklog();
        QVERIFY(aligner.admit(first));
    }

    void aBarrierOfWhatWasGivenUpIsNotListenedTo() {
        BarrierAligner aligner(2, true, room_);
        QVERIFY(!admits(aligner, from(0, 5)));
        aligner.giveUp(5);
        QVERIFY(!admits(aligner, from(1, 5)));
        QVERIFY(!aligner.complete());
        QCOMPARE(aligner.epoch(), kNoEpoch);
        QVERIFY(admits(aligner, from(0)));
    }

    /// A producer that knows of the giving up sends the later barrier before the others have heard of it.
    void aLateBarrierDoesNotStandForALaterOne() {
        BarrierAligner aligner(2, true, room_);
        QVERIFY(!admits(aligner, from(1, 6)));
        QVERIFY(!admits(aligner, from(0, 5)));
        QVERIFY(!aligner.complete());
        QVERIFY2(admits(aligner, from(0)), "what comes between 5 and 6 belongs to 6");
        QVERIFY(!admits(aligner, from(0, 6)));
        QVERIFY(aligner.complete());
        QCOMPARE(aligner.epoch(), Epoch{6});
    }

    void aLaterBarrierWaitsBehindAnEarlierOne() {
        BarrierAligner aligner(2, true, room_);
        QVERIFY(!admits(aligner, from(0, 5)));
        QVERIFY(!admits(aligner, from(1, 6)));
        aligner.giveUp(5);
        while (aligner.hasBacklog()) {
            ChannelEntry again = aligner.popBacklog();
            QVERIFY(!aligner.admit(again));
        }
        QCOMPARE(aligner.epoch(), Epoch{6});
        QVERIFY(!aligner.complete());
        QVERIFY(!admits(aligner, from(0, 6)));
        QVERIFY(aligner.complete());
    }

    /// What waits again is neither read nor written anew, however much it is.
    void whatWaitedTwiceIsWrittenOnce() {
        const auto none = std::make_shared<AlignmentRoom>("/tmp", 0);
        BarrierAligner aligner(2, true, none);
        QVERIFY(!admits(aligner, from(0, 5)));
        for (EpochMs i = 1; i <= 100; ++i) {
            ChannelEntry entry = from(0);
            entry.watermark = i;
            QVERIFY(!admits(aligner, std::move(entry)));
        }
        aligner.giveUp(5);
        const std::int64_t once = aligner.takeSpilled();
        QVERIFY(once > 0);
        // Some are read again, then the next barrier comes, and more waits behind it.
        EpochMs next = 1;
        for (; next <= 10; ++next)
            QCOMPARE(aligner.popBacklog().watermark, next);
        QVERIFY(!admits(aligner, from(1, 6)));
        for (EpochMs i = 101; i <= 110; ++i) {
            ChannelEntry entry = from(1);
            entry.watermark = i;
            QVERIFY(!admits(aligner, std::move(entry)));
        }
        aligner.giveUp(6);
        QCOMPARE(aligner.takeSpilled(), once / 100 * 10);
        // What waited last comes first: it was read before what is left of the others.
        for (EpochMs i = 101; i <= 110; ++i)
            QCOMPARE(aligner.popBacklog().watermark, i);
        for (; next <= 100; ++next)
            QCOMPARE(aligner.popBacklog().watermark, next);
        QVERIFY(!aligner.hasBacklog());
        QCOMPARE(aligner.heldRows(), std::int64_t{0});
    }

private:
    static bool admits(BarrierAligner& aligner, ChannelEntry entry) { return aligner.admit(entry); }
    std::shared_ptr<AlignmentRoom> room_ = std::make_shared<AlignmentRoom>("/tmp", 1 << 20);
};

QTEST_GUILESS_MAIN(BarrierAlignerTest)
#include "tst_barrier_aligner.moc"
