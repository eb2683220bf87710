// SPDX-License-Identifier: Apache-2.0
#include "ui/simulate/forecast_facts.h"

#include "ui/settings/number_text.h"
#include "ui/simulate/forecast_service.h"

#include <QObject>
#include <cmath>

namespace millrace::ui {

namespace {

/// "± 0.6 %" after the figure.
QString sureText(const Estimate& estimate) {
    const double share = estimate.relative() * 100;
    if (!std::isfinite(share)) return QStringLiteral("± ?");
    return QStringLiteral("± %1 %").arg(share, 0, 'f', share < 10 ? 1 : 0);
}

} // namespace

QList<StatusLine::Fact> forecastFacts(const ForecastService& forecast) {
    QList<StatusLine::Fact> facts;
    if (!forecast.isOn()) return facts;
    if (forecast.isRunning() && forecast.planned() > 0)
        facts << StatusLine::Fact{"replication",
                                  QObject::tr("forecast: replication"),
                                  QObject::tr("%1 of %2").arg(forecast.done()).arg(forecast.planned()),
                                  {}};
    else if (forecast.figures())
        facts << StatusLine::Fact{"replication", QObject::tr("forecast of"),
                                  QString::number(forecast.figures()->replications),
                                  QObject::tr("replications")};
    if (!forecast.figures()) return facts;
    const ForecastFigures& figures = *forecast.figures();
    facts << StatusLine::Fact{"forecast_rate", QObject::tr("throughput"),
                              rateText(figures.throughput.mean).text(), sureText(figures.throughput)};
    if (figures.p99Us)
        facts << StatusLine::Fact{"forecast_p99", "p99", durationText(figures.p99Us->mean * 1e-6).text(),
                                  sureText(*figures.p99Us)};
    if (forecast.basis().empty()) return facts;
    QStringList basis;
    for (const std::string& line : forecast.basis())
        basis << QString::fromStdString(line);
    const QString rests =
        forecast.isCalibrated() ? basis.join(QStringLiteral(" · ")) : QObject::tr("uncalibrated");
    facts << StatusLine::Fact{"calibration", {}, rests, {}};
    return facts;
}

} // namespace millrace::ui
