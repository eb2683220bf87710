// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/schema_conversion.h"

#include "engine/expression/expression.h"
#include "engine/expression/token.h"

#include <algorithm>
#include <cctype>
#include <vector>

namespace millrace {
namespace {

bool sameLetters(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

std::optional<std::size_t> sourceOf(const Schema& from, const std::string& name) {
    if (const auto exact = from.indexOf(name)) return exact;
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < from.size(); ++i) {
        if (!sameLetters(from.field(i).name, name)) continue;
        if (found) return std::nullopt;
        found = i;
    }
    return found;
}

/// The conversion of one column; empty when there is none.
std::string expressionFor(const Schema& from, std::size_t source, const Schema& wanted, std::size_t target) {
    const Field& there = from.field(source);
    const DataType& type = wanted.field(target).type;
    const std::string name = quotedName(there.name);
    const bool mustBeTime = wanted.eventTime() == target;
    if (mustBeTime) return from.eventTime() == source && there.type == type ? name : std::string();
    const bool sameType = there.type == type;
    const bool bare = sameType && from.eventTime() != source;
    std::string text = name;
    // What was the event time and no longer may be must not stay a bare column.
    if (!bare)
        text =
            sameType ? "COALESCE(" + name + ", " + name + ")" : "CAST(" + name + " AS " + type.name() + ")";
    const Result<Expression> compiled = Expression::compile(text, from);
    if (!compiled || compiled->type() != type) return {};
    if (!bare && compiled->asColumn()) return {};
    return text;
}

} // namespace

std::optional<SchemaConversion> convertSchema(const Schema& from, const Schema& wanted) {
    if (from == wanted || wanted.size() == 0) return std::nullopt;
    SchemaConversion conversion;
    boost::json::object columns;
    std::vector<bool> used(from.size(), false);
    std::vector<std::string> changes;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const Field& field = wanted.field(i);
        const auto source = sourceOf(from, field.name);
        if (!source || used[*source]) return std::nullopt;
        used[*source] = true;
        const std::string text = expressionFor(from, *source, wanted, i);
        if (text.empty()) return std::nullopt;
        columns[field.name] = text;
        const Field& there = from.field(*source);
        if (there.type != field.type) {
            changes.push_back(field.name + " " + there.type.name() + " → " + field.type.name());
        } else if (there.name != field.name) {
            changes.push_back(there.name + " → " + field.name);
        }
    }
    std::string left;
    for (std::size_t i = 0; i < from.size(); ++i) {
        if (!used[i]) left += (left.empty() ? "without " : ", ") + from.field(i).name;
    }
    if (!left.empty()) changes.push_back(left);
    if (changes.empty()) {
        changes.emplace_back(from.eventTime() == wanted.eventTime() ? "columns in another order"
                                                                    : "without event time");
    }
    for (const std::string& change : changes) {
        conversion.text += (conversion.text.empty() ? "" : ", ") + change;
    }
    conversion.params["columns"] = std::move(columns);
    conversion.params["keep"] = "none";
    return conversion;
}

} // namespace millrace
