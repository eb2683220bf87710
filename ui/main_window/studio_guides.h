// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <memory>

class QMenu;
class QWidget;

namespace millrace::ui {

class EditHistory;
class FindBar;
class HelpWindow;
class MainWindow;
class Shortcuts;
class Tour;
class WelcomePage;
struct GuideActions;
struct WindowActions;

/// What leads people through the studio, connected with the window: welcome page, tour, help, find, edit
/// history, settings. None of them exists in a document.
class StudioGuides : public QObject {
    Q_OBJECT
public:
    /// `workArea` is what the welcome page lies over.
    StudioGuides(MainWindow& window, WindowActions& actions, QWidget& workArea);
    ~StudioGuides() override;

    Shortcuts& shortcuts() const { return *shortcuts_; }
    const GuideActions& actions() const { return *actions_; }
    FindBar& find() const { return *find_; }
    WelcomePage& welcome() const { return *welcome_; }
    Tour& tour() const { return *tour_; }

    /// Puts the commands where they belong in the window's menu.
    void fillFileMenu(QMenu& menu) const;
    void fillEditMenu(QMenu& menu) const;
    void fillViewMenu(QMenu& menu) const;
    void fillHelpMenu(QMenu& menu) const;

private:
    void connectActions();
    void connectWelcome();
    void newFromTemplate();
    void startFromTemplate(const QString& path);
    void startTour();
    void showHelp();
    void tellSelection(); ///< to screen readers
    void showSettings(int page);
    void insertExample(const QString& kind);
    HelpWindow& help();

    MainWindow& window_;
    std::unique_ptr<GuideActions> actions_;
    Shortcuts* shortcuts_;
    FindBar* find_;
    EditHistory* history_;
    WelcomePage* welcome_;
    Tour* tour_;
    HelpWindow* help_ = nullptr; ///< made when it is first asked for
};

} // namespace millrace::ui
