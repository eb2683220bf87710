// SPDX-License-Identifier: Apache-2.0
#include "ui/document/mode_commands.h"

#include "ui/document/wire_commands.h"

#include <algorithm>

namespace millrace::ui::commands {
namespace {

const char* verbOf(NodeMode mode) {
    switch (mode) {
        case NodeMode::Enabled: return "Enable ";
        case NodeMode::Bypassed: return "Bypass ";
        case NodeMode::Disabled: return "Disable ";
    }
    return "";
}

} // namespace

std::optional<GraphEdit> setMode(const GraphBody& body, const Registry& registry,
                                 const std::vector<std::string>& nodes, NodeMode mode) {
    std::vector<GraphEdit> edits;
    std::string last;
    for (const std::string& id : nodes) {
        const GraphNode* node = body.findNode(id);
        if (!node || node->mode == mode) continue;
        if (mode == NodeMode::Bypassed && !hasWayThrough(*node, registry)) continue;
        edits.emplace_back(edit::SetMode{id, mode});
        last = id;
    }
    if (edits.empty()) return std::nullopt;
    const std::string what = edits.size() == 1 ? last : std::to_string(edits.size()) + " nodes";
    return edit::Composite{verbOf(mode) + what, std::move(edits)};
}

std::optional<GraphEdit> toggleBypass(const GraphBody& body, const Registry& registry,
                                      const std::vector<std::string>& nodes) {
    const auto isOpen = [&](const std::string& id) {
        const GraphNode* node = body.findNode(id);
        return node && node->mode != NodeMode::Bypassed && hasWayThrough(*node, registry);
    };
    if (std::any_of(nodes.begin(), nodes.end(), isOpen))
        return setMode(body, registry, nodes, NodeMode::Bypassed);
    std::vector<std::string> bypassed;
    std::copy_if(nodes.begin(), nodes.end(), std::back_inserter(bypassed), [&body](const std::string& id) {
        const GraphNode* node = body.findNode(id);
        return node && node->mode == NodeMode::Bypassed;
    });
    return setMode(body, registry, bypassed, NodeMode::Enabled);
}

} // namespace millrace::ui::commands
