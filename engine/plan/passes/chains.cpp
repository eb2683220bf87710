// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/passes/chains.h"

#include "engine/base/text.h"
#include "engine/plan/passes/replicate.h"

#include <algorithm>

namespace millrace::planning {

namespace {

constexpr std::size_t kNoChain = SIZE_MAX;
/// Enough to hide the time a call takes, few enough for a server that nobody asked.
constexpr int kDefaultOperations = 16;

} // namespace

Chains::Chains(PlanningState& state)
    : state_(state),
      chainOf_(state.nodes.size(), kNoChain),
      workers_(state.nodes.size(), 1),
      operations_(state.nodes.size(), 1),
      replicated_(nodesToReplicate(state)) {}

bool Chains::mergesStates(std::size_t node) const {
    return replicated_[node] && state_.nodes[node].bound->mergesStates;
}

const std::vector<std::string>& Chains::keyOf(std::size_t node) const {
    static const std::vector<std::string> kNone;
    const NodeState& entry = state_.nodes[node];
    if (mergesStates(node)) return kNone;
    if (!entry.bound->key.empty()) return entry.bound->key;
    return entry.settings.ordering == Ordering::ByKey ? entry.settings.key : kNone;
}

/// An executor asked for from outside replaces those of the document: `inline` for every node that can take
/// it.
bool Chains::isInline(std::size_t node) const {
    if (state_.options.executor) return false;
    return state_.nodes[node].settings.executor == ExecutorKind::Inline;
}

std::string Chains::whyNotInProcesses(std::size_t index) const {
    const NodeState& node = state_.nodes[index];
    if (node.kind->inputs.empty())
        return "a source reads its input once, and a crash would lose what it read";
    if (node.kind->category == Category::Sink)
        return "a sink writes its target once, and a crash would leave half of it";
    if (!node.bound->targets.empty())
        return "it uses " + node.bound->targets.front().name + ", which only one process may do";
    if (node.bound->joinsInputs || node.bound->holdsBackTime)
        return "it keeps records back for each other, and a crash would lose them";
    if (!node.bound->fusible) return "it is a queue between tasks and does no work";
    return {};
}

ExecutorKind Chains::executorOf(std::size_t index) const {
    const NodeState& node = state_.nodes[index];
    const ExecutorKind usual = node.bound->asynchronous ? ExecutorKind::Async : ExecutorKind::Pool;
    const ExecutorKind kind = state_.options.executor.value_or(node.settings.executor.value_or(usual));
    const bool notHere = kind == ExecutorKind::Processes && !whyNotInProcesses(index).empty();
    return kind == ExecutorKind::Inline || notHere ? ExecutorKind::Pool : kind;
}

void Chains::chooseWorkers() {
    // From the sinks up: what is fused into a task must bear as many workers as the task has.
    std::vector<int> limit(state_.nodes.size(), INT32_MAX);
    for (auto it = state_.order.rbegin(); it != state_.order.rend(); ++it) {
        const NodeState& node = state_.nodes[*it];
        if (node.bound->maxWorkers > 0) limit[*it] = std::min(limit[*it], node.bound->maxWorkers);
        workers_[*it] = node.settings.workers.value_or(replicated_[*it] ? state_.options.cores : 1);
        if (state_.options.workers)
            workers_[*it] = std::max(1, std::min(*state_.options.workers, limit[*it]));
        if (isAsync(*it)) {
            // One task; what would be workers elsewhere are its operations in flight.
            const int usual = node.bound->asynchronous ? kDefaultOperations : 1;
            operations_[*it] = state_.options.workers.value_or(node.settings.workers.value_or(usual));
            workers_[*it] = 1;
        }
        if (!isInline(*it)) continue;
        const int bearable = keyOf(*it).empty() ? limit[*it] : 1;
        for (const std::size_t edge : node.inEdges) {
            int& upstream = limit[state_.edges[edge].from];
            upstream = std::min(upstream, bearable);
        }
    }
}

void Chains::checkNode(std::size_t index) {
    NodeState& node = state_.nodes[index];
    const int most = node.bound->maxWorkers;
    if (isAsync(index)) {
        checkAsync(index);
    } else if (most > 0 && node.settings.workers.value_or(1) > most) {
        state_
            .error(node, "MR1133",
                   most == 1 ? "`" + node.id() + "` must see every record and runs with one worker"
                             : "`" + node.id() + "` runs with at most " + std::to_string(most) + " workers",
                   "leave `workers` out")
            .parameter = "concurrency.workers";
    }
    if (node.settings.executor == ExecutorKind::Processes) {
        const std::string why = whyNotInProcesses(index);
        if (!why.empty()) {
            state_
                .error(node, "MR1148", "`" + node.id() + "` cannot run in worker processes: " + why,
                       "use `pool` or `threads`")
                .parameter = "concurrency.executor";
        }
    }
    const bool byKey = node.settings.ordering == Ordering::ByKey;
    if (byKey && keyOf(index).empty()) {
        state_
            .error(node, "MR1135", "`by_key` needs to know the key of `" + node.id() + "`",
                   "add \"key\": [\"column\"] to `concurrency`")
            .parameter = "concurrency.ordering";
    }
    for (const std::string& column : node.settings.key) {
        if (node.inputs.empty() || node.inputs[0]->indexOf(column)) continue;
        state_
            .error(node, "MR1136", "unknown column `" + column + "` in the key",
                   suggestion(column, node.inputs[0]->names()))
            .parameter = "concurrency.key";
    }
}

void Chains::checkAsync(std::size_t index) {
    NodeState& node = state_.nodes[index];
    if (node.settings.workers.value_or(1) == 1) return;
    const std::string asked = std::to_string(*node.settings.workers) + " operations in flight";
    const char* why = nullptr;
    if (node.inEdges.empty())
        why = "a source starts none";
    else if (!node.bound->key.empty())
        why = "a stage with a key works on one record after the other";
    else if (node.settings.ordering == Ordering::ByKey)
        why = "they are in one task, which knows `ordered` and `unordered` but no keys";
    if (why == nullptr) return;
    state_
        .error(node, "MR1137", "`" + node.id() + "` cannot have " + asked + " on `async`: " + why,
               "use `pool`, or leave `workers` out")
        .parameter = "concurrency.workers";
}

bool Chains::mayFuse(std::size_t index) const {
    const NodeState& node = state_.nodes[index];
    const bool fusesAll = state_.options.executor == ExecutorKind::Inline;
    if (!fusesAll && isAsync(index)) return false;
    if (node.inEdges.size() != 1 || !node.bound->fusible) return false;
    const EdgeState& edge = state_.edges[node.inEdges[0]];
    if (edge.hasQueue || edge.partitioning) return false;
    if (state_.nodes[edge.from].outEdges.size() != 1) return false;
    if (chains_[chainOf_[edge.from]].executor == ExecutorKind::Processes) return false;
    if (workers_[index] != workers_[edge.from]) return false;
    if (chains_[chainOf_[edge.from]].executor == ExecutorKind::Async) return false;
    if (workers_[index] > 1) {
        if (!keyOf(index).empty()) return false;
        const Chain& chain = chains_[chainOf_[edge.from]];
        if (node.settings.ordering && *node.settings.ordering != chain.ordering) return false;
    }
    if (fusesAll) return true;
    const bool asksForExecutor = node.settings.executor.has_value();
    return state_.options.allowFusion &&
           (!asksForExecutor || (state_.options.executor && node.settings.executor == ExecutorKind::Inline));
}

void Chains::join(std::size_t node, std::size_t chain) {
    chainOf_[node] = chain;
    chains_[chain].nodes.push_back(node);
    workers_[node] = chains_[chain].workers;
}

void Chains::begin(std::size_t index) {
    const ConcurrencySettings& settings = state_.nodes[index].settings;
    chainOf_[index] = chains_.size();
    Chain& chain = chains_.emplace_back();
    chain.nodes.push_back(index);
    chain.executor = executorOf(index);
    chain.workers = workers_[index];
    if (chain.executor == ExecutorKind::Async) chain.operations = operations_[index];
    chain.orderingChosen = !settings.ordering;
    chain.ordering = settings.ordering.value_or(keyOf(index).empty() ? Ordering::Unordered : Ordering::ByKey);
}

void Chains::joinInline(std::size_t index) {
    const NodeState& node = state_.nodes[index];
    const auto refuse = [&](const char* code, const std::string& why, const char* hint) {
        state_.error(node, code, "`" + node.id() + "` cannot run inline: " + why, hint).parameter =
            "concurrency.executor";
        begin(index);
    };
    if (node.inEdges.empty()) {
        refuse("MR1143", "a source has no upstream node to run in", "use `pool` or `threads`");
        return;
    }
    if (!node.bound->fusible) {
        refuse("MR1144", "this kind of node has a queue in front of it", "use `pool` or `threads`");
        return;
    }
    const std::size_t chain = chainOf_[state_.edges[node.inEdges[0]].from];
    for (const std::size_t index2 : node.inEdges) {
        const EdgeState& edge = state_.edges[index2];
        if (chainOf_[edge.from] != chain) {
            refuse("MR1142", "its wires come from different tasks",
                   "use `pool` or `threads`, or make all of them inline");
            return;
        }
        if (edge.hasQueue || (edge.partitioning && *edge.partitioning != Partitioning::Forward)) {
            refuse("MR1145", "the wire " + edge.edge->id() + " asks for a queue of its own",
                   "remove `queue` and `partitioning` from the wire, or use another executor");
            return;
        }
    }
    if (chains_[chain].executor == ExecutorKind::Processes) {
        refuse("MR1149", "a worker process runs one node", "use `pool` or `threads`");
        return;
    }
    const int workers = chains_[chain].workers;
    if (workers > 1 && (node.bound->maxWorkers == 1 || !keyOf(index).empty())) {
        refuse("MR1144",
               "its upstream task has " + std::to_string(workers) +
                   " workers, and its records must be dealt out anew in between",
               "use `pool` or `threads`");
        return;
    }
    join(index, chain);
}

/// Where a node downstream depends on the order of records, stages with several workers put it back, unless
/// the document says otherwise.
void Chains::keepOrderWhereItMatters() {
    std::vector<std::size_t> wanting(state_.nodes.size(), kNoChain);
    for (auto it = state_.order.rbegin(); it != state_.order.rend(); ++it) {
        const NodeState& node = state_.nodes[*it];
        for (const std::size_t edge : node.outEdges) {
            const std::size_t below = state_.edges[edge].to;
            if (state_.nodes[below].bound->orderSensitive) wanting[*it] = below;
            if (wanting[*it] == kNoChain) wanting[*it] = wanting[below];
        }
    }
    for (Chain& chain : chains_) {
        const std::size_t wanted = wanting[chain.nodes.back()];
        const int atOnce = std::max(chain.workers, chain.operations);
        if (atOnce == 1 || wanted == kNoChain || chain.ordering != Ordering::Unordered) continue;
        if (chain.orderingChosen) {
            chain.ordering = Ordering::Ordered;
            continue;
        }
        const NodeState& head = state_.nodes[chain.nodes.front()];
        Diagnostic& d = state_.diagnostics.warning(
            "MR1146",
            "`" + state_.nodes[wanted].id() + "` depends on the order of its records, which `" + head.id() +
                "` with " + std::to_string(atOnce) +
                (chain.executor == ExecutorKind::Async ? " unordered operations" : " unordered workers") +
                " does not keep",
            "set \"ordering\": \"ordered\"");
        d.node = head.id();
        d.parameter = "concurrency.ordering";
    }
}

void Chains::form() {
    chooseWorkers();
    for (const std::size_t index : state_.order) {
        checkNode(index);
        if (isInline(index)) {
            joinInline(index);
        } else if (mayFuse(index)) {
            join(index, chainOf_[state_.edges[state_.nodes[index].inEdges[0]].from]);
        } else {
            begin(index);
        }
    }
    keepOrderWhereItMatters();
}

} // namespace millrace::planning
