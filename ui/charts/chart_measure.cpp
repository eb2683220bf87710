// SPDX-License-Identifier: Apache-2.0
//
// The part of a chart card that measures between the cursors A and B.
#include "ui/charts/chart_card.h"
#include "ui/charts/decimator.h"
#include "ui/charts/time_window.h"
#include "ui/settings/number_text.h"
#include "ui/settings/theme.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

namespace millrace::ui {

std::vector<ChartCard::Delta> ChartCard::deltas() const {
    std::vector<Delta> deltas;
    if (!window_.measures()) return deltas;
    for (const Shown& shown : shown_) {
        const QPointF* before = nearestPoint(shown.line->points, window_.mark());
        const QPointF* after = nearestPoint(shown.line->points, window_.secondMark());
        if (!before || !after) continue;
        const double change = after->y() - before->y();
        const QString sign = change < 0 ? QStringLiteral("−") : QStringLiteral("+");
        QString text = QStringLiteral("%1 → %2  %3%4")
                           .arg(options_.valueText(before->y()), options_.valueText(after->y()), sign,
                                options_.valueText(std::abs(change)));
        if (before->y() != 0)
            text +=
                QStringLiteral(" (%1%2 %)").arg(sign).arg(std::abs(change / before->y()) * 100, 0, 'f', 0);
        deltas.push_back({shown.line->name, shown.color, before->y(), after->y(), text});
    }
    return deltas;
}

void ChartCard::setDropHint(bool on) {
    if (dropHint_ == on) return;
    dropHint_ = on;
    update();
}

QRectF ChartCard::flagOf(double at) const {
    if (at < window_.from() || at > window_.to()) return {};
    // On the time axis: what is told of the lines never covers it.
    return {timeToX(at) - 7, plotArea().bottom() + 3, 14, 14};
}

void ChartCard::paintMarks(QPainter& painter, const QRectF& plot) const {
    const Tokens& t = Theme::instance().tokens();
    const auto draw = [&](double at, const QString& name) {
        const QRectF flag = flagOf(at);
        if (flag.isNull()) return;
        painter.setPen(QPen(t.text, 1, Qt::DashLine));
        painter.drawLine(QPointF(flag.center().x(), plot.top()), QPointF(flag.center().x(), flag.top()));
        painter.setPen(Qt::NoPen);
        painter.setBrush(t.text);
        painter.drawRoundedRect(flag, 3, 3);
        painter.setPen(t.panel);
        painter.drawText(flag, Qt::AlignCenter, name);
    };
    draw(window_.mark(), QStringLiteral("A"));
    draw(window_.secondMark(), QStringLiteral("B"));
}

void ChartCard::paintDeltas(QPainter& painter, const QRectF& plot) const {
    const std::vector<Delta> shown = deltas();
    if (shown.empty()) return;
    const Tokens& t = Theme::instance().tokens();
    const QFontMetricsF metrics(painter.font());
    const double seconds = window_.secondMark() - window_.mark();
    const QString head =
        tr("A to B: %1%2")
            .arg(seconds < 0 ? QStringLiteral("−") : QString(), durationText(std::abs(seconds)).text());
    double names = 0, texts = metrics.horizontalAdvance(head);
    const auto nameOf = [&](const Delta& delta) {
        return metrics.elidedText(delta.name, Qt::ElideMiddle, 90);
    };
    for (const Delta& delta : shown)
        names = std::max(names, metrics.horizontalAdvance(nameOf(delta)));
    // In a narrow chart the change alone is told, not what it is a change of.
    bool narrow = false;
    const auto textOf = [&](const Delta& delta) {
        return narrow ? delta.text.section(QStringLiteral("  "), 1) : delta.text;
    };
    const auto widestText = [&] {
        double widest = texts;
        for (const Delta& delta : shown)
            widest = std::max(widest, 14 + names + 8 + metrics.horizontalAdvance(textOf(delta)));
        return widest;
    };
    narrow = widestText() + 16 > plot.width();
    texts = widestText();
    // Where the lines leave most room is not known: at the foot, within the picture.
    const auto rows = static_cast<double>(shown.size() + 1);
    const double row = std::clamp(std::floor((plot.height() - 6) / rows), 12.0, 15.0);
    const double height = row * rows + 6;
    const double width = std::min(texts + 16, plot.width());
    const QRectF box(plot.right() - width, plot.bottom() - height, width, height);
    painter.save();
    painter.setPen(QPen(t.hairline, 1));
    painter.setBrush(withAlpha(t.raised, 0.95));
    painter.drawRoundedRect(box, metric::kChipRadius, metric::kChipRadius);
    painter.setClipRect(box);
    double y = box.top() + 3;
    painter.setPen(t.muted);
    painter.drawText(QRectF(box.left() + 8, y, width, row), Qt::AlignVCenter, head);
    for (const Delta& delta : shown) {
        y += row;
        painter.setPen(QPen(delta.color, 2.5, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(QPointF(box.left() + 8, y + row / 2), QPointF(box.left() + 14, y + row / 2));
        painter.setPen(t.muted);
        painter.drawText(QRectF(box.left() + 20, y, names + 2, row), Qt::AlignVCenter, nameOf(delta));
        painter.setPen(t.text);
        painter.drawText(QRectF(box.left() + 22 + names + 6, y, width, row), Qt::AlignVCenter, textOf(delta));
    }
    painter.restore();
}

} // namespace millrace::ui
