// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/wire_bends.h"

#include <utility>

namespace millrace::ui {

void WireBends::synchronise(const GraphBody& body) {
    QHash<QString, std::vector<BendItem*>> before = std::exchange(items_, {});
    for (const GraphEdge& edge : body.edges) {
        if (edge.bends.empty()) continue;
        const QString id = QString::fromStdString(edge.id());
        std::vector<BendItem*> items = before.take(id);
        while (items.size() > edge.bends.size()) {
            delete items.back();
            items.pop_back();
        }
        while (items.size() < edge.bends.size()) {
            items.push_back(new BendItem(id, items.size()));
            scene_.addItem(items.back());
        }
        for (std::size_t i = 0; i < items.size(); ++i)
            items[i]->setPos(edge.bends[i].x, edge.bends[i].y);
        items_.insert(id, std::move(items));
    }
    for (const auto& gone : std::as_const(before))
        qDeleteAll(gone);
}

void WireBends::clear() {
    for (const auto& items : std::as_const(items_))
        qDeleteAll(items);
    items_.clear();
}

std::vector<QPointF> WireBends::pointsOf(const QString& edgeId) const {
    std::vector<QPointF> points;
    const auto found = items_.constFind(edgeId);
    if (found == items_.constEnd()) return points;
    for (const BendItem* item : *found)
        points.push_back(item->pos());
    return points;
}

BendItem* WireBends::at(QPointF scenePosition) const {
    for (const auto& items : items_) {
        for (BendItem* item : items) {
            if (item->shape().contains(item->mapFromScene(scenePosition))) return item;
        }
    }
    return nullptr;
}

GraphEdit WireBends::add(const GraphEdge& edge, std::size_t index, QPointF point) {
    std::vector<Point> bends = edge.bends;
    bends.insert(bends.begin() + static_cast<std::ptrdiff_t>(std::min(index, bends.size())),
                 Point{point.x(), point.y()});
    return edit::SetBends{edge.from, edge.to, std::move(bends)};
}

GraphEdit WireBends::remove(const GraphEdge& edge, std::size_t index) {
    std::vector<Point> bends = edge.bends;
    if (index < bends.size()) bends.erase(bends.begin() + static_cast<std::ptrdiff_t>(index));
    return edit::SetBends{edge.from, edge.to, std::move(bends)};
}

std::vector<GraphEdit> WireBends::removeSelected(const GraphBody& body) const {
    std::vector<GraphEdit> edits;
    for (const GraphEdge& edge : body.edges) {
        const auto found = items_.constFind(QString::fromStdString(edge.id()));
        if (found == items_.constEnd()) continue;
        std::vector<Point> kept;
        for (const BendItem* item : *found) {
            if (!item->isSelected() && item->index() < edge.bends.size())
                kept.push_back(edge.bends[item->index()]);
        }
        if (kept.size() != edge.bends.size())
            edits.emplace_back(edit::SetBends{edge.from, edge.to, std::move(kept)});
    }
    return edits;
}

std::vector<GraphEdit> WireBends::moved(const GraphBody& body) const {
    std::vector<GraphEdit> edits;
    for (const GraphEdge& edge : body.edges) {
        if (edge.bends.empty()) continue;
        std::vector<Point> now;
        for (const QPointF point : pointsOf(QString::fromStdString(edge.id())))
            now.push_back({point.x(), point.y()});
        if (now.size() == edge.bends.size() && now != edge.bends)
            edits.emplace_back(edit::SetBends{edge.from, edge.to, std::move(now)});
    }
    return edits;
}

} // namespace millrace::ui
