// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_diff.h"

#include "engine/graph/node_likeness.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <cmath>
#include <map>

namespace millrace {

namespace {

namespace json = boost::json;
using Kind = GraphChange::Kind;
using Subject = GraphChange::Subject;

/// Whole numbers without a decimal point, as files have them.
json::value numberOf(double value) {
    if (!(std::abs(value) < 1e15)) return value;
    const auto whole = static_cast<std::int64_t>(value);
    return static_cast<double>(whole) == value ? json::value(whole) : json::value(value);
}
json::value toJson(const Point& point) { return json::array{numberOf(point.x), numberOf(point.y)}; }
json::value toJson(const Rect& area) {
    return json::array{numberOf(area.x), numberOf(area.y), numberOf(area.width), numberOf(area.height)};
}
json::value toJson(const std::vector<Point>& points) {
    json::array list;
    for (const Point& point : points)
        list.push_back(toJson(point));
    return list;
}
const char* nameOfMode(NodeMode mode) {
    switch (mode) {
        case NodeMode::Enabled: return "enabled";
        case NodeMode::Bypassed: return "bypassed";
        case NodeMode::Disabled: break;
    }
    return "disabled";
}

json::object toJson(const GraphNode& node) {
    json::object object{{"kind", node.kind}};
    if (!node.title.empty()) object["title"] = node.title;
    if (node.mode != NodeMode::Enabled) object["mode"] = nameOfMode(node.mode);
    if (!node.params.empty()) object["params"] = node.params;
    if (!node.concurrency.empty()) object["concurrency"] = node.concurrency;
    return object;
}

json::object toJson(const GraphEdge& edge) {
    json::object object;
    if (!edge.queue.empty()) object["queue"] = edge.queue;
    if (!edge.partitioning.empty()) object["partitioning"] = edge.partitioning;
    return object;
}

json::object toJson(const GraphParameter& parameter) {
    json::object object{{"type", parameter.type.name()}};
    if (!parameter.defaultValue.is_null()) object["default"] = parameter.defaultValue;
    if (!parameter.help.empty()) object["help"] = parameter.help;
    for (const auto& member : parameter.extra)
        object[member.key()] = member.value();
    return object;
}

std::optional<json::value> textOrNone(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional<json::value>(text);
}

/// Collects the changes of one thing: whose it is stands in `whose`.
class Collector {
public:
    Collector(std::vector<GraphChange>& changes, const GraphDiffOptions& options)
        : changes_(changes), options_(options) {}

    bool moves() const { return options_.moves; }
    void add(GraphChange change) { changes_.push_back(std::move(change)); }

    void value(const GraphChange& whose, const std::string& path, std::optional<json::value> before,
               std::optional<json::value> after, Kind kind = Kind::Changed) {
        if (before == after) return;
        GraphChange change = whose;
        change.kind = kind;
        change.path = path;
        change.before = std::move(before);
        change.after = std::move(after);
        changes_.push_back(std::move(change));
    }
    void text(const GraphChange& whose, const std::string& path, const std::string& before,
              const std::string& after) {
        value(whose, path, textOrNone(before), textOrNone(after));
    }
    /// Member by member where both are objects, row by row where both are lists of objects, in the order of
    /// the new value, with what is gone last; all else as a whole.
    void members(const GraphChange& whose, const std::string& path, const json::value& before,
                 const json::value& after) {
        if (before == after) return;
        if (before.is_object() && after.is_object()) {
            membersOf(whose, path, before.get_object(), after.get_object());
        } else if (isListOfObjects(before) && isListOfObjects(after)) {
            const json::array &old = before.get_array(), &fresh = after.get_array();
            for (std::size_t i = 0; i < std::max(old.size(), fresh.size()); ++i) {
                const std::string at = path + "[" + std::to_string(i) + "]";
                if (i < old.size() && i < fresh.size())
                    members(whose, at, old[i], fresh[i]);
                else
                    value(whose, at, i < old.size() ? std::optional(old[i]) : std::nullopt,
                          i < fresh.size() ? std::optional(fresh[i]) : std::nullopt, whose.kind);
            }
        } else {
            value(whose, path, before, after, whose.kind);
        }
    }

private:
    void membersOf(const GraphChange& whose, const std::string& path, const json::object& before,
                   const json::object& after) {
        const std::string prefix = path.empty() ? path : path + ".";
        for (const auto& member : after) {
            const std::string at = prefix + std::string(member.key());
            if (const json::value* old = before.if_contains(member.key()))
                members(whose, at, *old, member.value());
            else
                value(whose, at, std::nullopt, member.value(), whose.kind);
        }
        for (const auto& member : before)
            if (!after.contains(member.key()))
                value(whose, prefix + std::string(member.key()), member.value(), std::nullopt, whose.kind);
    }

    std::vector<GraphChange>& changes_;
    const GraphDiffOptions& options_;
};

class BodyDiff {
public:
    BodyDiff(const GraphBody& before, const GraphBody& after, std::string subgraph, Collector& out)
        : before_(before),
          after_(after),
          subgraph_(std::move(subgraph)),
          out_(out),
          match_(matchNodes(before, after)) {
        for (const auto& [old, fresh] : match_)
            oldOf_[fresh] = old;
    }

    void run() {
        diffNodes();
        diffWires();
        diffBoxes(Subject::Group, before_.groups, after_.groups, "title", &GraphGroup::title);
        diffBoxes(Subject::Note, before_.stickyNotes, after_.stickyNotes, "text", &StickyNote::text);
        if (out_.moves())
            out_.members(
                change(Kind::Moved, subgraph_.empty() ? Subject::Graph : Subject::Subgraph, subgraph_),
                "layout", before_.layoutExtra, after_.layoutExtra);
    }

private:
    GraphChange change(Kind kind, Subject subject, std::string name) const {
        GraphChange change;
        change.kind = kind;
        change.subject = subject;
        change.subgraph = subgraph_;
        change.name = std::move(name);
        return change;
    }

    void diffNodes() {
        for (const GraphNode& node : after_.nodes) {
            const auto old = oldOf_.find(node.id);
            if (old == oldOf_.end()) {
                GraphChange added = change(Kind::Added, Subject::Node, node.id);
                added.after = toJson(node);
                out_.add(std::move(added));
            } else {
                diffNode(*before_.findNode(old->second), node);
            }
        }
        for (const GraphNode& node : before_.nodes) {
            if (match_.contains(node.id)) continue;
            GraphChange removed = change(Kind::Removed, Subject::Node, node.id);
            removed.before = toJson(node);
            out_.add(std::move(removed));
        }
    }

    void diffNode(const GraphNode& old, const GraphNode& node) {
        const GraphChange whose = change(Kind::Changed, Subject::Node, node.id);
        if (old.id != node.id) {
            GraphChange renamed = change(Kind::Renamed, Subject::Node, node.id);
            renamed.oldName = old.id;
            out_.add(std::move(renamed));
        }
        out_.text(whose, "kind", old.kind, node.kind);
        out_.text(whose, "title", old.title, node.title);
        if (old.mode != node.mode) out_.value(whose, "mode", nameOfMode(old.mode), nameOfMode(node.mode));
        out_.members(whose, "params", old.params, node.params);
        out_.members(whose, "concurrency", old.concurrency, node.concurrency);
        out_.members(whose, "", old.extra, node.extra);
        if (!out_.moves()) return;
        const auto position = [](const GraphBody& body, const std::string& id) -> std::optional<json::value> {
            const auto point = body.position(id);
            return point ? std::optional(toJson(*point)) : std::nullopt;
        };
        out_.value(whose, "position", position(before_, old.id), position(after_, node.id), Kind::Moved);
    }

    /// The wire with its ends under their new names.
    GraphEdge renamed(GraphEdge edge) const {
        for (PortRef* end : {&edge.from, &edge.to})
            if (const auto found = match_.find(end->node); found != match_.end()) end->node = found->second;
        return edge;
    }

    void diffWires() {
        std::multimap<std::string, GraphEdge> old;
        for (const GraphEdge& edge : before_.edges)
            old.emplace(renamed(edge).id(), edge);
        for (const GraphEdge& edge : after_.edges) {
            const auto found = old.find(edge.id());
            if (found == old.end()) {
                GraphChange added = change(Kind::Added, Subject::Wire, edge.id());
                if (json::object settings = toJson(edge); !settings.empty())
                    added.after = std::move(settings);
                out_.add(std::move(added));
                continue;
            }
            const GraphEdge was = found->second;
            old.erase(found);
            const GraphChange whose = change(Kind::Changed, Subject::Wire, edge.id());
            out_.members(whose, "queue", was.queue, edge.queue);
            out_.text(whose, "partitioning", was.partitioning, edge.partitioning);
            out_.members(whose, "", was.extra, edge.extra);
            if (out_.moves() && was.bends != edge.bends)
                out_.value(whose, "bends", toJson(was.bends), toJson(edge.bends), Kind::Moved);
        }
        for (const GraphEdge& edge : before_.edges) {
            const auto [first, last] = old.equal_range(renamed(edge).id());
            const auto left =
                std::find_if(first, last, [&edge](const auto& entry) { return entry.second == edge; });
            if (left == last) continue;
            old.erase(left);
            GraphChange removed = change(Kind::Removed, Subject::Wire, edge.id());
            if (json::object settings = toJson(edge); !settings.empty()) removed.before = std::move(settings);
            out_.add(std::move(removed));
        }
    }

    /// Groups or notes: boxes with a text of their own.
    template <class Box>
    void diffBoxes(Subject subject, const std::vector<Box>& before, const std::vector<Box>& after,
                   const char* name, std::string Box::*text) {
        const auto in = [](const std::vector<Box>& boxes, const std::string& id) {
            const auto found =
                std::find_if(boxes.begin(), boxes.end(), [&id](const Box& box) { return box.id == id; });
            return found == boxes.end() ? nullptr : &*found;
        };
        for (const Box& box : after) {
            const Box* old = in(before, box.id);
            if (!old) {
                GraphChange added = change(Kind::Added, subject, box.id);
                added.after = textOrNone(box.*text);
                out_.add(std::move(added));
                continue;
            }
            const GraphChange whose = change(Kind::Changed, subject, box.id);
            out_.text(whose, name, old->*text, box.*text);
            out_.members(whose, "", old->extra, box.extra);
            diffDrawing(whose, *old, box);
        }
        for (const Box& box : before) {
            if (in(after, box.id)) continue;
            GraphChange removed = change(Kind::Removed, subject, box.id);
            removed.before = textOrNone(box.*text);
            out_.add(std::move(removed));
        }
    }

    template <class Box> void diffDrawing(const GraphChange& whose, const Box& old, const Box& box) {
        if (!out_.moves()) return;
        out_.value(whose, "color", textOrNone(old.color), textOrNone(box.color), Kind::Moved);
        if (!(old.area == box.area))
            out_.value(whose, "area", toJson(old.area), toJson(box.area), Kind::Moved);
    }

    const GraphBody& before_;
    const GraphBody& after_;
    const std::string subgraph_;
    Collector& out_;
    const NodeMatch match_;
    std::map<std::string, std::string> oldOf_; ///< new id -> old id
};

GraphChange whole(Kind kind, Subject subject, const std::string& name) {
    GraphChange change;
    change.kind = kind;
    change.subject = subject;
    change.name = name;
    return change;
}

void diffParameters(const GraphDocument& before, const GraphDocument& after, Collector& out) {
    for (const GraphParameter& parameter : after.parameters) {
        if (const GraphParameter* old = before.findParameter(parameter.name)) {
            out.members(whole(Kind::Changed, Subject::Parameter, parameter.name), "", toJson(*old),
                        toJson(parameter));
            continue;
        }
        GraphChange added = whole(Kind::Added, Subject::Parameter, parameter.name);
        added.after = toJson(parameter);
        out.add(std::move(added));
    }
    for (const GraphParameter& parameter : before.parameters) {
        if (after.findParameter(parameter.name)) continue;
        GraphChange removed = whole(Kind::Removed, Subject::Parameter, parameter.name);
        removed.before = toJson(parameter);
        out.add(std::move(removed));
    }
}

json::object toJson(const std::vector<SubgraphPort>& ports) {
    json::object object;
    for (const SubgraphPort& port : ports)
        object[port.name] = port.inner.text();
    return object;
}

void diffSubgraphs(const GraphDocument& before, const GraphDocument& after, Collector& out) {
    for (const Subgraph& subgraph : after.subgraphs) {
        const Subgraph* old = before.findSubgraph(subgraph.id);
        if (!old) {
            GraphChange added = whole(Kind::Added, Subject::Subgraph, subgraph.id);
            added.after = textOrNone(subgraph.title);
            out.add(std::move(added));
            continue;
        }
        const GraphChange whose = whole(Kind::Changed, Subject::Subgraph, subgraph.id);
        out.text(whose, "title", old->title, subgraph.title);
        out.text(whose, "notes", old->notes, subgraph.notes);
        out.members(whose, "inputs", toJson(old->inputs), toJson(subgraph.inputs));
        out.members(whose, "outputs", toJson(old->outputs), toJson(subgraph.outputs));
        out.members(whose, "", old->extra, subgraph.extra);
        BodyDiff(*old, subgraph, subgraph.id, out).run();
    }
    for (const Subgraph& subgraph : before.subgraphs) {
        if (after.findSubgraph(subgraph.id)) continue;
        GraphChange removed = whole(Kind::Removed, Subject::Subgraph, subgraph.id);
        removed.before = textOrNone(subgraph.title);
        out.add(std::move(removed));
    }
}

void diffTests(const GraphDocument& before, const GraphDocument& after, Collector& out) {
    for (const auto& test : after.tests) {
        if (const json::value* old = before.tests.if_contains(test.key())) {
            out.members(whole(Kind::Changed, Subject::Test, test.key()), "", *old, test.value());
            continue;
        }
        out.add(whole(Kind::Added, Subject::Test, test.key()));
    }
    for (const auto& test : before.tests)
        if (!after.tests.contains(test.key())) out.add(whole(Kind::Removed, Subject::Test, test.key()));
}

} // namespace

std::vector<GraphChange> diffGraphs(const GraphDocument& before, const GraphDocument& after,
                                    const GraphDiffOptions& options) {
    std::vector<GraphChange> changes;
    Collector out(changes, options);
    const GraphChange graph = whole(Kind::Changed, Subject::Graph, after.name);
    out.text(graph, "name", before.name, after.name);
    out.text(graph, "notes", before.notes, after.notes);
    out.members(graph, "checkpoint", before.checkpoint, after.checkpoint);
    out.members(graph, "simulation", before.simulation, after.simulation);
    out.members(graph, "", before.extra, after.extra);
    diffParameters(before, after, out);
    BodyDiff(before, after, {}, out).run();
    diffSubgraphs(before, after, out);
    diffTests(before, after, out);
    return changes;
}

} // namespace millrace
