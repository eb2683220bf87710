// SPDX-License-Identifier: Apache-2.0
#include "ui/history/run_again.h"

#include "engine/graph/graph_json.h"
#include "ui/document/graph_session.h"
#include "ui/main_window/file_commands.h"
#include "ui/main_window/main_window.h"
#include "ui/main_window/status_line.h"
#include "ui/run/run_controller.h"

namespace millrace::ui {

RunAgain::RunAgain(MainWindow& window, RunController& runs) : window_(window) {
    connect(&runs, &RunController::starting, this, [this](const PlanPtr&, RunOptions& options) {
        if (seed_) options.seed = *seed_;
        seed_.reset();
    });
    connect(&window_.session(), &GraphSession::documentReplaced, this, [this] { seed_.reset(); });
}

void RunAgain::start(const StoredRun& run) {
    const RunState state = window_.runState();
    if (state != RunState::Idle && !isFinal(state))
        return window_.statusLine().showMessage(tr("A run is on: stop it before you start another one."));
    GraphSession& session = window_.session();
    const PlanPtr plan = session.planningIsCurrent() ? session.planning().plan : nullptr;
    if (!plan || plan->graphSha256 != run.summary.graphSha256) {
        auto graph = parseGraph(run.graph);
        if (!graph) return window_.statusLine().showMessage(firstMessage(graph.error()));
        if (!window_.files().mayLeave()) return;
        session.adopt(std::move(graph->document), QString::fromStdString(run.summary.graphFile));
    }
    session.setSimulates(run.summary.simulated && window_.services().simulator);
    seed_ = run.summary.seed;
    window_.requestRun();
}

} // namespace millrace::ui
