// SPDX-License-Identifier: Apache-2.0
#include "ui/main_window/main_window.h"

#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/canvas_view.h"
#include "ui/canvas/port_lane.h"
#include "ui/canvas/splice_target.h"
#include "ui/document/autosave.h"
#include "ui/document/fresh_nodes.h"
#include "ui/document/graph_session.h"
#include "ui/document/recent_files.h"
#include "ui/document/shown_body.h"
#include "ui/inspector/inspector.h"
#include "ui/inspector/node_page.h"
#include "ui/main_window/area_commands.h"
#include "ui/main_window/arrange_commands.h"
#include "ui/main_window/canvas_commands.h"
#include "ui/main_window/canvas_menu.h"
#include "ui/main_window/command_search.h"
#include "ui/main_window/dock_area.h"
#include "ui/main_window/examples_dialog.h"
#include "ui/main_window/file_commands.h"
#include "ui/main_window/picture_dialog.h"
#include "ui/main_window/selection_commands.h"
#include "ui/main_window/simulate_switch.h"
#include "ui/main_window/status_line.h"
#include "ui/main_window/studio_guides.h"
#include "ui/main_window/subgraph_commands.h"
#include "ui/main_window/top_bar.h"
#include "ui/main_window/way_back.h"
#include "ui/main_window/window_actions.h"
#include "ui/palette/palette_panel.h"
#include "ui/palette/quick_add.h"
#include "ui/problems/problems_panel.h"
#include "ui/settings/shortcuts.h"
#include "ui/settings/theme_choice.h"

#include <QCloseEvent>
#include <QFileInfo>
#include <QLabel>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QScreen>
#include <QSplitter>
#include <QVBoxLayout>

namespace millrace::ui {
namespace {

constexpr int kPaletteWidth = 212, kInspectorWidth = 292, kDockHeight = 280;

/// A tool tip with the keys of its command at the end.
void tellStep(QAction* action, const QString& text) {
    const QString keys = action->shortcut().toString(QKeySequence::NativeText);
    action->setToolTip(keys.isEmpty() ? text : text + " (" + keys + ")");
}

} // namespace

MainWindow::MainWindow(const StudioServices& services, QWidget* parent)
    : QMainWindow(parent),
      services_(services),
      session_(std::make_unique<GraphSession>(*services.registry)),
      autosave_(new Autosave(*session_, services.autosaveFolder, this)),
      scene_(new CanvasScene(*session_, this)),
      view_(new CanvasView(*scene_, this)),
      actions_(std::make_unique<WindowActions>(this, view_)),
      files_(new FileCommands(*session_, services.exampleCopies, this)),
      commands_(new CanvasCommands(*session_, *view_, this)),
      areas_(new AreaCommands(*session_, *view_, this)),
      arrange_(new ArrangeCommands(*session_, *scene_, this)),
      selection_(new SelectionCommands(*session_, *view_, *actions_, this)),
      menu_(new QMenu(this)),
      recentMenu_(new QMenu(tr("Open recent"), menu_)),
      topBar_(new TopBar(*actions_, menu_, this)),
      palette_(new PalettePanel(*session_, this)),
      inspector_(new Inspector(*scene_, this)),
      dock_(new DockArea(this)),
      problems_(new ProblemsPanel(*session_, this)),
      status_(new StatusLine(this)),
      quickAdd_(new QuickAdd(*session_, this)),
      columns_(new QSplitter(Qt::Horizontal, this)),
      rows_(new QSplitter(Qt::Vertical, this)),
      emptyHint_(new QLabel(view_)) {
    setWindowTitle("Millrace");
    resize(1440, 900);
    setMinimumSize(900, 560);
    dock_->addPage("problems", tr("Problems"), problems_, 40);
    layOut();
    guides_ = new StudioGuides(*this, *actions_, *rows_);
    search_ = new CommandSearch(*scene_, guides_->shortcuts(), this);
    fillMenu();
    connectActions();
    connectParts();
    new SubgraphCommands(*this);
    new WayBack(*this, *view_);
    setRunState(RunState::Idle);
    documentChanged();
    themeChanged();
}

MainWindow::~MainWindow() {
    // A stack that goes away still tells its watchers that it is empty, and the scene follows the session:
    // both are cut off first.
    disconnect(&session_->undoStack(), nullptr, nullptr, nullptr);
    delete view_;
    delete inspector_;
    delete scene_;
}

void MainWindow::layOut() {
    columns_->addWidget(palette_);
    columns_->addWidget(view_);
    columns_->addWidget(inspector_);
    palette_->setMinimumWidth(150);
    inspector_->setMinimumWidth(250);
    columns_->setStretchFactor(0, 0);
    columns_->setStretchFactor(1, 1);
    columns_->setStretchFactor(2, 0);
    rows_->addWidget(columns_);
    rows_->addWidget(dock_);
    rows_->setStretchFactor(0, 1);
    rows_->setStretchFactor(1, 0);
    for (QSplitter* splitter : {columns_, rows_}) {
        splitter->setChildrenCollapsible(false);
        splitter->setHandleWidth(1);
    }
    auto* line = new QFrame;
    line->setProperty("role", "hairline");
    auto* host = new QWidget;
    host->setProperty("role", "panel");
    auto* layout = new QVBoxLayout(host);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(topBar_);
    layout->addWidget(line);
    layout->addWidget(rows_, 1);
    layout->addWidget(status_);
    setCentralWidget(host);
    view_->installEventFilter(this);
    // A splitter does not take back by itself what a part that has become smaller leaves free.
    connect(dock_, &DockArea::collapsedChanged, this, [this, open = kDockHeight](bool collapsed) mutable {
        const QList<int> sizes = rows_->sizes();
        if (collapsed) open = sizes[1];
        const int dock = collapsed ? dock_->maximumHeight() : open;
        rows_->setSizes({sizes[0] + sizes[1] - dock, dock});
    });
    emptyHint_->setAlignment(Qt::AlignCenter);
    emptyHint_->setAttribute(Qt::WA_TransparentForMouseEvents);
    emptyHint_->setTextFormat(Qt::RichText);
    emptyHint_->setProperty("role", "muted");
}

void MainWindow::showEvent(QShowEvent* event) {
    QMainWindow::showEvent(event);
    if (sized_) return;
    sized_ = true;
    guides_->shortcuts().commands(); // those of parts that came after the window get the user's keys, too
    // Before a window manager has made it fit, the window may be larger than a small screen.
    const int room = std::min(height(), screen()->availableGeometry().height());
    const int dockHeight = room < 800 ? 220 : kDockHeight;
    columns_->setSizes({kPaletteWidth, width() - kPaletteWidth - kInspectorWidth - 2, kInspectorWidth});
    rows_->setSizes({rows_->height() - dockHeight - 1, dockHeight});
    view_->fitAll();
    view_->setFocus();
}

bool MainWindow::eventFilter(QObject* watched, QEvent* event) {
    if (watched == view_ && event->type() == QEvent::Resize) emptyHint_->setGeometry(view_->rect());
    return QMainWindow::eventFilter(watched, event);
}

void MainWindow::fillMenu() {
    connect(recentMenu_, &QMenu::aboutToShow, this, &MainWindow::fillRecentMenu);
    menu_->addAction(actions_->newGraph);
    guides_->fillFileMenu(*menu_);
    menu_->addAction(actions_->open);
    menu_->addMenu(recentMenu_);
    menu_->addAction(actions_->examples);
    menu_->addSeparator();
    menu_->addAction(actions_->save);
    menu_->addActions({actions_->saveAs, actions_->exportPicture});
    menu_->addSeparator();
    QMenu* edit = menu_->addMenu(tr("Edit"));
    edit->addActions({actions_->undo, actions_->redo});
    edit->addSeparator();
    edit->addActions(
        {actions_->cut, actions_->copy, actions_->paste, actions_->pasteWithInputs, actions_->duplicate});
    edit->addSeparator();
    edit->addActions({actions_->remove, actions_->removeReconnect, actions_->rename});
    edit->addSeparator();
    edit->addActions({actions_->bypass, actions_->enable, actions_->disable});
    edit->addSeparator();
    edit->addActions({actions_->selectAll, actions_->selectUpstream, actions_->selectDownstream,
                      actions_->selectConnected});
    edit->addSeparator();
    edit->addActions({actions_->group, actions_->note, actions_->tidy});
    arrange_->fillMenu(*edit->addMenu(tr("Arrange")), *actions_);
    edit->addSeparator();
    edit->addActions({actions_->makeSubgraph, actions_->enterSubgraph, actions_->leaveSubgraph,
                      actions_->moveOut, actions_->unpackSubgraph, actions_->makeIndependent});
    edit->addSeparator();
    guides_->fillEditMenu(*edit);
    QMenu* look = menu_->addMenu(tr("View"));
    look->addActions(
        {actions_->fit, actions_->fitSelection, actions_->zoomWhole, actions_->zoomIn, actions_->zoomOut});
    look->addSeparator();
    look->addAction(actions_->toggleDock);
    look->addSeparator();
    guides_->fillViewMenu(*look);
    QMenu* run = menu_->addMenu(tr("Run"));
    run->addActions({actions_->run, actions_->pause, actions_->stop});
    run->addSeparator();
    run->addActions({actions_->safeRun, actions_->inject});
    run->addSeparator();
    run->addActions({actions_->simulate, actions_->playTime, actions_->stepBack, actions_->stepEvent,
                     actions_->firstTime, actions_->forkFuture});
    run->addSeparator();
    run->addActions({actions_->keepCheckpoints, actions_->startOver});
    run->addSeparator();
    run->addActions({actions_->breakpoint, actions_->editBreakpoint, actions_->stepRecord,
                     actions_->stepBatch, actions_->release});
    guides_->fillHelpMenu(*menu_->addMenu(tr("Help")));
    menu_->addSeparator();
    menu_->addAction(actions_->quit);
}

void MainWindow::fillRecentMenu() {
    recentMenu_->clear();
    const QStringList files = RecentFiles::list();
    for (const QString& file : files) {
        QAction* action =
            recentMenu_->addAction(QFileInfo(file).fileName() + "    " + QFileInfo(file).absolutePath());
        connect(action, &QAction::triggered, this, [this, file] { files_->open(file); });
    }
    if (files.isEmpty()) {
        recentMenu_->addAction(tr("None yet"))->setEnabled(false);
        return;
    }
    recentMenu_->addSeparator();
    connect(recentMenu_->addAction(tr("Forget these")), &QAction::triggered, this,
            [] { RecentFiles::clear(); });
}

void MainWindow::connectActions() {
    const auto on = [this](QAction* action, auto&& slot) {
        connect(action, &QAction::triggered, this, slot);
    };
    on(actions_->newGraph, [this] { files_->newGraph(); });
    on(actions_->open, [this] { files_->openWithDialog(); });
    on(actions_->save, [this] { files_->save(); });
    on(actions_->saveAs, [this] { files_->saveAs(); });
    on(actions_->examples, [this] { showExamples(); });
    on(actions_->quit, [this] { close(); });
    on(actions_->undo, [this] { session_->undoStack().undo(); });
    on(actions_->redo, [this] { session_->undoStack().redo(); });
    on(actions_->cut, [this] { commands_->cut(); });
    on(actions_->copy, [this] { commands_->copy(); });
    on(actions_->paste, [this] { commands_->paste(false); });
    on(actions_->pasteWithInputs, [this] { commands_->paste(true); });
    on(actions_->duplicate, [this] { commands_->duplicate(); });
    on(actions_->remove, [this] { commands_->removeSelection(false); });
    on(actions_->removeReconnect, [this] { commands_->removeSelection(true); });
    on(actions_->selectAll, [this] { commands_->selectAll(); });
    on(actions_->rename, [this] { inspector_->renameSelected(); });
    arrange_->connectActions(*actions_);
    on(actions_->group, [this] { areas_->groupSelection(); });
    on(actions_->exportPicture, [this] { PictureDialog(*scene_, this).exec(); });
    on(actions_->note, [this] { areas_->addNote(); });
    on(actions_->quickAdd, [this] {
        const QPointF at = view_->insertionPoint();
        quickAdd_->open(view_->viewport()->mapToGlobal(view_->mapFromScene(at)), at, std::nullopt);
    });
    on(actions_->run, [this] { requestRun(); });
    on(actions_->pause, [this] { Q_EMIT pauseRequested(); });
    on(actions_->stop, [this] { Q_EMIT stopRequested(); });
    new SimulateSwitch(*session_, *actions_, *topBar_, services_.simulator != nullptr, this);
    on(actions_->zoomIn, [this] { view_->setZoom(view_->zoom() * 1.25); });
    on(actions_->zoomOut, [this] { view_->setZoom(view_->zoom() * 0.8); });
    on(actions_->zoomWhole, [this] { view_->setZoom(1); });
    on(actions_->fit, [this] { view_->fitAll(); });
    on(actions_->fitSelection, [this] { view_->fitSelection(); });
    on(actions_->theme, [] {
        switch (currentTheme()) {
            case ThemeChoice::Dark: return applyTheme(ThemeChoice::Light, true);
            case ThemeChoice::Light: return applyTheme(ThemeChoice::HighContrast, true);
            case ThemeChoice::HighContrast: return applyTheme(ThemeChoice::Dark, true);
        }
    });
    on(actions_->toggleDock, [this] { dock_->setCollapsed(!dock_->isCollapsed()); });
    on(actions_->search, [this] { search_->open(this); });
}

void MainWindow::connectParts() {
    QUndoStack& history = session_->undoStack();
    connect(&history, &QUndoStack::canUndoChanged, actions_->undo, &QAction::setEnabled);
    connect(&history, &QUndoStack::canRedoChanged, actions_->redo, &QAction::setEnabled);
    connect(&history, &QUndoStack::undoTextChanged, this, [this](const QString& text) {
        tellStep(actions_->undo, text.isEmpty() ? tr("Undo") : tr("Undo: %1").arg(text));
    });
    connect(&history, &QUndoStack::redoTextChanged, this, [this](const QString& text) {
        tellStep(actions_->redo, text.isEmpty() ? tr("Redo") : tr("Redo: %1").arg(text));
    });
    actions_->undo->setEnabled(false);
    actions_->redo->setEnabled(false);

    connect(session_.get(), &GraphSession::fileChanged, this, &MainWindow::documentChanged);
    connect(session_.get(), &GraphSession::edited, this, &MainWindow::documentChanged);
    connect(session_.get(), &GraphSession::documentReplaced, this, &MainWindow::documentChanged);
    connect(session_.get(), &GraphSession::failed, this,
            [this](const QString& message) { status_->showMessage(message); });

    connect(view_, &CanvasView::zoomChanged, status_, &StatusLine::setZoom);
    connect(view_, &CanvasView::quickAddRequested, this,
            [this](QPoint global, QPointF scene) { quickAdd_->open(global, scene, std::nullopt); });
    connect(view_, &CanvasView::kindDropped, this,
            [this](const QString& kind, QPointF at) { commands_->addKind(kind, at, std::nullopt); });
    connect(view_, &CanvasView::nudgeRequested, commands_, &CanvasCommands::nudge);
    connect(view_, &CanvasView::walkRequested, commands_, &CanvasCommands::walk);
    connect(view_, &CanvasView::contextMenuRequested, this, &MainWindow::contextMenu);
    connect(scene_, &CanvasScene::openWireDropped, this, [this](const OpenWire& wire, QPointF at) {
        if (view_->findChild<PortLane*>()->take(wire, at)) return;
        quickAdd_->open(view_->viewport()->mapToGlobal(view_->mapFromScene(at)), at, wire);
    });
    connect(scene_, &CanvasScene::nodeActivated, this, [this](const QString& id) {
        inspector_->showParameter(id, {});
        inspector_->nodePage().focusParameter({});
    });
    connect(quickAdd_, &QuickAdd::offered, this,
            [this](const NodeKind* kind, QPointF at) { scene_->spliceTarget().follow(kind, at); });
    connect(quickAdd_, &QuickAdd::chosen, this,
            [this](const QString& kind, QPointF at, const std::optional<OpenWire>& wire) {
                commands_->addKind(kind, at, wire);
            });
    connect(palette_, &PalettePanel::kindChosen, this, [this](const QString& kind) {
        const QPointF middle = view_->mapToScene(view_->viewport()->rect().center());
        commands_->addKind(kind, middle, std::nullopt);
    });
    connect(topBar_, &TopBar::searchRequested, this, [this] { search_->open(this); });
    connect(search_, &CommandSearch::nodeChosen, this, [this](const QString& id) {
        scene_->selectOnly({id});
        view_->centreOnNode(id);
    });
    connect(problems_, &ProblemsPanel::problemChosen, this, &MainWindow::showProblem);
    const auto badge = [this](int errors, int warnings) {
        const Tokens& t = Theme::instance().tokens();
        // That nothing is drawn yet is no problem before somebody runs it.
        const int count = session_->document().nodes.empty() ? 0 : errors + warnings;
        dock_->setBadge("problems", count > 0 ? QString::number(count) : QString(),
                        errors > 0 ? t.bad : t.muted);
    };
    connect(problems_, &ProblemsPanel::countsChanged, this, badge);
    connect(&Theme::instance(), &Theme::changed, this, &MainWindow::themeChanged);
}

void MainWindow::themeChanged() {
    actions_->refreshIcons();
    const Tokens& t = Theme::instance().tokens();
    emptyHint_->setText(tr("<h3 style='color:%1'>Draw a pipeline</h3>"
                           "<p style='color:%2'>Double-click, or press A, to add a node here.<br>"
                           "Drag one in from the left. Drag from port to port to connect.<br>"
                           "Ctrl+E opens an example that runs.</p>")
                            .arg(t.text.name(), t.muted.name()));
}

void MainWindow::documentChanged() {
    const QString name = session_->displayName();
    topBar_->setDocument(name, session_->isDirty(),
                         session_->filePath().isEmpty() ? tr("not saved yet") : session_->filePath());
    setWindowTitle((session_->isDirty() ? QStringLiteral("• ") : QString()) + name +
                   QStringLiteral(" – Millrace"));
    emptyHint_->setGeometry(0, 0, view_->width(), view_->height());
    emptyHint_->setVisible(session_->document().nodes.empty());
}

bool MainWindow::openGraph(const QString& path) {
    const Result<void> result = session_->open(path);
    if (result.has_error()) {
        status_->showMessage(firstMessage(result.error()), 20000);
        return false;
    }
    RecentFiles::add(session_->filePath());
    return true;
}

void MainWindow::offerRecovery() {
    const std::optional<Autosave::Recovered> found = autosave_->findRecovered();
    if (!found) return;
    QMessageBox box(this);
    box.setObjectName("recoveryQuestion");
    box.setWindowTitle(tr("Restore changes"));
    const QString name =
        found->filePath.isEmpty() ? tr("an unsaved graph") : QFileInfo(found->filePath).fileName();
    box.setText(tr("<b>Restore the changes to %1?</b>").arg(name.toHtmlEscaped()));
    box.setInformativeText(tr("Millrace ended last time before they were saved."));
    box.setStandardButtons(QMessageBox::Yes | QMessageBox::No);
    box.button(QMessageBox::Yes)->setText(tr("Restore"));
    box.button(QMessageBox::No)->setText(tr("Throw away"));
    if (box.exec() == QMessageBox::Yes) session_->adopt(found->document, found->filePath);
    Autosave::forget(*found);
}

void MainWindow::setRunState(RunState state) {
    runState_ = state;
    Q_EMIT runStateChanged(state);
    const bool idle = state == RunState::Idle || isFinal(state);
    actions_->run->setText(state == RunState::Paused ? tr("Resume") : nameOfRuns(*session_));
    actions_->simulate->setEnabled(idle);
    actions_->run->setEnabled(idle || state == RunState::Paused);
    actions_->pause->setEnabled(state == RunState::Running);
    actions_->stop->setEnabled(!idle && state != RunState::Stopping);
    topBar_->setRunState(state);
    const Tokens& t = Theme::instance().tokens();
    QString name = QString(runStateName(state));
    name[0] = name[0].toUpper();
    const QColor dot = state == RunState::Failed                                   ? t.bad
                       : state == RunState::Running || state == RunState::Draining ? t.good
                                                                                   : t.faint;
    status_->setState(state == RunState::Idle ? tr("Ready") : name, dot);
}

void MainWindow::requestRun() {
    if (runState_ == RunState::Paused) {
        Q_EMIT resumeRequested();
        return;
    }
    session_->whenPlanned([this] {
        const Planning& planning = session_->planning();
        if (planning.plan) {
            Q_EMIT runRequested(planning.plan);
            return;
        }
        FreshNodes::of(*session_).runWanted(); // what is missing is missed now
        dock_->showPage("problems");
        const QString first = firstMessage(planning.diagnostics);
        status_->showMessage(session_->document().nodes.empty()
                                 ? tr("There is nothing to run yet: the graph is empty.")
                                 : tr("Not run: %1").arg(first),
                             8000);
    });
}

void MainWindow::showProblem(const Diagnostic& problem) {
    ShownBody& body = ShownBody::of(*session_);
    if (!problem.node.empty()) {
        const QString node = body.reveal(QString::fromStdString(problem.node));
        if (node.isEmpty()) return;
        inspector_->showParameter(node, QString::fromStdString(problem.parameter));
        view_->centreOnNode(node);
    } else if (!problem.edge.empty()) {
        if (const auto drawn = wireAt(body.whole(), problem.edge)) body.show(drawn->body);
        const QString wire = body.shownWire(QString::fromStdString(problem.edge));
        scene_->selectWire(wire.isEmpty() ? QString::fromStdString(problem.edge) : wire);
    }
}

void MainWindow::contextMenu(QPoint globalPosition, QPointF scenePosition) {
    CanvasMenu menu(*actions_, *scene_, scenePosition, this);
    connect(&menu, &CanvasMenu::addRequested, this,
            [this, globalPosition](QPointF at) { quickAdd_->open(globalPosition, at, std::nullopt); });
    if (scene_->selectedNodes().size() > 1) arrange_->fillMenu(*menu.addMenu(tr("Arrange")), *actions_);
    if (areas_->hasSelection()) areas_->fillColorMenu(*menu.addMenu(tr("Colour")));
    if (scene_->selectedItems().isEmpty())
        findChild<SubgraphCommands*>()->fillAddMenu(*menu.addMenu(tr("Add an instance of")));
    Q_EMIT contextMenuOpening(&menu);
    menu.exec(globalPosition);
}

void MainWindow::showExamples() {
    ExamplesDialog dialog(services_.examplesFolder, *services_.registry, this);
    if (dialog.exec() == QDialog::Accepted && !dialog.chosenPath().isEmpty())
        files_->openExample(dialog.chosenPath());
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if ((closeGuard_ && !closeGuard_()) || !files_->mayLeave()) {
        event->ignore();
        return;
    }
    autosave_->discard();
    event->accept();
}

} // namespace millrace::ui
