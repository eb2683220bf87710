// SPDX-License-Identifier: Apache-2.0
#include "ui/charts/chart_card.h"

#include "ui/charts/chart_view.h"
#include "ui/charts/decimator.h"
#include "ui/charts/time_window.h"
#include "ui/settings/number_text.h"
#include "ui/settings/theme.h"

#include <QPainter>
#include <QResizeEvent>
#include <QtCharts/QChart>
#include <QtCharts/QLineSeries>
#include <QtCharts/QValueAxis>
#include <algorithm>
#include <cmath>

namespace millrace::ui {

namespace {

constexpr int kHead = 30;
constexpr int kLeftMargin = 54, kRightMargin = 14, kTopMargin = 6, kBottomMargin = 22;
constexpr double kLogBottom = 1e-3;

/// 1, 2 or 5 times a power of ten, at least `value`.
double niceCeiling(double value) {
    if (!(value > 0)) return 1;
    const double power = std::pow(10, std::floor(std::log10(value)));
    for (const double step : {1.0, 1.5, 2.0, 3.0, 5.0, 10.0})
        if (step * power >= value * 0.9999) return step * power;
    return 10 * power;
}

/// A step that gives about `wanted` ticks of round seconds.
double niceTimeStep(double span, int wanted) {
    const double raw = span / std::max(1, wanted);
    for (const double step : {0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0,
                              300.0, 600.0, 1800.0, 3600.0})
        if (step >= raw) return step;
    return std::ceil(raw / 3600) * 3600;
}

} // namespace

ChartCard::ChartCard(Options options, TimeWindow& window, QWidget* parent)
    : QWidget(parent),
      options_(std::move(options)),
      window_(window),
      chart_(new QChart),
      timeAxis_(new QValueAxis),
      valueAxis_(new QValueAxis) {
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
    connect(&window_, &TimeWindow::rangeChanged, this, &ChartCard::refresh);
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
    for (const Shown& shown : shown_)
        chart_->removeSeries(shown.series), delete shown.series;
    shown_.clear();
    refresh();
}

void ChartCard::setMarkers(const std::vector<RunMarker>* markers) {
    markers_ = markers;
    view_->viewport()->update();
}

void ChartCard::setPinned(const QStringList& ids) {
    pinned_ = ids;
    refresh();
}

void ChartCard::chooseLines() {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < lines_->size(); ++i)
        if (!(*lines_)[i].points.empty()) order.push_back(i);
    if (order.size() > options_.mostLines) {
        const auto weight = [&](std::size_t i) {
            const RunLine& line = (*lines_)[i];
            if (pinned_.contains(QString::fromStdString(line.id))) return 1e300;
            double most = 0;
            for (std::size_t p = line.points.size() - std::min<std::size_t>(line.points.size(), 250);
                 p < line.points.size(); ++p)
                most = std::max(most, line.points[p].y());
            return most;
        };
        // A line on the screen stays unless another is clearly larger, so that the picture does not flicker.
        const auto onScreen = [&](std::size_t i) {
            return std::any_of(shown_.begin(), shown_.end(),
                               [&](const Shown& s) { return s.line == &(*lines_)[i]; });
        };
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            return weight(a) * (onScreen(a) ? 1.25 : 1) > weight(b) * (onScreen(b) ? 1.25 : 1);
        });
        order.resize(options_.mostLines);
        std::sort(order.begin(), order.end());
    }
    const bool same = order.size() == shown_.size() &&
                      std::equal(order.begin(), order.end(), shown_.begin(),
                                 [&](std::size_t i, const Shown& s) { return s.line == &(*lines_)[i]; });
    if (same) return;
    for (const Shown& shown : shown_)
        chart_->removeSeries(shown.series), delete shown.series;
    shown_.clear();
    for (const std::size_t i : order) {
        Shown shown{&(*lines_)[i], colorOf_((*lines_)[i], i), new QLineSeries};
        QPen pen(shown.color, 1.5);
        pen.setJoinStyle(Qt::RoundJoin);
        shown.series->setPen(pen);
        chart_->addSeries(shown.series);
        shown.series->attachAxis(timeAxis_);
        shown.series->attachAxis(valueAxis_);
        shown_.push_back(shown);
    }
    update(0, 0, width(), kHead);
}

void ChartCard::fitValueAxis() {
    double most = 0, least = 1e300;
    for (const Shown& shown : shown_) {
        for (const QPointF& p : shown.line->points) {
            if (p.x() < window_.from() || p.x() > window_.to()) continue;
            most = std::max(most, p.y());
            least = std::min(least, p.y());
        }
    }
    if (options_.logarithmic) {
        top_ = std::ceil(std::log10(std::max(most, 10 * kLogBottom)));
        bottom_ = std::floor(std::log10(std::max(std::min(least, most), kLogBottom)));
        if (top_ - bottom_ < 2) bottom_ = top_ - 2;
    } else {
        bottom_ = 0;
        // Grows at once, shrinks only when less than half is used: the axis must not breathe.
        const double wanted = options_.top > 0 ? options_.top : niceCeiling(most);
        if (options_.top > 0 || wanted > top_ || most < top_ * 0.4) top_ = wanted;
    }
    valueAxis_->setRange(bottom_, top_);
}

void ChartCard::refresh() {
    if (!lines_) return;
    chooseLines();
    fitValueAxis();
    timeAxis_->setRange(window_.from(), window_.to());
    const int columns = std::max(16, static_cast<int>(chart_->plotArea().width()));
    for (const Shown& shown : shown_) {
        auto points = decimate(shown.line->points, window_.from(), window_.to(), columns);
        if (options_.logarithmic)
            for (QPointF& p : points)
                p.setY(std::log10(std::max(p.y(), kLogBottom)));
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
    const QRectF plot = chart_->plotArea();
    return plot.left() +
           (seconds - window_.from()) / std::max(1e-9, window_.to() - window_.from()) * plot.width();
}

double ChartCard::xToTime(double x) const {
    const QRectF plot = chart_->plotArea();
    return window_.from() + (x - plot.left()) / std::max(1.0, plot.width()) * (window_.to() - window_.from());
}

double ChartCard::valueToY(double value) const {
    const QRectF plot = chart_->plotArea();
    return plot.bottom() - (value - bottom_) / std::max(1e-12, top_ - bottom_) * plot.height();
}

void ChartCard::resizeEvent(QResizeEvent* event) {
    view_->setGeometry(1, kHead, width() - 2, height() - kHead - 1);
    chart_->setPlotArea(QRectF(kLeftMargin, kTopMargin,
                               std::max(10, width() - 2 - kLeftMargin - kRightMargin),
                               std::max(10, height() - kHead - 1 - kTopMargin - kBottomMargin)));
    QWidget::resizeEvent(event);
    refresh();
}

void ChartCard::paintEvent(QPaintEvent*) {
    const Tokens& t = Theme::instance().tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(t.hairline, 1));
    painter.setBrush(t.panel);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metric::kControlRadius,
                            metric::kControlRadius);
    painter.setFont(Theme::instance().font(TextRole::Title));
    painter.setPen(t.text);
    const QRectF head(12, 2, width() - 24, kHead);
    painter.drawText(head, Qt::AlignVCenter | Qt::AlignLeft, options_.title);
    double left = head.left() + painter.fontMetrics().horizontalAdvance(options_.title) + 10;
    painter.setFont(Theme::instance().font(TextRole::Secondary));
    const QFontMetricsF metrics(painter.font());

    // The legend fills from the right and gives way to the subtitle last.
    double right = head.right();
    for (auto shown = shown_.rbegin(); shown != shown_.rend(); ++shown) {
        const QString name = metrics.elidedText(shown->line->name, Qt::ElideRight, 110);
        const double width = metrics.horizontalAdvance(name) + 20;
        if (right - width < left + 8) break;
        right -= width;
        painter.setPen(QPen(shown->color, 2.5, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(QPointF(right + 2, head.center().y()), QPointF(right + 10, head.center().y()));
        painter.setPen(t.muted);
        painter.drawText(QRectF(right + 15, head.top(), width, head.height()),
                         Qt::AlignVCenter | Qt::AlignLeft, name);
        right -= 8;
    }
    painter.setPen(t.muted);
    if (left + metrics.horizontalAdvance(options_.subtitle) < right)
        painter.drawText(QRectF(left, head.top() + 1, right - left, head.height()),
                         Qt::AlignVCenter | Qt::AlignLeft, options_.subtitle);
}

void ChartCard::paintOverlay(QPainter& painter) const {
    const QRectF plot = chart_->plotArea();
    painter.setFont(Theme::instance().font(TextRole::Secondary));
    paintTicks(painter, plot);
    paintMarkers(painter, plot);
    paintCursor(painter, plot);
    if (!shown_.empty()) return;
    painter.setPen(Theme::instance().tokens().muted);
    painter.drawText(plot, Qt::AlignCenter, tr("Nothing measured yet"));
}

void ChartCard::paintTicks(QPainter& painter, const QRectF& plot) const {
    const Tokens& t = Theme::instance().tokens();
    painter.setRenderHint(QPainter::Antialiasing, false);
    const auto valueTick = [&](double at, const QString& text) {
        const double y = std::round(valueToY(at));
        painter.setPen(QPen(withAlpha(t.hairline, 0.8), 1));
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
        painter.setPen(t.muted);
        painter.drawText(QRectF(0, y - 9, plot.left() - 8, 18), Qt::AlignRight | Qt::AlignVCenter, text);
    };
    if (options_.logarithmic) {
        const int step = top_ - bottom_ > 4 ? 2 : 1;
        for (int decade = static_cast<int>(top_); decade >= bottom_; decade -= step)
            valueTick(decade, options_.tickText(std::pow(10, decade)));
    } else {
        const int parts = plot.height() < 90 ? 2 : 4;
        for (int i = 0; i <= parts; ++i)
            valueTick(top_ * i / parts, options_.tickText(top_ * i / parts));
    }
    const double step =
        niceTimeStep(window_.to() - window_.from(), std::max(1, static_cast<int>(plot.width() / 90)));
    painter.setPen(t.muted);
    for (double at = std::ceil(window_.from() / step) * step; at <= window_.to() + 1e-9; at += step) {
        const double x = timeToX(at);
        const QString text =
            step < 1 ? QStringLiteral("%1 s").arg(at, 0, 'f', step < 0.1 ? 2 : 1) : clockText(at);
        const double width = QFontMetricsF(painter.font()).horizontalAdvance(text);
        const double left = std::clamp(x - width / 2, plot.left() - 8, plot.right() - width + 8);
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
        painter.drawText(QPointF(left, plot.top() + 11), marker.text);
    }
}

void ChartCard::paintCursor(QPainter& painter, const QRectF& plot) const {
    const double at = window_.cursor();
    if (at < window_.from() || at > window_.to() || shown_.empty()) return;
    const Tokens& t = Theme::instance().tokens();
    const double x = timeToX(at);
    if (x < plot.left() || x > plot.right()) return;
    painter.setPen(QPen(t.muted, 1));
    painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));

    // A small table at the cursor: time, then name and value of each line there.
    struct Entry {
        QColor color;
        QString text;
    };
    std::vector<Entry> entries;
    for (const Shown& shown : shown_) {
        const auto& points = shown.line->points;
        auto next = std::lower_bound(points.begin(), points.end(), at,
                                     [](const QPointF& p, double v) { return p.x() < v; });
        if (next == points.end()) {
            if (points.empty()) continue;
            --next;
        }
        entries.push_back({shown.color, shown.line->name.left(24) + "  " + options_.valueText(next->y())});
        painter.setPen(Qt::NoPen);
        painter.setBrush(shown.color);
        const double y = options_.logarithmic ? std::log10(std::max(next->y(), kLogBottom)) : next->y();
        painter.drawEllipse(QPointF(timeToX(next->x()), valueToY(y)), 2.5, 2.5);
    }
    const QFontMetricsF metrics(painter.font());
    double width = metrics.horizontalAdvance(clockText(at));
    for (const Entry& entry : entries)
        width = std::max(width, metrics.horizontalAdvance(entry.text) + 12);
    const double height = 16.0 * static_cast<double>(entries.size() + 1) + 8;
    QRectF box(x + 10, plot.top() + 4, width + 16, height);
    if (box.right() > plot.right()) box.moveRight(x - 10);
    painter.setPen(QPen(t.hairline, 1));
    painter.setBrush(withAlpha(t.raised, 0.95));
    painter.drawRoundedRect(box, metric::kChipRadius, metric::kChipRadius);
    double y = box.top() + 4;
    painter.setPen(t.muted);
    painter.drawText(QRectF(box.left() + 8, y, width, 16), Qt::AlignVCenter, clockText(at));
    for (const Entry& entry : entries) {
        y += 16;
        painter.setPen(QPen(entry.color, 2.5, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(QPointF(box.left() + 8, y + 8), QPointF(box.left() + 14, y + 8));
        painter.setPen(t.text);
        painter.drawText(QRectF(box.left() + 20, y, width, 16), Qt::AlignVCenter, entry.text);
    }
}

} // namespace millrace::ui
