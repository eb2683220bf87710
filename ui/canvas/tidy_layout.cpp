// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/tidy_layout.h"

#include "ui/canvas/canvas_areas.h"
#include "ui/canvas/canvas_scene.h"
#include "ui/document/dot_layout.h"
#include "ui/document/graph_session.h"

#include <QLineF>
#include <algorithm>
#include <cmath>
#include <map>

namespace millrace::ui {
namespace {

/// What is laid out, with the places before and after.
struct Piece {
    std::string id;
    bool note = false;
    QRectF before, after;
};

class Tidying {
public:
    Tidying(const CanvasScene& canvas, const QStringList& nodes)
        : canvas_(canvas), body_(canvas.session().document()), all_(nodes.isEmpty()) {
        for (const GraphNode& node : body_.nodes) {
            const NodeItem* item = canvas.node(QString::fromStdString(node.id));
            if (!item || (!all_ && !nodes.contains(item->id()))) continue;
            index_[node.id] = pieces_.size();
            pieces_.push_back({node.id, false, item->cardRect(), {}});
        }
        findClusters();
    }

    Result<GraphEdit> run() {
        const Result<std::vector<Point>> corners = dotLayout(drawing());
        if (corners.has_error()) return corners.error();
        QPointF origin = pieces_.front().before.topLeft();
        for (const Piece& piece : pieces_) {
            origin.setX(std::min(origin.x(), piece.before.left()));
            origin.setY(std::min(origin.y(), piece.before.top()));
        }
        for (std::size_t i = 0; i < pieces_.size(); ++i) {
            const Point& corner = corners.value()[i];
            pieces_[i].after = pieces_[i].before;
            pieces_[i].after.moveTopLeft(snapped(origin + QPointF(corner.x, corner.y)));
        }
        straighten();
        return edit();
    }

private:
    /// `dot` takes the ports for evenly spread. Where they are not, a small step makes a wire level; it may
    /// lead to half a step of the grid.
    void straighten() {
        constexpr qreal kStep = 45, kApart = 12;
        std::vector<Piece*> order;
        for (Piece& piece : pieces_)
            order.push_back(&piece);
        std::stable_sort(order.begin(), order.end(),
                         [](const Piece* a, const Piece* b) { return a->after.left() < b->after.left(); });
        const auto portOf = [this](const PortRef& end, bool output) {
            const NodeItem* node = canvas_.node(QString::fromStdString(end.node));
            return node->portPosition(QString::fromStdString(end.port), output).value_or(node->pos()) -
                   node->pos();
        };
        for (Piece* piece : order) {
            const auto feeds = [&](const GraphEdge& edge) {
                return edge.to.node == piece->id && index_.count(edge.from.node) > 0;
            };
            const auto edge = std::find_if(body_.edges.begin(), body_.edges.end(), feeds);
            if (piece->note || edge == body_.edges.end()) continue;
            const QRectF& from = pieces_[index_.at(edge->from.node)].after;
            QRectF wanted = piece->after;
            wanted.moveTop(
                std::round(from.top() + portOf(edge->from, true).y() - portOf(edge->to, false).y()));
            if (std::abs(wanted.top() - piece->after.top()) > kStep) continue;
            const bool free = std::none_of(order.begin(), order.end(), [&](const Piece* other) {
                return other != piece &&
                       other->after.adjusted(-kApart, -kApart, kApart, kApart).intersects(wanted);
            });
            if (free) piece->after = wanted;
        }
    }

    void findClusters() {
        // A larger box may hold a smaller one, so it comes first.
        for (const GraphGroup& group : body_.groups) {
            const GroupItem* item = canvas_.areas().group(QString::fromStdString(group.id));
            const QStringList inside = CanvasAreas::standingIn(*item, canvas_.nodes());
            const bool whole = std::all_of(inside.begin(), inside.end(), [this](const QString& id) {
                return index_.count(id.toStdString()) > 0;
            });
            if (whole && !inside.isEmpty()) clusters_.push_back(item);
        }
        std::stable_sort(clusters_.begin(), clusters_.end(), [](const GroupItem* a, const GroupItem* b) {
            return a->size().width() * a->size().height() > b->size().width() * b->size().height();
        });
        for (const StickyNote& note : body_.stickyNotes) {
            const NoteItem* item = canvas_.areas().note(QString::fromStdString(note.id));
            if (clusterOf(item->area()) >= 0) pieces_.push_back({note.id, true, item->area(), {}});
        }
    }

    int clusterOf(const QRectF& place) const {
        int found = -1;
        for (std::size_t i = 0; i < clusters_.size(); ++i) {
            if (clusters_[i]->holds(place)) found = static_cast<int>(i);
        }
        return found;
    }

    DotGraph drawing() const {
        DotGraph graph;
        for (std::size_t i = 0; i < clusters_.size(); ++i) {
            int parent = -1;
            for (std::size_t k = 0; k < i; ++k) {
                if (clusters_[k]->area().contains(clusters_[i]->area())) parent = static_cast<int>(k);
            }
            graph.clusterParents.push_back(parent);
        }
        for (const Piece& piece : pieces_) {
            DotGraph::Box box{piece.before.width(), piece.before.height(), 0, 0, clusterOf(piece.before)};
            if (const NodeItem* node =
                    piece.note ? nullptr : canvas_.node(QString::fromStdString(piece.id))) {
                box.inputs = node->face().shape.inputs.size();
                box.outputs = node->face().shape.outputs.size();
            }
            graph.boxes.push_back(box);
        }
        const auto portIndex = [](const std::vector<PortShape>& ports, const std::string& name) {
            const auto found = std::find_if(ports.begin(), ports.end(),
                                            [&](const PortShape& port) { return port.spec.name == name; });
            return found == ports.end() ? std::size_t{0} : static_cast<std::size_t>(found - ports.begin());
        };
        for (const GraphEdge& edge : body_.edges) {
            const auto from = index_.find(edge.from.node), to = index_.find(edge.to.node);
            if (from == index_.end() || to == index_.end()) continue;
            const auto& outputs = canvas_.node(QString::fromStdString(edge.from.node))->face().shape.outputs;
            const auto& inputs = canvas_.node(QString::fromStdString(edge.to.node))->face().shape.inputs;
            const std::size_t output = portIndex(outputs, edge.from.port);
            const bool main = output < outputs.size() && outputs[output].spec.role == PortRole::Data;
            graph.arrows.push_back(
                {from->second, output, to->second, portIndex(inputs, edge.to.port), main && output == 0});
        }
        return graph;
    }

    GraphEdit edit() const {
        edit::MoveNodes move;
        std::vector<GraphEdit> edits;
        for (const Piece& piece : pieces_) {
            if (piece.note) {
                placeNote(piece.id, piece.after.topLeft(), edits);
            } else {
                move.positions.emplace_back(piece.id, Point{piece.after.x(), piece.after.y()});
            }
        }
        edits.insert(edits.begin(), GraphEdit(std::move(move)));
        fitBoxes(edits);
        if (all_) carryNotes(edits);
        for (const GraphEdge& edge : body_.edges) {
            const bool touched = index_.count(edge.from.node) > 0 || index_.count(edge.to.node) > 0;
            if (touched && !edge.bends.empty()) edits.emplace_back(edit::SetBends{edge.from, edge.to, {}});
        }
        return edit::Composite{"Tidy up", std::move(edits)};
    }

    void placeNote(const std::string& id, QPointF corner, std::vector<GraphEdit>& edits) const {
        StickyNote note = *body_.findStickyNote(id);
        note.area.x = corner.x();
        note.area.y = corner.y();
        edits.emplace_back(edit::SetStickyNote{id, std::move(note), std::nullopt});
    }

    void fitBoxes(std::vector<GraphEdit>& edits) const {
        std::vector<QRectF> boxes(clusters_.size());
        for (std::size_t i = clusters_.size(); i-- > 0;) {
            QRectF content;
            for (const Piece& piece : pieces_) {
                if (clusters_[i]->holds(piece.before)) content = content.united(piece.after);
            }
            for (std::size_t inner = i + 1; inner < clusters_.size(); ++inner) {
                if (clusters_[i]->area().contains(clusters_[inner]->area()))
                    content = content.united(boxes[inner]);
            }
            GraphGroup group = *body_.findGroup(clusters_[i]->id().toStdString());
            group.area = CanvasAreas::boxAround(content);
            boxes[i] = QRectF(group.area.x, group.area.y, group.area.width, group.area.height);
            edits.emplace_back(edit::SetGroup{group.id, group, std::nullopt});
        }
    }

    void carryNotes(std::vector<GraphEdit>& edits) const {
        for (const NoteItem* note : canvas_.areas().notes()) {
            if (clusterOf(note->area()) >= 0) continue;
            const Piece* nearest = nullptr;
            qreal least = 1e18;
            for (const Piece& piece : pieces_) {
                const qreal away = QLineF(piece.before.center(), note->area().center()).length();
                if (piece.note || away >= least) continue;
                least = away;
                nearest = &piece;
            }
            if (!nearest) continue;
            const QPointF way = nearest->after.topLeft() - nearest->before.topLeft();
            placeNote(note->id().toStdString(), note->area().topLeft() + way, edits);
        }
    }

    const CanvasScene& canvas_;
    const GraphBody& body_;
    bool all_;
    std::vector<Piece> pieces_; ///< nodes first, then notes in boxes
    std::map<std::string, std::size_t> index_;
    std::vector<const GroupItem*> clusters_; ///< large ones first
};

} // namespace

Result<GraphEdit> tidyLayout(const CanvasScene& canvas, const QStringList& nodes) {
    return Tidying(canvas, nodes).run();
}

} // namespace millrace::ui
