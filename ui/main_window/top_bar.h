// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/run_state.h"

#include <QWidget>

class QLabel;
class QMenu;
class QPushButton;
class QToolButton;

namespace millrace::ui {

struct WindowActions;

/// Logo with the menu, file name, undo and redo; in the middle what to do, Run or Simulate, and its controls;
/// command search and theme at the right.
class TopBar : public QWidget {
    Q_OBJECT
public:
    TopBar(const WindowActions& actions, QMenu* menu, QWidget* parent = nullptr);
    void setDocument(const QString& name, bool dirty, const QString& toolTip);
    void setRunState(RunState state);
    /// Simulated runs instead of real ones; `cores`: of the machine that is simulated.
    void setSimulates(bool on, double cores);

Q_SIGNALS:
    void searchRequested();
    void coresChosen(double cores);

private:
    void refreshIcons();
    void fillCores();
    void askForCores();

    const WindowActions& actions_;
    QToolButton* logo_;
    QLabel* file_;
    QToolButton *undo_, *redo_, *stop_, *safe_, *keep_, *search_, *theme_, *runVerb_, *simulateVerb_, *cores_;
    QPushButton* main_;
    bool simulates_ = false;
    double simulatedCores_ = 0;
    RunState state_ = RunState::Idle;
};

} // namespace millrace::ui
