// SPDX-License-Identifier: Apache-2.0
#include "ui/experiment/experiment_findings.h"

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

    static QString percent(double share, int digits) {
        return QLocale().toString(share * 100, 'f', digits) + QChar(QChar::Nbsp) + QLatin1Char('%');
    }
    static QString text(const std::string& utf8) { return QString::fromStdString(utf8).toHtmlEscaped(); }

    QString knee(const ExperimentLine& line) const {
        const QString where =
            line.value.empty() ? QString()
                               : tr("%1 = %2: ").arg(text(outcome.experiment.vary[1].name), text(line.value));
        if (line.knee)
            return where + tr("Behind <b>%1 = %2</b> more does not pay.")
                               .arg(text(outcome.experiment.vary.front().name),
                                    text(outcome.points[*line.knee].values.front()));
        const bool more = !line.points.empty() && outcome.points[line.points.back()].step == SweepStep::More;
        return where + (more ? tr("It pays to the end.") : tr("No step is shown to pay."));
    }

    QString law(const QString& name, const LawFit& fit) const {
        if (!fit.usable())
            return tr("<b>%1</b>: no fit: %2.").arg(name, plainWords(fit.refused).toHtmlEscaped());
        QString words = tr("<b>%1</b>: contention %2").arg(name, percent(fit.sigma, 2));
        if (fit.kappa > 0)
            words += tr(", coherency %1, most at %2")
                         .arg(percent(fit.kappa, 4), QLocale().toString(fit.knee, 'g', 3));
        return words + tr("; fits within %1.").arg(percent(fit.error, 1));
    }
};

} // namespace

QString findingsOf(const ExperimentOutcome& outcome) {
    const Findings findings{outcome};
    QStringList paragraphs;
    for (const Diagnostic& d : outcome.diagnostics)
        if (d.severity == Severity::Error)
            paragraphs << plainWords(d.message).toHtmlEscaped() +
                              (d.hint.empty() ? QString()
                                              : QStringLiteral(" — ") + plainWords(d.hint).toHtmlEscaped());
    if (outcome.points.empty()) return paragraphs.join("<br>");
    if (outcome.cancelled) paragraphs << Findings::tr("Stopped: the points that were through by then.");
    QStringList knees;
    for (const ExperimentLine& line : outcome.lines)
        knees << findings.knee(line);
    paragraphs << knees.join("<br>");
    if (outcome.lines.size() == 1 && outcome.lines.front().usl && outcome.lines.front().amdahl) {
        paragraphs << findings.law(Findings::tr("Amdahl"), *outcome.lines.front().amdahl);
        paragraphs << findings.law(Findings::tr("USL"), *outcome.lines.front().usl);
        paragraphs << Findings::tr(
            "The laws are a diagnostic of how these points scale, no forecast of others: "
            "simulate those.");
    }
    paragraphs << Findings::tr("At “%1”. The same random numbers at every point.")
                      .arg(Findings::text(outcome.points.front().figures.sink));
    if (outcome.steps > 1)
        paragraphs
            << Findings::tr("All %1 comparisons together hold with 95 % (Bonferroni).").arg(outcome.steps);
    QStringList guessed;
    for (const std::string& node : outcome.uncalibrated)
        guessed << Findings::text(node);
    if (!guessed.isEmpty())
        paragraphs << Findings::tr("Not calibrated, rough times: %1.").arg(guessed.join(", "));
    return "<p>" + paragraphs.join("</p><p>") + "</p>";
}

} // namespace millrace::ui
