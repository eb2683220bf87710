// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/row_hash.h"

#include "engine/base/random.h"

namespace millrace {

namespace {

constexpr std::uint64_t kNullHash = 0x51ED270B9A3F4C15ull;

std::uint64_t hashOf(std::int64_t value) { return mix64(static_cast<std::uint64_t>(value) + kGolden64); }
std::uint64_t hashOf(std::int32_t value) { return hashOf(std::int64_t{value}); }
std::uint64_t hashOf(std::uint8_t value) { return hashOf(std::int64_t{value}); }
std::uint64_t hashOf(Decimal128 value) {
    const auto low = static_cast<std::uint64_t>(value);
    const auto high = static_cast<std::uint64_t>(value >> 64);
    return mix64(low + kGolden64) ^ mix64(high * kGolden64 + 1);
}
/// FNV-1a: byte by byte, so that it does not depend on the machine's byte order.
std::uint64_t hashOf(const StringRef& text) {
    std::uint64_t h = 0xCBF29CE484222325ull;
    for (const char c : text.view())
        h = (h ^ static_cast<unsigned char>(c)) * 0x100000001B3ull;
    return mix64(h);
}

template <class T>
void hashColumn(const RecordBatch& batch, const Column& column, std::vector<std::uint64_t>& hashes) {
    const T* const values = column.values<T>().data();
    for (std::size_t i = 0; i < hashes.size(); ++i) {
        const std::uint32_t row = batch.rowAt(i);
        const std::uint64_t h = column.isNull(row) ? kNullHash : hashOf(values[row]);
        hashes[i] = mix64(hashes[i] * kGolden64 + h);
    }
}

} // namespace

void hashRows(const RecordBatch& batch, const std::vector<std::size_t>& columns,
              std::vector<std::uint64_t>& hashes) {
    hashes.assign(batch.rows(), 0);
    for (const std::size_t index : columns) {
        const Column& column = batch.column(index);
        switch (column.type().id()) {
            case TypeId::Boolean: hashColumn<std::uint8_t>(batch, column, hashes); break;
            case TypeId::Int:
            case TypeId::Date: hashColumn<std::int32_t>(batch, column, hashes); break;
            case TypeId::BigInt:
            case TypeId::Timestamp: hashColumn<std::int64_t>(batch, column, hashes); break;
            case TypeId::Decimal: hashColumn<Decimal128>(batch, column, hashes); break;
            case TypeId::String:
            case TypeId::Bytes: hashColumn<StringRef>(batch, column, hashes); break;
            case TypeId::Null:
            case TypeId::Double:
            case TypeId::Struct:
            case TypeId::Array: break;
        }
    }
}

} // namespace millrace
