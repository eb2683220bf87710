// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/node_painter.h"

#include "ui/canvas/canvas_frame.h"
#include "ui/canvas/card_pictures.h"
#include "ui/canvas/instance_face.h"
#include "ui/canvas/mode_painter.h"
#include "ui/canvas/node_item.h"
#include "ui/canvas/port_painter.h"
#include "ui/canvas/sparkline_painter.h"
#include "ui/settings/kind_words.h"
#include "ui/settings/number_text.h"
#include "ui/settings/text_painting.h"
#include "ui/settings/theme.h"

#include <QFontMetricsF>
#include <QPaintEngine>
#include <QPainterPath>
#include <algorithm>
#include <array>
#include <cmath>

namespace millrace::ui {
namespace {

constexpr qreal kTextLeft = 40;
constexpr qreal kSparkWidth = 62;
/// Below it cards are blocks of colour.
constexpr qreal kColoursZoom = 0.2;
/// How far the rounded corners of a card reach into the bar at its foot.
constexpr qreal kBarCorner = 8;

struct Share {
    double share;
    QColor color;
};

bool isInTrouble(const NodeItem& node) {
    return node.live() && node.live()->rejected + node.live()->errors > 0;
}

/// What the chip leaves to the number of records that could not be used, however many they are.
qreal troubleRoom() {
    const QFont font = Theme::instance().font(TextRole::Secondary);
    return tabularWidth(font, QObject::tr("%1 rejected").arg(QStringLiteral("88.8 k"))) + 8;
}

std::array<Share, 4> sharesOf(const NodeLive& live) {
    const Tokens& t = Theme::instance().tokens();
    return {{{live.busy, t.busy}, {live.lock, t.lock}, {live.io, t.io}, {live.outputFull, t.outputFull}}};
}

} // namespace

QRectF cardPictureRect(const NodeItem& node) {
    constexpr qreal kMargin = 14;
    return node.face().shape.rect.adjusted(-kMargin, -kMargin, kMargin, kMargin);
}

void NodePainter::paint(const NodeItem& node, bool selected) {
    const bool pixels = p_.paintEngine()->type() == QPaintEngine::Raster;
    if (zoom_ < kColoursZoom && pixels) {
        sketch(node, selected);
        if (!CanvasFrame::isStillPart()) sketchBar(node);
        return;
    }
    p_.setRenderHint(QPainter::Antialiasing);
    if (!pixels || node.dragHint()) {
        const bool faded =
            node.dragHint() && node.dragHint()->inputs.isEmpty() && node.dragHint()->outputs.isEmpty();
        p_.setOpacity(faded ? 0.45 : 1.0);
        still(node, selected);
        moving(node);
        p_.setOpacity(1);
        return;
    }
    const QTransform before = toWholePixels();
    copyStill(node, selected);
    if (!CanvasFrame::isStillPart()) {
        moving(node);
        if (node.note() && zoom_ >= geometry::kRateZoom)
            paintNodeNote(p_, node.face().shape.rect, *node.note());
    }
    p_.setWorldTransform(before);
}

void NodePainter::paintMoving(const NodeItem& node) {
    if (zoom_ < kColoursZoom) return sketchBar(node);
    p_.setRenderHint(QPainter::Antialiasing);
    const QTransform before = toWholePixels();
    moving(node);
    if (node.note() && zoom_ >= geometry::kRateZoom) paintNodeNote(p_, node.face().shape.rect, *node.note());
    p_.setWorldTransform(before);
}

QTransform NodePainter::toWholePixels() {
    const QTransform before = p_.worldTransform();
    const qreal ratio = p_.device()->devicePixelRatioF();
    const auto whole = [ratio](qreal place) { return std::round(place * ratio) / ratio; };
    p_.setWorldTransform(
        QTransform(before.m11(), 0, 0, before.m22(), whole(before.dx()), whole(before.dy())));
    return before;
}

void NodePainter::copyStill(const NodeItem& node, bool selected) {
    const Tokens& t = Theme::instance().tokens();
    CardLook look;
    look.face = node.faceNumber();
    look.flags = (selected ? 1U : 0U) | (node.isHovered() ? 2U : 0U) | (node.live() ? 4U : 0U) |
                 (node.live() && node.live()->bottleneck ? 8U : 0U) | (node.isCaptured() ? 16U : 0U) |
                 (isInTrouble(node) ? 32U : 0U);
    look.theme = t.canvas.rgb() * 31 + t.text.rgb() * 7 + t.accent.rgb();
    look.chip = node.live() ? node.live()->chip : QString();
    const qreal ratio = p_.device()->devicePixelRatioF(), scale = zoom_ * ratio;
    CardPictures& pictures = CardPictures::instance();
    const CardPictures::Picture* found = pictures.find(node, scale, look);
    const QRectF bounds = cardPictureRect(node);
    const QTransform placed = p_.worldTransform();
    // In pixels of the device: pictures are copied, not scaled.
    const QPointF corner = placed.map(bounds.topLeft()) * ratio;
    const QPointF pixel(std::floor(corner.x()), std::floor(corner.y()));
    if (!found && pictures.leavesOut()) return placeholder(node);
    if (!found) {
        // The picture begins at a whole pixel, the card a fraction of one later.
        const QSizeF size = bounds.size() * scale;
        CardPictures::Picture made;
        made.scale = scale;
        made.look = look;
        made.pixmap = QPixmap(static_cast<int>(std::ceil(size.width())) + 1,
                              static_cast<int>(std::ceil(size.height())) + 1);
        made.pixmap.fill(Qt::transparent);
        made.pixmap.setDevicePixelRatio(ratio);
        QPainter painter(&made.pixmap);
        painter.setRenderHints(p_.renderHints());
        painter.translate((corner - pixel) / ratio);
        painter.scale(zoom_, zoom_);
        painter.translate(-bounds.topLeft());
        NodePainter(painter, zoom_).still(node, selected);
        painter.end();
        made.pixmap.setDevicePixelRatio(1);
        found = pictures.keep(node, std::move(made));
    }
    if (!found) {
        still(node, selected);
        return;
    }
    p_.setWorldTransform(QTransform::fromScale(1 / ratio, 1 / ratio));
    if (found->scale == scale) {
        p_.drawPixmap(pixel, found->pixmap);
    } else {
        p_.drawPixmap(QRectF(corner, QSizeF(found->pixmap.size()) / found->scale * scale), found->pixmap,
                      QRectF(found->pixmap.rect()));
    }
    p_.setWorldTransform(placed);
}

void NodePainter::sketch(const NodeItem& node, bool selected) {
    const Theme& theme = Theme::instance();
    const Tokens& t = theme.tokens();
    const QRectF rect = node.face().shape.rect;
    const bool limits = node.live() && node.live()->bottleneck;
    p_.setRenderHint(QPainter::Antialiasing, false);
    const qreal edge = 1.5 / zoom_;
    if (selected || limits || node.face().errors > 0) {
        const QColor color = selected ? t.accent : limits ? t.outputFull : t.bad;
        p_.fillRect(rect.adjusted(-edge, -edge, edge, edge), color);
    }
    p_.fillRect(rect, t.panel);
    const qreal foot = node.live() ? 2 / zoom_ : 0;
    p_.fillRect(rect.adjusted(12, 12, -12, -12 - foot), theme.category(node.face().category));
}

void NodePainter::placeholder(const NodeItem& node) {
    const Theme& theme = Theme::instance();
    const Tokens& t = theme.tokens();
    const QRectF rect = node.face().shape.rect;
    p_.setRenderHint(QPainter::Antialiasing, false);
    p_.fillRect(rect, t.hairline);
    p_.fillRect(rect.adjusted(1, 1, -1, -1), t.panel);
    p_.fillRect(QRectF(11, 12, 22, 22), theme.category(node.face().category));
    p_.setRenderHint(QPainter::Antialiasing);
}

void NodePainter::sketchBar(const NodeItem& node) {
    if (!node.live()) return;
    const QRectF rect = node.face().shape.rect;
    const qreal foot = 2 / zoom_;
    const QRectF bar(rect.left(), rect.bottom() - foot, rect.width(), foot);
    p_.setRenderHint(QPainter::Antialiasing, false);
    shares(bar, *node.live(), bar);
}

void NodePainter::still(const NodeItem& node, bool selected) {
    const NodeFace& face = node.face();
    const ModePainter mode(face);
    const bool works = mode.word().isEmpty();
    // The card itself stays solid, so that nothing behind it shows through.
    const qreal solid = p_.opacity();
    outline(node, selected);
    p_.setOpacity(solid * mode.opacity());
    if (zoom_ >= geometry::kSketchZoom) {
        const DeliveryBadge badge(face, zoom_);
        spotAndTitle(face, badge.taken());
        badge.paint(p_);
    } else {
        p_.setPen(Qt::NoPen);
        p_.setBrush(Theme::instance().category(face.category));
        p_.drawRoundedRect(face.shape.rect.adjusted(12, 12, -12, -20), 6, 6);
    }
    mode.paintThroughLine(p_);
    if (zoom_ >= geometry::kDetailZoom) {
        if (!node.live() || !works) gist(face);
        QString where = node.live() && !node.live()->chip.isEmpty() ? node.live()->chip : face.choice;
        if (!face.needs.isEmpty() && !node.live()) where = face.needs;
        if (node.isCaptured()) where = QObject::tr("buffer · writes nothing");
        if (!works) where = mode.word();
        if (!where.isEmpty()) chip(where, 70, works && isInTrouble(node) ? troubleRoom() : 0);
    }
    PortPainter(p_, zoom_).paint(node);
    if (face.errors > 0 || face.warnings > 0) findingBadge(face);
}

void NodePainter::moving(const NodeItem& node) {
    if (!node.live()) return;
    const bool works = ModePainter(node.face()).word().isEmpty();
    if (works && zoom_ >= geometry::kRateZoom) numbers(node.face(), *node.live());
    if (works && zoom_ >= geometry::kDetailZoom) trouble(node.face(), *node.live(), 70);
    bar(node);
    if (node.live()->bottleneck && zoom_ >= geometry::kSketchZoom) bottleneckBadge(node.face(), *node.live());
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
    if (node.isCaptured()) border = mixed(t.muted, t.text, 0.3), width = 1.5;
    if (limits) border = t.outputFull, width = 1.5;
    if (face.errors > 0 && !selected) border = t.bad, width = 1.25;
    if (face.icon == kSubgraphIcon) {
        // A second card behind it: there is more inside.
        p_.setBrush(mixed(t.canvas, t.panel, 0.6));
        p_.setPen(QPen(t.hairline, 1));
        p_.drawRoundedRect(rect.adjusted(5.5, 4.5, 4.5, 4.5), radius, radius);
    }
    p_.setBrush(t.panel);
    QPen pen(border, width);
    if (!face.known || node.isCaptured() || ModePainter(face).isStruck()) pen.setStyle(Qt::DashLine);
    p_.setPen(pen);
    p_.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
}

void NodePainter::spotAndTitle(const NodeFace& face, qreal taken) {
    const Theme& theme = Theme::instance();
    const Tokens& t = theme.tokens();
    const QRectF spot(11, 12, 22, 22);
    p_.setPen(Qt::NoPen);
    const bool works = ModePainter(face).word().isEmpty();
    p_.setBrush(!face.known ? t.bad : works ? theme.category(face.category) : t.muted);
    p_.drawRoundedRect(spot, 6, 6);
    // As large as it is shown, but for a quarter. The rest is smoothed here, where it is drawn once for many
    // frames: without, lines as thin as these break.
    const qreal ratio = std::clamp(zoom_ * p_.device()->devicePixelRatioF(), 0.5, 4.0);
    const QPixmap icon = theme.pixmap(face.icon, t.onSpot, 15, std::ceil(ratio * 4) / 4);
    const bool smooth = p_.testRenderHint(QPainter::SmoothPixmapTransform);
    p_.setRenderHint(QPainter::SmoothPixmapTransform);
    p_.drawPixmap(QRectF(spot.center() - QPointF(7.5, 7.5), QSizeF(15, 15)), icon, QRectF(icon.rect()));
    p_.setRenderHint(QPainter::SmoothPixmapTransform, smooth);

    const bool detail = zoom_ >= geometry::kDetailZoom;
    const qreal room = face.shape.rect.width() - kTextLeft - 10;
    p_.setPen(t.text);
    QFont font = theme.font(TextRole::Title);
    font.setStrikeOut(ModePainter(face).isStruck());
    drawElided(p_, QPointF(kTextLeft, detail ? 21 : 28), detail ? room : room - taken, font, face.title);
    if (detail) {
        p_.setPen(t.muted);
        const QFont small = theme.font(TextRole::Secondary);
        QString kind = taken > 0 ? wholeWords(face.kindText, room - taken, small) : face.kindText;
        // Rather another word than a part of one; what kind it is the icon says, too.
        if (taken > 0 && QFontMetricsF(small).horizontalAdvance(kind) > room - taken)
            kind = categoryWord(face.category);
        drawElided(p_, QPointF(kTextLeft, 35), room - taken, small, kind);
    }
}

void NodePainter::numbers(const NodeFace& face, const NodeLive& live) {
    const Theme& theme = Theme::instance();
    const Tokens& t = theme.tokens();
    const Quantity rate = rateText(live.rate);
    p_.setPen(t.text);
    const qreal used = drawTabular(p_, QPointF(11, 59), theme.font(TextRole::Figure), rate.figure);
    p_.setPen(t.muted);
    drawTabular(p_, QPointF(11 + used + 4, 59), theme.font(TextRole::Secondary), rate.unit);
    if (zoom_ < geometry::kDetailZoom) return;
    const QRectF box(face.shape.rect.right() - 11 - kSparkWidth, 43, kSparkWidth, 17);
    SparklinePainter(p_).paint(live.spark, box, theme.category(face.category));
}

void NodePainter::gist(const NodeFace& face) {
    const Theme& theme = Theme::instance();
    if (face.gist.isEmpty()) return;
    p_.setPen(theme.tokens().muted);
    drawElided(p_, QPointF(11, 57), face.shape.rect.width() - 22, theme.font(TextRole::MonoSmall), face.gist);
}

void NodePainter::trouble(const NodeFace& face, const NodeLive& live, qreal top) {
    if (live.rejected + live.errors == 0) return;
    const Theme& theme = Theme::instance();
    const QFont font = theme.font(TextRole::Secondary);
    const QFontMetricsF metrics(font);
    const QString text =
        live.rejected > 0
            ? QObject::tr("%1 rejected").arg(countText(live.rejected))
            : QObject::tr("%1 errors", nullptr, pluralOf(live.errors)).arg(countText(live.errors));
    const qreal width = tabularWidth(font, text);
    const QRectF box(face.shape.rect.right() - 11 - width, top, width, 17);
    p_.setPen(theme.tokens().bad);
    drawTabular(p_, QPointF(box.left(), top + 8.5 + metrics.capHeight() / 2), font, text);
}

void NodePainter::chip(const QString& text, qreal top, qreal taken) {
    const Theme& theme = Theme::instance();
    const Tokens& t = theme.tokens();
    const QFont font = theme.font(TextRole::MonoSmall);
    const QFontMetricsF metrics(font);
    const QString shown = wholeWords(text, geometry::kCardWidth - 22 - 10 - taken, font);
    const QRectF box(11.5, top + 0.5, metrics.horizontalAdvance(shown) + 10, 16);
    p_.setPen(QPen(t.hairline, 1));
    p_.setBrush(mixed(t.panel, t.raised, 0.7));
    p_.drawRoundedRect(box, metric::kChipRadius, metric::kChipRadius);
    p_.setPen(t.muted);
    p_.setFont(font);
    p_.drawText(QPointF(box.left() + 5, box.center().y() + metrics.capHeight() / 2), shown);
}

void NodePainter::bar(const NodeItem& node) {
    const NodeLive& live = *node.live();
    const QRectF card = node.face().shape.rect.adjusted(1, 1, -1, -1);
    QRectF foot(card.left(), card.bottom() - geometry::kBarHeight, card.width(), geometry::kBarHeight);
    if (p_.paintEngine()->type() == QPaintEngine::Raster) {
        // From one whole pixel to another: edges that need no smoothing are filled many times as fast.
        const qreal scale = zoom_ * p_.device()->devicePixelRatioF();
        foot.setTop(std::round(foot.top() * scale) / scale);
        foot.setBottom(std::round(foot.bottom() * scale) / scale);
    }
    p_.setRenderHint(QPainter::Antialiasing, false);
    if (zoom_ < geometry::kRateZoom) {
        const qreal inset = kBarCorner / 2;
        shares(foot, live, foot.adjusted(inset, 0, -inset, 0));
        p_.setRenderHint(QPainter::Antialiasing);
        return;
    }
    // Only at the corners of the card the bar is not a rectangle. They go over the ends of the middle part,
    // so that no seam is seen between them.
    shares(foot, live, foot.adjusted(kBarCorner - 1, 0, 1 - kBarCorner, 0));
    p_.setRenderHint(QPainter::Antialiasing);
    const auto corner = [&](bool right) {
        const qreal radius = kBarCorner, rise = radius - foot.height();
        const qreal side = std::sqrt(radius * radius - rise * rise);
        const qreal outer = right ? foot.right() : foot.left(), toInner = right ? -1 : 1;
        QPainterPath path(QPointF(outer + toInner * radius, foot.bottom()));
        path.lineTo(outer + toInner * radius, foot.top());
        path.lineTo(outer + toInner * (radius - side), foot.top());
        path.quadTo(outer + toInner * (radius - side) * 1.6, foot.bottom() - 0.6, outer + toInner * radius,
                    foot.bottom());
        return path;
    };
    p_.setPen(Qt::NoPen);
    const double inCorner = kBarCorner / 2 / foot.width();
    p_.fillPath(corner(false), colorAt(live, inCorner));
    p_.fillPath(corner(true), colorAt(live, 1 - inCorner));
}

QColor NodePainter::colorAt(const NodeLive& live, double place) {
    double at = 0;
    for (const Share& part : sharesOf(live)) {
        at += std::max(0.0, part.share);
        if (at >= place) return part.color;
    }
    return Theme::instance().tokens().idle;
}

void NodePainter::shares(const QRectF& rect, const NodeLive& live, const QRectF& within) {
    p_.fillRect(within, Theme::instance().tokens().idle);
    double at = 0;
    for (const Share& part : sharesOf(live)) {
        const double end = std::min(1.0, at + std::max(0.0, part.share));
        const double left = std::max(rect.left() + rect.width() * at, within.left());
        const double right = std::min(rect.left() + rect.width() * end, within.right());
        if (right > left) p_.fillRect(QRectF(left, rect.top(), right - left, rect.height()), part.color);
        at = end;
    }
}

void NodePainter::bottleneckBadge(const NodeFace& face, const NodeLive& live) {
    const Theme& theme = Theme::instance();
    const Tokens& t = theme.tokens();
    const QString text = (live.taskMates.isEmpty() ? QObject::tr("Bottleneck · %1 busy")
                                                   : QObject::tr("Bottleneck · task %1 busy"))
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
