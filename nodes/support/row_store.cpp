// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/row_store.h"

#include "nodes/support/saved_rows.h"

#include <algorithm>
#include <cstring>

namespace millrace {

namespace {
constexpr std::uint32_t kFirstSlots = 1024;
}

RowStore::RowStore(std::vector<DataType> types) : types_(std::move(types)), texts_(types_.size()) { grow(); }

void RowStore::grow() {
    const std::uint32_t capacity = std::max(kFirstSlots, capacity_ * 2);
    std::vector<std::shared_ptr<Column>> larger;
    for (std::size_t c = 0; c < types_.size(); ++c) {
        const auto column = Column::allocate(types_[c], capacity);
        const std::size_t width = valueWidth(types_[c].id());
        std::uint64_t* const validity = column->makeValidity();
        std::byte* const values = column->valuesBuffer()->data();
        std::memset(values, 0, capacity * width);
        if (capacity_ > 0) {
            std::memcpy(values, columns_[c]->valuesBuffer()->data(), capacity_ * width);
            std::memcpy(validity, columns_[c]->validity(), bitmapWords(capacity_) * sizeof(std::uint64_t));
        }
        if (types_[c].isText()) texts_[c].resize(capacity);
        larger.push_back(column);
    }
    columns_ = std::move(larger);
    capacity_ = capacity;
}

std::uint32_t RowStore::put(std::span<const ColumnPtr> columns, std::uint32_t row) {
    std::uint32_t slot = 0;
    if (!free_.empty()) {
        slot = free_.back();
        free_.pop_back();
    } else {
        if (used_ == capacity_) grow();
        slot = used_++;
    }
    for (std::size_t c = 0; c < types_.size(); ++c) {
        std::uint64_t& word = columns_[c]->makeValidity()[slot / 64];
        const std::uint64_t bit = std::uint64_t{1} << (slot % 64);
        if (columns[c]->isNull(row)) {
            word &= ~bit;
            continue;
        }
        word |= bit;
        if (types_[c].isText()) {
            putText(c, slot, columns[c]->strings()[row]);
        } else {
            const std::size_t width = valueWidth(types_[c].id());
            std::memcpy(columns_[c]->valuesBuffer()->data() + slot * width,
                        columns[c]->valuesBuffer()->data() + row * width, width);
        }
    }
    return slot;
}

void RowStore::putText(std::size_t column, std::uint32_t slot, const StringRef& text) {
    Text& place = texts_[column][slot];
    const auto size = static_cast<std::size_t>(text.size);
    if (size > place.capacity) {
        place.capacity = std::max<std::size_t>(16, size);
        place.bytes = std::make_unique<char[]>(place.capacity);
    }
    std::copy_n(text.data, size, place.bytes.get());
    columns_[column]->mutableValues<StringRef>()[slot] = StringRef(place.bytes.get(), size);
}

std::vector<ColumnPtr> RowStore::columns(std::size_t first, std::size_t count) const {
    const auto from = columns_.begin() + static_cast<std::ptrdiff_t>(first);
    return {from, from + static_cast<std::ptrdiff_t>(count)};
}

SchemaPtr RowStore::schema() const {
    std::vector<Field> fields;
    for (std::size_t c = 0; c < types_.size(); ++c)
        fields.push_back({"column_" + std::to_string(c), types_[c]});
    return makeSchema(std::move(fields));
}

void RowStore::save(ByteWriter& to) const {
    to.varint(used_);
    // Without a column there is nothing that tells how many rows there are.
    if (types_.empty()) return;
    RecordBatch::Columns columns;
    for (const auto& column : columns_)
        columns.push_back(slice(*column, 0, used_));
    saveRows(RecordBatch(schema(), std::move(columns), used_), to);
}

void RowStore::load(ByteReader& from) {
    const std::uint64_t slots = from.varint();
    const RecordBatch rows = types_.empty() ? RecordBatch() : loadRows(from, schema(), 0);
    if (!types_.empty() && rows.rows() != slots) from.fail();
    // A store of nothing is loaded by someone who has written down more about each slot than a byte.
    if (types_.empty() && slots > from.left()) from.fail();
    if (from.failed()) return;
    const std::vector<ColumnPtr> columns(rows.columns().begin(), rows.columns().end());
    for (std::uint32_t row = 0; row < slots; ++row)
        put(columns, row);
}

} // namespace millrace
