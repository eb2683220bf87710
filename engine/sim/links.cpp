// SPDX-License-Identifier: Apache-2.0
//
// What crosses links: messages of a wire one after the other, wires that send at once share the rate of a
// link evenly, or of all links of their routes max-min fairly (as in H. Casanova et al., SimGrid), then come
// the latencies. The capacity of the wire bounds what is on its way and what waits at its end together.
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

void Simulation::beginLinks() {
    const SimModel& model = *model_;
    links_.resize(model.links.size());
    if (links_.empty()) return;
    flows_.resize(model.edges.size());
    std::vector<double> rates;
    for (std::uint32_t link = 0; link < links_.size(); ++link) {
        const SimLink& of = model.links[link];
        rates.push_back(of.rate > 0 ? of.rate : FluidNetwork::kUnlimited);
        if (of.settings.outages)
            links_[link].turnsAt =
                std::max<MonotonicNs>(1, of.settings.outages->up.drawNs(draws(of.outageStream), 0));
    }
    if (model.sharesRoutes) network_.emplace(std::move(rates));
}

/// What sends now does so at the new rate where rates are shared over routes; on a link by itself from the
/// next message on. The next outage comes when it would have.
void Simulation::changeLinks(const SimModel& before) {
    if (!network_) return;
    bool changed = false;
    for (std::uint32_t link = 0; link < links_.size(); ++link) {
        catchUp(link);
        const double rate = model_->links[link].rate;
        if (rate == before.links[link].rate || !links_[link].up) continue;
        setRate(link);
        changed = true;
    }
    if (changed) scheduleNetwork();
}

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
    if (routeOf(e).retransmitAfter) flow.order.push(slot);
    flow.waiting.push(slot);
    if (flow.sending == kNone) transmitNext(e);
}

void Simulation::transmitNext(std::uint32_t e) {
    const SimRoute& route = routeOf(e);
    SimFlow& flow = flows_[e];
    while (flow.sending == kNone) {
        RingQueue<std::uint32_t>& from = flow.again.empty() ? flow.waiting : flow.again;
        if (from.empty()) return;
        if (std::uint32_t down = kNone; !routeIsUp(e, down)) {
            if (route.retransmitAfter) return; // until it is up
            loseMessage(e, from.pop(), down);
            continue;
        }
        flow.sending = from.pop();
        if (!startSending(e, bytesOf(e, flow.sending))) transmitted(e);
    }
}

double Simulation::bytesOf(std::uint32_t e, std::uint32_t slot) const {
    const auto records = static_cast<double>(flows_[e].slots[slot].tokens.size());
    return routeOf(e).overheadBytes + records * model_->edges[e].recordBytes;
}

/// False: it takes no time.
bool Simulation::startSending(std::uint32_t e, double bytes) {
    const SimRoute& route = routeOf(e);
    if (network_) {
        const bool limited =
            route.bound > 0 || std::any_of(route.links.begin(), route.links.end(),
                                           [&](std::uint32_t link) { return model_->links[link].rate > 0; });
        if (bytes <= 0 || !limited) return false;
        network_->start(e, bytes, route.bound > 0 ? route.bound : FluidNetwork::kUnlimited, route.links,
                        now_);
        scheduleNetwork();
    } else {
        const std::uint32_t link = route.links.front();
        const double rate = model_->links[link].rate;
        const MonotonicNs time = rate > 0 ? wholeTime(bytes * 1e9 / rate) : 0;
        if (time <= 0) return false;
        links_[link].account(now_);
        links_[link].rate.start(e, time, now_);
        scheduleLink(link);
    }
    for (const std::uint32_t link : route.links)
        awaitTurn(link);
    return true;
}

void Simulation::linkSent(std::uint32_t index, std::uint32_t generation) {
    if (index == kNone) return networkSent(generation);
    SimLinkState& link = links_[index];
    if (generation != link.generation) return;
    link.account(now_);
    while (const auto edge = link.rate.finished(now_)) {
        transmitted(*edge);
        transmitNext(*edge);
    }
    scheduleLink(index);
}

void Simulation::networkSent(std::uint32_t generation) {
    if (generation != networkGeneration_) return;
    while (const auto edge = network_->finished(now_)) {
        transmitted(*edge);
        transmitNext(*edge);
    }
    scheduleNetwork();
}

void Simulation::scheduleLink(std::uint32_t index) {
    SimLinkState& link = links_[index];
    ++link.generation;
    if (link.rate.running() > 0 && link.up)
        calendar_.schedule(std::max(now_, link.rate.nextDone()), EventKind::LinkSent, index, link.generation);
}

/// After whatever changes rates: a link is busy while something goes over it, not while it only could.
void Simulation::scheduleNetwork() {
    for (std::uint32_t link = 0; link < links_.size(); ++link) {
        if (network_->sends(link) == links_[link].sends) continue;
        links_[link].account(now_);
        links_[link].sends = !links_[link].sends;
    }
    ++networkGeneration_;
    if (const auto next = network_->nextDone())
        calendar_.schedule(std::max(now_, *next), EventKind::LinkSent, kNone, networkGeneration_);
}

/// The last byte of a message has left; it comes after the latencies, or never.
void Simulation::transmitted(std::uint32_t e) {
    const std::uint32_t slot = flows_[e].sending;
    flows_[e].sending = kNone;
    if (const auto latency = cross(e, slot))
        calendar_.schedule(now_ + *latency, EventKind::LinkArrival, e, slot);
    else if (const auto& after = routeOf(e).retransmitAfter)
        calendar_.schedule(now_ + *after, EventKind::LinkAgain, e, slot);
    else
        deliver(e, slot, true);
}

/// A try of a message: it goes over the links one after the other as far as it gets, at most to the one that
/// is `down`, and those behind never hear of it. Returns its latency; none: it is lost.
std::optional<MonotonicNs> Simulation::cross(std::uint32_t e, std::uint32_t slot, std::uint32_t down) {
    SimMessage& message = flows_[e].slots[slot];
    ++message.tries;
    const double bytes = bytesOf(e, slot);
    const std::uint64_t draw = drawOf(message);
    std::uint64_t stream = draws(model_->edges[e].linkStream);
    MonotonicNs latency = 0;
    for (const std::uint32_t index : routeOf(e).links) {
        const Link& link = model_->links[index].settings;
        ++links_[index].messages;
        if (index == down) {
            ++links_[index].lost;
            return std::nullopt;
        }
        links_[index].bytes += bytes;
        if (link.loss > 0 && Random(mix64(stream ^ mix64(draw + 1))).uniform() < link.loss) {
            ++links_[index].lost;
            return std::nullopt;
        }
        const MonotonicNs takes = link.latency.drawNs(stream, draw);
        latency +=
            link.latencyFactor == 1 ? takes : wholeTime(static_cast<double>(takes) * link.latencyFactor);
        stream = mix64(stream + kGolden64); // each link draws by itself
    }
    return latency;
}

void Simulation::sendAgain(std::uint32_t e, std::uint32_t slot) {
    flows_[e].again.push(slot);
    if (flows_[e].sending == kNone) transmitNext(e);
}

/// Where messages arrive in order, one that was late lets those behind it go on.
void Simulation::arrived(std::uint32_t e, std::uint32_t slot) {
    SimFlow& flow = flows_[e];
    if (!routeOf(e).retransmitAfter) return deliver(e, slot, false);
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
