// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QGraphicsItem>
#include <QPainterPath>
#include <functional>
#include <optional>

namespace millrace::ui {

/// A port of the subgraph as it is seen from inside: a small flag at the edge with a line to the port it
/// stands for. One without a name is the place where a new port is made.
class PortMarker : public QGraphicsItem {
public:
    enum { Type = UserType + 20 };
    static constexpr qreal kWidth = 112, kHeight = 26;

    PortMarker(QString name, bool output);

    int type() const override { return Type; }
    QRectF boundingRect() const override;
    QPainterPath shape() const override;
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

    const QString& name() const { return name_; } ///< empty: for a new port
    bool isOutput() const { return output_; }
    QRectF flagRect() const { return {pos(), QSizeF(kWidth, kHeight)}; } ///< in the scene
    /// Where the line begins, in the scene.
    QPointF anchor() const;
    /// The port inside that it stands for, in the scene; nothing = none is drawn.
    void setEnd(std::optional<QPointF> end);

    std::function<void(QPoint globalPosition)> onPressed;
    std::function<void()> onRename;

protected:
    void mousePressEvent(QGraphicsSceneMouseEvent* event) override;
    void mouseDoubleClickEvent(QGraphicsSceneMouseEvent* event) override;
    void hoverEnterEvent(QGraphicsSceneHoverEvent* event) override;
    void hoverLeaveEvent(QGraphicsSceneHoverEvent* event) override;

private:
    QString name_;
    bool output_;
    bool hovered_ = false;
    QPainterPath line_; ///< relative to pos()
};

} // namespace millrace::ui
