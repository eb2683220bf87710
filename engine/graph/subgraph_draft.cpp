// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/subgraph_draft.h"

#include <algorithm>
#include <cmath>

namespace millrace::draft {

namespace {

constexpr double kGrid = 20;

double snapped(double value) { return kGrid * std::floor(value / kGrid + 0.5); }

struct Bounds {
    std::optional<Point> low, high;
};

Bounds boundsOf(const GraphBody& body, const std::vector<std::string>& nodes) {
    Bounds bounds;
    for (const auto& [id, at] : body.layout) {
        if (!contains(nodes, id)) continue;
        const Point low = bounds.low.value_or(at), high = bounds.high.value_or(at);
        bounds.low = Point{std::min(low.x, at.x), std::min(low.y, at.y)};
        bounds.high = Point{std::max(high.x, at.x), std::max(high.y, at.y)};
    }
    return bounds;
}

template <class Box> Box movedBox(Box box, const std::string& id, const Point& from, const Point& to) {
    box.id = id;
    const Point corner = moved({box.area.x, box.area.y}, from, to);
    box.area.x = corner.x;
    box.area.y = corner.y;
    return box;
}

bool concerns(std::string_view path, const std::string& node) {
    return path == node || path.starts_with(node + "/");
}

} // namespace

bool contains(const std::vector<std::string>& list, std::string_view item) {
    return std::find(list.begin(), list.end(), item) != list.end();
}

std::vector<std::string> idsOf(const GraphBody& body) {
    std::vector<std::string> ids;
    for (const GraphNode& node : body.nodes)
        ids.push_back(node.id);
    return ids;
}

std::string titleOf(const GraphNode& instance, const Subgraph& subgraph) {
    if (!instance.title.empty()) return instance.title;
    return subgraph.title.empty() ? subgraph.id : subgraph.title;
}

Point cornerOf(const GraphBody& body, const std::vector<std::string>& nodes) {
    const Point low = boundsOf(body, nodes).low.value_or(Point{});
    return {snapped(low.x), snapped(low.y)};
}

Point centreOf(const GraphBody& body, const std::vector<std::string>& nodes) {
    const Bounds bounds = boundsOf(body, nodes);
    if (!bounds.low) return {};
    return {snapped((bounds.low->x + bounds.high->x) / 2), snapped((bounds.low->y + bounds.high->y) / 2)};
}

Point moved(const Point& point, const Point& from, const Point& to) {
    return {point.x - from.x + to.x, point.y - from.y + to.y};
}

void dropPosition(GraphBody& body, const std::string& node) {
    std::erase_if(body.layout, [&node](const auto& entry) { return entry.first == node; });
}

void copyBoxes(const GraphBody& source, GraphBody& target, const Point& from, const Point& to) {
    for (const GraphGroup& group : source.groups)
        target.groups.push_back(movedBox(group, target.freeId(group.id), from, to));
    for (const StickyNote& note : source.stickyNotes)
        target.stickyNotes.push_back(movedBox(note, target.freeId(note.id), from, to));
}

const SubgraphPort* findPort(const Subgraph& subgraph, bool output, std::string_view name) {
    const auto& ports = output ? subgraph.outputs : subgraph.inputs;
    const auto found = std::find_if(ports.begin(), ports.end(),
                                    [name](const SubgraphPort& port) { return port.name == name; });
    return found == ports.end() ? nullptr : &*found;
}

std::string freePortName(const Subgraph& subgraph, bool output, const std::string& wish) {
    std::string name = wish;
    for (int n = 2; findPort(subgraph, output, name) != nullptr; ++n)
        name = wish + "_" + std::to_string(n);
    return name;
}

std::string portFor(Subgraph& subgraph, bool output, const PortRef& inner, bool only) {
    auto& ports = output ? subgraph.outputs : subgraph.inputs;
    for (const SubgraphPort& port : ports)
        if (port.inner == inner) return port.name;
    const bool saysNothing = inner.port == (output ? "out" : "in");
    std::string wish = saysNothing && !only ? inner.node : inner.port;
    if (findPort(subgraph, output, wish) != nullptr) wish = inner.node + "_" + inner.port;
    ports.push_back({freePortName(subgraph, output, wish), inner});
    return ports.back().name;
}

void dropUnusedPort(const GraphBody& body, const Subgraph* around, const std::string& instance,
                    Subgraph& subgraph, bool output, const std::string& name) {
    const PortRef end{instance, name};
    for (const GraphEdge& edge : body.edges)
        if ((output ? edge.from : edge.to) == end) return;
    if (around != nullptr)
        for (const SubgraphPort& port : output ? around->outputs : around->inputs)
            if (port.inner == end) return;
    std::erase_if(output ? subgraph.outputs : subgraph.inputs,
                  [&name](const SubgraphPort& port) { return port.name == name; });
}

void rejoin(GraphBody& body, Subgraph* subgraph, const PortRef& before, const PortRef& after, bool output) {
    for (GraphEdge& edge : body.edges) {
        PortRef& end = output ? edge.from : edge.to;
        if (end == before) end = after;
    }
    if (subgraph == nullptr) return;
    for (SubgraphPort& port : output ? subgraph->outputs : subgraph->inputs)
        if (port.inner == before) port.inner = after;
}

void takeSettings(GraphNode& node, const std::string& idInside, const GraphNode& instance) {
    for (const InstanceSetting& setting : settingsOf(instance)) {
        if (setting.node == idInside) {
            (void)applySetting(node, setting);
        } else if (concerns(setting.node, idInside)) {
            boost::json::value& set = node.params["set"];
            if (!set.is_object()) set.emplace_object();
            const std::string key = setting.node.substr(idInside.size() + 1) + "." + setting.parameter;
            set.get_object().stable_erase(key);
            set.get_object()[key] = setting.value;
        }
    }
}

void forgetSettings(GraphNode& instance, const std::string& idInside) {
    boost::json::value* set = instance.params.if_contains("set");
    if (set == nullptr || !set->is_object()) return;
    boost::json::object kept;
    for (const auto& member : set->get_object()) {
        const std::string_view key = member.key();
        if (!concerns(key.substr(0, key.find('.')), idInside)) kept.emplace(member.key(), member.value());
    }
    if (kept.empty())
        instance.params.stable_erase("set");
    else
        *set = std::move(kept);
}

} // namespace millrace::draft
