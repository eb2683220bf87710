// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

QT_BEGIN_NAMESPACE
class QWidget;
QT_END_NAMESPACE

namespace millrace::ui {

class RunController;

/// Stands before the closing of a window whose run is on: asks whether to drain it, stop it or stay, and
/// closes the window once the run has ended.
class CloseQuestion : public QObject {
    Q_OBJECT
public:
    CloseQuestion(RunController& runs, QWidget& window);
    /// True when the window may close now; otherwise the user stays, or the window closes by itself later.
    bool mayClose();

private:
    RunController& runs_;
    QWidget& window_;
    bool closing_ = false;
};

} // namespace millrace::ui
