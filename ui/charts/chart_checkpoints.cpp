// SPDX-License-Identifier: Apache-2.0
//
// The checkpoints of a run below the lines of a chart card: bars on its time axis, as long as they took.
#include "ui/charts/chart_card.h"
#include "ui/charts/chart_view.h"
#include "ui/charts/time_window.h"
#include "ui/settings/number_text.h"
#include "ui/settings/theme.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

namespace millrace::ui {

namespace {

constexpr double kBelow = 2, kHeight = 4; ///< the axis; of a bar
constexpr double kLeast = 2.5;            ///< of its length
constexpr double kTogether = 5;           ///< pixels: nearer than that they are one
constexpr double kReach = 7;              ///< of the pointer

QString secondsText(double seconds) { return durationText(seconds).text(); }

} // namespace

void ChartCard::setCheckpoints(const std::vector<CheckpointMark>* checkpoints) {
    checkpoints_ = checkpoints;
    view_->viewport()->update();
}

std::vector<ChartCard::CheckpointBar> ChartCard::checkpointBars() const {
    std::vector<CheckpointBar> bars;
    if (!checkpoints_) return bars;
    const QRectF plot = plotArea();
    const auto endsBefore = [](const CheckpointMark& mark, double time) {
        return mark.at + mark.seconds() < time;
    };
    auto mark = std::lower_bound(checkpoints_->begin(), checkpoints_->end(), window_.from(), endsBefore);
    for (; mark != checkpoints_->end() && mark->at <= window_.to(); ++mark) {
        const double left = std::max(timeToX(mark->at), plot.left());
        const double right =
            std::min(std::max(timeToX(mark->at + mark->seconds()), left + kLeast), plot.right());
        if (!bars.empty() && left - bars.back().place.left() < kTogether) {
            CheckpointBar& last = bars.back();
            last.place.setRight(std::max(last.place.right(), right));
            if (mark->seconds() > last.longest.seconds()) last.longest = *mark;
            ++last.count;
            last.givenUp += mark->givenUp;
            continue;
        }
        bars.push_back(
            {QRectF(left, plot.bottom() + kBelow, right - left, kHeight), *mark, 1, mark->givenUp});
    }
    return bars;
}

std::optional<ChartCard::CheckpointBar> ChartCard::checkpointAt(QPointF place) const {
    std::optional<CheckpointBar> nearest;
    if (place.y() < plotArea().bottom() - kReach) return nearest;
    double least = kReach;
    for (const CheckpointBar& bar : checkpointBars()) {
        const double distance = std::max({0.0, bar.place.left() - place.x(), place.x() - bar.place.right()});
        if (distance > least || (nearest && distance == least)) continue;
        least = distance;
        nearest = bar;
    }
    return nearest;
}

QStringList ChartCard::checkpointRows(const CheckpointBar& bar) {
    const CheckpointMark& mark = bar.longest;
    QStringList rows;
    if (bar.count > 1) rows << tr("%n checkpoints, the longest:", nullptr, bar.count);
    rows << tr("Checkpoint %1").arg(mark.epoch) + '\t' + secondsText(mark.seconds())
         << tr("barriers") + '\t' + secondsText(mark.barriers)
         << tr("written down") + '\t' + secondsText(mark.durable)
         << tr("committed") + '\t' + secondsText(mark.committed)
         << tr("size") + '\t' + bytesText(static_cast<double>(mark.bytes)).text();
    if (mark.alignment > 0) rows << tr("longest alignment") + '\t' + secondsText(mark.alignment);
    if (mark.spilled > 0)
        rows << tr("spilled to files") + '\t' + bytesText(static_cast<double>(mark.spilled)).text();
    if (bar.givenUp > 0) rows << tr("given up before") + '\t' + countText(static_cast<qint64>(bar.givenUp));
    return rows;
}

void ChartCard::paintCheckpoints(QPainter& painter) const {
    if (!checkpoints_ || checkpoints_->empty()) return;
    const Tokens& t = Theme::instance().tokens();
    const auto pointed = pointedCheckpoint();
    painter.setPen(Qt::NoPen);
    for (const CheckpointBar& bar : checkpointBars()) {
        const bool meant = pointed && pointed->longest.epoch == bar.longest.epoch;
        painter.setBrush(meant ? t.text : t.muted);
        painter.drawRoundedRect(meant ? bar.place.adjusted(-0.5, -1.5, 0.5, 1) : bar.place, 1, 1);
    }
}

std::optional<ChartCard::CheckpointBar> ChartCard::pointedCheckpoint() const {
    const auto pointer = view_->pointer();
    return pointer ? checkpointAt(*pointer) : std::nullopt;
}

void ChartCard::paintCheckpointLabel(QPainter& painter, const CheckpointBar& bar) const {
    const Tokens& t = Theme::instance().tokens();
    const QRectF plot = plotArea();
    const QFontMetricsF metrics(painter.font());
    const QStringList rows = checkpointRows(bar);
    double names = 0, values = 0, whole = 0;
    for (const QString& row : rows) {
        if (!row.contains('\t')) {
            whole = std::max(whole, metrics.horizontalAdvance(row));
            continue;
        }
        names = std::max(names, metrics.horizontalAdvance(row.section('\t', 0, 0)));
        values = std::max(values, metrics.horizontalAdvance(row.section('\t', 1)));
    }
    constexpr double kRow = 15, kGap = 14;
    const double width = std::max(names + kGap + values, whole);
    const double height = kRow * static_cast<double>(rows.size()) + 8;
    // Above its bar, within the picture.
    QRectF box(bar.place.center().x() - width / 2 - 8, std::max(0.0, plot.bottom() - 6 - height), width + 16,
               height);
    box.moveLeft(std::clamp(box.left(), plot.left(), std::max(plot.left(), view_->width() - box.width())));
    painter.setPen(QPen(t.hairline, 1));
    painter.setBrush(withAlpha(t.raised, 0.97));
    painter.drawRoundedRect(box, metric::kChipRadius, metric::kChipRadius);
    double y = box.top() + 4;
    bool head = true;
    for (const QString& row : rows) {
        const QRectF line(box.left() + 8, y, width, kRow);
        const bool value = row.contains('\t');
        painter.setPen(value && head ? t.text : t.muted);
        painter.drawText(line, Qt::AlignVCenter | Qt::AlignLeft, row.section('\t', 0, 0));
        painter.setPen(t.text);
        painter.drawText(line, Qt::AlignVCenter | Qt::AlignRight, row.section('\t', 1));
        if (value) head = false;
        y += kRow;
    }
}

} // namespace millrace::ui
