// SPDX-License-Identifier: Apache-2.0
// Any text as an expression, a predicate and an aggregate over a fixed schema. What compiles is evaluated
// over a few rows with NULLs and boundary values; nothing may fail at run time, and the canonical text must
// compile to the same canonical text.

#include "engine/data/batch_builder.h"
#include "engine/expression/aggregate.h"
#include "engine/expression/expression.h"

#include <cstdlib>
#include <limits>

using namespace millrace;

namespace {

RecordBatch makeBatch() {
    BatchBuilder builder(makeSchema({{"i", TypeId::Int},
                                     {"l", TypeId::BigInt},
                                     {"d", TypeId::Double},
                                     {"c", DataType::decimal(38, 10)},
                                     {"s", TypeId::String},
                                     {"y", TypeId::Bytes},
                                     {"b", TypeId::Boolean},
                                     {"t", TypeId::Timestamp},
                                     {"a", TypeId::Date},
                                     {"p", DataType::structure({{"x", TypeId::Int}, {"q", TypeId::String}})},
                                     {"r", DataType::array(TypeId::String)}}));
    Decimal128 large = 1;
    for (int k = 0; k < 38; ++k)
        large *= 10;
    builder.appendRow({7, std::int64_t{-9}, 2.5, Decimal128{12345}, std::string("Hello"),
                       std::string("\xFF\x00", 2), true, std::int64_t{1709251198987}, 19782,
                       ValueList{1, std::string("x")}, ValueList{std::string("u"), Value()}});
    builder.appendRow({INT32_MIN, INT64_MIN, -1e300, 1 - large,
                       std::string("a\xC3\xA9\xF0\x9F\x98\x80z,,{\"a\":1}"), std::string(), false, INT64_MIN,
                       INT32_MIN, ValueList{Value(), Value()}, ValueList{}});
    builder.appendRow({INT32_MAX, INT64_MAX, std::numeric_limits<double>::quiet_NaN(), large - 1,
                       std::string("12"), std::string("z"), true, INT64_MAX, INT32_MAX,
                       ValueList{INT32_MAX, std::string()}, ValueList{std::string("v")}});
    builder.appendRow(std::vector<Value>(11));
    return builder.finish();
}

void require(bool condition) {
    if (!condition) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const RecordBatch batch = makeBatch();
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    Evaluator evaluator;
    highlight(text);
    if (const auto expression = Expression::compile(text, *batch.schema())) {
        const ColumnPtr column = evaluator.evaluate(expression.value(), batch);
        require(column->size() == batch.physicalRows() && column->type() == expression.value().type());
        for (std::size_t i = 0; i < column->size(); ++i)
            toText(column->valueAt(i), column->type());
        const auto again = Expression::compile(expression.value().toText(), *batch.schema());
        require(again.has_value() && again.value().toText() == expression.value().toText());
        if (expression.value().type() == DataType(TypeId::Boolean)) {
            const auto predicate = Expression::compilePredicate(text, *batch.schema());
            require(evaluator.select(predicate.value(), batch).size() <= batch.physicalRows());
        }
    } else {
        for (const Diagnostic& item : expression.error())
            require(!item.code.empty() && item.line >= 1 && item.column >= 1);
    }
    if (const auto program =
            AggregateProgram::compile({{"out", std::string(text)}}, *batch.schema(), {"b"})) {
        const std::vector<std::uint32_t> groups = {0, 1, 0, 1};
        for (const auto& call : program.value().calls()) {
            std::vector<ColumnPtr> arguments;
            for (const Expression& argument : call.arguments)
                arguments.push_back(evaluator.evaluate(argument, batch));
            const auto state = call.makeState();
            const auto other = call.makeState();
            state->resize(2);
            other->resize(2);
            state->add(arguments, {}, groups);
            other->add(arguments, {}, groups);
            state->merge(*other, {}, std::vector<std::uint32_t>{1, 0});
            state->merge(*state, std::vector<std::uint32_t>{1}, std::vector<std::uint32_t>{0});
            const ColumnPtr result = state->result(std::vector<std::uint32_t>{0, 1});
            require(result->size() == 2 && result->type() == call.type);
            state->reset(std::vector<std::uint32_t>{0, 1});
        }
    }
    return 0;
}
