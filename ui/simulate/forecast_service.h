// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/experimenter.h"

#include <QObject>
#include <QThreadPool>
#include <QTimer>
#include <atomic>
#include <memory>
#include <optional>

namespace millrace::ui {

class GraphSession;

/// The forecast beside a simulation that is watched: replications of the open document off the GUI thread,
/// until its figures are precise. Begins anew when the document changes. Before it is started it tells what
/// it would take, as long as the window is to simulate. GUI thread only.
class ForecastService : public QObject {
    Q_OBJECT
public:
    ForecastService(const Experimenter& experimenter, GraphSession& session, QObject* parent = nullptr);
    ~ForecastService() override; ///< stops what is under way and waits for it

    void start();
    void stop(); ///< and forgets what was found
    bool isOn() const { return on_; }
    bool isRunning() const { return running_; }
    std::size_t done() const { return done_; } ///< replications
    std::size_t planned() const { return planned_; }
    /// Those of the last round; none yet: it is running its first, or there are none to be had.
    const std::optional<ForecastFigures>& figures() const { return figures_; }
    /// What it rests on, how long it takes and how sure it gets: known before it has any figures.
    const ForecastOutlook& outlook() const { return outlook_; }
    const ForecastBasis& basis() const { return outlook_.basis; }
    GraphSession& session() const { return session_; }
    double precision() const { return precision_; } ///< wanted of means: relative half width
    void setPrecision(double precision);            ///< begins anew where it is on

Q_SIGNALS:
    void changed();

private:
    void lookAhead();
    void begin();
    void work(bool wholly);
    void progressed(std::size_t done, std::size_t planned, std::optional<ForecastFigures> figures);
    void finished(const ForecastOutcome& outcome);

    const Experimenter& experimenter_;
    GraphSession& session_;
    QThreadPool pool_;
    QTimer pause_; ///< in the edits
    std::shared_ptr<std::atomic<bool>> cancelled_;
    bool on_ = false, running_ = false;
    std::size_t done_ = 0, planned_ = 0;
    std::optional<ForecastFigures> figures_;
    ForecastOutlook outlook_;
    double precision_ = 0.02;
};

} // namespace millrace::ui
