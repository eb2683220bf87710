// SPDX-License-Identifier: Apache-2.0
#include "ui/experiment/experiment_figure.h"

#include <QLocale>
#include <cmath>

namespace millrace::ui {

std::optional<Estimate> estimateOf(const ForecastFigures& figures, ExperimentFigure figure) {
    switch (figure) {
        case ExperimentFigure::Throughput: return figures.throughput;
        case ExperimentFigure::Latency: return figures.latencyUs;
        case ExperimentFigure::P99: return figures.p99Us;
    }
    return std::nullopt;
}

Quantity quantityOf(ExperimentFigure figure, double value) {
    return figure == ExperimentFigure::Throughput ? rateText(value) : durationText(value / 1e6);
}

QString estimateText(ExperimentFigure figure, const Estimate& estimate) {
    const QString mean = quantityOf(figure, estimate.mean).text();
    const double relative = estimate.relative();
    if (!std::isfinite(relative)) return mean;
    return QStringLiteral("%1 ± %2 %").arg(mean, QLocale().toString(relative * 100, 'f', 1));
}

} // namespace millrace::ui
