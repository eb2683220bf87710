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
}

bool TimeTravel::isTooMuch() const {
    return kept_.size() > 2 && (bytes() > budget_ || kept_.size() > kMostSnapshots);
}

/// Every other one goes.
void TimeTravel::widen() {
    distance_ *= 2;
    std::vector<Simulation> rest;
    for (std::size_t i = 0; i < kept_.size(); i += 2)
        rest.push_back(std::move(kept_[i]));
    kept_ = std::move(rest);
    countBytes();
}

/// The one goes whose neighbours are nearest to each other: changes come as they like, and the past between
/// the older ones should stay near to some.
void TimeTravel::forgetClosest() {
    std::size_t closest = 1;
    const auto gap = [&](std::size_t i) { return kept_[i + 1].events() - kept_[i - 1].events(); };
    for (std::size_t i = 2; i + 1 < kept_.size(); ++i)
        if (gap(i) < gap(closest)) closest = i;
    bytes_ -= kept_[closest].bytes();
    kept_.erase(kept_.begin() + static_cast<std::ptrdiff_t>(closest));
}

void TimeTravel::countBytes() {
    bytes_ = forkBytes_ = 0;
    for (const Simulation& kept : kept_)
        bytes_ += kept.bytes();
    for (const Fork& fork : forks_)
        forkBytes_ += fork.bytes;
}

Progress TimeTravel::run(MonotonicNs until, std::uint64_t events) {
    const std::uint64_t begin = latest_.events();
    for (;;) {
        const std::uint64_t done = latest_.events() - begin;
        const std::uint64_t toNext = kept_.back().events() + distance_ - latest_.events();
        const std::uint64_t part = std::min(toNext, events - done);
        latest_.run(until, part);
        const bool whole = latest_.events() - begin == done + part;
        if (latest_.events() >= kept_.back().events() + distance_) {
            keep();
            while (isTooMuch())
                widen();
        }
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

void TimeTravel::Fork::apply(Simulation& to) const {
    if (change) change(to);
    to.enterFuture(to.future() + 1);
}

void TimeTravel::fork(Simulation from, Change change, std::size_t holds) {
    const auto gone = [&](const Simulation& kept) {
        return kept.future() > from.future() || kept.events() > from.events() ||
               (kept.events() == from.events() && kept.now() >= from.now());
    };
    kept_.erase(std::remove_if(kept_.begin() + 1, kept_.end(), gone), kept_.end());
    forks_.resize(from.future() - forgotten_);
    forks_.push_back({from.events(), from.now(), std::move(change), sizeof(Fork) + holds});
    forks_.back().apply(from);
    latest_ = std::move(from);
    countBytes();
    keep();
    forgetOldest();
    while (isTooMuch())
        forgetClosest();
}

/// Changes cannot be thinned out: who replays needs all of them.
void TimeTravel::forgetOldest() {
    std::size_t many = 0;
    for (std::size_t bytes = forkBytes_; bytes > budget_ / 2 && many + 1 < forks_.size(); ++many)
        bytes -= forks_[many].bytes;
    if (many == 0) return;
    forks_.erase(forks_.begin(), forks_.begin() + static_cast<std::ptrdiff_t>(many));
    forgotten_ += static_cast<std::uint32_t>(many);
    std::erase_if(kept_, [&](const Simulation& kept) { return kept.future() < forgotten_; });
    countBytes();
}

void TimeTravel::follow(Simulation& past, MonotonicNs until, std::uint64_t events) const {
    const std::uint64_t last = events > UINT64_MAX - past.events() ? UINT64_MAX : past.events() + events;
    while (past.future() - forgotten_ < forks_.size()) {
        const Fork& next = forks_[past.future() - forgotten_];
        past.run(std::min(until, next.now), std::min(last, next.events) - past.events());
        if (past.events() < next.events || until < next.now) return;
        // Nothing happens any more before the other future begins.
        next.apply(past);
        if (past.events() >= last) return;
    }
    past.run(until, last - past.events());
}

Simulation TimeTravel::before(MonotonicNs time) const {
    const auto next = std::upper_bound(kept_.begin(), kept_.end(), time,
                                       [](MonotonicNs t, const Simulation& s) { return t < s.now(); });
    return next == kept_.begin() ? kept_.front() : *(next - 1);
}

Simulation TimeTravel::beforeEvents(std::uint64_t events) const {
    const auto next = std::upper_bound(kept_.begin(), kept_.end(), events,
                                       [](std::uint64_t e, const Simulation& s) { return e < s.events(); });
    return next == kept_.begin() ? kept_.front() : *(next - 1);
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
    follow(replay, INT64_MAX, events - std::min(events, replay.events()));
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
