// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/sim/simulation.h"

#include <functional>
#include <optional>
#include <vector>

namespace millrace::sim {

/// A simulation of which every past instant can be seen again: snapshots at even distances, and replay from
/// the nearest one, which ends exactly where the original was. When they take more memory than they may,
/// every other one goes and the distance doubles: what is kept grows with the memory, not with the run. Of
/// another future only what brought it about is kept, for a replay to do the same; when there are so many of
/// those that they take half of the memory by themselves, what was before the oldest is given up. Not
/// thread-safe.
class TimeTravel {
public:
    /// What makes another future of a simulation: the same each time it is done.
    using Change = std::function<void(Simulation&)>;

    explicit TimeTravel(Simulation begin, std::size_t budgetBytes = std::size_t{192} << 20);

    /// On from the latest instant there is, at most so many events further.
    Progress run(MonotonicNs until, std::uint64_t events = UINT64_MAX);
    const Simulation& latest() const { return latest_; }
    /// Of what comes from here on; snapshots know nothing of it.
    void record(SimRecorder* recorder) { latest_.record(recorder); }
    /// Gives up what happened behind it and goes on from there, changed: an earlier instant of this very
    /// simulation, as it was. Whoever comes past that instant later changes likewise. `change` may be empty;
    /// `holds`: bytes that it keeps from being freed.
    void fork(Simulation from, Change change, std::size_t holds = 0);
    /// Moves an earlier instant on, as it has been: at most up to `until`, or by so many events; past an
    /// instant at which another future began, into that. It must not overtake the latest.
    void follow(Simulation& past, MonotonicNs until, std::uint64_t events) const;
    /// From where a replay of what was at that time, or after so many events, is shortest.
    Simulation before(MonotonicNs time) const;
    Simulation beforeEvents(std::uint64_t events) const;

    /// As it was when everything up to and at `time` had happened; the latest for what is not yet. A copy: it
    /// may go on by itself, a second future.
    Simulation at(MonotonicNs time) const;
    /// As it was after so many events.
    Simulation afterEvents(std::uint64_t events) const;
    /// The first instant behind `after` at which something holds, looked at after every event up to the
    /// latest; none: never. Costs a replay.
    std::optional<Simulation> firstTime(const std::function<bool(const Simulation&)>& holds,
                                        MonotonicNs after = -1) const;

    std::size_t snapshots() const { return kept_.size(); }
    /// That snapshots and changes take.
    std::size_t bytes() const { return bytes_ + forkBytes_; }
    /// Before this instant nothing can be seen any more; 0 as long as nothing had to be given up.
    MonotonicNs knownSince() const { return forgotten_ > 0 ? kept_.front().now() : 0; }

private:
    struct Fork {
        std::uint64_t events = 0;
        MonotonicNs now = 0;
        Change change;
        std::size_t bytes = 0;
        void apply(Simulation& to) const;
    };
    void keep();
    bool isTooMuch() const;
    void widen();
    void forgetClosest();
    void countBytes();
    void forgetOldest();
    Simulation copyOfLatest() const;
    static void forgetListeners(Simulation& copy);

    Simulation latest_;
    std::vector<Simulation> kept_; ///< by time; the first is the beginning
    std::vector<Fork> forks_;      ///< by time
    std::uint32_t forgotten_ = 0;  ///< forks before those
    const std::size_t budget_;
    std::size_t bytes_ = 0, forkBytes_ = 0;
    std::uint64_t distance_; ///< events from one to the next
};

} // namespace millrace::sim
