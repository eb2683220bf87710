// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/wire_drag.h"

#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/drag_label.h"
#include "ui/document/converter_commands.h"
#include "ui/document/graph_loops.h"
#include "ui/document/graph_session.h"
#include "ui/document/shown_body.h"
#include "ui/document/wire_commands.h"
#include "ui/settings/theme.h"

#include <QCoreApplication>
#include <QLineF>
#include <QPen>
#include <algorithm>

namespace millrace::ui {
namespace {

/// How far a wire must be pulled before it is one.
constexpr qreal kPull = 6;
constexpr std::size_t kColumnsShown = 3;

QString tr(const char* text) { return QCoreApplication::translate("millrace::ui::WireDrag", text); }

QString columnsText(const SchemaPtr& schema) {
    if (!schema) return {};
    QStringList parts;
    for (const Field& field : schema->fields()) {
        if (static_cast<std::size_t>(parts.size()) == kColumnsShown) break;
        parts << QString::fromStdString(field.name) + " " + QString::fromStdString(field.type.name());
    }
    const auto rest = static_cast<int>(schema->size()) - static_cast<int>(parts.size());
    return parts.join(QStringLiteral(" · ")) + (rest > 0 ? tr(" · %1 more").arg(rest) : QString());
}

GraphBody without(GraphBody body, const std::vector<GraphEdge>& wires) {
    const auto gone = [&wires](const GraphEdge& edge) {
        return std::any_of(wires.begin(), wires.end(), [&edge](const GraphEdge& wire) {
            return wire.from == edge.from && wire.to == edge.to;
        });
    };
    body.edges.erase(std::remove_if(body.edges.begin(), body.edges.end(), gone), body.edges.end());
    return body;
}

} // namespace

WireDrag::WireDrag(CanvasScene& scene, const OpenWire& wire) : scene_(scene) {
    const GraphSession& session = scene.session();
    const GraphDocument& document = session.document();
    fits_.emplace_back(document, ShownBody::of(session).planning().schemas, wire,
                       commands::refusedLoops(document, document, session.registry(), wire),
                       commands::converterKind(session.registry()) != nullptr);
    begin();
}

WireDrag::WireDrag(CanvasScene& scene, std::vector<GraphEdge> moved, bool output)
    : scene_(scene), moved_(std::move(moved)) {
    const GraphSession& session = scene.session();
    const GraphBody rest = without(session.document(), moved_);
    const bool mayConvert = moved_.size() == 1 && commands::converterKind(session.registry());
    for (const GraphEdge& wire : moved_) {
        const OpenWire end{output ? wire.to : wire.from, !output};
        fits_.emplace_back(rest, ShownBody::of(session).planning().schemas, end,
                           commands::refusedLoops(rest, session.document(), session.registry(), end),
                           mayConvert);
    }
    begin();
}

WireDrag::~WireDrag() {
    for (NodeItem* node : scene_.nodes()) {
        node->setDragHint(std::nullopt);
    }
}

void WireDrag::begin() {
    line_ = std::make_unique<QGraphicsPathItem>();
    line_->setPen(QPen(Theme::instance().tokens().accent, 2.4, Qt::SolidLine, Qt::RoundCap));
    line_->setZValue(10);
    scene_.addItem(line_.get());
    label_ = std::make_unique<DragLabel>();
    scene_.addItem(label_.get());
    for (const WireFits& fits : fits_) {
        const OpenWire& end = fits.end();
        const NodeItem* node = scene_.node(QString::fromStdString(end.port.node));
        starts_.push_back(node ? node->portPosition(QString::fromStdString(end.port.port), end.fromOutput)
                                     .value_or(node->cardRect().center())
                               : QPointF());
    }
    hintAll();
}

WireFit WireDrag::fitAt(const PortRef& port, bool output) const {
    WireFit fit;
    for (const WireFits& fits : fits_) {
        fit = fits.at(port, output);
        if (fit.verdict == WireFit::Verdict::Refused) return fit;
    }
    return fit;
}

void WireDrag::hintAll() {
    for (NodeItem* node : scene_.nodes()) {
        NodeItem::DragHint hint;
        const std::string id = node->id().toStdString();
        for (const bool side : {false, true}) {
            for (const PortShape& port : side ? node->face().shape.outputs : node->face().shape.inputs) {
                const PortRef ref{id, port.spec.name};
                const bool held = std::any_of(fits_.begin(), fits_.end(), [&](const WireFits& fits) {
                    return fits.end().port == ref && fits.end().fromOutput == side;
                });
                const WireFit::Verdict verdict = held ? WireFit::Verdict::Fits : fitAt(ref, side).verdict;
                if (verdict == WireFit::Verdict::Refused) continue;
                const QString name = QString::fromStdString(port.spec.name);
                (side ? hint.outputs : hint.inputs) << name;
                if (verdict == WireFit::Verdict::Converts)
                    (side ? hint.convertingOutputs : hint.convertingInputs) << name;
            }
        }
        node->setDragHint(hint);
    }
}

std::optional<WireDrag::Target> WireDrag::target(QPointF scenePosition) const {
    const NodeItem* node = scene_.nodeAt(scenePosition);
    if (!node) return std::nullopt;
    const std::string id = node->id().toStdString();
    if (const auto hit = node->portAt(scenePosition)) {
        Target exact{{id, hit->port.toStdString()}, {}};
        exact.fit = fitAt(exact.port, hit->output);
        if (exact.fit.verdict != WireFit::Verdict::Refused) return exact;
    }
    std::optional<Target> only;
    for (const PortShape& port : output() ? node->face().shape.outputs : node->face().shape.inputs) {
        Target candidate{{id, port.spec.name}, {}};
        candidate.fit = fitAt(candidate.port, output());
        if (candidate.fit.verdict == WireFit::Verdict::Refused) continue;
        if (only) return std::nullopt;
        only = std::move(candidate);
    }
    return only;
}

QString WireDrag::words(QPointF scenePosition, const std::optional<Target>& target, bool& refused) const {
    refused = false;
    if (target) return target->fit.words;
    if (const NodeItem* node = scene_.nodeAt(scenePosition)) {
        const auto hit = node->portAt(scenePosition);
        const std::string id = node->id().toStdString();
        const auto& ports = output() ? node->face().shape.outputs : node->face().shape.inputs;
        refused = true;
        if (hit) return fitAt({id, hit->port.toStdString()}, hit->output).words;
        if (ports.size() == 1) return fitAt({id, ports.front().spec.name}, output()).words;
        if (ports.empty()) return output() ? tr("It sends no records") : tr("It takes no records");
        return tr("Choose one of its ports");
    }
    if (fits_.size() > 1) return tr("%1 wires").arg(fits_.size());
    const OpenWire& end = fits_.front().end();
    return columnsText(
        scene_.schemaAt(QString::fromStdString(end.port.node), QString::fromStdString(end.port.port)));
}

QPainterPath WireDrag::pathTo(QPointF end) const {
    QPainterPath path;
    for (const QPointF& start : starts_) {
        path.addPath(output() ? wirePath(end, start) : wirePath(start, end));
    }
    return path;
}

void WireDrag::moveTo(QPointF scenePosition) {
    everMoved_ = everMoved_ || QLineF(scenePosition, starts_.front()).length() > kPull;
    QPointF end = scenePosition;
    const auto found = target(scenePosition);
    if (found) {
        const NodeItem* node = scene_.node(QString::fromStdString(found->port.node));
        end = node->portPosition(QString::fromStdString(found->port.port), output()).value_or(end);
    }
    line_->setPath(pathTo(end));
    bool refused = false;
    const QString text = words(scenePosition, found, refused);
    label_->setPos(scenePosition);
    label_->setText(text, refused);
}

std::optional<OpenWire> WireDrag::finish(QPointF scenePosition) {
    if (const auto found = target(scenePosition)) {
        connectTo(*found);
        return std::nullopt;
    }
    if (!everMoved_ || scene_.nodeAt(scenePosition)) return std::nullopt;
    if (moved_.empty()) return fits_.front().end();
    std::vector<GraphEdit> edits;
    for (const GraphEdge& wire : moved_) {
        edits.emplace_back(edit::RemoveEdge{wire.from, wire.to});
    }
    const std::string label =
        moved_.size() == 1 ? "Take off wire" : "Take off " + std::to_string(moved_.size()) + " wires";
    scene_.session().apply(edit::Composite{label, std::move(edits)});
    return std::nullopt;
}

void WireDrag::connectTo(const Target& target) {
    GraphSession& session = scene_.session();
    if (target.fit.verdict != WireFit::Verdict::Converts) {
        if (!moved_.empty()) {
            const auto stays = [&](const GraphEdge& wire) {
                return (output() ? wire.from : wire.to) == target.port;
            };
            if (!std::all_of(moved_.begin(), moved_.end(), stays))
                session.apply(commands::moveEnds(session.document(), moved_, target.port, output()));
            return;
        }
        GraphEdge edge;
        const PortRef& end = fits_.front().end().port;
        edge.from = output() ? target.port : end;
        edge.to = output() ? end : target.port;
        session.apply(edit::AddEdge{edge, std::nullopt});
        return;
    }
    const NodeKind* kind = commands::converterKind(session.registry());
    if (!kind) return;
    GraphEdge wire = moved_.empty() ? GraphEdge{} : moved_.front();
    const PortRef& end = fits_.front().end().port;
    wire.from = output() ? target.port : end;
    wire.to = output() ? end : target.port;
    GraphEdit connect =
        commands::connectThroughConverter(session.document(), *kind, wire, *target.fit.conversion);
    if (!moved_.empty()) {
        connect = edit::Composite{
            connect.label(), {GraphEdit(edit::RemoveEdge{moved_.front().from, moved_.front().to}), connect}};
    }
    session.apply(connect);
}

} // namespace millrace::ui
