// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/canvas/area_item.h"

namespace millrace::ui {

/// A titled box behind the cards. Only its title bar and its edges take the mouse: on the rest the canvas
/// works as anywhere else. What stands in it moves with it.
class GroupItem : public AreaItem {
public:
    enum { Type = UserType + 3 };
    static constexpr qreal kTitleHeight = 28;

    explicit GroupItem(const GraphGroup& group);

    int type() const override { return Type; }
    QPainterPath shape() const override;
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

    const QString& title() const { return title_; }
    void setGroup(const GraphGroup& group);
    QSizeF leastSize() const override { return {120, 80}; }
    QRectF textPlace() const override { return {pos(), QSizeF(size().width(), kTitleHeight)}; }
    QRectF titleBar() const { return textPlace(); } ///< in the scene
    /// True when something of this outline, in the scene, stands in the box.
    bool holds(const QRectF& outline) const { return area().contains(outline.center()); }

protected:
    QVariant itemChange(GraphicsItemChange change, const QVariant& value) override;

private:
    bool inRubberBand() const;
    QString title_;
};

} // namespace millrace::ui
