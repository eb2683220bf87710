// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/time_travel.h"

#include <algorithm>

namespace millrace::sim {

namespace {
/// A replay of so many events takes a few milliseconds.
constexpr std::uint64_t kFirstDistance = 50'000;
/// More are not needed for quick replays: with twice as many events between them than among 64 there still
/// are 64.
constexpr std::size_t kMostSnapshots = 128;
} // namespace

TimeTravel::TimeTravel(Simulation begin, std::size_t budgetBytes)
    : latest_(std::move(begin)), budget_(budgetBytes), distance_(kFirstDistance) {
    keep();
}

void TimeTravel::keep() {
    kept_.push_back(latest_);
    forgetListeners(kept_.back());
    bytes_ += kept_.back().bytes();
    while (kept_.size() > 2 && (bytes_ > budget_ || kept_.size() > kMostSnapshots)) {
        distance_ *= 2;
        std::vector<Simulation> rest;
        bytes_ = 0;
        for (std::size_t i = 0; i < kept_.size(); i += 2) {
            bytes_ += kept_[i].bytes();
            rest.push_back(std::move(kept_[i]));
        }
        kept_ = std::move(rest);
    }
}

Progress TimeTravel::run(MonotonicNs until, std::uint64_t events) {
    const std::uint64_t begin = latest_.events();
    for (;;) {
        const std::uint64_t done = latest_.events() - begin;
        const std::uint64_t toNext = kept_.back().events() + distance_ - latest_.events();
        const std::uint64_t part = std::min(toNext, events - done);
        latest_.run(until, part);
        const bool whole = latest_.events() - begin == done + part;
        if (latest_.events() >= kept_.back().events() + distance_) keep();
        if (!whole || latest_.events() - begin >= events || latest_.progress() != Progress::Going)
            return latest_.progress();
    }
}

/// What happens in a replay or in another future is no news.
void TimeTravel::forgetListeners(Simulation& copy) {
    copy.noteArrivals(nullptr);
    copy.record(nullptr);
}

Simulation TimeTravel::copyOfLatest() const {
    Simulation copy = latest_;
    forgetListeners(copy);
    return copy;
}

void TimeTravel::fork(Simulation from) {
    std::erase_if(kept_, [&](const Simulation& kept) { return kept.events() >= from.events(); });
    bytes_ = 0;
    for (const Simulation& kept : kept_)
        bytes_ += kept.bytes();
    latest_ = std::move(from);
    keep();
}

Simulation TimeTravel::at(MonotonicNs time) const {
    if (time >= latest_.now()) return copyOfLatest();
    const auto next = std::upper_bound(kept_.begin(), kept_.end(), time,
                                       [](MonotonicNs t, const Simulation& s) { return t < s.now(); });
    // What happens at one instant may lie on both sides of a snapshot: from the one before.
    const auto from = next == kept_.begin() ? next : next - 1;
    Simulation replay = *from;
    replay.run(time);
    return replay;
}

Simulation TimeTravel::afterEvents(std::uint64_t events) const {
    if (events >= latest_.events()) return copyOfLatest();
    const auto next = std::upper_bound(kept_.begin(), kept_.end(), events,
                                       [](std::uint64_t e, const Simulation& s) { return e < s.events(); });
    Simulation replay = *(next - 1);
    replay.run(INT64_MAX, events - replay.events());
    return replay;
}

std::optional<Simulation> TimeTravel::firstTime(const std::function<bool(const Simulation&)>& holds,
                                                MonotonicNs after) const {
    Simulation replay = at(after);
    while (replay.events() < latest_.events()) {
        replay.run(INT64_MAX, 1);
        if (replay.now() > after && holds(replay)) return replay;
    }
    return std::nullopt;
}

} // namespace millrace::sim
