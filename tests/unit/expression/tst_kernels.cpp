// SPDX-License-Identifier: Apache-2.0
// The kernels that have several forms (eight rows at a step, one by one, constants on either side) give the
// same at every length.

#include "engine/base/random.h"
#include "engine/expression/kernels_avx2.h"
#include "engine/expression/kernels_compare.h"
#include "engine/expression/select_kernels.h"

#include <QtTest/QtTest>

#include <limits>

using namespace millrace;

namespace {

constexpr Comparison kComparisons[] = {Comparison::Equal,     Comparison::NotEqual, Comparison::Less,
                                       Comparison::LessEqual, Comparison::Greater,  Comparison::GreaterEqual};

template <class T> bool holds(Comparison comparison, T a, T b) {
    switch (comparison) {
        case Comparison::Equal: return a == b;
        case Comparison::NotEqual: return a != b;
        case Comparison::Less: return a < b;
        case Comparison::LessEqual: return a <= b;
        case Comparison::Greater: return a > b;
        default: return a >= b;
    }
}

template <class T> Vector vectorOf(TypeId type, const std::vector<T>& values) {
    Vector v;
    v.type = type;
    v.data = values.data();
    return v;
}

/// Values with many equal ones and the borders of the type.
template <class T> std::vector<T> someValues(std::size_t count, Random& random) {
    std::vector<T> values(count + 64);
    for (T& value : values) {
        value = static_cast<T>(static_cast<int>(random.below(9)) - 4);
        if (random.below(10) == 0)
            value = random.below(2) ? std::numeric_limits<T>::max() : std::numeric_limits<T>::lowest();
        if constexpr (std::is_floating_point_v<T>) {
            if (random.below(10) == 0) value = std::numeric_limits<T>::quiet_NaN();
        }
    }
    return values;
}

template <class T> void checkSelection() {
    Random random(5);
    for (const std::size_t count : {0u, 1u, 7u, 8u, 9u, 63u, 64u, 65u, 200u, 1000u}) {
        const std::vector<T> values = someValues<T>(count, random);
        std::vector<std::uint64_t> validity(bitmapWords(count) + 1);
        for (auto& word : validity)
            word = random.next() | random.next();
        std::vector<std::uint32_t> input;
        for (std::uint32_t i = 0; i < count; ++i) {
            if (random.below(3) > 0) input.push_back(i);
        }
        for (const Comparison comparison : kComparisons) {
            for (const T scalar : {T{0}, values[0], std::numeric_limits<T>::max()}) {
                for (const bool nulls : {false, true}) {
                    for (const bool sparse : {false, true}) {
                        std::vector<std::uint32_t> expected;
                        for (std::uint32_t i = 0; i < count; ++i) {
                            const bool listed = !sparse || std::binary_search(input.begin(), input.end(), i);
                            const bool valid = !nulls || ((validity[i / 64] >> (i % 64)) & 1);
                            if (listed && valid && holds(comparison, values[i], scalar))
                                expected.push_back(i);
                        }
                        std::vector<std::uint32_t> out(count + 64);
                        std::copy(input.begin(), input.end(), out.begin());
                        const std::size_t kept = selectCompare<T>(
                            comparison, values.data(), nulls ? validity.data() : nullptr, scalar,
                            sparse ? out.data() : nullptr, sparse ? input.size() : count, out.data());
                        out.resize(kept);
                        QCOMPARE(out, expected);
                    }
                }
            }
        }
    }
}

template <class T> void checkComparison(TypeId type) {
    Random random(6);
    for (const std::size_t count : {1u, 8u, 13u, 64u, 131u}) {
        const std::vector<T> a = someValues<T>(count, random);
        const std::vector<T> b = someValues<T>(count, random);
        Vector constant = vectorOf(type, b);
        constant.constant = true;
        for (const Comparison comparison : kComparisons) {
            std::vector<std::uint8_t> columns(count);
            std::vector<std::uint8_t> right(count);
            std::vector<std::uint8_t> left(count);
            compareInto(comparison, vectorOf(type, a), vectorOf(type, b), columns.data(), count);
            compareInto(comparison, vectorOf(type, a), constant, right.data(), count);
            compareInto(comparison, constant, vectorOf(type, a), left.data(), count);
            for (std::size_t i = 0; i < count; ++i) {
                QCOMPARE(columns[i] != 0, holds(comparison, a[i], b[i]));
                QCOMPARE(right[i] != 0, holds(comparison, a[i], b[0]));
                QCOMPARE(left[i] != 0, holds(comparison, b[0], a[i]));
            }
        }
    }
}

template <class T>
void checkBlend(void (*blend)(const std::uint8_t*, const void*, bool, void*, std::size_t)) {
    Random random(7);
    const std::size_t count = 72;
    const std::vector<T> from = someValues<T>(count, random);
    std::vector<std::uint8_t> take(count);
    for (auto& flag : take)
        flag = random.below(2) != 0;
    for (const bool one : {false, true}) {
        std::vector<T> into(count, T{99});
        blend(take.data(), from.data(), one, into.data(), count);
        for (std::size_t i = 0; i < count; ++i)
            QCOMPARE(into[i], take[i] ? from[one ? 0 : i] : T{99});
    }
}

} // namespace

class TestKernels : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void selectionIsThatOfALoop() {
        checkSelection<double>();
        checkSelection<std::int64_t>();
        checkSelection<std::int32_t>();
        checkSelection<std::uint8_t>();
    }

    void trueRowsAreThoseOfALoop() {
        Random random(8);
        for (const std::size_t count : {0u, 5u, 8u, 70u, 513u}) {
            std::vector<std::uint8_t> values(count + 64);
            for (auto& value : values)
                value = random.below(2) != 0;
            std::vector<std::uint32_t> expected;
            for (std::uint32_t i = 0; i < count; ++i) {
                if (values[i]) expected.push_back(i);
            }
            std::vector<std::uint32_t> out(count + 64);
            out.resize(selectTrue(values.data(), nullptr, nullptr, count, out.data()));
            QCOMPARE(out, expected);
        }
    }

    void comparisonIsThatOfALoop() {
        checkComparison<double>(TypeId::Double);
        checkComparison<std::int64_t>(TypeId::BigInt);
        checkComparison<std::int32_t>(TypeId::Int);
        checkComparison<std::uint8_t>(TypeId::Boolean);
    }

    void blendingTakesTheMarkedRows() {
        if (!hasAvx2Kernels()) QSKIP("this processor has no AVX2");
        checkBlend<std::int64_t>(blend8Avx2);
        checkBlend<std::int32_t>(blend4Avx2);
    }

    void bitsArePackedInOrder() {
        Random random(9);
        for (std::size_t count = 0; count <= 64; ++count) {
            std::uint8_t bytes[64];
            std::uint64_t expected = 0;
            for (std::size_t i = 0; i < count; ++i) {
                bytes[i] = random.below(2) != 0;
                expected |= static_cast<std::uint64_t>(bytes[i]) << i;
            }
            QCOMPARE(packBits(bytes, count), expected);
        }
    }
};

QTEST_GUILESS_MAIN(TestKernels)
#include "tst_kernels.moc"
