// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

namespace millrace::ui {

class BannerColumn;
class MainWindow;
class RunController;

/// While a run goes on with older values than the document has: a banner that says so, with a button that
/// takes them over by a new run.
class PendingChanges : public QObject {
    Q_OBJECT
public:
    PendingChanges(MainWindow& window, RunController& runs, BannerColumn& banners);
    /// Stops the run and starts the document as it is now.
    void restart();

private:
    void show();

    MainWindow& window_;
    RunController& runs_;
    BannerColumn& banners_;
    bool restarting_ = false;
};

} // namespace millrace::ui
