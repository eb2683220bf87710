// SPDX-License-Identifier: Apache-2.0
#include "engine/expression/row_sieve.h"

#include "engine/expression/kernels_compare.h"
#include "engine/expression/select_kernels.h"

namespace millrace {
namespace {

Comparison mirrored(Comparison comparison) {
    switch (comparison) {
        case Comparison::Less: return Comparison::Greater;
        case Comparison::LessEqual: return Comparison::GreaterEqual;
        case Comparison::Greater: return Comparison::Less;
        case Comparison::GreaterEqual: return Comparison::LessEqual;
        default: return comparison;
    }
}

} // namespace

void RowSieve::start(const RecordBatch& batch) {
    // The kernels write up to 8 rows past the last one they keep.
    count_ = batch.rows();
    if (rows_.size() < count_ + 64) rows_.resize(count_ + 64);
    input_ = batch.selection() ? batch.selection()->data() : nullptr;
}

bool RowSieve::narrowFused(const TypedNode& condition, const RecordBatch& batch) {
    if (condition.comparison == Comparison::None) return false;
    const TypedNode* left = condition.children[0].get();
    const TypedNode* right = condition.children[1].get();
    Comparison comparison = condition.comparison;
    if (left->isConstant()) {
        std::swap(left, right);
        comparison = mirrored(comparison);
    }
    if (left->kind != TypedNode::Kind::Column || !right->isConstant()) return false;
    if (left->type.id() == TypeId::Decimal && left->type.scale() != right->type.scale()) return false;
    const Column& column = batch.column(left->column);
    if (right->isNullConstant()) {
        count_ = 0;
    } else {
        count_ = withPhysicalType(left->type.id(), [&](auto tag) {
            using T = typename decltype(tag)::type;
            T scalar;
            std::memcpy(&scalar, right->bytes.data(), sizeof(T));
            return selectCompare<T>(comparison, column.values<T>().data(), column.validity(), scalar, input_,
                                    count_, rows_.data());
        });
    }
    input_ = rows_.data();
    return true;
}

void RowSieve::narrow(const Vector& condition) {
    if (condition.constant) {
        if (!condition.null && (condition.value<std::uint8_t>() & 1)) return;
        count_ = 0;
    } else {
        count_ =
            selectTrue(condition.values<std::uint8_t>(), condition.validity, input_, count_, rows_.data());
    }
    input_ = rows_.data();
}

} // namespace millrace
