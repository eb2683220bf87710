// SPDX-License-Identifier: Apache-2.0
#include "engine/base/text.h"
#include "engine/graph/document_draft.h"
#include "engine/graph/subgraph_draft.h"
#include "engine/graph/subgraph_edits.h"

#include <algorithm>
#include <map>

namespace millrace {

namespace {

Diagnostics refusal(const char* code, std::string message, std::string hint = {}) {
    Diagnostics diagnostics;
    diagnostics.error(code, std::move(message), std::move(hint));
    return diagnostics;
}

Diagnostics noPort(const std::string& subgraph, bool output, const std::string& name) {
    return refusal(
        "MR1325", "the subgraph `" + subgraph + "` has no " + (output ? "output `" : "input `") + name + "`");
}

std::vector<SubgraphPort>& portsOf(Subgraph& subgraph, bool output) {
    return output ? subgraph.outputs : subgraph.inputs;
}

/// The bodies that hold instances, each with the subgraph that it is of, if it is one's.
template <class Visit> void forEachInstance(DocumentDraft& draft, const std::string& subgraph, Visit visit) {
    const auto in = [&](GraphBody& body, Subgraph* holder) {
        for (const std::string& id : draft::idsOf(body)) {
            const GraphNode& node = *body.findNode(id);
            if (isInstance(node) && subgraphOf(node) == subgraph) visit(body, holder, id);
        }
    };
    in(draft.document(), nullptr);
    for (Subgraph& holder : draft.document().subgraphs)
        in(holder, &holder);
}

void removePort(DocumentDraft& draft, const std::string& subgraph, bool output, const std::string& name) {
    std::erase_if(portsOf(*draft.document().findSubgraph(subgraph), output),
                  [&name](const SubgraphPort& port) { return port.name == name; });
    std::vector<std::pair<std::string, std::string>> handedOn; ///< ports that stood for this one
    forEachInstance(draft, subgraph, [&](GraphBody& body, const Subgraph* holder, const std::string& id) {
        const PortRef end{id, name};
        std::erase_if(body.edges,
                      [&](const GraphEdge& edge) { return (output ? edge.from : edge.to) == end; });
        if (holder == nullptr) return;
        for (const SubgraphPort& port : output ? holder->outputs : holder->inputs)
            if (port.inner == end) handedOn.emplace_back(holder->id, port.name);
    });
    for (const auto& [holder, port] : handedOn)
        removePort(draft, holder, output, port);
}

void collectRenames(const GraphEdit& edit, std::map<std::string, std::string>& renames) {
    if (const auto* rename = std::get_if<edit::RenameNode>(&edit.change())) {
        for (auto& [before, now] : renames)
            if (now == rename->node) now = rename->newId;
        renames.try_emplace(rename->node, rename->newId);
    } else if (const auto* composite = std::get_if<edit::Composite>(&edit.change())) {
        for (const GraphEdit& part : composite->edits)
            collectRenames(part, renames);
    }
}

} // namespace

Result<GraphEdit> addSubgraphPort(const GraphDocument& document, const std::string& id, bool output,
                                  const PortRef& inner, std::string* name) {
    DocumentDraft draft(document);
    Subgraph* subgraph = draft.document().findSubgraph(id);
    if (subgraph == nullptr) return refusal("MR1321", "there is no subgraph `" + id + "`");
    if (subgraph->findNode(inner.node) == nullptr)
        return refusal("MR1320", "there is no node `" + inner.node + "`");
    const std::string wish = name->empty() ? inner.port : *name;
    if (!isIdentifier(wish))
        return refusal("MR1325", "`" + wish + "` cannot be the name of a port",
                       "use small letters, digits and _, beginning with a letter");
    *name = draft::freePortName(*subgraph, output, wish);
    portsOf(*subgraph, output).push_back({*name, inner});
    return draft.edit(std::string("Add ") + (output ? "output " : "input ") + *name);
}

Result<GraphEdit> renameSubgraphPort(const GraphDocument& document, const std::string& id, bool output,
                                     const std::string& name, const std::string& newName) {
    DocumentDraft draft(document);
    Subgraph* subgraph = draft.document().findSubgraph(id);
    if (subgraph == nullptr) return refusal("MR1321", "there is no subgraph `" + id + "`");
    auto& ports = portsOf(*subgraph, output);
    const auto found = std::find_if(ports.begin(), ports.end(),
                                    [&name](const SubgraphPort& port) { return port.name == name; });
    if (found == ports.end()) return noPort(id, output, name);
    if (!isIdentifier(newName))
        return refusal("MR1325", "`" + newName + "` cannot be the name of a port",
                       "use small letters, digits and _, beginning with a letter");
    if (newName != name && draft::findPort(*subgraph, output, newName) != nullptr)
        return refusal("MR1325", "there is a port `" + newName + "` already");
    found->name = newName;
    forEachInstance(draft, id, [&](GraphBody& body, Subgraph* holder, const std::string& instance) {
        draft::rejoin(body, holder, {instance, name}, {instance, newName}, output);
    });
    return draft.edit("Rename port " + name + " to " + newName);
}

Result<GraphEdit> removeSubgraphPort(const GraphDocument& document, const std::string& id, bool output,
                                     const std::string& name) {
    DocumentDraft draft(document);
    const Subgraph* subgraph = draft.document().findSubgraph(id);
    if (subgraph == nullptr || draft::findPort(*subgraph, output, name) == nullptr)
        return noPort(id, output, name);
    removePort(draft, id, output, name);
    return draft.edit("Remove port " + name);
}

Result<GraphEdit> editInSubgraph(const GraphDocument& document, const std::string& id,
                                 const GraphEdit& edit) {
    const GraphEdit inside = edit::InSubgraph{id, {edit}};
    GraphDocument after = document;
    const Result<GraphEdit> inverse = inside.apply(after);
    if (!inverse) return inverse.error();
    std::map<std::string, std::string> renames;
    collectRenames(edit, renames);
    DocumentDraft draft(after);
    const Subgraph& before = *document.findSubgraph(id);
    bool follows = false;
    for (const bool output : {false, true}) {
        std::vector<std::string> lost;
        for (SubgraphPort& port : portsOf(*draft.document().findSubgraph(id), output)) {
            const auto renamed = renames.find(port.inner.node);
            if (renamed != renames.end()) {
                port.inner.node = renamed->second;
                follows = true;
            }
            const bool gone = after.findSubgraph(id)->findNode(port.inner.node) == nullptr;
            if (gone && before.findNode(port.inner.node) != nullptr) lost.push_back(port.name);
        }
        for (const std::string& port : lost)
            removePort(draft, id, output, port);
        follows = follows || !lost.empty();
    }
    if (!follows) return inside;
    return GraphEdit(edit::Composite{edit.label(), {inside, draft.edit({})}});
}

} // namespace millrace
