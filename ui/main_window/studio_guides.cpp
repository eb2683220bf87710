// SPDX-License-Identifier: Apache-2.0
#include "ui/main_window/studio_guides.h"

#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/canvas_view.h"
#include "ui/document/graph_session.h"
#include "ui/find/find_bar.h"
#include "ui/help/help_window.h"
#include "ui/main_window/canvas_commands.h"
#include "ui/main_window/edit_history.h"
#include "ui/main_window/examples_dialog.h"
#include "ui/main_window/file_commands.h"
#include "ui/main_window/guide_actions.h"
#include "ui/main_window/main_window.h"
#include "ui/main_window/window_actions.h"
#include "ui/settings/settings_dialog.h"
#include "ui/settings/shortcuts.h"
#include "ui/settings/theme_choice.h"
#include "ui/tour/tour.h"
#include "ui/welcome/welcome_page.h"

#include <QAccessible>
#include <QMenu>

namespace millrace::ui {

StudioGuides::StudioGuides(MainWindow& window, WindowActions& actions, QWidget& workArea)
    : QObject(&window),
      window_(window),
      actions_(std::make_unique<GuideActions>(actions)),
      shortcuts_(new Shortcuts(window)),
      find_(new FindBar(window.canvasView())),
      history_(new EditHistory(window.session(), &window)),
      welcome_(new WelcomePage(workArea, *window.services().registry, window.services().examplesFolder)),
      tour_(new Tour(window, firstPipelineTour())) {
    connectActions();
    connectWelcome();
    connect(&window_.canvas(), &QGraphicsScene::selectionChanged, this, &StudioGuides::tellSelection);
}

StudioGuides::~StudioGuides() = default;

void StudioGuides::connectActions() {
    const auto on = [this](QAction* action, auto&& slot) {
        connect(action, &QAction::triggered, this, slot);
    };
    on(actions_->newFromTemplate, [this] { newFromTemplate(); });
    on(actions_->welcome, [this] { welcome_->open(); });
    on(actions_->tour, [this] { startTour(); });
    on(actions_->help, [this] { showHelp(); });
    on(actions_->settings, [this] { showSettings(SettingsDialog::General); });
    on(actions_->shortcuts, [this] { showSettings(SettingsDialog::Keys); });
    on(window_.actions().findNode, [this] { find_->open(); });
    on(actions_->findNext, [this] { find_->next(); });
    on(actions_->findPrevious, [this] { find_->previous(); });
    on(actions_->editHistory, [this] {
        const QWidget* below = window_.findChild<QWidget*>("undo");
        history_->open(below ? below->mapToGlobal(QPoint(0, below->height() + 4))
                             : window_.mapToGlobal(QPoint(200, 50)));
    });
    // Enter on the canvas does what a double click does.
    auto* activate = new QAction(tr("Settings of the node"), &window_.canvasView());
    activate->setObjectName("actionNodeSettings");
    activate->setData("edit");
    activate->setShortcuts({QKeySequence(Qt::Key_Return), QKeySequence(Qt::Key_Enter)});
    activate->setShortcutContext(Qt::WidgetShortcut);
    window_.canvasView().addAction(activate);
    on(activate, [this] {
        const auto selected = window_.canvas().selectedNodes();
        if (selected.size() == 1)
            Q_EMIT window_.canvas().nodeActivated(QString::fromStdString(selected.front()));
    });
    on(actions_->themeDark, [] { applyTheme(ThemeChoice::Dark, true); });
    on(actions_->themeLight, [] { applyTheme(ThemeChoice::Light, true); });
    on(actions_->themeContrast, [] { applyTheme(ThemeChoice::HighContrast, true); });
}

void StudioGuides::connectWelcome() {
    FileCommands& files = window_.files();
    connect(welcome_, &WelcomePage::newRequested, this, [this] {
        welcome_->leave();
        window_.canvasView().setFocus();
    });
    connect(welcome_, &WelcomePage::openRequested, this, [&files] { files.openWithDialog(); });
    connect(welcome_, &WelcomePage::recentChosen, this, [&files](const QString& path) { files.open(path); });
    connect(welcome_, &WelcomePage::exampleChosen, this,
            [&files](const QString& path) { files.openExample(path); });
    connect(welcome_, &WelcomePage::templateChosen, this, &StudioGuides::startFromTemplate);
    connect(welcome_, &WelcomePage::tourRequested, this, &StudioGuides::startTour);
    // Whatever opens or changes a graph, by a key or from outside: it is to be seen.
    const auto show = [this] {
        if (welcome_->isHidden()) return;
        welcome_->leave();
        window_.canvasView().setFocus();
    };
    connect(&window_.session(), &GraphSession::documentReplaced, this, show);
    connect(&window_.session(), &GraphSession::edited, this, show);
}

void StudioGuides::fillFileMenu(QMenu& menu) const { menu.addAction(actions_->newFromTemplate); }

void StudioGuides::fillEditMenu(QMenu& menu) const {
    menu.addAction(actions_->editHistory);
    menu.addSeparator();
    menu.addActions({window_.actions().findNode, actions_->findNext, actions_->findPrevious});
}

void StudioGuides::fillViewMenu(QMenu& menu) const {
    menu.addActions({actions_->themeDark, actions_->themeLight, actions_->themeContrast});
}

void StudioGuides::fillHelpMenu(QMenu& menu) const {
    menu.addActions({actions_->help, actions_->tour, actions_->welcome});
    menu.addSeparator();
    menu.addActions({actions_->shortcuts, actions_->settings});
}

void StudioGuides::newFromTemplate() {
    ExamplesDialog dialog(kTemplateFolder, *window_.services().registry, &window_,
                          ExamplesDialog::Purpose::NewFromTemplate);
    if (dialog.exec() == QDialog::Accepted) startFromTemplate(dialog.chosenPath());
}

void StudioGuides::startFromTemplate(const QString& path) {
    auto graph = readShelved(path);
    if (!graph || !window_.files().mayLeave()) return;
    window_.session().adopt(std::move(graph->document), {});
    window_.canvasView().setFocus();
}

void StudioGuides::startTour() {
    if (!window_.files().newBesideExamples(window_.services().examplesFolder, tr("first-pipeline"))) return;
    welcome_->leave();
    tour_->start();
    window_.canvasView().setFocus();
}

void StudioGuides::tellSelection() {
    const auto selected = window_.canvas().selectedNodes();
    if (!QAccessible::isActive() || selected.size() != 1) return;
    const auto index = window_.session().document().nodeIndex(selected.front());
    if (!index) return;
    QAccessibleEvent focus(&window_.canvasView(), QAccessible::Focus);
    focus.setChild(static_cast<int>(*index));
    QAccessible::updateAccessibility(&focus);
}

HelpWindow& StudioGuides::help() {
    if (!help_) {
        help_ = new HelpWindow(*window_.services().registry, &window_);
        connect(help_, &HelpWindow::exampleRequested, this, &StudioGuides::insertExample);
    }
    return *help_;
}

void StudioGuides::showHelp() {
    const auto selected = window_.canvas().selectedNodes();
    const GraphNode* node =
        selected.empty() ? nullptr : window_.session().document().findNode(selected.front());
    help().openAt(node ? node->kind : std::string());
}

void StudioGuides::insertExample(const QString& kind) {
    const NodeKind* found = window_.services().registry->find(kind.toStdString());
    if (!found) return;
    window_.commands().insertExample(*found);
    window_.canvasView().fitSelection();
    window_.raise();
    window_.activateWindow();
    window_.canvasView().setFocus();
}

void StudioGuides::showSettings(int page) {
    SettingsDialog dialog(*shortcuts_, &window_);
    dialog.showPage(static_cast<SettingsDialog::Page>(page));
    dialog.exec();
}

} // namespace millrace::ui
