// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/run/live_numbers.h"
#include "ui/run/run_controller.h"

#include <QObject>
#include <memory>
#include <optional>

QT_BEGIN_NAMESPACE
class QMenu;
QT_END_NAMESPACE

namespace millrace::ui {

class BannerColumn;
class CanvasComparison;
class CanvasMarks;
class ChartsPage;
class CheckpointFeed;
class CheckpointedRuns;
class CloseQuestion;
class DebugViews;
class HistoryService;
class LogPage;
class MainWindow;
class MetricsTab;
class PeekPage;
class PartialRun;
class PendingChanges;
class RejectedViews;
class RunAgain;
class RunsPage;
class SimulationViews;
class TimelinePage;
class TraceFeed;
class WhyCard;

/// Everything of the window that shows a run: pages of the dock, live numbers on the canvas, metrics of the
/// selected node, status line, history. Shows the run of the open document, or one that was opened from the
/// history. Make it after the window, let it go before it.
class RunViews : public QObject {
    Q_OBJECT
public:
    explicit RunViews(MainWindow& window);
    ~RunViews() override;

    RunController& controller() { return *controller_; }
    ChartsPage& charts() const { return *charts_; }
    TimelinePage& timeline() const { return *timeline_; }
    TraceFeed& trace() const { return *trace_; }
    PeekPage& peek() const { return *peek_; }
    LogPage& log() const { return *log_; }
    RunsPage* runs() const { return runs_; } ///< null without a run store
    WhyCard& whyCard() const { return *why_; }
    DebugViews& debug() const { return *debug_; }
    BannerColumn& banners() const { return *banners_; }
    CanvasMarks& marks() const { return *marks_; }
    SimulationViews& simulation() const { return *simulation_; }
    void showFacts();                                ///< the status line follows what it tells of
    const RunShape& shape() const { return shape_; } ///< of the run of the open document
    const CheckpointFeed& checkpoints() const { return *checkpoints_; }
    /// Shows a run of the history until closeHistoricRun() or the next run.
    void openHistoricRun(const StoredRun& run);
    void closeHistoricRun();
    bool showsHistoricRun() const { return historic_.has_value(); }

private:
    void connectWindow();
    void connectController();
    void connectTimeline();
    void offerCharts(QMenu* menu);
    void runStarted();
    void showFrame();
    void showCourses();
    void runFinished();
    void runForgotten();
    void showNode(const QString& id);
    void refused(const Diagnostics& found);
    void logDiagnostics();
    void showRunState();
    void showCheckpoints();
    void showStatus(const MetricsHistory& history);
    void selectNode(const QString& id);
    void restoreGraph(const QString& runId);
    void compareOnCanvas(const QString& earlier, const QString& later);

    struct Historic {
        RunSummary summary;
        RunShape shape;
        MetricsHistory history;
        LiveNumbers numbers;
    };

    MainWindow& window_;
    std::unique_ptr<HistoryService> history_;
    std::unique_ptr<RunController> controller_;
    std::unique_ptr<TraceFeed> trace_;
    CloseQuestion* closing_;
    ChartsPage* charts_;
    TimelinePage* timeline_;
    PeekPage* peek_;
    LogPage* log_;
    RunsPage* runs_ = nullptr;
    MetricsTab* metrics_;
    WhyCard* why_;
    BannerColumn* banners_;
    CanvasMarks* marks_;
    std::unique_ptr<DebugViews> debug_;
    std::unique_ptr<RejectedViews> rejected_;
    std::unique_ptr<PendingChanges> pending_;
    std::unique_ptr<PartialRun> partial_;
    std::unique_ptr<CanvasComparison> comparison_;
    std::unique_ptr<RunAgain> again_;
    std::unique_ptr<CheckpointFeed> checkpoints_;
    std::unique_ptr<CheckpointedRuns> checkpointed_;
    std::unique_ptr<SimulationViews> simulation_;
    RunShape shape_;
    QString graphFile_; ///< of the run; the window may show another by its end
    LiveNumbers numbers_;
    std::optional<Historic> historic_;
    std::optional<std::pair<StoredRun, StoredRun>> compared_;
    std::size_t diagnosticsLogged_ = 0;
    bool whyHidden_ = false;
};

} // namespace millrace::ui
