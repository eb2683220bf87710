// SPDX-License-Identifier: Apache-2.0
#include "engine/run/trace.h"

#include "engine/run/trace_openings.h"

#include <algorithm>

namespace millrace {

namespace {

/// Finds the stretches between the events of one lane.
class SliceFinder {
public:
    SliceFinder(const TraceLane& lane, MonotonicNs until) : lane_(lane), until_(until) {}

    std::vector<TraceSlice> find() {
        for (const TraceEvent& event : lane_.events)
            take(event);
        while (!open_.empty()) {
            found_[open_.back()].cutBack = true;
            close(until_);
        }
        std::stable_sort(found_.begin(), found_.end(), [](const TraceSlice& a, const TraceSlice& b) {
            if (a.from != b.from) return a.from < b.from;
            if (a.cutFront != b.cutFront) return a.cutFront;
            // What was cut in front was found at its end, inner ones first.
            return a.cutFront && (a.to != b.to ? a.to > b.to : a.kind < b.kind);
        });
        return std::move(found_);
    }

private:
    using Kind = TraceSlice::Kind;

    void take(const TraceEvent& event) {
        const bool isLock = event.why == static_cast<std::uint8_t>(TraceWait::Lock);
        switch (event.kind) {
            case TraceKind::TurnBegins: closeAll(event.at); return open(Kind::Turn, event);
            case TraceKind::TurnEnds: return endTurn(event);
            case TraceKind::OperatorEntered: return open(Kind::Operator, event);
            case TraceKind::OperatorLeft: return closeLast(Kind::Operator, event);
            case TraceKind::WaitBegins: return open(isLock ? Kind::LockWait : Kind::IoWait, event);
            case TraceKind::WaitEnds: return closeLast(isLock ? Kind::LockWait : Kind::IoWait, event);
            case TraceKind::Searches: closeAll(event.at); return open(Kind::Search, event);
            case TraceKind::Sleeps: closeAll(event.at); return open(Kind::Sleep, event);
            case TraceKind::Awakes:
                if (open_.empty()) openBefore(Kind::Sleep, event);
                return closeAll(event.at);
            case TraceKind::HandsOff:
            case TraceKind::WireDepth:
            case TraceKind::BatchEnters:
            case TraceKind::BatchLeaves: return;
        }
    }
    void open(Kind kind, const TraceEvent& event) {
        TraceSlice slice;
        slice.kind = kind;
        slice.from = event.at;
        slice.task = event.task;
        slice.subject = event.subject;
        open_.push_back(found_.size());
        found_.push_back(slice);
    }
    /// Its beginning is not known any more.
    void openBefore(Kind kind, const TraceEvent& event) {
        open(kind, event);
        found_.back().from = std::min(lane_.from, event.at);
        found_.back().cutFront = true;
    }
    void close(MonotonicNs at) {
        TraceSlice& slice = found_[open_.back()];
        slice.to = std::max(at, slice.from);
        open_.pop_back();
    }
    void closeAll(MonotonicNs at) {
        while (!open_.empty())
            close(at);
    }
    bool isOpen(Kind kind) const {
        return std::any_of(open_.begin(), open_.end(), [&](std::size_t i) { return found_[i].kind == kind; });
    }
    void closeLast(Kind kind, const TraceEvent& event) {
        if (!isOpen(kind)) {
            // Inside a turn that is known from its beginning, everything else is, too.
            if (isOpen(Kind::Turn)) return;
            openBefore(kind, event);
        }
        while (found_[open_.back()].kind != kind)
            close(event.at);
        close(event.at);
    }
    /// What a node that failed has left open ends with the turn.
    void endTurn(const TraceEvent& event) {
        if (!isOpen(Kind::Turn)) {
            closeAll(event.at);
            openBefore(Kind::Turn, event);
        }
        while (found_[open_.back()].kind != Kind::Turn)
            close(event.at);
        TraceSlice& turn = found_[open_.back()];
        turn.ended = static_cast<TurnEnd>(event.why);
        turn.subject = event.subject;
        turn.records = event.amount;
        close(event.at);
    }

    const TraceLane& lane_;
    const MonotonicNs until_;
    std::vector<TraceSlice> found_;
    std::vector<std::size_t> open_; ///< indices into found_, the innermost last
};

} // namespace

const char* nameOf(TurnEnd why) {
    switch (why) {
        case TurnEnd::Yields: return "yields";
        case TurnEnd::NeedsInput: return "needs input";
        case TurnEnd::OutputFull: return "output full";
        case TurnEnd::AwaitsTime: return "waits for a time";
        case TurnEnd::Held: return "held";
        case TurnEnd::Finished: return "finished";
    }
    return "";
}

const char* nameOf(HandOff why) {
    switch (why) {
        case HandOff::Records: return "records";
        case HandOff::Room: return "room";
        case HandOff::Timer: return "timer";
        case HandOff::Request: return "request";
    }
    return "";
}

std::string nameOf(const TraceTask& task, const Plan& plan) {
    const PlanChain& chain = plan.chains[task.chain];
    std::string name;
    for (const std::size_t vertex : chain.vertices)
        name += (name.empty() ? "" : " + ") + plan.vertices[vertex].node;
    return chain.workers > 1 ? name + " #" + std::to_string(task.subtask + 1) : name;
}

void extend(Trace& trace, Trace later) {
    const std::size_t known = trace.lanes.size();
    for (std::size_t i = 0; i < later.lanes.size(); ++i) {
        TraceLane& lane = later.lanes[i];
        if (i >= known) {
            trace.lanes.push_back(std::move(lane));
            continue;
        }
        TraceLane& kept = trace.lanes[i];
        if (lane.lost > 0) {
            lane.lost += kept.lost + kept.events.size();
            kept = std::move(lane);
        } else {
            kept.events.insert(kept.events.end(), lane.events.begin(), lane.events.end());
        }
    }
    trace.begin = later.begin;
    trace.until = later.until;
    trace.tasks = std::move(later.tasks);
    trace.resources = std::move(later.resources);
    trace.next = std::move(later.next);
}

void keepSince(Trace& trace, MonotonicNs since) {
    for (TraceLane& lane : trace.lanes) {
        const auto first =
            std::partition_point(lane.events.begin(), lane.events.end(),
                                 [since](const TraceEvent& event) { return event.at < since; });
        const auto count = static_cast<std::size_t>(first - lane.events.begin());
        std::vector<TraceEvent> open;
        for (std::size_t i = 0; i < count; ++i)
            followOpenings(open, lane.events[i]);
        lane.events.erase(lane.events.begin(), first);
        lane.events.insert(lane.events.begin(), open.begin(), open.end());
        lane.from = std::max(lane.from, since);
    }
}

std::vector<TraceSlice> slicesOf(const TraceLane& lane, MonotonicNs until) {
    return SliceFinder(lane, until).find();
}

} // namespace millrace
