// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/task_graph.h"

#include "engine/plan/plan_cycles.h"

#include <algorithm>

namespace millrace {

namespace {

/// Records: with less room, a wire that is divided among its workers would be in the way of whole batches.
constexpr std::int64_t kLeastShare = 4096;

std::size_t slotOf(const PlanChain& chain, std::size_t vertex) {
    const auto found = std::find(chain.vertices.begin(), chain.vertices.end(), vertex);
    return static_cast<std::size_t>(found - chain.vertices.begin());
}

} // namespace

std::int64_t RunningEdge::capacity() const {
    std::int64_t records = 0;
    for (const auto& wire : wires)
        records += wire->capacity();
    return records;
}

bool RunningEdge::closed() const {
    return std::all_of(wires.begin(), wires.end(), [](const auto& wire) { return wire->closed(); });
}

bool RunningEdge::producersWait() const {
    return std::any_of(wires.begin(), wires.end(), [](const auto& wire) { return wire->producersWait(); });
}

TaskGraph::TaskGraph(const Plan& plan, RunScope& scope)
    : plan_(plan),
      tight_(std::any_of(plan.vertices.begin(), plan.vertices.end(),
                         [](const PlanVertex& vertex) { return vertex.bound.joinsInputs; }) ||
             std::any_of(plan.edges.begin(), plan.edges.end(),
                         [](const PlanEdge& edge) { return edge.feedback; })),
      cycles_(cyclesOfChains(plan)),
      timed_(timedVertices(plan)),
      scope_(scope) {
    for (std::size_t c = 0; c < plan.chains.size(); ++c) {
        firstTask_.push_back(tasks_.size());
        for (int i = 0; i < std::max(1, plan.chains[c].workers); ++i) {
            const auto index = static_cast<std::uint32_t>(tasks_.size());
            tasks_.push_back(std::make_unique<Task>(scope, plan, c, i, index, tight_));
        }
    }
    firstTask_.push_back(tasks_.size());
    for (std::size_t e = 0; e < plan.edges.size(); ++e)
        edges_.push_back(std::make_unique<RunningEdge>());
    // In the order of the vertices' wires, so that a port's wires keep the document's order.
    for (std::size_t e = 0; e < plan.edges.size(); ++e)
        plan.edges[e].fused ? fuse(e) : connect(e);
}

int TaskGraph::sourceTasks() const {
    return static_cast<int>(std::count_if(
        tasks_.begin(), tasks_.end(), [](const auto& task) { return task->slots().front()->isSource(); }));
}

void TaskGraph::wakeAll() {
    for (const auto& task : tasks_)
        task->wake();
}

std::size_t TaskGraph::firstOrigin(const PlanVertex& vertex, std::size_t edge) const {
    std::size_t origin = 0;
    for (const std::size_t e : vertex.inEdges) {
        if (e == edge) break;
        origin += tasksOf(plan_.vertices[plan_.edges[e].from].chain).size();
    }
    return origin;
}

void TaskGraph::fuse(std::size_t e) {
    const PlanEdge& planned = plan_.edges[e];
    RunningEdge& edge = *edges_[e];
    const std::size_t c = plan_.vertices[planned.from].chain;
    const PlanChain& chain = plan_.chains[c];
    const auto& inEdges = plan_.vertices[planned.to].inEdges;
    const auto origin =
        static_cast<std::size_t>(std::find(inEdges.begin(), inEdges.end(), e) - inEdges.begin());
    for (const auto& task : tasksOf(c)) {
        edge.sent.push_back(std::make_unique<SendCells>());
        edge.received.push_back(std::make_unique<ReceiveCells>());
        VertexSlot& from = *task->slots()[slotOf(chain, planned.from)];
        VertexSlot& to = *task->slots()[slotOf(chain, planned.to)];
        if (!timed_[planned.from]) to.ignoreTimeOf(origin);
        from.collector.ports[planned.fromPort].fused.push_back(
            {&to, planned.toPort, origin, edge.sent.back().get(), edge.received.back().get(), &edge.peek, e});
    }
}

void TaskGraph::connect(std::size_t e) {
    const PlanEdge& planned = plan_.edges[e];
    const PlanVertex& to = plan_.vertices[planned.to];
    RunningEdge& edge = *edges_[e];
    const auto producers = tasksOf(plan_.vertices[planned.from].chain);
    const auto consumers = tasksOf(to.chain);
    const bool fromOrdered = producers.front()->passesOrder();
    const bool toOrdered = consumers.front()->passesOrder();
    // Order needs every worker to hear of every number; otherwise worker i may talk to worker i alone.
    const bool oneToOne = planned.partitioning == Partitioning::Forward &&
                          producers.size() == consumers.size() && !fromOrdered && !toOrdered;

    const std::int64_t capacity = std::max<std::int64_t>(planned.capacity, 1);
    const auto pairs = static_cast<std::int64_t>(consumers.size());
    const bool paired = oneToOne && pairs > 1 && !tight_ && capacity / pairs >= kLeastShare;
    for (std::int64_t i = 0; i < (paired ? pairs : 1); ++i) {
        const std::int64_t share = paired ? capacity / pairs + (i < capacity % pairs ? 1 : 0) : capacity;
        edge.wires.push_back(
            std::make_unique<Wire>(static_cast<std::uint32_t>(e), share, planned.overflow, tight_));
        edge.wires.back()->setConsumers(paired ? 1 : static_cast<int>(consumers.size()));
    }
    const auto wireOf = [&edge](const Task& task) -> Wire& {
        return *edge.wires[static_cast<std::size_t>(task.subtask()) % edge.wires.size()];
    };
    const std::size_t origin = firstOrigin(to, e);
    const std::size_t cycle = cycles_[plan_.vertices[planned.from].chain];
    const bool timeless = planned.feedback || !timed_[planned.from];
    for (const auto& task : consumers) {
        edge.channels.push_back(
            std::make_unique<Channel>(wireOf(*task), *task, oneToOne ? 1 : producers.size()));
        edge.received.push_back(std::make_unique<ReceiveCells>());
        if (scope_.observe()) edge.received.back()->waitTime = std::make_unique<Histogram>();
        TaskInput::Feed feed;
        feed.channel = edge.channels.back().get();
        feed.port = planned.toPort;
        feed.origin = origin;
        feed.cells = edge.received.back().get();
        feed.inner = cycle != kNoCycle && cycle == cycles_[to.chain];
        feed.timeless = timeless;
        if (fromOrdered && !toOrdered) feed.resequencer = std::make_unique<Resequencer>(producers.size());
        task->addFeed(std::move(feed), static_cast<int>(oneToOne ? 1 : producers.size()));
        for (std::size_t p = 0; timeless && p < producers.size(); ++p)
            task->slots().front()->ignoreTimeOf(origin + p);
        if (oneToOne) {
            // The other producers of this wire never speak to this subtask.
            for (std::size_t p = 0; p < producers.size(); ++p) {
                if (p != static_cast<std::size_t>(task->subtask()))
                    task->slots().front()->endOrigin(origin + p);
            }
        }
    }
    for (const auto& task : producers) {
        wireOf(*task).addProducer(*task);
        edge.sent.push_back(std::make_unique<SendCells>());
        WireOutput::Setup setup;
        setup.edge = &planned;
        setup.producerNode = plan_.vertices[planned.from].node;
        setup.wire = &wireOf(*task);
        if (oneToOne) {
            setup.targets.push_back(edge.channels[static_cast<std::size_t>(task->subtask())].get());
        } else {
            for (const auto& channel : edge.channels)
                setup.targets.push_back(channel.get());
        }
        setup.cells = edge.sent.back().get();
        setup.peek = &edge.peek;
        setup.dealer = toOrdered && !fromOrdered ? &edge.dealer : nullptr;
        setup.stream = static_cast<std::uint32_t>(e);
        setup.producer = static_cast<std::uint32_t>(task->subtask());
        setup.receiverOrdered = toOrdered;
        setup.stampTimes = scope_.observe();
        setup.clock = &scope_.clock();
        const std::size_t slot = slotOf(plan_.chains[plan_.vertices[planned.from].chain], planned.from);
        task->slots()[slot]->collector.ports[planned.fromPort].wires.push_back(
            &task->addOutput(std::move(setup)));
    }
}

std::int64_t TaskGraph::countQueued(std::size_t e) const {
    const RunningEdge& edge = *edges_[e];
    std::int64_t rows = 0;
    const PlanVertex& sender = plan_.vertices[plan_.edges[e].from];
    if (plan_.edges[e].fused) {
        const std::size_t slot = slotOf(plan_.chains[sender.chain], plan_.edges[e].from);
        for (const auto& task : tasksOf(sender.chain))
            rows += task->slots()[slot]->collector.keptRows(e);
        return rows;
    }
    const auto consumers = tasksOf(plan_.vertices[plan_.edges[e].to].chain);
    for (std::size_t i = 0; i < edge.channels.size(); ++i) {
        rows += consumers[i]->input().queuedRows(*edge.channels[i]);
    }
    return rows;
}

} // namespace millrace
