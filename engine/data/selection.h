// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/pooled.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace millrace {

/// Row numbers in ascending order: shared and immutable, so that a copy or a slice costs no memory. Rows that
/// follow one another need no list of their own, they are a piece of one table that all share.
class Selection {
public:
    using Rows = std::vector<std::uint32_t, PooledAllocator<std::uint32_t>>;

    Selection() = default; ///< no rows
    Selection(std::shared_ptr<const Rows> rows)
        : data_(rows->data()), size_(rows->size()), owner_(std::move(rows)) {}
    Selection(std::shared_ptr<Rows> rows) : Selection(std::shared_ptr<const Rows>(std::move(rows))) {}
    explicit Selection(Rows rows) : Selection(makePooled<const Rows>(std::move(rows))) {}
    /// first, first + 1, ... first + count - 1.
    static Selection range(std::size_t first, std::size_t count);

    const std::uint32_t* data() const { return data_; }
    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    const std::uint32_t* begin() const { return data_; }
    const std::uint32_t* end() const { return data_ + size_; }
    std::uint32_t operator[](std::size_t i) const { return data_[i]; }

    /// Entries [offset, offset + count), which exist.
    Selection slice(std::size_t offset, std::size_t count) const {
        Selection part = *this;
        part.data_ += offset;
        part.size_ = count;
        return part;
    }
    /// The two were cut from one list, and `next` begins where this one ends.
    bool goesOnIn(const Selection& next) const { return end() == next.begin() && owner_ == next.owner_; }
    /// Together with `count` more entries of the list it was cut from, which exist.
    Selection grownBy(std::size_t count) const {
        Selection longer = *this;
        longer.size_ += count;
        return longer;
    }

private:
    const std::uint32_t* data_ = nullptr;
    std::size_t size_ = 0;
    std::shared_ptr<const Rows> owner_; ///< none for a piece of the table that is always there
};

} // namespace millrace
