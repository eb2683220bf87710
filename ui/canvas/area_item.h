// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_document.h"

#include <QGraphicsItem>
#include <QString>

namespace millrace::ui {

/// A coloured rectangle that people put onto the canvas: a group box or a sticky note. Moves and grows in
/// steps of the grid; the scene writes its new place into the document.
class AreaItem : public QGraphicsItem {
public:
    QRectF boundingRect() const override;

    const QString& id() const { return id_; }
    const QString& color() const { return color_; } ///< a name of groupColors()
    QSizeF size() const { return size_; }
    QRectF area() const { return {pos(), size_}; } ///< in the scene
    Rect writtenArea() const { return {pos().x(), pos().y(), size_.width(), size_.height()}; }
    bool isResizing() const { return resizing_ != Qt::Edges(); }
    /// The smallest size it can be dragged to.
    virtual QSizeF leastSize() const = 0;
    /// Where its text is edited, in the scene.
    virtual QRectF textPlace() const = 0;

protected:
    explicit AreaItem(const std::string& id);
    void setLook(const QString& color, const Rect& area);
    void paintHandles(QPainter& painter, bool selected) const;
    /// The edges that a press at this place takes hold of.
    virtual Qt::Edges edgesAt(QPointF local) const;
    virtual void resized() {}
    qreal zoom() const; ///< of the view that shows it

    QVariant itemChange(GraphicsItemChange change, const QVariant& value) override;
    void hoverMoveEvent(QGraphicsSceneHoverEvent* event) override;
    void mousePressEvent(QGraphicsSceneMouseEvent* event) override;
    void mouseMoveEvent(QGraphicsSceneMouseEvent* event) override;
    void mouseReleaseEvent(QGraphicsSceneMouseEvent* event) override;
    void mouseDoubleClickEvent(QGraphicsSceneMouseEvent* event) override;

private:
    QString id_, color_;
    QSizeF size_;
    Qt::Edges resizing_;
    QRectF areaAtPress_;
};

/// Width of the band along the edges that takes hold of them, in pixels of the screen.
inline constexpr qreal kAreaGrip = 6;

} // namespace millrace::ui
