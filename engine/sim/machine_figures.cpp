// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/machine_figures.h"

#include <algorithm>

namespace millrace::sim {

namespace {

double ratio(double a, double b) { return b > 0 ? a / b : 0; }

/// What happened between two moments.
class Between {
public:
    Between(const SimModel& model, const SimTotals& from, const SimTotals& to)
        : model_(model), from_(from), to_(to), ns_(static_cast<double>(to.now - from.now)) {}

    double seconds() const { return ns_ / 1e9; }
    double records() const {
        double records = 0;
        for (const std::uint32_t v : model_.countedSinks)
            records += static_cast<double>(to_.sinks[v].records - from_.sinks[v].records);
        return records;
    }
    template <class T, class Value>
    double grown(const std::vector<T> SimTotals::*list, std::size_t place, Value T::*value) const {
        if (place >= (to_.*list).size()) return 0;
        const auto before = place < (from_.*list).size() ? (from_.*list)[place].*value : Value{};
        return static_cast<double>((to_.*list)[place].*value - before);
    }
    double edge(std::size_t place, std::int64_t SimTotals::Edge::*value) const {
        return grown<SimTotals::Edge>(&SimTotals::edges, place, value);
    }
    template <class Value> double instances(std::size_t place, Value SimTotals::Instances::*value) const {
        return grown<SimTotals::Instances>(&SimTotals::instances, place, value);
    }

    /// Mean power of a site, in watts: what it takes when idle, and the rest as it was used.
    double watts(std::size_t site) const {
        const auto& power = model_.sites[site].settings.power;
        if (!power) return 0;
        return power->idle +
               (power->most - power->idle) *
                   ratio(grown<SimTotals::Site>(&SimTotals::sites, site, &SimTotals::Site::dynamicNs), ns_);
    }
    double joules() const {
        double sum = 0;
        for (std::size_t site = 0; site < model_.sites.size(); ++site)
            sum += watts(site) * seconds();
        return sum + joulesElsewhere();
    }
    /// Of links and instances, which are on no site.
    double joulesElsewhere() const {
        double sum = 0;
        for (std::size_t link = 0; link < model_.links.size(); ++link)
            sum += bytes(link) * model_.links[link].settings.joulesPerByte;
        using Instances = SimTotals::Instances;
        for (std::size_t v = 0; v < to_.instances.size(); ++v) {
            const auto& instance = model_.ops[model_.opOfVertex[v]].serverless;
            if (!instance) continue;
            sum += instances(v, &Instances::coldStarts) * instance->coldStartJoules;
            if (!instance->power) continue;
            sum += (instance->power->idle * instances(v, &Instances::instanceNs) +
                    (instance->power->most - instance->power->idle) * instances(v, &Instances::busyNs)) /
                   1e9;
        }
        return sum;
    }
    /// Grams of CO2 equivalents: energy where it is used, by what a kWh comes with there.
    double carbon() const {
        const double everywhere = model_.settings.machine.carbon;
        double sum = joulesElsewhere() * everywhere;
        for (std::size_t site = 0; site < model_.sites.size(); ++site)
            sum += watts(site) * seconds() * model_.sites[site].settings.carbon.value_or(everywhere);
        return sum / 3.6e6;
    }
    double bytes(std::size_t link) const {
        return grown<SimTotals::Link>(&SimTotals::links, link, &SimTotals::Link::bytes);
    }
    double coresPerHour(std::size_t site) const {
        return model_.sites[site].settings.coreHour * model_.sites[site].settings.cores;
    }
    /// Cores are paid whether used or not; links by byte; instances by record and by what they take.
    double money() const {
        double sum = 0;
        for (std::size_t site = 0; site < model_.sites.size(); ++site)
            sum += coresPerHour(site) * seconds() / 3600;
        for (std::size_t link = 0; link < model_.links.size(); ++link)
            sum += bytes(link) / 1e9 * model_.links[link].settings.perGb;
        for (std::size_t v = 0; v < to_.instances.size(); ++v) {
            const auto& price = model_.ops[model_.opOfVertex[v]].serverless;
            if (!price) continue;
            sum += instances(v, &SimTotals::Instances::invocations) * price->perInvocation +
                   instances(v, &SimTotals::Instances::coldStarts) * price->perColdStart +
                   instances(v, &SimTotals::Instances::billedNs) / 1e9 * price->memoryGb * price->perGbSecond;
        }
        return sum;
    }

private:
    const SimModel& model_;
    const SimTotals &from_, &to_;
    const double ns_;
};

bool hasEnergy(const SimModel& model) {
    return std::any_of(model.sites.begin(), model.sites.end(),
                       [](const SimSite& site) { return site.settings.power.has_value(); }) ||
           std::any_of(model.links.begin(), model.links.end(),
                       [](const SimLink& link) { return link.settings.joulesPerByte > 0; }) ||
           std::any_of(model.ops.begin(), model.ops.end(), [](const SimOp& op) {
               return op.serverless && (op.serverless->power || op.serverless->coldStartJoules > 0);
           });
}

bool hasCarbon(const SimModel& model) {
    return model.settings.machine.carbon > 0 ||
           std::any_of(model.sites.begin(), model.sites.end(), [](const SimSite& site) {
               return site.settings.power && site.settings.carbon.value_or(0) > 0;
           });
}

bool hasPrice(const SimModel& model) {
    return std::any_of(model.sites.begin(), model.sites.end(),
                       [](const SimSite& site) { return site.settings.coreHour > 0; }) ||
           std::any_of(model.links.begin(), model.links.end(),
                       [](const SimLink& link) { return link.settings.perGb > 0; }) ||
           std::any_of(model.ops.begin(), model.ops.end(), [](const SimOp& op) {
               return op.serverless && op.serverless->perInvocation + op.serverless->perGbSecond +
                                               op.serverless->perColdStart >
                                           0;
           });
}

constexpr Kpi::What kDrops[] = {Kpi::What::DroppedNewest, Kpi::What::DroppedOldest, Kpi::What::DroppedByLink,
                                Kpi::What::DroppedUnread};

double droppedFor(const SimTotals::Edge& edge, Kpi::What why) {
    switch (why) {
        case Kpi::What::DroppedByLink: return static_cast<double>(edge.lost);
        case Kpi::What::DroppedUnread: return static_cast<double>(edge.unread);
        default: return static_cast<double>(edge.dropped - edge.lost - edge.unread);
    }
}

} // namespace

std::vector<std::pair<Kpi::What, std::size_t>> machineFigures(const SimModel& model,
                                                              const std::vector<Replication>& done) {
    std::vector<std::pair<Kpi::What, std::size_t>> figures;
    const Plan& plan = *model.plan;
    for (std::size_t e = 0; e < plan.edges.size(); ++e) {
        const std::uint32_t wire = model.edgeOfPlanEdge[e];
        if (wire == kNone) continue;
        const bool oldest = plan.edges[e].overflow == OverflowPolicy::DropOldest;
        for (const Kpi::What why : kDrops) {
            if (why == (oldest ? Kpi::What::DroppedNewest : Kpi::What::DroppedOldest)) continue;
            if (std::any_of(done.begin(), done.end(), [&](const Replication& replication) {
                    return droppedFor(replication.observations.back().totals.edges[e], why) > 0;
                }))
                figures.emplace_back(why, e);
        }
        if (model.edges[wire].route != kNone) figures.emplace_back(Kpi::What::Transit, e);
    }
    for (const SimOp& op : model.ops)
        if (op.serverless) {
            figures.emplace_back(Kpi::What::ColdStarts, op.vertex);
            figures.emplace_back(Kpi::What::Instances, op.vertex);
            if (op.serverless->rejects) figures.emplace_back(Kpi::What::Refused, op.vertex);
        }
    for (std::size_t site = 0; site < model.sites.size(); ++site) {
        const Site& settings = model.sites[site].settings;
        if (model.usesSites) figures.emplace_back(Kpi::What::Cores, site);
        if (settings.power) figures.emplace_back(Kpi::What::PowerDrawn, site);
        if (settings.coreHour > 0) figures.emplace_back(Kpi::What::CoresCost, site);
    }
    for (std::size_t link = 0; link < model.links.size(); ++link)
        for (const Kpi::What what : {Kpi::What::LinkBusy, Kpi::What::LinkBytes, Kpi::What::LinkLost})
            figures.emplace_back(what, link);
    for (std::size_t link = 0; link < model.links.size(); ++link)
        if (model.links[link].settings.outages) figures.emplace_back(Kpi::What::LinkDown, link);
    // Where nothing came through there is nothing per record.
    const bool delivers = std::all_of(done.begin(), done.end(), [&](const Replication& replication) {
        const auto& sinks = replication.observations.back().totals.sinks;
        return std::any_of(model.countedSinks.begin(), model.countedSinks.end(),
                           [&](std::uint32_t sink) { return sinks[sink].records > 0; });
    });
    const bool carbon = hasEnergy(model) && hasCarbon(model);
    if (hasEnergy(model) && delivers) figures.emplace_back(Kpi::What::EnergyPerRecord, 0);
    if (carbon && delivers) figures.emplace_back(Kpi::What::CarbonPerRecord, 0);
    if (carbon) figures.emplace_back(Kpi::What::CarbonPerHour, 0);
    if (hasPrice(model)) {
        figures.emplace_back(Kpi::What::CostPerHour, 0);
        if (delivers) figures.emplace_back(Kpi::What::CostPerMillion, 0);
    }
    return figures;
}

double machineFigure(const SimModel& model, const SimTotals& from, const SimTotals& to, Kpi::What what,
                     std::size_t place) {
    const Between stretch(model, from, to);
    const double ns = stretch.seconds() * 1e9;
    using Instances = SimTotals::Instances;
    using LinkTotals = SimTotals::Link;
    switch (what) {
        case Kpi::What::DroppedNewest:
        case Kpi::What::DroppedOldest:
        case Kpi::What::DroppedByLink:
        case Kpi::What::DroppedUnread:
            return ratio(droppedFor(to.edges[place], what) - droppedFor(from.edges[place], what),
                         stretch.edge(place, &SimTotals::Edge::sent));
        case Kpi::What::Transit:
            return ratio(
                       stretch.grown<SimTotals::Edge>(&SimTotals::edges, place, &SimTotals::Edge::transitNs),
                       stretch.edge(place, &SimTotals::Edge::arrived)) /
                   1e3;
        case Kpi::What::ColdStarts:
            return ratio(stretch.instances(place, &Instances::coldStarts),
                         stretch.instances(place, &Instances::invocations));
        case Kpi::What::Instances:
            return ratio(stretch.grown<Instances>(&SimTotals::instances, place, &Instances::instanceNs), ns);
        case Kpi::What::Refused:
            return ratio(stretch.instances(place, &Instances::refused),
                         stretch.instances(place, &Instances::refused) +
                             stretch.instances(place, &Instances::invocations));
        case Kpi::What::Cores:
            return ratio(stretch.grown<SimTotals::Site>(&SimTotals::sites, place, &SimTotals::Site::busyNs),
                         ns * model.sites[place].settings.cores);
        case Kpi::What::PowerDrawn: return stretch.watts(place);
        case Kpi::What::CoresCost: return stretch.coresPerHour(place);
        case Kpi::What::LinkBusy:
            return ratio(stretch.grown<LinkTotals>(&SimTotals::links, place, &LinkTotals::busyNs), ns);
        case Kpi::What::LinkBytes: return ratio(stretch.bytes(place), stretch.seconds());
        case Kpi::What::LinkLost:
            return ratio(stretch.grown<LinkTotals>(&SimTotals::links, place, &LinkTotals::lost),
                         stretch.grown<LinkTotals>(&SimTotals::links, place, &LinkTotals::messages));
        case Kpi::What::LinkDown:
            return ratio(stretch.grown<LinkTotals>(&SimTotals::links, place, &LinkTotals::downNs), ns);
        case Kpi::What::CarbonPerRecord: return ratio(stretch.carbon(), stretch.records());
        case Kpi::What::CarbonPerHour: return ratio(stretch.carbon() * 3600, stretch.seconds());
        case Kpi::What::EnergyPerRecord: return ratio(stretch.joules(), stretch.records());
        case Kpi::What::CostPerHour: return ratio(stretch.money() * 3600, stretch.seconds());
        case Kpi::What::CostPerMillion: return ratio(stretch.money() * 1e6, stretch.records());
        default: return 0;
    }
}

Kpi::Of of(Kpi::What what) {
    switch (what) {
        case Kpi::What::Queued:
        case Kpi::What::Wait:
        case Kpi::What::Dropped:
        case Kpi::What::DroppedNewest:
        case Kpi::What::DroppedOldest:
        case Kpi::What::DroppedByLink:
        case Kpi::What::DroppedUnread:
        case Kpi::What::Transit: return Kpi::Of::Edge;
        case Kpi::What::Cores:
        case Kpi::What::PowerDrawn:
        case Kpi::What::CoresCost: return Kpi::Of::Site;
        case Kpi::What::LinkBusy:
        case Kpi::What::LinkBytes:
        case Kpi::What::LinkLost:
        case Kpi::What::LinkDown: return Kpi::Of::Link;
        case Kpi::What::CarbonPerRecord:
        case Kpi::What::CarbonPerHour:
        case Kpi::What::EnergyPerRecord:
        case Kpi::What::CostPerHour:
        case Kpi::What::CostPerMillion: return Kpi::Of::Run;
        default: return Kpi::Of::Vertex;
    }
}

const char* nameOfMachineFigure(Kpi::What what) {
    switch (what) {
        case Kpi::What::DroppedNewest: return "dropped_newest";
        case Kpi::What::DroppedOldest: return "dropped_oldest";
        case Kpi::What::DroppedByLink: return "dropped_by_link";
        case Kpi::What::DroppedUnread: return "dropped_unread";
        case Kpi::What::Transit: return "transit";
        case Kpi::What::ColdStarts: return "cold_starts";
        case Kpi::What::Instances: return "instances";
        case Kpi::What::Refused: return "refused";
        case Kpi::What::Cores: return "cores";
        case Kpi::What::PowerDrawn: return "power";
        case Kpi::What::CoresCost: return "cost_per_hour";
        case Kpi::What::LinkBusy: return "busy";
        case Kpi::What::LinkBytes: return "throughput";
        case Kpi::What::LinkLost: return "lost";
        case Kpi::What::LinkDown: return "down";
        case Kpi::What::CarbonPerRecord: return "carbon_per_record";
        case Kpi::What::CarbonPerHour: return "carbon_per_hour";
        case Kpi::What::EnergyPerRecord: return "energy_per_record";
        case Kpi::What::CostPerHour: return "cost_per_hour";
        case Kpi::What::CostPerMillion: return "cost_per_million_records";
        default: return "";
    }
}

const char* unitOfMachineFigure(Kpi::What what) {
    switch (what) {
        case Kpi::What::Transit: return "us";
        case Kpi::What::Instances: return "instances";
        case Kpi::What::PowerDrawn: return "W";
        case Kpi::What::LinkBytes: return "bytes/s";
        case Kpi::What::EnergyPerRecord: return "J";
        case Kpi::What::CarbonPerRecord: return "g";
        case Kpi::What::CarbonPerHour: return "g/h";
        case Kpi::What::CoresCost:
        case Kpi::What::CostPerHour: return "per hour";
        case Kpi::What::CostPerMillion: return "per million records";
        default: return "share";
    }
}

} // namespace millrace::sim
