// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/flatten.h"

#include "engine/base/text.h"
#include "engine/graph/graph_edit.h"
#include "engine/graph/node_path.h"
#include "engine/graph/run_modes.h"
#include "engine/graph/subgraph_check.h"

#include <algorithm>
#include <unordered_map>

namespace millrace {

namespace {

/// Subgraphs in subgraphs multiply: a small file must not ask for more memory than there is.
constexpr std::size_t kMostNodes = 100000;

using Settings = std::vector<InstanceSetting>;

/// What instances set for the nodes in one of their own instances.
Settings settingsInside(const Settings& settings, const std::string& instance) {
    Settings inside;
    for (const InstanceSetting& setting : settings)
        if (setting.node.starts_with(instance + "/"))
            inside.push_back({setting.node.substr(instance.size() + 1), setting.parameter, setting.value});
    return inside;
}

class Flattening {
public:
    Flattening(const GraphDocument& document, const Registry& registry, Diagnostics& diagnostics)
        : document_(document), registry_(registry), diagnostics_(diagnostics) {}

    FlatGraph run() {
        Place top;
        top.body = &document_;
        expand(top);
        for (FlatWire& wire : wires_) {
            wire.from = nodeNamed(wire.edge.from.node);
            wire.to = nodeNamed(wire.edge.to.node);
        }
        reportOpenInputs();
        applyModes(nodes_, wires_, diagnostics_);
        collect();
        return std::move(flat_);
    }

private:
    /// A body where it stands.
    struct Place {
        const GraphBody* body = nullptr;
        const Subgraph* subgraph = nullptr; ///< null: the document
        std::string prefix, title;          ///< "trips/", "Trips / "
        Settings settings;                  ///< from the instances around it, the innermost first
    };
    /// An input of an instance that no wire of its body leads to.
    struct OpenInput {
        std::string instance, port;
        PortRef inner;
    };

    std::size_t nodeNamed(const std::string& id) const {
        const auto found = indices_.find(id);
        return found == indices_.end() ? FlatWire::kNowhere : found->second;
    }

    const GraphNode* find(const GraphBody* body, const std::string& id) {
        auto [entry, isNew] = nodesOf_.try_emplace(body);
        if (isNew)
            for (const GraphNode& node : body->nodes)
                entry->second.emplace(node.id, &node);
        const auto found = entry->second.find(id);
        return found == entry->second.end() ? nullptr : found->second;
    }

    Diagnostic& fault(const std::string& node, const char* code, std::string message, std::string hint = {}) {
        Diagnostic& d = diagnostics_.error(code, std::move(message), std::move(hint));
        d.node = node;
        return d;
    }

    void expand(const Place& place) {
        for (const GraphNode& node : place.body->nodes) {
            if (++count_ > kMostNodes) return reportTooMany(place);
            if (isInstance(node))
                addInstance(node, place);
            else
                addNode(node, place);
        }
        for (const GraphEdge& edge : place.body->edges)
            addWire(edge, place);
    }

    void reportTooMany(const Place& place) {
        if (std::exchange(tooMany_, true)) return;
        fault(place.prefix.empty() ? std::string() : place.prefix.substr(0, place.prefix.size() - 1),
              "MR1186",
              "the graph has more than " + std::to_string(kMostNodes) +
                  " nodes, those of its subgraphs counted");
    }

    void add(FlatNode node) {
        indices_.emplace(node.node.id, nodes_.size());
        nodes_.push_back(std::move(node));
    }

    void addNode(const GraphNode& node, const Place& place) {
        FlatNode flat{node, registry_.find(node.kind)};
        flat.node.id = place.prefix + node.id;
        flat.gone = node.mode == NodeMode::Disabled;
        for (const InstanceSetting& setting : place.settings)
            if (setting.node == node.id) (void)applySetting(flat.node, setting); // checked with its instance
        if (!place.title.empty()) {
            const std::string own = !node.title.empty()    ? node.title
                                    : flat.kind != nullptr ? flat.kind->title
                                                           : node.kind;
            flat.node.title = place.title + own;
        }
        if (node.mode == NodeMode::Bypassed && flat.kind != nullptr) bypass(flat, place);
        add(std::move(flat));
    }

    void bypass(FlatNode& flat, const Place& place) {
        FlatGraph::Bypass ports;
        if (!flat.kind->inputs.empty()) ports.in = flat.kind->inputs.front().name;
        for (const PortSpec& port : flat.kind->outputPorts(flat.node.params)) {
            if (port.role != PortRole::Data) continue;
            ports.out = port.name;
            break;
        }
        if (ports.in.empty() || ports.out.empty()) {
            Diagnostic& d =
                fault(flat.node.id, "MR1190",
                      ports.in.empty()
                          ? "`" + flat.node.id + "` is a source: nothing comes in that could pass by it"
                          : "`" + flat.node.id + "` is a sink: nothing goes on behind it",
                      "disable it instead");
            GraphEdit mended = edit::SetMode{splitPath(flat.node.id).node, NodeMode::Disabled};
            if (place.subgraph != nullptr) mended = edit::InSubgraph{place.subgraph->id, {mended}};
            d.fix = std::make_shared<const GraphEdit>(std::move(mended));
            return;
        }
        if (flat.node.title.empty()) flat.node.title = flat.kind->title;
        passBy(flat, std::move(ports));
    }

    static void passBy(FlatNode& flat, FlatGraph::Bypass ports) {
        flat.bypass = std::move(ports);
        flat.node.params = {};
        flat.node.concurrency = {};
    }

    void addInstance(const GraphNode& node, const Place& place) {
        const std::string path = place.prefix + node.id;
        const std::string of = subgraphOf(node);
        const Subgraph* subgraph = document_.findSubgraph(of);
        FlatNode whole{node};
        whole.node.id = path;
        if (node.mode == NodeMode::Disabled) {
            whole.gone = true;
            return add(std::move(whole));
        }
        if (subgraph == nullptr) return reportUnknown(node, path, of);
        whole.node.title = place.title + titleOf(node, *subgraph);
        if (node.mode == NodeMode::Bypassed) {
            if (!subgraph->inputs.empty() && !subgraph->outputs.empty()) {
                passBy(whole, {subgraph->inputs.front().name, subgraph->outputs.front().name});
                return add(std::move(whole));
            }
            fault(path, "MR1190",
                  "`" + path + "` has no " + (subgraph->inputs.empty() ? "input" : "output") +
                      ": nothing can pass by it",
                  "disable it instead");
            return;
        }
        if (chain_.size() >= kDeepestInstance || std::find(chain_.begin(), chain_.end(), of) != chain_.end())
            return reportRecursion(node, path, of);
        if (checked_.insert(subgraph).second)
            checkSubgraph(document_, registry_, *subgraph, path, diagnostics_);
        checkInstance(document_, node, *subgraph, path, diagnostics_);
        noteOpenInputs(node, *subgraph, place);
        Place inside;
        inside.body = inside.subgraph = subgraph;
        inside.prefix = path + "/";
        inside.title = whole.node.title + " / ";
        inside.settings = settingsOf(node);
        const Settings outer = settingsInside(place.settings, node.id);
        inside.settings.insert(inside.settings.end(), outer.begin(), outer.end());
        chain_.push_back(of);
        expand(inside);
        chain_.pop_back();
    }

    static std::string titleOf(const GraphNode& instance, const Subgraph& subgraph) {
        if (!instance.title.empty()) return instance.title;
        return subgraph.title.empty() ? instance.id : subgraph.title;
    }

    void reportUnknown(const GraphNode& node, const std::string& path, const std::string& of) {
        std::vector<std::string> ids;
        for (const Subgraph& subgraph : document_.subgraphs)
            ids.push_back(subgraph.id);
        const bool named = node.params.contains("of");
        fault(path, "MR1180",
              named ? "there is no subgraph `" + of + "`"
                    : "`" + path + "` does not say of which subgraph it is",
              ids.empty() ? "the graph has no subgraphs" : suggestion(of, ids))
            .parameter = "of";
    }

    void reportRecursion(const GraphNode& node, const std::string& path, const std::string& of) {
        if (!circles_.insert(&node).second) return;
        std::string names;
        for (auto at = std::find(chain_.begin(), chain_.end(), of); at != chain_.end(); ++at)
            names += *at + " -> ";
        fault(path, "MR1181", "the subgraph `" + of + "` holds itself: " + names + of,
              "take out the instance that closes the circle")
            .parameter = "of";
    }

    void addWire(const GraphEdge& edge, const Place& place) {
        const auto from = endOf(edge, edge.from, place, true);
        const auto to = endOf(edge, edge.to, place, false);
        if (!from || !to) {
            // Has been reported; the other end is not to blame.
            if (from) flat_.cutOutputs.insert(from->text());
            if (to) flat_.cutInputs.insert(to->text());
            return;
        }
        FlatWire flat{edge};
        flat.edge.from = *from;
        flat.edge.to = *to;
        flat.edge.bends.clear();
        wires_.push_back(std::move(flat));
    }

    std::optional<PortRef> endOf(const GraphEdge& edge, const PortRef& end, const Place& place, bool output) {
        const GraphBody* body = place.body;
        std::string prefix = place.prefix;
        PortRef port = end;
        for (std::size_t depth = 0; depth <= kDeepestInstance; ++depth) {
            const GraphNode* node = find(body, port.node);
            // Wires that name no node are told of where wires are checked.
            if (node == nullptr)
                return depth == 0 ? std::optional(PortRef{prefix + port.node, port.port}) : std::nullopt;
            const bool whole = !isInstance(*node) || node->mode == NodeMode::Disabled;
            const Subgraph* subgraph = whole ? nullptr : document_.findSubgraph(subgraphOf(*node));
            if (whole) return PortRef{prefix + port.node, port.port};
            if (subgraph == nullptr) return std::nullopt;
            const auto& ports = output ? subgraph->outputs : subgraph->inputs;
            const auto found = std::find_if(ports.begin(), ports.end(),
                                            [&port](const SubgraphPort& p) { return p.name == port.port; });
            if (found == ports.end()) {
                if (depth == 0) reportNoPort(edge, prefix, port, ports, output);
                return std::nullopt;
            }
            if (node->mode == NodeMode::Bypassed) return PortRef{prefix + port.node, port.port};
            prefix += port.node + "/";
            port = found->inner;
            body = subgraph;
        }
        return std::nullopt;
    }

    void reportNoPort(const GraphEdge& edge, const std::string& prefix, const PortRef& port,
                      const std::vector<SubgraphPort>& ports, bool output) {
        std::vector<std::string> names;
        for (const SubgraphPort& known : ports)
            names.push_back(known.name);
        Diagnostic& d = fault(
            prefix + port.node, "MR1184",
            "`" + prefix + port.node + "` has no " + (output ? "output `" : "input `") + port.port + "`",
            names.empty() ? std::string("the subgraph has no ") + (output ? "outputs" : "inputs")
                          : suggestion(port.port, names));
        d.port = port.port;
        if (prefix.empty()) d.edge = edge.id();
    }

    /// Ports that the subgraph around hands on are a matter of the wires around that.
    void noteOpenInputs(const GraphNode& node, const Subgraph& subgraph, const Place& place) {
        for (const SubgraphPort& port : subgraph.inputs) {
            const PortRef end{node.id, port.name};
            const auto& edges = place.body->edges;
            const bool wired = std::any_of(edges.begin(), edges.end(),
                                           [&end](const GraphEdge& edge) { return edge.to == end; });
            const bool handedOn =
                place.subgraph != nullptr &&
                std::any_of(place.subgraph->inputs.begin(), place.subgraph->inputs.end(),
                            [&end](const SubgraphPort& outer) { return outer.inner == end; });
            if (wired || handedOn) continue;
            if (const auto inner = endOf({}, end, place, false))
                openInputs_.push_back({place.prefix + node.id, port.name, *inner});
        }
    }

    void reportOpenInputs() {
        for (const OpenInput& open : openInputs_) {
            const bool fed = std::any_of(wires_.begin(), wires_.end(), [&open](const FlatWire& wire) {
                return wire.edge.to == open.inner;
            });
            const std::size_t inner = nodeNamed(open.inner.node);
            if (fed || inner == FlatWire::kNowhere || nodes_[inner].gone || nodes_[inner].bypass) continue;
            if (!flat_.cutInputs.insert(open.inner.text()).second) continue;
            fault(open.instance, "MR1106",
                  "the input `" + open.port + "` of `" + open.instance + "` is not connected",
                  "draw a wire to it")
                .port = open.port;
        }
    }

    void collect() {
        flat_.document.name = document_.name;
        flat_.document.notes = document_.notes;
        flat_.document.parameters = document_.parameters;
        for (FlatNode& node : nodes_) {
            if (node.gone) continue;
            if (node.bypass) flat_.bypassed.emplace(node.node.id, std::move(*node.bypass));
            flat_.document.nodes.push_back(std::move(node.node));
        }
        for (FlatWire& wire : wires_) {
            if (wire.cut) {
                flat_.cutInputs.insert(wire.edge.to.text());
                flat_.cutOutputs.insert(wire.edge.from.text());
            } else {
                flat_.document.edges.push_back(std::move(wire.edge));
            }
        }
        flat_.allDisabled = flat_.document.nodes.empty() && !nodes_.empty();
    }

    const GraphDocument& document_;
    const Registry& registry_;
    Diagnostics& diagnostics_;
    FlatGraph flat_;
    std::vector<FlatNode> nodes_;
    std::vector<FlatWire> wires_;
    std::vector<OpenInput> openInputs_;
    std::unordered_map<std::string, std::size_t> indices_;
    std::unordered_map<const GraphBody*, std::unordered_map<std::string_view, const GraphNode*>> nodesOf_;
    std::set<const Subgraph*> checked_;
    std::set<const GraphNode*> circles_; ///< instances that close one, reported
    std::vector<std::string> chain_;     ///< subgraphs being put in place, outermost first
    std::size_t count_ = 0;
    bool tooMany_ = false;
};

} // namespace

FlatGraph flatten(const GraphDocument& document, const Registry& registry, Diagnostics& diagnostics) {
    return Flattening(document, registry, diagnostics).run();
}

} // namespace millrace
