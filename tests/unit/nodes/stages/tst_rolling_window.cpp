// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "engine/data/batch_builder.h"
#include "nodes/support/rolling_window.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <deque>
#include <map>
#include <set>

using namespace millrace;

namespace {

const Schema& schema() {
    static const Schema instance({{"k", TypeId::BigInt}, {"x", TypeId::Double}, {"n", TypeId::BigInt}});
    return instance;
}

struct Row {
    std::int64_t key;
    double x;
    std::int64_t n;
};

RecordBatch batchOf(const std::vector<Row>& rows) {
    BatchBuilder builder(makeSchema(schema().fields()));
    for (const Row& row : rows)
        builder.appendRow({row.key, row.x, row.n});
    return builder.finish();
}

double doubleAt(const Column& column, std::size_t row) { return column.values<double>()[row]; }

} // namespace

class tst_rolling_window : public QObject {
    Q_OBJECT

    /// Sum, mean, deviation and maximum over random records against a computation that looks at every window
    /// anew.
    void compareWithNaive(std::size_t size, bool includeCurrent, std::size_t total, double jump) {
        const auto program = AggregateProgram::compile({{"sum", "SUM(x)"},
                                                        {"mean", "AVG(x)"},
                                                        {"dev", "STDDEV(x)"},
                                                        {"high", "MAX(n)"},
                                                        {"whole", "SUM(n)"}},
                                                       schema(), {"k"});
        QVERIFY(bool(program));
        AggregateInput input(*program, {0});
        RollingWindow window(*program, {TypeId::BigInt}, size, includeCurrent);
        Evaluator evaluator;
        Random random(3);
        std::map<std::int64_t, std::deque<Row>> last;
        for (std::size_t done = 0; done < total;) {
            std::vector<Row> rows(1 + random.below(150));
            for (Row& row : rows) {
                row = {static_cast<std::int64_t>(random.below(3)), 50 + random.normal(),
                       static_cast<std::int64_t>(random.below(1000)) - 500};
                if (random.below(97) == 0) row.x += jump;
            }
            const RecordBatch batch = batchOf(rows);
            input.evaluate(evaluator, batch);
            const RecordBatch::Columns results = window.add(input, batch.rows());
            for (std::size_t i = 0; i < rows.size(); ++i) {
                std::deque<Row>& kept = last[rows[i].key];
                if (includeCurrent) kept.push_back(rows[i]);
                while (kept.size() > size)
                    kept.pop_front();
                long double sum = 0;
                std::int64_t whole = 0;
                std::int64_t high = INT64_MIN;
                for (const Row& row : kept) {
                    sum += row.x;
                    whole += row.n;
                    high = std::max(high, row.n);
                }
                QCOMPARE(results[0]->isNull(i), kept.empty());
                if (!kept.empty()) {
                    const auto mean = static_cast<double>(sum / static_cast<long double>(kept.size()));
                    QVERIFY(std::abs(doubleAt(*results[0], i) - static_cast<double>(sum)) <=
                            1e-9 * std::abs(static_cast<double>(sum)));
                    QVERIFY(std::abs(doubleAt(*results[1], i) - mean) <= 1e-9 * std::abs(mean));
                    QCOMPARE(results[3]->values<std::int64_t>()[i], high);
                    QCOMPARE(results[4]->values<std::int64_t>()[i], whole);
                    long double squares = 0;
                    for (const Row& row : kept)
                        squares += (row.x - sum / static_cast<long double>(kept.size())) *
                                   (row.x - sum / static_cast<long double>(kept.size()));
                    QCOMPARE(results[2]->isNull(i), kept.size() < 2);
                    if (kept.size() >= 2) {
                        const auto dev = static_cast<double>(
                            std::sqrt(squares / static_cast<long double>(kept.size() - 1)));
                        QVERIFY(std::abs(doubleAt(*results[2], i) - dev) <= 1e-9 * dev);
                    }
                }
                if (!includeCurrent) kept.push_back(rows[i]);
            }
            done += rows.size();
        }
    }

private Q_SLOTS:
    void oneRecordIsItsOwnWindow() { compareWithNaive(1, true, 500, 0); }
    void smallWindowsAreExact() { compareWithNaive(10, true, 2000, 0); }
    void windowsWithoutTheCurrentRecordAreExact() { compareWithNaive(7, false, 2000, 0); }
    void hugeValuesLeaveNothingBehindInSmallWindows() { compareWithNaive(20, true, 3000, 1e12); }
    void windowsOfADayAreExact() { compareWithNaive(288, false, 6000, 1e6); }
    void longWindowsSlideWithoutDrift() { compareWithNaive(1200, true, 9000, 1e9); }

    /// The cut of a window moves with its records, not with the batches they come in: not a bit differs.
    void batchesDoNotChangeABit() {
        const auto program =
            AggregateProgram::compile({{"mean", "AVG(x)"}, {"dev", "STDDEV(x)"}}, schema(), {"k"});
        QVERIFY(bool(program));
        Random random(4);
        std::vector<Row> rows(3000);
        for (Row& row : rows)
            row = {static_cast<std::int64_t>(random.below(4)), random.normal() * 1e3, 0};
        std::vector<std::vector<double>> runs;
        for (const std::size_t size : {std::size_t{1}, std::size_t{7}, rows.size()}) {
            AggregateInput input(*program, {0});
            RollingWindow window(*program, {TypeId::BigInt}, 50, true);
            Evaluator evaluator;
            std::vector<double>& values = runs.emplace_back();
            for (std::size_t first = 0; first < rows.size(); first += size) {
                const auto from = rows.begin() + static_cast<std::ptrdiff_t>(first);
                const auto count = static_cast<std::ptrdiff_t>(std::min(size, rows.size() - first));
                const RecordBatch batch = batchOf({from, from + count});
                input.evaluate(evaluator, batch);
                const RecordBatch::Columns results = window.add(input, batch.rows());
                for (std::size_t i = 0; i < batch.rows(); ++i) {
                    values.push_back(doubleAt(*results[0], i));
                    values.push_back(results[1]->isNull(i) ? -1 : doubleAt(*results[1], i));
                }
            }
        }
        QCOMPARE(runs[1], runs[0]);
        QCOMPARE(runs[2], runs[0]);
    }

    /// Aggregates that look at order, and those that grow with their values.
    void earliestLatestAndDifferentValuesAreThoseOfTheWindow() {
        const auto program = AggregateProgram::compile({{"first", "FIRST_BY(n ORDER BY x)"},
                                                        {"last", "MAX_BY(n, x)"},
                                                        {"different", "COUNT(DISTINCT x)"},
                                                        {"high", "COUNT(*) FILTER (WHERE x > 4)"}},
                                                       schema(), {"k"});
        QVERIFY(bool(program));
        AggregateInput input(*program, {0});
        RollingWindow window(*program, {TypeId::BigInt}, 12, true);
        Evaluator evaluator;
        Random random(5);
        std::deque<Row> kept;
        for (std::int64_t done = 0; done < 800;) {
            std::vector<Row> rows(1 + random.below(40));
            for (Row& row : rows)
                row = {0, static_cast<double>(random.below(9)), done++};
            const RecordBatch batch = batchOf(rows);
            input.evaluate(evaluator, batch);
            const RecordBatch::Columns results = window.add(input, batch.rows());
            for (std::size_t i = 0; i < rows.size(); ++i) {
                kept.push_back(rows[i]);
                if (kept.size() > 12) kept.pop_front();
                // Both give the first of equal rows.
                const auto below = [](const Row& a, const Row& b) { return a.x < b.x; };
                QCOMPARE(results[0]->values<std::int64_t>()[i],
                         std::min_element(kept.begin(), kept.end(), below)->n);
                QCOMPARE(results[1]->values<std::int64_t>()[i],
                         std::max_element(kept.begin(), kept.end(), below)->n);
                std::set<double> different;
                for (const Row& row : kept)
                    different.insert(row.x);
                QCOMPARE(results[2]->values<std::int64_t>()[i], static_cast<std::int64_t>(different.size()));
                QCOMPARE(results[3]->values<std::int64_t>()[i],
                         std::count_if(kept.begin(), kept.end(), [](const Row& row) { return row.x > 4; }));
            }
        }
    }
};

QTEST_GUILESS_MAIN(tst_rolling_window)
#include "tst_rolling_window.moc"
