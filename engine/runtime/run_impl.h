// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/run.h"
#include "engine/runtime/breakpoint_set.h"
#include "engine/runtime/checkpoints/run_checkpoints.h"
#include "engine/runtime/checkpoints/run_receipts.h"
#include "engine/runtime/executor.h"
#include "engine/runtime/flight_recorder.h"
#include "engine/runtime/process_usage.h"
#include "engine/runtime/run_scope.h"
#include "engine/runtime/task_graph.h"

#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace millrace {

/// A run of the engine. A steering thread opens the nodes, starts the executors, waits for the end (of the
/// input, of the time, of patience) and then closes or aborts the nodes; everything else only leaves it
/// requests.
class RunImpl final : public Run, public TellsPlaces {
public:
    /// `clock` must outlive the run. `workerCommand` starts a worker process.
    RunImpl(PlanPtr plan, RunOptions options, const Clock& clock, std::vector<std::string> workerCommand);
    ~RunImpl() override;

    const std::string& id() const override { return id_; }
    const PlanPtr& plan() const override;
    const RunOptions& options() const override { return options_; }
    RunState state() const override { return scope_.state(); }
    void pause() override;
    void resume() override;
    void drain() override;
    void stopAtCheckpoint() override;
    void stop() override;
    bool waitFor(std::chrono::milliseconds timeout) override;
    Result<void> reconfigure(PlanPtr plan) override;
    Result<void> setBreakpoints(std::vector<Breakpoint> breakpoints) override {
        return breakpoints_.replace(std::move(breakpoints));
    }
    std::vector<BreakpointState> breakpoints() const override;
    Result<void> step(std::size_t edge, StepSize size) override { return breakpoints_.step(edge, size); }
    Result<void> release(std::size_t edge) override { return breakpoints_.release(edge); }
    Result<void> inject(Injection injection) override;
    CheckpointStatus checkpoints() const override {
        return checkpoints_ ? checkpoints_->status() : CheckpointStatus{};
    }
    std::vector<RestoredPlace> restoredPlaces() const override {
        return checkpoints_ ? checkpoints_->restoredPlaces() : std::vector<RestoredPlace>{};
    }
    MetricsFrame frame() const override;
    Diagnostics diagnostics() const override { return scope_.diagnostics(); }
    Peek peek(std::size_t edge, std::size_t maxRecords) override;
    Trace trace(const TraceMark& from = {}) const override;
    std::optional<RecordBatch> published(const std::string& node) const override {
        return scope_.published(node);
    }

private:
    std::size_t poolSize() const;
    std::size_t lanes() const;
    void steer();
    bool openNodes();
    bool openNode(VertexSlot& slot);
    /// Opens what decides epochs, and finds the one to go on from.
    bool restoreNodes();
    /// Does it; what it throws ends the run as failed. False: it did not get through.
    bool attempt(const std::function<void()>& act, const std::string& node = {});
    /// The tasks that run on an executor of that kind.
    std::vector<Task*> tasksOn(ExecutorKind kind) const;
    void makeExecutors();
    void startExecutors();
    void startExecutor(Executor& executor, const std::vector<Task*>& tasks);
    void superviseUntilEnd();
    void closeNodes();
    void abortNodes();
    void reportOverdue();
    void reportLoss();
    void freezeEnd();
    void addTime(NodeMetrics& node, const Task& task, std::size_t place, MonotonicNs at) const;
    void noteFrame(MetricsFrame& frame) const;
    MonotonicNs now() const { return clock_.now(); }
    void fillNode(NodeMetrics& node, std::size_t vertex, MonotonicNs at) const;
    void fillEdge(EdgeMetrics& metrics, std::size_t edge, bool exact) const;
    std::string blockerOf(std::size_t edge, const std::vector<EdgeMetrics>& edges) const;
    double observerCost(double cpuSeconds, const MetricsFrame& frame) const;

    const Clock& clock_;
    const std::string id_;
    const RunOptions options_;
    const std::vector<std::string> workerCommand_;
    const PlanPtr firstPlan_; ///< what the tasks were built from: proxies stand for what runs elsewhere
    mutable std::mutex planMutex_;
    std::deque<PlanPtr> plans_; ///< all there were, since plan() gives a reference
    RunScope scope_;
    TaskGraph graph_;
    BreakpointSet breakpoints_;
    std::unique_ptr<RunCheckpoints> checkpoints_; ///< null: the run keeps none
    std::unique_ptr<RunReceipts> receipts_;       ///< null: no source asks for them
    FlightRecorder recorder_;
    /// An executor and the tasks that are its.
    struct Crew {
        std::unique_ptr<Executor> executor;
        std::vector<Task*> tasks;
    };
    std::vector<Crew> crews_;
    ProcessUsage usageAtStart_;
    std::atomic<bool> drainAsked_{false};
    std::atomic<MonotonicNs> startedAt_{0};
    std::atomic<MonotonicNs> endedAt_{0};
    std::atomic<MonotonicNs> stopAskedAt_{0};
    std::atomic<bool> quiet_{false}; ///< no task runs any more
    mutable std::atomic<std::int64_t> frameNs_{0};
    mutable std::optional<MetricsFrame> earlierFrame_,
        nextEarlierFrame_;    ///< about a second ago; for the bottleneck
    ProcessUsage usageAtEnd_; ///< written before endedAt_
    std::thread steering_;
};

} // namespace millrace
