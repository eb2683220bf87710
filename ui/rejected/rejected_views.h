// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

QT_BEGIN_NAMESPACE
class QMenu;
QT_END_NAMESPACE

namespace millrace::ui {

class DebugViews;
class LogModel;
class MainWindow;
class RejectedPage;
class RunController;

/// Puts the page of rejected records into the dock, with the count as its badge, and connects it: to the
/// canvas, to the dialog that corrects one.
class RejectedViews : public QObject {
    Q_OBJECT
public:
    RejectedViews(MainWindow& window, RunController& runs, DebugViews& debug, LogModel& log);
    RejectedPage& page() const { return *page_; }

private:
    void fillContextMenu(QMenu& menu);

    MainWindow& window_;
    RunController& runs_;
    RejectedPage* page_;
};

} // namespace millrace::ui
