// SPDX-License-Identifier: Apache-2.0
#include "engine/data/column.h"

#include "engine/data/batch_builder.h"
#include "engine/data/pooled.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace millrace {

std::shared_ptr<Column> Column::allocate(DataType type, std::size_t size) {
    const std::size_t width = valueWidth(type.id());
    auto column = makePooled<Column>(std::move(type), size);
    if (width > 0) column->values_ = makeBuffer(size * width);
    return column;
}

ColumnPtr Column::constant(const DataType& type, const Value& value, std::size_t size) {
    if (type.isNested() && !value.isNull()) {
        ColumnBuilder one(type, 1);
        one.appendValue(value);
        const std::vector<std::uint32_t> rows(size, 0);
        return gather(*one.finish(), rows);
    }
    if (type.isNested()) {
        ColumnBuilder builder(type, size);
        for (std::size_t i = 0; i < size; ++i)
            builder.appendNull();
        return builder.finish();
    }
    auto column = allocate(type, size);
    if (value.isNull() || type.id() == TypeId::Null) {
        if (column->values_) std::memset(column->values_->data(), 0, column->values_->size());
        if (size > 0) std::memset(column->makeValidity(), 0, bitmapWords(size) * 8);
        return column;
    }
    ColumnBuilder one(type, 1);
    one.appendValue(value);
    const ColumnPtr single = one.finish();
    const auto repeat = [&](auto sample) {
        using T = decltype(sample);
        std::ranges::fill(column->mutableValues<T>(), single->values<T>()[0]);
    };
    switch (type.id()) {
        case TypeId::Boolean: repeat(std::uint8_t{}); break;
        case TypeId::Int:
        case TypeId::Date: repeat(std::int32_t{}); break;
        case TypeId::Double: repeat(double{}); break;
        case TypeId::Decimal: repeat(Decimal128{}); break;
        case TypeId::String:
        case TypeId::Bytes: repeat(StringRef{}); break;
        default: repeat(std::int64_t{});
    }
    column->shareArenas(*single);
    return column;
}

std::size_t Column::nullCount() const {
    if (!validity_) return 0;
    const std::uint64_t* const words = validity();
    std::size_t valid = 0;
    for (std::size_t w = 0; w < size_ / 64; ++w)
        valid += static_cast<std::size_t>(std::popcount(words[w]));
    if (const std::size_t rest = size_ % 64; rest != 0) {
        const std::uint64_t mask = (std::uint64_t{1} << rest) - 1;
        valid += static_cast<std::size_t>(std::popcount(words[size_ / 64] & mask));
    }
    return size_ - valid;
}

std::uint64_t* Column::makeValidity() {
    const std::size_t bytes = bitmapWords(size_) * 8;
    if (!validity_) {
        validity_ = makeBuffer(bytes);
        std::memset(validity_->data(), 0xFF, bytes);
    } else if (validity_.use_count() > 1) {
        // A kernel may have passed on its input's bitmap; that one must stay as it is.
        BufferPtr own = makeBuffer(bytes);
        std::memcpy(own->data(), validity_->data(), bytes);
        validity_ = std::move(own);
    }
    return reinterpret_cast<std::uint64_t*>(validity_->data());
}

void Column::shareArenas(const Column& other) {
    for (const auto& arena : other.arenas_) {
        if (std::find(arenas_.begin(), arenas_.end(), arena) == arenas_.end()) arenas_.push_back(arena);
    }
}

Value Column::valueAt(std::size_t row) const {
    if (isNull(row)) return {};
    switch (type_.id()) {
        case TypeId::Null: return {};
        case TypeId::Boolean: return values<std::uint8_t>()[row] != 0;
        case TypeId::Int:
        case TypeId::Date: return values<std::int32_t>()[row];
        case TypeId::BigInt:
        case TypeId::Timestamp: return values<std::int64_t>()[row];
        case TypeId::Decimal: return values<Decimal128>()[row];
        case TypeId::Double: return values<double>()[row];
        case TypeId::String:
        case TypeId::Bytes: return std::string(strings()[row].view());
        case TypeId::Struct: {
            ValueList list;
            for (const auto& child : children)
                list.push_back(child->valueAt(row));
            return list;
        }
        case TypeId::Array: {
            ValueList list;
            for (auto i = arrayOffsets()[row]; i < arrayOffsets()[row + 1]; ++i) {
                list.push_back(children[0]->valueAt(static_cast<std::size_t>(i)));
            }
            return list;
        }
    }
    return {};
}

} // namespace millrace
