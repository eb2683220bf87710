// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/operator/snapshot.h"

#include <QPainter>
#include <QRectF>
#include <QString>
#include <optional>

namespace millrace {
struct PlanVertex;
}

namespace millrace::ui {

class CheckpointChoice;
struct NodeFace;

/// What a sink promises in a run with checkpoints, as the planner found it.
struct DeliveryPromise {
    DeliveryGuarantee guarantee = DeliveryGuarantee::AtLeastOnce;
    QString reason;
    bool kept = false; ///< runs of this graph keep checkpoints
    bool operator==(const DeliveryPromise&) const = default;

    QString word() const; ///< "exactly once"
    QString text() const; ///< rich: the promise, its reason, and whether runs keep it now
};

/// Nothing for a node that promises nothing, and where the graph cannot run with checkpoints at all.
std::optional<DeliveryPromise> promiseOf(const PlanVertex* vertex, const CheckpointChoice& choice);
/// Icon of resources/icons: the guarantees differ in shape.
QString iconOf(DeliveryGuarantee guarantee);

/// The promise at the right end of a card's second line: a sign and the words, from further away the sign
/// alone. Quiet while runs keep no checkpoints.
class DeliveryBadge {
public:
    DeliveryBadge(const NodeFace& face, qreal zoom) : face_(face), zoom_(zoom) {}

    QRectF rect() const; ///< on the card; null when nothing is drawn
    qreal taken() const; ///< what it leaves less for the words to its left
    void paint(QPainter& painter) const;

private:
    bool isDetailed() const;

    const NodeFace& face_;
    qreal zoom_;
};

} // namespace millrace::ui
