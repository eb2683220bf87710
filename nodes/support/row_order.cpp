// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/row_order.h"

#include <algorithm>

namespace millrace {

namespace {

template <class T> int compared(const Column& column, std::uint32_t a, std::uint32_t b) {
    const auto values = column.values<T>();
    return values[a] < values[b] ? -1 : values[b] < values[a] ? 1 : 0;
}

int compareRows(const Column& column, std::uint32_t a, std::uint32_t b) {
    if (column.hasNulls()) {
        const bool nullA = column.isNull(a), nullB = column.isNull(b);
        if (nullA || nullB) return nullA == nullB ? 0 : nullA ? -1 : 1;
    }
    switch (column.type().id()) {
        case TypeId::Boolean: return compared<std::uint8_t>(column, a, b);
        case TypeId::Int:
        case TypeId::Date: return compared<std::int32_t>(column, a, b);
        case TypeId::BigInt:
        case TypeId::Timestamp: return compared<std::int64_t>(column, a, b);
        case TypeId::Decimal: return compared<Decimal128>(column, a, b);
        case TypeId::Double: return compared<double>(column, a, b);
        case TypeId::String:
        case TypeId::Bytes: return column.strings()[a].view().compare(column.strings()[b].view());
        default: return 0;
    }
}

} // namespace

std::vector<std::uint32_t> sortedRows(const RecordBatch& batch, const std::vector<std::size_t>& columns) {
    std::vector<std::uint32_t> rows(batch.rows());
    for (std::size_t i = 0; i < rows.size(); ++i)
        rows[i] = batch.rowAt(i);
    std::stable_sort(rows.begin(), rows.end(), [&](std::uint32_t a, std::uint32_t b) {
        for (const std::size_t c : columns)
            if (const int order = compareRows(batch.column(c), a, b); order != 0) return order < 0;
        return false;
    });
    return rows;
}

} // namespace millrace
