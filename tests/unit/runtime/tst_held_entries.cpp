// SPDX-License-Identifier: Apache-2.0
//
// What waits behind a barrier comes back as it came, whether it stayed in memory or went to a file.
#include "engine/data/batch_builder.h"
#include "engine/runtime/checkpoints/held_entries.h"
#include "tests/support/toy_nodes.h"

#include <QTemporaryDir>
#include <QtTest/QtTest>

#include <deque>
#include <filesystem>

using namespace millrace;
using namespace millrace::test;

namespace {

constexpr std::int64_t kMiB = std::int64_t{1} << 20;

ChannelEntry entryWith(std::int64_t first, std::size_t rows) {
    ChannelEntry entry;
    if (rows > 0) entry.batch = numbers(first, rows);
    entry.watermark = first;
    entry.queuedAt = first + 1;
    entry.sequence = static_cast<std::uint64_t>(first) * 3;
    entry.stream = 5;
    entry.parts = 6;
    entry.spread = 7;
    entry.producer = static_cast<std::uint32_t>(first % 4);
    entry.pieceRows = 8;
    entry.sequenceDone = first % 2 == 0;
    entry.end = first % 3 == 0;
    entry.barrier = first % 5 == 0 ? 9 : kNoEpoch;
    return entry;
}

std::vector<std::int64_t> recordsOf(const ChannelEntry& entry) {
    return entry.batch.rows() == 0 ? std::vector<std::int64_t>() : valuesOf(entry.batch);
}

bool isSame(const ChannelEntry& a, const ChannelEntry& b) {
    return recordsOf(a) == recordsOf(b) && a.watermark == b.watermark && a.queuedAt == b.queuedAt &&
           a.sequence == b.sequence && a.stream == b.stream && a.parts == b.parts && a.spread == b.spread &&
           a.producer == b.producer && a.pieceRows == b.pieceRows && a.sequenceDone == b.sequenceDone &&
           a.end == b.end && a.barrier == b.barrier;
}

} // namespace

class HeldEntriesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void comeBackAsTheyCame_data() {
        QTest::addColumn<qint64>("memory");
        QTest::newRow("memory") << qint64{1'000 * kMiB};
        QTest::newRow("some in memory") << qint64{100'000};
        QTest::newRow("file") << qint64{0};
    }
    /// In and out in any order, with entries of all sizes: some larger than what is read at once.
    void comeBackAsTheyCame() {
        QFETCH(qint64, memory);
        const QTemporaryDir folder;
        const auto room = std::make_shared<AlignmentRoom>(folder.path().toStdString(), memory);
        HeldEntries held(room);
        std::deque<ChannelEntry> expected;
        std::int64_t next = 1;
        const std::size_t sizes[] = {0, 1, 100, 40'000, 7, 200'000, 0, 3};
        for (int round = 0; round < 3; ++round) {
            for (int i = 0; i < 24; ++i, ++next) {
                const std::size_t rows = sizes[static_cast<std::size_t>(next) % std::size(sizes)];
                expected.push_back(entryWith(next, rows));
                held.push(entryWith(next, rows));
                if (i % 3 != 2) continue;
                QVERIFY(isSame(held.pop(), expected.front()));
                expected.pop_front();
            }
            std::int64_t rows = 0;
            for (const ChannelEntry& entry : expected)
                rows += static_cast<std::int64_t>(entry.batch.rows());
            QCOMPARE(held.rows(), rows);
            QCOMPARE(held.takeSpilled() > 0, memory < kMiB);
            QCOMPARE(held.takeSpilled(), std::int64_t{0});
            QVERIFY2(std::filesystem::is_empty(folder.path().toStdString()), "the file has no name");
            // Partly, so that the next round begins with a file.
            while (expected.size() > (round == 2 ? 0 : 5)) {
                QVERIFY(!held.empty());
                QVERIFY(isSame(held.pop(), expected.front()));
                expected.pop_front();
            }
        }
        QVERIFY(held.empty());
        QCOMPARE(held.rows(), std::int64_t{0});
    }
    void memoryIsSharedAndGivenBack() {
        const QTemporaryDir folder;
        const auto room = std::make_shared<AlignmentRoom>(folder.path().toStdString(), 10'000);
        {
            HeldEntries first(room), second(room);
            first.push(entryWith(1, 1'000)); // 8,000 bytes and a little
            second.push(entryWith(2, 1'000));
            QCOMPARE(first.takeSpilled(), std::int64_t{0});
            QVERIFY2(second.takeSpilled() > 8'000, "the memory is one for both");
            first.pop();
            second.pop();
            second.push(entryWith(3, 1'000));
            QCOMPARE(second.takeSpilled(), std::int64_t{0});
        }
        QVERIFY2(room->take(10'000), "what nobody fetched is given back");
    }
    void saysWhatTheSystemRefuses() {
        const auto room = std::make_shared<AlignmentRoom>("/proc/there-is-no-such-folder", 0);
        HeldEntries held(room);
        try {
            for (int i = 0; i < 100; ++i)
                held.push(entryWith(i, 10'000));
            QFAIL("it was written nowhere");
        } catch (const DiagnosticError& error) {
            const Diagnostic& d = error.diagnostics().items.front();
            QCOMPARE(d.code, std::string("MR4619"));
            QVERIFY(d.message.find("/proc/there-is-no-such-folder") != std::string::npos);
        }
    }
};

QTEST_GUILESS_MAIN(HeldEntriesTest)
#include "tst_held_entries.moc"
