// SPDX-License-Identifier: Apache-2.0
#include "engine/data/selection.h"

#include <memory>
#include <numeric>

namespace millrace {

namespace {

/// Pieces of batches lie within; larger ones make a list of their own.
constexpr std::size_t kTableRows = 65'536;

const std::uint32_t* rowTable() {
    static const std::unique_ptr<const std::uint32_t[]> table = [] {
        auto rows = std::make_unique<std::uint32_t[]>(kTableRows);
        std::iota(rows.get(), rows.get() + kTableRows, 0u);
        return rows;
    }();
    return table.get();
}

} // namespace

Selection Selection::range(std::size_t first, std::size_t count) {
    Selection selection;
    if (first + count <= kTableRows) {
        selection.data_ = rowTable() + first;
        selection.size_ = count;
        return selection;
    }
    Rows rows(count);
    std::iota(rows.begin(), rows.end(), static_cast<std::uint32_t>(first));
    return Selection(std::move(rows));
}

} // namespace millrace
