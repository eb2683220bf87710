// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/column.h"

#include <memory>
#include <span>
#include <vector>

namespace millrace {

/// Gives the distinct keys of a stream dense group numbers, in order of first appearance, a batch at a time.
/// NULL is a key like any other (one group). No key column at all: every row is of group 0. Keys of one
/// integer-like column (BOOLEAN, INT, DATE, BIGINT, TIMESTAMP) are looked up directly while their range is
/// small and in an open-addressing table otherwise; one STRING or BYTES column is hashed where it lies;
/// everything else is encoded into rows of bytes first. Not thread-safe.
class GroupTable {
public:
    /// Types as keyColumnsIn() lets pass: any but DOUBLE, STRUCT and ARRAY.
    explicit GroupTable(std::vector<DataType> keyTypes);
    GroupTable(GroupTable&&) noexcept;
    GroupTable& operator=(GroupTable&&) noexcept;
    ~GroupTable();

    /// groups[i] becomes the group of row rows[i] of the key columns (of row i where `rows` is empty).
    /// Unknown keys get new groups.
    void assign(std::span<const ColumnPtr> keys, std::span<const std::uint32_t> rows,
                std::span<std::uint32_t> groups);
    /// Number of groups so far.
    std::size_t size() const;
    /// The values of key column `key` for these groups. Texts stay owned by memory that the column shares.
    ColumnPtr keyColumn(std::size_t key, std::span<const std::uint32_t> groups) const;
    /// Forgets all keys but keeps the memory of the tables.
    void clear();

    /// How keys are found; one per key shape.
    class Index;

private:
    std::unique_ptr<Index> index_;
};

} // namespace millrace
