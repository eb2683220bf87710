// SPDX-License-Identifier: Apache-2.0
#include "ui/run/full_wire_reason.h"

#include "ui/settings/number_text.h"

#include <QObject>
#include <QSet>

namespace millrace::ui {

namespace {

constexpr double kHeldBack = 0.3; ///< a node waits for its output more than this: the cause is further on

/// The full wire that keeps a node from going on; null when there is none.
const RunShape::Edge* fullOutputOf(const QString& node, const RunShape& shape, const LiveValues& values) {
    for (const RunShape::Edge& edge : shape.edges) {
        const auto wire = values.wires.constFind(edge.id);
        if (edge.from == node && wire != values.wires.cend() && (wire->full || wire->held)) return &edge;
    }
    return nullptr;
}

QString whatItDoes(const NodeLive& node) {
    if (node.lock > node.busy && node.lock > node.io)
        return QObject::tr("it waits for a lock %1 of the time").arg(percentText(node.lock));
    if (node.io > node.busy)
        return QObject::tr("it waits for the outside world %1 of the time").arg(percentText(node.io));
    if (node.ready > node.busy)
        return QObject::tr("it could work but finds no free worker %1 of the time")
            .arg(percentText(node.ready));
    return QObject::tr("it is busy %1 of the time").arg(percentText(node.busy));
}

QString reasonFor(const RunShape::Edge& edge, const RunShape& shape, const LiveValues& values) {
    const auto bold = [&](const QString& id) { return "<b>" + shape.titleOf(id).toHtmlEscaped() + "</b>"; };
    QString text = QObject::tr("<b>Full</b>: %1 waits until %2 has taken more")
                       .arg(shape.titleOf(edge.from).toHtmlEscaped(), bold(edge.to));
    if (values.wires.value(edge.id).held) return text + QObject::tr("; a breakpoint holds this wire");
    QString cause = edge.to;
    QSet<QString> seen{edge.from};
    while (!seen.contains(cause) && values.nodes.value(cause).outputFull > kHeldBack) {
        seen.insert(cause);
        const RunShape::Edge* next = fullOutputOf(cause, shape, values);
        if (!next) break;
        cause = next->to;
        text += QObject::tr(", which waits for %1").arg(bold(cause));
        if (values.wires.value(next->id).held) return text + QObject::tr("; a breakpoint holds that wire");
    }
    return text + "; " + whatItDoes(values.nodes.value(cause));
}

} // namespace

void explainFullWires(LiveValues& values, const RunShape& shape) {
    for (const RunShape::Edge& edge : shape.edges) {
        const auto wire = values.wires.find(edge.id);
        if (wire == values.wires.end()) continue;
        wire->reason = wire->full ? reasonFor(edge, shape, values) : QString();
    }
}

} // namespace millrace::ui
