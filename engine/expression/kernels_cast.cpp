// SPDX-License-Identifier: Apache-2.0
#include "engine/base/text.h"
#include "engine/expression/decimal_math.h"
#include "engine/expression/function_row.h"

#include <fmt/format.h>

namespace millrace {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;

template <class From, class To> void convertKernel(KernelCall& call) {
    To* out = call.allocate<To>();
    mapUnary<From>(call[0], out, call.rows, [](From x) { return static_cast<To>(x); });
}

/// INT and BIGINT have scale 0.
template <class From> void toDecimalKernel(KernelCall& call) {
    Decimal128* out = call.allocate<Decimal128>();
    const int from = call[0].type.scale();
    const int scale = call.out.type.scale();
    const int precision = call.out.type.precision();
    for (std::size_t i = 0; i < call.rows; ++i) {
        if (!decimal::rescale({call[0].at<From>(i), from}, scale, precision, out[i])) call.setNull(i);
    }
}

void doubleToDecimalKernel(KernelCall& call) {
    Decimal128* out = call.allocate<Decimal128>();
    for (std::size_t i = 0; i < call.rows; ++i) {
        if (!decimal::fromDouble(call[0].at<double>(i), call.out.type.scale(), call.out.type.precision(),
                                 out[i]))
            call.setNull(i);
    }
}

void decimalToDoubleKernel(KernelCall& call) {
    double* out = call.allocate<double>();
    const int scale = call[0].type.scale();
    mapUnary<Decimal128>(call[0], out, call.rows, [scale](Decimal128 x) {
        return decimal::toDouble({x, scale});
    });
}

void timestampToDateKernel(KernelCall& call) {
    auto* out = call.allocate<std::int32_t>();
    mapUnary<std::int64_t>(call[0], out, call.rows, [](std::int64_t ms) {
        const std::int64_t days = ms / kDayMs - (ms % kDayMs < 0 ? 1 : 0);
        return static_cast<std::int32_t>(std::clamp<std::int64_t>(days, INT32_MIN, INT32_MAX));
    });
    call.setNullWhere([&](std::size_t i) {
        const std::int64_t days = call[0].at<std::int64_t>(i) / kDayMs;
        return days <= INT32_MIN || days >= INT32_MAX;
    });
}

void dateToTimestampKernel(KernelCall& call) {
    auto* out = call.allocate<std::int64_t>();
    mapUnary<std::int32_t>(call[0], out, call.rows, [](std::int32_t days) { return days * kDayMs; });
}

void bytesToTextKernel(KernelCall& call) {
    auto* out = call.allocate<StringRef>();
    mapUnary<StringRef>(call[0], out, call.rows, [](StringRef x) { return x; });
    call.out.keepTextOf(call[0]);
    for (std::size_t i = 0; i < call.rows; ++i) {
        if (call.isNull(i) || isValidUtf8(out[i].view())) continue;
        out[i] = {};
        call.setNull(i);
    }
}

void textToBytesKernel(KernelCall& call) {
    auto* out = call.allocate<StringRef>();
    mapUnary<StringRef>(call[0], out, call.rows, [](StringRef x) { return x; });
    call.out.keepTextOf(call[0]);
}

/// Conversions that lose no digits before the point unless the target is too narrow, which gives NULL.
Kernel numericKernel(TypeId from, TypeId to) {
    if (to == TypeId::BigInt && from == TypeId::Int) return convertKernel<std::int32_t, std::int64_t>;
    if (to == TypeId::Double) {
        if (from == TypeId::Int) return convertKernel<std::int32_t, double>;
        if (from == TypeId::BigInt) return convertKernel<std::int64_t, double>;
        if (from == TypeId::Decimal) return decimalToDoubleKernel;
    }
    if (to == TypeId::Decimal) {
        if (from == TypeId::Int) return toDecimalKernel<std::int32_t>;
        if (from == TypeId::BigInt) return toDecimalKernel<std::int64_t>;
        if (from == TypeId::Decimal) return toDecimalKernel<Decimal128>;
    }
    return {};
}

std::string_view parserFor(TypeId id) {
    switch (id) {
        case TypeId::Int: return "TRY_TO_INT";
        case TypeId::BigInt: return "TRY_TO_BIGINT";
        case TypeId::Double: return "TRY_TO_DOUBLE";
        case TypeId::Boolean: return "TRY_TO_BOOLEAN";
        case TypeId::Date: return "TRY_TO_DATE";
        case TypeId::Timestamp: return "TO_TIMESTAMP";
        default: return {};
    }
}

TypedPtr bindCast(CallBinder& c) {
    const DataType& target = c.syntax().type;
    const TypeId from = c.type(0).id();
    const TypeId to = target.id();
    if (TypedPtr node = widened(c.argument(0), target)) return node;
    if (from == TypeId::Double && to == TypeId::Decimal) return c.call(target, doubleToDecimalKernel);
    if (from == TypeId::Timestamp && to == TypeId::Date) return c.call(target, timestampToDateKernel);
    if (from == TypeId::Date && to == TypeId::Timestamp) return c.call(target, dateToTimestampKernel);
    if (from == TypeId::Bytes && to == TypeId::String) return c.call(target, bytesToTextKernel);
    if (from == TypeId::String && to == TypeId::Bytes) return c.call(target, textToBytesKernel);
    if (to == TypeId::String && from != TypeId::Double && !c.type(0).isNested())
        return c.derived("TO_STRING", c.arguments());
    if (from == TypeId::String && to == TypeId::Decimal) {
        std::vector<TypedPtr> arguments = c.arguments();
        arguments.push_back(constantNode(TypeId::Int, std::int32_t{target.precision()}));
        arguments.push_back(constantNode(TypeId::Int, std::int32_t{target.scale()}));
        return c.derived("TRY_TO_DECIMAL", std::move(arguments));
    }
    if (from == TypeId::String && !parserFor(to).empty()) return c.derived(parserFor(to), c.arguments());

    std::string hint;
    if (c.type(0).isNumeric() && to == TypeId::Int)
        hint = "write TRY_NARROW_INT(x): NULL where it does not fit";
    if (c.type(0).isNumeric() && to == TypeId::BigInt)
        hint = "write TO_BIGINT(x): cuts off the fraction, NULL where it does not fit";
    if (from == TypeId::Double && to == TypeId::String) {
        hint = "the text of a DOUBLE differs between engines; write TO_STRING(CAST(x AS DECIMAL(18,6)))";
    }
    if (from == TypeId::Timestamp && target.isNumeric()) hint = "write EPOCH_MS(t)";
    if (to == TypeId::Timestamp && c.type(0).isNumeric()) hint = "write FROM_EPOCH_MS(n)";
    return c.error(expression_codes::kCast,
                   fmt::format("{} cannot be cast to {}", typeName(c.type(0)), target.name()),
                   std::move(hint));
}

constexpr FunctionRow kRows[] = {
    {"CAST", "CAST(x AS type) -> type", "Conversion",
     "Widens numbers, rounds to a DECIMAL half up, reads text, writes text. What cannot be read or does not "
     "fit is NULL.",
     1, 1, bindCast},
};

} // namespace

TypedPtr widened(const TypedPtr& node, const DataType& target) {
    if (node->type == target) return node;
    if (node->type.id() == TypeId::Null) return target.isNested() ? nullptr : constantNode(target, {});
    Kernel kernel = numericKernel(node->type.id(), target.id());
    return kernel ? callNode(nullptr, target, {node}, std::move(kernel)) : nullptr;
}

std::span<const FunctionRow> castRows() { return kRows; }

} // namespace millrace
