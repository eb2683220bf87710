// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/flight_recorder.h"

namespace millrace {

namespace {

std::size_t roomFor(std::size_t events, std::size_t workers) {
    if (events == 0) return 0;
    constexpr std::size_t kBytesPerEvent = 3 * sizeof(std::uint64_t);
    const std::size_t fit = FlightRecorder::kMaxBytes / kBytesPerEvent / std::max<std::size_t>(workers, 1);
    // Rings have a power of two of places.
    return std::bit_ceil(events) <= fit ? std::bit_ceil(events)
                                        : std::bit_floor(std::max<std::size_t>(fit, 64));
}

} // namespace

FlightRecorder::FlightRecorder(std::size_t events, std::size_t workers) : events_(roomFor(events, workers)) {}

TraceRing* FlightRecorder::addLane(std::string name) {
    if (!on()) return nullptr;
    const std::lock_guard lock(mutex_);
    return &lanes_.emplace_back(std::move(name), events_).ring;
}

void FlightRecorder::read(Trace& trace, const TraceMark& mark) const {
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
        const std::uint64_t position = i < mark.positions.size() ? mark.positions[i] : 0;
        TraceRing::Copy copy = lanes_[i].ring.copy(position);
        TraceLane lane;
        lane.name = lanes_[i].name;
        lane.lost = copy.lost;
        if (position == 0 && copy.lost == 0) {
            lane.from = trace.begin;
        } else {
            lane.from = copy.events.empty() ? trace.until : copy.events.front().at;
        }
        if (!copy.events.empty()) trace.until = std::max(trace.until, copy.events.back().at);
        lane.events = std::move(copy.events);
        trace.lanes.push_back(std::move(lane));
        trace.next.positions.push_back(copy.next);
    }
}

std::uint64_t FlightRecorder::recorded() const {
    const std::lock_guard lock(mutex_);
    std::uint64_t events = 0;
    for (const Lane& lane : lanes_)
        events += lane.ring.recorded();
    return events;
}

} // namespace millrace
