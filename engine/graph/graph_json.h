// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_document.h"
#include "engine/graph/graph_edit.h"
#include "engine/graph/json_reader.h"
#include "engine/graph/registry.h"

#include <map>

namespace millrace {

inline constexpr int kGraphFormatVersion = 1;

/// Where the values of a JSON text stand: JSON pointer ("/nodes/clean/params/where") -> line and column, both
/// 1-based.
class JsonPositions {
public:
    using Position = TextPosition;
    static JsonPositions scan(std::string_view json);
    /// The position of the pointer, or of its nearest existing parent.
    Position find(std::string_view pointer) const;
    /// Sets line and column of a diagnostic from its node / parameter / edge, and its file name.
    void locate(Diagnostic& diagnostic, const GraphDocument& document, const std::string& file) const;

    JsonPositions() = default;
    explicit JsonPositions(std::map<std::string, Position, std::less<>> positions)
        : positions_(std::move(positions)) {}

private:
    std::map<std::string, Position, std::less<>> positions_;
};

/// A graph file that was read: the document, warnings (unknown keys and the like), positions.
struct GraphFile {
    GraphDocument document;
    Diagnostics warnings;
    JsonPositions positions;
};

/// Reads the graph file format. Errors MR10xx with file, line and column. Unknown keys are kept and reported
/// as warnings; unknown kinds are not this function's business. At most 64 MiB and 64 levels.
Result<GraphFile> parseGraph(std::string_view json, const std::string& file = {});
/// Writes it: stable order, two-space indent, short objects on one line, defaults left out, layout last;
/// parse(write(d)) == d, write(parse(t)) is a fixed point.
std::string writeGraph(const GraphDocument& document);

/// A part of a document as text for the clipboard: the given nodes, the wires among them, those that come in
/// from outside, their positions, and the given group boxes and sticky notes. Reading back is parseGraph.
std::string writeFragment(const GraphDocument& document, const std::vector<std::string>& nodes,
                          const std::vector<std::string>& groups = {},
                          const std::vector<std::string>& notes = {});
/// What becomes of a fragment's wires from nodes that are not in it.
enum class OutsideInputs { Drop, KeepExisting };
/// The edit that adds a fragment with fresh ids, moved by `offset`. Wires from outside are dropped, or kept
/// where the target has a node of that name.
Result<edit::Composite> pasteFragment(const GraphDocument& target, const GraphDocument& fragment,
                                      Point offset, OutsideInputs inputs = OutsideInputs::Drop);

/// The published JSON schema (draft 2020-12) of graph files with these kinds.
boost::json::object graphSchema(const Registry& registry);
/// Pretty JSON in the house style (used for files and reports), without a line break at its end.
std::string prettyJson(const boost::json::value& value);

} // namespace millrace
