// SPDX-License-Identifier: Apache-2.0
#include "ui/simulate/simulation_views.h"

#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/wire_tokens.h"
#include "ui/charts/charts_page.h"
#include "ui/document/shown_body.h"
#include "ui/log/log_page.h"
#include "ui/main_window/dock_area.h"
#include "ui/main_window/main_window.h"
#include "ui/main_window/status_line.h"
#include "ui/main_window/window_actions.h"
#include "ui/run/banner_column.h"
#include "ui/run/run_controller.h"
#include "ui/run/run_views.h"
#include "ui/settings/theme.h"
#include "ui/simulate/figure_dialog.h"
#include "ui/simulate/forecast_facts.h"
#include "ui/simulate/forecast_service.h"
#include "ui/simulate/future_comparison.h"
#include "ui/simulate/time_bar.h"
#include "ui/timeline/timeline_page.h"
#include "ui/timeline/timeline_view.h"

#include <QCoreApplication>
#include <QMenu>
#include <QToolButton>
#include <utility>

namespace millrace::ui {

namespace {

constexpr int kBannerPlace = 15;

double toSeconds(MonotonicNs instant) { return static_cast<double>(instant) * 1e-9; }

QString wireOf(const GraphEdge& edge) { return QString::fromStdString(edge.id()); }

} // namespace

SimulationViews::SimulationViews(MainWindow& window, RunViews& views, BannerColumn& banners)
    : window_(window), views_(views), runs_(views.controller()), banners_(banners) {
    const WindowActions& actions = window_.actions();
    connect(&runs_, &RunController::started, this, &SimulationViews::begin);
    connect(&runs_, &RunController::forgotten, this, &SimulationViews::leave);
    connect(&runs_, &RunController::refused, this, &SimulationViews::leave);
    connect(&runs_, &RunController::placeChanged, this, &SimulationViews::showPlace);
    connect(&runs_, &RunController::stateChanged, this, &SimulationViews::showState);
    connect(&runs_, &RunController::futureBegan, this, [this] {
        forkedAt_ = runs_.place().forkedAt;
        views_.charts().showFirstFuture(runs_.firstFuture(), toSeconds(*forkedAt_));
        views_.charts().timeWindow().setSpan(0);
        showFutures();
    });
    if (const Experimenter* const experimenter = window_.services().experimenter) {
        forecast_ = std::make_unique<ForecastService>(*experimenter, window_.session());
        connect(forecast_.get(), &ForecastService::changed, &views_, &RunViews::showFacts);
        connect(forecast_.get(), &ForecastService::changed, this, [this] {
            if (bar_ && forecast_->isOn()) bar_->setForecast(forecast_->precision(), outlookTip(*forecast_));
        });
    }
    connect(actions.playTime, &QAction::triggered, this, &SimulationViews::playOrHalt);
    const auto step = [this](std::int64_t events) {
        if (!runs_.time()) return;
        runs_.time()->stepEvents(events);
        runs_.follow();
    };
    connect(actions.stepEvent, &QAction::triggered, this, [step] { step(1); });
    connect(actions.stepBack, &QAction::triggered, this, [step] { step(-1); });
    connect(actions.firstTime, &QAction::triggered, this, &SimulationViews::openDialog);
    connect(actions.forkFuture, &QAction::triggered, this, &SimulationViews::offerFork);
}

SimulationViews::~SimulationViews() = default;

TimeBar* SimulationViews::bar() const { return bar_; }
FigureDialog* SimulationViews::dialog() const { return dialog_; }

void SimulationViews::begin() {
    leave();
    if (!runs_.time()) return;
    const WindowActions& actions = window_.actions();
    bar_ = new TimeBar(
        {actions.playTime, actions.stepBack, actions.stepEvent, actions.firstTime, actions.forkFuture});
    connect(bar_, &TimeBar::instantChosen, this, &SimulationViews::goTo);
    bar_->setSpeed(speed_);
    connect(bar_, &TimeBar::speedChosen, this, [this](double speed) {
        speed_ = speed;
        if (runs_.time()) runs_.time()->setSpeed(speed);
    });
    runs_.time()->setSpeed(speed_);
    window_.dock().setFooter(bar_);
    window_.canvas().tokens().setShown(true);
    views_.charts().timeWindow().setSpan(0);
    if (!forecast_ || runs_.isPartial()) return;
    connect(bar_, &TimeBar::precisionChosen, forecast_.get(), &ForecastService::setPrecision);
    forecast_->start();
}

void SimulationViews::leave() {
    const WindowActions& actions = window_.actions();
    for (QAction* action :
         {actions.playTime, actions.stepBack, actions.stepEvent, actions.firstTime, actions.forkFuture})
        action->setEnabled(false);
    if (dialog_) dialog_->close();
    banners_.hide(QStringLiteral("future"));
    forkedAt_.reset();
    toldHalts_ = 0;
    ++searches_;
    wanted_.reset();
    seeking_ = false;
    halts_.clear(); // wires and nodes are others now
    if (forecast_ && forecast_->isOn()) forecast_->stop();
    if (!bar_) return;
    window_.dock().setFooter(nullptr);
    window_.canvas().tokens().setShown(false);
    views_.charts().timeWindow().setNow(-1);
    views_.charts().timeWindow().setSpan(60);
    views_.timeline().view().setNow(std::nullopt);
}

void SimulationViews::setHidden(bool hidden) {
    if (bar_) bar_->setVisible(!hidden);
    views_.charts().timeWindow().setNow(hidden || !runs_.time() ? -1 : toSeconds(runs_.place().now));
}

void SimulationViews::showPlace() {
    if (!bar_ || !runs_.time()) return;
    const VirtualTime::Place& place = runs_.place();
    bar_->setPlace(place);
    views_.charts().timeWindow().setNow(toSeconds(place.now));
    views_.timeline().view().setNow(place.now, !place.plays && !place.busy);
    const WindowActions& actions = window_.actions();
    actions.playTime->setEnabled(!place.over);
    actions.playTime->setIcon(Theme::instance().icon(place.plays ? "pause" : "play"));
    actions.playTime->setToolTip(place.plays ? tr("Halt virtual time (Ctrl+F7)")
                                             : tr("Let virtual time go on (Ctrl+F7)"));
    actions.stepEvent->setEnabled(!place.over);
    actions.stepBack->setEnabled(place.events > 0);
    actions.firstTime->setEnabled(true);
    actions.forkFuture->setEnabled(place.now > 0 && place.now < place.latest);
    if (!place.queued && seeking_) {
        seeking_ = false;
        seek();
    }
    showState();
    showHalt();
    if (forkedAt_) showFutures();
}

void SimulationViews::showState() {
    if (!runs_.time()) return;
    const Tokens& t = Theme::instance().tokens();
    const VirtualTime::Place& place = runs_.place();
    if (isFinal(runs_.state()) && place.plays)
        return window_.statusLine().setState(tr("Simulating again"), t.accent);
    switch (runs_.state()) {
        case RunState::Running: return window_.statusLine().setState(tr("Simulating"), t.accent);
        case RunState::Paused: return window_.statusLine().setState(tr("Simulation halted"), t.faint);
        case RunState::Finished:
        case RunState::Stopped: return window_.statusLine().setState(tr("Simulated"), t.faint);
        default: return;
    }
}

/// Once, and where people look.
void SimulationViews::showHalt() {
    const std::optional<FigureCondition>& halted = runs_.place().haltedAt;
    if (runs_.place().halts == toldHalts_) return;
    toldHalts_ = runs_.place().halts;
    if (!halted) return;
    const QString text = tr("Halted at %1: %2")
                             .arg(virtualTimeText(runs_.place().now), conditionText(*halted, views_.shape()));
    window_.statusLine().showMessage(text);
    views_.log().model().add(Severity::Note, {}, text);
}

void SimulationViews::goTo(MonotonicNs instant) {
    wanted_ = instant;
    if (!seeking_) seek();
}

/// One at a time: while the simulation is on its way, only the last wish is kept.
void SimulationViews::seek() {
    if (!wanted_ || !runs_.time()) return;
    seeking_ = true;
    runs_.time()->goTo(*std::exchange(wanted_, std::nullopt));
    runs_.follow();
}

void SimulationViews::playOrHalt() {
    if (!runs_.time()) return;
    if (runs_.place().plays || runs_.place().busy)
        runs_.time()->halt();
    else
        runs_.time()->play();
    runs_.follow();
}

void SimulationViews::openDialog() {
    if (!runs_.time()) return;
    if (dialog_) return dialog_->activateWindow();
    const ShownBody& body = ShownBody::of(window_.session());
    const std::vector<GraphEdge> wires = window_.canvas().selectedEdges();
    const std::vector<std::string> nodes = window_.canvas().selectedNodes();
    dialog_ = new FigureDialog(
        views_.shape(), wires.empty() ? QString() : body.wireInRun(wireOf(wires.front())),
        nodes.empty() ? QString() : body.pathOf(QString::fromStdString(nodes.front())), halts_, &window_);
    connect(dialog_, &FigureDialog::searched, this, &SimulationViews::search);
    connect(dialog_, &FigureDialog::haltsChanged, this, [this](const std::vector<FigureCondition>& halts) {
        halts_ = halts;
        runs_.setHalts(QStringLiteral("figures"), halts);
    });
    dialog_->show();
    dialog_->activateWindow();
}

void SimulationViews::search(const FigureCondition& condition, bool behindNow) {
    if (!runs_.time()) return;
    dialog_->tell(tr("Looking for it…"));
    const QPointer<SimulationViews> self(this);
    const std::uint64_t number = ++searches_;
    using Answer = VirtualTime::Answer;
    runs_.time()->goToFirst(condition, behindNow, [self, number](Answer answer, MonotonicNs at) {
        // On a thread of the simulation.
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [self, number, answer, at] {
                if (!self || !self->dialog_ || number != self->searches_) return;
                self->dialog_->tell(answer == Answer::Found   ? tr("At %1").arg(virtualTimeText(at))
                                    : answer == Answer::Never ? tr("It never comes true.")
                                                              : QString());
                self->runs_.follow();
            },
            Qt::QueuedConnection);
    });
    runs_.follow();
}

void SimulationViews::offerFork() {
    if (!runs_.time() || !bar_) return;
    auto* menu = new QMenu(bar_);
    menu->setObjectName("forkMenu");
    menu->setAttribute(Qt::WA_DeleteOnClose);
    connect(menu->addAction(tr("Change something, with the same random numbers")), &QAction::triggered, this,
            [this] { fork(false); });
    connect(menu->addAction(tr("Change nothing, with other random numbers")), &QAction::triggered, this,
            [this] { fork(true); });
    const auto* button = bar_->findChild<QToolButton*>("timeFork");
    const QPoint above(0, -menu->sizeHint().height() - 4);
    menu->popup(button->mapToGlobal(above));
}

void SimulationViews::fork(bool drawAnew) {
    if (!runs_.time()) return;
    runs_.time()->fork(drawAnew);
    runs_.follow();
    window_.statusLine().showMessage(
        drawAnew ? tr("A second future: play on to see it.")
                 : tr("A second future: change a parameter, or the cores, and play on."));
}

void SimulationViews::showFutures() {
    auto* banner = static_cast<FutureBanner*>(banners_.banner(QStringLiteral("future")));
    if (!banner) {
        banner = new FutureBanner;
        connect(banner, &FutureBanner::closed, this, [this] {
            forkedAt_.reset();
            banners_.hide(QStringLiteral("future"));
            views_.charts().showFirstFuture(MetricsHistory(), 0);
        });
        banners_.show(QStringLiteral("future"), kBannerPlace, banner);
    }
    banner->show(*forkedAt_, compareFutures(views_.shape(), runs_.firstFuture(), runs_.history(), *forkedAt_,
                                            runs_.place().now));
}

} // namespace millrace::ui
