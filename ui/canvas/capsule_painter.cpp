// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/capsule_painter.h"

#include "ui/canvas/canvas_frame.h"
#include "ui/settings/theme.h"

#include <QHash>
#include <QPaintEngine>
#include <QPixmap>
#include <algorithm>
#include <cmath>

namespace millrace::ui {
namespace {

/// All percentages, full or not, at six sizes.
constexpr int kMostPictures = 1212;

struct Look {
    int percent = 0;
    bool full = false;
    qreal scale = 1;
    QRgb panel = 0; ///< stands for the theme

    bool operator==(const Look& other) const {
        return percent == other.percent && full == other.full && scale == other.scale && panel == other.panel;
    }
};
size_t qHash(const Look& look, size_t seed = 0) {
    return qHashMulti(seed, look.percent, look.full, look.scale, look.panel);
}

QHash<Look, QPixmap>& pictures() {
    static QHash<Look, QPixmap> all;
    return all;
}

/// While the zoom changes, pictures of a few sizes serve for all.
qreal stepNear(qreal scale) { return std::exp2(std::round(std::log2(scale) * 2) / 2); }

} // namespace

void CapsulePainter::paint(const WireLive& live, const QRectF& capsule) {
    const int percent = static_cast<int>(std::lround(std::clamp(live.fill, 0.0, 1.0) * 100));
    const bool raster = p_.paintEngine()->type() == QPaintEngine::Raster;
    raster&& p_.worldTransform().type() <= QTransform::TxScale ? copy(percent, live.full, capsule)
                                                               : draw(percent, live.full, capsule);
}

void CapsulePainter::copy(int percent, bool full, const QRectF& capsule) {
    const QTransform before = p_.worldTransform();
    const qreal ratio = p_.device()->devicePixelRatioF();
    const qreal scale = before.m22() * ratio;
    const Look look{percent, full, CanvasFrame::isZooming() ? stepNear(scale) : scale,
                    Theme::instance().tokens().panel.rgb()};
    QPixmap& picture = pictures()[look];
    if (picture.isNull()) {
        if (pictures().size() > kMostPictures) {
            pictures().clear();
            return copy(percent, full, capsule);
        }
        const QSizeF size = capsule.size() * look.scale;
        picture =
            QPixmap(static_cast<int>(std::ceil(size.width())), static_cast<int>(std::ceil(size.height())));
        picture.fill(Qt::transparent);
        QPainter painter(&picture);
        painter.setRenderHints(p_.renderHints());
        painter.scale(look.scale, look.scale);
        CapsulePainter(painter).draw(percent, full, QRectF({}, capsule.size()));
    }
    // Pixel by pixel, whatever the scale of the device.
    p_.setWorldTransform(QTransform::fromScale(1 / ratio, 1 / ratio));
    const QPointF corner = before.map(capsule.topLeft()) * ratio;
    const QPointF pixel(std::round(corner.x()), std::round(corner.y()));
    if (look.scale == scale) {
        p_.drawPixmap(pixel, picture);
    } else {
        p_.drawPixmap(QRectF(pixel, QSizeF(picture.size()) / look.scale * scale), picture,
                      QRectF(picture.rect()));
    }
    p_.setWorldTransform(before);
}

void CapsulePainter::draw(int percent, bool full, const QRectF& capsule) {
    const Theme& theme = Theme::instance();
    const Tokens& t = theme.tokens();
    const QRectF box = capsule.adjusted(0.5, 0.5, -0.5, -0.5);
    p_.setPen(QPen(full ? mixed(t.hairline, t.outputFull, 0.7) : t.hairline, 1));
    p_.setBrush(t.panel);
    p_.drawRoundedRect(box, box.height() / 2, box.height() / 2);
    const QRectF track(box.left() + 6, box.center().y() - 2, 12, 4);
    p_.setPen(Qt::NoPen);
    p_.setBrush(t.idle);
    p_.drawRoundedRect(track, 2, 2);
    if (percent > 0) {
        p_.setBrush(full ? t.outputFull : t.muted);
        const qreal width = std::max(2.0, track.width() * percent / 100);
        p_.drawRoundedRect(QRectF(track.left(), track.top(), width, track.height()), 2, 2);
    }
    p_.setFont(theme.font(TextRole::MonoSmall));
    p_.setPen(full ? t.text : t.muted);
    p_.drawText(QRectF(track.right() + 1, box.top(), box.right() - 5 - track.right() - 1, box.height()),
                Qt::AlignRight | Qt::AlignVCenter | Qt::TextDontClip, QString::number(percent));
}

} // namespace millrace::ui
