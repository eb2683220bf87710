// SPDX-License-Identifier: Apache-2.0
#include "ui/charts/time_window.h"

#include <algorithm>

namespace millrace::ui {

namespace {
constexpr double kShortest = 0.05; ///< seconds: about one frame
constexpr double kShortestLive = 2;
} // namespace

void TimeWindow::setSpan(double seconds) {
    span_ = seconds;
    setLive(true);
    followEnd();
}

void TimeWindow::setLive(bool live) {
    if (live != live_) {
        live_ = live;
        Q_EMIT liveChanged();
    }
    followEnd();
}

void TimeWindow::setEnd(double seconds) {
    end_ = seconds;
    followEnd();
}

void TimeWindow::followEnd() {
    if (!live_) return;
    if (span_ <= 0)
        setRange(0, std::max(end_, kShortestLive));
    else
        setRange(std::max(0.0, end_ - span_), std::max(end_, std::min(span_, std::max(kShortestLive, end_))));
}

void TimeWindow::zoom(double factor, double around) {
    const double length = std::clamp((to_ - from_) * factor, kShortest, std::max(end_, span_) * 1.1 + 1);
    const double share = (around - from_) / std::max(1e-9, to_ - from_);
    leaveLive();
    const double start = std::max(0.0, around - share * length);
    setRange(start, start + length);
}

void TimeWindow::pan(double seconds) {
    if (seconds == 0) return;
    leaveLive();
    const double length = to_ - from_;
    const double start = std::clamp(from_ + seconds, 0.0, std::max(0.0, end_ - length * 0.1));
    setRange(start, start + length);
}

void TimeWindow::show(double from, double to) {
    leaveLive();
    from = std::max(0.0, from);
    setRange(from, std::max(to, from + kShortest));
}

void TimeWindow::leaveLive() {
    if (!live_) return;
    live_ = false;
    Q_EMIT liveChanged();
}

void TimeWindow::reset() {
    end_ = 0;
    cursor_ = mark_ = secondMark_ = -1;
    setLive(true);
}

void TimeWindow::setCursor(double seconds) {
    if (cursor_ == seconds) return;
    cursor_ = seconds;
    Q_EMIT cursorChanged();
}

void TimeWindow::setNow(double seconds) {
    if (now_ == seconds) return;
    now_ = seconds;
    Q_EMIT cursorChanged();
}

void TimeWindow::setMark(double seconds) {
    if (mark_ == seconds) return;
    mark_ = seconds;
    Q_EMIT cursorChanged();
}

void TimeWindow::setSecondMark(double seconds) {
    if (secondMark_ == seconds) return;
    secondMark_ = seconds;
    Q_EMIT cursorChanged();
}

void TimeWindow::setRange(double from, double to) {
    if (from == from_ && to == to_) return;
    from_ = from;
    to_ = to;
    Q_EMIT rangeChanged();
}

} // namespace millrace::ui
