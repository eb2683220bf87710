// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/checkpoints/run_checkpoints.h"

#include "engine/base/fail_point.h"
#include "engine/runtime/checkpoints/share_count.h"
#include "engine/runtime/checkpoints/snapshot_match.h"

#include <fmt/format.h>
#include <algorithm>

namespace millrace {

namespace {

constexpr std::size_t kRecordsKept = 1000;
constexpr MonotonicNs kLookWhilePaused = 50'000'000; ///< nobody tells when a run goes on

bool anyDecides(const Plan& plan) {
    return std::any_of(plan.vertices.begin(), plan.vertices.end(),
                       [](const PlanVertex& vertex) { return vertex.bound.decidesEpochs; });
}

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
      fresh_(options.fresh),
      folder_(options.folder),
      hasDecider_(anyDecides(plan)) {
    refuseShares(options.folder);
    for (const auto& task : graph_.tasks())
        task->input().alignBarriers(scope.clock());
}

RunSnapshot RunCheckpoints::findEpoch(const std::optional<EpochMark>& decided) {
    const auto entries = folder_.list();
    const Epoch newest = entries.empty() ? kNoEpoch : entries.back().epoch;
    const Epoch wanted = decided ? decided->epoch : newest;
    const bool none = fresh_ || wanted == kNoEpoch;
    // The first epoch may lie there although nobody has decided it yet; later ones follow a decision.
    if (none && (fresh_ || newest <= 1)) {
        folder_.forgetAfter(kNoEpoch);
        RunSnapshot nothing;
        nothing.epoch = wanted;
        // Numbers that a sink has seen are not used again; its last one says that nothing was known then.
        if (wanted != kNoEpoch) folder_.write(nothing);
        return nothing;
    }
    const auto found = std::find_if(entries.begin(), entries.end(),
                                    [wanted](const StateFolder::Entry& e) { return e.epoch == wanted; });
    if (found == entries.end()) {
        Diagnostics problems;
        problems
            .error(
                "MR4615",
                fmt::format("the sink has committed epoch {}, but `{}` {}", wanted, folder_.path(),
                            entries.empty() ? "holds no checkpoint"
                                            : fmt::format("holds {} to {}", entries.front().epoch, newest)),
                "name the folder that belongs to this job; --fresh starts over, and what was read since "
                "would be written again")
            .file = folder_.path();
        throw DiagnosticError(std::move(problems));
    }
    RunSnapshot snapshot = StateFolder::read(*found);
    // One that knows nothing stands for --fresh: it has the number alone in common with what was committed.
    const bool another = decided && !decided->digest.empty() && decided->digest != snapshot.digest;
    if (!another || snapshot.nodes.empty()) return snapshot;
    Diagnostics problems;
    problems
        .error(
            "MR4617",
            fmt::format("the sink has committed epoch {} of another copy of `{}`", wanted, folder_.path()),
            "name the folder with which the job ran last; --fresh starts over, and what was read since would "
            "be written again")
        .file = folder_.path();
    throw DiagnosticError(std::move(problems));
}

void RunCheckpoints::restore(const std::optional<EpochMark>& decided) {
    restored_ = findEpoch(decided);
    epoch_ = restored_.epoch;
    if (Diagnostics lost = mismatches(restored_, plan_); lost.hasErrors())
        throw DiagnosticError(std::move(lost));
    folder_.forgetAfter(restored_.epoch);
    if (restored_.nodes.empty()) return;
    for (const auto& task : graph_.tasks()) {
        for (const auto& slot : task->slots()) {
            const RunSnapshot::Node* const node = restored_.find(slot->vertex.node);
            const auto subtask = static_cast<std::size_t>(task->subtask());
            if (node == nullptr || node->kind != slot->vertex.kind->name) continue;
            if (subtask < node->subtasks.size()) slot->restore(restored_.epoch, node->subtasks[subtask]);
        }
    }
    {
        const std::lock_guard lock(mutex_);
        status_.restored = status_.last = restored_.epoch;
        status_.restoredMadeAt = restored_.madeAt;
    }
    scope_.report(restored_.finished
                      ? note("MR4607", fmt::format("this job had ended with checkpoint {}", restored_.epoch),
                             "--fresh starts it over")
                      : note("MR4608", fmt::format("goes on from checkpoint {}", restored_.epoch)));
}

void RunCheckpoints::resume() {
    if (!restored_.nodes.empty()) {
        for (const auto& task : graph_.tasks())
            for (const auto& slot : task->slots())
                if (!slot->vertex.bound.decidesEpochs) slot->commit(restored_.epoch);
        for (const auto& task : graph_.tasks())
            task->resume();
    }
    began_ = now();
    nextAt_ = began_ + times_.intervalNs;
}

bool RunCheckpoints::wantsLook() const {
    if (news_.load(std::memory_order_acquire)) return true;
    return phase_ != Phase::Idle && scope_.tasksLeft() != tasksLeftSeen_;
}

void RunCheckpoints::askForLast() {
    lastAsked_.store(true, std::memory_order_release);
    news_.store(true, std::memory_order_release);
    scope_.notify();
}

void RunCheckpoints::stateTaken(const Task& task, Epoch epoch, TaskState state) {
    {
        const std::lock_guard lock(mutex_);
        if (epoch != epoch_) return;
        states_.insert_or_assign(task.index(), std::move(state));
    }
    news_.store(true, std::memory_order_release);
    scope_.notify();
}

void RunCheckpoints::committed(const Task& task, Epoch) {
    {
        const std::lock_guard lock(mutex_);
        committed_[task.index()] = true;
    }
    news_.store(true, std::memory_order_release);
    scope_.notify();
}

MonotonicNs RunCheckpoints::look() {
    news_.store(false, std::memory_order_release);
    tasksLeftSeen_ = scope_.tasksLeft();
    for (;;) {
        switch (phase_) {
            case Phase::Idle: {
                if (lastMade_) return kForever;
                const bool asked = lastAsked_.load(std::memory_order_acquire);
                if (scope_.paused()) return now() + kLookWhilePaused;
                if (!asked && now() < nextAt_) return nextAt_;
                if (!begin()) return kForever;
                break;
            }
            case Phase::Collecting:
                if (!collect()) {
                    reportSlow();
                    return slowReported_ ? kForever : phaseSince_ + times_.timeoutNs;
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

bool RunCheckpoints::begin() {
    {
        const std::lock_guard lock(mutex_);
        ++epoch_;
        states_.clear();
    }
    isLast_ = lastAsked_.load(std::memory_order_acquire);
    bool anySource = false;
    for (const auto& task : graph_.tasks()) {
        if (!task->slots().front()->isSource() || task->retired()) continue;
        anySource = task->post(Task::Barrier{epoch_, isLast_}) || anySource;
    }
    if (!anySource) {
        // The input has ended; finish() makes the last one.
        const std::lock_guard lock(mutex_);
        --epoch_;
        nextAt_ = kForever;
        lastMade_ = false;
        lastAsked_.store(false, std::memory_order_release);
        return false;
    }
    phase_ = Phase::Collecting;
    phaseSince_ = now();
    slowReported_ = false;
    record_ = {};
    record_.epoch = epoch_;
    record_.beganAt = phaseSince_ - began_;
    return true;
}

bool RunCheckpoints::collect() {
    const auto has = [this](const Task& task) {
        const std::lock_guard lock(mutex_);
        return states_.contains(task.index());
    };
    bool all = true;
    for (const auto& task : graph_.tasks()) {
        if (has(*task)) continue;
        // Retired first, then looked for once more: it may have passed the barrier just before.
        if (!task->retired()) {
            all = false;
        } else if (scope_.stopping()) {
            return false; // it may have broken off in the middle of a batch
        } else if (!has(*task)) {
            stateTaken(*task, epoch_, task->takeState(epoch_));
        }
    }
    return all;
}

void RunCheckpoints::reportSlow() {
    if (slowReported_ || now() - phaseSince_ < times_.timeoutNs) return;
    slowReported_ = true;
    std::string missing;
    for (const auto& task : graph_.tasks()) {
        const std::lock_guard lock(mutex_);
        if (states_.contains(task->index()) ||
            missing.find(task->slots().front()->vertex.node) != missing.npos)
            continue;
        missing += (missing.empty() ? "`" : ", `") + task->slots().front()->vertex.node + "`";
    }
    Diagnostic d = note("MR4604",
                        fmt::format("checkpoint {} takes longer than {} s: its barrier has not passed {}",
                                    epoch_, static_cast<double>(times_.timeoutNs) / 1e9, missing),
                        "a slow stage lets barriers wait behind its records: make the queues in front of it "
                        "shorter, or the stage faster; no records are lost");
    d.severity = Severity::Warning;
    scope_.report(std::move(d));
}

RunSnapshot RunCheckpoints::assemble(bool finished) {
    RunSnapshot snapshot;
    snapshot.epoch = epoch_;
    snapshot.madeAt = scope_.clock().wallClock();
    snapshot.finished = finished;
    snapshot.graph = plan_.name;
    snapshot.graphSha256 = plan_.graphSha256;
    const std::lock_guard lock(mutex_);
    for (std::size_t v = 0; v < plan_.vertices.size(); ++v) {
        const PlanVertex& vertex = plan_.vertices[v];
        RunSnapshot::Node& node = snapshot.nodes.emplace_back();
        CheckpointRecord::Node& figures = record_.nodes.emplace_back();
        figures.node = node.id = vertex.node;
        node.kind = vertex.kind->name;
        node.saved = vertex.bound.state == StateRule::Saved;
        if (node.saved) node.settings = stateSettings(vertex);
        const auto& chain = plan_.chains[vertex.chain].vertices;
        const auto place = static_cast<std::size_t>(std::find(chain.begin(), chain.end(), v) - chain.begin());
        for (const auto& task : graph_.tasksOf(vertex.chain)) {
            TaskState& state = states_.at(task->index());
            figures.stateBytes += static_cast<std::int64_t>(state.slots[place].bytes.size());
            figures.alignNs = std::max(figures.alignNs, state.alignNs);
            figures.snapshotNs = std::max(figures.snapshotNs, state.snapshotNs[place]);
            node.subtasks.push_back(std::move(state.slots[place]));
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

bool RunCheckpoints::decides(const Task& task) const {
    return std::any_of(task.slots().begin(), task.slots().end(),
                       [](const auto& slot) { return slot->vertex.bound.decidesEpochs; });
}

void RunCheckpoints::order(Phase phase) {
    phase_ = phase;
    if (phase == Phase::Deciding) record_.commitNs = -now();
    {
        const std::lock_guard lock(mutex_);
        committed_.clear();
        for (const auto& task : graph_.tasks())
            if (decides(*task) == (phase == Phase::Deciding)) committed_[task->index()] = false;
    }
    for (const auto& task : graph_.tasks()) {
        if (decides(*task) != (phase == Phase::Deciding)) continue;
        if (task->post(Task::Commit{{epoch_, digest_}})) continue;
        // It has closed its mailbox: nobody but this thread enters it once it has retired.
        while (!task->retired())
            scope_.sleepFor(1'000'000);
        task->commit({epoch_, digest_});
        committed(*task, epoch_);
    }
}

bool RunCheckpoints::everyoneCommitted() {
    const std::lock_guard lock(mutex_);
    return std::all_of(committed_.begin(), committed_.end(), [](const auto& task) { return task.second; });
}

void RunCheckpoints::complete() {
    failPoint(FailPoint::epoch_shown);
    phase_ = Phase::Idle;
    record_.commitNs += now();
    folder_.forgetBefore(epoch_);
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
    if (phase_ == Phase::Deciding || phase_ == Phase::Committing) look();
    {
        const std::lock_guard lock(mutex_);
        ++epoch_;
        states_.clear();
    }
    isLast_ = false;
    phaseSince_ = now();
    record_ = {};
    record_.epoch = epoch_;
    record_.beganAt = phaseSince_ - began_;
    // Stopped at this very moment: the next run goes on from the checkpoint before.
    if (!collect()) return;
    writeDown(true);
    order(Phase::Deciding);
    failPoint(FailPoint::epoch_decided);
    order(Phase::Committing);
    complete();
}

CheckpointStatus RunCheckpoints::status() const {
    const std::lock_guard lock(mutex_);
    return status_;
}

} // namespace millrace
