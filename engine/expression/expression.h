// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/record_batch.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

/// A scalar expression, parsed, typed against a schema and ready to run. Immutable; may be shared by threads
/// (each thread evaluates with an Evaluator of its own). Language: STREAMING semantics, section 3: SQL scalar
/// subset, SQL null rules, no failing operation.
class Expression {
public:
    /// Errors MR2xxx carry line and column within `text` and a message with a caret excerpt; unknown names
    /// come with a suggestion.
    static Result<Expression> compile(std::string_view text, const Schema& schema);
    /// compile(), and the result must be BOOLEAN (MR2xxx otherwise).
    static Result<Expression> compilePredicate(std::string_view text, const Schema& schema);

    const DataType& type() const;
    const std::string& text() const;
    /// Indices of the schema's columns the expression reads, ascending.
    const std::vector<std::size_t>& columnsUsed() const;
    /// Set when the expression is just one column.
    std::optional<std::size_t> asColumn() const;
    /// The canonical text of the typed tree (identifiers quoted where needed).
    std::string toText() const;

    struct Impl;
    const Impl& impl() const { return *impl_; }

private:
    explicit Expression(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
    std::shared_ptr<const Impl> impl_;
};

/// Evaluates expressions over batches; owns scratch memory, so keep one per operator instance. Not
/// thread-safe.
class Evaluator {
public:
    Evaluator();
    ~Evaluator();
    Evaluator(Evaluator&&) noexcept;
    Evaluator& operator=(Evaluator&&) noexcept;

    /// One value per *physical* row of the batch, whatever its selection. A bare column is returned as it is
    /// (shared). For slices of one block the column is computed once.
    ColumnPtr evaluate(const Expression& expression, const RecordBatch& batch);
    /// The selected rows of `batch` for which the predicate is TRUE (NULL counts as false), as physical row
    /// numbers ascending. Branchless kernel; comparisons of a column with a constant, joined by AND, are
    /// fused into the selection.
    Selection select(const Expression& predicate, const RecordBatch& batch);

private:
    struct Scratch;
    std::unique_ptr<Scratch> scratch_;
};

/// What an editor needs to complete and colour an expression.
struct FunctionInfo {
    std::string name;      ///< "SUBSTRING"
    std::string signature; ///< "SUBSTRING(s, i[, n]) -> STRING"
    std::string help;
    std::string category; ///< "Text", "Time", "Number", "Aggregate", ...
    bool aggregate = false;
};
const std::vector<FunctionInfo>& functionCatalogue();

enum class TokenKind { Keyword, Function, Identifier, Number, Text, Operator, Error };
struct TokenSpan {
    TokenKind kind;
    std::size_t offset; ///< bytes
    std::size_t length;
};
/// Never fails: what cannot be read becomes TokenKind::Error.
std::vector<TokenSpan> highlight(std::string_view text);

} // namespace millrace
