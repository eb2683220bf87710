// SPDX-License-Identifier: Apache-2.0
//
// Instances that come with the records and go when nobody has needed them for a while. They are the
// operations in flight of their node: all that is kept here is which of them are warm. States and scaling
// after N. Mahmoudi and H. Khazaei, SimFaaS (2021): a record goes to the instance that has become idle last,
// without one to a new one, and at the limit it waits or is refused.
#include "engine/sim/simulation_inline.h"

#include <algorithm>

namespace millrace::sim {

void SimInstances::account(MonotonicNs now, MonotonicNs keepAlive) {
    busyNs += static_cast<double>(busy) * static_cast<double>(now - since);
    since = now;
    const auto stays = std::find_if(idleSince.begin(), idleSince.end(),
                                    [&](MonotonicNs idle) { return now - idle < keepAlive; });
    idleNs += static_cast<double>(stays - idleSince.begin()) * static_cast<double>(keepAlive);
    idleSince.erase(idleSince.begin(), stays);
}

void SimInstances::shorten(MonotonicNs now, MonotonicNs keepAlive) {
    const auto stays = std::find_if(idleSince.begin(), idleSince.end(),
                                    [&](MonotonicNs idle) { return now - idle < keepAlive; });
    for (auto one = idleSince.begin(); one != stays; ++one)
        idleNs += static_cast<double>(now - *one);
    idleSince.erase(idleSince.begin(), stays);
}

double SimInstances::instanceNs(MonotonicNs now, MonotonicNs keepAlive) const {
    double sum = busyNs + static_cast<double>(busy) * static_cast<double>(now - since) + idleNs;
    for (const MonotonicNs idle : idleSince)
        sum += static_cast<double>(std::min(now - idle, keepAlive));
    return sum;
}

/// A record comes to an instance. Returns when it will be through.
MonotonicNs Simulation::invoke(SimOpState& own, const Token& token) {
    const SimOp& op = model_->ops[own.op];
    SimInstances& instances = *own.instances;
    instances.account(now_, op.serverless->keepAliveNs);
    MonotonicNs time = 0;
    for (const Span work : {op.batchWork, op.recordWork})
        for (std::uint32_t i = work.begin; i < work.end; ++i)
            time += model_->segments[i].time.drawNs(segmentDraws_[i], token.draw());
    if (instances.idleSince.empty()) {
        ++instances.coldStarts;
        time += op.serverless->coldStart.drawNs(draws(deriveSeed(op.stream, "cold start")), token.draw());
    } else {
        instances.idleNs += static_cast<double>(now_ - instances.idleSince.back());
        instances.idleSince.pop_back();
    }
    ++instances.invocations;
    ++instances.busy;
    instances.billedNs += static_cast<double>(time);
    return time;
}

void Simulation::instanceIsIdle(SimOpState& own) {
    own.instances->account(now_, model_->ops[own.op].serverless->keepAliveNs);
    --own.instances->busy;
    own.instances->idleSince.push_back(now_);
}

/// At the limit nobody waits, where that is what was asked for.
void Simulation::refuseAtLimit(SimOpState& own) {
    if (!model_->ops[own.op].serverless->rejects) return;
    TokenRing& pending = own.operations->pending;
    const auto refused = static_cast<std::int64_t>(pending.size());
    own.instances->refused += refused;
    opCounts_[own.op].rejected += refused;
    while (!pending.empty())
        pending.pop();
}

} // namespace millrace::sim
