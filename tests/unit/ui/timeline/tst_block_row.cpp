// SPDX-License-Identifier: Apache-2.0
#include "ui/timeline/block_row.h"

#include <QTest>

#include <deque>
#include <random>

using namespace millrace::ui;

class TestBlockRow : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void itHoldsWhatARowHolds();
    void whatStandsInItIsNotMoved();
    void halvesAreFound();
};

void TestBlockRow::itHoldsWhatARowHolds() {
    BlockRow<int> row;
    std::deque<int> expected;
    std::mt19937 random(1);
    for (int round = 0; round < 400; ++round) {
        for (std::size_t n = random() % 900; n > 0; --n) {
            row.push_back(round);
            expected.push_back(round);
        }
        if (round % 3 == 0) {
            const std::size_t size = expected.size() - random() % (expected.size() / 4 + 1);
            row.truncate(size);
            expected.resize(size);
        }
        if (round % 5 == 0) {
            const std::size_t gone = random() % (expected.size() + 1);
            row.dropFront(gone);
            expected.erase(expected.begin(), expected.begin() + static_cast<std::ptrdiff_t>(gone));
        }
        QCOMPARE(row.size(), expected.size());
        QVERIFY(std::equal(expected.begin(), expected.end(), row.begin()));
        if (!expected.empty()) QCOMPARE(row.back(), expected.back());
    }
    row.clear();
    QVERIFY(row.empty());
    row.append({1, 2, 3});
    QCOMPARE(row[2], 3);
}

void TestBlockRow::whatStandsInItIsNotMoved() {
    BlockRow<int> row;
    for (int i = 0; i < 5000; ++i)
        row.push_back(i);
    const int* const one = &row[4000];
    row.dropFront(3500);
    for (int i = 0; i < 50'000; ++i)
        row.push_back(i);
    QCOMPARE(&row[500], one);
    QCOMPARE(*one, 4000);
}

void TestBlockRow::halvesAreFound() {
    BlockRow<int> row;
    for (int i = 0; i < 5000; ++i)
        row.push_back(i);
    row.dropFront(100);
    const auto below = [](int limit) { return [limit](int value) { return value < limit; }; };
    QCOMPARE(row.partitionPoint(below(3000)), std::size_t(2900));
    QCOMPARE(row.partitionPoint(below(-1)), std::size_t(0));
    QCOMPARE(row.partitionPoint(below(9000)), row.size());
    QCOMPARE(row.partitionPoint(10, 20, below(9000)), std::size_t(20));
}

QTEST_GUILESS_MAIN(TestBlockRow)
#include "tst_block_row.moc"
