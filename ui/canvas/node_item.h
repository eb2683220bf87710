// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/canvas/live_values.h"
#include "ui/canvas/node_face.h"
#include "ui/canvas/node_note.h"

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

    ~NodeItem() override;
    const NodeFace& face() const { return face_; }
    /// Another one whenever the face changes.
    quint64 faceNumber() const { return faceNumber_; }
    const QString& id() const { return face_.id; }
    void setFace(NodeFace face);
    const std::optional<NodeLive>& live() const { return live_; }
    void setLive(const NodeLive* live); ///< null = no numbers; the scene draws it anew

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
        QStringList inputs, outputs;                     ///< that fit
        QStringList convertingInputs, convertingOutputs; ///< of these, those that need other types
    };
    void setDragHint(std::optional<DragHint> hint);
    const std::optional<DragHint>& dragHint() const { return dragHint_; }
    /// A safe run puts a buffer in its place.
    void setCaptured(bool captured);
    bool isCaptured() const { return captured_; }
    void setNote(const std::optional<NodeNote>& note);
    const std::optional<NodeNote>& note() const { return note_; }
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
    quint64 faceNumber_ = 0;
    std::optional<NodeLive> live_;
    std::optional<DragHint> dragHint_;
    std::optional<NodeNote> note_;
    qreal noteHeight_ = 0;
    bool hovered_ = false;
    bool captured_ = false;
};

} // namespace millrace::ui
