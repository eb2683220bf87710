// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/machine_model.h"

#include "engine/base/random.h"
#include "engine/sim/routes.h"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>

namespace millrace::sim {

namespace {

class MachinePlacer {
public:
    MachinePlacer(SimModel& model, Diagnostics& problems)
        : model_(model), plan_(*model.plan), machine_(model.settings.machine), problems_(problems) {}

    void place() {
        addSites();
        for (SimChain& chain : model_.chains)
            placeChain(chain);
        for (SimEdge& edge : model_.edges)
            placeEdge(edge);
        countSinks();
        if (machine_.interpreterLock) lockInterpreter(*machine_.interpreterLock);
        if (machine_.processes)
            for (SimChain& chain : model_.chains)
                if (chain.executor == ExecutorKind::Processes) addProcessCosts(chain, *machine_.processes);
        model_.usesSites = !machine_.sites.empty() || machine_.interpreterLock || machine_.slices ||
                           machine_.power.has_value();
    }

private:
    void addSites() {
        Site local{kLocalSite, model_.settings.cores, 1, machine_.power, machine_.coreHour};
        model_.sites.push_back({std::move(local), 1});
        for (const Site& site : machine_.sites)
            model_.sites.push_back({site, 1});
        const int asked = model_.settings.poolWorkers;
        for (SimSite& site : model_.sites) {
            const bool local2 = &site == &model_.sites.front();
            site.poolWorkers = static_cast<std::uint32_t>(
                std::max(1.0, local2 && asked > 0 ? asked : std::ceil(site.settings.cores)));
            if (!machine_.slices || site.settings.cores == std::floor(site.settings.cores)) continue;
            problems_
                .error("MR4718",
                       fmt::format("time slices go round on whole cores, and `{}` has {:g}",
                                   site.settings.name, site.settings.cores),
                       "give it a whole number of cores, or leave `time_slice` out")
                .parameter = "simulation.time_slice";
        }
        for (const Link& link : machine_.links)
            model_.links.push_back(
                {link, siteNamed(link.from), siteNamed(link.to), link.bytesPerSecond * link.bandwidthFactor,
                 deriveSeed(deriveSeed(model_.seed, link.from + " -> " + link.to), "outages")});
    }

    std::uint32_t siteNamed(const std::string& name) const {
        for (std::uint32_t i = 0; i < model_.sites.size(); ++i)
            if (model_.sites[i].settings.name == name) return i;
        return 0;
    }

    const std::string& nodeOf(const SimOp& op) const { return plan_.vertices[op.vertex].node; }
    const NodePlace& placeOf(const std::string& node) const {
        static const NodePlace kAnywhere;
        const auto found = model_.settings.nodes.find(node);
        return found == model_.settings.nodes.end() ? kAnywhere : found->second.place;
    }
    std::uint32_t siteOf(const std::string& node) const { return siteNamed(placeOf(node).site); }

    void placeChain(SimChain& chain) {
        const std::string& head = nodeOf(model_.ops[chain.ops.begin]);
        chain.site = siteOf(head);
        for (std::uint32_t o = chain.ops.begin; o < chain.ops.end; ++o) {
            SimOp& op = model_.ops[o];
            const std::string& node = nodeOf(op);
            if (siteOf(node) != chain.site)
                problems_
                    .error("MR4713",
                           "`" + node + "` runs in the task of `" + head + "`, and that is on another site",
                           "give the wire in front of `" + node +
                               "` a queue of its own (\"queue\": {}), so that it becomes a task by itself")
                    .node = node;
            if (placeOf(node).serverless) makeServerless(chain, o, *placeOf(node).serverless);
        }
    }

    void makeServerless(SimChain& chain, std::uint32_t o, const Serverless& settings) {
        SimOp& op = model_.ops[o];
        const std::string& node = nodeOf(op);
        const char* why = nullptr;
        const char* hint = "leave `serverless` out";
        if (chain.source) {
            why = "a source is not called by records";
        } else if (o != chain.ops.begin) {
            why = "it runs in the task of the node before it";
            hint = "give the wire in front of it a queue of its own (\"queue\": {})";
        } else if (op.failures) {
            why = "its instances have no workers that break down";
            hint = "leave `failures` or `serverless` out";
        } else if (!std::holds_alternative<behaviour::Pass>(op.behaviour) &&
                   !std::holds_alternative<behaviour::Choose>(op.behaviour)) {
            why = "it keeps records from one to the next, which instances do not";
        }
        for (const Span work : {op.batchWork, op.recordWork})
            for (std::uint32_t i = work.begin; i < work.end; ++i)
                if (model_.segments[i].holds.size() > 0)
                    why = "it holds a shared resource, which instances on other machines cannot";
        if (why != nullptr) {
            problems_.error("MR4715", "`" + node + "` cannot be serverless: " + why, hint).node = node;
            return;
        }
        op.serverless = std::make_shared<const Serverless>(settings);
        // Instances take the place of workers, and hold none of this run's cores.
        chain.executor = ExecutorKind::Async;
        chain.workers = 1;
        chain.operations = settings.most;
        chain.keepsOrder = plan_.chains[plan_.vertices[op.vertex].chain].ordering == Ordering::Ordered;
        chain.ordered = false;
    }

    void placeEdge(SimEdge& edge) {
        const PlanEdge& from = plan_.edges[edge.planEdge];
        const std::string& sender = plan_.vertices[from.from].node;
        const std::uint32_t a = siteOf(sender), b = siteOf(plan_.vertices[from.to].node);
        if (a == b) return;
        const std::string &nameA = model_.sites[a].settings.name, &nameB = model_.sites[b].settings.name;
        edge.route = routeBetween(model_, a, b);
        if (edge.route == kNone) {
            problems_
                .error("MR4714",
                       "the wire " + from.id + " leads from `" + nameA + "` to `" + nameB +
                           "`, and neither a link nor a way over several links does",
                       R"(add one: "simulation": {"links": [{"from": ")" + nameA + R"(", "to": ")" + nameB +
                           R"(", "latency": "20 ms", "bandwidth": "100 Mbit/s", "record_bytes": 200}]})")
                .edge = from.id;
            return;
        }
        const SimRoute& route = model_.routes[edge.route];
        edge.linkStream = deriveSeed(deriveSeed(model_.seed, from.id), "link");
        bool limited = route.bound > 0;
        for (const std::uint32_t link : route.links) {
            const Link& settings = model_.links[link].settings;
            if (edge.recordBytes == 0) edge.recordBytes = settings.recordBytes;
            limited |= settings.bytesPerSecond > 0;
        }
        const std::optional<double>& said = placeOf(sender).recordBytes;
        edge.recordBytes = said.value_or(edge.recordBytes);
        model_.sharesRoutes |= route.links.size() > 1 || route.bound > 0;
        // A node may say that its records have none; the overhead of messages says nothing about them.
        if (edge.recordBytes > 0 || said || !limited) return;
        problems_
            .error("MR4717",
                   "how many bytes the records on " + from.id + " have, nobody says, but the link from `" +
                       nameA + "` to `" + nameB + "` has a bandwidth",
                   "give the link `record_bytes`, or the node: \"nodes\": {\"" + sender +
                       "\": {\"record_bytes\": 200}}")
            .edge = from.id;
    }

    /// Whose records energy and money are told per record of.
    void countSinks() {
        for (const SimOp& op : model_.ops) {
            const std::vector<std::string>& named = machine_.recordsOf;
            const bool isNamed = std::find(named.begin(), named.end(), nodeOf(op)) != named.end();
            if (isNamed && !op.sink)
                problems_
                    .error("MR4719", "`" + nodeOf(op) + "` is no sink: records only pass through it",
                           "name sinks in `simulation.per_record_of`, or leave it out for all of them")
                    .parameter = "simulation.per_record_of";
            if (op.sink && (isNamed || named.empty())) model_.countedSinks.push_back(op.vertex);
        }
        if (!machine_.recordsOf.empty() && model_.countedSinks.empty() && !problems_.hasErrors())
            problems_
                .error("MR4719", "none of `simulation.per_record_of` is a sink of this run",
                       "name sinks there, or leave it out for all of them")
                .parameter = "simulation.per_record_of";
    }

    void lockInterpreter(const InterpreterLock& lock) {
        const std::string* first = nullptr;
        for (SimOp& op : model_.ops) {
            const std::string& node = nodeOf(op);
            if (std::find(lock.nodes.begin(), lock.nodes.end(), node) == lock.nodes.end()) continue;
            const bool apart = model_.chains[op.chain].executor == ExecutorKind::Processes || op.serverless;
            if (apart)
                problems_
                    .error("MR4716",
                           "`" + node + "` cannot share an interpreter: each of its " +
                               (op.serverless ? "instances" : "worker processes") + " has one of its own",
                           "leave it out of `simulation.gil.nodes`")
                    .parameter = "simulation.gil.nodes";
            op.interpreted = true;
            if (first == nullptr) first = &node;
            if (siteOf(*first) == siteOf(node)) continue;
            problems_
                .error(
                    "MR4716",
                    "`" + *first + "` and `" + node + "` are on different sites, and one interpreter is not",
                    "name nodes of one site in `simulation.gil.nodes`")
                .parameter = "simulation.gil.nodes";
        }
    }

    /// In front of the work of each batch: the parent serialises it, and reads the results.
    void addProcessCosts(SimChain& chain, const ProcessCosts& costs) {
        chain.spawnNs = costs.spawnNs;
        SimOp& op = model_.ops[chain.ops.begin];
        const PlanVertex& vertex = plan_.vertices[op.vertex];
        double bytes = costs.recordBytes;
        for (const std::size_t e : vertex.inEdges)
            if (const auto& known = placeOf(plan_.vertices[plan_.edges[e].from].node).recordBytes)
                bytes = *known;
        SimSegment parent;
        parent.time = Distribution::constant(static_cast<double>(costs.perItemNs));
        parent.eachNs =
            static_cast<MonotonicNs>(std::llround(static_cast<double>(costs.perKbNs) * bytes / 1024));
        parent.stream = deriveSeed(op.stream, "parent");
        parent.holds.begin = parent.holds.end = static_cast<std::uint32_t>(model_.holds.size());
        if (costs.oneParent) {
            model_.holds.push_back({static_cast<std::uint32_t>(model_.resources.size()), 1});
            model_.resources.push_back({"parent of the processes of " + vertex.node, 1});
            ++parent.holds.end;
        }
        const Span before = op.batchWork;
        op.batchWork.begin = static_cast<std::uint32_t>(model_.segments.size());
        model_.segments.push_back(std::move(parent));
        for (std::uint32_t i = before.begin; i < before.end; ++i)
            model_.segments.push_back(SimSegment(model_.segments[i]));
        op.batchWork.end = static_cast<std::uint32_t>(model_.segments.size());
    }

    SimModel& model_;
    const Plan& plan_;
    const MachineSettings& machine_;
    Diagnostics& problems_;
};

} // namespace

void placeOnMachines(SimModel& model, Diagnostics& problems) { MachinePlacer(model, problems).place(); }

bool sameMachines(const SimModel& a, const SimModel& b) {
    const bool sliced = a.settings.machine.slices.has_value();
    const auto sameSite = [&](const SimSite& x, const SimSite& y) {
        return x.settings.name == y.settings.name && (!a.poolIsShared || x.poolWorkers == y.poolWorkers) &&
               (!sliced || x.settings.cores == y.settings.cores);
    };
    const auto sameLink = [](const SimLink& x, const SimLink& y) {
        return x.from == y.from && x.to == y.to &&
               x.settings.retransmitAfter.has_value() == y.settings.retransmitAfter.has_value() &&
               x.settings.outages.has_value() == y.settings.outages.has_value();
    };
    const auto sameOp = [](const SimOp& x, const SimOp& y) {
        return x.interpreted == y.interpreted && (x.serverless == nullptr) == (y.serverless == nullptr);
    };
    const auto sameChain = [](const SimChain& x, const SimChain& y) { return x.site == y.site; };
    const auto sameEdge = [](const SimEdge& x, const SimEdge& y) {
        return x.route == y.route && x.copies == y.copies;
    };
    const auto sameRoute = [](const SimRoute& x, const SimRoute& y) { return x.links == y.links; };
    const auto equal = [](const auto& x, const auto& y, const auto& same) {
        return std::equal(x.begin(), x.end(), y.begin(), y.end(), same);
    };
    return a.usesSites == b.usesSites && sliced == b.settings.machine.slices.has_value() &&
           a.settings.machine.interpreterLock.has_value() == b.settings.machine.interpreterLock.has_value() &&
           equal(a.sites, b.sites, sameSite) && equal(a.links, b.links, sameLink) &&
           equal(a.ops, b.ops, sameOp) && equal(a.chains, b.chains, sameChain) &&
           equal(a.edges, b.edges, sameEdge) && equal(a.routes, b.routes, sameRoute) &&
           a.sharesRoutes == b.sharesRoutes;
}

} // namespace millrace::sim
