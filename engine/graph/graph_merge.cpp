// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_merge.h"

#include "engine/graph/graph_json.h"
#include "engine/graph/json_reader.h"

#include <algorithm>
#include <boost/json/serialize.hpp>

namespace millrace {

namespace {

namespace json = boost::json;

/// As the file has it, with the wires as members of an object, by name, so that they are merged like nodes.
Result<json::object> fileOf(const GraphDocument& document) {
    auto read = readJson(writeGraph(document));
    if (!read) return read.error();
    json::object file = std::move(read->value.as_object());
    const auto byName = [](json::object& body) {
        json::object wires;
        for (json::value& wire : body["edges"].as_array()) {
            const json::object& object = wire.as_object();
            const std::string name =
                std::string(object.at("from").as_string()) + "->" + std::string(object.at("to").as_string());
            wires[name] = std::move(wire);
        }
        body["edges"] = std::move(wires);
    };
    byName(file);
    if (json::value* subgraphs = file.if_contains("subgraphs"))
        for (auto& subgraph : subgraphs->as_object())
            byName(subgraph.value().as_object());
    return file;
}

class Merge {
public:
    json::object run(const json::object& base, const json::object& ours, const json::object& theirs) {
        json::object merged = objects(base, ours, theirs, {}, false);
        endWires(merged, theirs, {});
        if (json::value* subgraphs = merged.if_contains("subgraphs"))
            for (auto& subgraph : subgraphs->as_object())
                endWires(subgraph.value().as_object(), theirs, "/subgraphs/" + std::string(subgraph.key()));
        return merged;
    }
    std::vector<MergeConflict> conflicts;

private:
    static std::optional<json::value> copyOf(const json::value* value) {
        return value ? std::optional(*value) : std::nullopt;
    }

    void conflict(const std::string& pointer, const json::value* base, const json::value* ours,
                  const json::value* theirs) {
        conflicts.push_back({pointer, copyOf(base), copyOf(ours), copyOf(theirs)});
    }

    json::object objects(const json::object& base, const json::object& ours, const json::object& theirs,
                         const std::string& pointer, bool drawing) {
        json::object merged;
        const auto take = [&](std::string_view key) {
            if (merged.contains(key)) return;
            const std::string at = pointer + "/" + std::string(key);
            const bool inDrawing = drawing || key == "layout";
            if (auto value = values(base.if_contains(key), ours.if_contains(key), theirs.if_contains(key), at,
                                    inDrawing))
                merged.emplace(key, std::move(*value));
        };
        for (const auto& member : ours)
            take(member.key());
        for (const auto& member : theirs)
            take(member.key());
        // What one removed and the other left alone is gone; what it changed was taken above.
        return merged;
    }

    std::optional<json::value> values(const json::value* base, const json::value* ours,
                                      const json::value* theirs, const std::string& pointer, bool drawing) {
        const auto same = [](const json::value* a, const json::value* b) {
            return a && b ? *a == *b : a == b;
        };
        if (same(ours, theirs) || same(base, theirs)) return copyOf(ours);
        if (same(base, ours)) return copyOf(theirs);
        static const json::object kNone;
        if (ours && theirs && ours->is_object() && theirs->is_object())
            return objects(base && base->is_object() ? base->get_object() : kNone, ours->get_object(),
                           theirs->get_object(), pointer, drawing);
        if (!drawing) conflict(pointer, base, ours, theirs);
        return copyOf(ours ? ours : theirs);
    }

    /// Wires back into a list. One of them may have been drawn to a node that the other side took away.
    void endWires(json::object& body, const json::object& theirs, const std::string& pointer) {
        json::array wires;
        for (auto& member : body["edges"].as_object()) {
            const json::object& wire = member.value().as_object();
            for (const char* end : {"from", "to"}) {
                const std::string port(wire.at(end).as_string());
                const std::string node = port.substr(0, port.find('.'));
                if (body.at("nodes").as_object().contains(node)) continue;
                const bool missing = lacks(theirs, pointer, node);
                const json::value gone = member.value();
                conflict(pointer + "/edges/" + std::string(member.key()), nullptr, missing ? &gone : nullptr,
                         missing ? nullptr : &gone);
                break;
            }
            wires.push_back(member.value());
        }
        body["edges"] = std::move(wires);
    }

    static bool lacks(const json::object& file, const std::string& pointer, const std::string& node) {
        const json::object* body = &file;
        if (!pointer.empty()) {
            const json::value* subgraphs = file.if_contains("subgraphs");
            const json::value* one =
                subgraphs ? subgraphs->as_object().if_contains(pointer.substr(pointer.rfind('/') + 1))
                          : nullptr;
            if (!one) return true;
            body = &one->as_object();
        }
        return !body->at("nodes").as_object().contains(node);
    }
};

std::string textOf(const std::optional<json::value>& value) {
    return value ? json::serialize(*value) : "nothing";
}

} // namespace

Result<MergedGraph> mergeGraphs(const GraphDocument& base, const GraphDocument& ours,
                                const GraphDocument& theirs) {
    Merge merge;
    const auto before = fileOf(base), here = fileOf(ours), there = fileOf(theirs);
    for (const auto* side : {&before, &here, &there})
        if (side->has_error()) return side->error();
    const json::object merged = merge.run(*before, *here, *there);
    auto file = parseGraph(json::serialize(merged));
    if (!file) return file.error();
    return MergedGraph{std::move(file->document), std::move(merge.conflicts)};
}

std::string toText(const MergeConflict& conflict) {
    return conflict.pointer.substr(1) + ": ours " + textOf(conflict.ours) + ", theirs " +
           textOf(conflict.theirs) + ", before " + textOf(conflict.base);
}

json::object toJson(const MergeConflict& conflict) {
    json::object object{{"pointer", conflict.pointer}};
    if (conflict.base) object["base"] = *conflict.base;
    if (conflict.ours) object["ours"] = *conflict.ours;
    if (conflict.theirs) object["theirs"] = *conflict.theirs;
    return object;
}

} // namespace millrace
