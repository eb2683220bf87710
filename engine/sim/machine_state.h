// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/ring_queue.h"
#include "engine/sim/shared_cores.h"
#include "engine/sim/sliced_cores.h"
#include "engine/sim/token.h"

#include <optional>
#include <vector>

namespace millrace::sim {

// What machines and links know while a simulation goes on: plain values, copied by a snapshot.

/// Bits of a core in the argument of an event; the site has those above.
inline constexpr std::uint32_t kSliceCoreBits = 20;

/// Workers of the pool of a site.
struct SimPool {
    RingQueue<std::uint32_t> queue; ///< tasks that wait for one
    std::uint32_t free = 0;
};

/// The cores of a site, and how much they have been used.
struct SimSiteState {
    SharedCores shared;
    std::optional<SlicedCores> sliced; ///< instead
    std::uint32_t generation = 0;
    MonotonicNs since = 0;
    double cores = 1;
    double gamma = 1;
    double busyNs = 0;    ///< integral of the cores at work
    double dynamicNs = 0; ///< integral of utilisation^gamma: see Power

    std::size_t running() const { return sliced ? sliced->running() : shared.running(); }
    /// Integrals up to a moment; before anything changes.
    void account(MonotonicNs now);
};

/// What was sent together over a link.
struct SimMessage {
    std::uint32_t channel = 0;
    std::uint32_t tries = 0; ///< so far
    bool arrived = false;
    MonotonicNs since = 0; ///< on the wire
    std::vector<Token> tokens;
};

/// A wire that crosses a link: a flow of messages, one after the other.
struct SimFlow {
    std::vector<SimMessage> slots;
    std::vector<std::uint32_t> freeSlots;
    RingQueue<std::uint32_t> again, waiting; ///< to be sent: those that were lost first
    RingQueue<std::uint32_t> order;          ///< on their way, as sent; where they arrive in order
    std::uint32_t sending = ~std::uint32_t{0};
    std::int64_t records = 0;    ///< on their way
    std::int64_t arrived = 0;    ///< records
    std::uint64_t transitNs = 0; ///< of those that arrived, modulo 2^64
};

struct SimLinkState {
    SharedCores rate; ///< one "core", which sending flows share evenly
    std::uint32_t generation = 0;
    MonotonicNs since = 0;
    std::int64_t busyNs = 0; ///< while anything was sent
    std::int64_t downNs = 0;
    double bytes = 0;
    std::int64_t messages = 0, lost = 0;
    bool sends = false; ///< something goes over it on a route that is shared; else see `rate`
    bool up = true;
    bool watched = false;   ///< an event will come at turnsAt: somebody sends, or waits
    bool unheard = false;   ///< the rate is as it was some turns ago
    std::uint64_t turn = 0; ///< how often it has gone down or come up
    MonotonicNs turnsAt = INT64_MAX;

    void account(MonotonicNs now) {
        if (!up)
            downNs += now - since;
        else if (rate.running() > 0 || sends)
            busyNs += now - since;
        since = now;
    }
};

/// The lock of an interpreter: see InterpreterLock.
struct SimInterpreter {
    struct Waiter {
        std::uint32_t task = 0;
        MonotonicNs work = 0;
        MonotonicNs since = 0;
    };
    std::uint32_t holder = ~std::uint32_t{0};
    bool computing = false; ///< the holder; else it is about to do something else
    MonotonicNs switchedAt = 0;
    std::uint32_t generation = 0;
    std::int64_t forced = 0; ///< times that a waiter's patience ended
    RingQueue<Waiter> waiters;
};

/// Instances of a serverless node. Who has been idle for the shortest time gets the next record, so that the
/// others can go.
struct SimInstances {
    std::vector<MonotonicNs> idleSince; ///< oldest first
    std::uint32_t busy = 0;
    std::int64_t invocations = 0, coldStarts = 0, refused = 0;
    double billedNs = 0; ///< of work, cold starts included; from its begin
    double busyNs = 0;   ///< integral of the busy ones, up to `since`
    double idleNs = 0;   ///< of those that were used again, or have gone
    MonotonicNs since = 0;

    /// Those whose time is over go; before anything changes.
    void account(MonotonicNs now, MonotonicNs keepAlive);
    /// After account: those that have been idle for longer than they may from now on go at once.
    void shorten(MonotonicNs now, MonotonicNs keepAlive);
    /// Integral of the instances there are, up to a moment.
    double instanceNs(MonotonicNs now, MonotonicNs keepAlive) const;
};

} // namespace millrace::sim
