// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/json_text.h"

#include <charconv>
#include <cmath>

#include "engine/base/text.h"
#include "engine/data/time_text.h"

namespace millrace {

namespace {

void appendNested(std::string& out, const Column& column, std::size_t row) {
    if (column.type().id() == TypeId::Struct) {
        out += '{';
        for (std::size_t i = 0; i < column.children.size(); ++i) {
            if (i > 0) out += ',';
            appendJsonString(out, column.type().fields()[i].name);
            out += ':';
            appendJson(out, *column.children[i], row);
        }
        out += '}';
        return;
    }
    const std::int32_t first = column.arrayOffsets()[row];
    const std::int32_t last = column.arrayOffsets()[row + 1];
    out += '[';
    for (std::int32_t i = first; i < last; ++i) {
        if (i > first) out += ',';
        appendJson(out, *column.children[0], static_cast<std::size_t>(i));
    }
    out += ']';
}

} // namespace

void appendWhole(std::string& out, std::int64_t value) {
    char buffer[24];
    const auto result = std::to_chars(buffer, buffer + sizeof buffer, value);
    out.append(buffer, static_cast<std::size_t>(result.ptr - buffer));
}

void appendJson(std::string& out, const Column& column, std::size_t row) {
    if (column.isNull(row)) {
        out += "null";
        return;
    }
    switch (column.type().id()) {
        case TypeId::Null: out += "null"; break;
        case TypeId::Boolean: out += column.values<std::uint8_t>()[row] ? "true" : "false"; break;
        case TypeId::Int: appendWhole(out, column.values<std::int32_t>()[row]); break;
        case TypeId::BigInt: appendWhole(out, column.values<std::int64_t>()[row]); break;
        case TypeId::Decimal:
            out += decimalToText(column.values<Decimal128>()[row], column.type().scale());
            break;
        case TypeId::Double: {
            const double value = column.values<double>()[row];
            std::isfinite(value) ? appendDoubleText(out, value) : void(out += "null");
            break;
        }
        case TypeId::String: appendJsonString(out, column.strings()[row].view()); break;
        case TypeId::Timestamp:
            out += '"';
            appendTimestamp(out, column.values<std::int64_t>()[row]);
            out += '"';
            break;
        case TypeId::Bytes:
        case TypeId::Date:
            out += '"';
            out += toText(column.valueAt(row), column.type());
            out += '"';
            break;
        case TypeId::Struct:
        case TypeId::Array: appendNested(out, column, row); break;
    }
}

NdjsonWriter::NdjsonWriter(const Schema& schema) {
    for (const Field& field : schema.fields()) {
        std::string key = keys_.empty() ? "{" : ",";
        appendJsonString(key, field.name);
        keys_.push_back(key + ":");
    }
}

void NdjsonWriter::appendRows(std::string& out, const RecordBatch& batch) const {
    for (std::size_t i = 0; i < batch.rows(); ++i) {
        appendRow(out, batch, batch.rowAt(i));
        out += '\n';
    }
}

void NdjsonWriter::appendRow(std::string& out, const RecordBatch& batch, std::size_t row) const {
    if (keys_.empty()) out += '{';
    for (std::size_t c = 0; c < keys_.size(); ++c) {
        out += keys_[c];
        appendJson(out, batch.column(c), row);
    }
    out += '}';
}

} // namespace millrace
