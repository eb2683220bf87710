// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/record_batch.h"

#include <memory>
#include <string_view>
#include <vector>

namespace millrace {

/// Builds one column value by value. Strings are copied into an arena owned by the column. Not thread-safe.
class ColumnBuilder {
public:
    explicit ColumnBuilder(DataType type, std::size_t reserve = 0);

    const DataType& type() const { return type_; }
    std::size_t size() const { return size_; }
    void appendNull();
    /// T is the C++ type of the column: std::uint8_t (BOOLEAN), int32 (INT, DATE), int64 (BIGINT, TIMESTAMP),
    /// Decimal128, double.
    template <class T> void append(T value) {
        if (size_ == capacity_) grow(size_ + 1);
        reinterpret_cast<T*>(values_->data())[size_] = value;
        ++size_;
    }
    void appendString(std::string_view text);
    void appendValue(const Value& value);
    /// Row `row` of another column of the same type.
    void appendFrom(const Column& column, std::size_t row);
    /// Takes back the last row; there is one.
    void removeLast();
    /// The column so far; the builder is empty again.
    ColumnPtr finish();

private:
    void grow(std::size_t rows);
    char* arenaSpace(std::size_t bytes);

    DataType type_;
    std::size_t width_ = 0;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
    std::size_t reserve_ = 0;
    BufferPtr values_;
    std::vector<std::uint32_t> nulls_;
    std::vector<std::shared_ptr<const void>> arenas_;
    char* arena_ = nullptr;
    std::size_t arenaLeft_ = 0;
    std::vector<ValueList> nested_; ///< STRUCT and ARRAY rows until finish()
};

/// Builds a batch row by row: append to each column, then finish().
class BatchBuilder {
public:
    explicit BatchBuilder(SchemaPtr schema, std::size_t reserve = 0);

    const SchemaPtr& schema() const { return schema_; }
    ColumnBuilder& column(std::size_t i) { return columns_[i]; }
    std::size_t rows() const { return columns_.empty() ? 0 : columns_[0].size(); }
    void appendRow(const std::vector<Value>& row);
    /// Row `row` (physical) of a batch with an equal schema.
    void appendRowFrom(const RecordBatch& batch, std::size_t row);
    /// Takes back what stands behind the first `rows` rows, also where only some columns have it.
    void truncate(std::size_t rows);
    RecordBatch finish(MonotonicNs ingestTime = 0);

private:
    SchemaPtr schema_;
    std::vector<ColumnBuilder> columns_;
};

} // namespace millrace
