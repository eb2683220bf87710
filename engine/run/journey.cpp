// SPDX-License-Identifier: Apache-2.0
#include "engine/run/journey.h"

#include <algorithm>
#include <optional>

namespace millrace {

namespace {

using Passage = BatchPassage;
using Passages = std::vector<Passage>;

bool encloses(const Passage& outer, const Passage& inner) {
    return outer.lane == inner.lane && outer.from <= inner.from && inner.to <= outer.to;
}

/// Follows one batch back from its sinks.
class Tracer {
public:
    Tracer(const Plan& plan, std::uint32_t id, const Passages& passages)
        : plan_(plan), id_(id), passages_(passages) {}

    /// `last`: when it was in a sink last.
    std::optional<Journey> journeyTo(const Passage& last) const {
        Journey journey;
        journey.id = id_;
        journey.end = last.to;
        MonotonicNs ends = last.to;
        for (const Passage* at = &last; at;) {
            JourneyHop hop{at->vertex, at->from, at->from, ends, partsOf(at->vertex)};
            const Passage* before = previousOf(*at);
            if (!before) {
                const auto source = sourceOf(at->vertex);
                if (!source) return std::nullopt;
                journey.source = *source;
                journey.begin = hop.arrives = readAt(at->from);
            } else if (!encloses(*before, *at)) {
                // Handed on while the node went on with other parts: at once.
                hop.arrives = std::min(before->to, at->from);
            }
            ends = hop.arrives;
            journey.hops.push_back(hop);
            // A plan has no more vertices than that on a way without cycles.
            if (journey.hops.size() > plan_.vertices.size()) return std::nullopt;
            at = before;
        }
        std::reverse(journey.hops.begin(), journey.hops.end());
        return journey;
    }

private:
    int partsOf(std::size_t vertex) const {
        return static_cast<int>(std::count_if(passages_.begin(), passages_.end(),
                                              [vertex](const Passage& p) { return p.vertex == vertex; }));
    }
    /// Who handed the batch to the node: the task's vertex that is at work around it, else the one that was
    /// done last before.
    const Passage* previousOf(const Passage& passage) const {
        const Passage* best = nullptr;
        for (const std::size_t edge : plan_.vertices[passage.vertex].inEdges) {
            for (const Passage& other : passages_) {
                if (other.vertex != plan_.edges[edge].from || &other == &passage) continue;
                if (encloses(other, passage)) return &other;
                if (other.from >= passage.from) continue;
                const auto left = [&](const Passage& p) { return std::min(p.to, passage.from); };
                if (!best || left(other) > left(*best)) best = &other;
            }
        }
        return best;
    }
    std::optional<std::size_t> sourceOf(std::size_t vertex) const {
        for (const std::size_t edge : plan_.vertices[vertex].inEdges)
            if (plan_.vertices[plan_.edges[edge].from].inEdges.empty()) return plan_.edges[edge].from;
        return std::nullopt;
    }
    /// The moment the id stands for: the last one before the batch was seen first.
    MonotonicNs readAt(MonotonicNs seen) const {
        constexpr std::uint64_t kPeriod = std::uint64_t{1} << 32;
        const std::uint64_t now = static_cast<std::uint64_t>(seen) >> 10;
        std::uint64_t read = (now & ~(kPeriod - 1)) | id_;
        if (read > now && read >= kPeriod) read -= kPeriod;
        return std::min(static_cast<MonotonicNs>(read << 10), seen);
    }

    const Plan& plan_;
    const std::uint32_t id_;
    const Passages& passages_;
};

} // namespace

std::vector<Journey> journeysOf(const Trace& trace, const Plan& plan, MonotonicNs since) {
    JourneyFinder finder;
    finder.read(trace, since);
    return finder.endedIn(plan, INT64_MIN, INT64_MAX);
}

void JourneyFinder::read(const Trace& trace, MonotonicNs since) {
    lanes_.resize(std::max(lanes_.size(), trace.lanes.size()));
    for (std::size_t i = 0; i < trace.lanes.size(); ++i) {
        const auto& events = trace.lanes[i].events;
        Lane& lane = lanes_[i];
        // New events stand at the end, whatever was forgotten at the beginning.
        const std::uint64_t known =
            i < trace.next.positions.size() ? trace.next.positions[i] : std::uint64_t{events.size()};
        std::size_t fresh = known > lane.read ? static_cast<std::size_t>(known - lane.read) : 0;
        if (fresh > events.size()) { // some were lost: what was open is not known any more
            fresh = events.size();
            lane.open.clear();
        }
        lane.read = known;
        for (auto event =
                 std::partition_point(events.end() - static_cast<std::ptrdiff_t>(fresh), events.end(),
                                      [since](const TraceEvent& e) { return e.at < since; });
             event != events.end(); ++event) {
            // A node that failed never leaves; nothing outlives a turn.
            if (event->kind == TraceKind::TurnBegins) lane.open.clear();
            if (event->kind == TraceKind::BatchEnters)
                lane.open.push_back({event->amount, event->subject, event->at});
            if (event->kind != TraceKind::BatchLeaves) continue;
            const auto meant = [&](const Open& open) {
                return open.id == event->amount && open.vertex == event->subject;
            };
            while (!lane.open.empty() && !meant(lane.open.back()))
                lane.open.pop_back();
            if (lane.open.empty()) continue;
            Batch& batch = batches_[event->amount];
            batch.passages.push_back({event->subject, i, lane.open.back().at, event->at});
            batch.last = std::max(batch.last, event->at);
            lane.open.pop_back();
        }
    }
}

TraceMark JourneyFinder::mark() const {
    TraceMark mark;
    for (const Lane& lane : lanes_)
        mark.positions.push_back(lane.read);
    return mark;
}

std::vector<Journey> JourneyFinder::endedIn(const Plan& plan, MonotonicNs after, MonotonicNs until) const {
    std::vector<Journey> journeys;
    std::vector<const Passage*> ends; // of one batch: the last time in each sink
    for (const auto& [id, batch] : batches_) {
        if (batch.last <= after) continue;
        ends.clear();
        for (const Passage& passage : batch.passages) {
            if (!plan.vertices[passage.vertex].outEdges.empty()) continue;
            const auto same = std::find_if(ends.begin(), ends.end(),
                                           [&](const Passage* end) { return end->vertex == passage.vertex; });
            if (same == ends.end())
                ends.push_back(&passage);
            else if (passage.to > (*same)->to)
                *same = &passage;
        }
        const Tracer tracer(plan, id, batch.passages);
        for (const Passage* end : ends) {
            if (end->to <= after || end->to > until) continue;
            if (auto journey = tracer.journeyTo(*end)) journeys.push_back(std::move(*journey));
        }
    }
    std::sort(journeys.begin(), journeys.end(), [](const Journey& a, const Journey& b) {
        return a.end != b.end ? a.end < b.end : a.id < b.id;
    });
    return journeys;
}

void JourneyFinder::forget(MonotonicNs before) {
    std::erase_if(batches_, [before](const auto& batch) { return batch.second.last < before; });
}

} // namespace millrace
