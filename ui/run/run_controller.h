// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/metrics/metrics_history.h"
#include "engine/run/backend.h"
#include "engine/run/virtual_time.h"

#include <QObject>
#include <QString>
#include <QThreadPool>
#include <QTimer>
#include <map>
#include <memory>
#include <vector>

namespace millrace::ui {

class GraphSession;

/// A change that was made while a run was on: a dashed line on every chart.
struct RunMarker {
    MonotonicNs elapsedNs = 0;
    QString text; ///< "limit 100 → 90"
};

/// The run of the open document: starts it on the backend, pulls a frame every 40 ms, hands hot parameter
/// changes to it. The last run stays readable (frames, peeks, tables) until the next one starts. GUI thread
/// only; nothing here blocks, and frames are put together on a thread of their own.
class RunController : public QObject {
    Q_OBJECT
public:
    /// `simulator`: what graphs are started on while the session simulates; null: they are run then, too.
    RunController(GraphSession& session, Backend& backend, Backend* simulator, QObject* parent = nullptr);
    ~RunController() override; ///< stops a run that is on and waits for its end

    /// Starts a plan of the open document; refused() tells when the backend does not. No effect while a run
    /// is on.
    /// `part`: a plan of a part of the document; changes of the document wait for the next run.
    void start(const PlanPtr& plan, bool part = false);
    void pause();
    void resume();
    void drain();
    /// Ends a run that keeps checkpoints behind one more, any other at once. The second call ends both at
    /// once.
    void stop();
    void stopAtOnce();

    bool isPartial() const { return partial_; } ///< the run is, or was, one of a part of the document
    bool isActive() const;                      ///< a run is on (not final)
    /// The run that is on belongs to a document that is open no more: it is being stopped, then forgotten.
    bool isLeaving() const { return leaving_; }
    /// It ends behind one more checkpoint, which is being made.
    bool isEnding() const { return ending_ && isActive(); }
    /// As in the last frame: who is told that a run has finished finds its last figures, too.
    RunState state() const;
    Run* run() const { return run_.get(); } ///< null before the first run
    /// For reading on another thread; see run().
    std::shared_ptr<const Run> share() const { return run_; }
    PlanPtr plan() const { return run_ ? run_->plan() : nullptr; }
    const MetricsHistory& history() const { return history_; }
    /// Ends with the frame of the instant that is shown, which of a simulation may be long past: history(),
    /// or the few frames of it that rates at that instant are made of.
    const MetricsHistory& shown() const { return past_ ? *past_ : history_; }
    /// The clock of the simulation that is or was on; null: the run is none.
    VirtualTime* time() const { return run_ ? run_->virtualTime() : nullptr; }
    /// As of the last frame.
    const VirtualTime::Place& place() const { return place_; }
    /// What had happened after the instant at which another future began; empty: there is but one.
    const MetricsHistory& firstFuture() const { return firstFuture_; }
    /// Simulations halt when one of these comes true; `by` replaces what it wanted before.
    void setHalts(const QString& by, std::vector<FigureCondition> halts);
    /// Something was asked of time(): frames follow until it stands still.
    void follow();
    const std::vector<RunMarker>& markers() const { return markers_; }
    /// The document differs from what runs in a way that only a new run takes over.
    bool hasPendingChanges() const { return !pendingReason_.isEmpty(); }
    const QString& pendingReason() const { return pendingReason_; }
    RunOptions& options() { return options_; }

Q_SIGNALS:
    /// A run is about to start: who has something to say to its options adds it.
    void starting(const millrace::PlanPtr& plan, millrace::RunOptions& options);
    void started();
    void frameReady();   ///< history() has a new last frame
    void stateChanged(); ///< state() is another one
    void ending();       ///< isEnding() is true now
    void placeChanged(); ///< place() is another one
    void futureBegan();  ///< history() now ends where another future began
    void finished();     ///< the run is final; its last frame is in history()
    void forgotten();    ///< another document: run() is null, history() empty
    void refused(const millrace::Diagnostics& diagnostics);
    void markersChanged();
    void pendingChanged();

private:
    void pull();
    struct Look;
    void take(MetricsFrame frame);
    void takeLook(Look look);
    void beginFuture();
    void tellHalts();
    void endAtCheckpoint();
    void leave();
    void forget();
    void retire(std::shared_ptr<Run> run);
    void takeOverChanges();
    void setPending(const QString& reason);
    QString describeChange(const Plan& before, const Plan& after) const;

    GraphSession& session_;
    Backend& backend_;
    Backend* const simulator_;
    RunOptions options_;
    std::shared_ptr<Run> run_;
    MetricsHistory history_;
    std::vector<RunMarker> markers_;
    QString pendingReason_;
    QTimer timer_;
    QThreadPool pool_;      ///< what may wait for a run
    QThreadPool measuring_; ///< one thread: frames come one after the other
    bool isMeasured_ = false;
    RunState lastState_ = RunState::Idle;
    bool leaving_ = false, ending_ = false;
    bool partial_ = false;
    // Of simulations
    std::optional<MetricsHistory> past_;
    MetricsHistory firstFuture_;
    VirtualTime::Place place_;
    std::uint64_t asked_ = 0; ///< how often something was asked of time()
    std::map<QString, std::vector<FigureCondition>> halts_;
};

} // namespace millrace::ui
