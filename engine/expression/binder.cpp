// SPDX-License-Identifier: Apache-2.0
#include "engine/expression/binder.h"

#include "engine/base/text.h"
#include "engine/expression/aggregate_row.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>

namespace millrace {
namespace {

namespace codes = expression_codes;

constexpr std::size_t kLongestShared = 4096; ///< longer texts are not searched for equal parts

struct Excluded {
    std::string_view name;
    std::string_view hint;
};
constexpr std::array<Excluded, 29> kExcluded = {{
    {"RAND", "draw numbers in a generator source"},
    {"UUID", "give records an id at their source"},
    {"NOW", "use the record's event time"},
    {"CURRENT_TIMESTAMP", "use the record's event time"},
    {"CURRENT_DATE", "use the record's event time"},
    {"CURRENT_TIME", "use the record's event time"},
    {"INITCAP", "write UPPER(LEFT(s, 1)) || LOWER(SUBSTRING(s, 2))"},
    {"OVERLAY", "write LEFT(s, i) || new || SUBSTRING(s, j)"},
    {"REGEXP", "write REGEXP_LIKE(s, 'pattern')"},
    {"RLIKE", "write REGEXP_LIKE(s, 'pattern')"},
    {"LENGTH", "write CHAR_LENGTH(s)"},
    {"LEN", "write CHAR_LENGTH(s)"},
    {"CHARACTER_LENGTH", "write CHAR_LENGTH(s)"},
    {"SUBSTR", "write SUBSTRING(s, i, n)"},
    {"LOCATE", "write POSITION(part IN s)"},
    {"INSTR", "write POSITION(part IN s)"},
    {"CEILING", "write CEIL(x)"},
    {"POW", "write POWER(x, y)"},
    {"LOG", "write LN(x) or LOG10(x)"},
    {"TRUNC", "write TRUNCATE(x, n) or DATE_TRUNC('UNIT', t)"},
    {"TRY_CAST", "write CAST(x AS type): text that cannot be read gives NULL"},
    {"EXTRACT", "write YEAR(t), MONTH(t), DAYOFMONTH(t), HOUR(t), ..."},
    {"DAY", "write DAYOFMONTH(t)"},
    {"WEEK", "weeks start on different days in different engines; group by DATE_TRUNC('DAY', t)"},
    {"IFNULL", "write COALESCE(a, b)"},
    {"NVL", "write COALESCE(a, b)"},
    {"ISNULL", "write x IS NULL"},
    {"STARTSWITH", "write STARTS_WITH(s, 'text')"},
    {"ENDSWITH", "write ENDS_WITH(s, 'text')"},
}};

} // namespace

const FunctionRow* resolveFunction(SourceText& source, const SyntaxNode& node) {
    if (const FunctionRow* row = findFunction(node.name)) return row;
    if (findAggregate(node.name)) {
        source.error(codes::kAggregate, node.nameSpan,
                     fmt::format("{} is an aggregate and cannot stand here", node.name),
                     "aggregates belong into the columns of an aggregate stage");
        return nullptr;
    }
    const std::string written(source.text(node.nameSpan));
    for (const Excluded& excluded : kExcluded) {
        if (excluded.name != node.name) continue;
        source.error(codes::kExcluded, node.nameSpan, fmt::format("the language has no {}", node.name),
                     std::string(excluded.hint));
        return nullptr;
    }
    std::vector<std::string> names;
    for (const FunctionRow* row : functionTable()) {
        if (isPlainName(row->name)) names.emplace_back(row->name);
    }
    for (const AggregateRow& row : aggregateTable())
        names.emplace_back(row.name);
    const std::string near = closestMatch(node.name, names);
    source.error(codes::kUnknownFunction, node.nameSpan, fmt::format("unknown function `{}`", written),
                 near.empty() ? std::string() : fmt::format("did you mean `{}`?", near));
    return nullptr;
}

void reportArity(SourceText& source, const SyntaxNode& node, std::string_view signature, int least,
                 int most) {
    const std::size_t given = node.children.size();
    std::string wanted;
    if (most < 0) {
        wanted = fmt::format("at least {}", least);
    } else if (least == most) {
        wanted = std::to_string(least);
    } else {
        wanted = fmt::format("{} to {}", least, most);
    }
    const bool one = least == 1 && (most == 1 || most < 0);
    source.error(codes::kArity, node.nameSpan,
                 fmt::format("{} takes {} argument{}, here {} {}", node.name, wanted, one ? "" : "s",
                             given == 1 ? "is" : "are", given),
                 fmt::format("{}", signature));
}

TypedPtr Binder::bind(const SyntaxNode& node) {
    switch (node.kind) {
        case SyntaxNode::Kind::Literal: return constantNode(node.type, node.value);
        case SyntaxNode::Kind::Interval:
            source_.error(codes::kType, node.span,
                          "an INTERVAL can only be added to or subtracted from a TIMESTAMP or a DATE",
                          "write t + INTERVAL '5' SECOND");
            return nullptr;
        case SyntaxNode::Kind::Star:
            source_.error(codes::kSyntax, node.span, "`*` stands in COUNT(*) only");
            return nullptr;
        case SyntaxNode::Kind::Name: return bindColumn(node);
        case SyntaxNode::Kind::Field: return bindField(node);
        case SyntaxNode::Kind::Call: break;
    }
    if (source_.text().size() > kLongestShared) return bindCall(node);
    std::string text = toText(node);
    if (const auto found = known_.find(text); found != known_.end()) {
        found->second->shared = true;
        return found->second;
    }
    TypedPtr bound = bindCall(node);
    if (bound && bound->kind == TypedNode::Kind::Call) known_.emplace(std::move(text), bound);
    return bound;
}

TypedPtr Binder::bindColumn(const SyntaxNode& node) {
    if (const auto index = schema_.indexOf(node.name)) {
        auto column = std::make_shared<TypedNode>();
        column->kind = TypedNode::Kind::Column;
        column->column = *index;
        column->type = schema_.field(*index).type;
        return column;
    }
    const std::vector<std::string> names = schema_.names();
    std::string hint = suggestion(node.name, names);
    if (const FunctionRow* row = findFunction(upperAscii(node.name));
        row && closestMatch(node.name, names).empty()) {
        hint = fmt::format("to call the function write {}", row->signature);
    } else if (source_.text(node.span).starts_with('"') && closestMatch(node.name, names).empty()) {
        hint = "double quotes hold the name of a column; text is written in single quotes: " +
               quotedText(node.name);
    }
    source_.error(codes::kUnknownColumn, node.span, fmt::format("unknown column `{}`", node.name),
                  std::move(hint));
    return nullptr;
}

TypedPtr Binder::bindField(const SyntaxNode& node) {
    TypedPtr parent = bind(*node.children[0]);
    if (!parent) return nullptr;
    if (parent->type.id() != TypeId::Struct) {
        const std::string whole(source_.text(node.span));
        std::string hint = "only a STRUCT has fields";
        if (schema_.indexOf(whole)) hint = fmt::format("the column is written \"{}\"", whole);
        source_.error(codes::kType, node.nameSpan,
                      fmt::format("{} has no field `{}`", typeName(parent->type), node.name),
                      std::move(hint));
        return nullptr;
    }
    const auto& fields = parent->type.fields();
    std::vector<std::string> names;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (fields[i].name != node.name) {
            names.push_back(fields[i].name);
            continue;
        }
        CallBinder call(source_, node, *findFunction("."),
                        {parent, constantNode(TypeId::Int, static_cast<std::int32_t>(i))});
        return findFunction(".")->bind(call);
    }
    source_.error(codes::kUnknownField, node.nameSpan, fmt::format("unknown field `{}`", node.name),
                  suggestion(node.name, names));
    return nullptr;
}

bool Binder::checkShape(const SyntaxNode& node, const FunctionRow& row) {
    if (node.distinct || !node.orderBy.empty() || node.filter) {
        source_.error(
            codes::kSyntax, node.nameSpan,
            fmt::format("{} is no aggregate: DISTINCT, ORDER BY and FILTER do not belong here", node.name));
        return false;
    }
    const int given = static_cast<int>(node.children.size());
    if (given >= row.minArguments && (row.maxArguments < 0 || given <= row.maxArguments)) return true;
    reportArity(source_, node, row.signature, row.minArguments, row.maxArguments);
    return false;
}

TypedPtr Binder::bindTimeShift(const SyntaxNode& node) {
    const bool swapped = node.children[0]->kind == SyntaxNode::Kind::Interval;
    const SyntaxNode& moment = *node.children[swapped ? 1 : 0];
    const SyntaxNode& interval = *node.children[swapped ? 0 : 1];
    if (swapped && node.name == "-") return bind(interval);
    TypedPtr time = bind(moment);
    if (!time) return nullptr;
    if (time->type.id() != TypeId::Timestamp && time->type.id() != TypeId::Date &&
        time->type.id() != TypeId::Null) {
        source_.error(
            codes::kType, moment.span,
            fmt::format(
                "an INTERVAL can only be added to or subtracted from a TIMESTAMP or a DATE, this is {}",
                typeName(time->type)));
        return nullptr;
    }
    if (time->type.id() == TypeId::Date && !interval.name.ends_with("DAY")) {
        source_.error(codes::kType, interval.span, "only whole days can be added to a DATE",
                      "write CAST(d AS TIMESTAMP) to count hours, minutes and seconds");
        return nullptr;
    }
    const FunctionRow* row = findFunction(node.name == "+" ? "+INTERVAL" : "-INTERVAL");
    CallBinder call(source_, node, *row, {std::move(time), constantNode(TypeId::BigInt, interval.value)});
    return row->bind(call);
}

TypedPtr Binder::bindCall(const SyntaxNode& node) {
    if ((node.name == "+" || node.name == "-") && (node.children[0]->kind == SyntaxNode::Kind::Interval ||
                                                   node.children[1]->kind == SyntaxNode::Kind::Interval)) {
        return bindTimeShift(node);
    }
    const FunctionRow* row = resolveFunction(source_, node);
    if (!row || !checkShape(node, *row)) return nullptr;
    std::vector<TypedPtr> arguments;
    bool complete = true;
    for (const SyntaxPtr& child : node.children) {
        arguments.push_back(bind(*child));
        complete = complete && arguments.back();
    }
    if (!complete) return nullptr;
    CallBinder call(source_, node, *row, std::move(arguments));
    return row->bind(call);
}

} // namespace millrace
