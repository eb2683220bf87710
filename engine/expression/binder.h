// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/schema.h"
#include "engine/expression/function_row.h"

#include <map>

namespace millrace {

/// Resolves names against a schema and types bottom-up. Reports every unknown name and misfit it meets into
/// the source text, not only the first.
class Binder {
public:
    Binder(SourceText& source, const Schema& schema) : source_(source), schema_(schema) {}

    /// Null after reporting.
    TypedPtr bind(const SyntaxNode& node);

private:
    TypedPtr bindColumn(const SyntaxNode& node);
    TypedPtr bindField(const SyntaxNode& node);
    TypedPtr bindCall(const SyntaxNode& node);
    TypedPtr bindTimeShift(const SyntaxNode& node);
    bool checkShape(const SyntaxNode& node, const FunctionRow& row);

    SourceText& source_;
    const Schema& schema_;
    /// Calls bound so far by their canonical text, so that equal parts are computed once.
    std::map<std::string, TypedPtr, std::less<>> known_;
};

/// The rule of the function a call names. Null after reporting at the name: an aggregate out of place, a
/// function the language leaves out on purpose, or one it does not know, with the nearest name it does know.
const FunctionRow* resolveFunction(SourceText& source, const SyntaxNode& call);

/// How a call must look when its number of arguments is wrong: reports it at the name.
void reportArity(SourceText& source, const SyntaxNode& node, std::string_view signature, int least, int most);

} // namespace millrace
