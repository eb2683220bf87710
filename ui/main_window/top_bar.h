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

/// Logo with the menu, file name, undo and redo; run controls in the middle; command search and theme at the
/// right.
class TopBar : public QWidget {
    Q_OBJECT
public:
    TopBar(const WindowActions& actions, QMenu* menu, QWidget* parent = nullptr);
    void setDocument(const QString& name, bool dirty, const QString& toolTip);
    void setRunState(RunState state);

Q_SIGNALS:
    void searchRequested();

private:
    void refreshIcons();

    const WindowActions& actions_;
    QToolButton* logo_;
    QLabel* file_;
    QToolButton *undo_, *redo_, *stop_, *safe_, *keep_, *search_, *theme_;
    QPushButton* main_;
    RunState state_ = RunState::Idle;
};

} // namespace millrace::ui
