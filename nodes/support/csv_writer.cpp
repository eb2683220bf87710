// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/csv_writer.h"

#include "engine/data/time_text.h"
#include "nodes/support/json_text.h"

namespace millrace {

void CsvWriter::appendHeader(std::string& out, const Schema& schema) const {
    for (std::size_t i = 0; i < schema.size(); ++i) {
        if (i > 0) out += format_.delimiter;
        appendText(out, schema.field(i).name);
    }
    out += format_.lineBreak;
}

void CsvWriter::appendRows(std::string& out, const RecordBatch& batch) const {
    for (std::size_t i = 0; i < batch.rows(); ++i) {
        appendRow(out, batch, batch.rowAt(i));
        out += format_.lineBreak;
    }
}

void CsvWriter::appendRow(std::string& out, const RecordBatch& batch, std::size_t row) const {
    const std::size_t columns = batch.columns().size();
    for (std::size_t c = 0; c < columns; ++c) {
        if (c > 0) out += format_.delimiter;
        appendField(out, batch.column(c), row);
    }
}

void CsvWriter::appendText(std::string& out, std::string_view text) const {
    // A first character such as # or a byte order mark could change what a reader takes the line for.
    bool bare = !text.empty() && text != format_.nullText && text[0] != '#' && text[0] != '\xEF';
    for (std::size_t i = 0; bare && i < text.size(); ++i) {
        const char c = text[i];
        bare = c != format_.delimiter && c != format_.quote && c != '\n' && c != '\r';
    }
    if (bare) {
        out += text;
        return;
    }
    out += format_.quote;
    for (const char c : text) {
        if (c == format_.quote) out += c;
        out += c;
    }
    out += format_.quote;
}

void CsvWriter::appendField(std::string& out, const Column& column, std::size_t row) const {
    if (column.isNull(row)) {
        out += format_.nullText;
        return;
    }
    switch (column.type().id()) {
        case TypeId::Null: out += format_.nullText; break;
        case TypeId::Boolean: out += column.values<std::uint8_t>()[row] ? "true" : "false"; break;
        case TypeId::Int: appendWhole(out, column.values<std::int32_t>()[row]); break;
        case TypeId::BigInt: appendWhole(out, column.values<std::int64_t>()[row]); break;
        case TypeId::Decimal:
            out += decimalToText(column.values<Decimal128>()[row], column.type().scale());
            break;
        case TypeId::Double: appendDoubleText(out, column.values<double>()[row]); break;
        case TypeId::String: appendText(out, column.strings()[row].view()); break;
        case TypeId::Timestamp: appendTimestamp(out, column.values<std::int64_t>()[row]); break;
        case TypeId::Bytes:
        case TypeId::Date: appendText(out, toText(column.valueAt(row), column.type())); break;
        case TypeId::Struct:
        case TypeId::Array: {
            std::string json;
            appendJson(json, column, row);
            appendText(out, json);
            break;
        }
    }
}

} // namespace millrace
