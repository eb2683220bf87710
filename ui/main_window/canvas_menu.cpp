// SPDX-License-Identifier: Apache-2.0
#include "ui/main_window/canvas_menu.h"

#include "ui/canvas/canvas_scene.h"
#include "ui/document/converter_commands.h"
#include "ui/document/graph_session.h"
#include "ui/document/shown_body.h"
#include "ui/main_window/window_actions.h"
#include "ui/settings/theme.h"

namespace millrace::ui {

CanvasMenu::CanvasMenu(const WindowActions& actions, CanvasScene& canvas, QPointF scenePosition,
                       QWidget* parent)
    : QMenu(parent), canvas_(canvas), place_(scenePosition) {
    setObjectName("canvasMenu");
    if (!canvas.selectedNodes().empty())
        fillForNodes(actions);
    else if (!canvas.selectedEdges().empty())
        fillForWire(actions);
    else if (!canvas.selectedItems().isEmpty())
        addActions({actions.duplicate, actions.remove}); // a group box or a note
    else
        fillForCanvas(actions);
}

void CanvasMenu::fillForNodes(const WindowActions& actions) {
    addActions({actions.rename, actions.duplicate});
    addSeparator();
    addActions({actions.cut, actions.copy, actions.paste, actions.pasteWithInputs});
    addSeparator();
    addActions({actions.bypass, actions.enable, actions.disable});
    addSeparator();
    addActions({actions.selectUpstream, actions.selectDownstream, actions.selectConnected});
    addActions({actions.fitSelection, actions.group});
    addSeparator();
    addAction(actions.makeSubgraph);
    for (QAction* action :
         {actions.enterSubgraph, actions.unpackSubgraph, actions.makeIndependent, actions.moveOut})
        if (action->isEnabled()) addAction(action);
    addSeparator();
    addActions({actions.remove, actions.removeReconnect});
}

void CanvasMenu::fillForWire(const WindowActions& actions) {
    addPlacing(actions, tr("Put a node in…"));
    offerConverter();
    addSeparator();
    addAction(actions.remove);
}

void CanvasMenu::fillForCanvas(const WindowActions& actions) {
    addPlacing(actions, actions.quickAdd->text());
    addActions({actions.note, actions.paste, actions.pasteWithInputs, actions.selectAll});
    addSeparator();
    addActions({actions.tidy, actions.fit, actions.zoomWhole});
}

void CanvasMenu::addPlacing(const WindowActions& actions, const QString& text) {
    // The action itself places at the cursor, which is on its way through this menu.
    const QString keys = actions.quickAdd->shortcut().toString(QKeySequence::NativeText);
    QAction* place = addAction(actions.quickAdd->icon(), keys.isEmpty() ? text : text + "\t" + keys);
    place->setObjectName("placeNode");
    connect(place, &QAction::triggered, this, [this] { Q_EMIT addRequested(place_); });
}

void CanvasMenu::offerConverter() {
    GraphSession& session = canvas_.session();
    const auto wires = canvas_.selectedEdges();
    if (wires.size() != 1) return;
    const auto offer = commands::offerConverter(session.document(), session.registry(),
                                                ShownBody::of(session).planning(), wires.front());
    if (!offer) return;
    QAction* convert =
        addAction(Theme::instance().icon("map"), tr("Convert %1").arg(QString::fromStdString(offer->text)));
    convert->setObjectName("insertConverter");
    connect(convert, &QAction::triggered, this, [&session, edit = offer->edit] { session.apply(edit); });
}

} // namespace millrace::ui
