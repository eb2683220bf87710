// SPDX-License-Identifier: Apache-2.0
#include "engine/expression/select_kernels.h"

#include "engine/expression/kernels_avx2.h"

namespace millrace {
namespace {

template <class Holds>
std::size_t sieve(const std::uint64_t* validity, const std::uint32_t* input, std::size_t first,
                  std::size_t count, std::uint32_t* out, Holds holds) {
    std::size_t kept = 0;
    const auto valid = [validity](std::size_t row) {
        return static_cast<std::size_t>((validity[row / 64] >> (row % 64)) & 1);
    };
    if (!input && !validity) {
        for (std::size_t i = first; i < count; ++i) {
            out[kept] = static_cast<std::uint32_t>(i);
            kept += holds(i);
        }
    } else if (!input) {
        for (std::size_t i = first; i < count; ++i) {
            out[kept] = static_cast<std::uint32_t>(i);
            kept += holds(i) & valid(i);
        }
    } else if (!validity) {
        for (std::size_t i = first; i < count; ++i) {
            const std::uint32_t row = input[i];
            out[kept] = row;
            kept += holds(row);
        }
    } else {
        for (std::size_t i = first; i < count; ++i) {
            const std::uint32_t row = input[i];
            out[kept] = row;
            kept += holds(row) & valid(row);
        }
    }
    return kept;
}

template <class T, class Op>
std::size_t sieveCompare(const T* values, const std::uint64_t* validity, T scalar, const std::uint32_t* input,
                         std::size_t first, std::size_t count, std::uint32_t* out, Op op) {
    if constexpr (std::is_same_v<T, StringRef>) {
        return sieve(validity, input, first, count, out, [=](std::size_t i) {
            return static_cast<std::size_t>(op(compareText(values[i], scalar), 0));
        });
    } else {
        return sieve(validity, input, first, count, out,
                     [=](std::size_t i) { return static_cast<std::size_t>(op(values[i], scalar)); });
    }
}

} // namespace

template <class T>
std::size_t selectCompare(Comparison comparison, const T* values, const std::uint64_t* validity, T scalar,
                          const std::uint32_t* input, std::size_t count, std::uint32_t* out) {
    std::size_t first = 0;
    std::size_t kept = 0;
    if constexpr (std::is_same_v<T, double> || std::is_same_v<T, std::int64_t> ||
                  std::is_same_v<T, std::int32_t>) {
        if (!input && hasAvx2Kernels()) {
            first = count / 8 * 8;
            kept = selectCompareAvx2(comparison, values, validity, scalar, first, out);
        }
    }
    const auto run = [&](auto op) {
        return kept + sieveCompare<T>(values, validity, scalar, input, first, count, out + kept, op);
    };
    switch (comparison) {
        case Comparison::Equal: return run([](const auto& a, const auto& b) { return a == b; });
        case Comparison::NotEqual: return run([](const auto& a, const auto& b) { return a != b; });
        case Comparison::Less: return run([](const auto& a, const auto& b) { return a < b; });
        case Comparison::LessEqual: return run([](const auto& a, const auto& b) { return a <= b; });
        case Comparison::Greater: return run([](const auto& a, const auto& b) { return a > b; });
        default: return run([](const auto& a, const auto& b) { return a >= b; });
    }
}

std::size_t selectTrue(const std::uint8_t* values, const std::uint64_t* validity, const std::uint32_t* input,
                       std::size_t count, std::uint32_t* out) {
    const std::size_t first = !input && hasAvx2Kernels() ? count / 8 * 8 : 0;
    const std::size_t kept = first > 0 ? selectTrueAvx2(values, validity, first, out) : 0;
    return kept + sieve(validity, input, first, count, out + kept,
                        [values](std::size_t i) { return static_cast<std::size_t>(values[i] & 1); });
}

template std::size_t selectCompare<std::uint8_t>(Comparison, const std::uint8_t*, const std::uint64_t*,
                                                 std::uint8_t, const std::uint32_t*, std::size_t,
                                                 std::uint32_t*);
template std::size_t selectCompare<std::int32_t>(Comparison, const std::int32_t*, const std::uint64_t*,
                                                 std::int32_t, const std::uint32_t*, std::size_t,
                                                 std::uint32_t*);
template std::size_t selectCompare<std::int64_t>(Comparison, const std::int64_t*, const std::uint64_t*,
                                                 std::int64_t, const std::uint32_t*, std::size_t,
                                                 std::uint32_t*);
template std::size_t selectCompare<double>(Comparison, const double*, const std::uint64_t*, double,
                                           const std::uint32_t*, std::size_t, std::uint32_t*);
template std::size_t selectCompare<Decimal128>(Comparison, const Decimal128*, const std::uint64_t*,
                                               Decimal128, const std::uint32_t*, std::size_t, std::uint32_t*);
template std::size_t selectCompare<StringRef>(Comparison, const StringRef*, const std::uint64_t*, StringRef,
                                              const std::uint32_t*, std::size_t, std::uint32_t*);

} // namespace millrace
