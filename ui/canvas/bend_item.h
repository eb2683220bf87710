// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QGraphicsItem>
#include <QString>

namespace millrace::ui {

/// A point that a wire goes through. Moves in half steps of the grid, so that wires can run level with ports.
class BendItem : public QGraphicsItem {
public:
    enum { Type = UserType + 5 };

    BendItem(const QString& edgeId, std::size_t index);

    int type() const override { return Type; }
    QRectF boundingRect() const override { return {-9, -9, 18, 18}; }
    QPainterPath shape() const override;
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

    const QString& edgeId() const { return edgeId_; }
    std::size_t index() const { return index_; } ///< in the wire's bends

protected:
    QVariant itemChange(GraphicsItemChange change, const QVariant& value) override;
    void hoverEnterEvent(QGraphicsSceneHoverEvent* event) override;
    void hoverLeaveEvent(QGraphicsSceneHoverEvent* event) override;

private:
    QString edgeId_;
    std::size_t index_;
    bool hovered_ = false;
};

} // namespace millrace::ui
