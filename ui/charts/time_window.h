// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

namespace millrace::ui {

/// The stretch of time all charts show, in seconds since the run began. Live: its right end follows the run;
/// zooming or panning leaves that, and going live again comes back. GUI thread only.
class TimeWindow : public QObject {
    Q_OBJECT
public:
    explicit TimeWindow(QObject* parent = nullptr) : QObject(parent) {}

    double from() const { return from_; }
    double to() const { return to_; }
    bool isLive() const { return live_; }
    double span() const { return span_; } ///< seconds; 0 = the whole run
    double end() const { return end_; }   ///< newest time of the run

    void setSpan(double seconds); ///< and goes live
    void setLive(bool live);
    void setEnd(double seconds); ///< the run has come this far
    void zoom(double factor, double around);
    void pan(double seconds);
    void show(double from, double to); ///< exactly this, standing still
    void reset();

    /// Where the pointer is on any chart; negative = nowhere. Every chart shows its cursor there.
    double cursor() const { return cursor_; }
    void setCursor(double seconds);

    /// The instant that a simulation shows, which need not be the newest; negative = none.
    double now() const { return now_; }
    void setNow(double seconds);

    /// A: a place to measure from, set by a click; negative = none.
    double mark() const { return mark_; }
    void setMark(double seconds);
    /// B: the place to measure to, set by Shift and a click; negative = none.
    double secondMark() const { return secondMark_; }
    void setSecondMark(double seconds);
    bool measures() const { return mark_ >= 0 && secondMark_ >= 0; }

Q_SIGNALS:
    void rangeChanged();
    void liveChanged();
    void cursorChanged(); ///< cursor, a mark or the instant that is shown

private:
    void leaveLive();
    void setRange(double from, double to);
    void followEnd();

    double from_ = 0, to_ = 60, end_ = 0, span_ = 60, cursor_ = -1, now_ = -1, mark_ = -1, secondMark_ = -1;
    bool live_ = true;
};

} // namespace millrace::ui
