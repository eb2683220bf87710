// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/run_impl.h"

#include "engine/plan/plan_diff.h"
#include "engine/run/run_id.h"
#include "engine/runtime/cycle_end.h"
#include "engine/runtime/executors/async_executor.h"
#include "engine/runtime/executors/pool_executor.h"
#include "engine/runtime/executors/thread_executor.h"
#include "engine/runtime/memory_watch.h"
#include "engine/runtime/processes/stage_processes.h"
#include "engine/runtime/watchdog.h"

#include <fmt/format.h>
#include <random>
#include <system_error>

namespace millrace {

namespace {

/// A standstill is named after two looks: within a tenth of a second. Memory is looked at as often.
constexpr MonotonicNs kWatchEvery = 50'000'000;
/// A cycle ends after two looks; when the sources have ended, people wait for it.
constexpr MonotonicNs kWatchEndEvery = 2'000'000;

} // namespace

RunImpl::RunImpl(PlanPtr plan, RunOptions options, const Clock& clock, std::vector<std::string> workerCommand)
    : clock_(clock),
      id_(runId(clock_.wallClock(), std::random_device()())),
      options_(options),
      workerCommand_(std::move(workerCommand)),
      firstPlan_(withWorkerProcesses(plan, workerCommand_)),
      plans_{plan},
      scope_(clock_, options.seed, options.observe, options.instance),
      graph_(*firstPlan_, scope_),
      breakpoints_(*firstPlan_, graph_),
      recorder_(options.traceEvents, lanes()),
      usageAtStart_(processUsage()) {
    for (std::size_t e = 0; options_.peekRecords > 0 && e < firstPlan_->edges.size(); ++e)
        graph_.edge(e).peek.arm(options_.peekRecords);
    breakpoints_.replace(options_.breakpoints).value();
    for (const Injection& injection : options_.injections)
        inject(injection).value();
    if (options_.checkpoints) {
        checkpoints_ = std::make_unique<RunCheckpoints>(*firstPlan_, graph_, scope_, *options_.checkpoints);
        scope_.setCheckpoints(checkpoints_.get());
    } else if (RunReceipts::areAskedFor(*firstPlan_)) {
        receipts_ = std::make_unique<RunReceipts>(*firstPlan_, graph_, scope_);
        scope_.setCheckpoints(receipts_.get());
    }
    scope_.moveTo(RunState::Preparing);
    steering_ = std::thread([this] { steer(); });
}

RunImpl::~RunImpl() {
    stop();
    steering_.join();
}

const PlanPtr& RunImpl::plan() const {
    const std::lock_guard lock(planMutex_);
    return plans_.back();
}

void RunImpl::pause() { scope_.pause(); }

void RunImpl::resume() {
    if (scope_.resume()) graph_.wakeAll();
}

void RunImpl::drain() {
    // What flows out now could not be taken back when the job goes on: its windows would be cut short.
    if (checkpoints_) return stopAtCheckpoint();
    drainAsked_.store(true, std::memory_order_seq_cst);
    if (scope_.drain()) graph_.wakeAll();
}

void RunImpl::stopAtCheckpoint() {
    if (!checkpoints_) return drain();
    resume();
    checkpoints_->askForLast();
}

void RunImpl::stop() {
    if (!scope_.moveTo(RunState::Stopping)) return;
    stopAskedAt_.store(now());
    scope_.requestStop();
}

bool RunImpl::waitFor(std::chrono::milliseconds timeout) {
    const auto isOver = [&] { return isFinal(scope_.state()); };
    scope_.waitUntil(now() + std::chrono::nanoseconds(timeout).count(), isOver);
    return isOver();
}

void RunImpl::steer() {
    const TraceRing::Seat seat(recorder_.addLane("steering"));
    makeExecutors();
    if (openNodes()) {
        startExecutors();
        superviseUntilEnd();
        for (const Crew& crew : crews_)
            crew.executor->join();
    }
    quiet_.store(true, std::memory_order_release);
    if (!scope_.stopping() && checkpoints_) attempt([this] { checkpoints_->finish(); });
    if (!scope_.stopping() && receipts_) attempt([this] { receipts_->finish(); });
    if (!scope_.stopping()) closeNodes();
    if (scope_.stopping()) abortNodes();
    for (const Crew& crew : crews_)
        crew.executor->release();
    if (checkpoints_) checkpoints_->letGo();
    freezeEnd();
    if (scope_.failed()) {
        scope_.moveTo(RunState::Failed);
    } else if (scope_.state() == RunState::Stopping) {
        reportLoss();
        scope_.moveTo(RunState::Stopped);
    } else {
        // A graph without sources has nothing that could have ended.
        scope_.moveTo(RunState::Draining);
        scope_.moveTo(RunState::Finished);
    }
}

std::vector<Task*> RunImpl::tasksOn(ExecutorKind kind) const {
    std::vector<Task*> tasks;
    for (const auto& task : graph_.tasks()) {
        ExecutorKind executor = firstPlan_->chains[task->chain()].executor;
        // Whoever has a worker process waits for it, each on a thread.
        if (executor == ExecutorKind::Processes) executor = ExecutorKind::Threads;
        if (executor == kind) tasks.push_back(task.get());
    }
    return tasks;
}

std::size_t RunImpl::poolSize() const {
    const std::size_t cores = std::max(1u, std::thread::hardware_concurrency());
    const std::size_t wished =
        options_.poolWorkers > 0 ? static_cast<std::size_t>(options_.poolWorkers) : cores;
    return std::min(wished, tasksOn(ExecutorKind::Pool).size());
}

std::size_t RunImpl::lanes() const {
    const std::size_t loops = tasksOn(ExecutorKind::Async).empty() ? 0 : 1;
    return tasksOn(ExecutorKind::Threads).size() + poolSize() + loops + 1; // the steering thread
}

/// Before the nodes open: those with operations in flight want to know their loop then.
void RunImpl::makeExecutors() {
    const WorkerPlacement placement = options_.pinWorkers ? WorkerPlacement::Pinned : WorkerPlacement::Free;
    const auto hire = [this](std::unique_ptr<Executor> executor, std::vector<Task*> tasks) {
        for (Task* task : tasks)
            task->setExecutor(*executor);
        crews_.push_back({std::move(executor), std::move(tasks)});
    };
    if (auto tasks = tasksOn(ExecutorKind::Threads); !tasks.empty())
        hire(std::make_unique<ThreadExecutor>(clock_, placement, recorder_), std::move(tasks));
    if (auto tasks = tasksOn(ExecutorKind::Pool); !tasks.empty())
        hire(std::make_unique<PoolExecutor>(clock_, static_cast<int>(poolSize()), placement, recorder_),
             std::move(tasks));
    if (auto tasks = tasksOn(ExecutorKind::Async); !tasks.empty()) {
        try {
            auto executor = std::make_unique<AsyncExecutor>(clock_, recorder_);
            for (Task* task : tasks)
                task->setEventLoop(executor->loop());
            hire(std::move(executor), std::move(tasks));
        } catch (const std::exception& error) {
            Diagnostics problem;
            problem.error("MR4120", std::string("there can be no event loop: ") + error.what(),
                          "`ulimit -n` shows how many files and connections a program may have open");
            scope_.fail(std::move(problem));
        }
    }
}

void RunImpl::startExecutors() {
    scope_.expectTasks(static_cast<int>(graph_.tasks().size()), graph_.sourceTasks());
    const MonotonicNs begin = now();
    for (const auto& task : graph_.tasks())
        task->start(begin);
    startedAt_.store(begin, std::memory_order_release);
    scope_.moveTo(RunState::Running);
    for (const Crew& crew : crews_)
        startExecutor(*crew.executor, crew.tasks);
}

void RunImpl::startExecutor(Executor& executor, const std::vector<Task*>& tasks) {
    try {
        executor.start(tasks);
    } catch (const std::system_error& error) {
        Diagnostics problem;
        problem.error("MR4105",
                      "the system gives no more threads: " + std::string(error.code().message()) +
                          " (this part of the graph wants up to " + std::to_string(tasks.size()) + ")",
                      "set fewer workers, or the executor \"pool\"; `ulimit -u` shows the system's limit");
        scope_.fail(std::move(problem));
        graph_.wakeAll();
        executor.finishHere();
    }
}

void RunImpl::superviseUntilEnd() {
    // Whoever asks while the run is being prepared need not ask again.
    if (drainAsked_.load(std::memory_order_seq_cst)) drain();
    const MonotonicNs begin = startedAt_.load();
    const MonotonicNs patience = std::chrono::nanoseconds(options_.stopDeadline).count();
    bool spreadStop = false;
    bool overdue = false;
    bool drained = options_.duration.count() <= 0;
    Watchdog watchdog(*firstPlan_, graph_, scope_);
    CycleEnd cycleEnd(*firstPlan_, graph_);
    const bool watches = watchdog.hasWork() || cycleEnd.hasWork();
    const MemoryWatch memory(*firstPlan_, options_.memoryBudget, usageAtStart_.residentBytes);
    while (scope_.tasksLeft() > 0) {
        if (scope_.stopping() && !spreadStop) {
            spreadStop = true;
            if (stopAskedAt_.load() == 0) stopAskedAt_.store(now());
            graph_.wakeAll();
        }
        std::optional<MonotonicNs> deadline;
        if (spreadStop && !overdue) {
            deadline = stopAskedAt_.load() + patience;
            if (now() >= *deadline) {
                overdue = true;
                reportOverdue();
                continue;
            }
        } else if (!spreadStop && !drained) {
            deadline = begin + options_.duration.count();
            if (now() >= *deadline) {
                drained = true;
                drain();
                continue;
            }
        }
        if (watches && !spreadStop) {
            const RunState state = scope_.state();
            if (state == RunState::Running || state == RunState::Draining) {
                if (cycleEnd.look()) continue;
                auto standstill = cycleEnd.isUndecided() ? std::nullopt : watchdog.look();
                if (standstill) {
                    scope_.fail(std::move(*standstill));
                    continue;
                }
            }
            const bool isEnding = cycleEnd.hasWork() && state == RunState::Draining;
            deadline =
                std::min(deadline.value_or(kForever), now() + (isEnding ? kWatchEndEvery : kWatchEvery));
        }
        if (memory.hasWork() && !spreadStop) {
            if (memory.isExceeded()) {
                scope_.fail(memory.describe(frame()));
                continue;
            }
            deadline = std::min(deadline.value_or(kForever), now() + kWatchEvery);
        }
        const bool keeps = checkpoints_ && !spreadStop;
        if (keeps) {
            MonotonicNs next = kForever;
            if (!attempt([&] { next = checkpoints_->look(breakpoints_.holds()); })) continue;
            if (checkpoints_->isLastMade()) {
                scope_.requestStop();
                continue;
            }
            if (next != kForever) deadline = std::min(deadline.value_or(kForever), next);
        }
        const bool acknowledges = receipts_ && !spreadStop;
        if (acknowledges) {
            MonotonicNs next = kForever;
            if (!attempt([&] { next = receipts_->look(); })) continue;
            deadline = std::min(deadline.value_or(kForever), next);
        }
        scope_.waitUntil(deadline, [&] {
            return scope_.tasksLeft() == 0 || (scope_.stopping() && !spreadStop) ||
                   (keeps && checkpoints_->wantsLook()) || (acknowledges && receipts_->wantsLook());
        });
    }
    cycleEnd.reportLoss(scope_);
}

void RunImpl::reportOverdue() {
    Diagnostics problem;
    std::string stuck;
    for (const auto& task : graph_.tasks()) {
        if (!task->runsNow() || task->retired()) continue;
        for (const auto& slot : task->slots())
            stuck += (stuck.empty() ? "" : ", ") + slot->vertex.node;
    }
    Diagnostic& d =
        problem.error("MR4103",
                      fmt::format("the run did not stop within {} ms: still inside {}",
                                  options_.stopDeadline.count(), stuck.empty() ? "a node" : stuck),
                      "a node is in a call that does not return");
    d.node = stuck.substr(0, stuck.find(','));
    scope_.fail(std::move(problem));
    freezeEnd();
    scope_.moveTo(RunState::Failed);
}

void RunImpl::reportLoss() {
    std::int64_t records = 0;
    std::string wires;
    for (std::size_t e = 0; e < firstPlan_->edges.size(); ++e) {
        const std::int64_t queued = graph_.countQueued(e);
        if (queued == 0) continue;
        records += queued;
        wires += fmt::format("{}{} on {}", wires.empty() ? ": " : ", ", queued, firstPlan_->edges[e].id);
    }
    Diagnostic loss;
    loss.severity = Severity::Warning;
    loss.code = "MR4106";
    loss.message = records == 0 ? "stopped at once; no records waited on a wire"
                                : fmt::format("stopped at once: {} records that waited on wires are {}{}",
                                              records, checkpoints_ ? "to be read again" : "lost", wires);
    loss.hint = checkpoints_ ? "the next run with this state goes on from its last checkpoint"
                             : "results are incomplete; a drain lets what has been read flow out";
    scope_.report(std::move(loss));
}

void RunImpl::freezeEnd() {
    if (endedAt_.load() != 0) return;
    usageAtEnd_ = processUsage();
    endedAt_.store(now(), std::memory_order_release);
}

Peek RunImpl::peek(std::size_t edge, std::size_t maxRecords) {
    Peek result;
    if (edge >= firstPlan_->edges.size() || maxRecords == 0) return result;
    RunningEdge& running = graph_.edge(edge);
    result.batches = running.peek.arm(maxRecords).last(maxRecords);
    for (const auto& cells : running.sent)
        result.recordsSeen += cells->sent.load(std::memory_order_relaxed);
    return result;
}

Trace RunImpl::trace(const TraceMark& from) const {
    Trace trace;
    const MonotonicNs ended = endedAt_.load(std::memory_order_acquire);
    trace.until = ended ? ended : now();
    trace.begin = startedAt_.load(std::memory_order_acquire);
    if (trace.begin == 0) trace.begin = trace.until;
    for (const auto& task : graph_.tasks())
        trace.tasks.push_back({task->chain(), task->subtask()});
    trace.resources = scope_.resourceNames();
    recorder_.read(trace, from);
    return trace;
}

Result<void> RunImpl::reconfigure(PlanPtr plan) {
    const auto changed = hotChanges(*this->plan(), *plan);
    if (!changed) return changed.error();
    const PlanPtr running = withWorkerProcesses(plan, workerCommand_);
    for (const std::size_t v : *changed) {
        const PlanVertex& vertex = running->vertices[v];
        const auto& chain = firstPlan_->chains[vertex.chain].vertices;
        const auto slot = static_cast<std::size_t>(std::find(chain.begin(), chain.end(), v) - chain.begin());
        for (const auto& task : graph_.tasksOf(vertex.chain)) {
            Task::Settings settings;
            settings.slot = slot;
            if (vertex.bound.makeOperator) settings.op = vertex.bound.makeOperator();
            if (vertex.bound.makeSource) settings.source = vertex.bound.makeSource();
            task->post(std::move(settings));
        }
    }
    const std::lock_guard lock(planMutex_);
    plans_.push_back(std::move(plan));
    return {};
}

} // namespace millrace
