// SPDX-License-Identifier: Apache-2.0
// gather, slice and concatenate: what moves rows between batches. Inner loops run on the width of a value,
// not on its type.

#include "engine/data/column.h"
#include "engine/data/pooled.h"

#include <algorithm>
#include <cstring>

namespace millrace {

namespace {

/// Values of one width, whatever their type: allowed to alias it, which plain integers are not.
struct __attribute__((may_alias)) Raw4 {
    std::uint32_t bits;
};
struct __attribute__((may_alias)) Raw8 {
    std::uint64_t bits;
};
struct __attribute__((may_alias)) Raw16 {
    std::uint64_t low, high;
};

/// `count` (at most 64) bits from position `at`. Reads no word that holds none of them.
std::uint64_t readBits(const std::uint64_t* words, std::size_t at, std::size_t count) {
    const std::size_t shift = at % 64;
    std::uint64_t bits = words[at / 64] >> shift;
    if (shift != 0 && shift + count > 64) bits |= words[at / 64 + 1] << (64 - shift);
    return bits;
}

/// Copies bits; a source that is null stands for all ones. Bits behind the last one written keep their value.
void copyBits(std::uint64_t* to, std::size_t toAt, const std::uint64_t* from, std::size_t fromAt,
              std::size_t count) {
    while (count > 0) {
        const std::size_t shift = toAt % 64;
        const std::size_t n = std::min<std::size_t>(64 - shift, count);
        const std::uint64_t mask = (n == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << n) - 1) << shift;
        const std::uint64_t bits = from ? readBits(from, fromAt, n) : ~std::uint64_t{0};
        to[toAt / 64] = (to[toAt / 64] & ~mask) | ((bits << shift) & mask);
        toAt += n;
        fromAt += n;
        count -= n;
    }
}

template <class T>
void gatherValues(const Column& source, std::span<const std::uint32_t> rows, Column& target) {
    const T* const from = reinterpret_cast<const T*>(source.valuesBuffer()->data());
    T* const to = reinterpret_cast<T*>(target.valuesBuffer()->data());
    const std::size_t count = rows.size();
    for (std::size_t i = 0; i < count; ++i)
        to[i] = from[rows[i]];
}

void gatherValidity(const Column& source, std::span<const std::uint32_t> rows, Column& target) {
    const std::uint64_t* const from = source.validity();
    if (from == nullptr || rows.empty()) return;
    BufferPtr words = makeBuffer(bitmapWords(rows.size()) * 8);
    auto* const to = reinterpret_cast<std::uint64_t*>(words->data());
    std::uint64_t all = ~std::uint64_t{0};
    for (std::size_t begin = 0; begin < rows.size(); begin += 64) {
        const std::size_t n = std::min<std::size_t>(64, rows.size() - begin);
        std::uint64_t word = n == 64 ? 0 : ~std::uint64_t{0} << n;
        for (std::size_t j = 0; j < n; ++j) {
            const std::uint32_t row = rows[begin + j];
            word |= ((from[row / 64] >> (row % 64)) & 1) << j;
        }
        to[begin / 64] = word;
        all &= word;
    }
    // The rows that were picked may all be there; then later kernels need not look.
    if (all != ~std::uint64_t{0}) target.setValidity(std::move(words));
}

void gatherArray(const Column& source, std::span<const std::uint32_t> rows, Column& target) {
    BufferPtr buffer = makeBuffer((rows.size() + 1) * sizeof(std::int32_t));
    auto* const to = reinterpret_cast<std::int32_t*>(buffer->data());
    const std::int32_t* const from = source.arrayOffsets();
    std::vector<std::uint32_t> elements;
    to[0] = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        for (std::int32_t e = from[rows[i]]; e < from[rows[i] + 1]; ++e) {
            elements.push_back(static_cast<std::uint32_t>(e));
        }
        to[i + 1] = static_cast<std::int32_t>(elements.size());
    }
    target.setValues(std::move(buffer));
    target.children.push_back(gather(*source.children[0], elements));
}

void sliceValues(const Column& source, std::size_t offset, std::size_t count, std::size_t width,
                 Column& target) {
    if (offset == 0) {
        target.setValues(source.valuesBuffer());
        return;
    }
    BufferPtr buffer = makeBuffer(count * width);
    std::memcpy(buffer->data(), source.valuesBuffer()->data() + offset * width, count * width);
    target.setValues(std::move(buffer));
}

void sliceValidity(const Column& source, std::size_t offset, std::size_t count, Column& target) {
    if (!source.hasNulls()) return;
    if (offset == 0) {
        target.setValidity(source.validityBuffer());
    } else if (count > 0) {
        copyBits(target.makeValidity(), 0, source.validity(), offset, count);
    }
}

void concatenateArrays(std::span<const ColumnPtr> parts, Column& target) {
    BufferPtr buffer = makeBuffer((target.size() + 1) * sizeof(std::int32_t));
    auto* const offsets = reinterpret_cast<std::int32_t*>(buffer->data());
    offsets[0] = 0;
    std::size_t row = 0;
    std::vector<ColumnPtr> elements;
    for (const ColumnPtr& part : parts) {
        const std::int32_t* const from = part->arrayOffsets();
        const std::int32_t base = offsets[row] - from[0];
        for (std::size_t i = 0; i < part->size(); ++i)
            offsets[++row] = base + from[i + 1];
        const auto first = static_cast<std::size_t>(from[0]);
        elements.push_back(
            slice(*part->children[0], first, static_cast<std::size_t>(from[part->size()]) - first));
    }
    target.setValues(std::move(buffer));
    target.children.push_back(concatenate(elements));
}

void concatenateArenas(std::span<const ColumnPtr> parts, Column& target) {
    std::vector<std::shared_ptr<const void>> arenas;
    for (const ColumnPtr& part : parts)
        arenas.insert(arenas.end(), part->arenas().begin(), part->arenas().end());
    std::sort(arenas.begin(), arenas.end());
    arenas.erase(std::unique(arenas.begin(), arenas.end()), arenas.end());
    for (auto& arena : arenas)
        target.addArena(std::move(arena));
}

} // namespace

ColumnPtr gather(const Column& source, std::span<const std::uint32_t> rows) {
    auto target = Column::allocate(source.type(), rows.size());
    switch (valueWidth(source.type().id())) {
        case 1: gatherValues<std::uint8_t>(source, rows, *target); break;
        case 4: gatherValues<Raw4>(source, rows, *target); break;
        case 8: gatherValues<Raw8>(source, rows, *target); break;
        case 16: gatherValues<Raw16>(source, rows, *target); break;
        default: break;
    }
    gatherValidity(source, rows, *target);
    target->shareArenas(source);
    if (source.type().id() == TypeId::Struct) {
        for (const auto& child : source.children)
            target->children.push_back(gather(*child, rows));
    } else if (source.type().id() == TypeId::Array) {
        gatherArray(source, rows, *target);
    }
    return target;
}

ColumnPtr slice(const Column& source, std::size_t offset, std::size_t count) {
    auto target = makePooled<Column>(source.type(), count);
    if (const std::size_t width = valueWidth(source.type().id()); width > 0) {
        sliceValues(source, offset, count, width, *target);
    }
    sliceValidity(source, offset, count, *target);
    target->shareArenas(source);
    if (source.type().id() == TypeId::Struct) {
        for (const auto& child : source.children)
            target->children.push_back(slice(*child, offset, count));
    } else if (source.type().id() == TypeId::Array) {
        BufferPtr offsets = makeBuffer((count + 1) * sizeof(std::int32_t));
        std::memcpy(offsets->data(), source.arrayOffsets() + offset, (count + 1) * sizeof(std::int32_t));
        target->setValues(std::move(offsets));
        target->children = source.children;
    }
    return target;
}

ColumnPtr concatenate(std::span<const ColumnPtr> parts) {
    if (parts.empty()) return makePooled<Column>(TypeId::Null, 0);
    if (parts.size() == 1) return parts[0];
    std::size_t rows = 0;
    bool nulls = false;
    for (const ColumnPtr& part : parts) {
        rows += part->size();
        nulls = nulls || part->hasNulls();
    }
    const DataType& type = parts[0]->type();
    auto target = Column::allocate(type, rows);
    const std::size_t width = valueWidth(type.id());
    std::uint64_t* const validity = nulls ? target->makeValidity() : nullptr;
    std::size_t row = 0;
    for (const ColumnPtr& part : parts) {
        if (part->size() == 0) continue;
        if (width > 0) {
            std::memcpy(target->valuesBuffer()->data() + row * width, part->valuesBuffer()->data(),
                        part->size() * width);
        }
        if (validity != nullptr) copyBits(validity, row, part->validity(), 0, part->size());
        row += part->size();
    }
    concatenateArenas(parts, *target);
    if (type.id() == TypeId::Struct) {
        for (std::size_t c = 0; c < parts[0]->children.size(); ++c) {
            std::vector<ColumnPtr> children;
            for (const ColumnPtr& part : parts)
                children.push_back(part->children[c]);
            target->children.push_back(concatenate(children));
        }
    } else if (type.id() == TypeId::Array) {
        concatenateArrays(parts, *target);
    }
    return target;
}

} // namespace millrace
