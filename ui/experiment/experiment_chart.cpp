// SPDX-License-Identifier: Apache-2.0
#include "ui/experiment/experiment_chart.h"

#include "ui/experiment/experiment_painter.h"
#include "ui/forecast/forecast_words.h"
#include "ui/settings/theme.h"

#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <algorithm>
#include <cmath>

namespace millrace::ui {

namespace {

constexpr double kLeft = 66, kRight = 18, kTop = 28, kBottom = 38;
constexpr double kInset = 16; ///< points do not stand on the frame
constexpr double kReach = 28; ///< pixels from the pointer to a point
/// From this ratio of the largest to the smallest value on an axis of equal steps would hide the small ones.
constexpr double kWide = 12;

std::optional<double> numberOf(const std::string& text) {
    bool ok = false;
    const double number = QLocale::c().toDouble(QString::fromStdString(text), &ok);
    return ok ? std::optional(number) : std::nullopt;
}

} // namespace

ExperimentChart::ExperimentChart(QWidget* parent) : QWidget(parent) {
    setObjectName("experimentChart");
    setAccessibleName(tr("Chart of the experiment"));
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    connect(&Theme::instance(), &Theme::changed, this, QOverload<>::of(&QWidget::update));
}

void ExperimentChart::show(const ExperimentOutcome* outcome, ExperimentFigure figure) {
    const bool same = outcome == outcome_ && figure == figure_;
    outcome_ = outcome;
    figure_ = figure;
    fitAxes();
    if (!same || !outcome || reading_ >= static_cast<int>(outcome->points.size())) reading_ = -1;
    update();
}

void ExperimentChart::setFarAhead(bool on) {
    farAhead_ = on;
    fitAxes();
    update();
}

bool ExperimentChart::hasLaws() const { return law(false) || law(true); }

const LawFit* ExperimentChart::law(bool amdahl) const {
    if (!outcome_ || figure_ != ExperimentFigure::Throughput || outcome_->lines.size() != 1) return nullptr;
    const ExperimentLine& line = outcome_->lines.front();
    const std::optional<LawFit>& fit = amdahl ? line.amdahl : line.usl;
    return fit && fit->usable() ? &*fit : nullptr;
}

QStringList ExperimentChart::valuesOfFirst() const {
    QStringList values;
    if (!outcome_ || outcome_->experiment.vary.empty()) return values;
    for (const std::string& value : outcome_->experiment.vary.front().values)
        values << QString::fromStdString(value);
    return values;
}

double ExperimentChart::atOf(std::size_t point) const {
    const std::string& value = outcome_->points[point].values.front();
    if (axis_.numeric) return numberOf(value).value_or(0);
    return static_cast<double>(valuesOfFirst().indexOf(QString::fromStdString(value)));
}

void ExperimentChart::fitAxes() {
    axis_ = {};
    std::vector<double> numbers;
    if (outcome_ && !outcome_->experiment.vary.empty())
        for (const std::string& value : outcome_->experiment.vary.front().values)
            if (const auto number = numberOf(value)) numbers.push_back(*number);
    axis_.numeric = !numbers.empty() && numbers.size() == outcome_->experiment.vary.front().values.size();
    if (axis_.numeric) {
        const auto [least, most] = std::minmax_element(numbers.begin(), numbers.end());
        axis_.logarithmic = !farAhead_ && *least > 0 && *most >= kWide * *least;
        axis_.from = *least;
        axis_.to = *most;
        // A range by equal steps is read best as it is.
        std::sort(numbers.begin(), numbers.end());
        if (numbers.size() > 2 &&
            numbers[1] - numbers[0] >= (numbers.back() - numbers[numbers.size() - 2]) * 0.99)
            axis_.logarithmic = false;
        if (farAhead_ && law(false))
            axis_.to = law(false)->axisEnd;
        else if (farAhead_ && law(true))
            axis_.to = law(true)->axisEnd;
    } else {
        axis_.to = std::max<double>(1, static_cast<double>(valuesOfFirst().size() - 1));
    }
    if (!(axis_.to > axis_.from)) {
        axis_.logarithmic = false;
        axis_.from -= 0.5;
        axis_.to += 0.5;
    }
    fitValues();
}

void ExperimentChart::fitValues() {
    double least = std::numeric_limits<double>::infinity(), most = 0;
    for (std::size_t i = 0; outcome_ && i < outcome_->points.size(); ++i) {
        const auto estimate = estimateOf(outcome_->points[i].figures, figure_);
        if (!estimate) continue;
        const double half = std::isfinite(estimate->halfWidth) ? estimate->halfWidth : 0;
        most = std::max(most, estimate->mean + half);
        if (estimate->mean > 0) least = std::min(least, std::max(estimate->mean - half, estimate->mean / 10));
    }
    for (const bool amdahl : {false, true})
        if (const LawFit* const fit = law(amdahl))
            for (const LawPoint& point : fit->curve)
                if (point.workers <= axis_.to)
                    most = std::max(most, std::min(point.high, point.throughput * 1.5));
    // Latencies differ by orders of magnitude around the knee.
    scale_ = ValueScale(figure_ != ExperimentFigure::Throughput, 0);
    scale_.fit(least, most);
}

QRectF ExperimentChart::plot() const { return QRectF(rect()).adjusted(kLeft, kTop, -kRight, -kBottom); }

double ExperimentChart::xOf(double at) const {
    const QRectF area = plot();
    const double share = axis_.logarithmic ? std::log(at / axis_.from) / std::log(axis_.to / axis_.from)
                                           : (at - axis_.from) / (axis_.to - axis_.from);
    return area.left() + kInset + share * (area.width() - 2 * kInset);
}

double ExperimentChart::yOf(double value) const {
    const QRectF area = plot();
    const double share = (scale_.drawn(value) - scale_.bottom()) / (scale_.top() - scale_.bottom());
    return area.bottom() - std::clamp(share, -0.02, 1.1) * area.height();
}

std::optional<QPointF> ExperimentChart::placeOf(std::size_t point) const {
    if (!outcome_ || point >= outcome_->points.size()) return std::nullopt;
    const auto estimate = estimateOf(outcome_->points[point].figures, figure_);
    if (!estimate) return std::nullopt;
    return QPointF(xOf(atOf(point)), yOf(estimate->mean));
}

std::optional<std::size_t> ExperimentChart::nearest(QPointF to) const {
    std::optional<std::size_t> best;
    double least = kReach;
    for (std::size_t i = 0; outcome_ && i < outcome_->points.size(); ++i) {
        const auto place = placeOf(i);
        if (!place) continue;
        // Across is what counts: whoever points below a point means it.
        const double distance = std::hypot(place->x() - to.x(), (place->y() - to.y()) / 4);
        if (distance >= least) continue;
        least = distance;
        best = i;
    }
    return best;
}

QString ExperimentChart::readingText() const {
    if (!outcome_ || reading_ < 0) return {};
    const ExperimentPoint& point = outcome_->points[static_cast<std::size_t>(reading_)];
    QStringList lines;
    for (std::size_t i = 0; i < point.values.size(); ++i)
        lines << QStringLiteral("%1 = %2").arg(words_.setting(outcome_->experiment.vary[i].name),
                                               QString::fromStdString(point.values[i]));
    const auto add = [&](const QString& name, ExperimentFigure figure) {
        if (const auto estimate = estimateOf(point.figures, figure))
            lines << QStringLiteral("%1  %2").arg(name, estimateText(figure, *estimate));
    };
    add(tr("throughput"), ExperimentFigure::Throughput);
    add(tr("mean latency"), ExperimentFigure::Latency);
    add(tr("p99"), ExperimentFigure::P99);
    lines << tr("busiest  %1, %2")
                 .arg(words_.node(point.figures.busiest), percentText(point.figures.busy.mean));
    if (point.step != SweepStep::First)
        lines << tr("than before  %1").arg(ExperimentPainter::stepText(point.step));
    lines << badgeOf(point.basis);
    return lines.join('\n');
}

void ExperimentChart::read(int point) {
    if (point == reading_) return;
    reading_ = point;
    setAccessibleDescription(readingText());
    update();
}

void ExperimentChart::mouseMoveEvent(QMouseEvent* event) {
    const auto point = nearest(event->position());
    read(point ? static_cast<int>(*point) : -1);
}

void ExperimentChart::leaveEvent(QEvent* event) {
    read(-1);
    QWidget::leaveEvent(event);
}

void ExperimentChart::keyPressEvent(QKeyEvent* event) {
    const int points = outcome_ ? static_cast<int>(outcome_->points.size()) : 0;
    const bool right = event->key() == Qt::Key_Right, left = event->key() == Qt::Key_Left;
    if (event->key() == Qt::Key_Escape && reading_ >= 0) return read(-1);
    if (points == 0 || (!right && !left)) return QWidget::keyPressEvent(event);
    if (reading_ < 0) return read(right ? 0 : points - 1);
    read(std::clamp(reading_ + (right ? 1 : -1), 0, points - 1));
}

void ExperimentChart::paintEvent(QPaintEvent*) { ExperimentPainter(*this).paint(); }

} // namespace millrace::ui
