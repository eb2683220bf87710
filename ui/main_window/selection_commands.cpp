// SPDX-License-Identifier: Apache-2.0
#include "ui/main_window/selection_commands.h"

#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/canvas_view.h"
#include "ui/document/graph_session.h"
#include "ui/document/mode_commands.h"
#include "ui/main_window/window_actions.h"

namespace millrace::ui {

SelectionCommands::SelectionCommands(GraphSession& session, CanvasView& view, const WindowActions& actions,
                                     QObject* parent)
    : QObject(parent), session_(session), view_(view) {
    connect(actions.bypass, &QAction::triggered, this, &SelectionCommands::toggleBypass);
    connect(actions.enable, &QAction::triggered, this, [this] { setMode(NodeMode::Enabled); });
    connect(actions.disable, &QAction::triggered, this, [this] { setMode(NodeMode::Disabled); });
    connect(actions.selectUpstream, &QAction::triggered, this, [this] { select(Reach::Upstream); });
    connect(actions.selectDownstream, &QAction::triggered, this, [this] { select(Reach::Downstream); });
    connect(actions.selectConnected, &QAction::triggered, this, [this] { select(Reach::Connected); });
}

void SelectionCommands::setMode(NodeMode mode) {
    const auto edit =
        commands::setMode(session_.document(), session_.registry(), view_.canvas().selectedNodes(), mode);
    if (edit) session_.apply(*edit);
}

void SelectionCommands::toggleBypass() {
    const auto nodes = view_.canvas().selectedNodes();
    const auto edit = commands::toggleBypass(session_.document(), session_.registry(), nodes);
    if (edit)
        session_.apply(*edit);
    else if (!nodes.empty())
        Q_EMIT session_.failed(tr("Sources and sinks have no way through to bypass; D disables them."));
}

void SelectionCommands::select(Reach reach) {
    QStringList ids;
    for (const std::string& id : reachOf(session_.document(), view_.canvas().selectedNodes(), reach)) {
        ids << QString::fromStdString(id);
    }
    if (!ids.isEmpty()) view_.canvas().selectOnly(ids);
}

} // namespace millrace::ui
