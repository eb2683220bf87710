// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/avro/avro_encoder.h"

#include "nodes/support/avro/avro_number.h"
#include "nodes/support/avro/avro_writing.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace millrace {

using Kind = AvroType::Kind;
using Op = AvroWriting::Op;

namespace {

template <class T> void appendFixed(std::string& to, T value) {
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    to.append(bytes, sizeof value);
}

std::int64_t wholeAt(const Column& column, std::size_t row) {
    return valueWidth(column.type().id()) == sizeof(std::int32_t) ? column.values<std::int32_t>()[row]
                                                                  : column.values<std::int64_t>()[row];
}

/// Appends one value; false: it does not fit, and `why` says so.
bool write(std::string& to, const AvroWriting& writing, const Column& column, std::size_t row,
           std::string& why);

bool refuse(std::string& why, std::string what) {
    why = std::move(what);
    return false;
}

bool writeText(std::string& to, const AvroWriting& writing, std::string_view text, std::string& why) {
    if (writing.op == Op::Symbol) {
        const auto& symbols = writing.to->symbols;
        const auto found = std::find(symbols.begin(), symbols.end(), text);
        if (found == symbols.end()) return refuse(why, fmt::format("`{}` is no symbol of the enum", text));
        appendAvroNumber(to, found - symbols.begin());
        return true;
    }
    if (writing.op == Op::Text) {
        appendAvroNumber(to, static_cast<std::int64_t>(text.size()));
    } else if (text.size() != writing.to->size) {
        return refuse(why, fmt::format("{} bytes are not {}", text.size(), describe(*writing.to)));
    }
    to += text;
    return true;
}

bool writeDecimal(std::string& to, const AvroWriting& writing, Decimal128 value, std::string& why) {
    const AvroType& type = *writing.to;
    const auto scaled =
        rescaled(value, writing.scale, DataType::decimal(std::min(type.precision, 38), type.scale));
    const bool isFixed = type.kind == Kind::Fixed;
    std::string bytes;
    if (!scaled || !appendDecimal(bytes, *scaled, isFixed ? std::optional(type.size) : std::nullopt))
        return refuse(why, fmt::format("{} is not {}", decimalToText(value, writing.scale), describe(type)));
    if (!isFixed) appendAvroNumber(to, static_cast<std::int64_t>(bytes.size()));
    to += bytes;
    return true;
}

bool writeArray(std::string& to, const AvroWriting& writing, const Column& column, std::size_t row,
                std::string& why) {
    const auto begin = static_cast<std::size_t>(column.arrayOffsets()[row]);
    const auto end = static_cast<std::size_t>(column.arrayOffsets()[row + 1]);
    if (end > begin) appendAvroNumber(to, static_cast<std::int64_t>(end - begin));
    for (std::size_t i = begin; i < end; ++i)
        if (!write(to, writing.parts[0], *column.children[0], i, why)) return false;
    appendAvroNumber(to, 0);
    return true;
}

/// `column` gives the column of the numbered part.
template <class ColumnOf>
bool writeRecord(std::string& to, const AvroWriting& writing, const ColumnOf& column, std::size_t row,
                 std::string& why) {
    for (std::size_t i = 0; i < writing.parts.size(); ++i) {
        const AvroWriting& part = writing.parts[i];
        if (part.op == Op::Constant) {
            to += part.constant;
        } else if (!write(to, part, column(writing.columns[i]), row, why)) {
            why = fmt::format("`{}`: {}", writing.to->fields[i].name, why);
            return false;
        }
    }
    return true;
}

bool writeNull(std::string& to, const AvroWriting& writing, std::string& why) {
    if (!writing.null) return refuse(why, "it is NULL, and the schema wants a value");
    appendAvroNumber(to, *writing.null);
    return true;
}

bool write(std::string& to, const AvroWriting& writing, const Column& column, std::size_t row,
           std::string& why) {
    if (column.isNull(row)) return writeNull(to, writing, why);
    if (writing.branch) appendAvroNumber(to, *writing.branch);
    switch (writing.op) {
        case Op::Boolean: to += column.values<std::uint8_t>()[row] ? '\1' : '\0'; return true;
        case Op::Number: appendAvroNumber(to, wholeAt(column, row)); return true;
        case Op::Narrow: {
            const std::int64_t value = wholeAt(column, row);
            if (static_cast<std::int32_t>(value) != value)
                return refuse(why, fmt::format("{} is no int", value));
            appendAvroNumber(to, value);
            return true;
        }
        case Op::Times: {
            std::int64_t value = 0;
            if (__builtin_mul_overflow(wholeAt(column, row), writing.factor, &value))
                return refuse(why, "the time does not fit " + describe(*writing.to));
            appendAvroNumber(to, value);
            return true;
        }
        case Op::NumberReal:
            if (writing.to->kind == Kind::Float)
                appendFixed(to, static_cast<float>(wholeAt(column, row)));
            else
                appendFixed(to, static_cast<double>(wholeAt(column, row)));
            return true;
        case Op::Real: appendFixed(to, column.values<double>()[row]); return true;
        case Op::RealFloat: {
            const double value = column.values<double>()[row];
            if (std::isfinite(value) && std::fabs(value) > std::numeric_limits<float>::max())
                return refuse(why, fmt::format("{} is no float", value));
            appendFixed(to, static_cast<float>(value));
            return true;
        }
        case Op::Text:
        case Op::Fixed:
        case Op::Symbol: return writeText(to, writing, column.strings()[row].view(), why);
        case Op::Decimal: return writeDecimal(to, writing, column.values<Decimal128>()[row], why);
        case Op::Array: return writeArray(to, writing, column, row, why);
        case Op::Record:
            return writeRecord(
                to, writing, [&](std::size_t i) -> const Column& { return *column.children[i]; }, row, why);
        case Op::Constant: break;
    }
    return false;
}

} // namespace

struct AvroEncoder::Impl {
    std::shared_ptr<const AvroSchema> schema;
    AvroWriting row;
};

AvroEncoder::AvroEncoder(std::unique_ptr<const Impl> impl) : impl_(std::move(impl)) {}
AvroEncoder::~AvroEncoder() = default;

Result<std::unique_ptr<const AvroEncoder>> AvroEncoder::make(std::shared_ptr<const AvroSchema> schema,
                                                             const Schema& columns) {
    auto row = AvroWritingPlanner().plan(schema->root(), columns);
    if (!row) return row.error();
    auto impl = std::make_unique<Impl>();
    impl->schema = std::move(schema);
    impl->row = std::move(*row);
    return std::unique_ptr<const AvroEncoder>(new AvroEncoder(std::move(impl)));
}

std::optional<std::string> AvroEncoder::append(std::string& to, const RecordBatch& batch,
                                               std::size_t row) const {
    std::string why;
    const auto column = [&batch](std::size_t i) -> const Column& { return batch.column(i); };
    if (writeRecord(to, impl_->row, column, row, why)) return std::nullopt;
    return why;
}

} // namespace millrace
