// SPDX-License-Identifier: Apache-2.0
#include "engine/data/row_hash.h"

#include "engine/base/random.h"

#include <bit>
#include <cstring>
#include <string_view>

namespace millrace {

namespace {

constexpr std::uint64_t kNullHash = 0x6E756C6C6E756C6Cull;

/// Up to eight bytes as a number, whatever the byte order of the machine; one load where they are eight.
std::uint64_t littleEndian(std::string_view bytes) {
    std::uint64_t word = 0;
    if (std::endian::native == std::endian::little) {
        if (!bytes.empty()) std::memcpy(&word, bytes.data(), bytes.size());
    } else {
        for (std::size_t i = 0; i < bytes.size(); ++i)
            word |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
    }
    return word;
}

std::uint64_t hashText(std::string_view text) {
    std::uint64_t h = text.size() * kGolden64;
    while (text.size() >= 8) {
        h = mix64(h ^ littleEndian(text.substr(0, 8)));
        text.remove_prefix(8);
    }
    return mix64(h ^ littleEndian(text));
}

template <class T> std::uint64_t hashFixed(const T& value) {
    if constexpr (sizeof(T) == 16) {
        return mix64(static_cast<std::uint64_t>(value) ^ mix64(static_cast<std::uint64_t>(value >> 64)));
    } else if constexpr (std::is_same_v<T, double>) {
        const double plain = value == 0 ? 0.0 : value; // -0.0 equals 0.0
        std::uint64_t bits = 0;
        std::memcpy(&bits, &plain, sizeof bits);
        return mix64(bits);
    } else {
        return mix64(static_cast<std::uint64_t>(static_cast<std::int64_t>(value)) + kGolden64);
    }
}

template <class F>
void combine(const RecordBatch& batch, const Column& column, std::vector<std::uint64_t>& hashes, F&& hashAt) {
    for (std::size_t i = 0; i < hashes.size(); ++i) {
        const std::size_t row = batch.rowAt(i);
        const std::uint64_t h = column.isNull(row) ? kNullHash : hashAt(row);
        hashes[i] = mix64(hashes[i] * kGolden64 ^ h);
    }
}

template <class T>
void combineValues(const RecordBatch& batch, const Column& column, std::vector<std::uint64_t>& hashes) {
    const auto values = column.values<T>();
    combine(batch, column, hashes, [&](std::size_t row) { return hashFixed(values[row]); });
}

} // namespace

void hashRows(const RecordBatch& batch, std::span<const std::size_t> columns, std::uint64_t seed,
              std::vector<std::uint64_t>& hashes) {
    hashes.assign(batch.rows(), seed);
    for (const std::size_t c : columns) {
        const Column& column = batch.column(c);
        switch (column.type().id()) {
            case TypeId::Boolean: combineValues<std::uint8_t>(batch, column, hashes); break;
            case TypeId::Int:
            case TypeId::Date: combineValues<std::int32_t>(batch, column, hashes); break;
            case TypeId::BigInt:
            case TypeId::Timestamp: combineValues<std::int64_t>(batch, column, hashes); break;
            case TypeId::Decimal: combineValues<Decimal128>(batch, column, hashes); break;
            case TypeId::Double: combineValues<double>(batch, column, hashes); break;
            case TypeId::String:
            case TypeId::Bytes: {
                const auto strings = column.strings();
                combine(batch, column, hashes,
                        [&](std::size_t row) { return hashText(strings[row].view()); });
                break;
            }
            case TypeId::Null: break;
            case TypeId::Struct:
            case TypeId::Array:
                combine(batch, column, hashes, [&](std::size_t row) {
                    return hashText(toText(column.valueAt(row), column.type()));
                });
                break;
        }
    }
}

} // namespace millrace
