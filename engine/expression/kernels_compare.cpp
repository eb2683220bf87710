// SPDX-License-Identifier: Apache-2.0
#include "engine/expression/kernels_compare.h"

#include "engine/expression/decimal_math.h"
#include "engine/expression/kernels_avx2.h"

#include <algorithm>

namespace millrace {
namespace {

template <class T, class Op>
void compareValues(const Vector& a, const Vector& b, std::uint8_t* out, std::size_t rows, Op op) {
    if constexpr (std::is_same_v<T, StringRef>) {
        mapBinary<StringRef, StringRef>(a, b, out, rows,
                                        [op](StringRef x, StringRef y) { return op(compareText(x, y), 0); });
    } else if constexpr (std::is_same_v<T, Decimal128>) {
        const int scaleA = a.type.scale();
        const int scaleB = b.type.scale();
        if (scaleA == scaleB) {
            mapBinary<T, T>(a, b, out, rows, op);
        } else {
            mapBinary<T, T>(a, b, out, rows, [=](T x, T y) {
                return op(decimal::compare({x, scaleA}, {y, scaleB}), 0);
            });
        }
    } else {
        mapBinary<T, T>(a, b, out, rows, op);
    }
}

/// Equal texts are most often told apart by their lengths.
template <bool kEqual>
void compareTextEquality(const Vector& a, const Vector& b, std::uint8_t* out, std::size_t rows) {
    mapBinary<StringRef, StringRef>(a, b, out, rows, [](StringRef x, StringRef y) {
        return (x.size == y.size && (x.size == 0 || std::memcmp(x.data, y.data, x.size) == 0)) == kEqual;
    });
}

void compareRows(Comparison comparison, const Vector& a, const Vector& b, std::uint8_t* out,
                 std::size_t rows) {
    const auto run = [&](auto op) {
        withPhysicalType(a.type.id(),
                         [&](auto tag) { compareValues<typename decltype(tag)::type>(a, b, out, rows, op); });
    };
    const bool text = a.type.isText();
    switch (comparison) {
        case Comparison::Equal:
            if (text) return compareTextEquality<true>(a, b, out, rows);
            return run([](const auto& x, const auto& y) { return x == y; });
        case Comparison::NotEqual:
            if (text) return compareTextEquality<false>(a, b, out, rows);
            return run([](const auto& x, const auto& y) { return x != y; });
        case Comparison::Less: return run([](const auto& x, const auto& y) { return x < y; });
        case Comparison::LessEqual: return run([](const auto& x, const auto& y) { return x <= y; });
        case Comparison::Greater: return run([](const auto& x, const auto& y) { return x > y; });
        default: return run([](const auto& x, const auto& y) { return x >= y; });
    }
}

/// A column against one value, eight rows at a step; returns how many rows are done.
std::size_t compareWide(Comparison comparison, const Vector& a, const Vector& b, std::uint8_t* out,
                        std::size_t rows) {
    if (a.constant || !b.constant || !hasAvx2Kernels()) return 0;
    const std::size_t done = rows / 8 * 8;
    switch (a.type.id()) {
        case TypeId::Double:
            compareBytesAvx2(comparison, a.values<double>(), b.value<double>(), done, out);
            return done;
        case TypeId::BigInt:
        case TypeId::Timestamp:
            compareBytesAvx2(comparison, a.values<std::int64_t>(), b.value<std::int64_t>(), done, out);
            return done;
        case TypeId::Int:
        case TypeId::Date:
            compareBytesAvx2(comparison, a.values<std::int32_t>(), b.value<std::int32_t>(), done, out);
            return done;
        default: return 0;
    }
}

Comparison comparisonOf(std::string_view sign) {
    if (sign == "=") return Comparison::Equal;
    if (sign == "<>") return Comparison::NotEqual;
    if (sign == "<") return Comparison::Less;
    if (sign == "<=") return Comparison::LessEqual;
    if (sign == ">") return Comparison::Greater;
    return Comparison::GreaterEqual;
}

/// A literal with fewer digits after the point gets those of the other side, so that the integers can be
/// compared as they are.
void takeScaleOf(CallBinder& c, std::size_t literal, std::size_t other) {
    const TypedPtr& node = c.argument(literal);
    const int scale = c.type(other).scale();
    if (!node->isConstant() || node->isNullConstant() || node->type.scale() >= scale) return;
    Decimal128 value = 0;
    if (!decimal::rescale({node->value.as<Decimal128>(), node->type.scale()}, scale, 38, value)) return;
    c.arguments()[literal] = constantNode(DataType::decimal(38, scale), value);
}

/// Makes arguments `a` and `b` comparable: one type, or DECIMALs that keep their scales.
bool widenComparable(CallBinder& c, std::size_t a, std::size_t b) {
    const auto common = commonType(c.type(a), c.type(b));
    if (!common || common->isNested()) {
        if (c.type(a).isNested() || c.type(b).isNested()) {
            c.typeError(c.type(a).isNested() ? a : b, "a single value", "compare its fields or elements");
        } else {
            const bool textFirst = c.type(a).id() == TypeId::String;
            const DataType& wanted = textFirst ? c.type(b) : c.type(a);
            std::string hint;
            if (wanted.id() == TypeId::Date && (textFirst ? c.type(a) : c.type(b)).id() == TypeId::String)
                hint = "write DATE '2024-01-31'";
            if ((c.type(a).id() == TypeId::Date && c.type(b).id() == TypeId::Timestamp) ||
                (c.type(a).id() == TypeId::Timestamp && c.type(b).id() == TypeId::Date)) {
                hint = "write CAST(d AS TIMESTAMP) or CAST(t AS DATE)";
            }
            c.typeError(textFirst ? a : b, wanted.name(), std::move(hint));
        }
        return false;
    }
    if (common->id() == TypeId::Decimal) {
        if (!c.widen(a, asDecimal(c.type(a))) || !c.widen(b, asDecimal(c.type(b)))) return false;
        takeScaleOf(c, a, b);
        takeScaleOf(c, b, a);
        return true;
    }
    return c.widen(a, *common) && c.widen(b, *common);
}

TypedPtr bindComparison(CallBinder& c) {
    if (!widenComparable(c, 0, 1)) return nullptr;
    if (c.isNullLiteral(0)) return constantNode(TypeId::Boolean, {});
    const Comparison comparison = comparisonOf(c.row().name);
    TypedPtr node = c.call(TypeId::Boolean, [comparison](KernelCall& call) {
        compareInto(comparison, call[0], call[1], call.allocate<std::uint8_t>(), call.rows);
    });
    if (node->kind == TypedNode::Kind::Call) node->comparison = comparison;
    return node;
}

/// Equal or both NULL (kDistinct: not so). Never NULL.
template <bool kDistinct> void distinctKernel(KernelCall& call) {
    auto* out = call.allocate<std::uint8_t>();
    compareInto(Comparison::Equal, call[0], call[1], out, call.rows);
    for (std::size_t i = 0; i < call.rows; ++i) {
        const bool nullA = call[0].isNull(i);
        const bool nullB = call[1].isNull(i);
        const bool same = nullA || nullB ? nullA && nullB : out[i] != 0;
        out[i] = same != kDistinct;
    }
}

template <bool kDistinct> TypedPtr bindDistinct(CallBinder& c) {
    if (!widenComparable(c, 0, 1)) return nullptr;
    if (c.isNullLiteral(0)) return constantNode(TypeId::Boolean, !kDistinct);
    return c.lenientCall(TypeId::Boolean, distinctKernel<kDistinct>);
}

TypedPtr bindBetween(CallBinder& c) {
    if (!widenComparable(c, 0, 1) || !widenComparable(c, 0, 2)) return nullptr;
    std::vector<TypedPtr> a = c.arguments();
    a[0]->shared = true;
    TypedPtr low = c.derived(">=", {a[0], a[1]});
    TypedPtr high = low ? c.derived("<=", {a[0], a[2]}) : nullptr;
    return high ? c.derived("AND", {std::move(low), std::move(high)}) : nullptr;
}

template <class T> bool lessValue(const T& a, const T& b) {
    if constexpr (std::is_same_v<T, StringRef>)
        return compareText(a, b) < 0;
    else
        return a < b;
}
template <class T> bool sameValue(const T& a, const T& b) {
    if constexpr (std::is_same_v<T, StringRef>)
        return compareText(a, b) == 0;
    else
        return a == b;
}

constexpr std::size_t kLinearList = 8; ///< up to here comparing with each element beats a search

template <class T>
Kernel memberKernel(std::vector<T> list, bool listHasNull, std::shared_ptr<const void> keep) {
    std::sort(list.begin(), list.end(), lessValue<T>);
    return [list = std::move(list), listHasNull, keep = std::move(keep)](KernelCall& call) {
        auto* out = call.allocate<std::uint8_t>();
        if (list.size() <= kLinearList) {
            mapUnary<T>(call[0], out, call.rows, [&list](const T& x) {
                bool found = false;
                for (const T& element : list)
                    found |= sameValue(x, element);
                return found;
            });
        } else {
            mapUnary<T>(call[0], out, call.rows, [&list](const T& x) {
                return std::binary_search(list.begin(), list.end(), x, lessValue<T>);
            });
        }
        // x IN (..., NULL) is TRUE or unknown, never FALSE.
        if (listHasNull) call.setNullWhere([out](std::size_t i) { return out[i] == 0; });
    };
}

TypedPtr bindIn(CallBinder& c) {
    for (std::size_t i = 1; i < c.count(); ++i) {
        if (!c.argument(i)->isConstant())
            return c.error(expression_codes::kNotLiteral, i, "IN takes a list of literals",
                           "write x = a OR x = b");
    }
    if (c.type(0).isNested()) return c.typeError(0, "a single value");
    const auto common = c.widenToCommon(0, c.count());
    if (!common) return nullptr;
    if (common->id() == TypeId::Null) return constantNode(TypeId::Boolean, {});
    bool hasNull = false;
    std::vector<TypedPtr> elements(c.arguments().begin() + 1, c.arguments().end());
    for (const TypedPtr& element : elements)
        hasNull = hasNull || element->isNullConstant();
    c.arguments().resize(1);
    Kernel kernel = withPhysicalType(common->id(), [&](auto tag) -> Kernel {
        using T = typename decltype(tag)::type;
        std::vector<T> list;
        for (const TypedPtr& element : elements) {
            T value;
            std::memcpy(&value, element->bytes.data(), sizeof(T));
            if (element->isNullConstant()) continue;
            // A NaN would break the order of the list, and equals nothing anyway.
            if constexpr (std::is_same_v<T, double>) {
                if (value != value) continue;
            }
            list.push_back(value);
        }
        return memberKernel<T>(std::move(list), hasNull, std::make_shared<std::vector<TypedPtr>>(elements));
    });
    return c.call(TypeId::Boolean, std::move(kernel));
}

constexpr FunctionRow kRows[] = {
    {"=", "a = b", "Operator", "Equal; NULL if either side is NULL.", 2, 2, bindComparison},
    {"<>", "a <> b", "Operator", "Not equal; NULL if either side is NULL.", 2, 2, bindComparison},
    {"<", "a < b", "Operator", "Less. Text is ordered by its UTF-8 bytes.", 2, 2, bindComparison},
    {"<=", "a <= b", "Operator", "Less or equal.", 2, 2, bindComparison},
    {">", "a > b", "Operator", "Greater.", 2, 2, bindComparison},
    {">=", "a >= b", "Operator", "Greater or equal.", 2, 2, bindComparison},
    {"IS DISTINCT FROM", "a IS DISTINCT FROM b", "Operator",
     "Not equal, where NULL is a value like others; never NULL.", 2, 2, bindDistinct<true>},
    {"IS NOT DISTINCT FROM", "a IS NOT DISTINCT FROM b", "Operator",
     "Equal, where NULL equals NULL; never NULL.", 2, 2, bindDistinct<false>},
    {"BETWEEN", "x BETWEEN low AND high", "Operator", "low <= x AND x <= high.", 3, 3, bindBetween},
    {"IN", "x IN (1, 2, 3)", "Operator",
     "Equal to one of the literals; NULL if none is equal and the list holds NULL.", 2, -1, bindIn},
};

} // namespace

void compareInto(Comparison comparison, const Vector& a, const Vector& b, std::uint8_t* out,
                 std::size_t rows) {
    if (const std::size_t done = compareWide(comparison, a, b, out, rows); done > 0) {
        Vector rest = a;
        rest.data = static_cast<const std::byte*>(a.data) + done * valueWidth(a.type.id());
        if (done < rows) compareRows(comparison, rest, b, out + done, rows - done);
        return;
    }
    compareRows(comparison, a, b, out, rows);
}

std::span<const FunctionRow> comparisonRows() { return kRows; }

} // namespace millrace
