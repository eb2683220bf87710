// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/run_store.h"

#include <QObject>
#include <optional>

namespace millrace::ui {

class MainWindow;
class RunController;

/// Runs a run of the history again: its graph with the parameters it had, and its seed. Where the open
/// document is another one, it gives way to the graph of that run, as with "restore".
class RunAgain : public QObject {
    Q_OBJECT
public:
    RunAgain(MainWindow& window, RunController& runs);
    void start(const StoredRun& run);

private:
    MainWindow& window_;
    std::optional<std::uint64_t> seed_; ///< of the next run only
};

} // namespace millrace::ui
