// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QMenu>
#include <QPointF>

namespace millrace::ui {

class CanvasScene;
class GraphSession;
class WireItem;
struct WindowActions;

/// What can be done at a place of the canvas: with the selected nodes, with a wire, or on the empty canvas.
class CanvasMenu : public QMenu {
    Q_OBJECT
public:
    CanvasMenu(const WindowActions& actions, CanvasScene& canvas, QPointF scenePosition, QWidget* parent);

Q_SIGNALS:
    void addRequested(QPointF scenePosition); ///< the box that asks for a kind

private:
    void fillForNodes(const WindowActions& actions);
    void fillForWire(const WindowActions& actions);
    void fillForCanvas(const WindowActions& actions);
    void addPlacing(const WindowActions& actions, const QString& text);
    void offerConverter();

    CanvasScene& canvas_;
    QPointF place_;
};

} // namespace millrace::ui
