// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/node_painter.h"

#include "ui/canvas/node_item.h"
#include "ui/settings/number_text.h"
#include "ui/settings/text_painting.h"
#include "ui/settings/theme.h"

#include <QFontMetricsF>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

namespace millrace::ui {
namespace {

constexpr qreal kTextLeft = 40;
constexpr qreal kSparkWidth = 62;

} // namespace

void NodePainter::paint(const NodeItem& node, bool selected) {
    const NodeFace& face = node.face();
    p_.setRenderHint(QPainter::Antialiasing);
    const bool faded =
        node.dragHint() && node.dragHint()->inputs.isEmpty() && node.dragHint()->outputs.isEmpty();
    p_.setOpacity(faded ? 0.45 : 1.0);
    outline(node, selected);
    if (zoom_ >= geometry::kSketchZoom) {
        spotAndTitle(face);
    } else {
        p_.setPen(Qt::NoPen);
        p_.setBrush(Theme::instance().category(face.category));
        p_.drawRoundedRect(face.shape.rect.adjusted(12, 12, -12, -20), 6, 6);
    }
    if (zoom_ >= geometry::kDetailZoom) {
        if (node.live()) {
            numbers(face, *node.live());
        } else {
            gist(face);
        }
        const QString where = node.live() && !node.live()->chip.isEmpty() ? node.live()->chip : face.choice;
        if (!where.isEmpty()) chip(where, 70);
    } else if (zoom_ >= geometry::kRateZoom && node.live()) {
        numbers(face, *node.live());
    }
    bar(node);
    ports(node);
    if (node.live() && node.live()->bottleneck) bottleneckBadge(face, *node.live());
    if (face.errors > 0 || face.warnings > 0) findingBadge(face);
    p_.setOpacity(1);
}

void NodePainter::outline(const NodeItem& node, bool selected) {
    const Tokens& t = Theme::instance().tokens();
    const NodeFace& face = node.face();
    const QRectF rect = face.shape.rect;
    const qreal radius = metric::kCardRadius - 1;
    const bool limits = node.live() && node.live()->bottleneck;
    p_.setPen(Qt::NoPen);
    if (selected) {
        p_.setBrush(withAlpha(t.accent, 0.35));
        p_.drawRoundedRect(rect.adjusted(-3, -3, 3, 3), radius + 3, radius + 3);
    } else if (zoom_ >= geometry::kDetailZoom) {
        for (int i = 3; i >= 1; --i) {
            p_.setBrush(withAlpha(t.shadow, t.shadow.alphaF() * 0.22));
            p_.drawRoundedRect(rect.adjusted(-0.5 * i, 0, 0.5 * i, 1.3 * i), radius + i * 0.5,
                               radius + i * 0.5);
        }
    }
    QColor border = node.isHovered() ? mixed(t.hairline, t.text, 0.25) : t.hairline;
    qreal width = 1;
    if (selected) border = t.accent, width = 1.5;
    if (limits) border = t.outputFull, width = 1.5;
    if (face.errors > 0 && !selected) border = t.bad, width = 1.25;
    p_.setBrush(t.panel);
    QPen pen(border, width);
    if (!face.known) pen.setStyle(Qt::DashLine);
    p_.setPen(pen);
    p_.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
}

void NodePainter::spotAndTitle(const NodeFace& face) {
    const Theme& theme = Theme::instance();
    const Tokens& t = theme.tokens();
    const QRectF spot(11, 12, 22, 22);
    p_.setPen(Qt::NoPen);
    p_.setBrush(face.known ? theme.category(face.category) : t.bad);
    p_.drawRoundedRect(spot, 6, 6);
    const qreal ratio = std::clamp(zoom_ * p_.device()->devicePixelRatioF(), 1.0, 4.0);
    const QPixmap icon = theme.pixmap(face.icon, t.onSpot, 15, std::ceil(ratio * 2) / 2);
    p_.drawPixmap(QRectF(spot.center() - QPointF(7.5, 7.5), QSizeF(15, 15)), icon, QRectF(icon.rect()));

    const bool detail = zoom_ >= geometry::kDetailZoom;
    const qreal room = face.shape.rect.width() - kTextLeft - 10;
    p_.setPen(t.text);
    drawElided(p_, QPointF(kTextLeft, detail ? 21 : 28), room, theme.font(TextRole::Title), face.title);
    if (detail) {
        p_.setPen(t.muted);
        drawElided(p_, QPointF(kTextLeft, 35), room, theme.font(TextRole::Secondary), face.kindText);
    }
}

void NodePainter::numbers(const NodeFace& face, const NodeLive& live) {
    const Theme& theme = Theme::instance();
    const Tokens& t = theme.tokens();
    const Quantity rate = rateText(live.rate);
    p_.setPen(t.text);
    const qreal used = drawTabular(p_, QPointF(11, 59), theme.font(TextRole::Figure), rate.figure);
    p_.setPen(t.muted);
    p_.setFont(theme.font(TextRole::Secondary));
    p_.drawText(QPointF(11 + used + 4, 59), rate.unit);

    if (live.spark.size() < 2 || zoom_ < geometry::kDetailZoom) return;
    float top = 0;
    for (std::size_t i = 0; i < live.spark.size(); ++i) {
        top = std::max(top, live.spark.at(i));
    }
    const QRectF box(face.shape.rect.right() - 11 - kSparkWidth, 43, kSparkWidth, 17);
    QPolygonF line;
    const qreal step = box.width() / static_cast<qreal>(Sparkline::kPoints - 1);
    const qreal start = box.right() - step * static_cast<qreal>(live.spark.size() - 1);
    for (std::size_t i = 0; i < live.spark.size(); ++i) {
        const qreal share = top > 0 ? static_cast<qreal>(live.spark.at(i) / top) : 0.0;
        line << QPointF(start + step * static_cast<qreal>(i), box.bottom() - 1 - share * (box.height() - 2));
    }
    p_.setBrush(Qt::NoBrush);
    p_.setPen(QPen(theme.category(face.category), 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    p_.drawPolyline(line);
}

void NodePainter::gist(const NodeFace& face) {
    const Theme& theme = Theme::instance();
    if (face.gist.isEmpty()) return;
    p_.setPen(theme.tokens().muted);
    drawElided(p_, QPointF(11, 57), face.shape.rect.width() - 22, theme.font(TextRole::MonoSmall), face.gist);
}

void NodePainter::chip(const QString& text, qreal top) {
    const Theme& theme = Theme::instance();
    const Tokens& t = theme.tokens();
    const QFont font = theme.font(TextRole::MonoSmall);
    const QFontMetricsF metrics(font);
    const QString shown = wholeWords(text, geometry::kCardWidth - 22 - 10, font);
    const QRectF box(11.5, top + 0.5, metrics.horizontalAdvance(shown) + 10, 16);
    p_.setPen(QPen(t.hairline, 1));
    p_.setBrush(mixed(t.panel, t.raised, 0.7));
    p_.drawRoundedRect(box, metric::kChipRadius, metric::kChipRadius);
    p_.setPen(t.muted);
    p_.setFont(font);
    p_.drawText(QPointF(box.left() + 5, box.center().y() + metrics.capHeight() / 2), shown);
}

void NodePainter::bar(const NodeItem& node) {
    if (!node.live()) return;
    const Tokens& t = Theme::instance().tokens();
    const NodeLive& live = *node.live();
    const QRectF card = node.face().shape.rect.adjusted(1, 1, -1, -1);
    QPainterPath clip;
    clip.addRoundedRect(card, metric::kCardRadius - 2, metric::kCardRadius - 2);
    QRectF rest(card.left(), card.bottom() - geometry::kBarHeight, card.width(), geometry::kBarHeight);
    QPainterPath strip;
    strip.addRect(rest);
    const auto fill = [&](qreal from, qreal to, const QColor& color) {
        if (to <= from) return;
        QPainterPath part;
        part.addRect(
            QRectF(rest.left() + rest.width() * from, rest.top(), rest.width() * (to - from), rest.height()));
        p_.fillPath(part.intersected(clip), color);
    };
    p_.setPen(Qt::NoPen);
    p_.fillPath(strip.intersected(clip), t.idle);
    qreal at = 0;
    const std::pair<double, QColor> shares[] = {
        {live.busy, t.busy}, {live.lock, t.lock}, {live.io, t.io}, {live.outputFull, t.outputFull}};
    for (const auto& [share, color] : shares) {
        const qreal end = std::min(1.0, at + std::max(0.0, share));
        fill(at, end, color);
        at = end;
    }
}

void NodePainter::ports(const NodeItem& node) {
    const Theme& theme = Theme::instance();
    const Tokens& t = theme.tokens();
    const NodeFace& face = node.face();
    // During a run the place beside a port belongs to the wire's rate, unless somebody points at the card.
    const bool asked = node.isHovered() || (node.isSelected() && !node.live());
    const bool names = zoom_ >= geometry::kDetailZoom && asked;
    const QFont font = theme.font(TextRole::Secondary);
    for (const bool output : {false, true}) {
        const auto& shapes = output ? face.shape.outputs : face.shape.inputs;
        for (const PortShape& port : shapes) {
            const QString name = QString::fromStdString(port.spec.name);
            QColor color = theme.category(face.category);
            if (port.spec.role != PortRole::Data) color = t.faint;
            qreal radius = geometry::kPortRadius;
            if (const auto& hint = node.dragHint()) {
                const bool fits = (output ? hint->outputs : hint->inputs).contains(name);
                if (fits) {
                    color = t.accent;
                    radius += 1.5;
                    p_.setPen(Qt::NoPen);
                    p_.setBrush(withAlpha(t.accent, 0.25));
                    p_.drawEllipse(port.position, radius + 4, radius + 4);
                } else {
                    color = mixed(t.canvas, color, 0.3);
                }
            }
            const bool quiet = output && !node.dragHint() && !node.isHovered() && !node.isSelected() &&
                               face.openSidePorts.contains(name);
            if (quiet) {
                radius = 3;
                color = mixed(t.canvas, t.faint, 0.55);
            }
            p_.setPen(QPen(t.canvas, 1.5));
            p_.setBrush(color);
            p_.drawEllipse(port.position, radius, radius);
            if (names && output && shapes.size() > 1) {
                const QFontMetricsF metrics(font);
                const qreal width = metrics.horizontalAdvance(name);
                const QRectF box(port.position.x() + 9, port.position.y() - 20, width + 8, 15);
                p_.setPen(Qt::NoPen);
                p_.setBrush(withAlpha(t.canvas, 0.85));
                p_.drawRoundedRect(box, 4, 4);
                p_.setPen(t.muted);
                p_.setFont(font);
                p_.drawText(QPointF(box.left() + 4, box.center().y() + metrics.capHeight() / 2), name);
            }
        }
    }
}

void NodePainter::bottleneckBadge(const NodeFace& face, const NodeLive& live) {
    const Theme& theme = Theme::instance();
    const Tokens& t = theme.tokens();
    const QString text = (live.taskMates.isEmpty() ? QStringLiteral("Bottleneck · %1 busy")
                                                   : QStringLiteral("Bottleneck · task %1 busy"))
                             .arg(percentText(live.taskUse));
    QFont font = theme.font(TextRole::Secondary);
    font.setWeight(QFont::DemiBold);
    const QFontMetricsF metrics(font);
    const qreal width = tabularWidth(font, text) + 18;
    const QRectF box(face.shape.rect.right() - width - 10, -10, width, 18);
    p_.setPen(Qt::NoPen);
    p_.setBrush(t.outputFull);
    p_.drawRoundedRect(box, 9, 9);
    p_.setPen(t.onOutputFull);
    drawTabular(p_, QPointF(box.left() + 9, box.center().y() + metrics.capHeight() / 2), font, text);
}

void NodePainter::findingBadge(const NodeFace& face) {
    const Theme& theme = Theme::instance();
    const Tokens& t = theme.tokens();
    const bool error = face.errors > 0;
    const QPointF centre(face.shape.rect.right() - 4, 4);
    p_.setPen(QPen(t.canvas, 2));
    p_.setBrush(error ? t.bad : mixed(t.panel, t.text, 0.75));
    p_.drawEllipse(centre, 9, 9);
    QFont font = theme.font(TextRole::LabelStrong);
    font.setWeight(QFont::Bold);
    p_.setFont(font);
    p_.setPen(error ? t.onBad : t.panel);
    p_.drawText(QRectF(centre.x() - 9, centre.y() - 9, 18, 18), Qt::AlignCenter, "!");
}

} // namespace millrace::ui
