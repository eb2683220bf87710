// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/timeline/hand_offs.h"
#include "ui/timeline/lane_painter.h"
#include "ui/timeline/timeline_model.h"
#include "ui/timeline/timeline_note.h"
#include "ui/timeline/timeline_range.h"
#include "ui/timeline/trace_names.h"

#include <QAbstractScrollArea>
#include <optional>

namespace millrace::ui {

/// The picture of the timeline: a ruler and a lane per worker, all painted by this one widget.
///
/// Wheel zooms at the pointer, with Shift it pans; dragging pans; a click selects the task there; Ctrl+0 or a
/// double-click shows everything; F follows the run; arrows pan, + and - zoom.
class TimelineView : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit TimelineView(const TimelineModel& model, QWidget* parent = nullptr);

    /// The model has grown.
    void refresh();
    /// Another run: how its things are called; everything about the old one is forgotten.
    void begin(TraceNames names);
    void setNames(TraceNames names) { names_ = std::move(names); }
    const TraceNames& names() const { return names_; }
    void setEmptyText(const QString& title, const QString& text);
    const QString& emptyText() const { return emptyTitle_; } ///< shown; empty where there are lanes

    /// The instant that a simulation shows, which need not be the newest; it stays in sight, also where it
    /// stands still while more becomes known.
    void setNow(std::optional<MonotonicNs> now, bool stands = false);

    const TimelineRange& range() const { return range_; }
    void follow(bool on);
    void fitAll();
    void zoom(double factor); ///< around the pointer, or the middle

    const std::optional<SlicePlace>& selected() const { return selected_; }
    std::optional<TraceNote> hovered() const; ///< what is told beside the pointer
    QRectF laneBox(std::size_t lane) const;   ///< of its bars, in the viewport
    double xOf(MonotonicNs at) const { return scale().x(static_cast<double>(at)); }

Q_SIGNALS:
    void rangeChanged();
    void nodesChosen(const QStringList& nodes); ///< ids; empty = a click beside everything

protected:
    bool viewportEvent(QEvent* event) override;
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    TimeScale scale() const;
    double laneHeight() const;
    void updateScrollBar();
    void keepNowInSight();
    void measureKnown();
    void moved();
    void select(std::optional<SlicePlace> place);
    std::optional<std::size_t> laneAt(double y) const;
    const LaneSpan* spanAt(std::size_t lane, double x) const;
    const TraceSlice* sliceOf(const SlicePlace& place) const;

    void paintEmpty(QPainter& painter) const;
    void paintRuler(QPainter& painter) const;
    void paintLane(QPainter& painter, std::size_t lane) const;
    void paintTitles(QPainter& painter, std::size_t lane, const QRectF& box) const;
    void paintName(QPainter& painter, std::size_t lane) const;
    void paintOutline(QPainter& painter, const SlicePlace& place, const QColor& color) const;
    void paintHandOffs(QPainter& painter) const;
    void paintNow(QPainter& painter) const;
    void paintNote(QPainter& painter, const TraceNote& note) const;

    const TimelineModel& model_;
    TimelineRange range_;
    TraceNames names_;
    QString emptyTitle_, emptyText_;
    std::optional<MonotonicNs> now_;
    bool standsStill_ = false;
    bool followsNow_ = false; ///< it has changed and may be out of sight
    std::optional<SlicePlace> selected_;
    std::vector<HandOffArrow> arrows_; ///< of what is selected
    QPointF pointer_{-1, -1}, pressedAt_;
    bool pressed_ = false, dragging_ = false;
};

} // namespace millrace::ui
