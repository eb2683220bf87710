// SPDX-License-Identifier: Apache-2.0
#include "ui/simulate/forecast_facts.h"

#include "ui/canvas/instance_face.h"
#include "ui/document/graph_session.h"
#include "ui/document/shown_body.h"
#include "ui/forecast/forecast_words.h"
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

TitleOf titlesOf(const ForecastService& forecast) {
    const GraphSession& session = forecast.session();
    return [&session](const std::string& id) {
        const GraphDocument& document = ShownBody::of(session).whole();
        const GraphNode* const node = document.findNode(id);
        return node ? titleOf(*node, document, session.registry()) : QString::fromStdString(id);
    };
}

/// "forecast  ± 2 %: 40 replications, about 3 s".
StatusLine::Fact effortFact(const ForecastService& forecast) {
    const QString wanted = QStringLiteral("± %1 %").arg(forecast.precision() * 100);
    return {"effort", // much wider than what follows it
            QObject::tr("forecast to %1").arg(wanted),
            effortText(forecast.outlook()),
            {},
            outlookTip(forecast)};
}

} // namespace

QString outlookTip(const ForecastService& forecast) {
    QStringList lines = outlookSentences(forecast.outlook(), titlesOf(forecast));
    if (const QString effort = effortText(forecast.outlook()); !effort.isEmpty()) lines << effort;
    return lines.join('\n');
}

std::optional<StatusLine::Fact> basisFact(const ForecastService& forecast) {
    if (!forecast.outlook().known) return std::nullopt;
    return StatusLine::Fact{"calibration",
                            {},
                            badgeOf(forecast.basis()),
                            {},
                            basisSentences(forecast.basis(), titlesOf(forecast)).join('\n')};
}

QList<StatusLine::Fact> forecastFacts(const ForecastService& forecast) {
    QList<StatusLine::Fact> facts;
    if (!forecast.isOn()) {
        if (forecast.outlook().known) facts << effortFact(forecast);
        return facts;
    }
    if (forecast.isRunning() && forecast.planned() > 0)
        facts << StatusLine::Fact{"replication",
                                  QObject::tr("forecast: replication"),
                                  QObject::tr("%1 of %2").arg(forecast.done()).arg(forecast.planned()),
                                  {},
                                  outlookTip(forecast)};
    else if (forecast.figures())
        facts << StatusLine::Fact{"replication", QObject::tr("forecast of"),
                                  QString::number(forecast.figures()->replications),
                                  QObject::tr("replications"), outlookTip(forecast)};
    if (!forecast.figures()) return facts;
    const ForecastFigures& figures = *forecast.figures();
    facts << StatusLine::Fact{"forecast_rate", QObject::tr("throughput"),
                              rateText(figures.throughput.mean).text(), sureText(figures.throughput)};
    if (figures.p99Us)
        facts << StatusLine::Fact{"forecast_p99", "p99", durationText(figures.p99Us->mean * 1e-6).text(),
                                  sureText(*figures.p99Us)};
    return facts;
}

QList<StatusLine::Fact> withForecast(const QList<StatusLine::Fact>& facts, const ForecastService& forecast) {
    QList<StatusLine::Fact> first, last;
    if (const auto basis = basisFact(forecast)) first << *basis;
    for (const StatusLine::Fact& fact : facts)
        (fact.id == "records" || fact.id == "p99" ? first : last) << fact;
    // The time stands first among the others.
    if (!last.isEmpty() && last.front().id == "time") last.append(last.takeFirst());
    return first + forecastFacts(forecast) + last;
}

} // namespace millrace::ui
