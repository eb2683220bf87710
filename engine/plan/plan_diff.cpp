// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/plan_diff.h"

#include "engine/graph/json_writer.h"

#include <algorithm>

namespace millrace {

namespace {

namespace json = boost::json;

/// Where two checked parameter objects differ, and whether a run may take the difference over.
class ParamsDiff {
public:
    bool differs = false;
    std::vector<std::string> frozen; ///< dotted paths that are not hot

    void compare(const json::object& before, const json::object& after,
                 const std::vector<ParameterSpec>& specs, const std::string& prefix) {
        for (const ParameterSpec& spec : specs) {
            const json::value* old = before.if_contains(spec.name);
            const json::value* now = after.if_contains(spec.name);
            // By text: operator== of objects does not mind the order, but the order of columns matters.
            if (textOf(old) == textOf(now)) continue;
            differs = true;
            const std::string path = prefix + spec.name;
            if (spec.applies == Applies::Hot) continue;
            const bool both = old != nullptr && now != nullptr && old->is_object() && now->is_object();
            if (both && spec.type == ParameterType::Object && !spec.fields.empty()) {
                compare(old->get_object(), now->get_object(), spec.fields, path + ".");
            } else {
                frozen.push_back(path);
            }
        }
    }

private:
    static std::string textOf(const json::value* value) {
        return value == nullptr ? std::string() : flatJson(*value);
    }
};

bool sameSchemas(const std::vector<SchemaPtr>& a, const std::vector<SchemaPtr>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const SchemaPtr& x, const SchemaPtr& y) { return x == y || (x && y && *x == *y); });
}

class PlanDiff {
public:
    PlanDiff(const Plan& before, const Plan& after) : before_(before), after_(after) {}

    Result<std::vector<std::size_t>> run() {
        if (!sameShape()) return diagnostics_;
        std::vector<std::size_t> changed;
        for (std::size_t i = 0; i < before_.vertices.size(); ++i) {
            if (compareVertex(before_.vertices[i], after_.vertices[i])) changed.push_back(i);
        }
        compareEdges();
        if (diagnostics_.hasErrors()) return diagnostics_;
        return changed;
    }

private:
    Diagnostic& refuse(const std::string& what) {
        return diagnostics_.error("MR4201", what + " cannot change while the run is on",
                                  "stop the run and start it again");
    }

    bool sameShape() {
        const auto sameNode = [](const PlanVertex& a, const PlanVertex& b) {
            return a.node == b.node && a.kind->name == b.kind->name;
        };
        const auto sameWire = [](const PlanEdge& a, const PlanEdge& b) { return a.id == b.id; };
        if (!std::equal(before_.vertices.begin(), before_.vertices.end(), after_.vertices.begin(),
                        after_.vertices.end(), sameNode)) {
            refuse("the nodes of the graph");
        } else if (!std::equal(before_.edges.begin(), before_.edges.end(), after_.edges.begin(),
                               after_.edges.end(), sameWire)) {
            refuse("the wires of the graph");
        }
        return diagnostics_.empty();
    }

    bool compareVertex(const PlanVertex& before, const PlanVertex& after) {
        ParamsDiff diff;
        diff.compare(before.params.values(), after.params.values(), before.kind->params, "");
        const std::size_t known = diagnostics_.items.size();
        for (const std::string& path : diff.frozen) {
            Diagnostic& d = refuse("`" + path + "` of `" + before.node + "`");
            d.node = before.node;
            d.parameter = path;
        }
        const PlanChain& chain = before_.chains[before.chain];
        const PlanChain& newChain = after_.chains[after.chain];
        const bool sameTask = chain.vertices == newChain.vertices && chain.executor == newChain.executor &&
                              chain.workers == newChain.workers && chain.operations == newChain.operations &&
                              chain.ordering == newChain.ordering;
        if (!sameTask || before.batchSize != after.batchSize || before.lingerNs != after.lingerNs) {
            Diagnostic& d = refuse("the concurrency of `" + before.node + "`");
            d.node = before.node;
            d.parameter = "concurrency";
        }
        // A hot parameter that changes what flows would reach nodes that were bound to something else.
        const bool sameOutputs = before.bound.outputPorts == after.bound.outputPorts &&
                                 sameSchemas(before.bound.outputs, after.bound.outputs);
        // What only passes on another node's change is not blamed for it.
        const bool ownDoing = sameSchemas(before.inputs, after.inputs);
        if (!sameOutputs && ownDoing && diagnostics_.items.size() == known) {
            Diagnostic& d = refuse("the columns that `" + before.node + "` sends on");
            d.node = before.node;
        }
        return diff.differs;
    }

    void compareEdges() {
        for (std::size_t i = 0; i < before_.edges.size(); ++i) {
            const PlanEdge& a = before_.edges[i];
            const PlanEdge& b = after_.edges[i];
            const bool same = a.from == b.from && a.fromPort == b.fromPort && a.to == b.to &&
                              a.toPort == b.toPort && a.fused == b.fused && a.capacity == b.capacity &&
                              a.overflow == b.overflow && a.partitioning == b.partitioning &&
                              a.keyColumns == b.keyColumns;
            if (!same) refuse("the wire " + a.id).edge = a.id;
        }
    }

    const Plan& before_;
    const Plan& after_;
    Diagnostics diagnostics_;
};

} // namespace

Result<std::vector<std::size_t>> hotChanges(const Plan& before, const Plan& after) {
    return PlanDiff(before, after).run();
}

} // namespace millrace
