// SPDX-License-Identifier: Apache-2.0
#include "ui/main_window/command_delegate.h"

#include "ui/settings/text_painting.h"
#include "ui/settings/theme.h"

#include <QFontMetricsF>
#include <QIcon>
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace millrace::ui {
namespace {

constexpr int kSide = 8, kIcon = 16, kTextLeft = 34;
constexpr int kKeysFrame = 10; ///< left and right of the keys in their box

} // namespace

void CommandDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                            const QModelIndex& index) const {
    const Theme& theme = Theme::instance();
    const Tokens& t = theme.tokens();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRectF row = QRectF(option.rect).adjusted(0, 1, 0, -1);
    const bool current = option.state.testFlag(QStyle::State_Selected);
    if (current || option.state.testFlag(QStyle::State_MouseOver)) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(current ? mixed(t.raised, t.accent, 0.22) : t.raised);
        painter->drawRoundedRect(row, metric::kControlRadius - 1, metric::kControlRadius - 1);
    }
    const QIcon icon = index.data(Qt::DecorationRole).value<QIcon>();
    icon.paint(painter,
               QRect(option.rect.left() + kSide, option.rect.center().y() - kIcon / 2 + 1, kIcon, kIcon));

    qreal right = row.right() - kSide;
    const QFont body = theme.font(TextRole::Body);
    const QString words = index.data(Qt::DisplayRole).toString();
    const qreal left = icon.isNull() ? row.left() + kSide : row.left() + kTextLeft;
    QString extra = index.data(RightRole).toString();
    if (!extra.isEmpty()) {
        const bool keys = index.data(KeysRole).toBool();
        const QFont font = theme.font(keys ? TextRole::MonoSmall : TextRole::Secondary);
        const QFontMetricsF metrics(font);
        // It takes what the words leave, and at least two fifths.
        const qreal free = right - left - QFontMetricsF(body).horizontalAdvance(words) - 3 * kSide;
        if (!keys) extra = metrics.elidedText(extra, Qt::ElideRight, std::max(free, (right - left) * 2 / 5));
        const qreal width = metrics.horizontalAdvance(extra);
        const qreal baseline = std::round(row.center().y() + metrics.capHeight() / 2);
        painter->setFont(font);
        if (keys) {
            const QRectF box(right - width - kKeysFrame - 0.5, row.center().y() - 8.5, width + kKeysFrame,
                             17);
            painter->setPen(QPen(t.hairline, 1));
            painter->setBrush(Qt::NoBrush);
            painter->drawRoundedRect(box, 4, 4);
            painter->setPen(t.muted);
            painter->drawText(QPointF(box.left() + 5, baseline), extra);
            right = box.left() - kSide;
        } else {
            painter->setPen(t.muted);
            painter->drawText(QPointF(right - width, baseline), extra);
            right -= width + kSide;
        }
    }
    painter->setPen(t.text);
    drawElided(*painter, QPointF(left, std::round(row.center().y() + QFontMetricsF(body).capHeight() / 2)),
               right - left, body, words);
    painter->restore();
}

int CommandDelegate::widthOf(const QModelIndex& index) {
    const Theme& theme = Theme::instance();
    const auto advance = [&theme, &index](TextRole font, int role) {
        return QFontMetricsF(theme.font(font)).horizontalAdvance(index.data(role).toString());
    };
    qreal width = kTextLeft + advance(TextRole::Body, Qt::DisplayRole) + 2 * kSide;
    if (!index.data(RightRole).toString().isEmpty()) {
        const bool keys = index.data(KeysRole).toBool();
        width += advance(keys ? TextRole::MonoSmall : TextRole::Secondary, RightRole) +
                 (keys ? kKeysFrame : 0) + 2 * kSide;
    }
    return static_cast<int>(std::ceil(width));
}

QSize CommandDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    return {0, kRowHeight};
}

} // namespace millrace::ui
