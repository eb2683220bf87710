// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/backend.h"

#include <QObject>
#include <QThreadPool>

namespace millrace::ui {

class BannerColumn;
class CheckpointFeed;
class MainWindow;
class RunController;

/// Runs of the window that keep checkpoints: the commands "Keep checkpoints" and "Start over", the folder a
/// run is given, the banner while one goes on from an earlier one.
class CheckpointedRuns : public QObject {
    Q_OBJECT
public:
    CheckpointedRuns(MainWindow& window, RunController& runs, BannerColumn& banners,
                     const CheckpointFeed& feed);
    ~CheckpointedRuns() override;

private:
    void offerCommands();
    void choose(bool on);
    bool letSave();
    void addOptions(RunOptions& options);
    void startOver();
    void confirm(const Result<std::optional<SavedCheckpoint>>& saved);
    void showRecovery();

    MainWindow& window_;
    RunController& runs_;
    BannerColumn& banners_;
    const CheckpointFeed& feed_;
    QThreadPool pool_; ///< what reads a state folder
    bool asking_ = false;
    bool fresh_ = false; ///< of the next run only
    bool told_ = false;  ///< the banner about the run that is on has been shown
};

} // namespace millrace::ui
