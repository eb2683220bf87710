// SPDX-License-Identifier: Apache-2.0
//
// Queues between tasks: room, overflow, and who gets what; rule by rule as engine/runtime has them.
#include "engine/sim/key_draw.h"
#include "engine/sim/simulation_inline.h"

#include <algorithm>

namespace millrace::sim {

/// What a vertex sends together goes onto a wire.
void Simulation::send(std::uint32_t index, std::uint32_t e, const Token* tokens, std::size_t n) {
    const SimEdge& edge = model_->edges[e];
    if (edges_[e].closed) {
        edges_[e].sent += static_cast<std::int64_t>(n);
        edges_[e].dropped += static_cast<std::int64_t>(n);
        edges_[e].unread += static_cast<std::int64_t>(n);
        return;
    }
    if (edge.channels == 1 && edge.copies == 1) return sendEntry(index, e, 0, tokens, n);
    sendToReaders(index, e, tokens, n);
}

/// Who of several readers gets what.
void Simulation::sendToReaders(std::uint32_t index, std::uint32_t e, const Token* tokens, std::size_t n) {
    const SimEdge& edge = model_->edges[e];
    switch (edge.partitioning) {
        case Partitioning::Broadcast:
            for (std::uint32_t copy = 0; copy < edge.channels * edge.copies; ++copy)
                sendEntry(index, e, copy % edge.channels, tokens, n);
            return;
        case Partitioning::Forward:
            return sendEntry(index, e, tasks_[index].subtask % edge.channels, tokens, n);
        case Partitioning::Hash: {
            const auto channelOf = [&](const Token& token) {
                const std::uint64_t key =
                    drawKey(edge.keySpread, edge.keyExponent, draws(edge.keyStream), token.number);
                return static_cast<std::uint32_t>(mix64(key) % edge.channels);
            };
            if (n == 1) return sendEntry(index, e, channelOf(*tokens), tokens, 1);
            std::vector<std::vector<Token>> shares(edge.channels);
            for (std::size_t i = 0; i < n; ++i)
                shares[channelOf(tokens[i])].push_back(tokens[i]);
            for (std::uint32_t channel = 0; channel < edge.channels; ++channel)
                if (!shares[channel].empty())
                    sendEntry(index, e, channel, shares[channel].data(), shares[channel].size());
            return;
        }
        case Partitioning::RoundRobin:
        case Partitioning::LeastLoaded: return sendEntry(index, e, chooseChannel(index, e), tokens, n);
    }
}

std::uint32_t Simulation::chooseChannel(std::uint32_t index, std::uint32_t e) {
    const SimEdge& edge = model_->edges[e];
    // Each writer takes turns by itself, and they begin at different places.
    Outbox& box = tasks_[index].outboxes[edge.outbox];
    const std::uint32_t turn = (tasks_[index].subtask + box.turn++) % edge.channels;
    if (edge.partitioning != Partitioning::LeastLoaded) return turn;
    std::uint32_t best = turn;
    for (std::uint32_t i = 0; i < edge.channels; ++i)
        if (channels_[edge.firstChannel + i].size() < channels_[edge.firstChannel + best].size()) best = i;
    return best;
}

void Simulation::sendEntry(std::uint32_t index, std::uint32_t e, std::uint32_t channel, const Token* tokens,
                           std::size_t n) {
    if (model_->edges[e].fromOrdered)
        sendInTurn(index, e, channel, tokens, n);
    else
        sendNow(index, e, channel, tokens, n);
}

/// From an ordered stage: what comes before its turn waits for it.
void Simulation::sendInTurn(std::uint32_t index, std::uint32_t e, std::uint32_t channel, const Token* tokens,
                            std::size_t n) {
    SimTask& task = tasks_[index];
    SimChainState& chain = chains_[task.chain];
    const bool others = chain.holder != kNone && chain.holder != index;
    if (task.inHand && (task.ticket != chain.nextRelease || others)) {
        chain.early[task.ticket].push_back({e, channel, Tokens(tokens, tokens + n)});
        return;
    }
    if (task.finishing && chain.ended + 1 < model_->chains[task.chain].workers) {
        chain.leftOvers.push_back({e, channel, Tokens(tokens, tokens + n)});
        return;
    }
    sendNow(index, e, channel, tokens, n);
    if (task.inHand && task.outboxed > 0) chain.holder = index;
}

void Simulation::sendNow(std::uint32_t index, std::uint32_t e, std::uint32_t channel, const Token* tokens,
                         std::size_t n) {
    SimTask& task = tasks_[index];
    Outbox& box = task.outboxes[model_->edges[e].outbox];
    std::size_t placed = 0;
    if (task.outboxed == 0 || box.entries.empty())
        placed = static_cast<std::size_t>(place(e, channel, tokens, static_cast<std::int64_t>(n)));
    if (placed == n) return;
    box.entries.push({channel, static_cast<std::uint32_t>(n - placed)});
    ++task.outboxed;
    for (std::size_t i = placed; i < n; ++i)
        box.tokens.push(tokens[i]);
}

/// The entry in hand is through: whoever waits behind an ordered stage for its turn may get it.
void Simulation::entryDone(std::uint32_t index) {
    SimTask& task = tasks_[index];
    task.inHand = false;
    if (model_->chains[task.chain].ordered) ticketDone(task.chain, index, task.ticket);
}

/// Nothing more comes of that ticket.
void Simulation::ticketDone(std::uint32_t chain, std::uint32_t index, std::uint32_t ticket) {
    chains_[chain].done.insert(ticket);
    releaseInTurn(chain, index);
}

/// A task gives out what has its turn. While that waits for room no other task may: it would overtake.
void Simulation::releaseInTurn(std::uint32_t index, std::uint32_t task) {
    SimChainState& chain = chains_[index];
    if (chain.holder != kNone && chain.holder != task) return;
    for (;;) {
        if (const auto early = chain.early.find(chain.nextRelease); early != chain.early.end()) {
            const std::vector<SimChainState::Early> entries = std::move(early->second);
            chain.early.erase(early);
            for (const SimChainState::Early& entry : entries)
                sendNow(task, entry.edge, entry.channel, entry.tokens.data(), entry.tokens.size());
        }
        if (chain.done.erase(chain.nextRelease) == 0) break;
        ++chain.nextRelease;
    }
    chain.holder = tasks_[task].outboxed > 0 ? task : kNone;
}

/// Puts as much of an entry onto its wire as the wire takes; the rest is for later. What is dropped counts as
/// placed.
std::int64_t Simulation::place(std::uint32_t e, std::uint32_t channel, const Token* tokens, std::int64_t n) {
    const std::int64_t room = std::max<std::int64_t>(0, model_->edges[e].capacity - edges_[e].depth);
    if (n > room) return overflow(e, channel, tokens, n, room);
    push(e, channel, tokens, n);
    return n;
}

/// The same where there is not room for all of it.
std::int64_t Simulation::overflow(std::uint32_t e, std::uint32_t channel, const Token* tokens, std::int64_t n,
                                  std::int64_t room) {
    const SimEdge& edge = model_->edges[e];
    SimEdgeState& wire = edges_[e];
    const auto drop = [&](std::int64_t records) {
        wire.sent += records;
        wire.dropped += records;
        wire.refused += records;
    };
    switch (edge.overflow) {
        case OverflowPolicy::Block: {
            const std::int64_t part = edge.feedback || n > edge.capacity / 2 ? room : 0;
            if (part > 0) push(e, channel, tokens, part);
            return part;
        }
        case OverflowPolicy::Fail: {
            Diagnostic d;
            d.code = "MR4102";
            d.edge = model_->plan->edges[edge.planEdge].id;
            d.message = "the wire " + d.edge + " is full (" + std::to_string(edge.capacity) +
                        " records) and its policy is to fail";
            d.hint = "give it more capacity, or let it block or drop";
            problems_.add(std::move(d));
            progress_ = Progress::Failed;
            return n;
        }
        case OverflowPolicy::DropNewest:
            if (room > 0) push(e, channel, tokens, room);
            drop(n - room);
            return n;
        case OverflowPolicy::DropOldest: {
            const std::int64_t excess = n - room;
            const std::int64_t freed = dropOldest(e, channel, excess);
            const std::int64_t own = std::min(excess - freed, n);
            drop(own);
            if (n > own) push(e, channel, tokens + own, n - own);
            return n;
        }
    }
    return n;
}

std::int64_t Simulation::dropOldest(std::uint32_t e, std::uint32_t channel, std::int64_t n) {
    TokenRing& ring = channels_[model_->edges[e].firstChannel + channel];
    SimEdgeState& wire = edges_[e];
    const std::int64_t dropped = std::min<std::int64_t>(n, static_cast<std::int64_t>(ring.size()));
    changeDepth(wire, -dropped);
    wire.dropped += dropped;
    const std::uint32_t reader = model_->edges[e].toChain;
    for (std::int64_t i = 0; i < dropped; ++i) {
        const Token token = ring.pop();
        leftWire(wire, token);
        if (!token.lastOfEntry || !model_->chains[reader].ordered) continue;
        // Others wait for its turn to be over.
        const std::uint32_t task = model_->channels[model_->edges[e].firstChannel + channel].task;
        ticketDone(reader, task, token.ticket);
        if (tasks_[task].outboxed > 0 && tasks_[task].state == SimTask::State::Idle) wake(task);
    }
    return dropped;
}

/// Takes what was sent together off a wire, into a frame of the task's head.
void Simulation::takeEntry(std::uint32_t index, std::uint32_t channel) {
    SimTask& task = tasks_[index];
    const std::uint32_t e = model_->channels[channel].edge;
    SimEdgeState& wire = edges_[e];
    const auto begin = static_cast<std::uint32_t>(task.arena.size());
    popEntry(wire, channels_[channel], [&](const Token& token) { task.arena.push_back(token); });
    task.inHand = true;
    task.ticket = task.arena[begin].ticket;
    Frame& frame = task.frames.emplace_back();
    frame.op = model_->chains[task.chain].ops.begin;
    frame.port = model_->edges[e].toPort;
    frame.begin = frame.at = begin;
    frame.end = static_cast<std::uint32_t>(task.arena.size());
    giveRoom(e);
}

/// The same where a wait holds nobody: the records go into flight at once.
void Simulation::entryTakesOff(std::uint32_t index, std::uint32_t channel) {
    SimTask& task = tasks_[index];
    const std::uint32_t e = model_->channels[channel].edge, opIndex = model_->chains[task.chain].ops.begin;
    SimOpCounts& counts = opCounts_[opIndex];
    SimOpState& own = state(task, opIndex);
    SimOperations& operations = *own.operations;
    counts.recordsIn += popEntry(edges_[e], channels_[channel], [&](const Token& token) {
        if (operations.pending.empty() && operations.hasPlace(model_->chains[task.chain].operations))
            beginOperation(own, token);
        else
            operations.pending.add(token);
    });
    if (own.instances) refuseAtLimit(own);
    ++counts.batchesIn;
    workOn(task, opIndex);
    giveRoom(e);
}

/// The same for a sink that needs no time: without a frame, which would be through at once.
void Simulation::consumeEntry(std::uint32_t index, std::uint32_t channel) {
    SimTask& task = tasks_[index];
    const std::uint32_t e = model_->channels[channel].edge, opIndex = model_->chains[task.chain].ops.begin;
    const SimOp& op = model_->ops[opIndex];
    SimOpCounts& counts = opCounts_[opIndex];
    SimEdgeState& wire = edges_[e];
    std::uint64_t number = 0;
    counts.recordsIn += popEntry(wire, channels_[channel], [&](const Token& token) {
        arrive(op, counts, token);
        number = token.number;
    });
    task.hash ^= number + 1;
    ++counts.batchesIn;
    giveRoom(e);
}

/// There may be enough room for those who wait for it.
void Simulation::wakeWriters(std::uint32_t e) {
    SimEdgeState& wire = edges_[e];
    const SimEdge& edge = model_->edges[e];
    if (!model_->settings.roomAtOnce && wire.depth > edge.capacity / 2) return;
    for (std::size_t left = wire.writers.size(); left > 0; --left)
        handOver(wire.writers.pop());
}

/// What could not be placed so far. False: it still cannot, and the task waits for room.
bool Simulation::flush(std::uint32_t index) {
    SimTask& task = tasks_[index];
    const SimChain& chain = model_->chains[task.chain];
    for (std::size_t o = 0; o < task.outboxes.size(); ++o) {
        Outbox& box = task.outboxes[o];
        const std::uint32_t e = chain.outEdges[o];
        std::vector<Token> tokens;
        while (!box.entries.empty()) {
            Outbox::Entry& entry = box.entries.front();
            tokens.clear();
            for (std::uint32_t i = 0; i < entry.tokens; ++i)
                tokens.push_back(box.tokens[i]);
            const std::int64_t placed = place(e, entry.channel, tokens.data(), entry.tokens);
            for (std::int64_t i = 0; i < placed; ++i)
                box.tokens.pop();
            entry.tokens -= static_cast<std::uint32_t>(placed);
            if (entry.tokens > 0) break;
            box.entries.pop();
            --task.outboxed;
        }
        if (box.entries.empty()) continue;
        RingQueue<std::uint32_t>& writers = edges_[e].writers;
        bool known = false;
        for (std::size_t i = 0; i < writers.size(); ++i)
            known |= writers[i] == index;
        if (!known) writers.push(index);
    }
    if (task.outboxed > 0) return false;
    if (chain.ordered && chains_[task.chain].holder == index) {
        chains_[task.chain].holder = kNone;
        releaseInTurn(task.chain, index);
        return task.outboxed == 0 || flush(index);
    }
    return true;
}

void Simulation::wakeReaders(std::uint32_t e) {
    const SimEdge& edge = model_->edges[e];
    for (std::uint32_t i = 0; i < edge.channels; ++i) {
        const std::uint32_t reader = model_->channels[edge.firstChannel + i].task;
        if (tasks_[reader].state == SimTask::State::Idle) wake(reader);
    }
}

void Simulation::producerEnded(std::uint32_t e) {
    if (edges_[e].openProducers > 0 && --edges_[e].openProducers == 0) wakeReaders(e);
}

} // namespace millrace::sim
