// SPDX-License-Identifier: Apache-2.0
#include "ui/timeline/timeline_view.h"

#include "ui/settings/theme.h"
#include "ui/timeline/timeline_layout.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

namespace millrace::ui {

namespace {

constexpr double kZoomPerNotch = 0.8;
constexpr double kZoomPerKey = 0.6;
constexpr double kPanPerKey = 0.1; ///< of the picture
constexpr double kLeastDrag = 4;

bool isOurs(const QKeyEvent& event) {
    switch (event.key()) {
        case Qt::Key_0: return event.modifiers().testFlag(Qt::ControlModifier);
        case Qt::Key_F:
        case Qt::Key_Left:
        case Qt::Key_Right:
        case Qt::Key_Up:
        case Qt::Key_Down:
        case Qt::Key_Home:
        case Qt::Key_End:
        case Qt::Key_Plus:
        case Qt::Key_Equal:
        case Qt::Key_Minus: return !event.modifiers().testFlag(Qt::ControlModifier);
        default: return false;
    }
}

} // namespace

TimelineView::TimelineView(const TimelineModel& model, QWidget* parent)
    : QAbstractScrollArea(parent), model_(model) {
    setObjectName("timelineView");
    setAccessibleName(tr("Timeline: what each worker did"));
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setMouseTracking(true);
    setMinimumHeight(90);
    connect(&Theme::instance(), &Theme::changed, this, [this] { viewport()->update(); });
}

void TimelineView::begin(TraceNames names) {
    names_ = std::move(names);
    range_.reset();
    select(std::nullopt);
    moved();
}

void TimelineView::setEmptyText(const QString& title, const QString& text) {
    emptyTitle_ = title;
    emptyText_ = text;
    viewport()->update();
}

void TimelineView::refresh() {
    measureKnown();
    if (selected_ && !sliceOf(*selected_)) select(std::nullopt);
    updateScrollBar();
    keepNowInSight();
    moved();
}

void TimelineView::measureKnown() {
    range_.setKnown(static_cast<double>(model_.knownSince() - model_.begin()),
                    static_cast<double>(model_.end() - model_.begin()));
}

void TimelineView::moved() {
    viewport()->update();
    Q_EMIT rangeChanged();
}

void TimelineView::follow(bool on) {
    range_.follow(on);
    moved();
}

void TimelineView::setNow(std::optional<MonotonicNs> now, bool stands) {
    if (now == now_ && stands == standsStill_) return;
    now_ = now;
    standsStill_ = stands;
    followsNow_ = now.has_value();
    keepNowInSight();
    viewport()->update();
}

/// Once for each instant: whoever looks elsewhere then may go on to do so.
void TimelineView::keepNowInSight() {
    if (!followsNow_ || dragging_ || model_.isEmpty()) return;
    followsNow_ = false;
    measureKnown();
    const double at = static_cast<double>(*now_ - model_.begin());
    if (*now_ >= model_.end()) return;
    const bool inSight = at >= range_.from() && at <= range_.to();
    if (inSight && !(standsStill_ && range_.follows())) return;
    const double length = range_.length(), from = inSight ? range_.from() : at - 0.7 * length;
    range_.show(from, from + length);
    moved();
}

void TimelineView::fitAll() {
    range_.fitAll();
    moved();
}

void TimelineView::zoom(double factor) {
    const TimeScale s = scale();
    const bool inside = pointer_.x() >= s.left && pointer_.x() <= s.right;
    const double around = s.at(inside ? pointer_.x() : (s.left + s.right) / 2);
    range_.zoom(factor, around - static_cast<double>(model_.begin()));
    moved();
}

TimeScale TimelineView::scale() const {
    const auto begin = static_cast<double>(model_.begin());
    return {begin + range_.from(), begin + range_.to(), timeline::kNames,
            std::max(timeline::kNames + 1.0, viewport()->width() - double(timeline::kRight))};
}

double TimelineView::laneHeight() const {
    const double room = viewport()->height() - timeline::kRuler;
    const auto lanes = static_cast<double>(std::max<std::size_t>(1, model_.tracks().size()));
    return std::clamp(std::floor(room / lanes), double(timeline::kLeastLane), double(timeline::kMostLane));
}

QRectF TimelineView::laneBox(std::size_t lane) const {
    const double height = laneHeight();
    const double top = timeline::kRuler + height * static_cast<double>(lane) - verticalScrollBar()->value();
    const TimeScale s = scale();
    const double gap = std::max(3.0, std::floor(height / 7));
    return {s.left, top + gap, s.right - s.left, height - 2 * gap};
}

void TimelineView::updateScrollBar() {
    const double wanted = laneHeight() * static_cast<double>(model_.tracks().size());
    const double room = viewport()->height() - timeline::kRuler;
    verticalScrollBar()->setRange(0, std::max(0, static_cast<int>(std::ceil(wanted - room))));
    verticalScrollBar()->setPageStep(std::max(1, static_cast<int>(room)));
    verticalScrollBar()->setSingleStep(static_cast<int>(laneHeight()));
}

std::optional<std::size_t> TimelineView::laneAt(double y) const {
    if (y < timeline::kRuler) return std::nullopt;
    const double lane = (y - timeline::kRuler + verticalScrollBar()->value()) / laneHeight();
    if (lane < 0 || lane >= static_cast<double>(model_.tracks().size())) return std::nullopt;
    return static_cast<std::size_t>(lane);
}

const LaneSpan* TimelineView::spanAt(std::size_t lane, double x) const {
    const TimeScale s = scale();
    if (x < s.left || x > s.right) return nullptr;
    const LaneTrack& track = model_.tracks()[lane];
    const double at = s.at(x);
    const std::size_t i = track.spanAfter(static_cast<MonotonicNs>(at));
    const auto& spans = track.spans();
    if (i < spans.size() && static_cast<double>(spans[i].from) <= at) return &spans[i];
    // A short one right beside the pointer is meant, too.
    const double near = 2 * s.perPixel();
    if (i < spans.size() && static_cast<double>(spans[i].from) - at < near) return &spans[i];
    if (i > 0 && at - static_cast<double>(spans[i - 1].to) < near) return &spans[i - 1];
    return nullptr;
}

const TraceSlice* TimelineView::sliceOf(const SlicePlace& place) const {
    return place.lane < model_.tracks().size() ? model_.tracks()[place.lane].slice(place.slice) : nullptr;
}

void TimelineView::select(std::optional<SlicePlace> place) {
    if (place == selected_) return;
    selected_ = place;
    arrows_ = place ? handOffsOf(model_, *place) : std::vector<HandOffArrow>();
    viewport()->update();
}

bool TimelineView::event(QEvent* event) {
    // The window knows some of these keys as shortcuts; here they belong to the timeline.
    if (event->type() == QEvent::ShortcutOverride && isOurs(*static_cast<QKeyEvent*>(event))) {
        event->accept();
        return true;
    }
    return QAbstractScrollArea::event(event);
}

bool TimelineView::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::Leave) {
        pointer_ = {-1, -1};
        viewport()->update();
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void TimelineView::resizeEvent(QResizeEvent* event) {
    QAbstractScrollArea::resizeEvent(event);
    updateScrollBar();
}

void TimelineView::wheelEvent(QWheelEvent* event) {
    const QPoint turned = event->angleDelta();
    if (event->modifiers().testFlag(Qt::AltModifier) || event->modifiers().testFlag(Qt::ControlModifier)) {
        QAbstractScrollArea::wheelEvent(event); // up and down the lanes
        return;
    }
    pointer_ = event->position();
    const double sideways = event->modifiers().testFlag(Qt::ShiftModifier) ? turned.y() : turned.x();
    if (sideways != 0) {
        range_.pan(-sideways / 120.0 * kPanPerKey * range_.length());
        moved();
    } else if (turned.y() != 0) {
        zoom(std::pow(kZoomPerNotch, turned.y() / 120.0));
    }
    event->accept();
}

void TimelineView::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton) return event->ignore();
    pressed_ = true;
    dragging_ = false;
    pressedAt_ = pointer_ = event->position();
    event->accept();
}

void TimelineView::mouseMoveEvent(QMouseEvent* event) {
    if (pressed_ && !dragging_ && std::abs(event->position().x() - pressedAt_.x()) >= kLeastDrag) {
        dragging_ = true;
        viewport()->setCursor(Qt::ClosedHandCursor);
    }
    if (dragging_) {
        range_.pan((pointer_.x() - event->position().x()) * scale().perPixel());
        moved();
    }
    pointer_ = event->position();
    viewport()->update();
    event->accept();
}

void TimelineView::mouseReleaseEvent(QMouseEvent* event) {
    const bool click = pressed_ && !dragging_ && event->button() == Qt::LeftButton;
    pressed_ = dragging_ = false;
    viewport()->unsetCursor();
    event->accept();
    if (!click) return;
    const auto lane = laneAt(event->position().y());
    const LaneSpan* span = lane ? spanAt(*lane, event->position().x()) : nullptr;
    select(span ? std::optional(SlicePlace{*lane, span->slice}) : std::nullopt);
    const TraceSlice* slice = selected_ ? sliceOf(*selected_) : nullptr;
    const QStringList nodes = slice ? names_.nodesOfTask(slice->task) : QStringList();
    // A sleep is of no node: what is chosen stays.
    if (!slice || !nodes.isEmpty()) Q_EMIT nodesChosen(nodes);
}

void TimelineView::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) fitAll();
    event->accept();
}

void TimelineView::keyPressEvent(QKeyEvent* event) {
    if (!isOurs(*event)) return QAbstractScrollArea::keyPressEvent(event);
    const double step = kPanPerKey * range_.length();
    QScrollBar* rows = verticalScrollBar();
    switch (event->key()) {
        case Qt::Key_0: fitAll(); break;
        case Qt::Key_F: follow(!range_.follows()); break;
        case Qt::Key_Left: range_.pan(-step); break;
        case Qt::Key_Right: range_.pan(step); break;
        case Qt::Key_Up: rows->triggerAction(QAbstractSlider::SliderSingleStepSub); break;
        case Qt::Key_Down: rows->triggerAction(QAbstractSlider::SliderSingleStepAdd); break;
        case Qt::Key_Home:
            range_.pan(static_cast<double>(model_.knownSince() - model_.begin()) - range_.from());
            break;
        case Qt::Key_End: follow(true); break;
        case Qt::Key_Minus: zoom(1 / kZoomPerKey); break;
        default: zoom(kZoomPerKey); break;
    }
    moved();
    event->accept();
}

std::optional<TraceNote> TimelineView::hovered() const {
    if (dragging_ || pointer_.x() < 0) return std::nullopt;
    const auto lane = laneAt(pointer_.y());
    const LaneSpan* span = lane ? spanAt(*lane, pointer_.x()) : nullptr;
    if (!span) return std::nullopt;
    const LaneTrack& track = model_.tracks()[*lane];
    return noteAt(track, *span, scale(), pointer_.x(), names_);
}

} // namespace millrace::ui
