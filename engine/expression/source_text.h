// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/diagnostic.h"
#include "engine/expression/token.h"

#include <utility>

namespace millrace {

/// Stable codes of the findings about expressions.
namespace expression_codes {
inline constexpr const char* kToken = "MR2001";  ///< a character or token that cannot be read
inline constexpr const char* kSyntax = "MR2002"; ///< a token where another was expected
inline constexpr const char* kUnknownColumn = "MR2003";
inline constexpr const char* kUnknownFunction = "MR2004";
inline constexpr const char* kArity = "MR2005"; ///< wrong number of arguments
inline constexpr const char* kType = "MR2006";  ///< an operand of a type that does not fit
inline constexpr const char* kLiteral =
    "MR2007"; ///< a number, date, time or interval that is none or does not fit
inline constexpr const char* kNotLiteral = "MR2008"; ///< an argument that must be a literal is not
inline constexpr const char* kArgument =
    "MR2009"; ///< a literal argument outside its range, a bad pattern or path
inline constexpr const char* kNotBoolean = "MR2010";    ///< a predicate that is not BOOLEAN
inline constexpr const char* kAggregate = "MR2011";     ///< an aggregate where none may stand
inline constexpr const char* kNotAggregated = "MR2012"; ///< a column beside aggregates that is no key
inline constexpr const char* kTooLarge = "MR2013";      ///< nested too deeply or too long
inline constexpr const char* kUnknownField = "MR2014";
inline constexpr const char* kExcluded = "MR2015";   ///< known elsewhere, left out of the language on purpose
inline constexpr const char* kOutputName = "MR2016"; ///< an output column without a name, or two of one name
inline constexpr const char* kCast = "MR2017";       ///< a CAST the language does not have
} // namespace expression_codes

/// The text of one expression and what was found wrong with it. Positions become line and column in code
/// points, and the message gets an excerpt of the line with a caret under the place. Refers to the text; keep
/// that alive.
class SourceText {
public:
    explicit SourceText(std::string_view text) : text_(text) {}

    std::string_view text() const { return text_; }
    std::string_view text(TextSpan span) const { return text_.substr(span.offset, span.length); }
    void error(const char* code, TextSpan span, std::string message, std::string hint = {});
    bool failed() const { return !found_.empty(); }
    /// What was found, leaving nothing behind.
    Diagnostics take() { return std::exchange(found_, {}); }

private:
    std::string_view text_;
    Diagnostics found_;
};

} // namespace millrace
