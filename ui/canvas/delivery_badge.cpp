// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/delivery_badge.h"

#include "engine/plan/plan.h"
#include "ui/canvas/mode_painter.h"
#include "ui/canvas/node_face.h"
#include "ui/document/checkpoint_choice.h"
#include "ui/settings/kind_words.h"
#include "ui/settings/plain_words.h"
#include "ui/settings/theme.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <algorithm>
#include <cmath>

namespace millrace::ui {

namespace {

constexpr qreal kSign = 12, kGap = 3, kRight = 10;
constexpr qreal kFarSign = 20; ///< from further away, where it stands alone

QString tr(const char* text) { return QCoreApplication::translate("DeliveryBadge", text); }

/// As short as it can be said: there is little room on a card.
QString shortWord(DeliveryGuarantee guarantee) {
    switch (guarantee) {
        case DeliveryGuarantee::AtLeastOnce: return tr("at least once");
        case DeliveryGuarantee::EffectivelyOnce: return tr("effectively once");
        case DeliveryGuarantee::ExactlyOnce: return tr("exactly once");
    }
    return {};
}

} // namespace

QString DeliveryPromise::word() const { return kindWord(nameOf(guarantee)); }

QString DeliveryPromise::text() const {
    QString words = word();
    words[0] = words[0].toUpper();
    QString text = kept ? tr("<b>%1</b>: runs of this graph keep checkpoints.")
                        : tr("<b>%1</b> in runs that keep checkpoints.");
    text = text.arg(words.toHtmlEscaped());
    if (!reason.isEmpty()) {
        QString sentence = plainWords(reason);
        sentence[0] = sentence[0].toUpper();
        text += QStringLiteral("<br>") + sentence.toHtmlEscaped() + '.';
    }
    return text;
}

std::optional<DeliveryPromise> promiseOf(const PlanVertex* vertex, const CheckpointChoice& choice) {
    if (!vertex || !vertex->bound.delivery || choice.obstacles().hasErrors()) return std::nullopt;
    return DeliveryPromise{*vertex->bound.delivery, kindWord(vertex->bound.deliveryReason), choice.isOn()};
}

QString iconOf(DeliveryGuarantee guarantee) {
    switch (guarantee) {
        case DeliveryGuarantee::AtLeastOnce: return QStringLiteral("at_least_once");
        case DeliveryGuarantee::EffectivelyOnce: return QStringLiteral("effectively_once");
        case DeliveryGuarantee::ExactlyOnce: return QStringLiteral("exactly_once");
    }
    return {};
}

bool DeliveryBadge::isDetailed() const { return zoom_ >= geometry::kDetailZoom; }

QRectF DeliveryBadge::rect() const {
    if (!face_.promise || zoom_ < geometry::kRateZoom || !ModePainter(face_).word().isEmpty()) return {};
    const qreal right = face_.shape.rect.right() - kRight;
    if (!isDetailed()) return {right - kFarSign, 28 - kFarSign / 2, kFarSign, kFarSign};
    const qreal words = QFontMetricsF(Theme::instance().font(TextRole::Secondary))
                            .horizontalAdvance(shortWord(face_.promise->guarantee));
    const qreal width = kSign + kGap + std::ceil(words);
    return {right - width, 25, width, 14};
}

qreal DeliveryBadge::taken() const {
    const QRectF place = rect();
    return place.isNull() ? 0 : place.width() + 8;
}

void DeliveryBadge::paint(QPainter& painter) const {
    const QRectF place = rect();
    if (place.isNull()) return;
    const Theme& theme = Theme::instance();
    const Tokens& t = theme.tokens();
    const DeliveryPromise& promise = *face_.promise;
    const bool weak = promise.guarantee == DeliveryGuarantee::AtLeastOnce;
    const QColor color = promise.kept && !weak ? t.good : t.muted;
    const qreal size = isDetailed() ? kSign : kFarSign;
    const qreal ratio = std::clamp(zoom_ * painter.device()->devicePixelRatioF(), 0.5, 4.0);
    const QPixmap sign =
        theme.pixmap(iconOf(promise.guarantee), color, static_cast<int>(size), std::ceil(ratio * 4) / 4);
    const bool smooth = painter.testRenderHint(QPainter::SmoothPixmapTransform);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawPixmap(QRectF(place.left(), place.center().y() - size / 2, size, size), sign,
                       QRectF(sign.rect()));
    painter.setRenderHint(QPainter::SmoothPixmapTransform, smooth);
    if (!isDetailed()) return;
    painter.setPen(promise.kept ? t.text : t.muted);
    painter.setFont(theme.font(TextRole::Secondary));
    painter.drawText(QPointF(place.left() + kSign + kGap, 35), shortWord(promise.guarantee));
}

} // namespace millrace::ui
