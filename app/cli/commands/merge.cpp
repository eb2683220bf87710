// SPDX-License-Identifier: Apache-2.0
#include "app/cli/terminal.h"
#include "app/cli/verb_table.h"
#include "app/shared/open_graph.h"
#include "engine/base/printable.h"
#include "engine/graph/graph_json.h"
#include "engine/graph/graph_merge.h"

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <fstream>

namespace millrace::cli {

namespace {

/// Version control hands over an empty file where a version has none.
Result<GraphDocument> openVersion(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (path == "/dev/null" || (file && file.peek() == std::ifstream::traits_type::eof()))
        return GraphDocument();
    auto graph = openGraphFile(path);
    if (!graph) return graph.error();
    return std::move(graph->document);
}

bool write(const std::string& path, const std::string& text) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << text;
    file.close();
    return !file.fail();
}

} // namespace

int mergeCommand(const Arguments& arguments) {
    const auto base = openVersion(arguments.operands.at(0));
    const auto ours = openVersion(arguments.operands.at(1));
    const auto theirs = openVersion(arguments.operands.at(2));
    for (const auto* side : {&base, &ours, &theirs})
        if (side->has_error()) printDiagnostics(side->error());
    if (!base || !ours || !theirs) return kExitGraphErrors;
    const auto merged = mergeGraphs(*base, *ours, *theirs);
    if (!merged) {
        printDiagnostics(merged.error());
        return kExitGraphErrors;
    }
    const std::string text = writeGraph(merged->document);
    if (arguments.has("write")) {
        if (!write(arguments.operands[1], text)) {
            Diagnostics d;
            d.error("MR5106", "cannot write " + arguments.operands[1]);
            printDiagnostics(d);
            return kExitGraphErrors;
        }
    } else {
        fmt::print("{}", text);
    }
    for (const MergeConflict& conflict : merged->conflicts)
        fmt::print(stderr, "conflict {}\n", printable(toText(conflict)));
    return merged->conflicts.empty() ? kExitFinished : kExitFailed;
}

} // namespace millrace::cli
