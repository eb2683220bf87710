// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/expression/vector.h"

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace millrace {

struct FunctionRow;
struct TypedNode;
using TypedPtr = std::shared_ptr<TypedNode>;

/// Computes one node for all rows. Must not fail: what has no answer is NULL.
using Kernel = std::function<void(KernelCall&)>;

enum class Comparison : std::uint8_t { None, Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual };

/// The tree after names and types are resolved; widenings have become explicit nodes and constant parts have
/// been computed. Built by the binder, immutable afterwards.
struct TypedNode {
    enum class Kind { Constant, Column, Call };
    Kind kind = Kind::Constant;
    DataType type;

    Value value;                                   ///< Constant
    alignas(16) std::array<std::byte, 16> bytes{}; ///< Constant: the value as it lies in a column
    std::shared_ptr<const std::string> text;       ///< Constant: the octets a STRING or BYTES value points to

    std::size_t column = 0; ///< Column: index in the schema

    const FunctionRow* row = nullptr; ///< Call; null for an implicit widening
    Kernel kernel;
    std::vector<TypedPtr> children;
    bool strict = true; ///< NULL in, NULL out; kernels of such calls never see a constant NULL
    Comparison comparison = Comparison::None; ///< of two children of one type
    bool conjunction = false;                 ///< an AND
    bool shared = false;                      ///< stands in the tree more than once: computed once a batch

    bool isConstant() const { return kind == Kind::Constant; }
    bool isNullConstant() const { return isConstant() && value.isNull(); }
};

TypedPtr constantNode(const DataType& type, Value value);
/// The constant as a vector; refers to the node.
Vector constantVector(const TypedNode& node);
/// A call over the children; computed at once when all are constants (never for nested types).
TypedPtr callNode(const FunctionRow* row, const DataType& type, std::vector<TypedPtr> children, Kernel kernel,
                  bool strict = true);

/// Evaluates a tree over one batch. Nodes that are shared are computed once per instance.
class TreeEvaluation {
public:
    /// `batch` may be null for a tree without columns; `rows` counts then.
    TreeEvaluation(ScratchPool& pool, const RecordBatch* batch, std::size_t rows)
        : pool_(pool), batch_(batch), rows_(rows) {}
    ~TreeEvaluation();
    TreeEvaluation(const TreeEvaluation&) = delete;
    TreeEvaluation& operator=(const TreeEvaluation&) = delete;

    Vector evaluate(const TypedNode& node);
    /// The vector as a column of its own; scratch memory it holds leaves with it.
    ColumnPtr toColumn(Vector&& vector) const;

private:
    Vector call(const TypedNode& node);
    /// NULL where any operand is; false when the result is NULL everywhere.
    bool strictValidity(KernelCall& call) const;

    ScratchPool& pool_;
    const RecordBatch* batch_;
    std::size_t rows_;
    std::vector<std::pair<const TypedNode*, Vector>> done_;
};

} // namespace millrace
