// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_document.h"
#include "ui/canvas/live_values.h"

#include <QGraphicsItem>
#include <QPainterPath>
#include <optional>

namespace millrace::ui {

/// A wire with its capsule. The scene tells it where its ends and its capsule are.
class WireItem : public QGraphicsItem {
public:
    enum { Type = UserType + 2 };

    explicit WireItem(const GraphEdge& edge);

    int type() const override { return Type; }
    QRectF boundingRect() const override { return bounds_; }
    QPainterPath shape() const override;
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

    const PortRef& from() const { return from_; }
    const PortRef& to() const { return to_; }
    const QString& id() const { return id_; }

    void setEnds(QPointF from, QPointF to);
    const QPainterPath& path() const { return path_; }
    void setCapsulePlace(QPointF centre);
    bool hasCapsule() const { return live_ && !live_->fused; }
    QRectF capsuleRect() const;
    QRectF rateRect() const; ///< below the capsule; on the wire where there is none
    void setLive(const WireLive* live);
    const std::optional<WireLive>& live() const { return live_; }
    void setPlanned(bool fused, qint64 capacity);
    void setFindings(const QStringList& findings); ///< errors about this wire
    void setHighlighted(bool on);                  ///< a node held over it would be put into it
    void setSide(bool side);                       ///< carries rejected or late records: drawn quieter

protected:
    void hoverEnterEvent(QGraphicsSceneHoverEvent* event) override;
    void hoverLeaveEvent(QGraphicsSceneHoverEvent* event) override;

private:
    void paintCapsule(QPainter& painter) const;
    void paintRate(QPainter& painter) const;
    void updateBounds();
    void updateToolTip();

    QString id_;
    PortRef from_, to_;
    QPainterPath path_;
    QRectF bounds_;
    QPointF capsule_;
    std::optional<WireLive> live_;
    QStringList findings_;
    bool plannedFused_ = false;
    qint64 plannedCapacity_ = 0;
    bool hovered_ = false, highlighted_ = false, side_ = false;
};

} // namespace millrace::ui
