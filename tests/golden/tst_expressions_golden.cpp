// SPDX-License-Identifier: Apache-2.0
// Compares the expression language with measured answers of Flink and Spark, and with answers of its own; see
// expressions/README.md.

#include "engine/data/batch_builder.h"
#include "engine/data/time_text.h"
#include "engine/expression/expression.h"

#include <QtTest/QtTest>

#include <charconv>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <sstream>

using namespace millrace;

namespace {

struct Answer {
    std::string type;
    std::string value;
    bool operator==(const Answer&) const = default;
};

std::string folder() { return std::string(MILLRACE_TEST_DATA) + "/golden/expressions/"; }

std::vector<std::vector<std::string>> readTable(const std::string& name) {
    std::ifstream file(folder() + name, std::ios::binary);
    std::vector<std::vector<std::string>> rows;
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
        std::vector<std::string> cells(1);
        for (const char c : line) {
            if (c == '\t')
                cells.emplace_back();
            else
                cells.back() += c;
        }
        rows.push_back(std::move(cells));
    }
    return rows;
}

/// `\t`, `\r`, `\n`, and `\\` where backslashes are escaped at all.
std::string unescaped(const std::string& text, bool backslashes) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char next = i + 1 < text.size() ? text[i + 1] : '\0';
        if (text[i] == '\\' && (next == 't' || next == 'r' || next == 'n' || (backslashes && next == '\\'))) {
            out += next == 't' ? '\t' : next == 'r' ? '\r' : next == 'n' ? '\n' : '\\';
            ++i;
        } else {
            out += text[i];
        }
    }
    return out;
}

std::vector<std::string> splitAt(const std::string& text, char separator) {
    std::vector<std::string> parts;
    std::stringstream stream(text);
    for (std::string part; std::getline(stream, part, separator);)
        parts.push_back(part);
    return parts;
}

double readDouble(const std::string& text) {
    if (text == "Infinity" || text == "inf") return std::numeric_limits<double>::infinity();
    if (text == "-Infinity" || text == "-inf") return -std::numeric_limits<double>::infinity();
    if (text == "NaN" || text == "nan") return std::numeric_limits<double>::quiet_NaN();
    return std::stod(text);
}

Value readValue(const DataType& type, const std::string& text) {
    if (text == "NULL") return {};
    switch (type.id()) {
        case TypeId::Boolean: return text == "true";
        case TypeId::Int: return static_cast<std::int32_t>(std::stol(text));
        case TypeId::BigInt:
        case TypeId::Timestamp: return std::int64_t{std::stoll(text)};
        case TypeId::Double: return readDouble(text);
        case TypeId::Decimal: {
            Decimal128 unscaled = 0;
            if (!parseDecimal(text, type.scale(), unscaled)) qFatal("not a decimal: %s", text.c_str());
            return unscaled;
        }
        case TypeId::String: return unescaped(text, true);
        case TypeId::Array: {
            ValueList list;
            for (const std::string& part : splitAt(text, ' '))
                list.push_back(readValue(type.element(), part));
            return list;
        }
        case TypeId::Struct: {
            ValueList list;
            const auto parts = splitAt(text, '|');
            for (std::size_t i = 0; i < parts.size(); ++i)
                list.push_back(readValue(type.fields()[i].type, parts[i]));
            return list;
        }
        default: qFatal("no such column type"); return {};
    }
}

RecordBatch inputRow() {
    std::vector<Field> fields;
    std::vector<Value> values;
    for (const auto& cells : readTable("row.tsv")) {
        const DataType type = DataType::parse(cells[1]).value();
        fields.push_back({cells[0], type});
        values.push_back(readValue(type, cells[2]));
    }
    BatchBuilder builder(makeSchema(std::move(fields)));
    builder.appendRow(values);
    return builder.finish();
}

/// Values as the table writes them.
std::string valueText(const Value& value, const DataType& type) {
    if (value.isNull()) return "NULL";
    if (type.id() == TypeId::Timestamp) return std::to_string(value.as<std::int64_t>());
    return toText(value, type);
}

Answer answerOf(const std::string& text, const RecordBatch& row) {
    const auto expression = Expression::compile(text, *row.schema());
    if (!expression) return {"ERROR", expression.error().items.at(0).code};
    Evaluator evaluator;
    const ColumnPtr column = evaluator.evaluate(expression.value(), row);
    if (!(column->type() == expression.value().type()) || column->size() != 1)
        return {"BROKEN", "type or size of the column"};
    return {expression.value().type().name(), valueText(column->valueAt(0), column->type())};
}

std::string plainType(const std::string& engineType) {
    std::string name;
    for (const char c : engineType) {
        if (c != ' ') name += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
    if (name.starts_with("CHAR") || name.starts_with("VARCHAR")) return "STRING";
    if (name.starts_with("TIMESTAMP")) return "TIMESTAMP";
    if (name == "BINARY") return "BYTES";
    return name;
}

bool sameValue(const std::string& type, const std::string& a, const std::string& b) {
    if (a == b) return true;
    if (type != "DOUBLE" || a == "NULL" || b == "NULL") return false;
    const double x = readDouble(a);
    const double y = readDouble(b);
    // The functions of section 3.3 that are called approximate may differ in the last place.
    return x == y || std::abs(x - y) <= 2e-16 * std::max(std::abs(x), std::abs(y));
}

} // namespace

class TestExpressionsGolden : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyEngineAnswerIsGivenOrExplained();
    void ownRowsGiveTheirAnswers();
};

void TestExpressionsGolden::everyEngineAnswerIsGivenOrExplained() {
    const RecordBatch row = inputRow();
    std::map<std::string, std::pair<Answer, std::string>> exceptions;
    for (const auto& cells : readTable("exceptions.tsv")) {
        QVERIFY2(cells.size() == 4 && !cells[3].empty(), cells[0].c_str());
        exceptions[cells[0]] = {{cells[1], unescaped(cells[2], false)}, cells[3]};
    }
    int compared = 0;
    int explained = 0;
    int wrong = 0;
    std::set<std::string> seen;
    for (const auto& cells : readTable("engines.tsv")) {
        QCOMPARE(cells.size(), std::size_t{8});
        const std::string& id = cells[0];
        seen.insert(id);
        const Answer flink{plainType(cells[4]), unescaped(cells[5], false)};
        const Answer spark{plainType(cells[6]), unescaped(cells[7], false)};
        const bool agree = flink.type == spark.type && flink.type != "ERROR" && flink.type != "INVALID" &&
                           sameValue(flink.type, flink.value, spark.value);
        const Answer ours = answerOf(cells[1], row);
        const auto exception = exceptions.find(id);
        std::string problem;
        if (exception != exceptions.end()) {
            const Answer& expected = exception->second.first;
            if (ours.type != expected.type || !sameValue(ours.type, ours.value, expected.value)) {
                problem = "the exception says " + expected.type + " " + expected.value;
            } else if (agree && ours.type == flink.type && sameValue(ours.type, ours.value, flink.value)) {
                problem = "is what both engines say: no exception";
            }
            ++explained;
        } else {
            if (!agree) {
                problem = "the engines differ (" + flink.type + " " + flink.value + ", " + spark.type + " " +
                          spark.value + "): needs an exception";
            } else if (ours.type != flink.type || !sameValue(ours.type, ours.value, flink.value)) {
                problem = "both engines say " + flink.type + " " + flink.value;
            }
            ++compared;
        }
        if (problem.empty()) continue;
        ++wrong;
        qWarning("%s: %s gives %s %s; %s", id.c_str(), cells[1].c_str(), ours.type.c_str(),
                 ours.value.c_str(), problem.c_str());
    }
    for (const auto& [id, exception] : exceptions)
        QVERIFY2(seen.contains(id), id.c_str());
    qInfo("%d rows give the answer of both engines, %d are exceptions", compared, explained);
    QCOMPARE(compared + explained, 383);
    QCOMPARE(wrong, 0);
}

void TestExpressionsGolden::ownRowsGiveTheirAnswers() {
    const RecordBatch row = inputRow();
    int wrong = 0;
    int rows = 0;
    for (const auto& cells : readTable("own.tsv")) {
        QVERIFY2(cells.size() == 3, cells[0].c_str());
        ++rows;
        const Answer ours = answerOf(unescaped(cells[0], false), row);
        if (ours.type == cells[1] && sameValue(ours.type, ours.value, unescaped(cells[2], false))) continue;
        ++wrong;
        qWarning("%s gives %s %s, expected %s %s", cells[0].c_str(), ours.type.c_str(), ours.value.c_str(),
                 cells[1].c_str(), cells[2].c_str());
    }
    qInfo("%d own rows", rows);
    QVERIFY(rows >= 300);
    QCOMPARE(wrong, 0);
}

QTEST_GUILESS_MAIN(TestExpressionsGolden)
#include "tst_expressions_golden.moc"
