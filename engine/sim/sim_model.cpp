// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/sim_model.h"

#include "engine/base/random.h"
#include "engine/sim/machine_model.h"
#include "engine/sim/short_cuts.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace millrace::sim {

namespace {

constexpr double kDayNs = 8.64e13; ///< no draw takes 40 times its mean, so none is cut off

class ModelBuilder {
public:
    ModelBuilder(PlanPtr plan, SimulationSettings settings, std::uint64_t seed) : plan_(*plan) {
        model_.plan = std::move(plan);
        model_.settings = std::move(settings);
        model_.seed = seed;
    }

    Result<std::shared_ptr<const SimModel>> build() {
        orderChains();
        addEdges();
        for (const std::size_t chain : chainOrder_)
            addChain(chain);
        placeOnMachines(model_, problems_);
        placeEdges();
        addTasks();
        shareMachine();
        checkEnd();
        if (!problems_.empty()) return problems_;
        findShortCuts(model_);
        return std::shared_ptr<const SimModel>(std::make_shared<SimModel>(std::move(model_)));
    }

private:
    const std::string& headOf(std::size_t chain) const {
        return plan_.vertices[plan_.chains[chain].vertices.front()].node;
    }

    void orderChains() {
        chainOrder_.resize(plan_.chains.size());
        std::iota(chainOrder_.begin(), chainOrder_.end(), std::size_t{0});
        std::sort(chainOrder_.begin(), chainOrder_.end(),
                  [&](std::size_t a, std::size_t b) { return headOf(a) < headOf(b); });
        chainPlace_.resize(plan_.chains.size());
        for (std::size_t i = 0; i < chainOrder_.size(); ++i)
            chainPlace_[chainOrder_[i]] = static_cast<std::uint32_t>(i);
    }

    /// Wires with a queue, in the order of their names.
    void addEdges() {
        model_.edgeOfPlanEdge.assign(plan_.edges.size(), kNone);
        std::vector<std::size_t> order;
        for (std::size_t e = 0; e < plan_.edges.size(); ++e)
            if (!plan_.edges[e].fused) order.push_back(e);
        std::sort(order.begin(), order.end(),
                  [&](std::size_t a, std::size_t b) { return plan_.edges[a].id < plan_.edges[b].id; });
        for (const std::size_t e : order) {
            const PlanEdge& from = plan_.edges[e];
            SimEdge edge;
            edge.planEdge = static_cast<std::uint32_t>(e);
            edge.capacity = from.capacity;
            edge.overflow = from.overflow;
            edge.partitioning = from.partitioning;
            edge.toPort = static_cast<std::uint32_t>(from.toPort);
            edge.feedback = from.feedback;
            if (from.partitioning == Partitioning::Hash) {
                std::vector<std::string> key;
                const SchemaPtr schema = schemaOn(from);
                for (const std::size_t column : from.keyColumns)
                    key.push_back(schema->names()[column]);
                std::tie(edge.keySpread, edge.keyExponent, edge.keyStream) = spreadOf(from.from, key);
            }
            model_.edgeOfPlanEdge[e] = static_cast<std::uint32_t>(model_.edges.size());
            model_.edges.push_back(edge);
        }
    }

    SchemaPtr schemaOn(const PlanEdge& edge) const {
        return plan_.vertices[edge.from].bound.outputs[edge.fromPort];
    }

    /// Where the first input of a vertex comes from: by port and name, not by the order of the file.
    std::size_t firstInput(std::size_t vertex) const {
        const std::vector<std::size_t>& in = plan_.vertices[vertex].inEdges;
        const auto first = std::min_element(in.begin(), in.end(), [&](std::size_t a, std::size_t b) {
            const PlanEdge &x = plan_.edges[a], &y = plan_.edges[b];
            return std::tie(x.feedback, x.toPort, x.id) < std::tie(y.feedback, y.toPort, y.id);
        });
        return plan_.edges[*first].from;
    }

    /// How the values of key columns are spread over the records that leave a vertex: as at the source that
    /// they come from on the first inputs. What cannot be traced is taken for many keys, evenly.
    std::tuple<std::uint64_t, double, std::uint64_t> spreadOf(std::size_t vertex,
                                                              const std::vector<std::string>& key) {
        constexpr std::uint64_t kManyKeys = 100'000;
        std::string name;
        for (const std::string& column : key)
            name += (name.empty() ? "" : ",") + column;
        std::uint64_t keys = 1;
        double exponent = 0;
        for (std::string column : key) {
            std::size_t at = vertex;
            for (std::size_t steps = 0; !plan_.vertices[at].inEdges.empty(); ++steps) {
                if (steps > plan_.vertices.size()) break; // around a cycle: it comes from nowhere
                for (const auto& [out, in] : plan_.vertices[at].bound.keptColumns)
                    if (out == column) {
                        column = in;
                        break;
                    }
                at = firstInput(at);
            }
            const auto* const emit =
                std::get_if<behaviour::Emit>(&plan_.vertices[at].bound.service.behaviour);
            const auto found = emit ? emit->keys.find(column) : decltype(emit->keys.end()){};
            if (!emit || found == emit->keys.end()) return {kManyKeys, 0, streamOf("key", name)};
            if (found->second.keys == 0) return {0, 0, streamOf("key", name)};
            keys = std::min(kManyKeys * 1000, keys * found->second.keys);
            exponent = key.size() == 1 ? found->second.exponent : 0;
        }
        return {keys, exponent, streamOf("key", name)};
    }

    std::uint64_t streamOf(std::string_view name, std::string_view purpose) const {
        return deriveSeed(deriveSeed(model_.seed, name), purpose);
    }

    void addChain(std::size_t index) {
        const PlanChain& from = plan_.chains[index];
        SimChain chain;
        chain.executor = from.executor;
        chain.workers = static_cast<std::uint32_t>(from.workers);
        chain.operations = static_cast<std::uint32_t>(from.operations);
        chain.ordered = from.ordering == Ordering::Ordered && from.workers > 1;
        chain.keepsOrder = from.ordering != Ordering::Unordered || from.operations == 1;
        const PlanVertex& head = plan_.vertices[from.vertices.front()];
        chain.source = head.bound.makeSource != nullptr;
        chain.batchSize = static_cast<std::int64_t>(std::max<std::size_t>(1, head.batchSize));
        chain.ops.begin = static_cast<std::uint32_t>(model_.ops.size());
        for (const std::size_t v : from.vertices)
            addOp(v);
        chain.ops.end = static_cast<std::uint32_t>(model_.ops.size());
        model_.chains.push_back(std::move(chain));
    }

    void addOp(std::size_t v) {
        const PlanVertex& vertex = plan_.vertices[v];
        SimOp op;
        op.vertex = static_cast<std::uint32_t>(v);
        op.chain = chainPlace_[vertex.chain];
        op.stream = deriveSeed(model_.seed, vertex.node);
        ServiceModel service = vertex.bound.service;
        assume(vertex, service);
        op.behaviour = service.behaviour;
        op.sink = vertex.bound.outputPorts.empty() ||
                  (vertex.kind != nullptr && vertex.kind->category == Category::Sink);
        op.filters = vertex.bound.filters;
        for (const PortSpec& port : vertex.bound.outputPorts)
            op.roles.push_back(port.role);
        if (const auto known = model_.settings.nodes.find(vertex.node); known != model_.settings.nodes.end())
            op.failures = known->second.failures;
        if (plan_.chains[vertex.chain].executor == ExecutorKind::Async) flyAsOne(vertex, service.work);
        op.batchWork = addSegments(op, service.work, true);
        op.recordWork = addSegments(op, service.work, false);
        op.joinsRecords = op.recordWork.size() == 1 && model_.segments[op.recordWork.begin].holds.size() == 0;
        if (const auto* group = std::get_if<behaviour::Group>(&op.behaviour)) {
            std::tie(op.keySpread, op.keyExponent, op.keyStream) = spreadAt(vertex, group->key);
            op.eventTimes = eventTimesAt(v);
        }
        if (const auto* deal = std::get_if<behaviour::Deal>(&op.behaviour); deal && !deal->key.empty())
            std::tie(op.keySpread, op.keyExponent, op.keyStream) = spreadAt(vertex, deal->key);
        if (model_.opOfVertex.size() < plan_.vertices.size())
            model_.opOfVertex.resize(plan_.vertices.size(), kNone);
        model_.opOfVertex[v] = static_cast<std::uint32_t>(model_.ops.size());
        model_.ops.push_back(std::move(op));
    }

    std::tuple<std::uint64_t, double, std::uint64_t> spreadAt(const PlanVertex& vertex,
                                                              const std::vector<std::string>& key) {
        if (key.empty() || vertex.inEdges.empty()) return {1, 0, 0};
        return spreadOf(firstInput(plan_.edges[vertex.inEdges.front()].to), key);
    }

    EventTimes eventTimesAt(std::size_t vertex) const {
        for (std::size_t steps = 0; !plan_.vertices[vertex].inEdges.empty(); ++steps) {
            if (steps > plan_.vertices.size()) return {};
            vertex = firstInput(vertex);
        }
        const auto* const emit =
            std::get_if<behaviour::Emit>(&plan_.vertices[vertex].bound.service.behaviour);
        return emit && emit->eventTimes ? *emit->eventTimes : EventTimes{};
    }

    /// What the settings know better than the node.
    void assume(const PlanVertex& vertex, ServiceModel& service) {
        const auto found = model_.settings.nodes.find(vertex.node);
        const NodeAssumptions* known = found == model_.settings.nodes.end() ? nullptr : &found->second;
        if (known && (known->time || known->wait)) {
            service.work = knownWork(*known, service.work);
            service.timesAreGiven = true;
        }
        if (auto* emit = std::get_if<behaviour::Emit>(&service.behaviour); known && emit) {
            if (known->rate) {
                emit->paceIsUnknown = false;
                emit->arrivals = {};
                emit->arrivals.kind = Arrivals::Kind::Constant;
                emit->arrivals.rate = *known->rate;
            }
            if (known->count) emit->count = known->count;
        }
        if (known && !known->shares.empty()) {
            std::vector<double> shares(vertex.bound.outputPorts.size(), 0.0);
            for (std::size_t p = 0; p < shares.size(); ++p)
                if (const auto share = known->shares.find(vertex.bound.outputPorts[p].name);
                    share != known->shares.end())
                    shares[p] = share->second;
            double sum = 0;
            for (const double share : shares)
                sum += share;
            if (std::holds_alternative<behaviour::Choose>(service.behaviour) && sum <= 1)
                service.behaviour = behaviour::Choose{std::move(shares)};
            else
                service.behaviour = behaviour::Pass{std::move(shares)};
            service.sharesAreGuessed = false;
        }
        if (!service.timesAreGiven && !service.work.empty())
            guessed("MR4710", vertex, "its times are rough figures of any machine, not measured on this one");
        if (service.sharesAreGuessed)
            guessed("MR4711", vertex, "which share of its records goes where is a guess");
    }

    /// The times are known, what is held meanwhile follows from the node.
    static std::vector<WorkSegment> knownWork(const NodeAssumptions& known,
                                              const std::vector<WorkSegment>& own) {
        std::vector<WorkSegment> work;
        if (known.time) work.push_back({.kind = WorkSegment::Kind::Cpu, .time = *known.time});
        if (known.wait) work.push_back({.kind = WorkSegment::Kind::Wait, .time = *known.wait});
        const auto holds =
            std::find_if(own.begin(), own.end(), [](const WorkSegment& s) { return !s.held.empty(); });
        if (holds == own.end()) return work;
        const bool other = work.size() > 1 && work.front().kind != holds->kind;
        work[other ? 1 : 0].held = holds->held;
        return work;
    }

    /// On an event loop a wait is an operation in flight. What the loop itself does for one is left out: it
    /// is microseconds beside milliseconds.
    void flyAsOne(const PlanVertex& vertex, std::vector<WorkSegment>& work) {
        const auto waits = [](const WorkSegment& segment) {
            return segment.kind == WorkSegment::Kind::Wait && segment.held.empty() && !segment.perBatch;
        };
        const auto wait = std::find_if(work.begin(), work.end(), waits);
        if (wait == work.end() || work.size() == 1) return;
        const bool plain = std::all_of(work.begin(), work.end(), [&](const WorkSegment& segment) {
            return segment.held.empty() && (&segment == &*wait || !waits(segment));
        });
        if (!plain) return;
        work = {*wait};
        model_.diagnostics
            .note("MR4712",
                  "what the event loop itself does for each record of `" + vertex.node + "` is left out")
            .node = vertex.node;
    }

    void guessed(const char* code, const PlanVertex& vertex, const char* what) {
        Diagnostic d;
        d.severity = Severity::Note;
        d.code = code;
        d.node = vertex.node;
        d.message = "`" + vertex.node + "` is not calibrated: " + what;
        d.hint = "say what is known in \"simulation\": {\"nodes\": {\"" + vertex.node + "\": ...}}";
        model_.diagnostics.add(std::move(d));
    }

    Span addSegments(const SimOp& op, const std::vector<WorkSegment>& work, bool perBatch) {
        Span span{static_cast<std::uint32_t>(model_.segments.size()), 0};
        std::uint64_t number = 0;
        for (const WorkSegment& from : work) {
            ++number;
            if (from.perBatch != perBatch) continue;
            SimSegment segment;
            segment.kind = from.kind;
            segment.time = from.time;
            if (from.time.shape() == Distribution::Shape::Exponential && from.time.mean() <= kDayNs)
                segment.exponentialMean = from.time.mean();
            segment.stream = deriveSeed(op.stream, "work", number);
            segment.holds.begin = static_cast<std::uint32_t>(model_.holds.size());
            for (const WorkSegment::Held& held : from.held)
                model_.holds.push_back({resource(held), held.units});
            segment.holds.end = static_cast<std::uint32_t>(model_.holds.size());
            if (segment.time.isZero() && segment.holds.size() == 0) continue;
            model_.segments.push_back(segment);
        }
        span.end = static_cast<std::uint32_t>(model_.segments.size());
        return span;
    }

    std::uint32_t resource(const WorkSegment::Held& held) {
        for (std::size_t i = 0; i < model_.resources.size(); ++i)
            if (model_.resources[i].name == held.resource) return static_cast<std::uint32_t>(i);
        model_.resources.push_back({held.resource, held.capacity});
        return static_cast<std::uint32_t>(model_.resources.size() - 1);
    }

    void placeEdges() {
        for (std::size_t e = 0; e < model_.edges.size(); ++e) {
            SimEdge& edge = model_.edges[e];
            const PlanEdge& from = plan_.edges[edge.planEdge];
            edge.fromChain = chainPlace_[plan_.vertices[from.from].chain];
            edge.toChain = chainPlace_[plan_.vertices[from.to].chain];
            edge.channels = model_.chains[edge.toChain].workers;
            // One to one is no plan any more where instances have taken the place of workers.
            const SimChain& sender = model_.chains[edge.fromChain];
            if (model_.ops[sender.ops.begin].serverless && edge.partitioning == Partitioning::Forward &&
                edge.channels > 1)
                edge.partitioning = Partitioning::RoundRobin;
            // Each of the workers would get a copy, so instances in their place get as many.
            if (model_.ops[model_.chains[edge.toChain].ops.begin].serverless &&
                edge.partitioning == Partitioning::Broadcast)
                edge.copies = static_cast<std::uint32_t>(plan_.chains[plan_.vertices[from.to].chain].workers);
            edge.firstChannel = static_cast<std::uint32_t>(model_.channels.size());
            for (std::uint32_t i = 0; i < edge.channels; ++i)
                model_.channels.push_back({static_cast<std::uint32_t>(e), 0});
            std::vector<std::uint32_t>& out = model_.chains[edge.fromChain].outEdges;
            edge.outbox = static_cast<std::uint32_t>(out.size());
            out.push_back(static_cast<std::uint32_t>(e));
        }
        for (SimOp& op : model_.ops) {
            const PlanVertex& vertex = plan_.vertices[op.vertex];
            for (std::size_t port = 0; port < vertex.bound.outputPorts.size(); ++port) {
                Span span{static_cast<std::uint32_t>(model_.targets.size()), 0};
                std::vector<std::size_t> edges;
                for (const std::size_t e : vertex.outEdges)
                    if (plan_.edges[e].fromPort == port) edges.push_back(e);
                std::sort(edges.begin(), edges.end(), [&](std::size_t a, std::size_t b) {
                    return plan_.edges[a].id < plan_.edges[b].id;
                });
                for (const std::size_t e : edges) {
                    const PlanEdge& edge = plan_.edges[e];
                    model_.targets.push_back(
                        {edge.fused, edge.fused ? model_.opOfVertex[edge.to] : model_.edgeOfPlanEdge[e],
                         static_cast<std::uint32_t>(edge.toPort)});
                }
                span.end = static_cast<std::uint32_t>(model_.targets.size());
                op.ports.push_back(span);
            }
        }
        for (SimChain& chain : model_.chains) {
            const SimOp& head = model_.ops[chain.ops.begin];
            chain.picky = chain.executor == ExecutorKind::Async ||
                          std::holds_alternative<behaviour::Join>(head.behaviour);
            const auto* const pass = std::get_if<behaviour::Pass>(&head.behaviour);
            chain.onlyPasses = chain.ops.size() == 1 && pass && pass->shares.empty() && !head.sink;
            chain.takesNoTime = chain.ops.size() == 1 && !chain.ordered && head.batchWork.size() == 0 &&
                                head.recordWork.size() == 0;
            bool alone = true;
            for (std::uint32_t o = chain.ops.begin; o < chain.ops.end; ++o) {
                model_.ops[o].alone = alone;
                std::uint32_t targets = 0;
                for (const Span& port : model_.ops[o].ports)
                    targets += port.size();
                alone = alone && targets == 1;
            }
        }
    }

    void addTasks() {
        for (std::size_t c = 0; c < model_.chains.size(); ++c) {
            SimChain& chain = model_.chains[c];
            chain.firstTask = static_cast<std::uint32_t>(model_.tasks.size());
            const std::string& head = plan_.vertices[model_.ops[chain.ops.begin].vertex].node;
            for (std::uint32_t i = 0; i < chain.workers; ++i) {
                SimTaskPlace task;
                task.chain = static_cast<std::uint32_t>(c);
                task.subtask = i;
                task.identity = deriveSeed(0, head, i);
                task.channels.begin = static_cast<std::uint32_t>(model_.feeds.size());
                for (const SimEdge& edge : model_.edges)
                    if (edge.toChain == c) {
                        model_.feeds.push_back(edge.firstChannel + i);
                        model_.channels[edge.firstChannel + i].task =
                            static_cast<std::uint32_t>(model_.tasks.size());
                    }
                task.channels.end = static_cast<std::uint32_t>(model_.feeds.size());
                model_.tasks.push_back(task);
            }
        }
    }

    void shareMachine() {
        const SimulationSettings& settings = model_.settings;
        for (std::uint32_t site = 0; site < model_.sites.size(); ++site) {
            std::uint32_t pooled = 0, threads = 0;
            for (const SimChain& chain : model_.chains)
                if (chain.site == site)
                    (chain.executor == ExecutorKind::Pool ? pooled : threads) += chain.workers;
            const std::uint32_t workers = model_.sites[site].poolWorkers;
            model_.poolIsShared |= pooled > workers;
            if (site == 0) model_.coresAreShared = threads + std::min(pooled, workers) > settings.cores;
        }
    }

    void checkEnd() {
        for (const SimOp& op : model_.ops) {
            const auto* const emit = std::get_if<behaviour::Emit>(&op.behaviour);
            if (emit && emit->paceIsUnknown) askForRate(plan_.vertices[op.vertex].node);
            if (!emit || emit->count) continue;
            model_.endsByItself = false;
            if (model_.settings.durationNs > 0) continue;
            const std::string& node = plan_.vertices[op.vertex].node;
            problems_
                .error("MR4704", "nobody knows when the input of `" + node + "` ends",
                       "give the simulation a duration, or say how many records there are: \"simulation\": "
                       "{\"nodes\": {\"" +
                           node + "\": {\"count\": 100000}}}")
                .node = node;
        }
    }

    void askForRate(const std::string& node) {
        problems_
            .error("MR4706", "how fast the records of `" + node + "` come only its data know",
                   "say it: \"simulation\": {\"nodes\": {\"" + node + "\": {\"rate\": 1000}}}")
            .node = node;
    }

    SimModel model_;
    const Plan& plan_;
    std::vector<std::size_t> chainOrder_;
    std::vector<std::uint32_t> chainPlace_;
    Diagnostics problems_;
};

} // namespace

Result<std::shared_ptr<const SimModel>> makeSimModel(PlanPtr plan, SimulationSettings settings,
                                                     std::uint64_t seed) {
    return ModelBuilder(std::move(plan), std::move(settings), seed).build();
}

} // namespace millrace::sim
