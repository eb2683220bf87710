// SPDX-License-Identifier: Apache-2.0
#include "engine/base/text.h"
#include "engine/expression/aggregate_row.h"
#include "engine/expression/binder.h"
#include "engine/expression/expression_impl.h"

#include <fmt/format.h>
#include <algorithm>
#include <map>
#include <set>

namespace millrace {

namespace codes = expression_codes;

struct AggregateProgram::Impl {
    std::vector<Call> calls;
    SchemaPtr intermediate;
    std::vector<Expression> outputs;
    std::vector<Field> fields;
};

namespace {

Expression wholeExpression(const SyntaxNode& syntax, std::string_view written, TypedPtr root) {
    return Expression::Impl::make(std::string(written), toText(syntax), std::move(root));
}

/// Takes the aggregate calls out of one column's tree and leaves names of intermediate columns behind.
class CallExtractor {
public:
    CallExtractor(SourceText& source, const Schema& input, const std::vector<std::string>& keys,
                  std::vector<AggregateProgram::Call>& calls, std::map<std::string, std::size_t>& known)
        : source_(source), input_(input), keys_(keys), calls_(calls), known_(known) {}

    void rewrite(SyntaxPtr& node) {
        if (node->kind == SyntaxNode::Kind::Call) {
            if (const AggregateRow* row = findAggregate(node->name)) return extract(node, *row);
            // What the language does not know may be a misspelt aggregate: nothing can be said of its
            // arguments.
            if (!resolveFunction(source_, *node)) return;
        }
        if (node->kind == SyntaxNode::Kind::Name) return checkName(*node);
        for (SyntaxPtr& child : node->children)
            rewrite(child);
        if (node->filter) rewrite(node->filter);
    }

private:
    void checkName(const SyntaxNode& node) {
        if (std::find(keys_.begin(), keys_.end(), node.name) != keys_.end()) return;
        if (input_.indexOf(node.name)) {
            source_.error(codes::kNotAggregated, node.span,
                          fmt::format("column `{}` is neither a key nor inside an aggregate", node.name),
                          fmt::format("add it to the key, or write MAX({0}), LAST_BY({0} ORDER BY t), ...",
                                      quotedName(node.name)));
        } else {
            source_.error(codes::kUnknownColumn, node.span, fmt::format("unknown column `{}`", node.name),
                          suggestion(node.name, input_.names()));
        }
    }

    bool checkShape(const SyntaxNode& node, const AggregateRow& row) {
        const bool star = node.children.size() == 1 && node.children[0]->kind == SyntaxNode::Kind::Star;
        const int given = static_cast<int>(node.children.size());
        if (star && (!row.takesStar || node.distinct)) {
            source_.error(codes::kSyntax, node.children[0]->span, "`*` stands in COUNT(*) only");
        } else if (node.distinct && !row.takesDistinct) {
            source_.error(codes::kSyntax, node.nameSpan, fmt::format("{} does not take DISTINCT", row.name),
                          "only COUNT does: COUNT(DISTINCT x)");
        } else if (given < row.minArguments || given > row.maxArguments) {
            reportArity(source_, node, row.signature, row.minArguments, row.maxArguments);
        } else if (row.takesOrder && node.orderBy.empty()) {
            source_.error(codes::kSyntax, node.nameSpan, fmt::format("{} needs ORDER BY", row.name),
                          std::string(row.signature));
        } else if (!row.takesOrder && !node.orderBy.empty()) {
            source_.error(codes::kSyntax, node.nameSpan, fmt::format("{} does not take ORDER BY", row.name),
                          std::string(row.signature));
        } else {
            return true;
        }
        return false;
    }

    std::optional<AggregateProgram::Call> bindCall(const SyntaxNode& node, const AggregateRow& row) {
        if (!checkShape(node, row)) return {};
        std::vector<const SyntaxNode*> sources;
        for (const auto* list : {&node.children, &node.orderBy}) {
            for (const SyntaxPtr& child : *list) {
                if (child->kind != SyntaxNode::Kind::Star) sources.push_back(child.get());
            }
        }
        std::vector<TypedPtr> arguments;
        for (const SyntaxNode* argument : sources)
            arguments.push_back(Binder(source_, input_).bind(*argument));
        TypedPtr filter;
        if (node.filter) {
            filter = Binder(source_, input_).bind(*node.filter);
            if (filter && filter->type.id() != TypeId::Boolean) {
                source_.error(codes::kNotBoolean, node.filter->span,
                              fmt::format("the condition of FILTER must be BOOLEAN, this is {}",
                                          typeName(filter->type)));
            }
        }
        if (source_.failed()) return {};
        AggregateBinder binder(source_, node, row, std::move(arguments));
        auto bound = row.bind(binder);
        if (!bound) return {};
        AggregateProgram::Call call{
            {}, {}, {}, std::move(bound->type), std::move(bound->makeState), bound->orderFree};
        for (std::size_t i = 0; i < binder.count(); ++i) {
            call.arguments.push_back(
                wholeExpression(*sources[i], source_.text(sources[i]->span), binder.arguments()[i]));
        }
        if (filter)
            call.filter = wholeExpression(*node.filter, source_.text(node.filter->span), std::move(filter));
        return call;
    }

    void extract(SyntaxPtr& node, const AggregateRow& row) {
        std::string text = toText(*node);
        if (!known_.contains(text)) {
            auto call = bindCall(*node, row);
            if (!call) return;
            call->text = text;
            known_.emplace(text, calls_.size());
            calls_.push_back(std::move(*call));
        }
        auto name = std::make_unique<SyntaxNode>();
        name->kind = SyntaxNode::Kind::Name;
        name->name = std::move(text);
        name->span = node->span;
        name->nameSpan = node->nameSpan;
        node = std::move(name);
    }

    SourceText& source_;
    const Schema& input_;
    const std::vector<std::string>& keys_;
    std::vector<AggregateProgram::Call>& calls_;
    std::map<std::string, std::size_t>& known_;
};

struct ParsedColumn {
    SyntaxPtr syntax;
    std::string canonical;
};

} // namespace

Result<AggregateProgram> AggregateProgram::compile(const std::vector<NamedText>& columns, const Schema& input,
                                                   const std::vector<std::string>& keys) {
    auto impl = std::make_shared<Impl>();
    Diagnostics found;
    const auto collect = [&found](const std::string& name, Diagnostics items) {
        for (Diagnostic& item : items.items) {
            item.parameter = "columns." + name;
            found.add(std::move(item));
        }
    };
    std::vector<Field> fields;
    for (const std::string& key : keys) {
        if (const auto index = input.indexOf(key)) {
            fields.push_back(input.field(*index));
        } else {
            Diagnostic& item = found.error(codes::kUnknownColumn, fmt::format("unknown column `{}`", key),
                                           suggestion(key, input.names()));
            item.parameter = "key";
        }
    }
    std::map<std::string, std::size_t> known;
    std::vector<ParsedColumn> parsed;
    std::set<std::string> names(keys.begin(), keys.end());
    for (const auto& [name, text] : columns) {
        SourceText source(text);
        if (name.empty()) {
            source.error(codes::kOutputName, {0, text.size()}, "the column has no name");
        } else if (!names.insert(name).second) {
            source.error(codes::kOutputName, {0, text.size()},
                         fmt::format("there is a column `{}` already", name),
                         "keys are columns of the output, too");
        }
        SyntaxPtr syntax = parseExpression(source);
        std::string canonical = syntax ? toText(*syntax) : std::string();
        if (syntax) CallExtractor(source, input, keys, impl->calls, known).rewrite(syntax);
        collect(name, source.take());
        parsed.push_back({std::move(syntax), std::move(canonical)});
    }
    if (found.hasErrors()) return found;

    for (const Call& call : impl->calls)
        fields.push_back({call.text, call.type});
    impl->intermediate = makeSchema(std::move(fields));
    for (std::size_t i = 0; i < columns.size(); ++i) {
        SourceText source(columns[i].second);
        TypedPtr root = Binder(source, *impl->intermediate).bind(*parsed[i].syntax);
        if (root && root->type.id() == TypeId::Null) {
            source.error(codes::kType, parsed[i].syntax->span, "this is always NULL and has no type",
                         "write CAST(NULL AS STRING), for example");
        }
        if (source.failed()) {
            collect(columns[i].first, source.take());
            continue;
        }
        impl->fields.push_back({columns[i].first, root->type});
        impl->outputs.push_back(
            Expression::Impl::make(columns[i].second, std::move(parsed[i].canonical), std::move(root)));
    }
    if (found.hasErrors()) return found;
    return AggregateProgram(std::move(impl));
}

const std::vector<AggregateProgram::Call>& AggregateProgram::calls() const { return impl_->calls; }
const SchemaPtr& AggregateProgram::intermediateSchema() const { return impl_->intermediate; }
const std::vector<Expression>& AggregateProgram::outputs() const { return impl_->outputs; }
const std::vector<Field>& AggregateProgram::outputFields() const { return impl_->fields; }

} // namespace millrace
