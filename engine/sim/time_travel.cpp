// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/time_travel.h"

#include <algorithm>
#include <utility>

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
    const auto later = [&](const Simulation& other) {
        return other.events() > from.events() ||
               (other.events() == from.events() && other.now() >= from.now());
    };
    std::erase_if(kept_, [&](const Simulation& kept) { return kept.events() > 0 && later(kept); });
    std::erase_if(forks_, later);
    forks_.push_back(from);
    forgetListeners(forks_.back());
    bytes_ = 0;
    for (const Simulation& kept : kept_)
        bytes_ += kept.bytes();
    latest_ = std::move(from);
    keep();
}

void TimeTravel::follow(Simulation& past, MonotonicNs until, std::uint64_t events) const {
    const std::uint64_t last = events > UINT64_MAX - past.events() ? UINT64_MAX : past.events() + events;
    for (;;) {
        const auto next = std::find_if(forks_.begin(), forks_.end(), [&](const Simulation& fork) {
            return std::pair(fork.events(), fork.now()) > std::pair(past.events(), past.now());
        });
        if (next == forks_.end()) {
            past.run(until, last - past.events());
            return;
        }
        past.run(std::min(until, next->now()), std::min(last, next->events()) - past.events());
        if (past.events() < next->events() || until < next->now()) return;
        // Nothing happens any more before the other future begins.
        SimRecorder* const recorder = past.recorder();
        past = *next;
        past.record(recorder);
        if (past.events() >= last) return;
    }
}

Simulation TimeTravel::before(MonotonicNs time) const {
    const auto notLater = [&](const std::vector<Simulation>& all) -> const Simulation* {
        const auto next = std::upper_bound(all.begin(), all.end(), time,
                                           [](MonotonicNs t, const Simulation& s) { return t < s.now(); });
        return next == all.begin() ? nullptr : &*(next - 1);
    };
    const Simulation *kept = notLater(kept_), *fork = notLater(forks_);
    if (fork && (!kept || fork->events() >= kept->events())) return *fork;
    return kept ? *kept : kept_.front();
}

Simulation TimeTravel::beforeEvents(std::uint64_t events) const {
    const auto kept = std::upper_bound(kept_.begin(), kept_.end(), events,
                                       [](std::uint64_t e, const Simulation& s) { return e < s.events(); });
    // At the very event behind which another future began it had not begun yet.
    const auto fork = std::lower_bound(forks_.begin(), forks_.end(), events,
                                       [](const Simulation& s, std::uint64_t e) { return s.events() < e; });
    const Simulation& snapshot = *(kept - 1);
    return fork != forks_.begin() && (fork - 1)->events() >= snapshot.events() ? *(fork - 1) : snapshot;
}

Simulation TimeTravel::at(MonotonicNs time) const {
    if (time >= latest_.now()) return copyOfLatest();
    Simulation replay = before(time);
    follow(replay, time, UINT64_MAX);
    return replay;
}

Simulation TimeTravel::afterEvents(std::uint64_t events) const {
    if (events >= latest_.events()) return copyOfLatest();
    Simulation replay = beforeEvents(events);
    follow(replay, INT64_MAX, events - replay.events());
    return replay;
}

std::optional<Simulation> TimeTravel::firstTime(const std::function<bool(const Simulation&)>& holds,
                                                MonotonicNs after) const {
    Simulation replay = at(after);
    while (replay.events() < latest_.events()) {
        follow(replay, INT64_MAX, 1);
        if (replay.now() > after && holds(replay)) return replay;
    }
    return std::nullopt;
}

} // namespace millrace::sim
