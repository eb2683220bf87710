// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/byte_stream.h"
#include "engine/data/column.h"
#include "engine/data/schema.h"

#include <memory>
#include <span>
#include <vector>

namespace millrace {

/// Keeps single rows of some columns in numbered slots for as long as they are wanted, apart from the batches
/// they came in. The slots are the rows of growing columns, so kernels can work on them. Not for STRUCT and
/// ARRAY. Not thread-safe.
class RowStore {
public:
    explicit RowStore(std::vector<DataType> types);

    /// Copies row `row` of `columns` (one per type) and returns its slot.
    std::uint32_t put(std::span<const ColumnPtr> columns, std::uint32_t row);
    /// The slot's number may be given out again.
    void release(std::uint32_t slot) { free_.push_back(slot); }
    /// Columns `first` to `first + count` over all slots. Valid, and to be looked at, until the next put().
    std::vector<ColumnPtr> columns(std::size_t first, std::size_t count) const;
    const Column& column(std::size_t i) const { return *columns_[i]; }
    /// All slots given out so far are below this.
    std::size_t slots() const { return used_; }
    /// Writes down what load() on a new store of the same types brings back: all slots under their numbers,
    /// none of them free.
    void save(ByteWriter& to) const;
    void load(ByteReader& from);

private:
    struct Text {
        std::unique_ptr<char[]> bytes;
        std::size_t capacity = 0;
    };

    SchemaPtr schema() const;
    void grow();
    void putText(std::size_t column, std::uint32_t slot, const StringRef& text);

    std::vector<DataType> types_;
    std::vector<std::shared_ptr<Column>> columns_;
    std::vector<std::vector<Text>> texts_; ///< per column and slot; empty for fixed widths
    std::vector<std::uint32_t> free_;
    std::uint32_t used_ = 0;
    std::uint32_t capacity_ = 0;
};

} // namespace millrace
