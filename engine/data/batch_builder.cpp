// SPDX-License-Identifier: Apache-2.0
#include "engine/data/batch_builder.h"

#include "engine/data/pooled.h"

#include <algorithm>
#include <cstring>

namespace millrace {

namespace {

constexpr std::size_t kFirstRows = 16;
constexpr std::size_t kFirstArena = 1024;
constexpr std::size_t kLargestArena = 65'536;

/// Integers widen to whatever the column holds, so that a literal 5 fits any numeric column.
std::int64_t integerOf(const Value& value) {
    if (const auto* narrow = std::get_if<std::int32_t>(&value.data)) return *narrow;
    return value.as<std::int64_t>();
}

double doubleOf(const Value& value) {
    if (const auto* number = std::get_if<double>(&value.data)) return *number;
    return static_cast<double>(integerOf(value));
}

ColumnPtr finishStruct(const DataType& type, const std::vector<ValueList>& rows) {
    auto column = makePooled<Column>(type, rows.size());
    for (std::size_t f = 0; f < type.fields().size(); ++f) {
        ColumnBuilder child(type.fields()[f].type, rows.size());
        // NULL rows have no children's values.
        for (const ValueList& row : rows)
            f < row.size() ? child.appendValue(row[f]) : child.appendNull();
        column->children.push_back(child.finish());
    }
    return column;
}

ColumnPtr finishArray(const DataType& type, const std::vector<ValueList>& rows) {
    auto column = makePooled<Column>(type, rows.size());
    BufferPtr buffer = makeBuffer((rows.size() + 1) * sizeof(std::int32_t));
    auto* const offsets = reinterpret_cast<std::int32_t*>(buffer->data());
    ColumnBuilder elements(type.element());
    offsets[0] = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        for (const Value& value : rows[i])
            elements.appendValue(value);
        offsets[i + 1] = static_cast<std::int32_t>(elements.size());
    }
    column->setValues(std::move(buffer));
    column->children.push_back(elements.finish());
    return column;
}

} // namespace

ColumnBuilder::ColumnBuilder(DataType type, std::size_t reserve)
    : type_(std::move(type)), width_(valueWidth(type_.id())), reserve_(reserve) {}

void ColumnBuilder::grow(std::size_t rows) {
    const std::size_t capacity = std::max({rows, capacity_ * 2, reserve_, kFirstRows});
    BufferPtr larger = makeBuffer(capacity * width_);
    if (size_ > 0) std::memcpy(larger->data(), values_->data(), size_ * width_);
    values_ = std::move(larger);
    capacity_ = capacity;
}

char* ColumnBuilder::arenaSpace(std::size_t bytes) {
    if (bytes > arenaLeft_) {
        if (bytes > kLargestArena / 4) {
            // A block of its own; the current one goes on.
            BufferPtr block = makeBuffer(bytes);
            char* const space = reinterpret_cast<char*>(block->data());
            arenas_.insert(arenas_.begin(), std::move(block));
            return space;
        }
        const std::size_t grown = kFirstArena << std::min<std::size_t>(arenas_.size() * 2, 6);
        const std::size_t size = std::max(grown, bytes * 4);
        BufferPtr block = makeBuffer(size);
        arena_ = reinterpret_cast<char*>(block->data());
        arenaLeft_ = size;
        arenas_.push_back(std::move(block));
    }
    char* const space = arena_;
    arena_ += bytes;
    arenaLeft_ -= bytes;
    return space;
}

void ColumnBuilder::appendNull() {
    nulls_.push_back(static_cast<std::uint32_t>(size_));
    if (type_.isNested()) {
        nested_.emplace_back();
    } else if (width_ > 0) {
        if (size_ == capacity_) grow(size_ + 1);
        std::memset(values_->data() + size_ * width_, 0, width_);
    }
    ++size_;
}

void ColumnBuilder::appendString(std::string_view text) {
    if (text.empty()) {
        append(StringRef("", 0));
        return;
    }
    char* const space = arenaSpace(text.size());
    std::memcpy(space, text.data(), text.size());
    append(StringRef(space, text.size()));
}

void ColumnBuilder::appendValue(const Value& value) {
    if (value.isNull()) {
        appendNull();
        return;
    }
    switch (type_.id()) {
        case TypeId::Null: appendNull(); break;
        case TypeId::Boolean: append<std::uint8_t>(value.as<bool>() ? 1 : 0); break;
        case TypeId::Int:
        case TypeId::Date: append(value.as<std::int32_t>()); break;
        case TypeId::BigInt:
        case TypeId::Timestamp: append(integerOf(value)); break;
        case TypeId::Decimal: append(value.as<Decimal128>()); break;
        case TypeId::Double: append(doubleOf(value)); break;
        case TypeId::String:
        case TypeId::Bytes: appendString(value.as<std::string>()); break;
        case TypeId::Struct:
        case TypeId::Array:
            nested_.push_back(value.as<ValueList>());
            ++size_;
            break;
    }
}

void ColumnBuilder::appendFrom(const Column& column, std::size_t row) {
    if (column.isNull(row)) {
        appendNull();
        return;
    }
    switch (type_.id()) {
        case TypeId::Boolean: append(column.values<std::uint8_t>()[row]); break;
        case TypeId::Int:
        case TypeId::Date: append(column.values<std::int32_t>()[row]); break;
        case TypeId::BigInt:
        case TypeId::Timestamp: append(column.values<std::int64_t>()[row]); break;
        case TypeId::Double: append(column.values<double>()[row]); break;
        case TypeId::Decimal: append(column.values<Decimal128>()[row]); break;
        case TypeId::String:
        case TypeId::Bytes: appendString(column.strings()[row].view()); break;
        default: appendValue(column.valueAt(row));
    }
}

void ColumnBuilder::removeLast() {
    --size_;
    if (!nulls_.empty() && nulls_.back() == size_) nulls_.pop_back();
    if (type_.isNested()) nested_.pop_back();
}

ColumnPtr ColumnBuilder::finish() {
    std::shared_ptr<Column> column;
    if (type_.isNested()) {
        column = std::const_pointer_cast<Column>(type_.id() == TypeId::Struct ? finishStruct(type_, nested_)
                                                                              : finishArray(type_, nested_));
    } else {
        column = makePooled<Column>(type_, size_);
        if (width_ > 0 && !values_) values_ = makeBuffer(0);
        column->setValues(std::move(values_));
    }
    if (!nulls_.empty()) {
        std::uint64_t* const words = column->makeValidity();
        for (const std::uint32_t row : nulls_)
            words[row / 64] &= ~(std::uint64_t{1} << (row % 64));
    }
    // The open arena block goes on in the next column: one-record batches then share one block.
    std::shared_ptr<const void> open = arenaLeft_ > 0 && !arenas_.empty() ? arenas_.back() : nullptr;
    for (auto& arena : arenas_)
        column->addArena(std::move(arena));
    arenas_.clear();
    if (open) arenas_.push_back(std::move(open));
    reserve_ = std::max(reserve_, size_);
    nulls_.clear();
    nested_.clear();
    values_ = nullptr;
    capacity_ = 0;
    size_ = 0;
    return column;
}

BatchBuilder::BatchBuilder(SchemaPtr schema, std::size_t reserve) : schema_(std::move(schema)) {
    columns_.reserve(schema_->size());
    for (const Field& field : schema_->fields())
        columns_.emplace_back(field.type, reserve);
}

void BatchBuilder::appendRow(const std::vector<Value>& row) {
    for (std::size_t i = 0; i < columns_.size(); ++i)
        columns_[i].appendValue(row[i]);
}

void BatchBuilder::appendRowFrom(const RecordBatch& batch, std::size_t row) {
    for (std::size_t i = 0; i < columns_.size(); ++i)
        columns_[i].appendFrom(batch.column(i), row);
}

void BatchBuilder::truncate(std::size_t rows) {
    for (ColumnBuilder& column : columns_) {
        while (column.size() > rows)
            column.removeLast();
    }
}

RecordBatch BatchBuilder::finish(MonotonicNs ingestTime) {
    const std::size_t rows = this->rows();
    RecordBatch::Columns columns;
    columns.reserve(columns_.size());
    for (ColumnBuilder& column : columns_)
        columns.push_back(column.finish());
    RecordBatch batch(schema_, std::move(columns), rows);
    batch.ingestTime = ingestTime;
    return batch;
}

} // namespace millrace
