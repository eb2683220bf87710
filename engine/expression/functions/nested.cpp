// SPDX-License-Identifier: Apache-2.0
#include "engine/expression/functions/text_rows.h"
#include "engine/expression/kernels_compare.h"

namespace millrace {
namespace {

/// A column's values as they are, as the result of a call.
void share(const Column& column, Vector& out) {
    out.source = &column;
    out.data = column.valuesBuffer() ? column.valuesBuffer()->data() : nullptr;
}

/// Argument 0 is a STRUCT, argument 1 the number of the field.
TypedPtr bindField(CallBinder& c) {
    const auto index = static_cast<std::size_t>(c.argument(1)->value.as<std::int32_t>());
    const DataType type = c.type(0).fields()[index].type;
    c.arguments().resize(1);
    return c.call(type, [index](KernelCall& call) {
        const Vector& parent = call[0];
        const Column& child = *parent.source->children[index];
        share(child, call.out);
        call.out.ownedSource = parent.source->children[index];
        if (!child.hasNulls()) return;
        if (!call.out.validity) {
            call.out.validity = child.validity();
            call.out.validityOwner = child.validityBuffer();
            return;
        }
        std::uint64_t* words = call.ownValidity();
        for (std::size_t w = 0; w < bitmapWords(call.rows); ++w)
            words[w] &= child.validity()[w];
    });
}

/// Where row i's element lies in the child column, or nothing.
std::optional<std::size_t> placeOf(const KernelCall& call, std::size_t i) {
    const std::int32_t* offsets = call[0].source->arrayOffsets();
    const std::int64_t index = integerAt(call[1], i);
    const std::int64_t size = offsets[i + 1] - offsets[i];
    if (call.isNull(i) || index < 1 || index > size) return {};
    return static_cast<std::size_t>(offsets[i] + index - 1);
}

template <class T> void elementKernel(KernelCall& call) {
    const Column& child = *call[0].source->children[0];
    T* out = call.allocate<T>();
    for (std::size_t i = 0; i < call.rows; ++i) {
        const auto place = placeOf(call, i);
        out[i] = T{};
        if (place && !child.isNull(*place))
            out[i] = child.values<T>()[*place];
        else
            call.setNull(i);
    }
    if constexpr (std::is_same_v<T, StringRef>) {
        for (const auto& arena : child.arenas())
            call.out.arenas.push_back(arena);
    }
}

void nestedElementKernel(KernelCall& call) {
    const Column& child = *call[0].source->children[0];
    std::vector<std::uint32_t> places(call.rows, 0);
    std::vector<bool> there(call.rows, false);
    for (std::size_t i = 0; i < call.rows; ++i) {
        const auto place = placeOf(call, i);
        there[i] = place && !child.isNull(*place);
        if (there[i]) places[i] = static_cast<std::uint32_t>(*place);
    }
    if (child.size() == 0) return call.setConstantNull();
    call.out.ownedSource = gather(child, places);
    share(*call.out.ownedSource, call.out);
    for (std::size_t i = 0; i < call.rows; ++i) {
        if (!there[i]) call.setNull(i);
    }
}

TypedPtr bindElement(CallBinder& c) {
    if (c.type(0).id() != TypeId::Array) return c.typeError(0, "an ARRAY");
    if (!c.expectInteger(1)) return nullptr;
    const DataType element = c.type(0).element();
    if (element.isNested()) return c.call(element, nestedElementKernel);
    return c.call(element, withPhysicalType(element.id(), [](auto tag) -> Kernel {
                      return elementKernel<typename decltype(tag)::type>;
                  }));
}

constexpr FunctionRow kRows[] = {
    {".", "a.b", "Operator", "Field b of a STRUCT.", 2, 2, bindField},
    {"[]", "a[i]", "Operator", "Element i of an ARRAY, the first is 1; NULL where there is none.", 2, 2,
     bindElement},
};

} // namespace

std::span<const FunctionRow> nestedRows() { return kRows; }

} // namespace millrace
