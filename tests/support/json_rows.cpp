// SPDX-License-Identifier: Apache-2.0
#include "tests/support/json_rows.h"

#include "engine/data/batch_builder.h"
#include "engine/data/time_text.h"

#include <fmt/format.h>
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <cmath>
#include <stdexcept>

namespace millrace::test {

namespace json = boost::json;

SchemaPtr schemaFromJson(const json::object& columns, const std::string& eventTime) {
    std::vector<Field> fields;
    std::optional<std::size_t> time;
    for (const auto& column : columns) {
        const Result<DataType> type = DataType::parse(std::string_view(column.value().as_string()));
        if (!type) throw std::runtime_error(toText(type.error()));
        if (column.key() == json::string_view(eventTime)) time = fields.size();
        fields.push_back({std::string(column.key()), *type});
    }
    return makeSchema(std::move(fields), time);
}

Value valueFromJson(const json::value& value, const DataType& type) {
    const auto fail = [&] { return std::runtime_error(json::serialize(value) + " is no " + type.name()); };
    if (value.is_null()) return {};
    switch (type.id()) {
        case TypeId::Boolean: return value.as_bool();
        case TypeId::Int: return static_cast<std::int32_t>(value.to_number<std::int64_t>());
        case TypeId::BigInt: return value.to_number<std::int64_t>();
        case TypeId::Double: return value.to_number<double>();
        case TypeId::String:
        case TypeId::Bytes: return std::string(value.as_string());
        case TypeId::Decimal: {
            Decimal128 unscaled = 0;
            if (!parseDecimal(std::string_view(value.as_string()), type.scale(), unscaled)) throw fail();
            return unscaled;
        }
        case TypeId::Timestamp: {
            if (value.is_number()) return value.to_number<std::int64_t>();
            const auto time = parseTimestamp(std::string_view(value.as_string()));
            if (!time) throw fail();
            return *time;
        }
        case TypeId::Date: {
            const auto days = parseDate(std::string_view(value.as_string()));
            if (!days) throw fail();
            return *days;
        }
        case TypeId::Struct:
        case TypeId::Array: {
            ValueList list;
            for (const json::value& item : value.as_array())
                list.push_back(valueFromJson(
                    item, type.id() == TypeId::Array ? type.element() : type.fields().at(list.size()).type));
            return list;
        }
        case TypeId::Null: break;
    }
    throw fail();
}

Rows rowsFromJson(const json::array& rows, const Schema& schema) {
    Rows result;
    for (const json::value& row : rows) {
        if (row.as_array().size() != schema.size())
            throw std::runtime_error(json::serialize(row) + " has not the columns " + toText(schema));
        std::vector<Value>& values = result.emplace_back();
        for (std::size_t c = 0; c < schema.size(); ++c)
            values.push_back(valueFromJson(row.as_array()[c], schema.field(c).type));
    }
    return result;
}

RecordBatch batchFromJson(const SchemaPtr& schema, const json::array& rows) {
    BatchBuilder builder(schema);
    for (const std::vector<Value>& row : rowsFromJson(rows, *schema))
        builder.appendRow(row);
    return builder.finish(1);
}

Rows rowsOf(const std::vector<RecordBatch>& batches) {
    Rows rows;
    for (const RecordBatch& batch : batches) {
        for (std::size_t i = 0; i < batch.rows(); ++i) {
            std::vector<Value>& row = rows.emplace_back();
            for (const ColumnPtr& column : batch.columns())
                row.push_back(column->valueAt(batch.rowAt(i)));
        }
    }
    return rows;
}

std::string rowText(const std::vector<Value>& row, const Schema& schema) {
    std::string text;
    for (std::size_t c = 0; c < row.size(); ++c) {
        if (c > 0) text += " | ";
        const DataType& type = schema.field(c).type;
        if (type.id() == TypeId::Double && !row[c].isNull())
            text += fmt::format("{:.9g}", row[c].as<double>() + 0.0);
        else
            text += row[c].isNull() ? "NULL" : toText(row[c], type);
    }
    return text;
}

namespace {

bool near(double a, double b) {
    return a == b || std::abs(a - b) <= 1e-9 * std::max(std::abs(a), std::abs(b)) || std::abs(a - b) < 1e-300;
}

bool equal(const std::vector<Value>& a, const std::vector<Value>& b) {
    if (a.size() != b.size()) return false;
    for (std::size_t c = 0; c < a.size(); ++c) {
        const auto* left = std::get_if<double>(&a[c].data);
        const auto* right = std::get_if<double>(&b[c].data);
        if (left != nullptr && right != nullptr ? !near(*left, *right) : !(a[c] == b[c])) return false;
    }
    return true;
}

std::string shown(const Rows& rows, const Schema& schema) {
    constexpr std::size_t kShown = 30;
    std::string text;
    for (std::size_t i = 0; i < std::min(rows.size(), kShown); ++i)
        text += "\n    " + rowText(rows[i], schema);
    if (rows.size() > kShown) text += "\n    ...";
    return text;
}

} // namespace

std::string difference(Rows actual, Rows expected, const Schema& schema, bool ordered) {
    if (!ordered) {
        const auto byText = [&schema](const std::vector<Value>& a, const std::vector<Value>& b) {
            return rowText(a, schema) < rowText(b, schema);
        };
        std::stable_sort(actual.begin(), actual.end(), byText);
        std::stable_sort(expected.begin(), expected.end(), byText);
    }
    bool same = actual.size() == expected.size();
    for (std::size_t i = 0; same && i < actual.size(); ++i)
        same = equal(actual[i], expected[i]);
    if (same) return {};
    return fmt::format("{} rows, expected {}\n  got:{}\n  expected:{}", actual.size(), expected.size(),
                       shown(actual, schema), shown(expected, schema));
}

RecordBatch withDecoys(const RecordBatch& batch) {
    const RecordBatch flat = batch.flattened();
    const auto count = static_cast<std::uint32_t>(flat.rows());
    std::vector<std::uint32_t> physical;
    auto selection = makePooled<Selection::Rows>();
    for (std::uint32_t row = 0; row < count; ++row) {
        physical.push_back((row + 1) % count);
        selection->push_back(static_cast<std::uint32_t>(physical.size()));
        physical.push_back(row);
    }
    RecordBatch::Columns columns;
    for (const ColumnPtr& column : flat.columns())
        columns.push_back(gather(*column, physical));
    RecordBatch result(flat.schema(), std::move(columns), physical.size());
    result.ingestTime = flat.ingestTime;
    if (flat.lateMarks) {
        auto marks = std::make_shared<std::vector<LateMark>>(*flat.lateMarks);
        for (LateMark& mark : *marks)
            mark.row = mark.row * 2 + 1;
        result.lateMarks = std::move(marks);
    }
    return result.withSelection(std::move(selection));
}

} // namespace millrace::test
