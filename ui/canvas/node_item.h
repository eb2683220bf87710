// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/canvas/live_values.h"
#include "ui/canvas/node_face.h"

#include <QGraphicsItem>
#include <optional>

namespace millrace::ui {

/// A node's card on the canvas. Moves with the mouse in steps of the grid; the scene writes the new place
/// into the document.
class NodeItem : public QGraphicsItem {
public:
    enum { Type = UserType + 1 };

    explicit NodeItem(NodeFace face);

    int type() const override { return Type; }
    QRectF boundingRect() const override;
    QPainterPath shape() const override;
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

    const NodeFace& face() const { return face_; }
    const QString& id() const { return face_.id; }
    void setFace(NodeFace face);
    const std::optional<NodeLive>& live() const { return live_; }
    void setLive(const NodeLive* live); ///< null = no numbers

    QRectF cardRect() const { return face_.shape.rect.translated(pos()); }
    std::optional<QPointF> portPosition(const QString& port, bool output) const; ///< in the scene
    /// The port under a point of the scene.
    struct Hit {
        QString port;
        bool output = false;
    };
    std::optional<Hit> portAt(QPointF scenePosition) const;

    /// While a wire is dragged: ports that could take it glow, the others fade; nothing = no drag is on.
    struct DragHint {
        QStringList inputs, outputs; ///< that fit
    };
    void setDragHint(std::optional<DragHint> hint);
    const std::optional<DragHint>& dragHint() const { return dragHint_; }
    void setHovered(bool hovered);
    bool isHovered() const { return hovered_; }

protected:
    QVariant itemChange(GraphicsItemChange change, const QVariant& value) override;
    void hoverEnterEvent(QGraphicsSceneHoverEvent* event) override;
    void hoverMoveEvent(QGraphicsSceneHoverEvent* event) override;
    void hoverLeaveEvent(QGraphicsSceneHoverEvent* event) override;

private:
    void updateToolTip(QPointF scenePosition);

    NodeFace face_;
    std::optional<NodeLive> live_;
    std::optional<DragHint> dragHint_;
    bool hovered_ = false;
};

} // namespace millrace::ui
