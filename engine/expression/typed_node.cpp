// SPDX-License-Identifier: Apache-2.0
#include "engine/expression/typed_node.h"

#include "engine/data/pooled.h"

namespace millrace {
namespace {

template <class T> void store(TypedNode& node, T value) {
    static_assert(sizeof(T) <= sizeof(node.bytes));
    std::memcpy(node.bytes.data(), &value, sizeof(T));
}

/// The one value of a vector that was computed from constants.
Value firstValue(const Vector& v) {
    if (v.isNull(0)) return {};
    switch (v.type.id()) {
        case TypeId::Boolean: return v.value<std::uint8_t>() != 0;
        case TypeId::Int:
        case TypeId::Date: return v.value<std::int32_t>();
        case TypeId::BigInt:
        case TypeId::Timestamp: return v.value<std::int64_t>();
        case TypeId::Decimal: return v.value<Decimal128>();
        case TypeId::Double: return v.value<double>();
        case TypeId::String:
        case TypeId::Bytes: return std::string(v.value<StringRef>().view());
        default: return {};
    }
}

} // namespace

TypedPtr constantNode(const DataType& type, Value value) {
    auto node = std::make_shared<TypedNode>();
    node->type = type;
    if (!value.isNull()) {
        switch (type.id()) {
            case TypeId::Boolean: store<std::uint8_t>(*node, value.as<bool>() ? 1 : 0); break;
            case TypeId::Int:
            case TypeId::Date: store(*node, value.as<std::int32_t>()); break;
            case TypeId::BigInt:
            case TypeId::Timestamp: store(*node, value.as<std::int64_t>()); break;
            case TypeId::Decimal: store(*node, value.as<Decimal128>()); break;
            case TypeId::Double: store(*node, value.as<double>()); break;
            case TypeId::String:
            case TypeId::Bytes:
                node->text = std::make_shared<const std::string>(value.as<std::string>());
                store(*node, StringRef(*node->text));
                break;
            default: break;
        }
    }
    node->value = std::move(value);
    return node;
}

Vector constantVector(const TypedNode& node) {
    Vector v;
    v.type = node.type;
    v.constant = true;
    v.null = node.value.isNull();
    v.data = node.bytes.data();
    if (node.text) v.arenas.push_back(node.text);
    return v;
}

TypedPtr callNode(const FunctionRow* row, const DataType& type, std::vector<TypedPtr> children, Kernel kernel,
                  bool strict) {
    auto node = std::make_shared<TypedNode>();
    node->kind = TypedNode::Kind::Call;
    node->type = type;
    node->row = row;
    node->kernel = std::move(kernel);
    node->children = std::move(children);
    node->strict = strict;
    bool constant = !type.isNested();
    for (const TypedPtr& child : node->children)
        constant = constant && child->isConstant();
    if (!constant) return node;
    ScratchPool pool;
    TreeEvaluation evaluation(pool, nullptr, 1);
    return constantNode(type, firstValue(evaluation.evaluate(*node)));
}

TreeEvaluation::~TreeEvaluation() {
    for (auto& [node, vector] : done_)
        pool_.giveBack(vector);
}

Vector TreeEvaluation::evaluate(const TypedNode& node) {
    switch (node.kind) {
        case TypedNode::Kind::Constant: return constantVector(node);
        case TypedNode::Kind::Column: {
            const Column& column = batch_->column(node.column);
            Vector v;
            v.type = column.type();
            v.source = &column;
            v.data = column.valuesBuffer() ? column.valuesBuffer()->data() : nullptr;
            v.validity = column.validity();
            v.validityOwner = column.validityBuffer();
            return v;
        }
        case TypedNode::Kind::Call: break;
    }
    if (!node.shared) return call(node);
    for (const auto& [known, vector] : done_) {
        if (known == &node) return vector;
    }
    Vector result = call(node);
    done_.emplace_back(&node, result);
    return result;
}

Vector TreeEvaluation::call(const TypedNode& node) {
    boost::container::small_vector<Vector, 3> arguments;
    arguments.reserve(node.children.size());
    for (const TypedPtr& child : node.children)
        arguments.push_back(evaluate(*child));
    Vector out;
    out.type = node.type;
    KernelCall kernelCall{pool_, arguments.data(), arguments.size(), rows_, out};
    if (!node.strict || strictValidity(kernelCall)) {
        node.kernel(kernelCall);
    } else {
        kernelCall.setConstantNull();
    }
    for (Vector& argument : arguments)
        pool_.giveBack(argument);
    return out;
}

bool TreeEvaluation::strictValidity(KernelCall& call) const {
    Vector& out = call.out;
    for (std::size_t i = 0; i < call.count; ++i) {
        const Vector& argument = call[i];
        if (argument.constant) {
            if (argument.null) return false;
        } else if (argument.validity && !out.validity) {
            out.validity = argument.validity;
            out.validityOwner = argument.validityOwner;
        } else if (argument.validity && argument.validity != out.validity) {
            std::uint64_t* words = call.ownValidity();
            for (std::size_t w = 0; w < bitmapWords(rows_); ++w)
                words[w] &= argument.validity[w];
        }
    }
    return true;
}

ColumnPtr TreeEvaluation::toColumn(Vector&& v) const {
    if (v.constant) {
        Value value;
        if (!v.null) {
            Vector one = v;
            value = firstValue(one);
        }
        return Column::constant(v.type, value, rows_);
    }
    auto column = makePooled<Column>(v.type, rows_);
    if (v.dataOwner)
        column->setValues(std::move(v.dataOwner));
    else if (v.source)
        column->setValues(v.source->valuesBuffer());
    if (v.validity) column->setValidity(std::move(v.validityOwner));
    if (v.source) {
        column->children = v.source->children;
        column->shareArenas(*v.source);
    }
    for (const auto& arena : v.arenas)
        column->addArena(arena);
    return column;
}

} // namespace millrace
