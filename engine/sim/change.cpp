// SPDX-License-Identifier: Apache-2.0
//
// Another future than the one that would have come, and figures of one instant.
#include "engine/sim/machine_model.h"
#include "engine/sim/sim_recorder.h"
#include "engine/sim/simulation_inline.h"

#include <algorithm>

namespace millrace::sim {

namespace {

bool sameSettings(const Breaker::Settings& x, const Breaker::Settings& y) {
    return x.failureRatio == y.failureRatio && x.minimumCalls == y.minimumCalls && x.window == y.window &&
           x.openFor == y.openFor && x.probes == y.probes;
}

/// What a budget or a breaker has gathered cannot be carried over to other settings.
bool sameBehaviour(const ServiceModel::Behaviour& x, const ServiceModel::Behaviour& y) {
    if (x.index() != y.index()) return false;
    if (const auto* retry = std::get_if<behaviour::Retry>(&x)) {
        const auto& other = std::get<behaviour::Retry>(y);
        return retry->budget == other.budget && retry->minimumRate == other.minimumRate;
    }
    if (const auto* breaks = std::get_if<behaviour::Break>(&x))
        return sameSettings(breaks->settings, std::get<behaviour::Break>(y).settings);
    return true;
}

/// What the state of a simulation is laid out by.
bool sameShape(const SimModel& a, const SimModel& b) {
    const auto sameVertex = [](const PlanVertex& x, const PlanVertex& y) { return x.node == y.node; };
    const auto sameOp = [](const SimOp& x, const SimOp& y) {
        return sameBehaviour(x.behaviour, y.behaviour) && x.vertex == y.vertex && x.chain == y.chain &&
               x.ports.size() == y.ports.size() && x.batchWork.size() == y.batchWork.size() &&
               x.recordWork.size() == y.recordWork.size() && x.joinsRecords == y.joinsRecords &&
               x.failures.has_value() == y.failures.has_value();
    };
    const auto sameSegment = [](const SimSegment& x, const SimSegment& y) {
        return x.kind == y.kind && x.holds.begin == y.holds.begin && x.holds.end == y.holds.end;
    };
    const auto sameChain = [](const SimChain& x, const SimChain& y) {
        return x.executor == y.executor && x.firstTask == y.firstTask && x.workers == y.workers &&
               x.ordered == y.ordered && x.keepsOrder == y.keepsOrder && x.flies == y.flies &&
               x.outEdges == y.outEdges;
    };
    const auto sameEdge = [](const SimEdge& x, const SimEdge& y) {
        return x.planEdge == y.planEdge && x.fromChain == y.fromChain && x.toChain == y.toChain &&
               x.toPort == y.toPort && x.firstChannel == y.firstChannel && x.channels == y.channels &&
               x.feedback == y.feedback;
    };
    const auto equal = [](const auto& x, const auto& y, const auto& same) {
        return std::equal(x.begin(), x.end(), y.begin(), y.end(), same);
    };
    return equal(a.plan->vertices, b.plan->vertices, sameVertex) && equal(a.ops, b.ops, sameOp) &&
           equal(a.segments, b.segments, sameSegment) && equal(a.chains, b.chains, sameChain) &&
           equal(a.edges, b.edges, sameEdge) && a.resources.size() == b.resources.size() &&
           a.poolIsShared == b.poolIsShared && sameMachines(a, b) && a.opOfVertex == b.opOfVertex &&
           a.edgeOfPlanEdge == b.edgeOfPlanEdge;
}

bool samePace(const Arrivals::Settings& a, const Arrivals::Settings& b) {
    const bool sameTimes =
        a.recorded == b.recorded || (a.recorded && b.recorded && *a.recorded == *b.recorded);
    const bool sameDraws = a.seed == b.seed || a.kind != Arrivals::Kind::Poisson;
    return a.kind == b.kind && a.rate == b.rate && a.endRate == b.endRate && a.rampNs == b.rampNs &&
           a.burstSize == b.burstSize && a.burstEveryNs == b.burstEveryNs && sameTimes && sameDraws;
}

} // namespace

bool Simulation::mayChangeTo(const SimModel& model) const { return sameShape(*model_, model); }

bool Simulation::change(std::shared_ptr<const SimModel> model) {
    if (progress_ != Progress::Going || !mayChangeTo(*model)) return false;
    const std::shared_ptr<const SimModel> before = std::exchange(model_, std::move(model));
    takeOverModel();
    if (model_->settings.cores != before->settings.cores) {
        cores_.change(model_->settings.cores, now_);
        scheduleCores();
    }
    changeSites();
    changeLinks(*before);
    const auto& lock = model_->settings.machine.interpreterLock;
    if (lock && lock->switchIntervalNs != before->settings.machine.interpreterLock->switchIntervalNs)
        awaitInterpreter();
    changeOperations(*before);
    for (std::size_t r = 0; r < resources_.size(); ++r) {
        resources_[r].free += model_->resources[r].capacity - before->resources[r].capacity;
        grant(resources_[r]);
    }
    for (std::uint32_t e = 0; e < edges_.size(); ++e)
        if (model_->edges[e].capacity > before->edges[e].capacity) giveRoom(e);
    return true;
}

/// More may be in flight than before, and instances stay for another time.
void Simulation::changeOperations(const SimModel& before) {
    for (SimOpState& own : opStates_) {
        if (!own.operations) continue;
        const SimOp &op = model_->ops[own.op], &was = before.ops[own.op];
        if (own.instances && op.serverless->keepAliveNs != was.serverless->keepAliveNs) {
            own.instances->account(now_, was.serverless->keepAliveNs);
            own.instances->shorten(now_, op.serverless->keepAliveNs);
        }
        const bool rejects = own.instances && op.serverless->rejects && !was.serverless->rejects;
        if (!rejects && model_->chains[op.chain].operations <= before.chains[was.chain].operations) continue;
        beginOperations(own.task, own.op);
        wake(own.task);
    }
}

void Simulation::drawAnew(std::uint32_t replication) {
    replicationKey_ = mix64(replication * kGolden64);
    takeOverModel();
}

/// From here on: what has been drawn stays.
void Simulation::takeOverModel() {
    for (std::size_t s = 0; s < segmentDraws_.size(); ++s)
        segmentDraws_[s] = draws(model_->segments[s].stream);
    for (SimOpState& own : opStates_) {
        const SimOp& op = model_->ops[own.op];
        const auto* const emit = std::get_if<behaviour::Emit>(&op.behaviour);
        if (!own.arrivals || !emit) continue;
        Arrivals::Settings pace = arrivalsOf(*emit, op);
        if (!samePace(pace, own.arrivals->settings())) own.arrivals->change(std::move(pace));
    }
}

void Simulation::endInput() {
    for (std::uint32_t task = 0; task < tasks_.size(); ++task)
        if (model_->chains[tasks_[task].chain].source) stopInput(task);
}

bool Simulation::knows(const FigureCondition& condition) const {
    const Plan& plan = *model_->plan;
    return condition.place <
           (FigureCondition::isOfWire(condition.figure) ? plan.edges.size() : plan.vertices.size());
}

std::int64_t Simulation::received(std::size_t edge) const {
    const std::uint32_t wire = model_->edgeOfPlanEdge[edge];
    if (wire != kNone) return edges_[wire].received;
    const PlanEdge& fused = model_->plan->edges[edge];
    return opCounts_[model_->opOfVertex[fused.from]].portRecords[fused.fromPort];
}

std::int64_t Simulation::value(const FigureCondition& of) const {
    using Figure = FigureCondition::Figure;
    if (FigureCondition::isOfWire(of.figure)) {
        const std::uint32_t wire = model_->edgeOfPlanEdge[of.place];
        if (wire == kNone) return of.figure == Figure::Sent ? received(of.place) : 0;
        const SimEdgeState& edge = edges_[wire];
        return of.figure == Figure::Waiting ? edge.depth
               : of.figure == Figure::Sent  ? edge.sent
                                            : edge.dropped;
    }
    const std::uint32_t op = model_->opOfVertex[of.place];
    if (of.figure == Figure::In) return opCounts_[op].recordsIn;
    if (of.figure == Figure::Out) return opCounts_[op].recordsOut;
    const SimChain& chain = model_->chains[model_->ops[op].chain];
    std::int64_t count = 0;
    for (std::uint32_t i = 0; i < chain.workers; ++i) {
        const SimTask& task = tasks_[chain.firstTask + i];
        const bool works = task.kind == TimeKind::Busy || task.kind == TimeKind::Io;
        count += of.figure == Figure::Held ? task.kind == TimeKind::BackPressured
                                           : works && task.op == op && task.state != SimTask::State::Ended;
    }
    return count;
}

void Simulation::recordWhatGoesOn() const {
    if (!recorder_) return;
    for (std::uint32_t t = 0; t < tasks_.size(); ++t)
        if (tasks_[t].state != SimTask::State::Ended)
            recorder_->goesOn(t, tasks_[t].kind, tasks_[t].since, now_, tasks_[t].op);
}

} // namespace millrace::sim
