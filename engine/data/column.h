// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/data_type.h"
#include "engine/data/value.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace millrace {

/// Where a STRING or BYTES value lies. The bytes are owned by one of the column's arenas, or static.
struct StringRef {
    const char* data = nullptr;
    std::uint64_t size = 0;

    StringRef() = default;
    StringRef(const char* d, std::size_t n) : data(d), size(n) {}
    explicit StringRef(std::string_view v) : data(v.data()), size(v.size()) {}
    std::string_view view() const { return {data, static_cast<std::size_t>(size)}; }
};

/// Memory that is 64-byte aligned and readable up to the next multiple of 64 bytes past its size (vector
/// kernels may read, not use, that tail). Contents are uninitialised.
class Buffer {
public:
    explicit Buffer(std::size_t bytes);
    ~Buffer();
    Buffer(const Buffer&) = delete;
    Buffer& operator=(const Buffer&) = delete;
    std::byte* data() { return data_; }
    const std::byte* data() const { return data_; }
    std::size_t size() const { return size_; }

private:
    std::byte* data_ = nullptr;
    std::size_t size_ = 0;
};

using BufferPtr = std::shared_ptr<Buffer>;
BufferPtr makeBuffer(std::size_t bytes);

/// Validity bitmap: bit i of word i/64 is 1 when row i is not NULL.
constexpr std::size_t bitmapWords(std::size_t rows) { return (rows + 63) / 64; }

/// A column of values: written once by whoever makes it (see ColumnBuilder for row-wise building), then
/// shared and never changed. The layout is public on purpose: kernels work on spans. Values at NULL positions
/// are unspecified but initialised, so that a kernel may compute on them.
class Column {
public:
    Column(DataType type, std::size_t size) : type_(std::move(type)), size_(size) {}

    /// A column with values allocated but not written, and no NULLs. Not for STRUCT and ARRAY.
    static std::shared_ptr<Column> allocate(DataType type, std::size_t size);
    /// Every row the same value (which may be NULL).
    static std::shared_ptr<const Column> constant(const DataType& type, const Value& value, std::size_t size);

    const DataType& type() const { return type_; }
    std::size_t size() const { return size_; }

    template <class T> std::span<const T> values() const {
        return {reinterpret_cast<const T*>(values_ ? values_->data() : nullptr), values_ ? size_ : 0};
    }
    template <class T> std::span<T> mutableValues() { return {reinterpret_cast<T*>(values_->data()), size_}; }
    std::span<const StringRef> strings() const { return values<StringRef>(); }

    bool hasNulls() const { return validity_ != nullptr; } ///< false: surely none; true: there may be some
    const std::uint64_t* validity() const {
        return validity_ ? reinterpret_cast<const std::uint64_t*>(validity_->data()) : nullptr;
    }
    bool isNull(std::size_t row) const { return validity_ && !((validity()[row / 64] >> (row % 64)) & 1); }
    std::size_t nullCount() const;

    /// While building: makes the bitmap (all valid) if there is none, and returns its words.
    std::uint64_t* makeValidity();
    void setNull(std::size_t row) { makeValidity()[row / 64] &= ~(std::uint64_t{1} << (row % 64)); }
    void setValidity(BufferPtr words) { validity_ = std::move(words); }
    const BufferPtr& validityBuffer() const { return validity_; }
    const BufferPtr& valuesBuffer() const { return values_; }
    void setValues(BufferPtr values) { values_ = std::move(values); }
    /// Keeps memory alive that strings point into.
    void addArena(std::shared_ptr<const void> arena) { arenas_.push_back(std::move(arena)); }
    const std::vector<std::shared_ptr<const void>>& arenas() const { return arenas_; }
    void shareArenas(const Column& other);

    /// STRUCT: one child per field, same length. ARRAY: one child; row i spans [offsets[i], offsets[i+1]) of
    /// it, the offsets being values<std::int32_t>() with size()+1 entries (see arrayOffsets).
    std::vector<std::shared_ptr<const Column>> children;
    const std::int32_t* arrayOffsets() const {
        return reinterpret_cast<const std::int32_t*>(values_->data());
    }

    /// Row-wise access for tests, tables and literals; not for inner loops.
    Value valueAt(std::size_t row) const;

private:
    DataType type_;
    std::size_t size_ = 0;
    BufferPtr values_;
    BufferPtr validity_;
    std::vector<std::shared_ptr<const void>> arenas_;
};

using ColumnPtr = std::shared_ptr<const Column>;

/// The rows of `source` at `rows`, in that order. Shares string arenas.
ColumnPtr gather(const Column& source, std::span<const std::uint32_t> rows);
/// Rows [offset, offset + count).
ColumnPtr slice(const Column& source, std::size_t offset, std::size_t count);
/// All parts one behind the other; types are equal.
ColumnPtr concatenate(std::span<const ColumnPtr> parts);

} // namespace millrace
