// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_edit.h"
#include "engine/graph/node_kind.h"

#include <QPointF>
#include <QRectF>
#include <QString>
#include <optional>
#include <string>

namespace millrace::ui {

class CanvasScene;
class NodeItem;
class WireItem;

/// The wire that a card held above it would be put into: lit up meanwhile.
class SpliceTarget {
public:
    explicit SpliceTarget(CanvasScene& scene) : scene_(scene) {}

    /// A card of the document on its way; only one without wires is put in. Null = none.
    void follow(const NodeItem* card);
    /// A new node of the kind, held in its middle; null = none.
    void follow(const NodeKind* kind, QPointF middle);
    void clear();
    WireItem* wire() const; ///< null = there is none

    /// The wire that a new node of the kind dropped there would be put into.
    WireItem* wireFor(const NodeKind& kind, QPointF middle) const;
    /// The edit that puts a node, dragged to where its card is now, into the wire under it.
    std::optional<GraphEdit> splice(const std::string& node) const;

private:
    WireItem* nearest(const QRectF& heart, const QString& exceptNode) const;
    WireItem* wireUnder(const NodeItem& card) const;
    void light(WireItem* wire);

    CanvasScene& scene_;
    QString lit_; ///< wires come and go with every edit, so it is kept by its id
};

} // namespace millrace::ui
