// SPDX-License-Identifier: Apache-2.0
#include "ui/experiment/experiment_findings.h"

#include "ui/forecast/forecast_words.h"
#include "ui/settings/number_text.h"
#include "ui/settings/plain_words.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>
#include <cmath>

namespace millrace::ui {

namespace {

struct Findings {
    Q_DECLARE_TR_FUNCTIONS(ExperimentFindings)
public:
    const ExperimentOutcome& outcome;
    const ExperimentWords& words;

    static QString percent(double share, int digits) {
        return QLocale().toString(share * 100, 'f', digits) + QChar(QChar::Nbsp) + QLatin1Char('%');
    }
    static QString text(const std::string& utf8) { return QString::fromStdString(utf8).toHtmlEscaped(); }
    QString setting(std::size_t place) const {
        return words.setting(outcome.experiment.vary[place].name).toHtmlEscaped();
    }
    QString node(const std::string& id) const { return words.node(id).toHtmlEscaped(); }

    QString knee(const ExperimentLine& line) const {
        const QString where =
            line.value.empty() ? QString() : tr("%1 = %2: ").arg(setting(1), text(line.value));
        if (line.knee)
            return where + tr("Behind <b>%1 = %2</b> more does not pay.")
                               .arg(setting(0), text(outcome.points[*line.knee].values.front()));
        const bool more = !line.points.empty() && outcome.points[line.points.back()].step == SweepStep::More;
        return where + (more ? tr("It pays to the end.") : tr("No step is shown to pay."));
    }

    QString law(const QString& name, const LawFit& fit) const {
        if (!fit.usable())
            return tr("<b>%1</b>: no fit: %2.").arg(name, plainWords(fit.refused).toHtmlEscaped());
        QString sentence = tr("<b>%1</b>: contention %2").arg(name, percent(fit.sigma, 2));
        if (fit.kappa > 0)
            sentence += tr(", coherency %1, most at %2")
                            .arg(percent(fit.kappa, 4), QLocale().toString(fit.knee, 'g', 3));
        return sentence + tr("; fits within %1.").arg(percent(fit.error, 1));
    }

    /// Of each line that has them; nothing where the setting counts no workers.
    QStringList laws() const {
        QStringList paragraphs;
        for (const ExperimentLine& line : outcome.lines) {
            if (!line.usl || !line.amdahl) continue;
            const QString where =
                line.value.empty() ? QString() : tr("%1 = %2: ").arg(setting(1), text(line.value)) + "<br>";
            paragraphs << where + law(tr("Amdahl"), *line.amdahl) + "<br>" + law(tr("USL"), *line.usl);
        }
        if (!paragraphs.isEmpty())
            paragraphs << tr(
                "The laws are a diagnostic of how these points scale, no forecast of others: "
                "simulate those.");
        return paragraphs;
    }

    QStringList basis() const {
        QStringList paragraphs;
        for (const QString& sentence : basisSentences(outcome.basis, words.node))
            paragraphs << sentence.toHtmlEscaped();
        return {paragraphs.join("<br>")};
    }
};

} // namespace

QString outlookOf(const ForecastOutlook& outlook, const ExperimentWords& words) {
    QStringList lines{QStringLiteral("<b>%1</b>").arg(effortText(outlook).toHtmlEscaped())};
    for (const QString& sentence : outlookSentences(outlook, words.node))
        lines << sentence.toHtmlEscaped();
    lines << (outlook.basis.calibrated ? badgeOf(outlook.basis)
                                       : basisSentences(outlook.basis, words.node).join(QChar::Space))
                 .toHtmlEscaped();
    return lines.join("<br>");
}

QString findingsOf(const ExperimentOutcome& outcome, const ExperimentWords& words, bool partial) {
    const Findings findings{outcome, words};
    QStringList paragraphs;
    for (const Diagnostic& d : outcome.diagnostics)
        if (d.severity == Severity::Error)
            paragraphs << plainWords(d.message).toHtmlEscaped() +
                              (d.hint.empty() ? QString()
                                              : QStringLiteral(" — ") + plainWords(d.hint).toHtmlEscaped());
    if (outcome.points.empty()) return paragraphs.join("<br>");
    if (outcome.cancelled) paragraphs << Findings::tr("Stopped: the points that were through by then.");
    if (partial) {
        paragraphs << Findings::tr("%1 of %2 points are through.")
                          .arg(outcome.points.size())
                          .arg(outcome.experiment.points());
        return "<p>" + (paragraphs + findings.basis()).join("</p><p>") + "</p>";
    }
    QStringList knees;
    for (const ExperimentLine& line : outcome.lines)
        knees << findings.knee(line);
    paragraphs << knees.join("<br>") << findings.laws();
    paragraphs << Findings::tr("At “%1”. The same random numbers at every point.")
                      .arg(findings.node(outcome.points.front().figures.sink));
    if (outcome.steps > 1)
        paragraphs
            << Findings::tr("All %1 comparisons together hold with 95 % (Bonferroni).").arg(outcome.steps);
    QStringList guessed;
    for (const std::string& node : outcome.uncalibrated)
        guessed << findings.node(node);
    paragraphs << findings.basis();
    if (!guessed.isEmpty() && !outcome.basis.calibrated)
        paragraphs << Findings::tr("Not calibrated, rough times: %1.").arg(guessed.join(", "));
    return "<p>" + paragraphs.join("</p><p>") + "</p>";
}

} // namespace millrace::ui
