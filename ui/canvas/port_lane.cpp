// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/port_lane.h"

#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/canvas_view.h"
#include "ui/canvas/port_marker.h"
#include "ui/document/graph_session.h"
#include "ui/document/shown_body.h"

#include <QLineEdit>
#include <QMenu>
#include <algorithm>

namespace millrace::ui {

namespace {

constexpr qreal kBeside = 70, kStep = 36;

const std::vector<SubgraphPort>& portsOf(const Subgraph& subgraph, bool output) {
    return output ? subgraph.outputs : subgraph.inputs;
}

} // namespace

PortLane::PortLane(CanvasScene& scene, CanvasView& view) : QObject(&view), scene_(scene), view_(view) {
    connect(&scene_, &CanvasScene::contentChanged, this, &PortLane::synchronise);
    connect(&ShownBody::of(scene_.session()), &ShownBody::changed, this, &PortLane::synchronise);
    synchronise();
}

PortMarker* PortLane::marker(const QString& name, bool output) const {
    const auto found = std::find_if(markers_.begin(), markers_.end(), [&](const PortMarker* marker) {
        return marker->name() == name && marker->isOutput() == output;
    });
    return found == markers_.end() ? nullptr : *found;
}

void PortLane::synchronise() {
    const Subgraph* subgraph = ShownBody::of(scene_.session()).subgraph();
    QString list;
    for (const bool output : {false, true}) {
        list += output ? '>' : '<';
        for (std::size_t i = 0; subgraph != nullptr && i < portsOf(*subgraph, output).size(); ++i)
            list += QString::fromStdString(portsOf(*subgraph, output)[i].name) + ' ';
    }
    if (subgraph == nullptr) list.clear();
    if (list != shown_) {
        shown_ = list;
        qDeleteAll(markers_);
        markers_.clear();
        if (field_) field_->deleteLater();
        for (const bool output : {false, true}) {
            if (subgraph == nullptr) break;
            std::vector<QString> names;
            for (const SubgraphPort& port : portsOf(*subgraph, output))
                names.push_back(QString::fromStdString(port.name));
            names.emplace_back();
            for (const QString& name : names) {
                auto* marker = new PortMarker(name, output);
                marker->onPressed = [this, output](QPoint at) { offerPorts(output, at); };
                marker->onRename = [this, marker] { rename(*marker); };
                scene_.addItem(marker);
                markers_.push_back(marker);
            }
        }
    }
    if (subgraph != nullptr) place();
}

void PortLane::place() {
    const Subgraph& subgraph = *ShownBody::of(scene_.session()).subgraph();
    const QRectF cards = scene_.contentRect();
    for (const bool output : {false, true}) {
        const auto& ports = portsOf(subgraph, output);
        const auto endOf = [this, output](const SubgraphPort& port) -> std::optional<QPointF> {
            const NodeItem* node = scene_.node(QString::fromStdString(port.inner.node));
            return node ? node->portPosition(QString::fromStdString(port.inner.port), output) : std::nullopt;
        };
        // From top to bottom as their ends stand, so that no two lines cross for nothing.
        std::vector<std::pair<qreal, std::size_t>> order;
        for (std::size_t i = 0; i < ports.size(); ++i)
            order.emplace_back(endOf(ports[i]).value_or(cards.center()).y(), i);
        std::sort(order.begin(), order.end());
        const qreal x = output ? cards.right() + kBeside : cards.left() - kBeside - PortMarker::kWidth;
        qreal free = -1e9;
        for (const auto& [y, i] : order) {
            PortMarker* flag = marker(QString::fromStdString(ports[i].name), output);
            if (flag == nullptr) continue;
            const qreal top = std::max(free, y - PortMarker::kHeight / 2);
            flag->setPos(x, top);
            flag->setEnd(endOf(ports[i]));
            free = top + kStep;
        }
        if (ports.empty()) free = cards.center().y() - PortMarker::kHeight / 2;
        marker({}, output)->setPos(x, free);
    }
}

QRectF PortLane::rect() const {
    QRectF rect;
    for (const PortMarker* marker : markers_)
        rect = rect.united(marker->flagRect());
    return rect;
}

bool PortLane::take(const OpenWire& wire, QPointF scenePosition) {
    for (const PortMarker* marker : markers_) {
        if (!marker->flagRect().adjusted(-8, -4, 8, 4).contains(scenePosition)) continue;
        if (marker->isOutput() == wire.fromOutput) addPort(wire.fromOutput, wire.port);
        return true;
    }
    return false;
}

void PortLane::offerPorts(bool output, QPoint globalPosition) {
    const Subgraph& subgraph = *ShownBody::of(scene_.session()).subgraph();
    auto* menu = new QMenu(&view_);
    menu->setObjectName("portMenu");
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const GraphNode& node : subgraph.nodes) {
        const NodeItem* item = scene_.node(QString::fromStdString(node.id));
        if (item == nullptr) continue;
        for (const PortShape& port : output ? item->face().shape.outputs : item->face().shape.inputs) {
            const PortRef inner{node.id, port.spec.name};
            const auto& ports = portsOf(subgraph, output);
            const bool there = std::any_of(ports.begin(), ports.end(), [&inner](const SubgraphPort& known) {
                return known.inner == inner;
            });
            if (there) continue;
            QAction* action = menu->addAction(item->face().title + QStringLiteral(" · ") +
                                              QString::fromStdString(inner.port));
            connect(action, &QAction::triggered, this, [this, output, inner] { addPort(output, inner); });
        }
    }
    if (menu->isEmpty())
        menu->addAction(output ? tr("Every output is a port already") : tr("Every input is a port already"))
            ->setEnabled(false);
    menu->popup(globalPosition);
}

void PortLane::addPort(bool output, const PortRef& inner) {
    const ShownBody& body = ShownBody::of(scene_.session());
    std::string name;
    apply(addSubgraphPort(body.whole(), body.subgraph()->id, output, inner, &name));
}

void PortLane::rename(PortMarker& marker) {
    const QString before = marker.name();
    const bool output = marker.isOutput();
    field_ = new QLineEdit(before, view_.viewport());
    field_->setObjectName("portName");
    field_->setGeometry(view_.mapFromScene(marker.flagRect()).boundingRect().adjusted(-2, -2, 2, 2));
    field_->selectAll();
    field_->show();
    field_->setFocus();
    connect(field_, &QLineEdit::editingFinished, this, [this, before, output] {
        if (!field_) return;
        const QString now = field_->text();
        field_->deleteLater();
        field_ = nullptr;
        view_.setFocus();
        const ShownBody& body = ShownBody::of(scene_.session());
        if (now != before && body.subgraph() != nullptr)
            apply(renameSubgraphPort(body.whole(), body.subgraph()->id, output, before.toStdString(),
                                     now.toStdString()));
    });
}

void PortLane::removeSelected() {
    std::vector<std::pair<QString, bool>> selected;
    for (const PortMarker* marker : markers_)
        if (marker->isSelected()) selected.emplace_back(marker->name(), marker->isOutput());
    for (const auto& [name, output] : selected) {
        const ShownBody& body = ShownBody::of(scene_.session());
        apply(removeSubgraphPort(body.whole(), body.subgraph()->id, output, name.toStdString()));
    }
}

bool PortLane::apply(const Result<GraphEdit>& edit) {
    if (!edit.has_error()) return scene_.session().apply(*edit);
    Q_EMIT scene_.session().failed(firstMessage(edit.error()));
    return false;
}

} // namespace millrace::ui
