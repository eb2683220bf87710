// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/test_graph.h"

#include "engine/base/text.h"

#include <algorithm>
#include <set>

namespace millrace {

namespace {

constexpr std::size_t kNoRows = SIZE_MAX;

struct PortNames {
    std::vector<std::string> inputs, outputs;
    std::string usualOutput; ///< what a node's name alone stands for; empty: more than one could be meant
    bool isSink = false;
};

bool has(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

class Cutter {
public:
    Cutter(const GraphDocument& document, const GraphTest& test, const Registry& registry,
           const TestPlaces& places)
        : document_(document), test_(test), registry_(registry), places_(places) {}

    Result<TestGraph> run() {
        for (std::size_t i = 0; i < test_.inputs.size(); ++i)
            findPinned(i);
        for (std::size_t i = 0; i < test_.expected.size(); ++i)
            findExpected(i);
        if (diagnostics_.hasErrors()) return diagnostics_;
        const std::set<std::string> cut = reachedUpwards(origins(result_.expected), true);
        findOpenPorts(cut);
        buildUpstream();
        buildCut(cut);
        return std::move(result_);
    }

private:
    void error(const char* code, const TestRows& rows, std::string message, std::string hint = {}) {
        places_.place(
            diagnostics_.error(code, "test `" + test_.name + "`: " + std::move(message), std::move(hint)),
            rows.pointer);
    }

    const GraphNode* findNode(const TestRows& rows) {
        const GraphNode* node = document_.findNode(rows.at.node);
        if (node) return node;
        std::vector<std::string> ids;
        for (const GraphNode& other : document_.nodes)
            ids.push_back(other.id);
        error("MR1503", rows, "there is no node `" + rows.at.node + "`", suggestion(rows.at.node, ids));
        return nullptr;
    }

    PortNames portsOf(const GraphNode& node) const {
        PortNames names;
        if (const NodeKind* kind = registry_.find(node.kind)) {
            names.isSink = kind->category == Category::Sink;
            for (const PortSpec& port : kind->inputs)
                names.inputs.push_back(port.name);
            std::vector<std::string> data;
            for (const PortSpec& port : kind->outputPorts(node.params)) {
                names.outputs.push_back(port.name);
                if (port.role == PortRole::Data) data.push_back(port.name);
            }
            if (data.size() == 1 || has(data, "out"))
                names.usualOutput = data.size() == 1 ? data.front() : "out";
            return names;
        }
        // Ports of a kind that is no kind of the registry are those that wires name.
        for (const GraphEdge& edge : document_.edges) {
            if (edge.from.node == node.id && !has(names.outputs, edge.from.port))
                names.outputs.push_back(edge.from.port);
            if (edge.to.node == node.id && !has(names.inputs, edge.to.port))
                names.inputs.push_back(edge.to.port);
        }
        if (names.outputs.size() == 1) names.usualOutput = names.outputs.front();
        return names;
    }

    void noSuchPort(const TestRows& rows, const char* what, const std::vector<std::string>& names) {
        if (rows.at.port.empty()) {
            std::string known;
            for (const std::string& name : names)
                known += (known.empty() ? "`" : ", `") + rows.at.node + "." + name + "`";
            error("MR1503", rows, "`" + rows.at.node + "` has more than one " + what, "name one: " + known);
            return;
        }
        error("MR1503", rows, "`" + rows.at.node + "` has no " + what + " `" + rows.at.port + "`",
              suggestion(rows.at.port, names));
    }

    bool isNew(const std::vector<TestPort>& ports, const TestPort& port, const TestRows& rows) {
        const bool found = std::any_of(ports.begin(), ports.end(),
                                       [&port](const TestPort& other) { return other.at == port.at; });
        if (found)
            error("MR1506", rows, "`" + port.at.text() + "` stands there twice", "keep one of the two");
        return !found;
    }

    void findPinned(std::size_t index) {
        const TestRows& rows = test_.inputs[index];
        const GraphNode* node = findNode(rows);
        if (!node) return;
        const PortNames names = portsOf(*node);
        if (names.outputs.empty()) {
            error("MR1504", rows, "`" + node->id + "` sends nothing that could be pinned",
                  "pin what the nodes before it send");
            return;
        }
        TestPort port{rows.at, false, {}, index};
        if (port.at.port.empty()) port.at.port = names.usualOutput;
        if (!has(names.outputs, port.at.port))
            noSuchPort(rows, "output", names.outputs);
        else if (isNew(result_.pinned, port, rows))
            result_.pinned.push_back(std::move(port));
    }

    void findExpected(std::size_t index) {
        const TestRows& rows = test_.expected[index];
        const GraphNode* node = findNode(rows);
        if (!node) return;
        const PortNames names = portsOf(*node);
        TestPort port{rows.at, false, {}, index};
        if (port.at.port.empty()) {
            port.at.port = names.usualOutput;
            if (names.outputs.empty() || names.isSink)
                port.at.port = names.inputs.size() == 1 ? names.inputs.front() : "";
        }
        port.isInput = !has(names.outputs, port.at.port);
        if (port.isInput && !has(names.inputs, port.at.port)) {
            std::vector<std::string> all = names.outputs;
            all.insert(all.end(), names.inputs.begin(), names.inputs.end());
            noSuchPort(rows, "port", all);
        } else if (port.isInput && !isWired(port.at)) {
            error("MR1503", rows, "no wire leads into `" + port.at.text() + "`", "draw one");
        } else if (!port.isInput && names.isSink) {
            error("MR1505", rows,
                  "a test writes nothing outside, so nothing leaves `" + node->id + "` through `" +
                      port.at.port + "`",
                  names.inputs.empty() ? ""
                                       : "expect what arrives at `" + node->id + "." + names.inputs[0] + "`");
        } else if (isNew(result_.expected, port, rows)) {
            result_.expected.push_back(std::move(port));
        }
    }

    bool isWired(const PortRef& input) const {
        return std::any_of(document_.edges.begin(), document_.edges.end(),
                           [&input](const GraphEdge& edge) { return edge.to == input; });
    }

    bool isPinned(const std::string& node) const {
        return std::any_of(result_.pinned.begin(), result_.pinned.end(),
                           [&node](const TestPort& port) { return port.at.node == node; });
    }

    /// The ports whose records a probe takes.
    std::vector<PortRef> sourcesOf(const TestPort& port) const {
        if (!port.isInput) return {port.at};
        std::vector<PortRef> sources;
        for (const GraphEdge& edge : document_.edges)
            if (edge.to == port.at) sources.push_back(edge.from);
        return sources;
    }

    std::set<std::string> origins(const std::vector<TestPort>& ports) const {
        std::set<std::string> nodes;
        for (const TestPort& port : ports)
            for (const PortRef& source : sourcesOf(port))
                nodes.insert(source.node);
        return nodes;
    }

    std::set<std::string> reachedUpwards(std::set<std::string> nodes, bool stopAtPinned) const {
        std::vector<std::string> open(nodes.begin(), nodes.end());
        while (!open.empty()) {
            const std::string node = std::move(open.back());
            open.pop_back();
            if (stopAtPinned && isPinned(node)) continue;
            for (const GraphEdge& edge : document_.edges)
                if (edge.to.node == node && nodes.insert(edge.from.node).second)
                    open.push_back(edge.from.node);
        }
        return nodes;
    }

    /// A pinned node sends nothing through outputs that are not pinned, but what is behind them wants
    /// columns.
    void findOpenPorts(const std::set<std::string>& cut) {
        const auto add = [this](const PortRef& port) {
            const auto same = [&port](const TestPort& other) { return other.at == port; };
            if (isPinned(port.node) && std::none_of(result_.pinned.begin(), result_.pinned.end(), same))
                result_.pinned.push_back({port, false, {}, kNoRows});
        };
        for (const GraphEdge& edge : document_.edges)
            if (cut.contains(edge.from.node) && cut.contains(edge.to.node) && !isPinned(edge.to.node))
                add(edge.from);
        for (const TestPort& port : result_.expected)
            for (const PortRef& source : sourcesOf(port))
                add(source);
    }

    static std::string addProbe(GraphDocument& graph, const std::vector<PortRef>& sources) {
        GraphNode probe;
        probe.id = graph.freeId("probe");
        probe.kind = kProbeKind;
        for (const PortRef& source : sources) {
            GraphEdge edge;
            edge.from = source;
            edge.to = {probe.id, "in"};
            if (!graph.findEdge(edge.from, edge.to)) graph.edges.push_back(std::move(edge));
        }
        graph.nodes.push_back(probe);
        return graph.nodes.back().id;
    }

    GraphDocument emptyGraph() const {
        GraphDocument graph;
        graph.name = document_.name;
        graph.parameters = document_.parameters;
        graph.subgraphs = document_.subgraphs;
        return graph;
    }

    void buildUpstream() {
        GraphDocument& graph = result_.upstream = emptyGraph();
        std::set<std::string> nodes = origins(result_.expected);
        for (const TestPort& port : result_.pinned)
            nodes.insert(port.at.node);
        nodes = reachedUpwards(std::move(nodes), false);
        for (const GraphNode& node : document_.nodes)
            if (nodes.contains(node.id)) graph.nodes.push_back(node);
        for (const GraphEdge& edge : document_.edges)
            if (nodes.contains(edge.from.node) && nodes.contains(edge.to.node)) graph.edges.push_back(edge);
        for (TestPort& port : result_.expected)
            port.probe = addProbe(graph, sourcesOf(port));
        for (TestPort& port : result_.pinned)
            port.probe = addProbe(graph, {port.at});
    }

    static void keepInOneProcess(GraphNode& node) {
        const boost::json::value* executor = node.concurrency.if_contains("executor");
        if (!executor || *executor != "processes") return;
        node.concurrency["executor"] = "pool";
        node.concurrency.erase("restart");
    }

    void buildCut(const std::set<std::string>& nodes) {
        GraphDocument& graph = result_.cut = emptyGraph();
        for (Subgraph& subgraph : graph.subgraphs)
            for (GraphNode& node : subgraph.nodes)
                keepInOneProcess(node);
        for (const GraphNode& original : document_.nodes) {
            if (!nodes.contains(original.id)) continue;
            GraphNode node;
            node.id = original.id;
            node.title = original.title;
            node.kind = pinnedKindName(original.id);
            if (!isPinned(original.id)) node = original;
            keepInOneProcess(node);
            graph.nodes.push_back(std::move(node));
        }
        // Ids of probes are those of the upstream graph, so that both plans tell of the same places.
        for (const TestPort& port : result_.expected) {
            GraphNode probe;
            probe.id = port.probe;
            probe.kind = kProbeKind;
            graph.nodes.push_back(std::move(probe));
            for (const PortRef& source : sourcesOf(port)) {
                GraphEdge edge;
                edge.from = source;
                edge.to = {port.probe, "in"};
                if (!graph.findEdge(edge.from, edge.to)) graph.edges.push_back(std::move(edge));
            }
        }
        std::set<PortRef> leading; // out of the cut: what they carry is taken, as in the whole graph
        for (const GraphEdge& edge : document_.edges) {
            if (!nodes.contains(edge.from.node)) continue;
            if (nodes.contains(edge.to.node) && !isPinned(edge.to.node))
                graph.edges.push_back(edge);
            else if (!isPinned(edge.from.node))
                leading.insert(edge.from);
        }
        for (const GraphEdge& edge : graph.edges)
            leading.erase(edge.from);
        for (const PortRef& port : leading)
            addProbe(graph, {port});
    }

    const GraphDocument& document_;
    const GraphTest& test_;
    const Registry& registry_;
    const TestPlaces& places_;
    TestGraph result_;
    Diagnostics diagnostics_;
};

} // namespace

std::string pinnedKindName(const std::string& node) { return "test_rows_" + node; }

Result<TestGraph> cutForTest(const GraphDocument& document, const GraphTest& test, const Registry& registry,
                             const TestPlaces& places) {
    return Cutter(document, test, registry, places).run();
}

std::int64_t watermarkDelayMs(const Plan& upstream, const std::string& probe) {
    constexpr std::int64_t kNsPerMs = 1'000'000;
    std::int64_t delay = 0;
    std::vector<bool> seen(upstream.vertices.size());
    std::vector<std::size_t> open;
    for (std::size_t v = 0; v < upstream.vertices.size(); ++v)
        if (upstream.vertices[v].node == probe) open.push_back(v);
    while (!open.empty()) {
        const std::size_t v = open.back();
        open.pop_back();
        if (seen[v]) continue;
        seen[v] = true;
        const PlanVertex& vertex = upstream.vertices[v];
        if (vertex.bound.makeSource && vertex.params.has("watermark_delay"))
            delay = std::max(delay, vertex.params.duration("watermark_delay") / kNsPerMs);
        for (const std::size_t edge : vertex.inEdges)
            open.push_back(upstream.edges[edge].from);
    }
    return delay;
}

NodeKind probeKind(std::map<std::string, CollectedBatches> collected) {
    NodeKind kind;
    kind.name = kProbeKind;
    kind.title = "Test probe";
    kind.category = Category::Stage;
    kind.inputs = {{.name = "in"}};
    kind.bind = [collected = std::move(collected)](BindContext& context) -> Result<BoundNode> {
        const auto found = collected.find(context.node);
        const CollectedBatches batches =
            found == collected.end() ? std::make_shared<std::vector<RecordBatch>>() : found->second;
        BoundNode bound;
        bound.makeOperator = [batches] { return std::make_unique<CollectingOperator>(batches); };
        bound.maxWorkers = 1;
        bound.fusible = false;
        return bound;
    };
    return kind;
}

NodeKind pinnedKind(const std::string& node, const std::vector<std::string>& ports,
                    std::vector<SchemaPtr> schemas, std::vector<PinnedRows> rows) {
    NodeKind kind;
    kind.name = pinnedKindName(node);
    kind.title = "Pinned rows";
    kind.category = Category::Source;
    for (const std::string& port : ports)
        kind.outputs.push_back({.name = port});
    kind.bind = [outputs = kind.outputs, schemas = std::move(schemas),
                 rows = std::move(rows)](BindContext&) -> Result<BoundNode> {
        BoundNode bound;
        bound.outputPorts = outputs;
        bound.outputs = schemas;
        bound.makeSource = [rows] { return std::make_unique<PinnedSource>(rows); };
        bound.maxWorkers = 1;
        return bound;
    };
    return kind;
}

} // namespace millrace
