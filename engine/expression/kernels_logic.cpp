// SPDX-License-Identifier: Apache-2.0
#include "engine/expression/function_row.h"

namespace millrace {
namespace {

/// Bits of up to 64 BOOLEANs from row 64 * word on: those that are TRUE and those that are FALSE.
struct TruthBits {
    std::uint64_t isTrue;
    std::uint64_t isFalse;
};

TruthBits truthBits(const Vector& v, std::size_t word, std::size_t rows) {
    const std::uint64_t valid = v.validWord(word);
    std::uint64_t bits = 0;
    if (v.constant) {
        bits = v.value<std::uint8_t>() & 1 ? ~std::uint64_t{0} : 0;
    } else {
        bits = packBits(v.values<std::uint8_t>() + word * 64, std::min<std::size_t>(64, rows - word * 64));
    }
    return {bits & valid, ~bits & valid};
}

void unpackBits(std::uint64_t bits, std::uint8_t* out, std::size_t rows) {
    for (std::size_t i = 0; i < rows; ++i)
        out[i] = static_cast<std::uint8_t>((bits >> i) & 1);
}

template <bool kAnd> void junctionKernel(KernelCall& call) {
    auto* out = call.allocate<std::uint8_t>();
    bool nulls = false;
    for (std::size_t i = 0; i < call.count; ++i)
        nulls = nulls || call[i].mayHaveNulls();
    if (!nulls) {
        mapUnary<std::uint8_t>(call[0], out, call.rows, [](std::uint8_t a) { return a & 1; });
        for (std::size_t k = 1; k < call.count; ++k) {
            const Vector& v = call[k];
            const std::uint8_t* x = v.values<std::uint8_t>();
            const auto join = [](std::uint8_t p, std::uint8_t q) {
                return static_cast<std::uint8_t>(kAnd ? p & q & 1 : (p | q) & 1);
            };
            if (v.constant) {
                for (std::size_t i = 0; i < call.rows; ++i)
                    out[i] = join(out[i], *x);
            } else {
                for (std::size_t i = 0; i < call.rows; ++i)
                    out[i] = join(out[i], x[i]);
            }
        }
        return;
    }
    // Kleene's logic: FALSE decides an AND and TRUE an OR, whatever the rest is; else one NULL makes NULL.
    std::uint64_t* validity = call.newValidity();
    for (std::size_t w = 0; w < bitmapWords(call.rows); ++w) {
        TruthBits all = truthBits(call[0], w, call.rows);
        for (std::size_t k = 1; k < call.count; ++k) {
            const TruthBits next = truthBits(call[k], w, call.rows);
            all = kAnd ? TruthBits{all.isTrue & next.isTrue, all.isFalse | next.isFalse}
                       : TruthBits{all.isTrue | next.isTrue, all.isFalse & next.isFalse};
        }
        validity[w] = all.isTrue | all.isFalse;
        unpackBits(all.isTrue, out + w * 64, std::min<std::size_t>(64, call.rows - w * 64));
    }
}

template <bool kAnd> TypedPtr bindJunction(CallBinder& c) {
    for (std::size_t i = 0; i < c.count(); ++i) {
        if (!c.expect(i, TypeId::Boolean)) return nullptr;
    }
    TypedPtr node = c.lenientCall(TypeId::Boolean, junctionKernel<kAnd>);
    node->conjunction = kAnd && node->kind == TypedNode::Kind::Call;
    return node;
}

void notKernel(KernelCall& call) {
    auto* out = call.allocate<std::uint8_t>();
    mapUnary<std::uint8_t>(call[0], out, call.rows, [](std::uint8_t a) { return (a & 1) ^ 1; });
}

TypedPtr bindNot(CallBinder& c) {
    if (!c.expect(0, TypeId::Boolean)) return nullptr;
    return c.call(TypeId::Boolean, notKernel);
}

template <bool kWanted> void isNullKernel(KernelCall& call) {
    auto* out = call.allocate<std::uint8_t>();
    for (std::size_t w = 0; w < bitmapWords(call.rows); ++w) {
        const std::uint64_t valid = call[0].validWord(w);
        unpackBits(kWanted ? ~valid : valid, out + w * 64, std::min<std::size_t>(64, call.rows - w * 64));
    }
}

template <bool kWanted> TypedPtr bindIsNull(CallBinder& c) {
    if (c.isNullLiteral(0)) return constantNode(TypeId::Boolean, kWanted);
    return c.lenientCall(TypeId::Boolean, isNullKernel<kWanted>);
}

constexpr FunctionRow kRows[] = {
    {"AND", "a AND b", "Operator", "TRUE if both are; FALSE if either is FALSE; else NULL.", 2, -1,
     bindJunction<true>},
    {"OR", "a OR b", "Operator", "TRUE if either is; FALSE if both are FALSE; else NULL.", 2, -1,
     bindJunction<false>},
    {"NOT", "NOT a", "Operator", "TRUE for FALSE, FALSE for TRUE, NULL for NULL.", 1, 1, bindNot},
    {"IS NULL", "x IS NULL", "Operator", "Whether there is no value; never NULL.", 1, 1, bindIsNull<true>},
    {"IS NOT NULL", "x IS NOT NULL", "Operator", "Whether there is a value; never NULL.", 1, 1,
     bindIsNull<false>},
};

} // namespace

std::span<const FunctionRow> logicRows() { return kRows; }

} // namespace millrace
