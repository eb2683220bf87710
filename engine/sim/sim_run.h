// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/run.h"
#include "engine/run/virtual_time.h"
#include "engine/sim/frame_samples.h"
#include "engine/sim/sim_recorder.h"
#include "engine/sim/time_travel.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace millrace::sim {

/// A run in virtual time: a simulation that is watched, at any pace, forwards and backwards. A thread of its
/// own moves it on, a little at a time, so that whoever asks for a frame waits for some milliseconds at most.
class SimRun final : public Run, public VirtualTime {
public:
    /// The clock outlives the run.
    SimRun(std::shared_ptr<const SimModel> model, RunOptions options, const Clock& clock);
    ~SimRun() override;

    const std::string& id() const override { return id_; }
    const PlanPtr& plan() const override;
    const RunOptions& options() const override { return options_; }
    RunState state() const override { return state_.load(); }
    void pause() override;
    void resume() override;
    void drain() override;
    void stop() override;
    bool waitFor(std::chrono::milliseconds timeout) override;
    /// From `now` on: what was known of the future is given up. Errors: those of makeSimModel, MR4201 where
    /// nodes, wires or workers differ, MR4741 when all is over.
    Result<void> reconfigure(PlanPtr plan) override;
    /// Time halts at the record; the simulator knows no values, so one with a condition is left alone, and a
    /// warning says so (MR4740).
    Result<void> setBreakpoints(std::vector<Breakpoint> breakpoints) override;
    std::vector<BreakpointState> breakpoints() const override;
    Result<void> step(std::size_t edge, StepSize size) override;
    Result<void> release(std::size_t edge) override;
    Result<void> inject(Injection injection) override; ///< error MR4742, always
    MetricsFrame frame() const override;
    Diagnostics diagnostics() const override;
    Peek peek(std::size_t, std::size_t) override { return {}; } ///< records have no values here
    Trace trace(const TraceMark& from) const override;
    std::optional<RecordBatch> published(const std::string&) const override { return {}; }
    VirtualTime* virtualTime() const override { return const_cast<SimRun*>(this); }

    Place place() const override;
    void setSpeed(double virtualSecondsPerSecond) override;
    void play() override;
    void halt() override;
    void stepEvents(std::int64_t events) override;
    void goTo(MonotonicNs instant) override;
    void goToFirst(FigureCondition condition, bool behindNow,
                   std::function<void(Answer, MonotonicNs)> done) override;
    void setHalts(std::vector<FigureCondition> halts) override;
    void fork(bool drawAnew) override;
    std::vector<MetricsFrame> framesAfter(MonotonicNs instant) const override;

private:
    struct Watched {
        Breakpoint breakpoint;
        std::int64_t stops = 0; ///< so many times hitCount records have come: the same whenever one comes by
        bool holding = false;
        std::int64_t every() const { return std::max<std::int64_t>(breakpoint.hitCount, 1); }
    };
    struct Watch {
        FigureCondition condition;
        bool held = false; ///< before the last event
    };
    struct Search {
        std::optional<Simulation> at; ///< none: all that is known has been looked through
        Watch watch;
        std::function<void(Answer, MonotonicNs)> done;
    };
    /// On the way to an instant of the past.
    struct Journey {
        Simulation at;
        MonotonicNs until = 0;
        std::uint64_t events = 0; ///< of the simulation, at most
    };
    struct Step {
        std::size_t edge = 0;
        std::int64_t from = 0; ///< records received
    };
    using Command = std::function<void()>;

    void ask(Command command);
    void leaveOut(const std::string& wire);
    void work();
    bool goOn(std::unique_lock<std::mutex>& lock);
    void advance(MonotonicNs until, std::uint64_t events);
    void advanceWatching(MonotonicNs until, std::uint64_t events);
    void moveOn(MonotonicNs until, std::uint64_t events);
    bool haltsHere();
    void travelOn();
    void searchOn();
    void endSearch(Answer answer);
    void giveUpSearch();
    void drive(bool plays);
    void standAt(Simulation past);
    void enterLatest();
    void rewatch();
    void beginFuture(TimeTravel::Change change, std::size_t holds = 0);
    void noteWhatIsForgotten();
    void rebase();
    void settle();
    void becomeFinal(RunState state);
    void publish();
    const Simulation& shown() const { return past_ ? *past_ : travel_->latest(); }
    std::unique_ptr<SimRecorder> recordingUpTo(const Simulation& instant) const;
    /// The caller wants the lock: the worker lets it through.
    std::unique_lock<std::mutex> look() const;

    const Clock& clock_;
    const std::string id_;
    const RunOptions options_;
    const EpochMs begunAt_;
    std::atomic<RunState> state_{RunState::Paused};

    mutable std::mutex mutex_;
    mutable std::atomic<int> waiting_{0};
    std::condition_variable wake_, final_;
    std::deque<Command> commands_;
    bool closing_ = false;

    std::optional<TimeTravel> travel_;
    std::optional<Simulation> past_; ///< what is shown, where that is not the latest
    std::unique_ptr<SimRecorder> recorder_, pastRecorder_;
    std::vector<WireEnds> wires_;
    FrameSamples samples_;
    std::vector<Watch> halts_;
    std::vector<Watched> breakpoints_;
    std::optional<Step> stepping_; ///< a breakpoint holds at the next record, whatever it counts
    std::optional<Journey> journey_;
    std::optional<Search> search_;
    std::optional<MonotonicNs> target_;
    Diagnostics notes_;
    std::uint32_t draws_ = 0; ///< how often they were drawn anew
    bool forgets_ = false;    ///< the beginning is no longer known, and that was said

    // How fast
    double speed_ = kFullSpeed;
    bool plays_ = false;
    MonotonicNs baseVirtual_ = 0;
    MonotonicNs baseReal_ = 0, countedAt_ = 0;
    std::uint64_t counted_ = 0;
    double eventsPerSecond_ = 0;

    mutable std::mutex placeMutex_; ///< of what is told without a wait: the three below
    Place place_;
    std::deque<PlanPtr> plans_; ///< all of them: plan() gives references
    Diagnostics told_;
    std::uint64_t futures_ = 0, recordings_ = 0, haltCount_ = 0;
    MonotonicNs forkedAt_ = 0;
    std::optional<FigureCondition> haltedAt_;
    std::thread worker_; ///< the last: it uses all of the above
};

} // namespace millrace::sim
