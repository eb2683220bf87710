// SPDX-License-Identifier: Apache-2.0
#include "engine/expression/kernels_avx2.h"
#include "engine/expression/kernels_compare.h"

#include <fmt/format.h>

namespace millrace {
namespace {

/// A result that is put together from several vectors: starts as NULL or as one of them, then takes rows from
/// others.
template <class T> class Blend {
public:
    explicit Blend(KernelCall& call)
        : call_(call), values_(call.allocate<T>()), validity_(call.newValidity()) {}

    /// Every row NULL.
    void start() {
        std::fill(validity_, validity_ + bitmapWords(call_.rows), std::uint64_t{0});
        std::fill(values_, values_ + call_.rows, T{});
    }
    void start(const Vector& v) {
        mapUnary<T>(v, values_, call_.rows, [](const T& x) { return x; });
        for (std::size_t w = 0; w < bitmapWords(call_.rows); ++w)
            validity_[w] = v.validWord(w);
        keep(v);
    }
    /// Where take[i] is 1, row i of `v`.
    void takeWhere(const std::uint8_t* take, const Vector& v) {
        std::size_t first = 0;
        if (call_.rows >= 8 && (sizeof(T) == 8 || sizeof(T) == 4) && hasAvx2Kernels()) {
            first = call_.rows / 8 * 8;
            (sizeof(T) == 8 ? blend8Avx2 : blend4Avx2)(take, v.data, v.constant, values_, first);
        }
        const T* x = v.values<T>();
        if (v.constant) {
            for (std::size_t i = first; i < call_.rows; ++i)
                values_[i] = take[i] ? *x : values_[i];
        } else {
            for (std::size_t i = first; i < call_.rows; ++i)
                values_[i] = take[i] ? x[i] : values_[i];
        }
        for (std::size_t w = 0; w < bitmapWords(call_.rows); ++w) {
            const std::uint64_t mask =
                packBits(take + w * 64, std::min<std::size_t>(64, call_.rows - w * 64));
            validity_[w] = (mask & v.validWord(w)) | (~mask & validity_[w]);
        }
        keep(v);
    }
    const T* values() const { return values_; }
    std::uint64_t* validity() { return validity_; }

private:
    void keep(const Vector& v) {
        if constexpr (std::is_same_v<T, StringRef>) call_.out.keepTextOf(v);
    }

    KernelCall& call_;
    T* values_;
    std::uint64_t* validity_;
};

/// Scratch bytes for one kernel call.
class TakeFlags {
public:
    explicit TakeFlags(KernelCall& call)
        : call_(call), buffer_(call.pool.take(std::max<std::size_t>(call.rows, 1))) {}
    ~TakeFlags() { call_.pool.giveBack(std::move(buffer_)); }
    TakeFlags(const TakeFlags&) = delete;
    TakeFlags& operator=(const TakeFlags&) = delete;
    std::uint8_t* data() { return reinterpret_cast<std::uint8_t*>(buffer_->data()); }

private:
    KernelCall& call_;
    BufferPtr buffer_;
};

/// condition, value, condition, value, ..., else (or none, which is NULL). The last condition first, so that
/// the first that holds wins.
template <class T> void caseKernel(KernelCall& call) {
    Blend<T> blend(call);
    TakeFlags take(call);
    std::size_t pairs = call.count / 2;
    if (call.count % 2 == 1)
        blend.start(call[call.count - 1]);
    else
        blend.start();
    while (pairs-- > 0) {
        const Vector& condition = call[2 * pairs];
        mapUnary<std::uint8_t>(condition, take.data(), call.rows, [](std::uint8_t c) { return c & 1; });
        if (condition.mayHaveNulls()) {
            for (std::size_t i = 0; i < call.rows; ++i)
                take.data()[i] &= static_cast<std::uint8_t>(!condition.isNull(i));
        }
        blend.takeWhere(take.data(), call[2 * pairs + 1]);
    }
}

template <class T> void coalesceKernel(KernelCall& call) {
    Blend<T> blend(call);
    TakeFlags take(call);
    blend.start(call[call.count - 1]);
    for (std::size_t k = call.count - 1; k-- > 0;) {
        const Vector& v = call[k];
        for (std::size_t i = 0; i < call.rows; ++i)
            take.data()[i] = !v.isNull(i);
        blend.takeWhere(take.data(), v);
    }
}

template <class T> void nullIfKernel(KernelCall& call) {
    TakeFlags equal(call);
    compareInto(Comparison::Equal, call[1], call[2], equal.data(), call.rows);
    Blend<T> blend(call);
    blend.start(call[0]);
    for (std::size_t i = 0; i < call.rows; ++i) {
        if (equal.data()[i] && !call[1].isNull(i) && !call[2].isNull(i)) call.setNull(i);
    }
}

template <class T, Comparison kBetter> void extremeKernel(KernelCall& call) {
    Blend<T> blend(call);
    TakeFlags better(call);
    std::vector<std::uint64_t> valid(bitmapWords(call.rows), ~std::uint64_t{0});
    blend.start(call[0]);
    for (std::size_t k = 1; k < call.count; ++k) {
        Vector soFar;
        soFar.type = call.out.type;
        soFar.data = blend.values();
        compareInto(kBetter, call[k], soFar, better.data(), call.rows);
        blend.takeWhere(better.data(), call[k]);
    }
    for (std::size_t k = 0; k < call.count; ++k) {
        for (std::size_t w = 0; w < valid.size(); ++w)
            valid[w] &= call[k].validWord(w);
    }
    std::copy(valid.begin(), valid.end(), blend.validity());
}

bool scalarOnly(CallBinder& c, std::size_t from, std::size_t step) {
    for (std::size_t i = from; i < c.count(); i += step) {
        if (!c.type(i).isNested()) continue;
        c.typeError(i, "a single value", "take a field or an element of it");
        return false;
    }
    return true;
}

TypedPtr bindCase(CallBinder& c) {
    const std::size_t pairs = c.count() / 2;
    // Values stand at 1, 3, 5, ... and the else last; widen them together.
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < pairs; ++i) {
        if (!c.expect(2 * i, TypeId::Boolean)) return nullptr;
        places.push_back(2 * i + 1);
    }
    if (c.count() % 2 == 1) places.push_back(c.count() - 1);
    DataType common = c.type(places[0]);
    for (const std::size_t place : places) {
        if (c.type(place).isNested())
            return c.typeError(place, "a single value", "take a field or an element of it");
        const auto next = commonType(common, c.type(place));
        if (!next) return c.typeError(place, typeName(common), "all results of a CASE have one type");
        common = *next;
    }
    if (common.id() == TypeId::Null) return constantNode(TypeId::Null, {});
    for (const std::size_t place : places) {
        if (!c.widen(place, common)) return nullptr;
    }
    return c.lenientCall(common, withPhysicalType(common.id(), [](auto tag) -> Kernel {
                             return caseKernel<typename decltype(tag)::type>;
                         }));
}

TypedPtr bindCoalesce(CallBinder& c) {
    if (!scalarOnly(c, 0, 1)) return nullptr;
    const auto common = c.widenToCommon(0, c.count());
    if (!common) return nullptr;
    if (common->id() == TypeId::Null) return constantNode(TypeId::Null, {});
    return c.lenientCall(*common, withPhysicalType(common->id(), [](auto tag) -> Kernel {
        return coalesceKernel<typename decltype(tag)::type>;
    }));
}

TypedPtr bindNullIf(CallBinder& c) {
    if (!scalarOnly(c, 0, 1)) return nullptr;
    if (c.isNullLiteral(0)) return c.argument(0);
    // The result has the type of the first; the two are compared in their common type.
    const TypedPtr first = c.argument(0);
    first->shared = first->shared || first->kind == TypedNode::Kind::Call;
    if (!c.widenToCommon(0, 2)) return nullptr;
    c.arguments().insert(c.arguments().begin(), first);
    return c.lenientCall(first->type, withPhysicalType(first->type.id(), [](auto tag) -> Kernel {
                             return nullIfKernel<typename decltype(tag)::type>;
                         }));
}

template <Comparison kBetter> TypedPtr bindExtreme(CallBinder& c) {
    if (!scalarOnly(c, 0, 1)) return nullptr;
    const auto common = c.widenToCommon(0, c.count());
    if (!common) return nullptr;
    if (common->id() == TypeId::Null) return constantNode(TypeId::Null, {});
    return c.lenientCall(*common, withPhysicalType(common->id(), [](auto tag) -> Kernel {
        return extremeKernel<typename decltype(tag)::type, kBetter>;
    }));
}

constexpr FunctionRow kRows[] = {
    {"CASE", "CASE WHEN condition THEN value ... ELSE value END", "Conditional",
     "The value of the first condition that is TRUE; without ELSE, NULL when none is.", 2, -1, bindCase},
    {"IF", "IF(condition, a, b)", "Conditional", "a where the condition is TRUE, else b.", 3, 3, bindCase},
    {"COALESCE", "COALESCE(a, b, ...)", "Conditional", "The first that is not NULL.", 1, -1, bindCoalesce},
    {"NULLIF", "NULLIF(a, b)", "Conditional", "NULL where a = b, else a.", 2, 2, bindNullIf},
    {"GREATEST", "GREATEST(a, b, ...)", "Conditional", "The largest; NULL if any is NULL.", 1, -1,
     bindExtreme<Comparison::Greater>},
    {"LEAST", "LEAST(a, b, ...)", "Conditional", "The smallest; NULL if any is NULL.", 1, -1,
     bindExtreme<Comparison::Less>},
};

} // namespace

std::span<const FunctionRow> conditionalRows() { return kRows; }

} // namespace millrace
