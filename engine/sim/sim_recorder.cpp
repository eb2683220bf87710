// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/sim_recorder.h"

#include <fmt/format.h>
#include <algorithm>
#include <numeric>

namespace millrace::sim {

namespace {

bool isWork(TimeKind kind) {
    return kind == TimeKind::Busy || kind == TimeKind::Lock || kind == TimeKind::Io;
}

TurnEnd endFor(TimeKind next) {
    switch (next) {
        case TimeKind::BackPressured: return TurnEnd::OutputFull;
        case TimeKind::Ready: return TurnEnd::Yields;
        default: return TurnEnd::NeedsInput;
    }
}

const PlanVertex& headOf(const SimModel& model, std::size_t task) {
    return model.plan->vertices[model.ops[model.chains[model.tasks[task].chain].ops.begin].vertex];
}

std::uint32_t onlyOne(const std::vector<std::uint32_t>& wires) {
    return wires.size() == 1 ? wires.front() : kNoTraceSubject;
}

} // namespace

SimRecorder::SimRecorder(const SimModel& model, std::size_t eventsPerLane, MonotonicNs since)
    : most_(std::max<std::size_t>(eventsPerLane, 16)), turns_(model.tasks.size()) {
    if (model.poolIsShared) {
        for (const SimSite& site : model.sites)
            poolLanes_ += site.poolWorkers;
        for (std::uint32_t i = 0; i < poolLanes_; ++i)
            lanes_.push_back({fmt::format("pool {}", i + 1), {}, 0, since, since, false, false});
    }
    // Of thousands of workers each keeps less, so that all of them together have bounds.
    constexpr std::size_t kMostEvents = 2'000'000;
    most_ = std::max<std::size_t>(std::min(most_, kMostEvents / (model.tasks.size() + 1)), 16);
    for (const SimOp& op : model.ops)
        vertexOfOp_.push_back(op.vertex);
    for (const SimResource& resource : model.resources)
        resources_.push_back(resource.name);
    for (std::size_t t = 0; t < model.tasks.size(); ++t) {
        const SimTaskPlace& place = model.tasks[t];
        const SimChain& chain = model.chains[place.chain];
        tasks_.push_back({headOf(model, t).chain, static_cast<int>(place.subtask)});
        std::vector<std::uint32_t> outputs, inputs;
        for (const std::uint32_t edge : chain.outEdges)
            outputs.push_back(model.edges[edge].planEdge);
        for (std::uint32_t f = place.channels.begin; f < place.channels.end; ++f)
            inputs.push_back(model.edges[model.channels[model.feeds[f]].edge].planEdge);
        turns_[t].output = onlyOne(outputs);
        turns_[t].input = onlyOne(inputs);
        turns_[t].source = chain.source;
    }
    for (const std::uint32_t t : inOrderOfTheGraph()) {
        const SimTaskPlace& place = model.tasks[t];
        const SimChain& chain = model.chains[place.chain];
        if (model.poolIsShared && chain.executor == ExecutorKind::Pool) continue;
        turns_[t].own = static_cast<std::uint32_t>(lanes_.size());
        const std::string number = chain.workers > 1 ? fmt::format(" #{}", place.subtask + 1) : "";
        lanes_.push_back({headOf(model, t).node + number, {}, 0, since, since, false, false});
    }
}

std::vector<std::uint32_t> SimRecorder::inOrderOfTheGraph() const {
    std::vector<std::uint32_t> order(tasks_.size());
    std::iota(order.begin(), order.end(), 0);
    const auto earlier = [this](std::uint32_t a, std::uint32_t b) {
        return std::pair(tasks_[a].chain, tasks_[a].subtask) < std::pair(tasks_[b].chain, tasks_[b].subtask);
    };
    std::sort(order.begin(), order.end(), earlier);
    return order;
}

void SimRecorder::switched(std::uint32_t task, TimeKind was, MonotonicNs since, TimeKind is, MonotonicNs now,
                           std::uint32_t op) {
    Turn& turn = turns_[task];
    if (now > since && isWork(was)) work(task, was, since, op);
    if (!turn.lane) return;
    if (turn.waits) {
        note(*turn.lane, {now, TraceKind::WaitEnds, 0, task, kNoTraceSubject, 0});
        turn.waits = false;
    }
    if (now > since && was == TimeKind::Busy)
        note(*turn.lane, {now, TraceKind::OperatorLeft, 0, task, vertexOfOp_[op], 0});
    if (!isWork(is)) end(task, now, endFor(is));
}

/// Begins what takes time: a turn where there is none, and in it the node, or the wait.
void SimRecorder::work(std::uint32_t task, TimeKind kind, MonotonicNs since, std::uint32_t op) {
    Turn& turn = turns_[task];
    if (turn.waits) return; // known from goesOn
    if (!turn.lane) begin(task, since);
    if (kind == TimeKind::Busy) {
        Lane& lane = lanes_[*turn.lane];
        const bool known = !lane.events.empty() && lane.events.back().kind == TraceKind::OperatorEntered;
        if (!known) note(*turn.lane, {since, TraceKind::OperatorEntered, 0, task, vertexOfOp_[op], 0});
        return;
    }
    const TraceWait why = kind == TimeKind::Lock ? TraceWait::Lock : TraceWait::Io;
    note(*turn.lane,
         {since, TraceKind::WaitBegins, static_cast<std::uint8_t>(why), task, kNoTraceSubject, 0});
    turn.waits = true;
}

void SimRecorder::goesOn(std::uint32_t task, TimeKind kind, MonotonicNs since, MonotonicNs now,
                         std::uint32_t op) {
    if (now > since && isWork(kind)) work(task, kind, since, op);
}

void SimRecorder::begin(std::uint32_t task, MonotonicNs at) {
    Turn& turn = turns_[task];
    turn.lane = laneFor(turn, at);
    Lane& lane = lanes_[*turn.lane];
    lane.taken = true;
    if (lane.asleep) note(*turn.lane, {at, TraceKind::Awakes, 0, kNoTraceSubject, kNoTraceSubject, 0});
    lane.asleep = false;
    note(*turn.lane, {at, TraceKind::TurnBegins, 0, task, kNoTraceSubject, 0});
}

void SimRecorder::end(std::uint32_t task, MonotonicNs at, TurnEnd why) {
    Turn& turn = turns_[task];
    Lane& lane = lanes_[*turn.lane];
    if (turn.source && why == TurnEnd::NeedsInput) why = TurnEnd::AwaitsTime;
    const std::uint32_t wire = why == TurnEnd::OutputFull   ? turn.output
                               : why == TurnEnd::NeedsInput ? turn.input
                                                            : kNoTraceSubject;
    note(*turn.lane, {at, TraceKind::TurnEnds, static_cast<std::uint8_t>(why), task, wire, 0});
    note(*turn.lane, {at, TraceKind::Sleeps, 0, kNoTraceSubject, kNoTraceSubject, 0});
    lane.asleep = true;
    lane.taken = false;
    lane.freeSince = at;
    turn.lane.reset();
}

/// A worker of the pool that had nothing to do then: the one whose rest was shortest, so that the others are
/// left to those who began earlier and are heard of later.
std::uint32_t SimRecorder::laneFor(const Turn& turn, MonotonicNs at) const {
    if (turn.own != kNone) return turn.own;
    std::optional<std::uint32_t> best, earliest;
    for (std::uint32_t i = 0; i < poolLanes_; ++i) {
        if (lanes_[i].taken) continue;
        if (!earliest || lanes_[i].freeSince < lanes_[*earliest].freeSince) earliest = i;
        if (lanes_[i].freeSince <= at && (!best || lanes_[i].freeSince > lanes_[*best].freeSince)) best = i;
    }
    return best ? *best : earliest.value_or(0);
}

void SimRecorder::note(std::uint32_t index, TraceEvent event) {
    Lane& lane = lanes_[index];
    if (lane.events.size() == most_) {
        lane.events.pop_front();
        lane.from = lane.events.front().at;
    }
    if (!lane.events.empty()) event.at = std::max(event.at, lane.events.back().at); // never falls
    lane.events.push_back(event);
    ++lane.written;
}

void SimRecorder::read(Trace& trace, const TraceMark& from) const {
    trace.tasks = tasks_;
    trace.resources = resources_;
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
        const Lane& lane = lanes_[i];
        const std::uint64_t known = i < from.positions.size() ? from.positions[i] : 0;
        const std::uint64_t oldest = lane.written - lane.events.size();
        const std::uint64_t first = std::clamp(known, oldest, lane.written);
        TraceLane read{lane.name, lane.from, first - std::min(first, known), {}};
        read.events.assign(lane.events.begin() + static_cast<std::ptrdiff_t>(first - oldest),
                           lane.events.end());
        trace.lanes.push_back(std::move(read));
        trace.next.positions.push_back(lane.written);
    }
}

MonotonicNs SimRecorder::knownSince() const {
    MonotonicNs since = 0;
    for (const Lane& lane : lanes_)
        since = std::max(since, lane.from);
    return since;
}

} // namespace millrace::sim
