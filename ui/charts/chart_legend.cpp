// SPDX-License-Identifier: Apache-2.0
#include "ui/charts/chart_legend.h"

#include "ui/settings/theme.h"

#include <QFontMetricsF>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

namespace millrace::ui {

namespace {

constexpr qreal kMark = 15;    ///< the line before a name and the gap behind it
constexpr qreal kGap = 10;     ///< between entries
constexpr qreal kFirstTop = 3; ///< of the first row's entries, and as much below them
constexpr int kMostRows = 3;
/// How much of a name is shown at most: the first width with which all find room is taken.
constexpr qreal kNameWidths[] = {160, 116, 88, 72};
constexpr qreal kLeastNameWidth = 24;

QFont nameFont() { return Theme::instance().font(TextRole::Secondary); }

} // namespace

ChartLegend::ChartLegend(QWidget* parent) : QWidget(parent) {
    setObjectName("legend");
    setMouseTracking(true);
}

void ChartLegend::setEntries(std::vector<Entry> entries) {
    entries_ = std::move(entries);
    places_.assign(entries_.size(), {});
    point(-1);
    update();
}

int ChartLegend::arrange(qreal width, qreal firstLeft) {
    rows_ = 1;
    const auto fits = [&] {
        for (int rows = 1; rows <= kMostRows; ++rows)
            for (const qreal most : kNameWidths)
                if (place(width, firstLeft, rows, most)) return true;
        return false;
    };
    if (!fits()) {
        for (qreal most = kNameWidths[std::size(kNameWidths) - 1]; most > kLeastNameWidth; most -= 4)
            if (place(width, firstLeft, kMostRows, most)) break;
    }
    update();
    return kFirstRow + (rows_ - 1) * kRow;
}

bool ChartLegend::place(qreal width, qreal firstLeft, int mostRows, qreal mostWidth) {
    const QFontMetricsF metrics(nameFont());
    std::size_t begin = 0;
    for (int row = 0; row < mostRows; ++row) {
        const qreal room = width - (row == 0 ? firstLeft : 0);
        std::size_t end = begin;
        qreal used = 0;
        for (; end < entries_.size(); ++end) {
            const qreal name = std::min(mostWidth, metrics.horizontalAdvance(entries_[end].name) + 1);
            const qreal more = kMark + name + (end == begin ? 0 : kGap);
            if (used + more > room) break;
            const qreal left = used + (end == begin ? 0 : kGap);
            const qreal top = row == 0 ? kFirstTop : kFirstRow - kFirstTop + (row - 1) * kRow;
            const qreal height = row == 0 ? kFirstRow - 2 * kFirstTop : kRow;
            places_[end] = QRectF(left, top, kMark + name, height);
            used += more;
        }
        for (std::size_t i = begin; i < end; ++i)
            places_[i].translate(width - used, 0);
        begin = end;
        if (begin < entries_.size()) continue;
        rows_ = row + 1;
        return true;
    }
    return false;
}

qreal ChartLegend::firstRowLeft() const {
    qreal left = width();
    for (const QRectF& place : places_)
        if (place.top() == kFirstTop) left = std::min(left, place.left());
    return left;
}

int ChartLegend::entryAt(QPointF point) const {
    for (std::size_t i = 0; i < places_.size(); ++i)
        if (places_[i].contains(point)) return static_cast<int>(i);
    return -1;
}

void ChartLegend::point(int entry) {
    if (pointed_ == entry) return;
    pointed_ = entry;
    update();
    Q_EMIT pointedAt(entry);
}

bool ChartLegend::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int entry = entryAt(help->pos());
        if (entry < 0) {
            QToolTip::hideText();
        } else {
            QToolTip::showText(help->globalPos(), entries_[static_cast<std::size_t>(entry)].name, this,
                               places_[static_cast<std::size_t>(entry)].toRect());
        }
        return true;
    }
    return QWidget::event(event);
}

void ChartLegend::mouseMoveEvent(QMouseEvent* event) { point(entryAt(event->position())); }

void ChartLegend::leaveEvent(QEvent*) { point(-1); }

void ChartLegend::paintEvent(QPaintEvent*) {
    const Tokens& t = Theme::instance().tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(nameFont());
    const QFontMetricsF metrics(painter.font());
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        const QRectF& place = places_[i];
        if (place.isEmpty()) continue;
        painter.setPen(QPen(entries_[i].color, 2.5, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(QPointF(place.left() + 2, place.center().y()),
                         QPointF(place.left() + 10, place.center().y()));
        painter.setPen(static_cast<int>(i) == pointed_ ? t.text : t.muted);
        painter.drawText(place.adjusted(kMark, 0, 1, 0), Qt::AlignVCenter | Qt::AlignLeft,
                         metrics.elidedText(entries_[i].name, Qt::ElideMiddle, place.width() - kMark + 0.5));
    }
}

} // namespace millrace::ui
