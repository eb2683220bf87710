// SPDX-License-Identifier: Apache-2.0
#include "engine/expression/kernels_avx2.h"

#include <array>
#include <cstring>

#if defined(__x86_64__) && defined(__GNUC__)
#define MILLRACE_AVX2 1
#include <immintrin.h>
#else
#define MILLRACE_AVX2 0
#endif

namespace millrace {

#if MILLRACE_AVX2

namespace {

#define MILLRACE_TARGET __attribute__((target("avx2,popcnt")))

/// Row m: the places of the 1 bits of m, one byte each.
constexpr std::array<std::array<std::uint8_t, 8>, 256> kPlaces = [] {
    std::array<std::array<std::uint8_t, 8>, 256> table{};
    for (unsigned mask = 0; mask < 256; ++mask) {
        std::size_t n = 0;
        for (unsigned bit = 0; bit < 8; ++bit) {
            if (mask & (1u << bit)) table[mask][n++] = static_cast<std::uint8_t>(bit);
        }
    }
    return table;
}();

/// Eight values side by side. (Gathering them from listed rows is no faster than one by one.)
struct Doubles {
    __m256d low, high;
    MILLRACE_TARGET static Doubles load(const double* values) {
        return {_mm256_loadu_pd(values), _mm256_loadu_pd(values + 4)};
    }
};
struct Longs {
    __m256i low, high;
    MILLRACE_TARGET static Longs load(const std::int64_t* values) {
        return {_mm256_loadu_si256(reinterpret_cast<const __m256i*>(values)),
                _mm256_loadu_si256(reinterpret_cast<const __m256i*>(values + 4))};
    }
};
struct Ints {
    __m256i all;
    MILLRACE_TARGET static Ints load(const std::int32_t* values) {
        return {_mm256_loadu_si256(reinterpret_cast<const __m256i*>(values))};
    }
};
template <class T>
using Eight = std::conditional_t<std::is_same_v<T, double>, Doubles,
                                 std::conditional_t<std::is_same_v<T, std::int64_t>, Longs, Ints>>;

/// Bit i: value i holds.
template <Comparison kComparison> MILLRACE_TARGET inline unsigned maskOf(Doubles values, double scalar) {
    constexpr int predicate = kComparison == Comparison::Equal       ? _CMP_EQ_OQ
                              : kComparison == Comparison::NotEqual  ? _CMP_NEQ_UQ
                              : kComparison == Comparison::Less      ? _CMP_LT_OQ
                              : kComparison == Comparison::LessEqual ? _CMP_LE_OQ
                              : kComparison == Comparison::Greater   ? _CMP_GT_OQ
                                                                     : _CMP_GE_OQ;
    const __m256d b = _mm256_set1_pd(scalar);
    const int low = _mm256_movemask_pd(_mm256_cmp_pd(values.low, b, predicate));
    const int high = _mm256_movemask_pd(_mm256_cmp_pd(values.high, b, predicate));
    return static_cast<unsigned>(low | high << 4);
}

/// Integers have "equal" and "greater" only; the others are their complements or have the sides swapped.
constexpr bool complemented(Comparison c) {
    return c == Comparison::NotEqual || c == Comparison::LessEqual || c == Comparison::GreaterEqual;
}

template <Comparison kComparison> MILLRACE_TARGET inline __m256i holds(__m256i a, __m256i b, std::int64_t) {
    if constexpr (kComparison == Comparison::Equal || kComparison == Comparison::NotEqual)
        return _mm256_cmpeq_epi64(a, b);
    if constexpr (kComparison == Comparison::Greater || kComparison == Comparison::LessEqual)
        return _mm256_cmpgt_epi64(a, b);
    return _mm256_cmpgt_epi64(b, a);
}
template <Comparison kComparison> MILLRACE_TARGET inline __m256i holds(__m256i a, __m256i b, std::int32_t) {
    if constexpr (kComparison == Comparison::Equal || kComparison == Comparison::NotEqual)
        return _mm256_cmpeq_epi32(a, b);
    if constexpr (kComparison == Comparison::Greater || kComparison == Comparison::LessEqual)
        return _mm256_cmpgt_epi32(a, b);
    return _mm256_cmpgt_epi32(b, a);
}

template <Comparison kComparison> MILLRACE_TARGET inline unsigned maskOf(Longs values, std::int64_t scalar) {
    const __m256i b = _mm256_set1_epi64x(scalar);
    const int low = _mm256_movemask_pd(_mm256_castsi256_pd(holds<kComparison>(values.low, b, scalar)));
    const int high = _mm256_movemask_pd(_mm256_castsi256_pd(holds<kComparison>(values.high, b, scalar)));
    return static_cast<unsigned>(low | high << 4) ^ (complemented(kComparison) ? 0xFFu : 0u);
}

template <Comparison kComparison> MILLRACE_TARGET inline unsigned maskOf(Ints values, std::int32_t scalar) {
    const __m256i all = holds<kComparison>(values.all, _mm256_set1_epi32(scalar), scalar);
    return static_cast<unsigned>(_mm256_movemask_ps(_mm256_castsi256_ps(all))) ^
           (complemented(kComparison) ? 0xFFu : 0u);
}

/// Writes the rows whose bit is set, and rubbish behind them, eight in all; returns how many there are.
MILLRACE_TARGET inline std::size_t keep(__m256i rows, unsigned mask, std::uint32_t* out) {
    const __m128i places = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(kPlaces[mask].data()));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out),
                        _mm256_permutevar8x32_epi32(rows, _mm256_cvtepu8_epi32(places)));
    return static_cast<std::size_t>(__builtin_popcount(mask));
}

MILLRACE_TARGET inline __m256i rowsFrom(std::size_t first) {
    return _mm256_add_epi32(_mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7),
                            _mm256_set1_epi32(static_cast<int>(first)));
}

template <Comparison kComparison, bool kNulls, class T>
MILLRACE_TARGET std::size_t sieveDense(const T* values, const std::uint64_t* validity, T scalar,
                                       std::size_t count, std::uint32_t* out) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < count; i += 8) {
        unsigned mask = maskOf<kComparison>(Eight<T>::load(values + i), scalar);
        if constexpr (kNulls) mask &= static_cast<unsigned>(validity[i / 64] >> (i % 64)) & 0xFFu;
        kept += keep(rowsFrom(i), mask, out + kept);
    }
    return kept;
}

MILLRACE_TARGET std::size_t sieveTrue(const std::uint8_t* values, const std::uint64_t* validity,
                                      std::size_t count, std::uint32_t* out) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < count; i += 8) {
        const __m128i bytes =
            _mm_slli_epi16(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(values + i)), 7);
        unsigned mask = static_cast<unsigned>(_mm_movemask_epi8(bytes)) & 0xFFu;
        if (validity) mask &= static_cast<unsigned>(validity[i / 64] >> (i % 64)) & 0xFFu;
        kept += keep(rowsFrom(i), mask, out + kept);
    }
    return kept;
}

/// Row m: byte i is bit i of m.
constexpr std::array<std::uint64_t, 256> kSpread = [] {
    std::array<std::uint64_t, 256> table{};
    for (unsigned mask = 0; mask < 256; ++mask) {
        for (unsigned bit = 0; bit < 8; ++bit)
            table[mask] |= static_cast<std::uint64_t>((mask >> bit) & 1u) << (8 * bit);
    }
    return table;
}();

template <Comparison kComparison, class T>
MILLRACE_TARGET void compareBytes(const T* values, T scalar, std::size_t count, std::uint8_t* out) {
    for (std::size_t i = 0; i < count; i += 8) {
        std::memcpy(out + i, &kSpread[maskOf<kComparison>(Eight<T>::load(values + i), scalar)], 8);
    }
}

/// `from` holds at least one value.
template <bool kOne>
MILLRACE_TARGET void blend8(const std::uint8_t* take, const long long* from, long long* into,
                            std::size_t count) {
    long long scalar;
    std::memcpy(&scalar, from, sizeof(scalar));
    for (std::size_t i = 0; i < count; i += 4) {
        std::int32_t four;
        std::memcpy(&four, take + i, 4);
        const __m256i mask =
            _mm256_cmpgt_epi64(_mm256_cvtepu8_epi64(_mm_cvtsi32_si128(four)), _mm256_setzero_si256());
        const __m256i x = kOne ? _mm256_set1_epi64x(scalar)
                               : _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from + i));
        auto* place = reinterpret_cast<__m256i*>(into + i);
        _mm256_storeu_si256(place, _mm256_blendv_epi8(_mm256_loadu_si256(place), x, mask));
    }
}

template <bool kOne>
MILLRACE_TARGET void blend4(const std::uint8_t* take, const int* from, int* into, std::size_t count) {
    int scalar;
    std::memcpy(&scalar, from, sizeof(scalar));
    for (std::size_t i = 0; i < count; i += 8) {
        const __m128i eight = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(take + i));
        const __m256i mask = _mm256_cmpgt_epi32(_mm256_cvtepu8_epi32(eight), _mm256_setzero_si256());
        const __m256i x =
            kOne ? _mm256_set1_epi32(scalar) : _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from + i));
        auto* place = reinterpret_cast<__m256i*>(into + i);
        _mm256_storeu_si256(place, _mm256_blendv_epi8(_mm256_loadu_si256(place), x, mask));
    }
}

template <class Run> auto withComparison(Comparison comparison, Run run) {
    switch (comparison) {
        case Comparison::Equal: return run.template operator()<Comparison::Equal>();
        case Comparison::NotEqual: return run.template operator()<Comparison::NotEqual>();
        case Comparison::Less: return run.template operator()<Comparison::Less>();
        case Comparison::LessEqual: return run.template operator()<Comparison::LessEqual>();
        case Comparison::Greater: return run.template operator()<Comparison::Greater>();
        default: return run.template operator()<Comparison::GreaterEqual>();
    }
}

template <class T>
std::size_t dispatched(Comparison comparison, const T* values, const std::uint64_t* validity, T scalar,
                       std::size_t count, std::uint32_t* out) {
    return withComparison(comparison, [&]<Comparison kComparison>() {
        return validity ? sieveDense<kComparison, true, T>(values, validity, scalar, count, out)
                        : sieveDense<kComparison, false, T>(values, validity, scalar, count, out);
    });
}

template <class T>
void dispatchedBytes(Comparison comparison, const T* values, T scalar, std::size_t count, std::uint8_t* out) {
    withComparison(comparison, [&]<Comparison kComparison>() {
        compareBytes<kComparison, T>(values, scalar, count, out);
    });
}

void dispatchedBlend8(const std::uint8_t* take, const void* from, bool one, void* into, std::size_t count) {
    const auto* x = static_cast<const long long*>(from);
    auto* y = static_cast<long long*>(into);
    return one ? blend8<true>(take, x, y, count) : blend8<false>(take, x, y, count);
}

void dispatchedBlend4(const std::uint8_t* take, const void* from, bool one, void* into, std::size_t count) {
    const auto* x = static_cast<const int*>(from);
    auto* y = static_cast<int*>(into);
    return one ? blend4<true>(take, x, y, count) : blend4<false>(take, x, y, count);
}

} // namespace

bool hasAvx2Kernels() {
    static const bool supported = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt");
    return supported;
}

#else

namespace {

template <class T>
std::size_t dispatched(Comparison, const T*, const std::uint64_t*, T, std::size_t, std::uint32_t*) {
    return 0;
}
template <class T> void dispatchedBytes(Comparison, const T*, T, std::size_t, std::uint8_t*) {}
void dispatchedBlend8(const std::uint8_t*, const void*, bool, void*, std::size_t) {}
void dispatchedBlend4(const std::uint8_t*, const void*, bool, void*, std::size_t) {}
std::size_t sieveTrue(const std::uint8_t*, const std::uint64_t*, std::size_t, std::uint32_t*) { return 0; }

} // namespace

bool hasAvx2Kernels() { return false; }

#endif

std::size_t selectCompareAvx2(Comparison comparison, const double* values, const std::uint64_t* validity,
                              double scalar, std::size_t count, std::uint32_t* out) {
    return dispatched(comparison, values, validity, scalar, count, out);
}
std::size_t selectCompareAvx2(Comparison comparison, const std::int64_t* values,
                              const std::uint64_t* validity, std::int64_t scalar, std::size_t count,
                              std::uint32_t* out) {
    return dispatched(comparison, values, validity, scalar, count, out);
}
std::size_t selectCompareAvx2(Comparison comparison, const std::int32_t* values,
                              const std::uint64_t* validity, std::int32_t scalar, std::size_t count,
                              std::uint32_t* out) {
    return dispatched(comparison, values, validity, scalar, count, out);
}
std::size_t selectTrueAvx2(const std::uint8_t* values, const std::uint64_t* validity, std::size_t count,
                           std::uint32_t* out) {
    return sieveTrue(values, validity, count, out);
}

void compareBytesAvx2(Comparison comparison, const double* values, double scalar, std::size_t count,
                      std::uint8_t* out) {
    dispatchedBytes(comparison, values, scalar, count, out);
}
void compareBytesAvx2(Comparison comparison, const std::int64_t* values, std::int64_t scalar,
                      std::size_t count, std::uint8_t* out) {
    dispatchedBytes(comparison, values, scalar, count, out);
}
void compareBytesAvx2(Comparison comparison, const std::int32_t* values, std::int32_t scalar,
                      std::size_t count, std::uint8_t* out) {
    dispatchedBytes(comparison, values, scalar, count, out);
}
void blend8Avx2(const std::uint8_t* take, const void* from, bool one, void* into, std::size_t count) {
    dispatchedBlend8(take, from, one, into, count);
}
void blend4Avx2(const std::uint8_t* take, const void* from, bool one, void* into, std::size_t count) {
    dispatchedBlend4(take, from, one, into, count);
}

} // namespace millrace
