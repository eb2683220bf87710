// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_document.h"
#include "ui/canvas/live_values.h"
#include "ui/canvas/wire_mark.h"

#include <QGraphicsItem>
#include <QPainterPath>
#include <QPolygonF>
#include <optional>
#include <vector>

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

    /// Capsule, rate, drops and eye: drawn in front of all wires, see WireLabels.
    void paintLabels(QPainter& painter) const;

    const PortRef& from() const { return from_; }
    const PortRef& to() const { return to_; }
    const QString& id() const { return id_; }

    void setEnds(QPointF from, QPointF to, const std::vector<QPointF>& bends = {});
    const QPainterPath& path() const { return path_; }
    void setCapsulePlace(QPointF centre);
    bool hasCapsule() const { return live_ && !live_->fused; }
    QRectF capsuleRect() const;
    QRectF rateRect() const; ///< below the capsule; on the wire where there is none
    QRectF eyeRect() const;  ///< above the capsule, while somebody points at the wire: opens its records
    QRectF dropRect() const; ///< what was dropped, below the rate
    void setLive(const WireLive* live); ///< the scene draws it anew, with all others
    const std::optional<WireLive>& live() const { return live_; }
    /// `overflow`: as in files, what happens when the queue is full.
    void setPlanned(bool fused, qint64 capacity, const QString& overflow);
    void setFindings(const QStringList& findings); ///< errors about this wire
    void setHighlighted(bool on);                  ///< a node held over it would be put into it
    void setSide(bool side);                       ///< carries rejected or late records: drawn quieter
    void setSilent(bool silent);                   ///< has no part in a run: drawn faint
    bool isHighlighted() const { return highlighted_; }
    void setMark(const std::optional<WireMark>& mark); ///< its breakpoint
    const std::optional<WireMark>& mark() const { return mark_; }
    QPointF markPlace() const; ///< in front of the input it leads to

protected:
    void hoverEnterEvent(QGraphicsSceneHoverEvent* event) override;
    void hoverLeaveEvent(QGraphicsSceneHoverEvent* event) override;

private:
    void paintRate(QPainter& painter) const;
    void paintDrops(QPainter& painter) const;
    void paintEye(QPainter& painter) const;
    void updateBounds();
    void updateToolTip();

    QString id_;
    PortRef from_, to_;
    QPainterPath path_;
    QPolygonF corners_; ///< ends and bends: what is drawn from far away
    QRectF bounds_;
    QPointF capsule_;
    std::optional<WireLive> live_;
    QStringList findings_;
    std::optional<WireMark> mark_;
    bool plannedFused_ = false;
    qint64 plannedCapacity_ = 0;
    QString overflow_;
    bool hovered_ = false, highlighted_ = false, side_ = false, silent_ = false;
};

} // namespace millrace::ui
