// SPDX-License-Identifier: Apache-2.0
//
// Links that go down and come up again. Who sends with retransmission waits until all links of its route are
// up, and goes on with the byte at which it was stopped; else what is sent over a link that is down, or goes
// down meanwhile, is lost. What has left is on its way, and arrives.
//
// Nobody looks at a link that nobody uses: its turns are caught up with when somebody does. So a simulation
// in which nothing else happens any more ends.
#include "engine/sim/simulation_inline.h"

#include <algorithm>

namespace millrace::sim {

/// The turns up to now, one after the other.
void Simulation::turnLink(SimLinkState& state, std::uint32_t link) const {
    const SimLink& of = model_->links[link];
    while (state.turnsAt <= now_) {
        state.account(state.turnsAt);
        state.up = !state.up;
        const Distribution& law = state.up ? of.settings.outages->up : of.settings.outages->down;
        // Both laws begin with their first draw.
        const std::uint64_t number = ++state.turn / 2;
        const std::uint64_t stream = draws(state.up ? of.outageStream : mix64(of.outageStream));
        state.turnsAt += std::max<MonotonicNs>(1, law.drawNs(stream, number));
    }
}

/// Nobody sends over a link that is not watched, so what shares its rate may hear of its turns later: when it
/// is looked at changes nothing.
void Simulation::catchUp(std::uint32_t link) {
    SimLinkState& state = links_[link];
    if (state.watched || state.turnsAt > now_) return;
    turnLink(state, link);
    state.unheard = true;
}

void Simulation::catchUpLinks() {
    for (std::uint32_t link = 0; link < links_.size(); ++link)
        catchUp(link);
}

/// Whether a message may be sent now. Else `down` is the first link that is not up, and each of those will
/// tell when it is.
bool Simulation::routeIsUp(std::uint32_t e, std::uint32_t& down) {
    for (const std::uint32_t link : routeOf(e).links) {
        SimLinkState& state = links_[link];
        catchUp(link);
        if (state.unheard) setRate(link);
        if (state.up) continue;
        awaitTurn(link);
        if (down == kNone) down = link;
    }
    return down == kNone;
}

/// What a link that is up lets through, or nothing.
void Simulation::setRate(std::uint32_t link) {
    const bool up = links_[link].up;
    links_[link].unheard = false;
    const double rate = model_->links[link].rate;
    if (network_)
        network_->change(link, up ? rate > 0 ? rate : FluidNetwork::kUnlimited : 0, now_);
    else
        links_[link].rate.change(up ? 1 : 0, now_);
}

/// Somebody needs the link: an event comes with its next turn.
void Simulation::awaitTurn(std::uint32_t link) {
    SimLinkState& state = links_[link];
    if (state.watched || state.turnsAt == INT64_MAX) return;
    state.watched = true;
    calendar_.schedule(state.turnsAt, EventKind::LinkTurned, link);
}

void Simulation::linkTurned(std::uint32_t link) {
    SimLinkState& state = links_[link];
    state.watched = false;
    turnLink(state, link);
    setRate(link);
    for (std::uint32_t e = 0; e < flows_.size(); ++e) {
        if (model_->edges[e].route == kNone) continue;
        const SimRoute& route = routeOf(e);
        if (std::find(route.links.begin(), route.links.end(), link) == route.links.end()) continue;
        SimFlow& flow = flows_[e];
        if (!state.up && flow.sending != kNone && !route.retransmitAfter) loseWhatIsSent(e, link);
        if (flow.sending == kNone)
            transmitNext(e);
        else
            awaitTurn(link);
    }
    network_ ? scheduleNetwork() : scheduleLink(link);
}

void Simulation::loseWhatIsSent(std::uint32_t e, std::uint32_t link) {
    links_[link].account(now_);
    const double left =
        network_ ? network_->stop(e, now_)
                 : static_cast<double>(links_[link].rate.stop(e, now_)) * model_->links[link].rate / 1e9;
    const std::uint32_t slot = flows_[e].sending;
    flows_[e].sending = kNone;
    loseMessage(e, slot, link, std::max(0.0, bytesOf(e, slot) - left));
}

/// `link` is down. It may have let the first bytes through; who sends does not know, and sends all of them
/// over the links before it.
void Simulation::loseMessage(std::uint32_t e, std::uint32_t slot, std::uint32_t link, double sent) {
    const std::int64_t before = links_[link].messages;
    cross(e, slot, link);
    if (links_[link].messages > before) links_[link].bytes += sent;
    deliver(e, slot, true);
}

} // namespace millrace::sim
