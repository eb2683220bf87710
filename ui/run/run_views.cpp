// SPDX-License-Identifier: Apache-2.0
#include "ui/run/run_views.h"

#include "engine/graph/graph_json.h"
#include "engine/run/stored_run.h"
#include "ui/canvas/canvas_marks.h"
#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/canvas_view.h"
#include "ui/charts/charts_page.h"
#include "ui/debug/debug_views.h"
#include "ui/document/graph_session.h"
#include "ui/document/planning_service.h"
#include "ui/document/shown_body.h"
#include "ui/history/canvas_comparison.h"
#include "ui/history/history_banner.h"
#include "ui/history/history_service.h"
#include "ui/history/run_again.h"
#include "ui/history/run_comparison.h"
#include "ui/history/runs_page.h"
#include "ui/inspector/inspector.h"
#include "ui/inspector/node_page.h"
#include "ui/log/log_page.h"
#include "ui/main_window/dock_area.h"
#include "ui/main_window/file_commands.h"
#include "ui/main_window/main_window.h"
#include "ui/main_window/status_line.h"
#include "ui/main_window/window_actions.h"
#include "ui/peek/peek_page.h"
#include "ui/peek/records_tip.h"
#include "ui/rejected/rejected_views.h"
#include "ui/run/banner_column.h"
#include "ui/run/checkpoint_feed.h"
#include "ui/run/checkpointed_runs.h"
#include "ui/run/close_question.h"
#include "ui/run/metrics_tab.h"
#include "ui/run/node_to_chart.h"
#include "ui/run/partial_run.h"
#include "ui/run/pending_changes.h"
#include "ui/run/run_facts.h"
#include "ui/run/why_card.h"
#include "ui/settings/plain_words.h"
#include "ui/settings/studio_hints.h"
#include "ui/settings/theme.h"
#include "ui/settings/turn_queue.h"
#include "ui/simulate/forecast_facts.h"
#include "ui/simulate/forecast_service.h"
#include "ui/simulate/simulation_views.h"
#include "ui/timeline/timeline_page.h"
#include "ui/timeline/trace_feed.h"

#include <QMenu>
#include <algorithm>

namespace millrace::ui {

RunViews::RunViews(MainWindow& window)
    : window_(window),
      controller_(std::make_unique<RunController>(window.session(), *window.services().backend,
                                                  window.services().simulator)),
      trace_(std::make_unique<TraceFeed>(*controller_)),
      closing_(new CloseQuestion(*controller_, window)),
      charts_(new ChartsPage),
      timeline_(new TimelinePage(*trace_)),
      peek_(new PeekPage(*controller_, window.session())),
      log_(new LogPage),
      metrics_(new MetricsTab),
      why_(new WhyCard),
      banners_(new BannerColumn(window.canvasView())),
      marks_(new CanvasMarks(window.canvas(), this)),
      debug_(std::make_unique<DebugViews>(window, *controller_, *banners_, *marks_, log_->model())),
      rejected_(std::make_unique<RejectedViews>(window, *controller_, *debug_, log_->model())),
      pending_(std::make_unique<PendingChanges>(window, *controller_, *banners_)),
      partial_(std::make_unique<PartialRun>(window, *controller_, *banners_)),
      comparison_(std::make_unique<CanvasComparison>(*marks_, *banners_)),
      again_(std::make_unique<RunAgain>(window, *controller_)),
      checkpoints_(std::make_unique<CheckpointFeed>(*controller_)),
      checkpointed_(std::make_unique<CheckpointedRuns>(window, *controller_, *banners_, *checkpoints_)) {
    DockArea& dock = window_.dock();
    dock.addPage("charts", tr("Charts"), charts_, 10, charts_->corner());
    dock.addPage("timeline", tr("Timeline"), timeline_, 20, timeline_->corner());
    dock.addPage("peek", tr("Peek"), peek_, 30, peek_->corner());
    dock.addPage("log", tr("Log"), log_, 50, log_->corner());
    if (window_.services().runStore) {
        history_ = std::make_unique<HistoryService>(*window_.services().runStore);
        runs_ = new RunsPage(*history_, *window_.services().registry);
        dock.addPage("runs", tr("Runs"), runs_, 60, runs_->corner());
    }
    dock.showPage("charts");
    window_.canvasView().setCornerCard(why_);
    connect(&window_.canvasView(), &CanvasView::cornerCardCrowded, why_, &WhyCard::setCrowded);
    why_->show(std::nullopt);
    window_.inspector().nodePage().addTab(tr("Metrics"), metrics_);
    connectWindow();
    connectController();
    connectTimeline();
    simulation_ =
        std::make_unique<SimulationViews>(window_, *this, *banners_); // hears of a run after the others
    window_.canvas().setRecordsTip([this](const QString& wire) {
        if (!controller_->run() || historic_) return QString();
        return recordsTip(*controller_->run(), ShownBody::of(window_.session()).wireInRun(wire));
    });
}

RunViews::~RunViews() {
    window_.setCloseGuard({});
    window_.canvasView().setBanner(nullptr);
    window_.canvas().setRecordsTip({});
}

void RunViews::connectWindow() {
    connect(&window_, &MainWindow::runRequested, this,
            [this](const PlanPtr& plan) { controller_->start(plan); });
    window_.setCloseGuard([this] { return closing_->mayClose(); });
    connect(&window_, &MainWindow::pauseRequested, controller_.get(), &RunController::pause);
    connect(&window_, &MainWindow::resumeRequested, controller_.get(), &RunController::resume);
    connect(&window_, &MainWindow::stopRequested, controller_.get(), &RunController::stop);
    connect(&window_.inspector().nodePage(), &NodePage::nodeShown, this, &RunViews::showNode);
    connect(&window_.canvas(), &CanvasScene::wireClicked, this, [this](const QString& edge) {
        peek_->showWire(ShownBody::of(window_.session()).wireInRun(edge));
        if (controller_->run() && !historic_) window_.dock().showPage("peek");
    });
    connect(&window_.session(), &GraphSession::documentReplaced, this, [this] {
        closeHistoricRun();
        window_.canvas().setLiveValues({});
        why_->show(std::nullopt);
        metrics_->clear();
    });
    connect(log_, &LogPage::nodeChosen, this, &RunViews::selectNode);
    connect(why_, &WhyCard::nodeChosen, this, &RunViews::selectNode);
    connect(why_, &WhyCard::closed, this, [this] {
        whyHidden_ = true;
        why_->show(std::nullopt);
    });
    if (!runs_) return;
    connect(runs_, &RunsPage::openRequested, this, [this](const QString& id) {
        history_->load(id, this, [this](const Result<StoredRun>& run) {
            if (run)
                openHistoricRun(*run);
            else
                window_.statusLine().showMessage(firstMessage(run.error()));
        });
    });
    connect(runs_, &RunsPage::restoreRequested, this, &RunViews::restoreGraph);
    connect(runs_, &RunsPage::againRequested, this, [this](const QString& id) {
        history_->load(id, this, [this](const Result<StoredRun>& run) {
            if (!run) return window_.statusLine().showMessage(firstMessage(run.error()));
            again_->start(*run);
        });
    });
    connect(runs_, &RunsPage::compareOnCanvasRequested, this, &RunViews::compareOnCanvas);
    connect(comparison_.get(), &CanvasComparison::closed, this, &RunViews::closeHistoricRun);
    connect(comparison_.get(), &CanvasComparison::figuresRequested, this, [this] {
        if (!compared_) return;
        auto* dialog =
            new RunComparison(compared_->first, compared_->second, *window_.services().registry, &window_);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->show();
    });
    connect(history_.get(), &HistoryService::failed, this, [this](const QString& message) {
        log_->model().add(Severity::Warning, {}, tr("The run history failed: %1").arg(message));
    });
}

void RunViews::connectController() {
    RunController* runs = controller_.get();
    connect(runs, &RunController::starting, this, &RunViews::closeHistoricRun);
    connect(runs, &RunController::started, this, &RunViews::runStarted);
    connect(runs, &RunController::frameReady, this, &RunViews::showFrame);
    connect(runs, &RunController::finished, this, &RunViews::runFinished);
    connect(runs, &RunController::forgotten, this, &RunViews::runForgotten);
    connect(runs, &RunController::refused, this, &RunViews::refused);
    connect(runs, &RunController::stateChanged, this, [this] {
        const RunState state = controller_->state();
        showRunState();
        log_->model().add(state == RunState::Failed ? Severity::Error : Severity::Note, {},
                          tr("The run is %1.").arg(runStateName(state)));
    });
    connect(runs, &RunController::ending, this, [this] {
        showRunState();
        const QString text = tr("The run ends behind one more checkpoint. “Stop” once more ends it at once.");
        log_->model().add(Severity::Note, {}, text);
        window_.statusLine().showMessage(text);
    });
    connect(runs, &RunController::futureBegan, this, [this] {
        numbers_.reset();
        charts_->begin(shape_);
    });
    connect(checkpoints_.get(), &CheckpointFeed::begun, this, &RunViews::showCheckpoints);
    connect(checkpoints_.get(), &CheckpointFeed::changed, this, &RunViews::showCheckpoints);
    connect(runs, &RunController::markersChanged, this, [this] {
        charts_->setMarkers(&controller_->markers());
        if (!controller_->markers().empty())
            log_->model().add(Severity::Note, {},
                              tr("Applied while running: %1").arg(controller_->markers().back().text));
    });
    connect(runs, &RunController::pendingChanged, this, [this] {
        if (!controller_->hasPendingChanges()) return;
        log_->model().add(Severity::Warning, {}, tr("Not applied yet: %1").arg(controller_->pendingReason()));
        window_.statusLine().showMessage(
            tr("Changes wait for the next run: %1").arg(controller_->pendingReason()));
    });
}

/// A run that ends behind a checkpoint still runs; what can be done with it is what can be with one that
/// stops.
void RunViews::showRunState() {
    const RunState state = controller_->state();
    const bool ends = controller_->isEnding() && (state == RunState::Running || state == RunState::Paused);
    window_.setRunState(ends ? RunState::Stopping : state);
    if (!ends) return;
    window_.actions().stop->setEnabled(true);
    window_.statusLine().setState(tr("Stopping behind a checkpoint"), Theme::instance().tokens().good);
}

void RunViews::showCheckpoints() {
    if (historic_) return;
    charts_->setCheckpoints(&checkpoints_->marks());
    if (!checkpoints_->keeps()) return;
    showFacts();
    // The last one comes behind the last frame.
    if (checkpoints_->last() && !controller_->shown().frames().empty())
        metrics_->update(shape_, controller_->shown(), checkpoints_->last());
}

void RunViews::connectTimeline() {
    CanvasScene& canvas = window_.canvas();
    charts_->showJourneysOf(*trace_);
    auto* drops = new NodeToChart(window_.canvasView(), *charts_);
    connect(drops, &NodeToChart::added, this, [this](const QString& node) {
        window_.statusLine().showMessage(tr("%1 stays on the charts.").arg(shape_.titleOf(node)));
    });
    connect(drops, &NodeToChart::refused, this, [this](const QString& node) {
        window_.statusLine().showMessage(tr("This chart has no line of %1.").arg(shape_.titleOf(node)));
    });
    connect(&window_, &MainWindow::contextMenuOpening, this, &RunViews::offerCharts);
    const auto select = [this, &canvas](const QStringList& paths) {
        QStringList ids;
        for (const QString& path : paths)
            ids << ShownBody::of(window_.session()).shownNode(path);
        canvas.selectOnly(ids);
    };
    connect(charts_, &ChartsPage::journeyShown, this, select);
    connect(timeline_, &TimelinePage::nodesChosen, this, select);
    const auto follow = [this, &canvas] {
        // Those inside of a selected instance are selected with it.
        QStringList ids;
        for (const std::string& id : canvas.selectedNodes()) {
            const QString path = ShownBody::of(window_.session()).pathOf(QString::fromStdString(id));
            ids << path;
            for (const RunShape::Node& node : shape_.nodes)
                if (node.id.startsWith(path + '/')) ids << node.id;
        }
        timeline_->setSelectedNodes(ids);
        log_->setSelectedNodes(ids);
    };
    connect(&canvas, &QGraphicsScene::selectionChanged, this, follow);
    connect(timeline_, &TimelinePage::failed, this, [this](const QString& message) {
        log_->model().add(Severity::Error, {}, message);
        window_.statusLine().showMessage(message);
    });
    connect(timeline_, &TimelinePage::written, this, [this](const QString& path) {
        window_.statusLine().showMessage(tr("Written to %1: ui.perfetto.dev opens it.").arg(path));
    });
}

void RunViews::offerCharts(QMenu* menu) {
    const auto chosen = window_.canvas().selectedNodes();
    if (chosen.size() != 1 || charts_->cards().empty()) return;
    const QString node = ShownBody::of(window_.session()).pathOf(QString::fromStdString(chosen.front()));
    if (!shape_.find(node)) return;
    const bool pinned = charts_->isPinned(node);
    connect(menu->addAction(pinned ? tr("Take off the charts") : tr("Keep on the charts")),
            &QAction::triggered, this, [this, node, pinned] {
                if (pinned)
                    charts_->unpin(node);
                else
                    charts_->pin(node);
                window_.dock().showPage("charts");
            });
}

void RunViews::runStarted() {
    shape_ = shapeOf(*controller_->plan());
    graphFile_ = window_.session().filePath();
    numbers_.reset();
    charts_->begin(shape_);
    diagnosticsLogged_ = 0;
    whyHidden_ = false;
    window_.session().setRunFindings({});
}

void RunViews::runForgotten() {
    shape_ = {};
    numbers_.reset();
    charts_->begin(shape_);
    metrics_->clear();
    window_.canvas().setLiveValues({});
    window_.statusLine().setFacts({});
    window_.statusLine().setRightFacts({});
    window_.setRunState(RunState::Idle);
}

void RunViews::showNode(const QString& shown) {
    const QString id = ShownBody::of(window_.session()).pathOf(shown);
    metrics_->showNode(id);
    charts_->setSelection({id});
    if (historic_) {
        metrics_->update(historic_->shape, historic_->history);
    } else if (!controller_->history().frames().empty()) {
        metrics_->update(shape_, controller_->shown(), checkpoints_->last());
    }
    if (controller_->run() && controller_->run()->published(id.toStdString())) peek_->showTable(id);
}

void RunViews::showFrame() {
    if (historic_ || controller_->isLeaving()) return;
    const MetricsHistory& history = controller_->shown();
    const LiveValues& live = numbers_.update(shape_, history);
    window_.canvas().setLiveValues(live);
    TurnQueue::instance().addOnce(this, &RunViews::showCourses);
    const auto reason = whyHidden_ ? std::nullopt : whyIsItSlow(shape_, live);
    window_.canvasView().keepClear(reason ? ShownBody::of(window_.session()).shownNode(reason->node)
                                          : QString());
    std::optional<DiagnosisText> diagnosis;
    if (reason) {
        const int cores = window_.session().planConditions().cores;
        if (const auto found =
                diagnose(*controller_->plan(), frameASecondAgo(history), history.frames().back(), cores))
            diagnosis = textOf(*found, shape_);
    }
    why_->show(reason, diagnosis);
    showStatus(history);
    logDiagnostics();
}

void RunViews::showCourses() {
    if (historic_ || controller_->isLeaving() || controller_->history().frames().empty()) return;
    charts_->update(controller_->history());
    TurnQueue::instance().add(this, [this] {
        if (!historic_ && !controller_->isLeaving() && !controller_->history().frames().empty())
            metrics_->update(shape_, controller_->shown(), checkpoints_->last());
    });
}

void RunViews::showFacts() {
    if (historic_) return;
    if (!controller_->shown().frames().empty()) return showStatus(controller_->shown());
    // Before a simulation: what it will rest on, and what a forecast takes.
    const ForecastService* const forecast = simulation_ ? simulation_->forecast() : nullptr;
    if (!forecast) return;
    QList<StatusLine::Fact> facts;
    if (window_.session().simulates()) {
        if (const auto basis = basisFact(*forecast)) facts << *basis;
        facts << forecastFacts(*forecast);
    }
    window_.statusLine().setFacts(facts);
}

void RunViews::showStatus(const MetricsHistory& history) {
    QList<StatusLine::Fact> facts = runFacts(shape_, history, controller_->hasPendingChanges(),
                                             controller_->time() ? &controller_->place() : nullptr);
    if (const ForecastService* const forecast = simulation_ ? simulation_->forecast() : nullptr;
        forecast && controller_->time()) {
        facts = withForecast(facts, *forecast);
    }
    if (checkpoints_->keeps()) {
        const MetricsFrame& now = history.frames().back();
        facts.insert(2, checkpointFact(checkpoints_->marks(), checkpoints_->status().givenUp,
                                       static_cast<double>(now.elapsedNs) * 1e-9, isFinal(now.state)));
    }
    window_.statusLine().setFacts(facts);
    if (controller_->run())
        window_.statusLine().setRightFacts(
            {{"seed", tr("seed"), QString::number(controller_->run()->options().seed), {}}});
}

void RunViews::logDiagnostics() {
    if (!controller_->run()) return;
    const Diagnostics diagnostics = inStudioWords(controller_->run()->diagnostics());
    if (diagnostics.items.size() == diagnosticsLogged_) return;
    if (!controller_->isLeaving()) window_.session().setRunFindings(diagnostics);
    for (; diagnosticsLogged_ < diagnostics.items.size(); ++diagnosticsLogged_) {
        const Diagnostic& d = diagnostics.items[diagnosticsLogged_];
        QString text = plainWords(d.code + ": " + d.message);
        if (!d.hint.empty()) text += QStringLiteral(" – ") + plainWords(d.hint);
        log_->model().add(d.severity, QString::fromStdString(d.node), text);
    }
}

void RunViews::runFinished() {
    why_->show(std::nullopt);
    logDiagnostics();
    if (controller_->state() == RunState::Failed && !controller_->isLeaving())
        window_.dock().showPage("problems");
    if (!history_) return;
    history_->save(std::make_shared<const StoredRun>(
        storedRunOf(*controller_->run(), controller_->history(), graphFile_.toStdString())));
}

void RunViews::refused(const Diagnostics& found) {
    const Diagnostics diagnostics = inStudioWords(found);
    for (const Diagnostic& d : diagnostics)
        log_->model().add(d.severity, QString::fromStdString(d.node), plainWords(d.message));
    window_.session().setRunFindings(diagnostics);
    window_.dock().showPage("problems");
    window_.statusLine().showMessage(firstMessage(diagnostics));
    window_.setRunState(RunState::Idle);
}

void RunViews::openHistoricRun(const StoredRun& run) {
    comparison_->close();
    if (controller_->isActive()) {
        window_.statusLine().showMessage(tr("A run is on: stop it before you look at an old one."));
        return;
    }
    if (run.frames.empty()) {
        window_.statusLine().showMessage(tr("Nothing was measured in that run."));
        return;
    }
    historic_.emplace();
    historic_->summary = run.summary;
    historic_->shape = shapeOf(run, *window_.services().registry);
    historic_->history = MetricsHistory(run.frames.size() + 1);
    for (const MetricsFrame& frame : run.frames) { // one by one: the sparklines grow with them
        historic_->history.add(frame);
        historic_->numbers.update(historic_->shape, historic_->history);
    }
    auto* banner = new HistoryBanner(run.summary);
    connect(banner, &HistoryBanner::closed, this, &RunViews::closeHistoricRun);
    connect(banner, &HistoryBanner::restoreRequested, this,
            [this, id = QString::fromStdString(run.summary.id)] { restoreGraph(id); });
    banners_->show("history", 20, banner);
    simulation_->setHidden(true);
    charts_->begin(historic_->shape, false);
    charts_->setMarkers(nullptr);
    charts_->setCheckpoints(nullptr);
    charts_->timeWindow().setSpan(0);
    charts_->update(historic_->history);
    window_.canvas().setLiveValues(historic_->numbers.values());
    metrics_->update(historic_->shape, historic_->history);
    why_->show(std::nullopt);
    window_.statusLine().setFacts(runFacts(historic_->shape, historic_->history, false));
    window_.statusLine().setRightFacts({{"seed", tr("seed"), QString::number(historic_->summary.seed), {}}});
    window_.dock().showPage("charts");
}

void RunViews::compareOnCanvas(const QString& earlier, const QString& later) {
    history_->load(earlier, this, [this, later](const Result<StoredRun>& first) {
        if (!first) return window_.statusLine().showMessage(firstMessage(first.error()));
        history_->load(later, this, [this, first = *first](const Result<StoredRun>& second) {
            if (!second) return window_.statusLine().showMessage(firstMessage(second.error()));
            openHistoricRun(*second);
            if (!historic_) return;
            banners_->hide("history");
            compared_.emplace(first, *second);
            comparison_->show(first, *second);
        });
    });
}

void RunViews::closeHistoricRun() {
    comparison_->close();
    if (!historic_) return;
    historic_.reset();
    banners_->hide("history");
    charts_->timeWindow().setSpan(controller_->time() ? 0 : 60);
    simulation_->setHidden(false);
    charts_->begin(shape_);
    charts_->setMarkers(&controller_->markers());
    charts_->setCheckpoints(&checkpoints_->marks());
    if (controller_->history().frames().empty()) {
        runForgotten();
    } else {
        showFrame();
        showCourses();
    }
}

void RunViews::selectNode(const QString& id) {
    const QString node = ShownBody::of(window_.session()).reveal(id);
    if (node.isEmpty()) return;
    window_.canvas().selectOnly({node});
    window_.canvasView().centreOnNode(node);
}

void RunViews::restoreGraph(const QString& runId) {
    history_->load(runId, this, [this](const Result<StoredRun>& run) {
        if (!run) return window_.statusLine().showMessage(firstMessage(run.error()));
        auto graph = parseGraph(run->graph);
        if (!graph) return window_.statusLine().showMessage(firstMessage(graph.error()));
        if (!window_.files().mayLeave()) return;
        window_.session().adopt(std::move(graph->document), QString::fromStdString(run->summary.graphFile));
    });
}

} // namespace millrace::ui
