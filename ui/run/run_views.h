// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/run/live_numbers.h"
#include "ui/run/run_controller.h"

#include <QObject>
#include <memory>
#include <optional>

namespace millrace::ui {

class ChartsPage;
class CloseQuestion;
class HistoryService;
class LogPage;
class MainWindow;
class MetricsTab;
class PeekPage;
class RunsPage;
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
    PeekPage& peek() const { return *peek_; }
    LogPage& log() const { return *log_; }
    RunsPage* runs() const { return runs_; } ///< null without a run store
    WhyCard& whyCard() const { return *why_; }
    /// Shows a run of the history until closeHistoricRun() or the next run.
    void openHistoricRun(const StoredRun& run);
    void closeHistoricRun();
    bool showsHistoricRun() const { return historic_.has_value(); }

private:
    void connectWindow();
    void connectController();
    void runStarted();
    void showFrame();
    void runFinished();
    void runForgotten();
    void showNode(const QString& id);
    void refused(const Diagnostics& diagnostics);
    void logDiagnostics();
    void showHistory(const MetricsHistory& history);
    void showStatus(const MetricsHistory& history);
    void selectNode(const QString& id);
    void restoreGraph(const QString& runId);

    struct Historic {
        RunSummary summary;
        RunShape shape;
        MetricsHistory history;
        LiveNumbers numbers;
    };

    MainWindow& window_;
    std::unique_ptr<HistoryService> history_;
    std::unique_ptr<RunController> controller_;
    CloseQuestion* closing_;
    ChartsPage* charts_;
    PeekPage* peek_;
    LogPage* log_;
    RunsPage* runs_ = nullptr;
    MetricsTab* metrics_;
    WhyCard* why_;
    RunShape shape_;
    QString graphFile_; ///< of the run; the window may show another by its end
    LiveNumbers numbers_;
    std::optional<Historic> historic_;
    std::size_t diagnosticsLogged_ = 0;
    bool whyHidden_ = false;
};

} // namespace millrace::ui
