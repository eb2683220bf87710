// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/checkpoints/run_checkpoints.h"

#include "engine/base/fail_point.h"
#include "engine/runtime/checkpoints/epoch_choice.h"
#include "engine/runtime/checkpoints/share_count.h"
#include "engine/runtime/checkpoints/snapshot_match.h"
#include "engine/runtime/checkpoints/state_figures.h"

#include <fmt/format.h>
#include <algorithm>

namespace millrace {

namespace {

constexpr std::size_t kRecordsKept = 1000;
constexpr MonotonicNs kLookWhilePaused = 50'000'000; ///< nobody tells when a run goes on

Diagnostic note(const char* code, std::string message, std::string hint = {}) {
    Diagnostic d;
    d.severity = Severity::Note;
    d.code = code;
    d.message = std::move(message);
    d.hint = std::move(hint);
    return d;
}

} // namespace

RunCheckpoints::RunCheckpoints(const Plan& plan, TaskGraph& graph, RunScope& scope,
                               const CheckpointOptions& options)
    : plan_(plan),
      graph_(graph),
      scope_(scope),
      times_(options.times.value_or(plan.checkpoints)),
      limits_(checkpointLimits(plan)),
      fresh_(options.fresh),
      folder_(options.folder),
      round_(graph, scope) {
    refuseShares(options.folder);
    for (const PlanVertex& vertex : plan.vertices)
        if (vertex.bound.decidesEpochs) decider_ = vertex.node;
    const auto room = std::make_shared<AlignmentRoom>(options.folder, limits_.alignmentMemory);
    for (const auto& task : graph_.tasks())
        task->input().alignBarriers(scope.clock(), room);
}

void RunCheckpoints::requireEpoch(const EpochMark& last) const {
    if (!fresh_) requireNoStranger(folder_, {decider_, last});
}

void RunCheckpoints::restore(const std::optional<EpochMark>& decided) {
    const EpochDecider decider{decided ? decider_ : "", decided.value_or(EpochMark{})};
    restored_ = chooseEpoch(folder_, decider, fresh_);
    epoch_ = complete_ = restored_.epoch;
    if (Diagnostics lost = mismatches(restored_, plan_); lost.hasErrors())
        throw DiagnosticError(std::move(lost));
    folder_.forgetAfter(restored_.epoch);
    if (restored_.nodes.empty()) return;
    for (const auto& task : graph_.tasks())
        restoreTask(*task);
    {
        const std::lock_guard lock(mutex_);
        status_.restored = status_.last = restored_.epoch;
        status_.restoredMadeAt = restored_.madeAt;
    }
    reportRestored();
}

/// From where each source goes on that had not ended. A state that cannot be read its node will refuse.
std::vector<RestoredPlace> RunCheckpoints::findPlaces() const {
    std::vector<RestoredPlace> places;
    for (const PlanVertex& vertex : plan_.vertices) {
        const RunSnapshot::Node* const node = restored_.find(vertex.node);
        if (vertex.kind->category != Category::Source || node == nullptr || node->kind != vertex.kind->name)
            continue;
        if (std::all_of(node->subtasks.begin(), node->subtasks.end(),
                        [](const SlotState& slot) { return slot.ended; }))
            continue;
        try {
            const auto found = placesIn(vertex.node, figuresOfWorkers(*node, vertex.kind));
            places.insert(places.end(), found.begin(), found.end());
        } catch (const DiagnosticError&) {
            continue;
        }
    }
    return places;
}

void RunCheckpoints::reportRestored() {
    if (restored_.finished)
        return scope_.report(note("MR4607",
                                  fmt::format("this job had ended with checkpoint {}", restored_.epoch),
                                  "--fresh starts it over; only then what has come since is read"));
    std::vector<RestoredPlace> places = findPlaces();
    const std::string from = toText(places);
    {
        const std::lock_guard lock(mutex_);
        places_ = std::move(places);
    }
    scope_.report(
        note("MR4608",
             fmt::format("goes on from checkpoint {}{}{}", restored_.epoch, from.empty() ? "" : ": ", from),
             from.empty() ? "" : "what was read from there on before the end of the last run is read again"));
}

void RunCheckpoints::restoreTask(Task& task) {
    const auto subtask = static_cast<std::size_t>(task.subtask());
    for (const auto& slot : task.slots()) {
        const RunSnapshot::Node* const node = restored_.find(slot->vertex.node);
        if (node == nullptr || node->kind != slot->vertex.kind->name) continue;
        if (subtask >= node->subtasks.size()) continue;
        slot->restore(restored_.epoch, node->subtasks[subtask]);
        // Where there are fewer workers now, who keeps nothing takes what waited for those that are gone,
        // too.
        const auto workers = graph_.tasksOf(slot->vertex.chain).size();
        for (std::size_t then = subtask; then < node->subtasks.size(); then += workers)
            for (const SlotState::Waiting& waiting : node->subtasks[then].waiting)
                putBack(task, waiting, slot->hasOriginsOf(node->subtasks[then]));
    }
}

void RunCheckpoints::putBack(Task& task, const SlotState::Waiting& waiting, bool sameProducers) {
    const auto edge = std::find_if(plan_.edges.begin(), plan_.edges.end(),
                                   [&waiting](const PlanEdge& e) { return e.id == waiting.wire; });
    std::optional<std::int64_t> rows;
    const auto e = static_cast<std::size_t>(edge - plan_.edges.begin());
    if (edge != plan_.edges.end())
        rows =
            task.input().putBack({e, waiting.entries}, plan_.vertices[edge->to].inputs, sameProducers, now());
    if (!rows) {
        Diagnostics problems;
        problems
            .error("MR4601",
                   fmt::format("records that waited on the wire {} would be lost: {}", waiting.wire,
                               edge == plan_.edges.end()
                                   ? "the graph has no such wire any more"
                                   : "it has no queue any more, since the stages at its ends are fused now"),
                   "undo the change, or start over with --fresh and lose the state")
            .node = task.slots().front()->vertex.node;
        throw DiagnosticError(std::move(problems));
    }
    // For the figures they were sent by this run.
    const PlanVertex& sender = plan_.vertices[edge->from];
    for (const auto& slot : graph_.tasksOf(sender.chain).front()->slots())
        if (slot->vertex.node == sender.node) slot->collector.countSentBefore(edge->fromPort, *rows);
    graph_.edge(e).sent.front()->sent.fetch_add(*rows, std::memory_order_relaxed);
}

void RunCheckpoints::resume() {
    if (!restored_.nodes.empty()) {
        for (const auto& task : graph_.tasks())
            for (const auto& slot : task->slots())
                if (!slot->vertex.bound.decidesEpochs) slot->commit(restored_.epoch);
        for (const auto& task : graph_.tasks())
            task->resume();
        restored_ = {};
    }
    began_ = now();
    nextAt_ = began_ + times_.intervalNs;
}

bool RunCheckpoints::wantsLook() const {
    if (round_.hasNews()) return true;
    if (phase_ == Phase::Idle) return false;
    return scope_.tasksLeft() != tasksLeftSeen_ || scope_.paused() != pausedSeen_ ||
           scope_.pauses() != pausesSeen_;
}

void RunCheckpoints::askForLast() {
    lastAsked_.store(true, std::memory_order_release);
    round_.tellNews();
}

void RunCheckpoints::committed(const Task& task, Epoch) {
    {
        const std::lock_guard lock(mutex_);
        committed_[task.index()] = true;
    }
    round_.tellNews();
}

MonotonicNs RunCheckpoints::look(bool held) {
    round_.heardNews();
    tasksLeftSeen_ = scope_.tasksLeft();
    // Also one that has come and gone.
    const std::uint64_t pauses = scope_.pauses();
    const bool hasPaused = std::exchange(pausesSeen_, pauses) != pauses || pausedSeen_;
    pausedSeen_ = scope_.paused();
    for (;;) {
        switch (phase_) {
            case Phase::Idle: {
                if (lastMade_) return kForever;
                const bool asked = lastAsked_.load(std::memory_order_acquire);
                if (isAtRest()) return now() + kLookWhilePaused;
                if (!asked && now() < nextAt_) return scope_.paused() ? now() + kLookWhilePaused : nextAt_;
                if (!begin()) return kForever;
                break;
            }
            case Phase::Collecting:
                if (!round_.collect()) {
                    const MonotonicNs next = awaitBarriers(held, hasPaused);
                    if (phase_ == Phase::Idle) break; // the last one may be asked for already
                    return next;
                }
                writeDown(false);
                order(Phase::Deciding);
                break;
            case Phase::Deciding:
            case Phase::Committing:
                if (!everyoneCommitted()) return kForever;
                if (phase_ == Phase::Deciding) {
                    failPoint(FailPoint::epoch_decided);
                    order(Phase::Committing);
                } else {
                    complete();
                }
                break;
        }
    }
}

bool RunCheckpoints::isAtRest() const {
    return scope_.paused() && (decider_.empty() || pauseOfEpoch_ == scope_.pauses());
}

void RunCheckpoints::finishInPause(bool finish) {
    const Epoch epoch = finish ? epoch_ : kNoEpoch;
    if (decider_.empty() || scope_.finishedEpoch() == epoch) return;
    scope_.finishEpoch(epoch);
    if (finish) graph_.wakeAll();
}

bool RunCheckpoints::begin() {
    isLast_ = lastAsked_.load(std::memory_order_acquire);
    // Before the barrier: a pause that comes later is another one.
    pauseOfEpoch_ = scope_.paused() ? scope_.pauses() : 0;
    if (!round_.beginEverywhere(epoch_ + 1, isLast_)) {
        // All has ended; finish() makes the last one.
        nextAt_ = kForever;
        lastMade_ = false;
        lastAsked_.store(false, std::memory_order_release);
        return false;
    }
    phase_ = Phase::Collecting;
    openRecord();
    return true;
}

void RunCheckpoints::openRecord() {
    phaseSince_ = now();
    patientUntil_ = phaseSince_ + times_.timeoutNs;
    slowReported_ = breakpointReported_ = false;
    record_ = {};
    record_.epoch = ++epoch_;
    record_.beganAt = phaseSince_ - began_;
}

MonotonicNs RunCheckpoints::awaitBarriers(bool held, bool hasPaused) {
    finishInPause(scope_.paused());
    if (held) warnOfBreakpoint();
    if (scope_.paused() || held || hasPaused) patientUntil_ = now() + times_.timeoutNs;
    if (scope_.paused() || held) return now() + kLookWhilePaused;
    if (slowReported_) return kForever;
    if (now() < patientUntil_) return patientUntil_;
    giveUp();
    return kForever;
}

void RunCheckpoints::warnOfBreakpoint() {
    if (breakpointReported_ || decider_.empty() || now() < phaseSince_ + times_.intervalNs) return;
    breakpointReported_ = true;
    const auto decider = std::find_if(plan_.vertices.begin(), plan_.vertices.end(),
                                      [](const PlanVertex& vertex) { return vertex.bound.decidesEpochs; });
    Diagnostic warning = note(
        "MR4626",
        fmt::format("checkpoint {} waits for a breakpoint that holds records, and the transaction of `{}` "
                    "stays open meanwhile",
                    epoch_, decider->node),
        "its server ends a transaction that is open for too long: let the records go on in time, or the run "
        "fails and is to go on from its last checkpoint");
    warning.severity = Severity::Warning;
    warning.node = decider->node;
    scope_.report(std::move(warning));
}

void RunCheckpoints::giveUp() {
    const std::string missing = fmt::format("`{}`", fmt::join(round_.missing(), "`, `"));
    const double seconds = static_cast<double>(times_.timeoutNs) / 1e9;
    const char* const hint =
        "a slow stage lets barriers wait behind its records: make the queues in front of it shorter, the "
        "stage "
        "faster, or `checkpoint.timeout` longer; no records are lost";
    Diagnostic slow =
        note("MR4604",
             fmt::format("checkpoint {} is not complete after {} s{}: its barrier has not passed {}", epoch_,
                         seconds, isLast_ ? "" : " and was given up", missing),
             hint);
    slow.severity = Severity::Warning;
    scope_.report(std::move(slow));
    if (isLast_) {
        slowReported_ = true;
        return;
    }
    round_.giveUp();
    phase_ = Phase::Idle;
    finishInPause(false);
    nextAt_ = now() + times_.intervalNs;
    {
        const std::lock_guard lock(mutex_);
        ++status_.givenUp;
    }
    if (scope_.sourcesLeft() <= 0 || ++givenUpInARow_ <= limits_.tolerableFailures) return;
    Diagnostics problems;
    problems.error(
        "MR4618",
        fmt::format("{} checkpoints in a row took longer than {} s, the last one at {}: {} is complete",
                    givenUpInARow_, seconds, missing,
                    complete_ == kNoEpoch ? "none" : fmt::format("checkpoint {}", complete_)),
        "the next run with this state goes on from there; `checkpoint.tolerable_failures` says how "
        "many may fail in a row, `checkpoint.timeout` how long one may take");
    throw DiagnosticError(std::move(problems));
}

RunSnapshot RunCheckpoints::assemble(bool finished) {
    RunSnapshot snapshot;
    snapshot.epoch = epoch_;
    snapshot.madeAt = scope_.clock().wallClock();
    snapshot.finished = finished;
    snapshot.graph = plan_.name;
    snapshot.graphSha256 = plan_.graphSha256;
    snapshot.follows = complete_;
    snapshot.decider = decider_;
    std::map<std::uint32_t, TaskState> states;
    for (const auto& task : graph_.tasks())
        states.emplace(task->index(), round_.takeState(*task));
    for (std::size_t v = 0; v < plan_.vertices.size(); ++v) {
        const PlanVertex& vertex = plan_.vertices[v];
        RunSnapshot::Node& node = snapshot.nodes.emplace_back();
        CheckpointRecord::Node& figures = record_.nodes.emplace_back();
        figures.node = node.id = vertex.node;
        node.kind = vertex.kind->name;
        node.saved = vertex.bound.state == StateRule::Saved;
        const auto& chain = plan_.chains[vertex.chain].vertices;
        const auto place = static_cast<std::size_t>(std::find(chain.begin(), chain.end(), v) - chain.begin());
        for (const auto& task : graph_.tasksOf(vertex.chain)) {
            TaskState& state = states.at(task->index());
            if (place == 0) {
                for (TaskInput::Waiting& waiting : state.waiting)
                    state.slots[0].waiting.push_back(
                        {plan_.edges[waiting.edge].id, std::move(waiting.entries)});
            }
            figures.stateBytes += state.slots[place].byteSize();
            figures.alignNs = std::max(figures.alignNs, state.alignment.ns);
            if (place == 0) figures.spilledBytes += state.alignment.spilledBytes;
            figures.snapshotNs = std::max(figures.snapshotNs, state.snapshotNs[place]);
            node.subtasks.push_back(std::move(state.slots[place]));
        }
        if (node.saved) {
            node.settings = stateSettings(vertex);
        } else if (node.holdsWaiting()) {
            node.settings = inputSettings(vertex);
        }
    }
    return snapshot;
}

void RunCheckpoints::writeDown(bool finished) {
    const MonotonicNs begin = now();
    record_.barriersNs = begin - phaseSince_;
    StateFolder::Written written = folder_.write(assemble(finished));
    record_.bytes = written.bytes;
    digest_ = std::move(written.digest);
    record_.durableNs = now() - begin;
}

void RunCheckpoints::order(Phase phase) {
    phase_ = phase;
    if (phase == Phase::Deciding) record_.commitNs = -now();
    {
        const std::lock_guard lock(mutex_);
        committed_.clear();
        for (const auto& task : graph_.tasks())
            if (task->decidesEpochs() == (phase == Phase::Deciding)) committed_[task->index()] = false;
    }
    for (const auto& task : graph_.tasks()) {
        if (task->decidesEpochs() != (phase == Phase::Deciding)) continue;
        if (round_.commit(*task, {epoch_, digest_})) committed(*task, epoch_);
    }
}

bool RunCheckpoints::everyoneCommitted() {
    const std::lock_guard lock(mutex_);
    return std::all_of(committed_.begin(), committed_.end(), [](const auto& task) { return task.second; });
}

void RunCheckpoints::complete() {
    failPoint(FailPoint::epoch_shown);
    phase_ = Phase::Idle;
    finishInPause(false);
    complete_ = epoch_;
    givenUpInARow_ = 0;
    record_.commitNs += now();
    if (!decider_.empty()) folder_.noteDecided(epoch_);
    folder_.forgetOld();
    {
        const std::lock_guard lock(mutex_);
        status_.last = epoch_;
        ++status_.made;
        status_.latest.push_back(std::move(record_));
        if (status_.latest.size() > kRecordsKept) status_.latest.erase(status_.latest.begin());
    }
    nextAt_ = now() + times_.intervalNs;
    if (!isLast_) return;
    lastMade_ = true;
    scope_.report(note("MR4609", fmt::format("stopped behind checkpoint {}", epoch_),
                       "the next run with this state goes on from there"));
}

void RunCheckpoints::finish() {
    // Decided already: what is left of it is to be shown.
    if (phase_ == Phase::Deciding || phase_ == Phase::Committing) look(false);
    round_.beginAtEnd(epoch_ + 1);
    isLast_ = false;
    openRecord();
    // Stopped at this very moment: the next run goes on from the checkpoint before.
    if (!round_.collect()) return;
    writeDown(true);
    order(Phase::Deciding);
    failPoint(FailPoint::epoch_decided);
    order(Phase::Committing);
    complete();
}

std::vector<RestoredPlace> RunCheckpoints::restoredPlaces() const {
    const std::lock_guard lock(mutex_);
    return places_;
}

CheckpointStatus RunCheckpoints::status() const {
    const std::lock_guard lock(mutex_);
    return status_;
}

} // namespace millrace
