// SPDX-License-Identifier: Apache-2.0
#include "ui/experiment/experiment_painter.h"

#include "ui/settings/theme.h"

#include <QLocale>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

namespace millrace::ui {

namespace {

constexpr double kCap = 4;     ///< half a whisker's cap
constexpr double kDot = 3;     ///< radius
constexpr double kRing = 6.5;  ///< of the knee
constexpr int kTickRoom = 54;  ///< pixels from one number below the axis to the next
constexpr double kBand = 0.14; ///< opacity

} // namespace

ExperimentPainter::ExperimentPainter(ExperimentChart& chart)
    : chart_(chart), painter_(&chart), plot_(chart.plot()) {
    painter_.setRenderHint(QPainter::Antialiasing);
}

QString ExperimentPainter::stepText(SweepStep step) {
    switch (step) {
        case SweepStep::First: return {};
        case SweepStep::More: return tr("more");
        case SweepStep::Less: return tr("less");
        case SweepStep::AboutTheSame: return tr("about the same");
        case SweepStep::NoDifferenceShown: return tr("no difference shown");
    }
    return {};
}

QColor ExperimentPainter::lineColor(std::size_t line) const {
    const Tokens& t = Theme::instance().tokens();
    const QColor colors[] = {t.stage, t.source, t.concurrency, t.io, t.sink, t.muted};
    return colors[line % std::size(colors)];
}

QColor ExperimentPainter::lawColor(bool amdahl) {
    const Tokens& t = Theme::instance().tokens();
    return amdahl ? t.source : t.concurrency;
}

void ExperimentPainter::paint() {
    if (!chart_.outcome_ || chart_.outcome_->points.empty()) return;
    paintGrid();
    paintAcross();
    painter_.save();
    painter_.setClipRect(plot_.adjusted(-2, -8, chart_.width(), 2));
    for (const bool amdahl : {true, false})
        paintLaw(amdahl);
    for (std::size_t line = 0; line < chart_.outcome_->lines.size(); ++line) {
        paintKnee(line);
        paintLine(line);
    }
    painter_.restore();
    paintLegend();
    paintTip();
}

void ExperimentPainter::paintGrid() {
    const Tokens& t = Theme::instance().tokens();
    painter_.setFont(Theme::instance().font(TextRole::Secondary));
    for (const double value : chart_.scale_.ticks(plot_.height())) {
        const double y = std::round(chart_.yOf(value)) + 0.5;
        painter_.setPen(t.hairline);
        painter_.drawLine(QPointF(plot_.left(), y), QPointF(plot_.right(), y));
        painter_.setPen(t.muted);
        const QString text = value == 0 ? QStringLiteral("0") : quantityOf(chart_.figure_, value).text();
        painter_.drawText(QRectF(0, y - 9, plot_.left() - 8, 18), Qt::AlignRight | Qt::AlignVCenter, text);
    }
}

std::vector<std::pair<double, QString>> ExperimentPainter::ticksAcross() const {
    std::vector<std::pair<double, QString>> ticks;
    const ExperimentChart::Axis& axis = chart_.axis_;
    const QStringList values = chart_.valuesOfFirst();
    // What was simulated is written where it fits; of an axis that goes on, round numbers.
    if (!chart_.farAhead_ || !chart_.hasLaws() || !axis.numeric) {
        for (int i = 0; i < values.size(); ++i)
            ticks.emplace_back(axis.numeric ? values[i].toDouble() : i, values[i]);
        return ticks;
    }
    const double step = niceCeiling(axis.to / std::max(2.0, plot_.width() / kTickRoom / 1.5));
    for (double at = std::ceil(axis.from / step) * step; at <= axis.to * 1.0001; at += step)
        ticks.emplace_back(at, QLocale().toString(at, 'g', 6));
    return ticks;
}

void ExperimentPainter::paintAcross() {
    const Tokens& t = Theme::instance().tokens();
    const QFontMetricsF metrics(painter_.font());
    painter_.setPen(t.hairline);
    painter_.drawLine(QPointF(plot_.left(), plot_.bottom() + 0.5),
                      QPointF(plot_.right(), plot_.bottom() + 0.5));
    painter_.setPen(t.muted);
    double right = -1e9;
    for (const auto& [at, text] : ticksAcross()) {
        const double width = metrics.horizontalAdvance(text), x = chart_.xOf(at);
        if (x - width / 2 < right + 8) continue;
        painter_.drawText(QRectF(x - width, plot_.bottom() + 3, 2 * width, 16), Qt::AlignCenter, text);
        right = x + width / 2;
    }
    const QString name = chart_.words_.setting(chart_.outcome_->experiment.vary.front().name);
    painter_.setPen(t.text);
    painter_.drawText(QRectF(plot_.left(), plot_.bottom() + 18, plot_.width(), 17), Qt::AlignCenter,
                      metrics.elidedText(name, Qt::ElideMiddle, plot_.width()));
}

void ExperimentPainter::paintLaw(bool amdahl) {
    const LawFit* const fit = chart_.law(amdahl);
    if (!fit) return;
    QPainterPath curve;
    QPolygonF band;
    std::vector<QPointF> lower;
    for (const LawPoint& point : fit->curve) {
        const double x = chart_.xOf(point.workers);
        const QPointF at(x, chart_.yOf(point.throughput));
        curve.elementCount() == 0 ? curve.moveTo(at) : curve.lineTo(at);
        band << QPointF(x, chart_.yOf(point.high));
        lower.emplace_back(x, chart_.yOf(point.low));
        if (point.workers >= chart_.axis_.to) break; // what is beyond the axis is cut off
    }
    for (auto point = lower.rbegin(); point != lower.rend(); ++point)
        band << *point;
    const QColor color = lawColor(amdahl);
    painter_.save();
    painter_.setClipRect(QRectF(plot_.left(), 0, chart_.xOf(chart_.axis_.to) - plot_.left(), chart_.height()),
                         Qt::IntersectClip);
    painter_.setPen(Qt::NoPen);
    painter_.setBrush(withAlpha(color, kBand));
    painter_.drawPolygon(band);
    painter_.setBrush(Qt::NoBrush);
    painter_.setPen(QPen(color, 1.5, amdahl ? Qt::DashLine : Qt::SolidLine));
    painter_.drawPath(curve);
    painter_.restore();
}

void ExperimentPainter::paintLine(std::size_t number) {
    const ExperimentLine& line = chart_.outcome_->lines[number];
    const QColor color = lineColor(number);
    // The law stands for the line where there is one: both together would hide each other.
    QPainterPath path;
    for (const std::size_t i : line.points)
        if (const auto place = chart_.placeOf(i))
            path.elementCount() == 0 ? path.moveTo(*place) : path.lineTo(*place);
    painter_.setBrush(Qt::NoBrush);
    painter_.setPen(QPen(chart_.hasLaws() ? withAlpha(color, 0.45) : color, 1.5));
    painter_.drawPath(path);
    for (const std::size_t i : line.points) {
        const auto place = chart_.placeOf(i);
        if (!place) continue;
        const auto estimate = estimateOf(chart_.outcome_->points[i].figures, chart_.figure_);
        painter_.setPen(QPen(color, 1.5));
        if (std::isfinite(estimate->halfWidth)) {
            const double high = chart_.yOf(estimate->high());
            const double low = chart_.yOf(std::max(estimate->low(), estimate->mean / 1000));
            painter_.drawLine(QPointF(place->x(), high), QPointF(place->x(), low));
            for (const double y : {high, low})
                painter_.drawLine(QPointF(place->x() - kCap, y), QPointF(place->x() + kCap, y));
        }
        painter_.setPen(Qt::NoPen);
        painter_.setBrush(color);
        painter_.drawEllipse(*place, kDot, kDot);
    }
}

void ExperimentPainter::paintKnee(std::size_t number) {
    const ExperimentLine& line = chart_.outcome_->lines[number];
    const auto place = line.knee ? chart_.placeOf(*line.knee) : std::nullopt;
    if (!place) return;
    const Tokens& t = Theme::instance().tokens();
    painter_.setBrush(Qt::NoBrush);
    painter_.setPen(QPen(t.text, 1.5));
    painter_.drawEllipse(*place, kRing, kRing);
    if (chart_.outcome_->lines.size() > 1) return;
    painter_.setPen(QPen(t.muted, 1, Qt::DotLine));
    painter_.drawLine(QPointF(place->x(), place->y() + kRing + 1), QPointF(place->x(), plot_.bottom()));
    const QString text =
        tr("knee: %1").arg(QString::fromStdString(chart_.outcome_->points[*line.knee].values.front()));
    painter_.setPen(t.text);
    painter_.setFont(Theme::instance().font(TextRole::Secondary));
    const double width = QFontMetricsF(painter_.font()).horizontalAdvance(text) + 4;
    const bool fits = place->x() + 6 + width < plot_.right();
    painter_.drawText(QRectF(fits ? place->x() + 6 : place->x() - 6 - width, plot_.bottom() - 20, width, 16),
                      Qt::AlignCenter, text);
}

void ExperimentPainter::paintLegend() {
    const Tokens& t = Theme::instance().tokens();
    std::vector<Entry> entries;
    const ExperimentOutcome& outcome = *chart_.outcome_;
    if (outcome.lines.size() > 1) {
        for (std::size_t i = 0; i < outcome.lines.size(); ++i)
            entries.push_back(
                {QStringLiteral("%1 = %2").arg(chart_.words_.setting(outcome.experiment.vary[1].name),
                                               QString::fromStdString(outcome.lines[i].value)),
                 lineColor(i), Qt::SolidLine});
    } else {
        entries.push_back({tr("simulated, with 95 % intervals"), lineColor(0), Qt::SolidLine});
        if (chart_.law(false)) entries.push_back({tr("USL, with band"), lawColor(false), Qt::SolidLine});
        if (chart_.law(true)) entries.push_back({tr("Amdahl, with band"), lawColor(true), Qt::DashLine});
    }
    painter_.setFont(Theme::instance().font(TextRole::Secondary));
    const QFontMetricsF metrics(painter_.font());
    double right = plot_.right();
    for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
        const double width = metrics.horizontalAdvance(entry->name);
        if (right - width - 22 < plot_.left()) break; // the tip tells the rest
        painter_.setPen(t.muted);
        painter_.drawText(QRectF(right - width, 4, width + 1, 16), Qt::AlignLeft | Qt::AlignVCenter,
                          entry->name);
        painter_.setPen(QPen(entry->color, 2, entry->style));
        painter_.drawLine(QPointF(right - width - 20, 12.5), QPointF(right - width - 6, 12.5));
        right -= width + 34;
    }
}

void ExperimentPainter::paintTip() {
    const auto place =
        chart_.reading_ < 0 ? std::nullopt : chart_.placeOf(static_cast<std::size_t>(chart_.reading_));
    if (!place) return;
    const Tokens& t = Theme::instance().tokens();
    painter_.setPen(QPen(t.text, 1.5));
    painter_.setBrush(Qt::NoBrush);
    painter_.drawEllipse(*place, kDot + 2, kDot + 2);
    painter_.setFont(Theme::instance().font(TextRole::Secondary));
    const QStringList lines = chart_.readingText().split('\n');
    const QFontMetricsF metrics(painter_.font());
    double width = 0;
    for (const QString& line : lines)
        width = std::max(width, metrics.horizontalAdvance(line));
    QRectF box(0, 0, width + 18, static_cast<double>(lines.size()) * 16 + 12);
    const bool fits = place->x() + 14 + box.width() < chart_.width();
    box.moveTopLeft(
        {fits ? place->x() + 14 : place->x() - 14 - box.width(),
         std::clamp(place->y() - box.height() / 2, 0.0, std::max(0.0, chart_.height() - box.height()))});
    painter_.setPen(t.hairline);
    painter_.setBrush(t.raised);
    painter_.drawRoundedRect(box, metric::kControlRadius, metric::kControlRadius);
    painter_.setPen(t.text);
    for (int i = 0; i < lines.size(); ++i)
        painter_.drawText(QRectF(box.left() + 9, box.top() + 6 + 16 * i, width + 1, 16),
                          Qt::AlignLeft | Qt::AlignVCenter, lines[i]);
}

} // namespace millrace::ui
