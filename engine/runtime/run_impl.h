// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/run.h"
#include "engine/runtime/executor.h"
#include "engine/runtime/flight_recorder.h"
#include "engine/runtime/process_usage.h"
#include "engine/runtime/run_scope.h"
#include "engine/runtime/task_graph.h"

#include <deque>
#include <mutex>
#include <thread>

namespace millrace {

/// A run of the engine. A steering thread opens the nodes, starts the executors, waits for the end (of the
/// input, of the time, of patience) and then closes or aborts the nodes; everything else only leaves it
/// requests.
class RunImpl final : public Run {
public:
    /// `clock` must outlive the run.
    RunImpl(PlanPtr plan, RunOptions options, const Clock& clock);
    ~RunImpl() override;

    const std::string& id() const override { return id_; }
    const PlanPtr& plan() const override;
    const RunOptions& options() const override { return options_; }
    RunState state() const override { return scope_.state(); }
    void pause() override;
    void resume() override;
    void drain() override;
    void stop() override;
    bool waitFor(std::chrono::milliseconds timeout) override;
    Result<void> reconfigure(PlanPtr plan) override;
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
    bool isThreaded(const Task& task) const;
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
    const PlanPtr firstPlan_; ///< what the tasks were built from
    mutable std::mutex planMutex_;
    std::deque<PlanPtr> plans_; ///< all there were, since plan() gives a reference
    RunScope scope_;
    TaskGraph graph_;
    FlightRecorder recorder_;
    std::vector<std::unique_ptr<Executor>> executors_;
    ProcessUsage usageAtStart_;
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
