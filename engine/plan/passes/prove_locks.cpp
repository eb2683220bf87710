// SPDX-License-Identifier: Apache-2.0
//
// Nodes that take shared resources name them in their parameter `resources`, in the order in which they take
// them (shared_resource), or one in `resource` (work). Who holds x and waits for y makes a step from x to y;
// a deadlock needs steps that come round, each by another task. A resource of which there is enough for all
// who hold it and wait, and one that is only read, makes nobody wait for ever.
#include "engine/graph/graph_edit.h"
#include "engine/plan/passes/planning_state.h"

#include <algorithm>
#include <set>

namespace millrace::planning {

namespace {

struct Use {
    std::size_t vertex = 0;
    std::string kind = {}; ///< in words; all uses of a resource have the same
    std::int64_t capacity = 1;
    bool reads = false;
    bool isLast = true; ///< nothing is waited for while it is held
};

struct Step {
    std::string held;
    std::string wanted;
    std::size_t vertex = 0;
};

bool hasParameter(const PlanVertex& vertex, const char* name) {
    const auto& specs = vertex.kind->params;
    return std::any_of(specs.begin(), specs.end(),
                       [name](const ParameterSpec& spec) { return spec.name == name; });
}

std::vector<std::string> resourcesOf(const PlanVertex& vertex) {
    if (vertex.kind == nullptr) return {};
    if (hasParameter(vertex, "resources") && vertex.params.has("resources"))
        return vertex.params.list("resources");
    if (hasParameter(vertex, "resource") && vertex.params.has("mode") && vertex.params.text("mode") == "lock")
        return {vertex.params.text("resource")};
    return {};
}

Use useBy(const PlanVertex& vertex) {
    const Params& params = vertex.params;
    const std::string kind = hasParameter(vertex, "resources") ? params.text("kind") : "semaphore";
    Use use;
    if (kind == "reader_writer") {
        use.kind = "a reader-writer lock";
        use.reads = params.text("access") == "read";
        return use;
    }
    use.capacity = kind == "semaphore" ? params.integer("capacity") : 1;
    use.kind = use.capacity == 1 ? "a mutex" : "a semaphore of " + std::to_string(use.capacity);
    return use;
}

class LockOrder {
public:
    LockOrder(const Plan& plan, PlanningState& state) : plan_(plan), state_(state) {
        for (std::size_t v = 0; v < plan.vertices.size(); ++v) {
            const std::vector<std::string> names = resourcesOf(plan.vertices[v]);
            for (std::size_t i = 0; i < names.size(); ++i) {
                Use use = useBy(plan.vertices[v]);
                use.vertex = v;
                use.isLast = i + 1 == names.size();
                uses_[names[i]].push_back(std::move(use));
                for (std::size_t j = i + 1; j < names.size(); ++j)
                    steps_.push_back({names[i], names[j], v});
            }
        }
    }

    void run() {
        compareKinds();
        if (state_.diagnostics.hasErrors()) return;
        std::erase_if(steps_,
                      [this](const Step& step) { return !mayRunOut(step.held) || !mayRunOut(step.wanted); });
        for (const auto& [name, uses] : uses_) {
            path_.clear();
            if (!reported_.contains(name) && comesRound(name, name)) report();
        }
    }

private:
    void compareKinds() {
        for (const auto& [name, uses] : uses_) {
            const Use& first = uses.front();
            for (const Use& use : uses) {
                if (use.kind == first.kind) continue;
                Diagnostic& d = state_.diagnostics.error(
                    "MR1174",
                    "the resource `" + name + "` is " + use.kind + " for `" + nodeOf(use.vertex) + "` but " +
                        first.kind + " for `" + nodeOf(first.vertex) + "`",
                    "give both the same kind and capacity, or the resource another name");
                d.node = nodeOf(use.vertex);
                break;
            }
        }
    }

    /// Who hold it and wait for another may be all that it can have.
    bool mayRunOut(const std::string& name) const {
        std::int64_t waitingHolders = 0;
        bool onlyRead = true;
        for (const Use& use : uses_.at(name)) {
            onlyRead = onlyRead && use.reads;
            if (!use.isLast) waitingHolders += workersOf(use.vertex);
        }
        return !onlyRead && waitingHolders >= uses_.at(name).front().capacity;
    }

    /// Extends path_ from `at` until it is back at `begin`; a chain stands for no more steps than it has
    /// workers.
    bool comesRound(const std::string& begin, const std::string& at) {
        if (++looks_ > kLooks) return false;
        for (const Step& step : steps_) {
            if (step.held != at || !hasTaskFor(step)) continue;
            path_.push_back(step);
            if (step.wanted == begin) return true;
            const bool seen = std::any_of(path_.begin(), path_.end() - 1,
                                          [&](const Step& one) { return one.held == step.wanted; });
            if (!seen && comesRound(begin, step.wanted)) return true;
            path_.pop_back();
        }
        return false;
    }

    bool hasTaskFor(const Step& step) const {
        const std::size_t chain = plan_.vertices[step.vertex].chain;
        const auto taken = std::count_if(path_.begin(), path_.end(), [&](const Step& one) {
            return plan_.vertices[one.vertex].chain == chain;
        });
        return taken < workersOf(step.vertex);
    }

    void report() {
        std::string text;
        for (const Step& step : path_) {
            text += (text.empty() ? "`" : "; `") + nodeOf(step.vertex) + "` holds `" + step.held +
                    "` while it waits for `" + step.wanted + "`";
            reported_.insert(step.held);
        }
        const Step& last = path_.back();
        const std::vector<std::string> order = orderFor(last.vertex);
        std::string names;
        for (const std::string& name : order)
            names += (names.empty() ? "" : ", ") + name;
        Diagnostic& d = state_.diagnostics.warning(
            "MR1173", "a deadlock is possible: " + text,
            "take the resources in the same order everywhere" +
                (order.empty() ? std::string() : ", in `" + nodeOf(last.vertex) + "` as " + names));
        d.node = nodeOf(last.vertex);
        d.parameter = "resources";
        if (order.empty()) return;
        boost::json::array list(order.begin(), order.end());
        d.fix = std::make_shared<const GraphEdit>(edit::SetParam{d.node, "resources", std::move(list)});
    }

    /// The resources of the node in the order in which all others take theirs; empty where those disagree.
    std::vector<std::string> orderFor(std::size_t vertex) const {
        std::set<std::string> left;
        for (const auto& [name, uses] : uses_)
            left.insert(name);
        const std::vector<std::string> wanted = resourcesOf(plan_.vertices[vertex]);
        std::vector<std::string> order;
        while (!left.empty()) {
            const auto isFree = [&](const std::string& name) {
                return std::none_of(steps_.begin(), steps_.end(), [&](const Step& step) {
                    return step.vertex != vertex && step.wanted == name && left.contains(step.held);
                });
            };
            // As close to the present order as the others allow.
            auto next = std::find_if(wanted.begin(), wanted.end(), [&](const std::string& name) {
                return left.contains(name) && isFree(name);
            });
            const auto other = std::find_if(left.begin(), left.end(), isFree);
            if (next == wanted.end() && other == left.end()) return {};
            const std::string name = next != wanted.end() ? *next : *other;
            if (next != wanted.end()) order.push_back(name);
            left.erase(name);
        }
        return order;
    }

    std::int64_t workersOf(std::size_t vertex) const {
        return plan_.chains[plan_.vertices[vertex].chain].workers;
    }
    const std::string& nodeOf(std::size_t vertex) const { return plan_.vertices[vertex].node; }

    static constexpr int kLooks = 100'000;
    const Plan& plan_;
    PlanningState& state_;
    std::map<std::string, std::vector<Use>> uses_; ///< by resource
    std::vector<Step> steps_;
    std::vector<Step> path_;
    std::set<std::string> reported_;
    int looks_ = 0;
};

} // namespace

void proveLocks(const Plan& plan, PlanningState& state) { LockOrder(plan, state).run(); }

} // namespace millrace::planning
