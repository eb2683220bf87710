// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/port_painter.h"

#include "ui/canvas/node_item.h"
#include "ui/settings/theme.h"

#include <QFontMetricsF>

namespace millrace::ui {
namespace {

constexpr qreal kNameGap = 9;  ///< between a port and its name
constexpr qreal kNameRoom = 8; ///< what a name's ground is wider than its text

} // namespace

void PortPainter::paint(const NodeItem& node) {
    const NodeFace& face = node.face();
    for (const PortShape& input : face.shape.inputs) {
        port(node, input, false);
    }
    for (const PortShape& output : face.shape.outputs) {
        port(node, output, true);
    }
}

bool PortPainter::showsNames(const NodeItem& node, qreal zoom) {
    // During a run the place beside a port belongs to the wire's rate, unless somebody points at the card.
    const bool asked = node.isHovered() || (node.isSelected() && !node.live());
    return asked && zoom >= geometry::kDetailZoom && node.face().shape.outputs.size() > 1;
}

void PortPainter::paintNames(const NodeItem& node) {
    p_.translate(node.pos());
    for (const PortShape& output : node.face().shape.outputs)
        name(output);
    p_.translate(-node.pos());
}

void PortPainter::port(const NodeItem& node, const PortShape& port, bool output) {
    const Theme& theme = Theme::instance();
    const Tokens& t = theme.tokens();
    const NodeFace& face = node.face();
    const QString name = QString::fromStdString(port.spec.name);
    QColor color = port.spec.role == PortRole::Data ? theme.category(face.category) : t.faint;
    qreal radius = geometry::kPortRadius;
    bool filled = port.typed;
    if (const auto& hint = node.dragHint()) {
        if ((output ? hint->outputs : hint->inputs).contains(name)) {
            color = t.accent;
            radius += 1.5;
            p_.setPen(Qt::NoPen);
            p_.setBrush(withAlpha(t.accent, 0.25));
            p_.drawEllipse(port.position, radius + 4, radius + 4);
            filled = !(output ? hint->convertingOutputs : hint->convertingInputs).contains(name);
        } else {
            color = mixed(t.canvas, color, 0.3);
        }
    } else if (output && !node.isHovered() && !node.isSelected() && face.openSidePorts.contains(name)) {
        radius = 3;
        color = mixed(t.canvas, t.faint, 0.55);
    }
    const bool faulty = !node.dragHint() && zoom_ >= geometry::kSketchZoom && face.faultyPorts.contains(name);
    faulty ? faultMark(port) : shape(port, radius, color, filled);
}

void PortPainter::faultMark(const PortShape& port) {
    const Theme& theme = Theme::instance();
    const Tokens& t = theme.tokens();
    const QRectF box = QRectF(port.position, QSizeF()).adjusted(-6.5, -6.5, 6.5, 6.5);
    QFont font = theme.font(TextRole::LabelStrong);
    font.setPixelSize(10);
    p_.setPen(QPen(t.canvas, 1.5));
    p_.setBrush(t.bad);
    p_.drawRoundedRect(box, 3.5, 3.5);
    p_.setFont(font);
    p_.setPen(t.onBad);
    p_.drawText(box, Qt::AlignCenter, "!");
}

void PortPainter::shape(const PortShape& port, qreal radius, const QColor& color, bool filled) {
    const Tokens& t = Theme::instance().tokens();
    const auto draw = [&](qreal r) {
        const QPointF c = port.position;
        switch (port.spec.role) {
            case PortRole::Data: p_.drawEllipse(c, r, r); break;
            case PortRole::Rejected: {
                const qreal d = r * 1.2;
                const QPointF corners[] = {c - QPointF(0, d), c + QPointF(d, 0), c + QPointF(0, d),
                                           c - QPointF(d, 0)};
                p_.drawPolygon(corners, 4);
                break;
            }
            case PortRole::Late:
                p_.drawRect(QRectF(c.x() - r * 0.9, c.y() - r * 0.9, r * 1.8, r * 1.8));
                break;
        }
    };
    if (filled) {
        p_.setPen(QPen(t.canvas, 1.5));
        p_.setBrush(color);
        draw(radius);
        return;
    }
    p_.setPen(Qt::NoPen);
    p_.setBrush(t.canvas);
    draw(radius + 0.75);
    p_.setPen(QPen(color, 1.6));
    p_.setBrush(t.panel);
    draw(radius - 0.8);
}

void PortPainter::name(const PortShape& port) {
    const Theme& theme = Theme::instance();
    const Tokens& t = theme.tokens();
    const QFont font = theme.font(TextRole::Secondary);
    const QFontMetricsF metrics(font);
    const QString name = metrics.elidedText(QString::fromStdString(port.spec.name), Qt::ElideRight,
                                            kNameReach - kNameGap - kNameRoom - 1);
    const QRectF box(port.position.x() + kNameGap, port.position.y() - 20,
                     metrics.horizontalAdvance(name) + kNameRoom, 15);
    p_.setPen(Qt::NoPen);
    p_.setBrush(withAlpha(t.canvas, 0.94));
    p_.drawRoundedRect(box, 4, 4);
    p_.setPen(t.muted);
    p_.setFont(font);
    p_.drawText(QPointF(box.left() + 4, box.center().y() + metrics.capHeight() / 2), name);
}

} // namespace millrace::ui
