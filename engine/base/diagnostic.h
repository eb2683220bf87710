// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

namespace millrace {

class GraphEdit;

enum class Severity { Error, Warning, Note };

/// One finding about a graph, an expression, an input file or a run. The same value feeds the badge on a
/// node, the problems panel, the command line and the tests. Text is for people; `code` is stable and meant
/// for programs.
struct Diagnostic {
    Severity severity = Severity::Error;
    std::string code;      ///< stable, "MR1042"; see diagnostic_codes.md in the help for the ranges
    std::string message;   ///< one sentence, no trailing newline; may hold a caret excerpt on further lines
    std::string hint;      ///< what to do about it; may be empty
    std::string node;      ///< node id; empty when the finding is about the whole graph
    std::string port;      ///< port name, when one port is meant
    std::string parameter; ///< dotted parameter path ("window.tumbling"), when one parameter is meant
    std::string file;      ///< file the finding is about (graph file or data file); may be empty
    int line = 0;          ///< 1-based; 0 = unknown
    int column = 0;        ///< 1-based, in code points; 0 = unknown
    std::string edge;      ///< "a.out->b.in", when a wire is meant
    std::shared_ptr<const GraphEdit> fix = {}; ///< one edit of the graph that mends it; may be none

    bool operator==(const Diagnostic&) const = default;
};

/// The error side of Result<T>: at least one error, perhaps warnings beside it. A type of its own, since
/// boost::system::result looks up throw_exception_from_error by the error type.
struct Diagnostics {
    std::vector<Diagnostic> items;

    Diagnostics() = default;
    Diagnostics(Diagnostic d) { items.push_back(std::move(d)); } // NOLINT(google-explicit-constructor)
    explicit Diagnostics(std::vector<Diagnostic> list) : items(std::move(list)) {}

    bool empty() const { return items.empty(); }
    bool hasErrors() const;
    void add(Diagnostic d) { items.push_back(std::move(d)); }
    void append(const Diagnostics& other);
    /// Short-hands. They return the added item, so that a caller can fill in node, parameter and so on.
    Diagnostic& error(std::string code, std::string message, std::string hint = {});
    Diagnostic& warning(std::string code, std::string message, std::string hint = {});
    Diagnostic& note(std::string code, std::string message, std::string hint = {});
    auto begin() const { return items.begin(); }
    auto end() const { return items.end(); }
};

/// "error MR2003 [fleet.mill:12:8] node clean, parameter where: unknown column `sped`\n  hint: did you mean
/// `speed`?"
std::string toText(const Diagnostic& diagnostic);
std::string toText(const Diagnostics& diagnostics);
const char* severityName(Severity severity); ///< "error", "warning", "note"

} // namespace millrace
