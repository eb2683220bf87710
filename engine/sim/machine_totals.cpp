// SPDX-License-Identifier: Apache-2.0
//
// How much sites, links and instances have done.
#include "engine/sim/simulation.h"

namespace millrace::sim {

void Simulation::addMachines(SimTotals& totals) const {
    for (SimSiteState site : sites_) {
        site.account(now_);
        totals.sites.push_back({site.busyNs, site.dynamicNs});
    }
    for (std::uint32_t index = 0; index < links_.size(); ++index) {
        SimLinkState link = links_[index];
        turnLink(link, index);
        link.account(now_);
        totals.links.push_back({static_cast<double>(link.busyNs), link.bytes, link.messages, link.lost,
                                static_cast<double>(link.downNs)});
    }
    for (std::size_t e = 0; e < totals.edges.size(); ++e) {
        const std::uint32_t wire = model_->edgeOfPlanEdge[e];
        if (wire == kNone) continue;
        SimTotals::Edge& edge = totals.edges[e];
        edge.lost = edges_[wire].lost;
        edge.unread = edges_[wire].unread;
        if (flows_.empty()) continue;
        edge.arrived = flows_[wire].arrived;
        edge.transitNs = static_cast<double>(flows_[wire].transitNs);
    }
    for (const SimOpState& state : opStates_) {
        if (!state.instances) continue;
        const SimOp& op = model_->ops[state.op];
        totals.instances.resize(model_->plan->vertices.size());
        const SimInstances& all = *state.instances;
        totals.instances[op.vertex] = {
            all.invocations,
            all.coldStarts,
            all.refused,
            all.billedNs,
            all.instanceNs(now_, op.serverless->keepAliveNs),
            all.busyNs + static_cast<double>(all.busy) * static_cast<double>(now_ - all.since)};
    }
}

} // namespace millrace::sim
