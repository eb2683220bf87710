// SPDX-License-Identifier: Apache-2.0
#include "ui/forecast/forecast_words.h"

#include "ui/settings/number_text.h"

#include <QCoreApplication>
#include <QLocale>
#include <cmath>

namespace millrace::ui {

namespace {

constexpr int kMostNames = 6; ///< more make a sentence that nobody reads

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ForecastWords)
};

using Extrapolation = ForecastBasis::Extrapolation;
using Assumption = ForecastBasis::Assumption;

QString percent(double share) {
    const double value = share * 100;
    return QLocale().toString(value, 'f', value < 9.95 ? 1 : 0) + QChar(QChar::Nbsp) + QLatin1Char('%');
}

QString number(double value) {
    return value >= 1e4 ? countText(std::llround(value)) : QLocale().toString(value, 'g', 4);
}

QString factorText(double factor) { return QStringLiteral("×") + QLocale().toString(factor, 'g', 3); }

QString extrapolationText(const Extrapolation& e, const TitleOf& titleOf) {
    const auto sentence = [&](const QString& words) {
        return words.arg(number(e.from), number(e.to), factorText(e.factor()));
    };
    switch (e.what) {
        case Extrapolation::What::Cores: return sentence(Words::tr("%1 → %2 cores: extrapolation %3"));
        case Extrapolation::What::Rate: return sentence(Words::tr("%1 → %2 records/s: extrapolation %3"));
        case Extrapolation::What::Workers:
            return sentence(Words::tr("%1 → %2 workers of “%4”: extrapolation %3")).arg(titleOf(e.node));
    }
    return {};
}

/// Before the names.
QString kindOf(Assumption::What what) {
    switch (what) {
        case Assumption::What::Times: return Words::tr("times of %1");
        case Assumption::What::Shares: return Words::tr("shares of %1");
        case Assumption::What::Serverless: return Words::tr("instances of %1");
        case Assumption::What::Failures: return Words::tr("failures of %1");
        case Assumption::What::Site: return Words::tr("site %1");
        case Assumption::What::Link: return Words::tr("link %1");
        case Assumption::What::Interpreter: return Words::tr("lock of the interpreter");
        case Assumption::What::Processes: return Words::tr("costs of worker processes");
        case Assumption::What::TimeSlices: return Words::tr("time slices");
        case Assumption::What::Power: return Words::tr("power of %1");
    }
    return {};
}

bool isOfNode(Assumption::What what) { return what <= Assumption::What::Failures; }

QString assumedText(const std::vector<Assumption>& assumptions, const TitleOf& titleOf) {
    QStringList parts;
    for (std::size_t at = 0; at < assumptions.size();) {
        const Assumption::What what = assumptions[at].what;
        QStringList names;
        int left = 0;
        for (; at < assumptions.size() && assumptions[at].what == what; ++at) {
            const std::string& name = assumptions[at].name;
            if (names.size() == kMostNames)
                ++left;
            else if (!name.empty())
                names << (isOfNode(what) ? titleOf(name) : QString::fromStdString(name).replace("->", "→"));
        }
        const QString kind = kindOf(what), all = names.join(", ");
        const QString part = kind.contains("%1") ? kind.arg(all) : kind;
        parts << (left > 0 ? Words::tr("%1 and %2 more").arg(part).arg(left) : part);
    }
    return parts.join("; ");
}

} // namespace

QString badgeOf(const ForecastBasis& basis) {
    if (!basis.calibrated) return Words::tr("uncalibrated");
    QStringList parts{basis.assumptions.empty() ? Words::tr("calibrated") : Words::tr("calibrated in part")};
    parts << (basis.holdOut ? Words::tr("%1 off").arg(percent(basis.holdOut->latencyMean))
                            : Words::tr("error not known"));
    double most = 1;
    for (const Extrapolation& e : basis.extrapolations)
        most = std::max(most, e.factor());
    if (most > 1) parts << Words::tr("extrapolation %1").arg(factorText(most));
    return parts.join(QStringLiteral(" · "));
}

QStringList basisSentences(const ForecastBasis& basis, const TitleOf& titleOf) {
    if (!basis.calibrated)
        return {
            Words::tr("Uncalibrated: service times are assumptions. “millrace calibrate” measures them.")};
    QStringList sentences{Words::tr("Calibrated from run %1.").arg(QString::fromStdString(basis.run))};
    if (const auto& off = basis.holdOut)
        sentences << Words::tr(
                         "At loads that were held out, forecasts were off by %1 (throughput %2, p99 %3).")
                         .arg(percent(off->latencyMean), percent(off->throughput), percent(off->latencyP99));
    else
        sentences << Words::tr("Nothing was held out: how far off forecasts are is not known.");
    for (const Extrapolation& e : basis.extrapolations)
        sentences << extrapolationText(e, titleOf);
    if (!basis.assumptions.empty())
        sentences << Words::tr("Not calibrated: %1.").arg(assumedText(basis.assumptions, titleOf));
    return sentences;
}

QString effortText(const ForecastOutlook& outlook) {
    if (!outlook.known) return {};
    QStringList parts;
    const auto many = static_cast<qint64>(outlook.replications);
    parts << Words::tr("%1 replications", nullptr, pluralOf(many)).arg(countText(many));
    if (outlook.events > 0)
        parts << Words::tr("about %1 events").arg(countText(std::llround(outlook.events)));
    // A try tells no more than the order of it.
    if (outlook.seconds > 0)
        parts << (outlook.seconds < 1    ? Words::tr("less than a second")
                  : outlook.seconds < 90 ? Words::tr("about %1 s").arg(std::lround(outlook.seconds))
                                         : Words::tr("about %1").arg(clockText(outlook.seconds)));
    return parts.join(", ");
}

QStringList outlookSentences(const ForecastOutlook& outlook, const TitleOf& titleOf) {
    if (!outlook.known) return {};
    QStringList sentences;
    if (!outlook.busiest.empty())
        sentences << (outlook.points > 1 ? Words::tr("Offered load: at most %1, at “%2”.")
                                         : Words::tr("Offered load: %1 at “%2”."))
                         .arg(percent(outlook.load), titleOf(outlook.busiest));
    else
        sentences << Words::tr("A source goes as fast as it can: how long it takes is not known before.");
    if (outlook.endless)
        sentences << Words::tr(
            "That is more than it can do: there is no steady state unless records are dropped.");
    if (outlook.precision > 0 && outlook.eventsWanted > 0)
        sentences << Words::tr("Means within ± %1 take about %2 events.")
                         .arg(percent(outlook.precision), countText(std::llround(outlook.eventsWanted)));
    if (outlook.expected > 0 && std::isfinite(outlook.expected))
        sentences << Words::tr("To be expected: means within ± %1.").arg(percent(outlook.expected));
    return sentences;
}

} // namespace millrace::ui
