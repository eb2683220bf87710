// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_diff.h"

#include "engine/graph/json_writer.h"

#include <boost/json/serialize.hpp>

namespace millrace {

namespace {

namespace json = boost::json;
using Kind = GraphChange::Kind;
using Subject = GraphChange::Subject;

constexpr std::size_t kLongestValue = 160; ///< bytes of a value that a line shows

std::string shown(const std::optional<json::value>& value) {
    if (!value) return "(not set)";
    std::string text = flatJson(*value);
    if (text.size() <= kLongestValue) return text;
    std::size_t cut = kLongestValue;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80)
        --cut;
    return text.substr(0, cut) + "...";
}

char sign(Kind kind) {
    switch (kind) {
        case Kind::Added: return '+';
        case Kind::Removed: return '-';
        case Kind::Renamed: return '>';
        case Kind::Moved: return '.';
        case Kind::Changed: break;
    }
    return '~';
}

/// "node clean", "wire a.out->b.in", "graph".
std::string subjectText(const GraphChange& change) {
    std::string text = nameOf(change.subject);
    if (change.subject == Subject::Test)
        text += " " + json::serialize(json::string(change.name));
    else if (change.subject != Subject::Graph)
        text += " " + change.name;
    if (!change.subgraph.empty()) text += " in subgraph " + change.subgraph;
    return text;
}

/// What an added or removed thing is: the kind of a node, the settings of a wire.
std::string description(const GraphChange& change) {
    const auto& value = change.kind == Kind::Added ? change.after : change.before;
    if (!value) return {};
    if (change.subject != Subject::Node) return ": " + shown(value);
    const json::object& node = value->get_object();
    std::string text = " (" + std::string(node.at("kind").as_string()) + ")";
    json::object rest = node;
    rest.stable_erase(rest.find("kind"));
    if (!rest.empty()) text += ": " + shown(rest);
    return text;
}

} // namespace

const char* nameOf(Kind kind) {
    switch (kind) {
        case Kind::Added: return "added";
        case Kind::Removed: return "removed";
        case Kind::Renamed: return "renamed";
        case Kind::Moved: return "moved";
        case Kind::Changed: break;
    }
    return "changed";
}

const char* nameOf(Subject subject) {
    switch (subject) {
        case Subject::Parameter: return "parameter";
        case Subject::Subgraph: return "subgraph";
        case Subject::Node: return "node";
        case Subject::Wire: return "wire";
        case Subject::Group: return "group";
        case Subject::Note: return "note";
        case Subject::Test: return "test";
        case Subject::Graph: break;
    }
    return "graph";
}

std::string toText(const GraphChange& change) {
    std::string text = std::string(1, sign(change.kind)) + " " + subjectText(change);
    switch (change.kind) {
        case Kind::Added:
        case Kind::Removed: return text + description(change);
        case Kind::Renamed: return text + ", was " + change.oldName;
        case Kind::Changed:
        case Kind::Moved: break;
    }
    text += ": " + change.path;
    if (!change.before) return text + " = " + shown(change.after) + " (was not set)";
    if (!change.after) return text + " removed (was " + shown(change.before) + ")";
    return text + " = " + shown(change.after) + " (was " + shown(change.before) + ")";
}

std::string toText(const std::vector<GraphChange>& changes) {
    std::string text;
    for (const GraphChange& change : changes)
        text += toText(change) + "\n";
    return text;
}

json::object toJson(const GraphChange& change) {
    json::object object{{"change", nameOf(change.kind)}, {"what", nameOf(change.subject)}};
    if (change.subject != Subject::Graph) object["name"] = change.name;
    if (!change.subgraph.empty()) object["subgraph"] = change.subgraph;
    if (!change.oldName.empty()) object["old_name"] = change.oldName;
    if (!change.path.empty()) object["path"] = change.path;
    if (change.before) object["before"] = *change.before;
    if (change.after) object["after"] = *change.after;
    return object;
}

} // namespace millrace
