// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/plan/plan.h"
#include "engine/run/run_state.h"
#include "ui/main_window/studio_services.h"

#include <QMainWindow>
#include <functional>
#include <memory>

class QLabel;
class QMenu;
class QSplitter;

namespace millrace {
struct Diagnostic;
}

namespace millrace::ui {

class Autosave;
class AreaCommands;
class ArrangeCommands;
class CanvasCommands;
class CanvasScene;
class CanvasView;
class CommandSearch;
class DockArea;
class FileCommands;
class GraphSession;
class Inspector;
class PalettePanel;
class ProblemsPanel;
class QuickAdd;
class SelectionCommands;
class StatusLine;
class StudioGuides;
class TopBar;
struct OpenWire;
struct WindowActions;

/// The window: puts the parts together and connects them; each part knows only the document. What runs graphs
/// connects to the four run signals and calls setRunState().
class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    explicit MainWindow(const StudioServices& services, QWidget* parent = nullptr);
    ~MainWindow() override;

    const StudioServices& services() const { return services_; }
    GraphSession& session() const { return *session_; }
    CanvasScene& canvas() const { return *scene_; }
    CanvasView& canvasView() const { return *view_; }
    DockArea& dock() const { return *dock_; }
    StatusLine& statusLine() const { return *status_; }
    Inspector& inspector() const { return *inspector_; }
    const WindowActions& actions() const { return *actions_; }
    FileCommands& files() const { return *files_; }
    AreaCommands& areaCommands() const { return *areas_; }
    ArrangeCommands& arrange() const { return *arrange_; }
    CanvasCommands& commands() const { return *commands_; }
    QuickAdd& quickAdd() const { return *quickAdd_; }
    StudioGuides& guides() const { return *guides_; }

    /// Opens a graph without asking; false, with a message, when it cannot be read.
    bool openGraph(const QString& path);
    /// Offers what an earlier program left behind.
    void offerRecovery();
    /// Buttons and status line follow; GUI thread.
    void setRunState(RunState state);
    RunState runState() const { return runState_; }
    /// Asked first when the window is to close; false = not now (the guard may close it later itself).
    void setCloseGuard(std::function<bool()> guard) { closeGuard_ = std::move(guard); }
    /// Centres and selects what a diagnostic is about and opens its parameter.
    void showProblem(const Diagnostic& problem);

public Q_SLOTS:
    /// Checks the graph, then asks for a run, or shows what is wrong.
    void requestRun();

Q_SIGNALS:
    void runRequested(const millrace::PlanPtr& plan);
    void pauseRequested();
    void resumeRequested();
    void stopRequested();
    void runStateChanged(millrace::RunState state);
    /// The context menu of what is selected is about to open: what belongs to it is added here.
    void contextMenuOpening(QMenu* menu);

protected:
    void closeEvent(QCloseEvent* event) override;
    void showEvent(QShowEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void layOut();
    void connectActions();
    void connectParts();
    void fillMenu();
    void fillRecentMenu();
    void contextMenu(QPoint globalPosition, QPointF scenePosition);
    void documentChanged();
    void showExamples();
    void themeChanged();

    StudioServices services_;
    std::unique_ptr<GraphSession> session_;
    Autosave* autosave_;
    CanvasScene* scene_;
    CanvasView* view_;
    std::unique_ptr<WindowActions> actions_;
    FileCommands* files_;
    CanvasCommands* commands_;
    AreaCommands* areas_;
    ArrangeCommands* arrange_;
    SelectionCommands* selection_;
    QMenu *menu_, *recentMenu_;
    TopBar* topBar_;
    PalettePanel* palette_;
    Inspector* inspector_;
    DockArea* dock_;
    ProblemsPanel* problems_;
    StatusLine* status_;
    QuickAdd* quickAdd_;
    QSplitter *columns_, *rows_;
    StudioGuides* guides_;
    CommandSearch* search_;
    QLabel* emptyHint_;
    std::function<bool()> closeGuard_;
    RunState runState_ = RunState::Idle;
    bool sized_ = false;
};

} // namespace millrace::ui

Q_DECLARE_METATYPE(millrace::PlanPtr)
