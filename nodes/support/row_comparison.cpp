// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/row_comparison.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>

namespace millrace {

namespace {

/// -1, 0 or 1, NULLs left aside.
using Compare = int (*)(const Column& column, std::uint32_t a, std::uint32_t b);

template <class T> int compareValues(const Column& column, std::uint32_t a, std::uint32_t b) {
    const T x = column.values<T>()[a];
    const T y = column.values<T>()[b];
    return (x > y) - (x < y);
}

int compareDoubles(const Column& column, std::uint32_t a, std::uint32_t b) {
    const double x = column.values<double>()[a];
    const double y = column.values<double>()[b];
    if (std::isnan(x) || std::isnan(y)) return int{std::isnan(x)} - int{std::isnan(y)};
    return (x > y) - (x < y);
}

int compareTexts(const Column& column, std::uint32_t a, std::uint32_t b) {
    const int order = column.strings()[a].view().compare(column.strings()[b].view());
    return (order > 0) - (order < 0);
}

Compare compareOf(TypeId type) {
    switch (type) {
        case TypeId::Boolean: return compareValues<std::uint8_t>;
        case TypeId::Int:
        case TypeId::Date: return compareValues<std::int32_t>;
        case TypeId::BigInt:
        case TypeId::Timestamp: return compareValues<std::int64_t>;
        case TypeId::Decimal: return compareValues<Decimal128>;
        case TypeId::Double: return compareDoubles;
        case TypeId::String:
        case TypeId::Bytes: return compareTexts;
        case TypeId::Null:
        case TypeId::Struct:
        case TypeId::Array: break;
    }
    return [](const Column&, std::uint32_t, std::uint32_t) { return 0; };
}

constexpr std::uint64_t kSign = std::uint64_t{1} << 63;

std::uint64_t orderedBits(std::int64_t value) { return static_cast<std::uint64_t>(value) ^ kSign; }

/// 64 bits that never order two values of a column the wrong way round: what most comparisons end with.
std::uint64_t prefixOf(const Column& column, std::uint32_t row) {
    switch (column.type().id()) {
        case TypeId::Boolean: return column.values<std::uint8_t>()[row];
        case TypeId::Int:
        case TypeId::Date: return orderedBits(column.values<std::int32_t>()[row]);
        case TypeId::BigInt:
        case TypeId::Timestamp: return orderedBits(column.values<std::int64_t>()[row]);
        case TypeId::Decimal:
            return orderedBits(static_cast<std::int64_t>(column.values<Decimal128>()[row] >> 64));
        case TypeId::Double: {
            const double value = column.values<double>()[row] + 0.0; // -0.0 + 0.0 is 0.0
            if (std::isnan(value)) return std::numeric_limits<std::uint64_t>::max();
            const auto bits = std::bit_cast<std::uint64_t>(value);
            return bits & kSign ? ~bits : bits | kSign;
        }
        case TypeId::String:
        case TypeId::Bytes: {
            const std::string_view text = column.strings()[row].view();
            std::uint64_t prefix = 0;
            for (std::size_t i = 0; i < 8; ++i)
                prefix = prefix << 8 | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0u);
            return prefix;
        }
        case TypeId::Null:
        case TypeId::Struct:
        case TypeId::Array: break;
    }
    return 0;
}

struct Key {
    const Column* column;
    Compare compare;
    SortColumn how;

    int order(std::uint32_t a, std::uint32_t b) const {
        const bool aNull = column->isNull(a);
        const bool bNull = column->isNull(b);
        if (aNull || bNull) return aNull == bNull ? 0 : aNull == how.nullsFirst ? -1 : 1;
        const int result = compare(*column, a, b);
        return how.descending ? -result : result;
    }
};

} // namespace

std::vector<std::uint32_t> sortedOrder(const RecordBatch& batch, const std::vector<SortColumn>& by) {
    const auto count = static_cast<std::uint32_t>(batch.rows());
    std::vector<std::uint32_t> order(count);
    std::iota(order.begin(), order.end(), 0u);
    if (by.empty()) return order;

    std::vector<Key> keys;
    for (const SortColumn& how : by)
        keys.push_back({&batch.column(how.column), compareOf(batch.column(how.column).type().id()), how});
    struct Entry {
        std::uint64_t prefix;
        std::uint32_t row;
    };
    std::vector<Entry> entries(count);
    const Column& first = batch.column(by[0].column);
    for (std::uint32_t row = 0; row < count; ++row) {
        const std::uint64_t prefix = prefixOf(first, row);
        entries[row] = {by[0].descending ? ~prefix : prefix, row};
        if (first.isNull(row)) entries[row].prefix = by[0].nullsFirst ? 0 : ~std::uint64_t{0};
    }
    std::sort(entries.begin(), entries.end(), [&keys](const Entry& a, const Entry& b) {
        if (a.prefix != b.prefix) return a.prefix < b.prefix;
        for (const Key& key : keys)
            if (const int result = key.order(a.row, b.row); result != 0) return result < 0;
        return a.row < b.row;
    });
    for (std::uint32_t i = 0; i < count; ++i)
        order[i] = entries[i].row;
    return order;
}

} // namespace millrace
