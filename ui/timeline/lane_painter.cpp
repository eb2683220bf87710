// SPDX-License-Identifier: Apache-2.0
#include "ui/timeline/lane_painter.h"

#include "ui/settings/theme.h"
#include "ui/timeline/state_style.h"
#include "ui/timeline/state_tile.h"

#include <algorithm>
#include <cmath>

namespace millrace::ui {

namespace {
constexpr double kRoomForGap = 4;
} // namespace

LanePainter::LanePainter(QPainter& painter, const TimeScale& scale)
    : painter_(painter), scale_(scale), ratio_(painter.device()->devicePixelRatioF()) {}

void LanePainter::add(LaneState state, double x, double width, double top, double bottom) {
    const auto pixels = [this](double length) { return static_cast<int>(std::lround(length * ratio_)); };
    const QRect rectangle(QPoint(pixels(x), pixels(top)),
                          QPoint(pixels(x + width), pixels(bottom)) - QPoint(1, 1));
    if (rectangle.isEmpty()) return;
    bars_.push_back({rectangle, state});
    around_ |= rectangle;
    ++rectangles_;
}

void LanePainter::addMerged(const LaneShares& shares, double nanoseconds, double x, const QRectF& box) {
    std::array<double, 2> height{}; // at rest, at work
    std::array<MonotonicNs, 2> most{};
    std::array<LaneState, 2> main{LaneState::NeedsInput, LaneState::Running};
    for (const LaneState state : kAllLaneStates) {
        const MonotonicNs time = shares[static_cast<std::size_t>(state)];
        const std::size_t kind = isWork(state) ? 1 : 0;
        height[kind] += static_cast<double>(time) / nanoseconds * heightOf(state) * box.height();
        if (time <= most[kind]) continue;
        most[kind] = time;
        main[kind] = state;
    }
    const double middle = box.bottom() - height[1];
    add(main[1], x, 1, middle, box.bottom());
    add(main[0], x, 1, std::max(box.top(), middle - height[0]), middle);
}

void LanePainter::drawBars(const LaneTrack& track, const QRectF& box) {
    bars_.clear();
    around_ = {};
    const auto moment = [this](double x) { return static_cast<MonotonicNs>(std::floor(scale_.at(x))); };
    const auto& spans = track.spans();
    const double right = std::floor(scale_.right);
    double x = std::floor(scale_.left);
    MonotonicNs at = moment(x);
    std::size_t i = track.spanAfter(at);
    LaneShares before{};
    bool beforeKnown = false;
    while (x < right && i < spans.size()) {
        const LaneSpan& span = spans[i];
        const double begin = scale_.x(static_cast<double>(span.from));
        if (begin >= x + 1) { // nothing here
            x = std::min(std::floor(begin), right);
            beforeKnown = false;
            continue;
        }
        const double end = scale_.x(static_cast<double>(span.to));
        if (end >= x + 1) {
            // It may begin inside of this column: who has the larger part of a column at an edge gets it.
            const double to = std::min(std::round(end), right);
            double from = std::max(std::round(begin), x);
            // Turns that follow one another at once are told apart where there is room.
            const bool joins = i > 0 && spans[i - 1].state == span.state && begin >= x - 0.5 &&
                               begin - scale_.x(static_cast<double>(spans[i - 1].to)) < 1;
            if (joins && to - from > kRoomForGap) from += 1;
            if (to > from)
                add(span.state, from, to - from, box.bottom() - heightOf(span.state) * box.height(),
                    box.bottom());
            x = std::max(to, x);
            ++i;
            beforeKnown = false;
            continue;
        }
        // Several share the column.
        const MonotonicNs columnEnd = moment(x + 1);
        if (!beforeKnown) before = track.sharesUntil(moment(x));
        const auto [next, after] = track.reachAt(columnEnd, i);
        i = next;
        LaneShares here;
        for (std::size_t s = 0; s < kLaneStates; ++s)
            here[s] = after[s] - before[s];
        addMerged(here, scale_.perPixel(), x, box);
        before = after;
        beforeKnown = true;
        x += 1;
    }
    blit();
}

/// Put together in a picture of its own: Qt needs for thousands of rectangles a pixel wide, filled with
/// patterns, many times as long.
void LanePainter::blit() {
    if (around_.isEmpty()) return;
    QImage picture(around_.size(), QImage::Format_ARGB32_Premultiplied);
    picture.fill(Qt::transparent);
    std::array<StateTile, kLaneStates> tiles;
    for (const Bar& bar : bars_) {
        StateTile& tile = tiles[static_cast<std::size_t>(bar.state)];
        if (tile.isNull()) tile = StateTile(bar.state, ratio_);
        tile.fill(picture, bar.place.translated(-around_.topLeft()), bar.place.topLeft());
    }
    painter_.save();
    painter_.scale(1 / ratio_, 1 / ratio_);
    painter_.drawImage(around_.topLeft(), picture);
    painter_.restore();
}

void LanePainter::drawMarks(const LaneTrack& track, const QRectF& box) {
    const auto& marks = track.marks();
    // Near to `from` as a rule, however many there are.
    const auto endsAfter = [&](double moment, std::size_t from) {
        std::size_t step = 1;
        const auto ended = [moment](const LaneTrack::Mark& mark) {
            return static_cast<double>(mark.to) <= moment;
        };
        while (from + step < marks.size() && ended(marks[from + step])) {
            from += step;
            step *= 2;
        }
        return marks.partitionPoint(from, std::min(from + step, marks.size()), ended);
    };
    std::vector<QRectF> lines;
    double covered = scale_.left; // up to here
    for (std::size_t i = endsAfter(scale_.from, 0); i < marks.size(); i = endsAfter(scale_.at(covered), i)) {
        const double x = std::max(covered, std::floor(scale_.x(static_cast<double>(marks[i].from))));
        if (x >= scale_.right) break;
        const double end = std::min(scale_.right, std::ceil(scale_.x(static_cast<double>(marks[i].to))));
        covered = std::max(end, x + 1);
        if (!lines.empty() && lines.back().right() == x) {
            lines.back().setRight(covered);
        } else {
            lines.emplace_back(x, box.top(), covered - x, box.height());
        }
    }
    rectangles_ += lines.size();
    for (const QRectF& line : lines)
        painter_.fillRect(line, Theme::instance().tokens().accent);
}

} // namespace millrace::ui
