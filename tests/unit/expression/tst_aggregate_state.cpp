// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "engine/data/batch_builder.h"
#include "engine/expression/aggregate.h"
#include "tests/support/saved_runs.h"

#include <QTest>
#include <cmath>
#include <limits>
#include <numeric>

using namespace millrace;
using namespace millrace::test;

namespace {

constexpr std::size_t kGroups = 5;

SchemaPtr schema() {
    static const SchemaPtr kSchema = makeSchema({{"n", TypeId::Int},
                                                 {"l", TypeId::BigInt},
                                                 {"x", TypeId::Double},
                                                 {"c", DataType::decimal(38, 2)},
                                                 {"s", TypeId::String},
                                                 {"b", TypeId::Boolean},
                                                 {"t", TypeId::Timestamp}});
    return kSchema;
}

/// Values of every size, NULLs, infinities and NaN among them.
RecordBatch rows(std::size_t count, std::uint64_t seed) {
    Random random(seed);
    BatchBuilder builder(schema());
    const auto orNull = [&](Value value) { return random.below(7) == 0 ? Value() : std::move(value); };
    for (std::size_t i = 0; i < count; ++i) {
        double x = std::ldexp(random.normal(), static_cast<int>(random.below(120)) - 60);
        if (random.below(200) == 0) x = std::numeric_limits<double>::quiet_NaN();
        if (random.below(200) == 0) x = -0.0;
        const Decimal128 c = Decimal128{static_cast<std::int64_t>(random.next())} * (1 << 20);
        builder.appendRow({orNull(static_cast<std::int32_t>(random.below(40))),
                           orNull(static_cast<std::int64_t>(random.next())), orNull(x), orNull(c),
                           orNull(std::string(random.below(30), 'a') + std::to_string(random.below(9))),
                           orNull(random.below(2) == 0), orNull(static_cast<std::int64_t>(random.below(9)))});
    }
    return builder.finish();
}

struct Driven {
    explicit Driven(const char* text)
        : program(AggregateProgram::compile({{"out", text}}, *schema(), {}).value()),
          call(program.calls().front()),
          state(call.makeState()) {
        state->resize(kGroups);
    }
    void add(const RecordBatch& batch) {
        std::vector<ColumnPtr> arguments;
        for (const Expression& argument : call.arguments)
            arguments.push_back(evaluator.evaluate(argument, batch));
        std::vector<std::uint32_t> groups;
        for (std::uint32_t row = 0; row < batch.rows(); ++row)
            groups.push_back(row * row % 4); // the last group stays empty
        state->add(arguments, {}, groups);
    }
    std::string saved() const {
        std::string bytes;
        ByteWriter to(bytes);
        state->save(kGroups, to);
        return bytes;
    }
    std::string result() const {
        std::vector<std::uint32_t> all(kGroups);
        std::iota(all.begin(), all.end(), 0u);
        const ColumnPtr column = state->result(all);
        std::string text;
        for (std::size_t i = 0; i < kGroups; ++i)
            text += toText(column->valueAt(i), call.type) + "\n";
        return text;
    }

    AggregateProgram program;
    const AggregateProgram::Call& call;
    std::unique_ptr<AggregateState> state;
    Evaluator evaluator;
};

} // namespace

class tst_aggregate_state : public QObject {
    Q_OBJECT

    static void calls() {
        QTest::addColumn<QString>("text");
        for (const char* text : {"COUNT(*)",
                                 "COUNT(x)",
                                 "COUNT(DISTINCT n)",
                                 "COUNT(DISTINCT s)",
                                 "COUNT(DISTINCT x)",
                                 "COUNT(DISTINCT c)",
                                 "COUNT(DISTINCT b)",
                                 "SUM(n)",
                                 "SUM(l)",
                                 "SUM(x)",
                                 "SUM(c)",
                                 "AVG(n)",
                                 "AVG(x)",
                                 "AVG(c)",
                                 "AVG_INT(l)",
                                 "MIN(n)",
                                 "MAX(l)",
                                 "MIN(x)",
                                 "MAX(x)",
                                 "MAX(c)",
                                 "MIN(s)",
                                 "MAX(s)",
                                 "MAX(b)",
                                 "STDDEV(x)",
                                 "VAR_POP(n)",
                                 "BOOL_AND(b)",
                                 "BOOL_OR(b)",
                                 "MIN_BY(s, x)",
                                 "MAX_BY(x, s)",
                                 "FIRST_BY(s ORDER BY t, x)",
                                 "COLLECT_SET(s)",
                                 "LAST_BY(c ORDER BY t, s, b)",
                                 "COLLECT_SET(x)",
                                 "COLLECT_SET(b)"})
            QTest::newRow(text) << QString(text);
    }

private Q_SLOTS:
    void aSavedStateGoesOnToTheLastBit_data() { calls(); }
    void aSavedStateGoesOnToTheLastBit() {
        QFETCH(QString, text);
        const std::string call = text.toStdString();
        Driven whole(call.c_str());
        for (std::uint64_t seed = 1; seed <= 6; ++seed) {
            // Before the first row, too.
            Driven loaded(call.c_str());
            const std::string bytes = whole.saved();
            ByteReader from(bytes);
            loaded.state->load(from);
            QVERIFY(!from.failed());
            QCOMPARE(from.left(), std::size_t{0});
            QCOMPARE(loaded.result(), whole.result());
            const RecordBatch batch = rows(300, seed);
            whole.add(batch);
            loaded.add(batch);
            QCOMPARE(loaded.result(), whole.result());
        }
        QVERIFY(whole.saved() != Driven(call.c_str()).saved());
    }

    void aDamagedStateIsToldOrRead_data() { calls(); }
    void aDamagedStateIsToldOrRead() {
        QFETCH(QString, text);
        Driven whole(text.toStdString().c_str());
        whole.add(rows(40, 3));
        const std::string problem = readDamaged(whole.saved(), [&](const std::string& bytes) {
            Driven loaded(text.toStdString().c_str());
            ByteReader from(bytes);
            loaded.state->load(from);
            if (from.failed() || from.left() > 0) failRestore("damaged");
            loaded.add(rows(40, 4));
            loaded.result();
        });
        QCOMPARE(problem, std::string());
    }
};

QTEST_APPLESS_MAIN(tst_aggregate_state)
#include "tst_aggregate_state.moc"
