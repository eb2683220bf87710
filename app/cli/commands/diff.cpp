// SPDX-License-Identifier: Apache-2.0
#include "app/cli/terminal.h"
#include "app/cli/verb_table.h"
#include "app/shared/open_graph.h"
#include "engine/base/printable.h"
#include "engine/graph/graph_diff.h"

#include <fmt/format.h>
#include <unistd.h>
#include <boost/json/array.hpp>

namespace millrace::cli {

namespace {

/// What git compares a new or deleted file with stands for an empty graph.
Result<GraphDocument> openSide(const std::string& path) {
    if (path == "/dev/null") return GraphDocument();
    auto file = openGraphFile(path);
    if (!file) return file.error();
    return std::move(file->document);
}

Colour colourOf(GraphChange::Kind kind) {
    switch (kind) {
        case GraphChange::Kind::Added: return Colour::Green;
        case GraphChange::Kind::Removed: return Colour::Red;
        case GraphChange::Kind::Renamed: return Colour::Cyan;
        case GraphChange::Kind::Moved: return Colour::Dim;
        case GraphChange::Kind::Changed: break;
    }
    return Colour::Amber;
}

} // namespace

int diffCommand(const Arguments& arguments) {
    if (arguments.operands.at(0) == "-" && arguments.operands.at(1) == "-") {
        Diagnostics d;
        d.error("MR5101", "only one of the two graphs can come from standard input");
        printDiagnostics(d);
        return kExitUsage;
    }
    const auto before = openSide(arguments.operands.at(0));
    const auto after = openSide(arguments.operands.at(1));
    if (!before) printDiagnostics(before.error());
    if (!after) printDiagnostics(after.error());
    if (!before || !after) return kExitGraphErrors;
    const std::vector<GraphChange> changes =
        diffGraphs(*before, *after, GraphDiffOptions{.moves = arguments.has("moves")});
    const int status = changes.empty() ? kExitFinished : kExitFailed;
    if (arguments.has("json")) {
        boost::json::array list;
        for (const GraphChange& change : changes)
            list.push_back(toJson(change));
        fmt::print("{}\n",
                   prettyJson(boost::json::object{{"same", changes.empty()}, {"changes", std::move(list)}}));
    } else if (!arguments.has("quiet") && !changes.empty()) {
        const bool colours = useColours(STDOUT_FILENO);
        fmt::print("--- {}\n+++ {}\n", printable(arguments.operands[0]), printable(arguments.operands[1]));
        for (const GraphChange& change : changes)
            fmt::print("{}\n", coloured(printable(toText(change)), colourOf(change.kind), colours));
    }
    return status;
}

} // namespace millrace::cli
