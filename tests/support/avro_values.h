// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nodes/support/avro/avro_decoder.h"
#include "nodes/support/avro/avro_encoder.h"

#include <string>
#include <vector>

/// Avro in words, for tests.
namespace millrace::test {

/// "0c 61 ff" -> the bytes; blanks are passed over.
inline std::string bytesOfHex(std::string_view hex) {
    std::string digits, bytes;
    for (const char c : hex)
        if (c != ' ') digits += c;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
        bytes += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
    return bytes;
}

inline std::string hexOf(std::string_view bytes) {
    const char* const kDigits = "0123456789abcdef";
    std::string hex;
    for (const char byte : bytes) {
        hex += hex.empty() ? "" : " ";
        hex += kDigits[static_cast<unsigned char>(byte) >> 4];
        hex += kDigits[static_cast<unsigned char>(byte) & 15];
    }
    return hex;
}

/// "a BIGINT; b ARRAY<STRUCT<x INT>>" as columns; a star behind the name: the event time.
inline SchemaPtr columnsOf(const std::string& text) {
    std::vector<Field> fields;
    std::optional<std::size_t> eventTime;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find(';', at), text.size());
        const std::size_t begin = text.find_first_not_of(' ', at), blank = text.find(' ', begin);
        std::string name = text.substr(begin, blank - begin);
        if (name.back() == '*') {
            name.pop_back();
            eventTime = fields.size();
        }
        fields.push_back({name, DataType::parse(text.substr(blank + 1, end - blank - 1)).value()});
        at = end + 1;
    }
    return makeSchema(fields, eventTime);
}

/// The values of a row with bars in between.
inline std::string rowText(const RecordBatch& batch, std::size_t row = 0) {
    std::string text;
    for (std::size_t c = 0; c < batch.columns().size(); ++c)
        text += (c > 0 ? "|" : "") + toText(batch.column(c).valueAt(row), batch.column(c).type());
    return text;
}

inline std::shared_ptr<const AvroSchema> avroSchema(const std::string& json) {
    return AvroSchema::parse(json).value();
}

/// A record with one field `f`.
inline std::string recordOf(const std::string& type) {
    return R"({"type": "record", "name": "R", "fields": [{"name": "f", "type": )" + type + "}]}";
}

/// What becomes of a record of this schema: the row, or code and message.
inline std::string decoded(const std::string& schema, const SchemaPtr& columns, std::string_view record,
                           const AvroTimes& times = {}) {
    const auto decoder = AvroDecoder::make(avroSchema(schema), *columns, times);
    if (!decoder) return decoder.error().items.at(0).code + " " + decoder.error().items.at(0).message;
    BatchBuilder rows(columns);
    const auto why = (*decoder)->append(record, rows);
    if (!why) return rowText(rows.finish());
    return rows.rows() > 0 ? "half a row" : why->code + (" " + why->message);
}

/// The row, written with this schema.
inline std::string encoded(const std::string& schema, const RecordBatch& batch, std::size_t row = 0) {
    const auto encoder = AvroEncoder::make(avroSchema(schema), *batch.schema());
    if (!encoder) {
        std::string text;
        for (const Diagnostic& d : encoder.error())
            text += (text.empty() ? "" : "; ") + d.message;
        return text;
    }
    std::string bytes;
    const auto why = (*encoder)->append(bytes, batch, row);
    return why ? *why : hexOf(bytes);
}

} // namespace millrace::test
