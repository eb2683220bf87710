// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_edit.h"

#include "engine/graph/edit_apply.h"

namespace millrace {

namespace edit {

Diagnostics refusal(const char* code, std::string message, const std::string& node) {
    Diagnostics diagnostics;
    diagnostics.error(code, std::move(message)).node = node;
    return diagnostics;
}

Result<GraphEdit> applyTo(GraphBody& body, const SetGroup& change) {
    return setEntry<SetGroup>(body.groups, &GraphGroup::id, change.id, change.group, change.index, "group");
}

Result<GraphEdit> applyTo(GraphBody& body, const SetStickyNote& change) {
    return setEntry<SetStickyNote>(body.stickyNotes, &StickyNote::id, change.id, change.note, change.index,
                                   "note");
}

Result<GraphEdit> applyTo(GraphBody& body, const SetLayoutExtra& change) {
    return GraphEdit(SetLayoutExtra{std::exchange(body.layoutExtra, change.extra)});
}

Result<GraphEdit> applyTo(GraphDocument& document, const SetGraphParameter& change) {
    return setEntry<SetGraphParameter>(document.parameters, &GraphParameter::name, change.name,
                                       change.parameter, change.index, "graph parameter");
}

Result<GraphEdit> applyTo(GraphDocument& document, const SetGraphText& change) {
    return GraphEdit(
        SetGraphText{std::exchange(document.name, change.name), std::exchange(document.notes, change.notes)});
}

Result<GraphEdit> applyTo(GraphDocument& document, const SetSubgraph& change) {
    return setEntry<SetSubgraph>(document.subgraphs, &Subgraph::id, change.id, change.subgraph, change.index,
                                 "subgraph");
}

Result<GraphEdit> applyTo(GraphDocument& document, const SetTests& change) {
    return GraphEdit(SetTests{std::exchange(document.tests, change.tests)});
}

Result<GraphEdit> applyTo(GraphDocument& document, const SetSimulation& change) {
    return GraphEdit(SetSimulation{std::exchange(document.simulation, change.simulation)});
}

Result<GraphEdit> applyTo(GraphDocument& document, const SetCheckpoint& change) {
    return GraphEdit(SetCheckpoint{std::exchange(document.checkpoint, change.checkpoint)});
}

} // namespace edit

namespace {

using namespace edit;

/// Applies one after the other; the inverses come in the order in which they undo. A failure undoes what was
/// done.
template <class Target>
Result<std::vector<GraphEdit>> applyAll(Target& target, const std::vector<GraphEdit>& edits) {
    std::vector<GraphEdit> inverses;
    for (const GraphEdit& part : edits) {
        Result<GraphEdit> undo = part.apply(target);
        if (!undo) {
            for (auto it = inverses.rbegin(); it != inverses.rend(); ++it)
                it->apply(target).value();
            return undo.error();
        }
        inverses.push_back(std::move(*undo));
    }
    std::reverse(inverses.begin(), inverses.end());
    return inverses;
}

template <class Target> Result<GraphEdit> applyTo(Target& target, const Composite& change) {
    Result<std::vector<GraphEdit>> inverses = applyAll(target, change.edits);
    if (!inverses) return inverses.error();
    return GraphEdit(Composite{change.label, std::move(*inverses)});
}

Result<GraphEdit> applyTo(GraphDocument& document, const InSubgraph& change) {
    Subgraph* subgraph = document.findSubgraph(change.subgraph);
    if (subgraph == nullptr) return refusal("MR1309", "there is no subgraph `" + change.subgraph + "`");
    Result<std::vector<GraphEdit>> inverses = applyAll(static_cast<GraphBody&>(*subgraph), change.edits);
    if (!inverses) return inverses.error();
    return GraphEdit(InSubgraph{change.subgraph, std::move(*inverses)});
}

std::string labelOf(const std::string& label, const std::vector<GraphEdit>& edits) {
    if (!label.empty() || edits.empty()) return label;
    return edits.size() == 1 ? edits[0].label() : std::to_string(edits.size()) + " changes";
}

struct Label {
    std::string operator()(const AddNode& c) const {
        return "Add " + (c.node.title.empty() ? c.node.id : c.node.title);
    }
    std::string operator()(const RemoveNode& c) const { return "Remove " + c.node; }
    std::string operator()(const RenameNode& c) const { return "Rename " + c.node + " to " + c.newId; }
    std::string operator()(const SetTitle& c) const { return "Change title of " + c.node; }
    std::string operator()(const SetKind& c) const { return "Change kind of " + c.node; }
    std::string operator()(const SetParam& c) const { return "Change " + c.path + " of " + c.node; }
    std::string operator()(const SetParams& c) const { return "Change parameters of " + c.node; }
    std::string operator()(const SetMode& c) const {
        switch (c.mode) {
            case NodeMode::Enabled: return "Enable " + c.node;
            case NodeMode::Bypassed: return "Bypass " + c.node;
            case NodeMode::Disabled: break;
        }
        return "Disable " + c.node;
    }
    std::string operator()(const SetConcurrency& c) const { return "Change concurrency of " + c.node; }
    std::string operator()(const AddEdge& c) const {
        return "Connect " + c.edge.from.text() + " to " + c.edge.to.text();
    }
    std::string operator()(const RemoveEdge& c) const {
        return "Disconnect " + c.from.text() + " from " + c.to.text();
    }
    std::string operator()(const SetEdge& c) const {
        return "Change wire " + c.from.text() + " to " + c.to.text();
    }
    std::string operator()(const MoveNodes& c) const {
        if (c.positions.size() == 1) return "Move " + c.positions[0].first;
        return "Move " + std::to_string(c.positions.size()) + " nodes";
    }
    std::string operator()(const SetGraphParameter& c) const {
        return (c.parameter ? "Set graph parameter " : "Remove graph parameter ") + c.name;
    }
    std::string operator()(const SetBends& c) const {
        return "Bend wire " + c.from.text() + " to " + c.to.text();
    }
    std::string operator()(const SetGroup& c) const {
        return (c.group ? "Change group " : "Remove group ") + c.id;
    }
    std::string operator()(const SetStickyNote& c) const { return c.note ? "Change note" : "Remove note"; }
    std::string operator()(const SetSubgraph& c) const {
        return (c.subgraph ? "Change subgraph " : "Remove subgraph ") + c.id;
    }
    std::string operator()(const InSubgraph& c) const { return labelOf({}, c.edits); }
    std::string operator()(const SetTests&) const { return "Change tests"; }
    std::string operator()(const SetSimulation&) const { return "Change the simulation"; }
    std::string operator()(const SetCheckpoint&) const { return "Change the checkpoints"; }
    std::string operator()(const SetGraphText&) const { return "Change name and notes"; }
    std::string operator()(const SetNodeExtra& c) const { return "Change " + c.node; }
    std::string operator()(const SetLayoutExtra&) const { return "Change layout"; }
    std::string operator()(const Composite& c) const { return labelOf(c.label, c.edits); }
};

} // namespace

Result<GraphEdit> GraphEdit::apply(GraphDocument& document) const {
    return std::visit([&document](const auto& change) { return applyTo(document, change); }, change_);
}

Result<GraphEdit> GraphEdit::apply(GraphBody& body) const {
    return std::visit(
        [&](const auto& change) -> Result<GraphEdit> {
            if constexpr (requires { applyTo(body, change); }) {
                return applyTo(body, change);
            } else {
                return refusal("MR1312", "a subgraph has nothing of this kind: " + label());
            }
        },
        change_);
}

std::string GraphEdit::label() const { return std::visit(Label{}, change_); }

} // namespace millrace
