// SPDX-License-Identifier: Apache-2.0
// How the timeline looks; what it does stands in timeline_view.cpp.
#include "ui/settings/number_text.h"
#include "ui/settings/text_painting.h"
#include "ui/settings/theme.h"
#include "ui/timeline/state_style.h"
#include "ui/timeline/time_ruler.h"
#include "ui/timeline/timeline_layout.h"
#include "ui/timeline/timeline_view.h"

#include <QPaintEvent>
#include <QPainterPath>
#include <QScrollBar>
#include <algorithm>
#include <cmath>

namespace millrace::ui {

namespace {

constexpr double kTickDistance = 96;
constexpr int kMarkHeight = 3;
constexpr std::size_t kMostTitles = 400; ///< bars of a lane that may be wide enough to carry one

} // namespace

void TimelineView::paintEvent(QPaintEvent*) {
    QPainter painter(viewport());
    const Tokens& t = Theme::instance().tokens();
    painter.fillRect(viewport()->rect(), t.panel);
    if (model_.isEmpty()) return paintEmpty(painter);
    paintRuler(painter);
    painter.save();
    painter.setClipRect(QRect(0, timeline::kRuler, viewport()->width(), viewport()->height()));
    for (std::size_t lane = 0; lane < model_.tracks().size(); ++lane) {
        const QRectF box = laneBox(lane);
        if (box.bottom() < timeline::kRuler || box.top() > viewport()->height()) continue;
        paintLane(painter, lane);
    }
    if (selected_) paintOutline(painter, *selected_, t.text);
    paintHandOffs(painter);
    painter.restore();
    paintNow(painter);
    const TimeScale s = scale();
    if (pointer_.x() >= s.left && pointer_.x() <= s.right && !dragging_) {
        painter.fillRect(QRectF(std::round(pointer_.x()), timeline::kRuler, 1, viewport()->height()),
                         withAlpha(t.muted, 0.6));
    }
    if (const auto note = hovered()) paintNote(painter, *note);
}

void TimelineView::paintNow(QPainter& painter) const {
    if (!now_) return;
    const TimeScale s = scale();
    const double x = std::round(s.x(static_cast<double>(*now_)));
    if (x < s.left || x > s.right) return;
    const QColor& color = Theme::instance().tokens().accent;
    painter.fillRect(QRectF(x - 0.75, timeline::kRuler - 4, 1.5, viewport()->height()), color);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawEllipse(QPointF(x, timeline::kRuler - 4), 3.5, 3.5);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

void TimelineView::paintEmpty(QPainter& painter) const {
    const Tokens& t = Theme::instance().tokens();
    const QRect box = viewport()->rect();
    painter.setFont(Theme::instance().font(TextRole::Title));
    painter.setPen(t.text);
    painter.drawText(box.adjusted(16, 0, -16, -22), Qt::AlignCenter, emptyTitle_);
    painter.setFont(Theme::instance().font(TextRole::Label));
    painter.setPen(t.muted);
    painter.drawText(box.adjusted(16, 22, -16, 0), Qt::AlignCenter | Qt::TextWordWrap, emptyText_);
}

void TimelineView::paintRuler(QPainter& painter) const {
    const Tokens& t = Theme::instance().tokens();
    const TimeScale s = scale();
    const auto begin = static_cast<double>(model_.begin());
    const int most = std::max(2, static_cast<int>((s.right - s.left) / kTickDistance));
    const TimeRuler ruler(range_.from(), range_.to(), most);
    const QFont font = Theme::instance().font(TextRole::Secondary);
    painter.setFont(font);
    for (const double tick : ruler.ticks) {
        const double x = std::round(s.x(begin + tick));
        if (x < s.left || x > s.right) continue;
        // Filled, not drawn as a line: Qt makes those of lengths like these on threads, and waits for them.
        painter.fillRect(QRectF(x, timeline::kRuler - 5, 1, viewport()->height() - timeline::kRuler + 5.0),
                         withAlpha(t.hairline, 0.8));
        const QString text = ruler.textOf(tick);
        const double width = tabularWidth(font, text);
        // The last one moves in instead of being cut.
        const double left = std::min(x + 4, s.right - width);
        if (left < x - width / 2) continue;
        painter.setPen(t.muted);
        drawTabular(painter, {left, 17}, font, text);
    }
    painter.fillRect(QRectF(0, timeline::kRuler - 1, viewport()->width(), 1), t.hairline);
    painter.setPen(t.text);
    const QString base = ruler.baseText();
    drawTabular(painter, {12, 17}, font,
                base.isEmpty() ? durationText(range_.length() * 1e-9).text() : tr("from %1").arg(base));
}

void TimelineView::paintLane(QPainter& painter, std::size_t lane) const {
    const Tokens& t = Theme::instance().tokens();
    const QRectF box = laneBox(lane);
    const TimeScale s = scale();
    const LaneTrack& track = model_.tracks()[lane];
    painter.fillRect(QRectF(box.left(), box.bottom(), box.width(), 1), withAlpha(t.hairline, 0.7));
    LanePainter bars(painter, s);
    bars.drawBars(track, box);
    if (!track.marks().empty())
        bars.drawMarks(track, QRectF(box.left(), box.bottom() + 1, box.width(), kMarkHeight));
    paintTitles(painter, lane, box);
    paintName(painter, lane);
}

void TimelineView::paintTitles(QPainter& painter, std::size_t lane, const QRectF& box) const {
    const TimeScale s = scale();
    const LaneTrack& track = model_.tracks()[lane];
    const auto& spans = track.spans();
    const double least = timeline::kLeastTitle * s.perPixel();
    const std::size_t first = track.spanAfter(static_cast<MonotonicNs>(s.from));
    const std::size_t end = std::min(track.spanAfter(static_cast<MonotonicNs>(s.to)) + 1, spans.size());
    // Where that many share the picture, none of them is wide.
    if (end < first || end - first > kMostTitles) return;
    const QFont font = Theme::instance().font(TextRole::Secondary);
    const double baseline = std::round(box.center().y() + QFontMetricsF(font).capHeight() / 2);
    for (std::size_t i = first; i < end; ++i) {
        const LaneSpan& span = spans[i];
        if (span.state != LaneState::Running || static_cast<double>(span.to - span.from) < least) continue;
        const double left = std::max(s.left, s.x(static_cast<double>(span.from)));
        const double right = std::min(s.right, s.x(static_cast<double>(span.to)));
        const TraceSlice* slice = track.slice(span.slice);
        if (!slice || right - left < timeline::kLeastTitle) continue;
        painter.setPen(Theme::instance().tokens().onSpot);
        drawElided(painter, {left + 6, baseline}, right - left - 12, font, names_.task(slice->task));
    }
}

void TimelineView::paintName(QPainter& painter, std::size_t lane) const {
    const Tokens& t = Theme::instance().tokens();
    const TimeScale s = scale();
    const LaneTrack& track = model_.tracks()[lane];
    const LaneShares before = track.sharesUntil(static_cast<MonotonicNs>(s.from));
    const LaneShares after = track.sharesUntil(static_cast<MonotonicNs>(s.to));
    const auto running = static_cast<std::size_t>(LaneState::Running);
    const double known = std::min(s.to, static_cast<double>(model_.end())) -
                         std::max(s.from, static_cast<double>(model_.lanes()[lane].knownSince()));
    const QRectF box = laneBox(lane);
    const double middle = box.center().y();
    const QFont font = Theme::instance().font(TextRole::Label);
    const double baseline = std::round(middle + QFontMetricsF(font).capHeight() / 2);
    const QString share =
        known > 0 ? percentText(static_cast<double>(after[running] - before[running]) / known) : QString();
    const double width = tabularWidth(font, share);
    painter.setPen(t.muted);
    drawTabular(painter, {timeline::kNames - 12 - width, baseline}, font, share);
    painter.setPen(t.text);
    drawElided(painter, {12, baseline}, timeline::kNames - 12 - 36 - 16, font,
               QString::fromStdString(model_.lanes()[lane].name()));
}

void TimelineView::paintOutline(QPainter& painter, const SlicePlace& place, const QColor& color) const {
    const TraceSlice* slice = sliceOf(place);
    if (!slice) return;
    const TimeScale s = scale();
    const QRectF box = laneBox(place.lane);
    const double left = std::max(s.left - 2, s.x(static_cast<double>(slice->from)));
    const double right = std::min(s.right + 2, s.x(static_cast<double>(slice->to)));
    if (right < s.left || left > s.right) return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(
        QRectF(left - 1, box.top() - 1.5, std::max(right - left, 1.0) + 2, box.height() + 3), 2, 2);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

void TimelineView::paintHandOffs(QPainter& painter) const {
    const Tokens& t = Theme::instance().tokens();
    const TimeScale s = scale();
    painter.setRenderHint(QPainter::Antialiasing);
    for (const HandOffArrow& arrow : arrows_) {
        const QPointF from(s.x(static_cast<double>(arrow.at)), laneBox(arrow.fromLane).center().y());
        const QPointF to(s.x(static_cast<double>(arrow.begins)), laneBox(arrow.toLane).center().y());
        if (to.x() < s.left || from.x() > s.right) continue;
        const double bend = std::clamp(std::abs(to.x() - from.x()) / 2, 12.0, 60.0);
        QPainterPath path(from);
        path.cubicTo(from + QPointF(bend, 0), to - QPointF(bend, 0), to);
        painter.save();
        painter.setClipRect(QRectF(s.left, timeline::kRuler, s.right - s.left, viewport()->height()));
        // A lighter line below keeps it apart from bars of any colour.
        painter.strokePath(path, QPen(t.panel, 4));
        painter.strokePath(path, QPen(t.accent, 1.5));
        painter.setPen(Qt::NoPen);
        painter.setBrush(t.accent);
        painter.drawPolygon(QPolygonF({to, to + QPointF(-7, -3.5), to + QPointF(-7, 3.5)}));
        painter.restore();
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
}

void TimelineView::paintNote(QPainter& painter, const TraceNote& note) const {
    constexpr double kLine = 16, kSide = 10;
    const Theme& theme = Theme::instance();
    const Tokens& t = theme.tokens();
    const QFont title = theme.font(TextRole::LabelStrong), fact = theme.font(TextRole::Label);
    const double most = std::min(420.0, viewport()->width() - 40.0);
    double width = QFontMetricsF(title).horizontalAdvance(note.title);
    for (const QString& line : note.facts)
        width = std::max(width, QFontMetricsF(fact).horizontalAdvance(line));
    width = std::min(width + 2, most);
    QRectF box(pointer_.x() + 14, pointer_.y() + 14, width + 2 * kSide,
               kLine * static_cast<double>(note.facts.size() + 1) + 12);
    if (box.right() > viewport()->width() - 4) box.moveRight(pointer_.x() - 10);
    if (box.left() < 4) box.moveLeft(4);
    if (box.bottom() > viewport()->height() - 4) box.moveBottom(std::max(box.height() + 2, pointer_.y() - 8));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(mixed(t.hairline, t.muted, 0.3), 1));
    painter.setBrush(t.raised);
    painter.drawRoundedRect(box, metric::kControlRadius, metric::kControlRadius);
    double baseline = box.top() + 6 + 12;
    painter.setPen(t.text);
    drawElided(painter, {box.left() + kSide, baseline}, width, title, note.title);
    painter.setPen(t.muted);
    for (const QString& line : note.facts)
        drawElided(painter, {box.left() + kSide, baseline += kLine}, width, fact, line);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

} // namespace millrace::ui
