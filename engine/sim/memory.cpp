// SPDX-License-Identifier: Apache-2.0
//
// What simulations and models take of memory: about, and rather too much than too little. Maps and rings have
// their own overhead.
#include "engine/sim/simulation.h"

namespace millrace::sim {

namespace {

constexpr std::size_t kNode = 64; ///< of a map, beside its value

template <class T> std::size_t of(const std::vector<T>& list) { return list.capacity() * sizeof(T); }
/// Rings grow by doubling, and a copy has room for as many as the original.
template <class T> std::size_t of(const RingQueue<T>& ring) { return ring.size() * 2 * sizeof(T); }

std::size_t of(const SimMeetings& all) {
    const std::size_t waiting = all.waiting.size() + all.counterparts.size();
    return sizeof(all) + all.seen.size() * (kNode + sizeof(std::uint64_t)) +
           (all.windows.size() + all.retries.size() + 2 * waiting) * (kNode + sizeof(Token));
}

std::size_t of(const SimOperations& operations) {
    return sizeof(operations) + of(operations.pending) + of(operations.slots) + of(operations.freeSlots) +
           of(operations.order) + operations.done.size() / 8;
}

std::size_t of(const SimOpState& state) {
    std::size_t bytes = sizeof(state) + of(state.kept) + of(state.due);
    if (state.meetings) bytes += of(*state.meetings);
    if (state.operations) bytes += of(*state.operations);
    if (state.instances) bytes += sizeof(SimInstances) + of(state.instances->idleSince);
    if (state.arrivals) bytes += sizeof(Arrivals);
    if (state.breaker) bytes += sizeof(Breaker);
    if (state.budget) bytes += sizeof(RetryBudget);
    return bytes;
}

std::size_t of(const SimTask& task) {
    std::size_t bytes = sizeof(task) + of(task.frames) + of(task.arena);
    for (const Outbox& box : task.outboxes)
        bytes += sizeof(box) + of(box.entries) + of(box.tokens);
    return bytes;
}

/// Of an ordered stage: what waits for its turn.
std::size_t of(const SimChainState& chain) {
    std::size_t bytes = sizeof(chain) + chain.done.size() * (kNode + sizeof(std::uint32_t));
    const auto entries = [&](const std::vector<SimChainState::Early>& all) {
        for (const SimChainState::Early& entry : all)
            bytes += sizeof(entry) + of(entry.tokens);
    };
    for (const auto& [ticket, early] : chain.early) {
        bytes += kNode + sizeof(early);
        entries(early);
    }
    entries(chain.leftOvers);
    return bytes;
}

std::size_t of(const SimFlow& flow) {
    std::size_t bytes =
        sizeof(flow) + of(flow.freeSlots) + of(flow.again) + of(flow.waiting) + of(flow.order);
    for (const SimMessage& message : flow.slots)
        bytes += sizeof(message) + of(message.tokens);
    return bytes;
}

} // namespace

std::size_t Simulation::bytes() const {
    std::size_t bytes = sizeof(*this) + calendar_.size() * sizeof(Event) + of(segmentDraws_) + of(ready_) +
                        cores_.bytes() + of(interpreter_.waiters);
    for (const SimOpCounts& counts : opCounts_)
        bytes +=
            sizeof(counts) + counts.serviceTime.bytes() + counts.latency.bytes() + of(counts.portRecords);
    for (const SimEdgeState& edge : edges_)
        bytes += sizeof(edge) + edge.waitTime.bytes() + of(edge.writers);
    for (const TokenRing& ring : channels_)
        bytes += sizeof(ring) + of(ring);
    for (const SimFlow& flow : flows_)
        bytes += of(flow);
    for (const SimOpState& state : opStates_)
        bytes += of(state);
    for (const SimTask& task : tasks_)
        bytes += of(task);
    for (const SimChainState& chain : chains_)
        bytes += of(chain);
    for (const SimResourceState& resource : resources_)
        bytes += sizeof(resource) + of(resource.waiters);
    for (const SimPool& pool : pools_)
        bytes += sizeof(pool) + of(pool.queue);
    for (const SimSiteState& site : sites_)
        bytes += sizeof(site) + site.shared.bytes() + (site.sliced ? site.sliced->bytes() : 0);
    for (const SimLinkState& link : links_)
        bytes += sizeof(link) + link.rate.bytes();
    return bytes + (network_ ? network_->bytes() : 0);
}

std::size_t SimModel::bytes() const {
    constexpr std::size_t kVertex = 4096; ///< of a plan: names, ports, columns, functions
    constexpr std::size_t kWire = 512;
    std::size_t bytes = sizeof(*this) + plan->vertices.size() * kVertex + plan->edges.size() * kWire;
    for (const SimOp& op : ops)
        bytes += sizeof(op) + of(op.ports) + of(op.roles);
    for (const SimChain& chain : chains)
        bytes += sizeof(chain) + of(chain.outEdges);
    return bytes + of(segments) + of(holds) + of(targets) + of(edges) + of(channels) + of(tasks) + of(feeds) +
           of(resources) + of(opOfVertex) + of(edgeOfPlanEdge) + of(sites) + of(links);
}

} // namespace millrace::sim
