// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/expression/expression.h"
#include "engine/expression/typed_node.h"

namespace millrace {

/// What an expression is behind its public face.
struct Expression::Impl {
    std::string text; ///< as written
    std::string canonical;
    TypedPtr root;
    std::vector<std::size_t> columns;        ///< ascending
    std::vector<const TypedNode*> conjuncts; ///< of a predicate: rows must satisfy all

    /// `root` is complete and bound.
    static Expression make(std::string text, std::string canonical, TypedPtr root);
};

} // namespace millrace
