// SPDX-License-Identifier: Apache-2.0
#include "app/cli/terminal.h"
#include "app/cli/verb_table.h"
#include "engine/base/printable.h"
#include "engine/data/time_text.h"
#include "engine/graph/graph_json.h"
#include "engine/runtime/checkpoints/state_folder.h"

#include <fmt/format.h>
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace millrace::cli {

namespace {

std::int64_t stateBytes(const RunSnapshot::Node& node) {
    std::int64_t bytes = 0;
    for (const SlotState& slot : node.subtasks)
        bytes += static_cast<std::int64_t>(slot.bytes.size());
    return bytes;
}

EpochMs watermarkOf(const RunSnapshot::Node& node) {
    EpochMs least = kMaxWatermark;
    for (const SlotState& slot : node.subtasks)
        least = std::min(least, slot.watermark);
    return least;
}

boost::json::object toJson(const StateFolder::Entry& entry, const RunSnapshot& snapshot) {
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
        nodes[node.id] = std::move(object);
    }
    return {{"epoch", snapshot.epoch}, {"made_at", timestampText(snapshot.madeAt)},
            {"bytes", entry.bytes},    {"finished", snapshot.finished},
            {"graph", snapshot.graph}, {"graph_sha256", snapshot.graphSha256},
            {"file", entry.file},      {"nodes", std::move(nodes)}};
}

void print(const StateFolder::Entry& entry, const RunSnapshot& snapshot) {
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
    }
}

} // namespace

int stateCommand(const Arguments& arguments) {
    const std::string& folder = arguments.operands.at(0);
    const auto entries = StateFolder::list(folder);
    boost::json::array list;
    int status = kExitFinished;
    for (const StateFolder::Entry& entry : entries) {
        try {
            const RunSnapshot snapshot = StateFolder::read(entry);
            if (arguments.has("json"))
                list.push_back(toJson(entry, snapshot));
            else
                print(entry, snapshot);
        } catch (const DiagnosticError& error) {
            printDiagnostics(error.diagnostics());
            status = kExitFailed;
        }
    }
    if (arguments.has("json")) fmt::print("{}\n", prettyJson(boost::json::object{{"checkpoints", list}}));
    if (!entries.empty()) return status;
    Diagnostics d;
    d.error("MR5110", "`" + folder + "` holds no checkpoint",
            "a run makes them with --state " + folder + "; the first one after some seconds")
        .file = folder;
    printDiagnostics(d);
    return kExitFailed;
}

} // namespace millrace::cli
