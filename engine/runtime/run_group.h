// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/run.h"

#include <memory>
#include <vector>

namespace millrace {

/// Several runs of one graph in this process, each with a share of the input, as one Run: what is asked for
/// goes to all of them, and what they count is added up. Each has checkpoints of its own. When one fails the
/// others are stopped behind a checkpoint: whoever starts them again starts all.
///
/// Which share a record belongs to is not shown: records put in by hand go into the first share, and the
/// flight recorder is that of the first. Settings cannot be changed while it runs (MR4203): each share has a
/// plan of its own.
class RunGroup final : public Run {
public:
    /// At least one; the plans differ in what `${instance}` stands for only.
    explicit RunGroup(std::vector<std::unique_ptr<Run>> runs);

    const std::string& id() const override { return first().id(); }
    const PlanPtr& plan() const override { return first().plan(); }
    const RunOptions& options() const override { return first().options(); }
    RunState state() const override;
    void pause() override;
    void resume() override;
    void drain() override;
    void stopAtCheckpoint() override;
    void stop() override;
    bool waitFor(std::chrono::milliseconds timeout) override;
    Result<void> reconfigure(PlanPtr plan) override;
    Result<void> setBreakpoints(std::vector<Breakpoint> breakpoints) override;
    std::vector<BreakpointState> breakpoints() const override;
    Result<void> step(std::size_t edge, StepSize size) override;
    Result<void> release(std::size_t edge) override;
    Result<void> inject(Injection injection) override { return first().inject(std::move(injection)); }
    /// Of the share that is behind; of one that has failed, if any has.
    CheckpointStatus checkpoints() const override;
    MetricsFrame frame() const override;
    Diagnostics diagnostics() const override;
    Peek peek(std::size_t edge, std::size_t maxRecords) override;
    Trace trace(const TraceMark& from = {}) const override { return first().trace(from); }
    std::optional<RecordBatch> published(const std::string& node) const override;

private:
    Run& first() const { return *runs_.front(); }
    void stopWithTheFailed();

    const std::vector<std::unique_ptr<Run>> runs_;
    bool stoppedOthers_ = false; ///< only waitFor() touches it
};

/// The frames of several runs of one graph, added up: times and counts are sums, the watermark is the lowest,
/// what is measured of the process is taken once. At least one.
MetricsFrame addUp(const std::vector<MetricsFrame>& frames);

} // namespace millrace
