// SPDX-License-Identifier: Apache-2.0
#include "engine/expression/functions/code_points.h"
#include "engine/expression/functions/like_pattern.h"
#include "engine/expression/functions/text_rows.h"

#include <fmt/format.h>
#include <re2/re2.h>

namespace millrace {
namespace {

TypedPtr bindLike(CallBinder& c) {
    if (!c.expectText(0)) return nullptr;
    const auto pattern = c.literalText(1);
    if (!pattern) return nullptr;
    std::string escape;
    if (c.count() > 2) {
        const auto given = c.literalText(2);
        if (!given) return nullptr;
        escape = *given;
        if (countCodePoints(escape) != 1)
            return c.error(expression_codes::kArgument, 2, "ESCAPE takes one character", "write ESCAPE '!'");
        if (escape == "%" || escape == "_")
            return c.error(expression_codes::kArgument, 2, "a wildcard cannot be the escape character",
                           "write ESCAPE '!'");
    }
    std::string problem;
    auto compiled = LikePattern::compile(*pattern, escape, problem);
    if (!compiled)
        return c.error(expression_codes::kArgument, 1, problem,
                       "write the escape character twice to mean itself");
    c.arguments().resize(1);
    return c.call(TypeId::Boolean,
                  [like = std::make_shared<const LikePattern>(std::move(*compiled))](KernelCall& call) {
                      mapRows<std::uint8_t>(call, [&](std::size_t i) -> std::uint8_t {
                          return like->matches(textAt(call[0], i));
                      });
                  });
}

using Regex = std::shared_ptr<const RE2>;

/// Argument 1 as a pattern; null after reporting.
Regex literalPattern(CallBinder& c) {
    const auto text = c.literalText(1);
    if (!text) return nullptr;
    if (text->empty()) return c.error(expression_codes::kArgument, 1, "the pattern must not be empty");
    RE2::Options options;
    options.set_log_errors(false);
    auto regex = std::make_shared<RE2>(*text, options);
    if (!regex->ok())
        return c.error(expression_codes::kArgument, 1,
                       fmt::format("the pattern cannot be read: {}", regex->error()));
    return regex;
}

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

TypedPtr bindRegexLike(CallBinder& c) {
    if (!c.expectText(0)) return nullptr;
    const Regex regex = literalPattern(c);
    if (!regex) return nullptr;
    c.arguments().resize(1);
    return c.call(TypeId::Boolean, [regex](KernelCall& call) {
        mapRows<std::uint8_t>(call, [&](std::size_t i) -> std::uint8_t {
            return RE2::PartialMatch(piece(textAt(call[0], i)), *regex);
        });
    });
}

TypedPtr bindRegexExtract(CallBinder& c) {
    if (!c.expectText(0)) return nullptr;
    const Regex regex = literalPattern(c);
    const auto group = regex ? c.literalInteger(2, 0, regex->NumberOfCapturingGroups()) : std::nullopt;
    if (!group) return nullptr;
    c.arguments().resize(1);
    const auto index = static_cast<std::size_t>(*group);
    return c.call(TypeId::String, [regex, index](KernelCall& call) {
        call.out.keepTextOf(call[0]);
        std::vector<re2::StringPiece> groups(index + 1);
        mapToText(call, [&](std::size_t i) {
            const std::string_view text = textAt(call[0], i);
            const bool found = regex->Match(piece(text), 0, text.size(), RE2::UNANCHORED, groups.data(),
                                            static_cast<int>(groups.size()));
            // A group that matched nothing cannot be told from one that took no part in every engine: both
            // are NULL.
            if (!found || groups[index].empty()) {
                call.setNull(i);
                return StringRef();
            }
            return StringRef(groups[index].data(), groups[index].size());
        });
    });
}

TypedPtr bindRegexReplace(CallBinder& c) {
    if (!c.expectText(0)) return nullptr;
    const Regex regex = literalPattern(c);
    const auto by = regex ? c.literalText(2) : std::nullopt;
    if (!by) return nullptr;
    if (by->find_first_of("$\\") != std::string::npos) {
        return c.error(expression_codes::kArgument, 2, "the replacement must not hold $ or \\",
                       "references to groups differ between engines");
    }
    c.arguments().resize(1);
    return c.call(TypeId::String, [regex, by = *by](KernelCall& call) {
        TextArena arena(call);
        std::string text;
        call.out.keepTextOf(call[0]);
        mapToText(call, [&](std::size_t i) {
            const StringRef original = call[0].at<StringRef>(i);
            text.assign(original.view());
            if (RE2::GlobalReplace(&text, *regex, by) == 0) return original;
            if (text.size() > kLargestText) {
                call.setNull(i);
                return StringRef();
            }
            return arena.copy(text);
        });
    });
}

constexpr FunctionRow kRows[] = {
    {"LIKE", "s LIKE 'pattern' [ESCAPE 'c']", "Operator",
     "Whether the whole text fits: % is any text, _ one code point.", 2, 3, bindLike},
    {"REGEXP_LIKE", "REGEXP_LIKE(s, 'pattern') -> BOOLEAN", "Pattern",
     "Whether the regular expression (RE2) matches somewhere.", 2, 2, bindRegexLike},
    {"REGEXP_EXTRACT", "REGEXP_EXTRACT(s, 'pattern', i) -> STRING", "Pattern",
     "Group i of the first match (0 is the whole match); NULL without a match or for an empty group.", 3, 3,
     bindRegexExtract},
    {"REGEXP_REPLACE", "REGEXP_REPLACE(s, 'pattern', 'by') -> STRING", "Pattern",
     "Every match replaced by a text without $ and \\.", 3, 3, bindRegexReplace},
};

} // namespace

std::span<const FunctionRow> patternRows() { return kRows; }

} // namespace millrace
