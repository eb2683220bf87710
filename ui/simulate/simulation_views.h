// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/virtual_time.h"

#include <QObject>
#include <QPointer>
#include <memory>
#include <optional>
#include <vector>

namespace millrace::ui {

class BannerColumn;
class FigureDialog;
class ForecastService;
class FutureBanner;
class MainWindow;
class RunController;
class RunViews;
class TimeBar;

/// What the window shows of a simulation beside what it shows of every run: the bar with the scrubber, the
/// instant on charts and timeline, records on the wires, halts, and a second future beside the first. GUI
/// thread only.
class SimulationViews : public QObject {
    Q_OBJECT
public:
    SimulationViews(MainWindow& window, RunViews& views, BannerColumn& banners);
    ~SimulationViews() override;

    /// While a run of the history is looked at.
    void setHidden(bool hidden);
    TimeBar* bar() const; ///< null while no simulation is shown
    FigureDialog* dialog() const;
    ForecastService* forecast() const { return forecast_.get(); } ///< null: nobody makes any

private:
    void begin();
    void leave();
    void showPlace();
    void showState();
    void showHalt();
    void goTo(MonotonicNs instant);
    void seek();
    void playOrHalt();
    void openDialog();
    void search(const FigureCondition& condition, bool behindNow);
    void offerFork();
    void fork(bool drawAnew);
    void showFutures();

    MainWindow& window_;
    RunViews& views_;
    RunController& runs_;
    BannerColumn& banners_;
    std::unique_ptr<ForecastService> forecast_;
    QPointer<TimeBar> bar_;
    QPointer<FigureDialog> dialog_;
    std::vector<FigureCondition> halts_;
    std::uint64_t toldHalts_ = 0;
    std::uint64_t searches_ = 0;
    double speed_ = VirtualTime::kFullSpeed; ///< stays from one simulation to the next
    std::optional<MonotonicNs> wanted_;      ///< the scrubber is there; the simulation will follow
    bool seeking_ = false;
    std::optional<MonotonicNs> forkedAt_;
};

} // namespace millrace::ui
