// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/instance_rules.h"

#include "engine/operator/instance_name.h"

#include <fmt/format.h>
#include <algorithm>
#include <map>
#include <optional>

namespace millrace {

namespace {

using Names = std::vector<std::string>;
/// By source: what the columns by which its input is divided are called here. No value: not all of them are
/// still there.
using Dividers = std::map<std::size_t, std::optional<Names>>;

std::string listOf(const Names& names) {
    std::string text;
    for (const std::string& name : names)
        text += (text.empty() ? "`" : ", `") + name + "`";
    return text;
}

std::optional<std::string> nameBehind(const PlanVertex& vertex, const std::string& name) {
    if (vertex.kind->keepsColumns) return name;
    for (const auto& [after, before] : vertex.bound.keptColumns)
        if (before == name) return after;
    return std::nullopt;
}

std::optional<Names> namesBehind(const PlanVertex& vertex, PortRole role, const Names& names) {
    if (role == PortRole::Rejected) return std::nullopt;
    if (role == PortRole::Late) return names;
    Names behind;
    for (const std::string& name : names) {
        auto after = nameBehind(vertex, name);
        if (!after) return std::nullopt;
        behind.push_back(std::move(*after));
    }
    return behind;
}

/// A file, or a table in one: what is staged there for a checkpoint has one owner. See fileIdentity().
bool liesInFile(const ExternalTarget& target) { return target.identity.find("file ") != std::string::npos; }

void merge(Dividers& all, std::size_t source, std::optional<Names> names) {
    const auto [place, fresh] = all.emplace(source, names);
    if (!fresh && place->second != names) place->second.reset();
}

class Check {
public:
    Check(const Plan& plan, const Instance& instance) : plan_(plan), instance_(instance) {}

    std::vector<std::vector<std::size_t>> together; ///< after run()

    Diagnostics run() {
        arriving_.resize(plan_.vertices.size());
        for (std::size_t v = 0; v < plan_.vertices.size(); ++v) {
            const PlanVertex& vertex = plan_.vertices[v];
            if (vertex.bound.makeSource) checkSource(vertex);
            checkStage(vertex, arriving_[v]);
            noteTogether(vertex, arriving_[v]);
            checkTargets(vertex);
            for (const std::size_t e : vertex.outEdges)
                if (!plan_.edges[e].feedback) sendOn(v, plan_.edges[e]);
        }
        return std::move(problems_);
    }

private:
    void refuse(const char* code, const PlanVertex& vertex, const std::string& why, std::string hint) {
        problems_.error(code, "`" + vertex.node + "` " + why, std::move(hint)).node = vertex.node;
    }

    void checkSource(const PlanVertex& vertex) {
        if (vertex.bound.sharesInGroup)
            return refuse("MR4631", vertex, "gets its share of the input from its consumer group",
                          "leave --instance out, or set `assignment` to explicit");
        if (vertex.bound.sharedByInstances) return;
        refuse("MR4631", vertex,
               fmt::format("cannot divide its input among {} instances: each would read all of it",
                           instance_.count),
               "several instances read the partitions of Kafka topics; run this graph without --instance");
    }

    void checkStage(const PlanVertex& vertex, const Dividers& dividers) {
        if (vertex.kind->category == Category::Sink || vertex.bound.makeSource) return;
        const Names& key = vertex.bound.key;
        if (key.empty()) {
            // Those for concurrency (retry, circuit breaker) do with what one instance sees.
            if (vertex.kind->category == Category::Stage && vertex.bound.state == StateRule::Saved)
                refuse("MR4632", vertex, "must see every record, and each instance has a part of them",
                       "do that in a second graph, which reads a topic that the instances write");
            return;
        }
        for (const auto& [source, names] : dividers) {
            if (!decides(names, key)) {
                refuseKey(vertex, plan_.vertices[source]);
            } else if (names != dividers.begin()->second) {
                refuse("MR4632", vertex,
                       "puts records of `" + plan_.vertices[dividers.begin()->first].node + "` and `" +
                           plan_.vertices[source].node +
                           "` together, whose topics are partitioned by different columns",
                       "partition them by the same columns");
            }
        }
    }

    void noteTogether(const PlanVertex& vertex, const Dividers& dividers) {
        if (vertex.bound.key.empty() || vertex.kind->category == Category::Sink || dividers.empty()) return;
        std::vector<std::size_t>& sources = together.emplace_back();
        for (const auto& [source, names] : dividers)
            sources.push_back(source);
    }

    static bool decides(const std::optional<Names>& names, const Names& key) {
        return names && !names->empty() && std::all_of(names->begin(), names->end(), [&](const auto& name) {
                   return std::find(key.begin(), key.end(), name) != key.end();
               });
    }

    void refuseKey(const PlanVertex& vertex, const PlanVertex& source) {
        const Names& divided = source.bound.partitionedBy;
        if (divided.empty())
            return refuse(
                "MR4632", vertex,
                "puts records together by " + listOf(vertex.bound.key) +
                    ", and nothing says that one instance has all of them: what the topics of `" +
                    source.node + "` are partitioned by is not known",
                "name the columns that the keys of its messages are made of in `partitioned_by` of `" +
                    source.node + "`");
        refuse("MR4632", vertex,
               "puts records together by " + listOf(vertex.bound.key) + ", but " + listOf(divided) + " of `" +
                   source.node + "` decides which instance has a record: each would have a part of them",
               "write to a topic whose key is " + listOf(vertex.bound.key) +
                   ", and read that in a second graph; or export the graph to Flink");
    }

    void checkTargets(const PlanVertex& vertex) {
        for (const ExternalTarget& target : vertex.bound.targets) {
            if (target.access != ExternalTarget::Access::Writes) continue;
            if (target.shared && !liesInFile(target)) continue; // a server keeps its clients apart
            if (target.identity == kStandardOutput) continue;   // each process has its own
            if (target.identity.find(nameOf(instance_)) != std::string::npos) continue;
            refuse("MR4633", vertex, "would write " + target.name + " in each instance",
                   "put ${instance} into the name, which stands for " + nameOf(instance_) + " here");
            problems_.items.back().parameter = target.parameter;
        }
    }

    void sendOn(std::size_t v, const PlanEdge& edge) {
        const PlanVertex& vertex = plan_.vertices[v];
        const PortRole role = vertex.bound.outputPorts[edge.fromPort].role;
        if (vertex.bound.makeSource) {
            const Names& names = vertex.bound.partitionedBy;
            merge(arriving_[edge.to], v, role == PortRole::Data ? std::optional(names) : std::nullopt);
        }
        for (const auto& [source, names] : arriving_[v])
            merge(arriving_[edge.to], source, names ? namesBehind(vertex, role, *names) : std::nullopt);
    }

    const Plan& plan_;
    const Instance instance_;
    std::vector<Dividers> arriving_; ///< by vertex
    Diagnostics problems_;
};

} // namespace

Diagnostics instanceObstacles(const Plan& plan, const Instance& instance) {
    return Check(plan, instance).run();
}

std::vector<std::vector<std::size_t>> sourcesPutTogether(const Plan& plan, const Instance& instance) {
    Check check(plan, instance);
    (void)check.run();
    return std::move(check.together);
}

} // namespace millrace
