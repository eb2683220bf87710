// SPDX-License-Identifier: Apache-2.0
#include "ui/charts/chart_card.h"

#include "ui/charts/chart_legend.h"
#include "ui/charts/chart_view.h"
#include "ui/charts/decimator.h"
#include "ui/charts/time_window.h"
#include "ui/settings/number_text.h"
#include "ui/settings/theme.h"
#include "ui/settings/turn_queue.h"

#include <QPainter>
#include <QResizeEvent>
#include <QtCharts/QChart>
#include <QtCharts/QLineSeries>
#include <QtCharts/QValueAxis>
#include <algorithm>
#include <cmath>

namespace millrace::ui {

namespace {

constexpr int kSide = 12; ///< left and right of the head
constexpr int kLeftMargin = 54, kRightMargin = 14, kTopMargin = 6, kBottomMargin = 19;
constexpr int kLineRoom = 2;  ///< above and below the plot: a line at its edge is drawn whole
constexpr int kLowCard = 190; ///< a card less high has no room for the names of many lines
constexpr std::size_t kLinesOfLow = 6;
constexpr int kFoot = 4; ///< below the plot, so that the card keeps its round corners

} // namespace

ChartCard::ChartCard(Options options, TimeWindow& window, QWidget* parent)
    : QWidget(parent),
      options_(std::move(options)),
      window_(window),
      scale_(options_.logarithmic, options_.top),
      chart_(new QChart),
      timeAxis_(new QValueAxis),
      valueAxis_(new QValueAxis),
      legend_(new ChartLegend(this)) {
    chart_->legend()->hide();
    chart_->setBackgroundVisible(false);
    chart_->setPlotAreaBackgroundVisible(false);
    chart_->setAnimationOptions(QChart::NoAnimation);
    chart_->setMargins({});
    chart_->addAxis(timeAxis_, Qt::AlignBottom);
    chart_->addAxis(valueAxis_, Qt::AlignLeft);
    timeAxis_->setVisible(false);
    valueAxis_->setVisible(false);
    view_ = new ChartView(chart_, *this);
    setMinimumSize(220, 130);
    setAccessibleName(options_.title);
    connect(legend_, &ChartLegend::pointedAt, this, &ChartCard::emphasise);
    connect(&window_, &TimeWindow::rangeChanged, this, &ChartCard::followRange);
    connect(&window_, &TimeWindow::cursorChanged, view_, [this] { view_->viewport()->update(); });
    connect(&Theme::instance(), &Theme::changed, this, &ChartCard::applyTheme);
    applyTheme();
}

void ChartCard::applyTheme() {
    view_->setBackgroundBrush(Theme::instance().tokens().panel);
    if (lines_) setLines(lines_, colorOf_);
    update();
}

void ChartCard::setLines(const std::vector<RunLine>* lines, ColorOf color) {
    lines_ = lines;
    colorOf_ = std::move(color);
    dropSeries();
    refresh();
}

void ChartCard::dropSeries() {
    setSeries(0);
    legend_->setEntries({});
}

/// To add one to a chart or to take one away lays out all of it: those that are there change their line.
void ChartCard::setSeries(std::size_t count) {
    for (; shown_.size() > count; shown_.pop_back()) {
        chart_->removeSeries(shown_.back().series);
        delete shown_.back().series;
    }
    while (shown_.size() < count) {
        auto* const series = new QLineSeries;
        chart_->addSeries(series);
        series->attachAxis(timeAxis_);
        series->attachAxis(valueAxis_);
        shown_.push_back({nullptr, {}, series});
    }
}

void ChartCard::setMarkers(const std::vector<RunMarker>* markers) {
    markers_ = markers;
    view_->viewport()->update();
}

void ChartCard::setPinned(const QStringList& ids) {
    pinned_ = ids;
    refresh();
}

std::size_t ChartCard::rankOf(std::size_t line) const {
    const auto end = lines_->begin() + static_cast<std::ptrdiff_t>(line);
    return static_cast<std::size_t>(std::count_if(
        lines_->begin(), end, [&](const RunLine& each) { return each.category == end->category; }));
}

void ChartCard::chooseLines() {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < lines_->size(); ++i)
        if (!(*lines_)[i].points.empty()) order.push_back(i);
    const std::size_t most =
        height() < kLowCard ? std::min(options_.mostLines, kLinesOfLow) : options_.mostLines;
    if (order.size() > most) {
        const auto weight = [&](std::size_t i) {
            const RunLine& line = (*lines_)[i];
            double largest = 0;
            for (std::size_t p = line.points.size() - std::min<std::size_t>(line.points.size(), 250);
                 p < line.points.size(); ++p)
                largest = std::max(largest, line.points[p].y());
            const bool pinned = pinned_.contains(QString::fromStdString(line.id));
            return pinned ? (largest + 1) * 1e150 : largest;
        };
        // A line on the screen stays unless another is clearly larger, so that the picture does not flicker.
        const auto onScreen = [&](std::size_t i) {
            return std::any_of(shown_.begin(), shown_.end(),
                               [&](const Shown& s) { return s.line == &(*lines_)[i]; });
        };
        std::vector<double> weights(lines_->size());
        for (const std::size_t i : order)
            weights[i] = weight(i) * (onScreen(i) ? 1.25 : 1);
        std::stable_sort(order.begin(), order.end(),
                         [&](std::size_t a, std::size_t b) { return weights[a] > weights[b]; });
        order.resize(most);
        std::sort(order.begin(), order.end());
    }
    const bool same = order.size() == shown_.size() &&
                      std::equal(order.begin(), order.end(), shown_.begin(),
                                 [&](std::size_t i, const Shown& s) { return s.line == &(*lines_)[i]; });
    if (same) return;
    setSeries(order.size());
    std::vector<ChartLegend::Entry> names;
    for (std::size_t k = 0; k < order.size(); ++k) {
        const RunLine& line = (*lines_)[order[k]];
        shown_[k].line = &line;
        shown_[k].color = colorOf_(line, rankOf(order[k]));
        names.push_back({line.name, shown_[k].color});
    }
    legend_->setEntries(std::move(names));
    emphasise(-1);
    placeParts();
}

void ChartCard::emphasise(int line) {
    for (std::size_t i = 0; i < shown_.size(); ++i) {
        const bool meant = line == static_cast<int>(i);
        QPen pen(line < 0 || meant ? shown_[i].color : withAlpha(shown_[i].color, 0.25), meant ? 2.5 : 1.5);
        pen.setJoinStyle(Qt::RoundJoin);
        shown_[i].series->setPen(pen);
    }
}

void ChartCard::placeParts() {
    const QFontMetricsF title(Theme::instance().font(TextRole::Title));
    const double titleEnd = title.horizontalAdvance(options_.title) + 12;
    const int head = legend_->arrange(width() - 2 * kSide, titleEnd);
    legend_->setGeometry(kSide, 2, width() - 2 * kSide, head);
    view_->setGeometry(1, head, width() - 2, height() - head - kFoot);
    chart_->setPlotArea(
        QRectF(kLeftMargin, kTopMargin - kLineRoom, std::max(10, width() - 2 - kLeftMargin - kRightMargin),
               std::max(10, height() - head - kFoot - kTopMargin - kBottomMargin) + 2 * kLineRoom));
    update();
}

void ChartCard::fitValueAxis() {
    double most = 0, least = 1e300;
    for (const Shown& shown : shown_) {
        const auto& points = shown.line->points;
        const auto before = [](const QPointF& p, double x) { return p.x() < x; };
        auto p = std::lower_bound(points.begin(), points.end(), window_.from(), before);
        for (; p != points.end() && p->x() <= window_.to(); ++p) {
            most = std::max(most, p->y());
            least = std::min(least, p->y());
        }
    }
    if (dots_) {
        for (const QPointF& dot : *dots_) {
            if (dot.x() < window_.from() || dot.x() > window_.to()) continue;
            most = std::max(most, dot.y());
            least = std::min(least, dot.y());
        }
    }
    scale_.fit(least, most);
    const double room = (scale_.top() - scale_.bottom()) * kLineRoom / std::max(1.0, plotArea().height());
    valueAxis_->setRange(scale_.bottom() - room, scale_.top() + room);
}

/// As a run goes on, one card at a time, so that the window listens in between; as hands move it, at once.
void ChartCard::followRange() {
    if (window_.isLive())
        TurnQueue::instance().addOnce(this, &ChartCard::refresh);
    else
        refresh();
}

void ChartCard::refresh() {
    if (!lines_) return;
    chooseLines();
    fitValueAxis();
    timeAxis_->setRange(window_.from(), window_.to());
    const int columns = std::max(16, static_cast<int>(plotArea().width()));
    for (const Shown& shown : shown_) {
        auto points = decimate(shown.line->points, window_.from(), window_.to(), columns);
        for (QPointF& p : points)
            p.setY(scale_.drawn(p.y()));
        shown.series->replace(points);
    }
    view_->viewport()->update();
}

int ChartCard::visibleLines() const { return static_cast<int>(shown_.size()); }

int ChartCard::visiblePoints() const {
    int points = 0;
    for (const Shown& shown : shown_)
        points += static_cast<int>(shown.series->count());
    return points;
}

double ChartCard::timeToX(double seconds) const {
    const QRectF plot = plotArea();
    return plot.left() +
           (seconds - window_.from()) / std::max(1e-9, window_.to() - window_.from()) * plot.width();
}

double ChartCard::xToTime(double x) const {
    const QRectF plot = plotArea();
    return window_.from() + (x - plot.left()) / std::max(1.0, plot.width()) * (window_.to() - window_.from());
}

double ChartCard::valueToY(double value) const {
    const QRectF plot = plotArea();
    return plot.bottom() - (scale_.drawn(value) - scale_.bottom()) /
                               std::max(1e-12, scale_.top() - scale_.bottom()) * plot.height();
}

QRectF ChartCard::plotArea() const { return chart_->plotArea().adjusted(0, kLineRoom, 0, -kLineRoom); }

void ChartCard::resizeEvent(QResizeEvent* event) {
    placeParts();
    QWidget::resizeEvent(event);
    refresh();
}

void ChartCard::paintEvent(QPaintEvent*) {
    const Tokens& t = Theme::instance().tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool lit = dropHint_ || view_->hasFocus();
    painter.setPen(QPen(lit ? t.accent : t.hairline, dropHint_ ? 2 : 1));
    painter.setBrush(t.panel);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metric::kControlRadius,
                            metric::kControlRadius);
    painter.setFont(Theme::instance().font(TextRole::Title));
    painter.setPen(t.text);
    const QRectF head(kSide, 2, width() - 2 * kSide, ChartLegend::kFirstRow);
    painter.drawText(head, Qt::AlignVCenter | Qt::AlignLeft, options_.title);
    const double left = head.left() + painter.fontMetrics().horizontalAdvance(options_.title) + 10;
    const double right = kSide + legend_->firstRowLeft() - 8;
    painter.setFont(Theme::instance().font(TextRole::Secondary));
    painter.setPen(t.muted);
    // The subtitle gives way to the names of the lines.
    if (left + QFontMetricsF(painter.font()).horizontalAdvance(options_.subtitle) < right)
        painter.drawText(QRectF(left, head.top() + 1, right - left, head.height()),
                         Qt::AlignVCenter | Qt::AlignLeft, options_.subtitle);
}

void ChartCard::paintOverlay(QPainter& painter) const {
    const QRectF plot = plotArea();
    painter.setFont(Theme::instance().font(TextRole::Secondary));
    paintTicks(painter, plot);
    paintCheckpoints(painter);
    paintMarkers(painter, plot);
    paintFirstFuture(painter, plot);
    paintNow(painter, plot);
    paintDots(painter, plot);
    paintBand(painter);
    paintMarks(painter, plot);
    if (window_.cursor() < 0) paintDeltas(painter, plot);
    if (const auto checkpoint = pointedCheckpoint())
        paintCheckpointLabel(painter, *checkpoint);
    else
        paintCursor(painter, plot);
    if (!shown_.empty()) return;
    const Tokens& t = Theme::instance().tokens();
    const QString text = tr("Nothing measured yet");
    QRectF words = QFontMetricsF(painter.font()).boundingRect(text);
    words.moveCenter(plot.center());
    painter.fillRect(words.adjusted(-8, 0, 8, 0), t.panel); // no line of the grid goes through it
    painter.setPen(t.muted);
    painter.drawText(plot, Qt::AlignCenter, text);
}

void ChartCard::paintGrid(QPainter& painter) const {
    const QRectF plot = plotArea();
    painter.setRenderHint(QPainter::Antialiasing, false);
    // Filled, not stroked: a tenth of the time for the same pixels.
    const QColor color = withAlpha(Theme::instance().tokens().hairline, 0.8);
    for (const double value : scale_.ticks(plot.height()))
        painter.fillRect(QRectF(plot.left(), std::round(valueToY(value)), plot.width() + 1, 1), color);
}

void ChartCard::paintTicks(QPainter& painter, const QRectF& plot) const {
    const Tokens& t = Theme::instance().tokens();
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (const double value : scale_.ticks(plot.height())) {
        const double y = std::round(valueToY(value));
        painter.setPen(t.muted);
        painter.drawText(QRectF(0, y - 9, plot.left() - 8, 18), Qt::AlignRight | Qt::AlignVCenter,
                         options_.tickText(value));
    }
    const auto times = timeTicks(window_.from(), window_.to(), static_cast<int>(plot.width() / 90));
    const double step = times.size() > 1 ? times[1] - times[0] : 1;
    painter.setPen(t.muted);
    for (const double at : times) {
        const double x = timeToX(at);
        const QString text =
            step < 1 ? QStringLiteral("%1 s").arg(at, 0, 'f', step < 0.1 ? 2 : 1) : clockText(at);
        const double width = QFontMetricsF(painter.font()).horizontalAdvance(text);
        const double left = std::clamp(x - width / 2, plot.left() - 8, plot.right() - width + 8);
        const QRectF place(left - 3, plot.bottom() + 4, width + 6, 16);
        if (place.intersects(flagOf(window_.mark())) || place.intersects(flagOf(window_.secondMark())))
            continue;
        painter.drawText(QRectF(left, plot.bottom() + 4, width + 2, 16), Qt::AlignLeft | Qt::AlignVCenter,
                         text);
    }
    painter.setRenderHint(QPainter::Antialiasing, true);
}

void ChartCard::paintMarkers(QPainter& painter, const QRectF& plot) const {
    if (!markers_) return;
    const Tokens& t = Theme::instance().tokens();
    for (const RunMarker& marker : *markers_) {
        const double at = static_cast<double>(marker.elapsedNs) * 1e-9;
        if (at < window_.from() || at > window_.to()) continue;
        const double x = timeToX(at);
        painter.setPen(QPen(t.accent, 1, Qt::DashLine));
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
        const double width = QFontMetricsF(painter.font()).horizontalAdvance(marker.text);
        painter.setPen(t.accent);
        const double left = x + 5 + width < plot.right() ? x + 5 : x - 5 - width;
        painter.fillRect(QRectF(left - 2, plot.top(), width + 4, 15), withAlpha(t.panel, 0.85));
        painter.drawText(QPointF(left, plot.top() + 11), marker.text);
    }
}

std::vector<ChartCard::Reading> ChartCard::readings() const {
    std::vector<Reading> readings;
    const double at = window_.cursor();
    if (at < window_.from() || at > window_.to()) return readings;
    for (const Shown& shown : shown_) {
        const QPointF* point = nearestPoint(shown.line->points, at);
        if (!point) continue;
        QString text = shown.line->name.left(24) + "  " + options_.valueText(point->y());
        if (window_.mark() >= 0) {
            const double change = point->y() - nearestPoint(shown.line->points, window_.mark())->y();
            text += QStringLiteral("  (%1%2)")
                        .arg(change < 0 ? QStringLiteral("−") : QStringLiteral("+"),
                             options_.valueText(std::abs(change)));
        }
        readings.push_back({*point, shown.color, text});
    }
    return readings;
}

void ChartCard::paintBand(QPainter& painter) const {
    const auto band = view_->band();
    if (!band) return;
    const Tokens& t = Theme::instance().tokens();
    painter.setPen(QPen(t.accent, 1));
    painter.setBrush(withAlpha(t.accent, 0.16));
    painter.drawRect(*band);
}

void ChartCard::paintCursor(QPainter& painter, const QRectF& plot) const {
    const Tokens& t = Theme::instance().tokens();
    const double mark = window_.mark();
    const std::vector<Reading> shown = readings();
    if (shown.empty()) return;
    const double at = window_.cursor();
    const double x = timeToX(at);
    painter.setPen(QPen(t.muted, 1));
    painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
    const QFontMetricsF metrics(painter.font());
    const QString head = mark < 0 ? clockText(at)
                                  : QStringLiteral("%1  (%2%3 s)")
                                        .arg(clockText(at), at < mark ? QStringLiteral("−") : "+")
                                        .arg(std::abs(at - mark), 0, 'f', 1);
    double width = metrics.horizontalAdvance(head);
    painter.setPen(Qt::NoPen);
    for (const Reading& reading : shown) {
        painter.setBrush(reading.color);
        painter.drawEllipse(QPointF(timeToX(reading.point.x()), valueToY(reading.point.y())), 2.5, 2.5);
        width = std::max(width, metrics.horizontalAdvance(reading.text) + 12);
    }
    // A small table at the cursor: time, then name and value of each line there.
    const double height = 15.0 * static_cast<double>(shown.size() + 1) + 8;
    const double top = std::max(0.0, std::min(plot.top() + 4, view_->height() - height - 2));
    QRectF box(x + 10, top, width + 16, height);
    if (box.right() > plot.right()) box.moveRight(x - 10);
    painter.setPen(QPen(t.hairline, 1));
    painter.setBrush(withAlpha(t.raised, 0.95));
    painter.drawRoundedRect(box, metric::kChipRadius, metric::kChipRadius);
    double y = box.top() + 4;
    painter.setPen(t.muted);
    painter.drawText(QRectF(box.left() + 8, y, width, 15), Qt::AlignVCenter, head);
    for (const Reading& reading : shown) {
        y += 15;
        painter.setPen(QPen(reading.color, 2.5, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(QPointF(box.left() + 8, y + 7.5), QPointF(box.left() + 14, y + 7.5));
        painter.setPen(t.text);
        painter.drawText(QRectF(box.left() + 20, y, width, 15), Qt::AlignVCenter, reading.text);
    }
}

} // namespace millrace::ui
