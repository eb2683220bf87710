// SPDX-License-Identifier: Apache-2.0
//
// What crosses a link: messages of a wire one after the other, wires that send at once share the rate evenly
// (max-min fairness on one link, as in H. Casanova et al., SimGrid), then the latency. The capacity of the
// wire bounds what is on its way and what waits at its end together.
#include "engine/sim/simulation_inline.h"

#include <cmath>

namespace millrace::sim {

namespace {
/// Draws of a message: of each try its own.
std::uint64_t drawOf(const SimMessage& message) {
    // Each copy for another reader is lost, or late, by itself.
    const std::uint64_t draw = message.tokens.front().draw() + message.channel * kGolden64;
    return message.tries <= 1 ? draw : mix64(draw + message.tries * kGolden64);
}
} // namespace

void Simulation::sendOverLink(std::uint32_t e, std::uint32_t channel, const Token* tokens, std::int64_t n) {
    SimFlow& flow = flows_[e];
    std::uint32_t slot = 0;
    if (flow.freeSlots.empty()) {
        slot = static_cast<std::uint32_t>(flow.slots.size());
        flow.slots.emplace_back();
    } else {
        slot = flow.freeSlots.back();
        flow.freeSlots.pop_back();
    }
    flow.slots[slot] = {channel, 0, false, now_, Tokens(tokens, tokens + n)};
    // While something is on its way the wire has not ended, whoever has.
    if (flow.records == 0) ++edges_[e].openProducers;
    flow.records += n;
    if (model_->links[model_->edges[e].link].settings.retransmitAfter) flow.order.push(slot);
    flow.waiting.push(slot);
    if (flow.sending == kNone) transmitNext(e);
}

void Simulation::transmitNext(std::uint32_t e) {
    const SimEdge& edge = model_->edges[e];
    const Link& link = model_->links[edge.link].settings;
    SimLinkState& state = links_[edge.link];
    SimFlow& flow = flows_[e];
    while (flow.sending == kNone) {
        RingQueue<std::uint32_t>& from = flow.again.empty() ? flow.waiting : flow.again;
        if (from.empty()) return;
        flow.sending = from.pop();
        const auto records = static_cast<double>(flow.slots[flow.sending].tokens.size());
        const double bytes = link.overheadBytes + records * edge.recordBytes;
        state.bytes += bytes;
        const MonotonicNs time = link.bytesPerSecond > 0 ? wholeTime(bytes * 1e9 / link.bytesPerSecond) : 0;
        if (time > 0) {
            state.account(now_);
            state.rate.start(e, time, now_);
            scheduleLink(edge.link);
        } else {
            transmitted(e);
        }
    }
}

void Simulation::linkSent(std::uint32_t index, std::uint32_t generation) {
    SimLinkState& link = links_[index];
    if (generation != link.generation) return;
    link.account(now_);
    while (const auto edge = link.rate.finished(now_)) {
        transmitted(*edge);
        transmitNext(*edge);
    }
    scheduleLink(index);
}

void Simulation::scheduleLink(std::uint32_t index) {
    SimLinkState& link = links_[index];
    ++link.generation;
    if (link.rate.running() > 0)
        calendar_.schedule(std::max(now_, link.rate.nextDone()), EventKind::LinkSent, index, link.generation);
}

/// The last byte of a message has left; it comes after the latency, or never.
void Simulation::transmitted(std::uint32_t e) {
    const SimEdge& edge = model_->edges[e];
    const Link& link = model_->links[edge.link].settings;
    SimFlow& flow = flows_[e];
    const std::uint32_t slot = flow.sending;
    flow.sending = kNone;
    SimMessage& message = flow.slots[slot];
    ++message.tries;
    ++links_[edge.link].messages;
    const std::uint64_t draw = drawOf(message);
    const std::uint64_t stream = draws(edge.linkStream);
    if (link.loss > 0 && Random(mix64(stream ^ mix64(draw + 1))).uniform() < link.loss) {
        ++links_[edge.link].lost;
        if (link.retransmitAfter)
            calendar_.schedule(now_ + *link.retransmitAfter, EventKind::LinkAgain, e, slot);
        else
            deliver(e, slot, true);
        return;
    }
    calendar_.schedule(now_ + link.latency.drawNs(stream, draw), EventKind::LinkArrival, e, slot);
}

void Simulation::sendAgain(std::uint32_t e, std::uint32_t slot) {
    flows_[e].again.push(slot);
    if (flows_[e].sending == kNone) transmitNext(e);
}

/// Where messages arrive in order, one that was late lets those behind it go on.
void Simulation::arrived(std::uint32_t e, std::uint32_t slot) {
    SimFlow& flow = flows_[e];
    if (!model_->links[model_->edges[e].link].settings.retransmitAfter) return deliver(e, slot, false);
    flow.slots[slot].arrived = true;
    while (!flow.order.empty() && flow.slots[flow.order.front()].arrived)
        deliver(e, flow.order.pop(), false);
}

/// A message is at the end of its way: where its wire is read, or nowhere.
void Simulation::deliver(std::uint32_t e, std::uint32_t slot, bool lost) {
    SimFlow& flow = flows_[e];
    SimEdgeState& wire = edges_[e];
    const SimMessage message = std::move(flow.slots[slot]);
    flow.slots[slot] = {};
    flow.freeSlots.push_back(slot);
    const auto n = static_cast<std::int64_t>(message.tokens.size());
    flow.records -= n;
    if (lost || wire.closed) {
        changeDepth(wire, -n);
        wire.dropped += n;
        (lost ? wire.lost : wire.unread) += n;
        wire.waited += static_cast<std::uint64_t>((now_ - message.since) * n);
        giveRoom(e);
    } else {
        flow.arrived += n;
        flow.transitNs += static_cast<std::uint64_t>((now_ - message.since) * n);
        const SimEdge& edge = model_->edges[e];
        tasks_[model_->channels[edge.firstChannel + message.channel].task].note(now_);
        queue(e, message.channel, message.tokens.data(), n, message.since);
    }
    if (flow.records == 0) producerEnded(e);
}

} // namespace millrace::sim
