// SPDX-License-Identifier: Apache-2.0
#include "ui/debug/debug_views.h"

#include "ui/canvas/canvas_marks.h"
#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/canvas_view.h"
#include "ui/canvas/path_title.h"
#include "ui/debug/breakpoint_dialog.h"
#include "ui/debug/held_banner.h"
#include "ui/debug/inject_dialog.h"
#include "ui/debug/safe_banner.h"
#include "ui/document/graph_session.h"
#include "ui/document/shown_body.h"
#include "ui/log/log_page.h"
#include "ui/main_window/dock_area.h"
#include "ui/main_window/main_window.h"
#include "ui/main_window/status_line.h"
#include "ui/main_window/window_actions.h"
#include "ui/records/record_text.h"
#include "ui/run/banner_column.h"
#include "ui/run/run_controller.h"
#include "ui/run/safe_run.h"
#include "ui/settings/number_text.h"
#include "ui/settings/plain_words.h"

#include <QAction>
#include <QMenu>

namespace millrace::ui {

namespace {

WireMark markOf(const WireBreakpoint& breakpoint) {
    using Action = WireBreakpoint::Action;
    WireMark mark;
    mark.shape = breakpoint.action == Action::Log            ? WireMark::Shape::Diamond
                 : breakpoint.action == Action::PauseAtDepth ? WireMark::Shape::Square
                                                             : WireMark::Shape::Circle;
    mark.enabled = breakpoint.enabled;
    mark.conditional = breakpoint.action != Action::PauseAtDepth && breakpoint.hasCondition();
    mark.text = breakpoint.enabled ? breakpoint.text() : QObject::tr("Off: %1").arg(breakpoint.text());
    return mark;
}

} // namespace

DebugViews::DebugViews(MainWindow& window, RunController& runs, BannerColumn& banners, CanvasMarks& marks,
                       LogModel& log)
    : window_(window), runs_(runs), banners_(banners), marks_(marks), log_(log), gates_(list_, runs) {
    connectActions();
    connectRun();
    connect(&list_, &BreakpointList::changed, this, &DebugViews::marksChanged);
    connect(&gates_, &RunBreakpoints::heldChanged, this, &DebugViews::heldChanged);
    connect(&window_.canvas(), &QGraphicsScene::selectionChanged, this, &DebugViews::selectionChanged);
    connect(&window_, &MainWindow::contextMenuOpening, this, [this](QMenu* menu) { fillContextMenu(*menu); });
    GraphSession& session = window_.session();
    connect(&session, &GraphSession::documentReplaced, &list_, &BreakpointList::clear);
    connect(&session, &GraphSession::safeRunChanged, this, &DebugViews::safeRunChanged);
    connect(&session, &GraphSession::planningChanged, this, &DebugViews::safeRunChanged);
    connect(&ShownBody::of(session), &ShownBody::changed, this, &DebugViews::marksChanged);
    selectionChanged();
}

void DebugViews::connectActions() {
    const WindowActions& actions = window_.actions();
    connect(actions.breakpoint, &QAction::triggered, this, [this] { list_.toggle(chosenWires()); });
    connect(actions.editBreakpoint, &QAction::triggered, this, &DebugViews::editBreakpoint);
    connect(actions.stepRecord, &QAction::triggered, this, [this] { gates_.step(StepSize::Record); });
    connect(actions.stepBatch, &QAction::triggered, this, [this] { gates_.step(StepSize::Batch); });
    connect(actions.release, &QAction::triggered, this, [this] { gates_.release(); });
    connect(actions.safeRun, &QAction::toggled, &window_.session(), &GraphSession::setSafeRun);
    connect(actions.inject, &QAction::triggered, this, [this] {
        if (const QString node = injectable(); !node.isEmpty()) injectInto(node);
    });
}

void DebugViews::connectRun() {
    connect(&gates_, &RunBreakpoints::logged, this, [this](const QString& wire, const QString& record) {
        log_.add(Severity::Note, wire.section(QStringLiteral("->"), 1).section('.', 0, 0),
                 tr("%1: %2").arg(wireTitle(wire), record));
    });
    connect(&gates_, &RunBreakpoints::paused, this, [this](const QString& wire, qint64 waiting) {
        const QString text = tr("Paused: %1 records wait at %2", nullptr, pluralOf(waiting))
                                 .arg(countText(waiting), wireTitle(wire));
        log_.add(Severity::Warning, wire.section(QStringLiteral("->"), 1).section('.', 0, 0), text);
        window_.statusLine().showMessage(text, 8000);
    });
    connect(&gates_, &RunBreakpoints::failed, this, [this](const Diagnostics& diagnostics) {
        for (const Diagnostic& d : diagnostics)
            log_.add(d.severity, QString::fromStdString(d.node), plainWords(d.message));
        window_.statusLine().showMessage(firstMessage(diagnostics), 8000);
    });
    const auto follow = [this] {
        window_.actions().safeRun->setEnabled(!runs_.isActive());
        selectionChanged();
    };
    connect(&runs_, &RunController::stateChanged, this, follow);
    connect(&runs_, &RunController::forgotten, this, follow);
    connect(&runs_, &RunController::started, this, follow);
}

QStringList DebugViews::chosenWires() const {
    const CanvasScene& canvas = window_.canvas();
    QStringList wires;
    const auto add = [&](const GraphEdge& edge) {
        const QString id = ShownBody::of(window_.session()).wireInRun(QString::fromStdString(edge.id()));
        if (!id.isEmpty() && !wires.contains(id)) wires << id;
    };
    for (const GraphEdge& edge : canvas.selectedEdges())
        add(edge);
    for (const std::string& node : canvas.selectedNodes()) {
        bool hasInput = false;
        for (const GraphEdge& edge : window_.session().document().edges) {
            if (edge.to.node != node) continue;
            hasInput = true;
            add(edge);
        }
        // Nothing comes into a source: what it sends is held instead.
        for (const GraphEdge& edge : window_.session().document().edges)
            if (!hasInput && edge.from.node == node) add(edge);
    }
    return wires;
}

QString DebugViews::injectable() const {
    const auto nodes = window_.canvas().selectedNodes();
    if (nodes.size() != 1 || !runs_.plan()) return {};
    const QString path = ShownBody::of(window_.session()).pathOf(QString::fromStdString(nodes.front()));
    return runs_.plan()->find(path.toStdString()) ? path : QString(); // an instance takes no records itself
}

QString DebugViews::wireTitle(const QString& wire) const {
    const GraphDocument& whole = ShownBody::of(window_.session()).whole();
    const auto drawn = wireAt(whole, wire.toStdString());
    const GraphBody* body = drawn ? bodyAt(whole, drawn->body) : nullptr;
    if (!body) return wire;
    const GraphEdge& edge = body->edges[drawn->index];
    const Registry& registry = window_.session().registry();
    return titleOfPath(joinPath(drawn->body, edge.from.node), whole, registry) + QStringLiteral(" → ") +
           titleOfPath(joinPath(drawn->body, edge.to.node), whole, registry);
}

void DebugViews::selectionChanged() {
    const WindowActions& actions = window_.actions();
    const QStringList wires = chosenWires();
    actions.breakpoint->setEnabled(!wires.isEmpty());
    actions.editBreakpoint->setEnabled(wires.size() == 1);
    actions.inject->setEnabled(runs_.isActive() && !injectable().isEmpty());
    if (wires.size() == 1 && window_.canvas().selectedNodes().empty()) gates_.prefer(wires.front());
}

void DebugViews::editBreakpoint() {
    const QStringList wires = chosenWires();
    if (wires.size() != 1) return;
    const auto& schemas = window_.session().planning().schemas;
    const auto columns = schemas.find(wires.front().section(QStringLiteral("->"), 0, 0).toStdString());
    auto* dialog = new BreakpointDialog(list_, wires.front(), wireTitle(wires.front()),
                                        columns == schemas.end() ? nullptr : columns->second, &window_);
    dialog->open();
}

void DebugViews::marksChanged() {
    QHash<QString, WireMark> marks;
    for (const WireBreakpoint& breakpoint : list_.all())
        marks.insert(ShownBody::of(window_.session()).shownWire(breakpoint.wire), markOf(breakpoint));
    marks_.setWireMarks(marks);
}

void DebugViews::heldChanged() {
    const WindowActions& actions = window_.actions();
    const auto& held = gates_.held();
    for (QAction* action : {actions.stepRecord, actions.stepBatch, actions.release})
        action->setEnabled(!held.empty());
    if (held.empty()) return banners_.hide("held");
    const RunBreakpoints::Held& first = held.front();
    auto* banner = static_cast<HeldBanner*>(banners_.banner("held"));
    if (!banner) {
        banner = new HeldBanner(actions.stepRecord, actions.stepBatch, actions.release);
        connect(banner, &HeldBanner::wireChosen, this, [this] {
            if (gates_.held().empty()) return;
            ShownBody& body = ShownBody::of(window_.session());
            const QString wire = gates_.held().front().wire;
            if (const auto drawn = wireAt(body.whole(), wire.toStdString())) body.show(drawn->body);
            window_.canvas().selectWire(body.shownWire(wire));
        });
        banners_.show("held", 0, banner);
    }
    // In a simulation records have no values.
    const std::optional<RecordBatch>& record = first.state.stoppedAt;
    const QString text =
        record ? recordText(*record, record->rowAt(0)) : tr("record %1").arg(first.state.hits);
    banner->show(wireTitle(first.wire), text, first.state.waiting, first.state.stops,
                 static_cast<int>(held.size()) - 1);
    const QString stop = first.wire + QString::number(first.state.stops);
    if (stop == lastHeld_) return;
    lastHeld_ = stop;
    log_.add(Severity::Note, first.wire.section(QStringLiteral("->"), 1).section('.', 0, 0),
             tr("Held at %1: %2").arg(wireTitle(first.wire), text));
}

InjectDialog* DebugViews::injectInto(const QString& node) {
    if (!runs_.isActive()) return nullptr;
    if (injecting_) injecting_->close();
    injecting_ = new InjectDialog(runs_, node, &window_);
    connect(injecting_, &InjectDialog::sent, this, [this](const QString& id, const QString& record) {
        log_.add(Severity::Note, id, tr("Injected: %1").arg(record));
    });
    injecting_->show();
    injecting_->activateWindow();
    return injecting_;
}

void DebugViews::fillContextMenu(QMenu& menu) {
    const QStringList wires = chosenWires();
    if (wires.isEmpty()) return;
    const WindowActions& actions = window_.actions();
    menu.addSeparator();
    menu.addAction(actions.breakpoint);
    menu.addAction(actions.editBreakpoint);
    if (const WireBreakpoint* known = wires.size() == 1 ? list_.find(wires.front()) : nullptr) {
        const QString text = known->enabled ? tr("Turn the breakpoint off") : tr("Turn the breakpoint on");
        connect(menu.addAction(text), &QAction::triggered, this, [this, toggled = *known]() mutable {
            toggled.enabled = !toggled.enabled;
            list_.set(toggled);
        });
    }
    if (window_.canvas().selectedNodes().size() == 1) menu.addAction(actions.inject);
}

void DebugViews::safeRunChanged() {
    const GraphSession& session = window_.session();
    window_.actions().safeRun->setChecked(session.isSafeRun());
    const PlanPtr plan = session.planning().plan;
    const bool on = session.isSafeRun();
    const QSet<QString> captured = on && plan ? capturedNodes(*plan) : QSet<QString>();
    marks_.setCaptured(captured);
    if (!on) return banners_.hide("safe");
    auto* banner = static_cast<SafeBanner*>(banners_.banner("safe"));
    if (!banner) {
        banner = new SafeBanner(window_.actions().safeRun);
        banners_.show("safe", 10, banner);
    }
    QStringList titles;
    for (std::size_t i = 0; plan && i < plan->vertices.size(); ++i)
        if (captured.contains(QString::fromStdString(plan->vertices[i].node)))
            titles << titleOfPath(plan->vertices[i].node, ShownBody::of(session).whole(), session.registry());
    banner->show(titles);
}

} // namespace millrace::ui
