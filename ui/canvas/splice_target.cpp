// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/splice_target.h"

#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/wire_item.h"
#include "ui/document/graph_commands.h"
#include "ui/document/graph_session.h"
#include "ui/document/instance_kind.h"

#include <QLineF>
#include <algorithm>

namespace millrace::ui {
namespace {

/// How far the middle of a card may be beside a wire, in canvas units.
constexpr qreal kAcross = 52, kAlong = 30;

qreal distance(const QPainterPath& path, QPointF point) {
    constexpr int kSteps = 24;
    qreal least = 1e18;
    for (int i = 0; i <= kSteps; ++i) {
        least = std::min(least, QLineF(point, path.pointAtPercent(qreal(i) / kSteps)).length());
    }
    return least;
}

} // namespace

void SpliceTarget::follow(const NodeItem* card) { light(card ? wireUnder(*card) : nullptr); }

void SpliceTarget::follow(const NodeKind* kind, QPointF middle) {
    light(kind ? wireFor(*kind, middle) : nullptr);
}

void SpliceTarget::clear() { light(nullptr); }

WireItem* SpliceTarget::wire() const { return lit_.isEmpty() ? nullptr : scene_.wire(lit_); }

WireItem* SpliceTarget::wireFor(const NodeKind& kind, QPointF middle) const {
    if (!goesIntoWire(kind, {})) return nullptr;
    return nearest(QRectF(middle.x() - kAcross, middle.y() - kAlong, 2 * kAcross, 2 * kAlong), {});
}

std::optional<GraphEdit> SpliceTarget::splice(const std::string& node) const {
    const NodeItem* card = scene_.node(QString::fromStdString(node));
    const WireItem* under = card ? wireUnder(*card) : nullptr;
    const GraphSession& session = scene_.session();
    const GraphEdge* edge = under ? session.document().findEdge(under->from(), under->to()) : nullptr;
    if (!edge) return std::nullopt;
    return commands::splice(session.document(), session.registry(), *edge, node);
}

WireItem* SpliceTarget::wireUnder(const NodeItem& card) const {
    const GraphSession& session = scene_.session();
    const std::string id = card.id().toStdString();
    const GraphNode* node = session.document().findNode(id);
    const NodeKindPtr kind = node ? kindOf(*node, session.document(), session.registry()) : nullptr;
    if (!kind || !goesIntoWire(*kind, node->params)) return nullptr;
    const auto& edges = session.document().edges;
    const bool wired = std::any_of(edges.begin(), edges.end(), [&id](const GraphEdge& edge) {
        return edge.from.node == id || edge.to.node == id;
    });
    if (wired) return nullptr;
    const QPointF middle = card.cardRect().center();
    return nearest(QRectF(middle.x() - kAcross, middle.y() - kAlong, 2 * kAcross, 2 * kAlong), card.id());
}

WireItem* SpliceTarget::nearest(const QRectF& heart, const QString& exceptNode) const {
    WireItem* best = nullptr;
    qreal least = 1e18;
    const std::string except = exceptNode.toStdString();
    for (WireItem* wire : scene_.wires()) {
        if (wire->from().node == except || wire->to().node == except) continue;
        if (!wire->boundingRect().intersects(heart) || !wire->shape().intersects(heart)) continue;
        const qreal away = distance(wire->path(), heart.center());
        if (away < least) {
            least = away;
            best = wire;
        }
    }
    return best;
}

void SpliceTarget::light(WireItem* wire) {
    const QString id = wire ? wire->id() : QString();
    if (id == lit_) return;
    if (WireItem* before = this->wire()) before->setHighlighted(false);
    lit_ = id;
    if (wire) wire->setHighlighted(true);
}

} // namespace millrace::ui
