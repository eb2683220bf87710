// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/checkpoints/run_checkpoints.h"

#include "engine/base/fail_point.h"
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
    const auto room = std::make_shared<AlignmentRoom>(options.folder, limits_.alignmentMemory);
    for (const auto& task : graph_.tasks())
        task->input().alignBarriers(scope.clock(), room);
}

/// The first epoch may lie there although nobody has decided it yet; later ones follow a decision.
bool RunCheckpoints::anyDecided(const std::vector<StateFolder::Entry>& entries) {
    return entries.size() > 1 || (!entries.empty() && StateFolder::read(entries.back()).follows != kNoEpoch);
}

/// The epoch that the sink has committed last is not in the folder. The sink is open by now: whoever wrote
/// with its transactional id before is locked out.
Diagnostics RunCheckpoints::strayFolder(Epoch wanted, const std::vector<StateFolder::Entry>& entries) const {
    std::string sink;
    for (const PlanVertex& vertex : plan_.vertices)
        if (vertex.bound.decidesEpochs) sink = vertex.node;
    const std::string holds =
        entries.empty() ? "holds no checkpoint"
        : entries.size() == 1
            ? fmt::format("holds checkpoint {}", entries.front().epoch)
            : fmt::format("holds checkpoints {} to {}", entries.front().epoch, entries.back().epoch);
    Diagnostics problems;
    Diagnostic& d = problems.error("MR4615", "");
    if (wanted == kNoEpoch) {
        d.message = fmt::format("`{}` has committed nothing yet with its transactional id, but `{}` {}", sink,
                                folder_.path(), holds);
        d.hint =
            "the job of this folder wrote with another transactional id or to other brokers, or the "
            "brokers have forgotten the offsets that mark its epochs: give the sink the transactional "
            "id of that job, or name the folder that belongs to this one; --fresh starts over, and what "
            "was read would be written again";
    } else {
        d.message = fmt::format("`{}` has committed epoch {} with its transactional id, but `{}` {}", sink,
                                wanted, folder_.path(), holds);
        d.hint =
            "name the folder that belongs to this job. If another job writes with this transactional "
            "id, this start has locked it out (MR3528): start that one again with its own folder, and "
            "give this one another transactional id. --fresh starts over, and what was read since would "
            "be written again";
    }
    d.node = sink;
    d.file = folder_.path();
    return problems;
}

RunSnapshot RunCheckpoints::findEpoch(const std::optional<EpochMark>& decided) {
    const auto entries = folder_.list();
    const Epoch newest = entries.empty() ? kNoEpoch : entries.back().epoch;
    const Epoch wanted = decided ? decided->epoch : newest;
    const bool none = fresh_ || wanted == kNoEpoch;
    if (none && (fresh_ || !anyDecided(entries))) {
        folder_.forgetAfter(kNoEpoch);
        RunSnapshot nothing;
        nothing.epoch = nothing.follows = wanted;
        // Numbers that a sink has seen are not used again; its last one says that nothing was known then.
        if (wanted != kNoEpoch) folder_.write(nothing);
        return nothing;
    }
    const auto found = std::find_if(entries.begin(), entries.end(),
                                    [wanted](const StateFolder::Entry& e) { return e.epoch == wanted; });
    if (found == entries.end()) throw DiagnosticError(strayFolder(wanted, entries));
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
    epoch_ = complete_ = restored_.epoch;
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
        return scope_.report(
            note("MR4607", fmt::format("this job had ended with checkpoint {}", restored_.epoch),
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
    if (round_.hasNews()) return true;
    return phase_ != Phase::Idle && scope_.tasksLeft() != tasksLeftSeen_;
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
                if (!round_.collect()) {
                    const MonotonicNs next = awaitBarriers(held);
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

bool RunCheckpoints::begin() {
    isLast_ = lastAsked_.load(std::memory_order_acquire);
    if (!round_.begin(epoch_ + 1, isLast_)) {
        // The input has ended; finish() makes the last one.
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
    slowReported_ = false;
    record_ = {};
    record_.epoch = ++epoch_;
    record_.beganAt = phaseSince_ - began_;
}

MonotonicNs RunCheckpoints::awaitBarriers(bool held) {
    if (scope_.paused() || held) {
        patientUntil_ = now() + times_.timeoutNs;
        return now() + kLookWhilePaused;
    }
    if (slowReported_) return kForever;
    if (now() < patientUntil_) return patientUntil_;
    giveUp();
    return kForever;
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
    nextAt_ = now() + times_.intervalNs;
    {
        const std::lock_guard lock(mutex_);
        ++status_.givenUp;
    }
    if (++givenUpInARow_ <= limits_.tolerableFailures) return;
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
        if (node.saved) node.settings = stateSettings(vertex);
        const auto& chain = plan_.chains[vertex.chain].vertices;
        const auto place = static_cast<std::size_t>(std::find(chain.begin(), chain.end(), v) - chain.begin());
        for (const auto& task : graph_.tasksOf(vertex.chain)) {
            TaskState& state = states.at(task->index());
            figures.stateBytes += static_cast<std::int64_t>(state.slots[place].bytes.size());
            figures.alignNs = std::max(figures.alignNs, state.alignment.ns);
            if (place == 0) figures.spilledBytes += state.alignment.spilledBytes;
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
    complete_ = epoch_;
    givenUpInARow_ = 0;
    record_.commitNs += now();
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
