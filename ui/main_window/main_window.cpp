// SPDX-License-Identifier: Apache-2.0
#include "ui/main_window/main_window.h"

#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/canvas_view.h"
#include "ui/document/autosave.h"
#include "ui/document/graph_session.h"
#include "ui/document/recent_files.h"
#include "ui/inspector/inspector.h"
#include "ui/inspector/node_page.h"
#include "ui/main_window/canvas_commands.h"
#include "ui/main_window/command_search.h"
#include "ui/main_window/dock_area.h"
#include "ui/main_window/examples_dialog.h"
#include "ui/main_window/file_commands.h"
#include "ui/main_window/status_line.h"
#include "ui/main_window/top_bar.h"
#include "ui/main_window/window_actions.h"
#include "ui/palette/palette_panel.h"
#include "ui/palette/quick_add.h"
#include "ui/problems/problems_panel.h"
#include "ui/settings/theme.h"

#include <QCloseEvent>
#include <QFileInfo>
#include <QLabel>
#include <QMenu>
#include <QMessageBox>
#include <QSplitter>
#include <QVBoxLayout>

namespace millrace::ui {
namespace {

constexpr int kPaletteWidth = 212, kInspectorWidth = 292, kDockHeight = 280;

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
      menu_(new QMenu(this)),
      recentMenu_(new QMenu(tr("Open recent"), menu_)),
      topBar_(new TopBar(*actions_, menu_, this)),
      palette_(new PalettePanel(*services.registry, this)),
      inspector_(new Inspector(*scene_, this)),
      dock_(new DockArea(this)),
      problems_(new ProblemsPanel(*session_, this)),
      status_(new StatusLine(this)),
      quickAdd_(new QuickAdd(*services.registry, this)),
      search_(new CommandSearch(*scene_, actions_->all(), this)),
      columns_(new QSplitter(Qt::Horizontal, this)),
      rows_(new QSplitter(Qt::Vertical, this)),
      emptyHint_(new QLabel(view_)) {
    setWindowTitle("Millrace");
    resize(1440, 900);
    setMinimumSize(900, 560);
    dock_->addPage("problems", tr("Problems"), problems_, 40);
    layOut();
    fillMenu();
    connectActions();
    connectParts();
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
    emptyHint_->setAlignment(Qt::AlignCenter);
    emptyHint_->setAttribute(Qt::WA_TransparentForMouseEvents);
    emptyHint_->setTextFormat(Qt::RichText);
    emptyHint_->setProperty("role", "muted");
}

void MainWindow::showEvent(QShowEvent* event) {
    QMainWindow::showEvent(event);
    if (sized_) return;
    sized_ = true;
    const int dockHeight = height() < 800 ? 220 : kDockHeight;
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
    menu_->addAction(actions_->open);
    menu_->addMenu(recentMenu_);
    menu_->addAction(actions_->examples);
    menu_->addSeparator();
    menu_->addAction(actions_->save);
    menu_->addAction(actions_->saveAs);
    menu_->addSeparator();
    QMenu* edit = menu_->addMenu(tr("Edit"));
    edit->addActions({actions_->undo, actions_->redo});
    edit->addSeparator();
    edit->addActions({actions_->cut, actions_->copy, actions_->paste, actions_->duplicate});
    edit->addSeparator();
    edit->addActions({actions_->remove, actions_->removeReconnect, actions_->rename, actions_->selectAll});
    edit->addSeparator();
    edit->addAction(actions_->tidy);
    QMenu* look = menu_->addMenu(tr("View"));
    look->addActions(
        {actions_->fit, actions_->fitSelection, actions_->zoomWhole, actions_->zoomIn, actions_->zoomOut});
    look->addSeparator();
    look->addActions({actions_->toggleDock, actions_->theme});
    QMenu* run = menu_->addMenu(tr("Run"));
    run->addActions({actions_->run, actions_->pause, actions_->stop});
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
    on(actions_->paste, [this] { commands_->paste(); });
    on(actions_->duplicate, [this] { commands_->duplicate(); });
    on(actions_->remove, [this] { commands_->removeSelection(false); });
    on(actions_->removeReconnect, [this] { commands_->removeSelection(true); });
    on(actions_->selectAll, [this] { commands_->selectAll(); });
    on(actions_->rename, [this] { inspector_->renameSelected(); });
    on(actions_->tidy, [this] { commands_->tidy(); });
    on(actions_->quickAdd, [this] {
        const QPointF at = view_->insertionPoint();
        quickAdd_->open(view_->viewport()->mapToGlobal(view_->mapFromScene(at)), at, std::nullopt);
    });
    on(actions_->run, [this] { requestRun(); });
    on(actions_->pause, [this] { Q_EMIT pauseRequested(); });
    on(actions_->stop, [this] { Q_EMIT stopRequested(); });
    on(actions_->zoomIn, [this] { view_->setZoom(view_->zoom() * 1.25); });
    on(actions_->zoomOut, [this] { view_->setZoom(view_->zoom() * 0.8); });
    on(actions_->zoomWhole, [this] { view_->setZoom(1); });
    on(actions_->fit, [this] { view_->fitAll(); });
    on(actions_->fitSelection, [this] { view_->fitSelection(); });
    on(actions_->theme, [] {
        Theme::instance().apply(Theme::instance().isDark() ? Theme::Mode::Light : Theme::Mode::Dark, true);
    });
    on(actions_->toggleDock, [this] { dock_->setCollapsed(!dock_->isCollapsed()); });
    on(actions_->search, [this] { search_->open(this, false); });
    on(actions_->findNode, [this] { search_->open(this, true); });
}

void MainWindow::connectParts() {
    QUndoStack& history = session_->undoStack();
    connect(&history, &QUndoStack::canUndoChanged, actions_->undo, &QAction::setEnabled);
    connect(&history, &QUndoStack::canRedoChanged, actions_->redo, &QAction::setEnabled);
    connect(&history, &QUndoStack::undoTextChanged, this, [this](const QString& text) {
        actions_->undo->setToolTip(text.isEmpty() ? tr("Undo (Ctrl+Z)") : tr("Undo: %1 (Ctrl+Z)").arg(text));
    });
    connect(&history, &QUndoStack::redoTextChanged, this, [this](const QString& text) {
        actions_->redo->setToolTip(text.isEmpty() ? tr("Redo (Ctrl+Y)") : tr("Redo: %1 (Ctrl+Y)").arg(text));
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
        quickAdd_->open(view_->viewport()->mapToGlobal(view_->mapFromScene(at)), at, wire);
    });
    connect(scene_, &CanvasScene::nodeActivated, this, [this](const QString& id) {
        inspector_->showParameter(id, {});
        inspector_->nodePage().focusParameter({});
    });
    connect(quickAdd_, &QuickAdd::chosen, this,
            [this](const QString& kind, QPointF at, const std::optional<OpenWire>& wire) {
                commands_->addKind(kind, at, wire);
            });
    connect(palette_, &PalettePanel::kindChosen, this, [this](const QString& kind) {
        const QPointF middle = view_->mapToScene(view_->viewport()->rect().center());
        commands_->addKind(kind, middle, std::nullopt);
    });
    connect(topBar_, &TopBar::searchRequested, this, [this] { search_->open(this, false); });
    connect(search_, &CommandSearch::nodeChosen, this, [this](const QString& id) {
        scene_->selectOnly({id});
        view_->centreOnNode(id);
    });
    connect(problems_, &ProblemsPanel::problemChosen, this, &MainWindow::showProblem);
    const auto badge = [this](int errors, int warnings) {
        const Tokens& t = Theme::instance().tokens();
        const int count = errors + warnings;
        dock_->setBadge("problems", count > 0 ? QString::number(count) : QString(),
                        errors > 0 ? t.bad : t.muted);
    };
    connect(problems_, &ProblemsPanel::countsChanged, this, badge);
    connect(&Theme::instance(), &Theme::changed, this, &MainWindow::themeChanged);
}

void MainWindow::themeChanged() {
    actions_->refreshIcons();
    const Tokens& t = Theme::instance().tokens();
    emptyHint_->setText(
        tr("<p style='font-size:15px; font-weight:600; color:%1'>Draw a pipeline</p>"
           "<p style='font-size:13px; color:%2'>Double-click, or press A, to add a node here.<br>"
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
    std::optional<Autosave::Recovered> found = autosave_->takeRecovered();
    if (!found) return;
    QMessageBox box(this);
    box.setObjectName("recoveryQuestion");
    box.setWindowTitle(tr("Restore changes"));
    const QString name =
        found->filePath.isEmpty() ? tr("an unsaved graph") : QFileInfo(found->filePath).fileName();
    box.setText(tr("<b>Restore the changes to %1?</b>").arg(name.toHtmlEscaped()));
    box.setInformativeText(tr("Millrace ended last time before they were saved."));
    box.setStandardButtons(QMessageBox::Yes | QMessageBox::No);
    if (box.exec() == QMessageBox::Yes) session_->adopt(std::move(found->document), found->filePath);
}

void MainWindow::setRunState(RunState state) {
    runState_ = state;
    const bool idle = state == RunState::Idle || isFinal(state);
    actions_->run->setText(state == RunState::Paused ? tr("Resume") : tr("Run"));
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
        dock_->showPage("problems");
        const QString first = firstMessage(planning.diagnostics);
        status_->showMessage(session_->document().nodes.empty()
                                 ? tr("There is nothing to run yet: the graph is empty.")
                                 : tr("Not run: %1").arg(first),
                             8000);
    });
}

void MainWindow::showProblem(const Diagnostic& problem) {
    if (!problem.node.empty()) {
        const QString node = QString::fromStdString(problem.node);
        inspector_->showParameter(node, QString::fromStdString(problem.parameter));
        view_->centreOnNode(node);
    } else if (!problem.edge.empty()) {
        scene_->selectWire(QString::fromStdString(problem.edge));
    }
}

void MainWindow::contextMenu(QPoint globalPosition) {
    QMenu menu(this);
    const bool selection = !scene_->selectedItems().isEmpty();
    if (selection) {
        menu.addActions({actions_->rename, actions_->duplicate});
        menu.addSeparator();
        menu.addActions({actions_->cut, actions_->copy, actions_->paste});
        menu.addSeparator();
        menu.addActions({actions_->remove, actions_->removeReconnect});
    } else {
        menu.addActions({actions_->quickAdd, actions_->paste, actions_->selectAll});
        menu.addSeparator();
        menu.addActions({actions_->tidy, actions_->fit, actions_->zoomWhole});
    }
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
