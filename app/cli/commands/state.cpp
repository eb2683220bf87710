// SPDX-License-Identifier: Apache-2.0
#include "app/cli/terminal.h"
#include "app/cli/verb_table.h"
#include "app/shared/node_kinds.h"
#include "engine/base/printable.h"
#include "engine/data/time_text.h"
#include "engine/graph/graph_json.h"
#include "engine/operator/instance_name.h"
#include "engine/runtime/checkpoints/share_count.h"
#include "engine/runtime/checkpoints/state_figures.h"
#include "engine/runtime/checkpoints/state_folder.h"

#include <fmt/format.h>
#include <algorithm>
#include <boost/algorithm/string/replace.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace millrace::cli {

namespace {

std::int64_t stateBytes(const RunSnapshot::Node& node) {
    std::int64_t bytes = 0;
    for (const SlotState& slot : node.subtasks)
        bytes += slot.byteSize();
    return bytes;
}

EpochMs watermarkOf(const RunSnapshot::Node& node) {
    EpochMs least = kMaxWatermark;
    for (const SlotState& slot : node.subtasks)
        least = std::min(least, slot.watermark);
    return least;
}

boost::json::object toJson(const StateFolder::Entry& entry, const RunSnapshot& snapshot,
                           const Registry& kinds) {
    boost::json::object nodes;
    for (const RunSnapshot::Node& node : snapshot.nodes) {
        boost::json::object object{{"kind", node.kind},
                                   {"workers", node.subtasks.size()},
                                   {"state_bytes", stateBytes(node)},
                                   {"ended", std::all_of(node.subtasks.begin(), node.subtasks.end(),
                                                         [](const SlotState& slot) { return slot.ended; })}};
        const EpochMs watermark = watermarkOf(node);
        if (watermark != kMinWatermark && watermark != kMaxWatermark)
            object["watermark"] = timestampText(watermark);
        if (boost::json::object figures = figuresOf(node, kinds.find(node.kind)); !figures.empty())
            object["figures"] = std::move(figures);
        nodes[node.id] = std::move(object);
    }
    return {{"epoch", snapshot.epoch}, {"made_at", timestampText(snapshot.madeAt)},
            {"bytes", entry.bytes},    {"finished", snapshot.finished},
            {"graph", snapshot.graph}, {"graph_sha256", snapshot.graphSha256},
            {"file", entry.file},      {"nodes", std::move(nodes)}};
}

/// "positions[0]  offset: 120, lag at checkpoint: 3", one line each
void printFigures(const boost::json::object& all, int indent) {
    int width = 4;
    for (const auto& [about, figures] : all)
        width = std::max(width, displayWidth(about));
    for (const auto& [about, figures] : all) {
        std::string line = fitted(about, width);
        for (const char* between = "  "; const auto& [name, value] : figures.as_object()) {
            line += between + boost::algorithm::replace_all_copy(std::string(name), "_", " ") + ": " +
                    boost::json::serialize(value);
            between = ", ";
        }
        fmt::print("{:{}}{}\n", "", indent, printable(line));
    }
}

void print(const StateFolder::Entry& entry, const RunSnapshot& snapshot, const Registry& kinds) {
    fmt::print("checkpoint {}  {}  {} bytes  graph {}{}\n", snapshot.epoch, timestampText(snapshot.madeAt),
               entry.bytes, printable(snapshot.graph.empty() ? "without a name" : snapshot.graph),
               snapshot.finished ? "  the job had ended" : "");
    int width = 4;
    for (const RunSnapshot::Node& node : snapshot.nodes)
        width = std::max(width, displayWidth(node.id));
    for (const RunSnapshot::Node& node : snapshot.nodes) {
        const EpochMs watermark = watermarkOf(node);
        const bool timed = watermark != kMinWatermark && watermark != kMaxWatermark;
        fmt::print("  {}  {}  {:>3} x  {:>10} bytes{}\n", fitted(node.id, width), fitted(node.kind, 14),
                   node.subtasks.size(), stateBytes(node),
                   timed ? "  time has come to " + timestampText(watermark) : "");
        printFigures(figuresOf(node, kinds.find(node.kind)), width + 4);
    }
}

/// What stands in a folder. False: a checkpoint of it cannot be read, which has been said.
bool show(const std::vector<StateFolder::Entry>& entries, const Registry& kinds, boost::json::array* list) {
    bool readable = true;
    for (const StateFolder::Entry& entry : entries) {
        try {
            const RunSnapshot snapshot = StateFolder::read(entry);
            if (list)
                list->push_back(toJson(entry, snapshot, kinds));
            else
                print(entry, snapshot, kinds);
        } catch (const DiagnosticError& error) {
            printDiagnostics(error.diagnostics());
            readable = false;
        }
    }
    return readable;
}

} // namespace

int stateCommand(const Arguments& arguments) {
    const std::string& folder = arguments.operands.at(0);
    const auto kinds = loadNodeKinds(arguments.values("plugin"));
    if (!kinds) {
        printDiagnostics(kinds.error());
        return kExitUsage;
    }
    std::vector<Share> shares = sharesIn(folder);
    if (shares.empty()) shares.push_back({Instance{}, folder});
    bool any = false, readable = true;
    boost::json::array all;
    for (const Share& share : shares) {
        const auto entries = StateFolder::list(share.folder);
        any = any || !entries.empty();
        boost::json::array list;
        const bool divided = share.instance.count > 1;
        if (divided && !arguments.has("json")) fmt::print("share {}\n", nameOf(share.instance));
        readable = show(entries, *kinds->registry, arguments.has("json") ? &list : nullptr) && readable;
        for (boost::json::value& checkpoint : list) {
            if (divided) checkpoint.as_object()["share"] = nameOf(share.instance);
            all.push_back(std::move(checkpoint));
        }
    }
    if (arguments.has("json")) fmt::print("{}\n", prettyJson(boost::json::object{{"checkpoints", all}}));
    if (any) return readable ? kExitFinished : kExitFailed;
    Diagnostics d;
    d.error("MR5110", "`" + folder + "` holds no checkpoint",
            "a run makes them with --state " + folder + "; the first one after some seconds")
        .file = folder;
    printDiagnostics(d);
    return kExitFailed;
}

} // namespace millrace::cli
