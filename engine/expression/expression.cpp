// SPDX-License-Identifier: Apache-2.0
#include "engine/expression/expression.h"

#include "engine/expression/binder.h"
#include "engine/expression/expression_impl.h"

#include <fmt/format.h>
#include <algorithm>
#include <set>

namespace millrace {
namespace {

void collectColumns(const TypedNode& node, std::set<const TypedNode*>& seen,
                    std::vector<std::size_t>& columns) {
    if (node.shared && !seen.insert(&node).second) return;
    if (node.kind == TypedNode::Kind::Column) columns.push_back(node.column);
    for (const TypedPtr& child : node.children)
        collectColumns(*child, seen, columns);
}

void collectConjuncts(const TypedNode& node, std::vector<const TypedNode*>& conjuncts) {
    if (!node.conjunction) {
        conjuncts.push_back(&node);
        return;
    }
    for (const TypedPtr& child : node.children)
        collectConjuncts(*child, conjuncts);
}

Result<Expression> compileText(std::string_view text, const Schema& schema, bool predicate) {
    SourceText source(text);
    const SyntaxPtr syntax = parseExpression(source);
    if (!syntax) return source.take();
    TypedPtr root = Binder(source, schema).bind(*syntax);
    if (!root) return source.take();
    if (root->type.id() == TypeId::Null && predicate) root = widened(root, TypeId::Boolean);
    if (root->type.id() == TypeId::Null) {
        source.error(expression_codes::kType, syntax->span, "this is always NULL and has no type",
                     "write CAST(NULL AS STRING), for example");
    } else if (predicate && root->type.id() != TypeId::Boolean) {
        std::string hint = "compare it with something, for example: x > 0";
        if (root->type.id() == TypeId::String) hint = "compare it with something, for example: x = 'text'";
        source.error(expression_codes::kNotBoolean, syntax->span,
                     fmt::format("a condition must be BOOLEAN, this is {}", typeName(root->type)),
                     std::move(hint));
    }
    if (source.failed()) return source.take();
    return Expression::Impl::make(std::string(text), toText(*syntax), std::move(root));
}

} // namespace

Expression Expression::Impl::make(std::string text, std::string canonical, TypedPtr root) {
    auto impl = std::make_shared<Impl>();
    impl->text = std::move(text);
    impl->canonical = std::move(canonical);
    impl->root = std::move(root);
    std::set<const TypedNode*> seen;
    collectColumns(*impl->root, seen, impl->columns);
    std::sort(impl->columns.begin(), impl->columns.end());
    impl->columns.erase(std::unique(impl->columns.begin(), impl->columns.end()), impl->columns.end());
    collectConjuncts(*impl->root, impl->conjuncts);
    return Expression(std::move(impl));
}

Result<Expression> Expression::compile(std::string_view text, const Schema& schema) {
    return compileText(text, schema, false);
}

Result<Expression> Expression::compilePredicate(std::string_view text, const Schema& schema) {
    return compileText(text, schema, true);
}

const DataType& Expression::type() const { return impl_->root->type; }
const std::string& Expression::text() const { return impl_->text; }
const std::vector<std::size_t>& Expression::columnsUsed() const { return impl_->columns; }
std::string Expression::toText() const { return impl_->canonical; }

std::optional<std::size_t> Expression::asColumn() const {
    if (impl_->root->kind != TypedNode::Kind::Column) return {};
    return impl_->root->column;
}

} // namespace millrace
