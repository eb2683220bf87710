// SPDX-License-Identifier: Apache-2.0
#include "ui/run/diagnosis_text.h"

#include "ui/settings/number_text.h"

#include <QCoreApplication>
#include <cmath>

namespace millrace::ui {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("DiagnosisText", text); }

QString titleOf(const RunShape& shape, std::size_t vertex) {
    return vertex < shape.nodes.size() ? shape.nodes[vertex].title : QString();
}

QString timesText(double times) { return QStringLiteral("%1×").arg(times, 0, 'f', times < 10 ? 2 : 0); }

/// "+19 %", "2.4 times the rate".
QString gainText(double gain) {
    const QString text = gain < 2 ? QStringLiteral("+%1 %").arg(std::lround((gain - 1) * 100))
                                  : tr("%1 the rate").arg(timesText(gain));
    return QStringLiteral("<b>%1</b>").arg(text);
}

QString suggestionText(const Suggestion& suggestion, const Diagnosis& d, const RunShape& shape) {
    const QString gain = gainText(suggestion.gain);
    switch (suggestion.remedy) {
        case Remedy::MoreWorkers:
            return tr("%1 workers instead of %2: about %3").arg(suggestion.value).arg(d.workers).arg(gain);
        case Remedy::OwnTask:
            return tr("A task of its own (not fused with its neighbours): up to %1").arg(gain);
        case Remedy::LargerBatches:
            return tr("Larger batches, now %1 records each: about %2").arg(suggestion.value).arg(gain);
        case Remedy::RelieveLock:
            return tr("Less time under the lock that %1 waits for: up to %2")
                .arg(titleOf(shape, d.bottleneck).toHtmlEscaped(), gain);
        case Remedy::Overlap:
            return tr("The executor “async”, or more workers, to overlap its waiting: up to %1").arg(gain);
        case Remedy::MoreCores: return tr("More cores or less work elsewhere: up to %1").arg(gain);
    }
    return {};
}

} // namespace

DiagnosisText textOf(const Diagnosis& d, const RunShape& shape) {
    DiagnosisText text;
    const auto add = [&](const QString& name, const QString& value, const QString& note) {
        text.numbers.push_back({name, value, note});
    };
    add(tr("In use"), percentText(d.use),
        d.ready > 0.02 ? tr("and %1 waiting for a core").arg(percentText(d.ready))
                       : tr("of %1 worker(s)").arg(d.workers));
    add(tr("Takes"), rateText(d.throughput).text(), tr("of %1 offered").arg(rateText(d.arrivalRate).text()));
    add(tr("Could take"), rateText(d.serviceRate).text(), tr("if it never waited"));
    if (d.wire && d.wire->rate > 0) {
        const QString wait = durationText(d.wire->waitSeconds).text();
        add(tr("Queue"), countText(static_cast<qint64>(std::llround(d.wire->present))),
            d.wire->measuredSeconds ? tr("records, %1 each (Little's law; %2 measured)")
                                          .arg(wait, durationText(*d.wire->measuredSeconds).text())
                                    : tr("records, so %1 each (Little's law)").arg(wait));
    }
    add(tr("Its work"), percentText(d.workShare),
        tr("of all: twice as fast makes all %1 (Amdahl)").arg(timesText(d.amdahlTwice)));
    add(tr("Twice as fast"), timesText(d.twiceAsFast),
        d.next ? tr("the rate; at %1 %2 limits").arg(timesText(d.atMost), titleOf(shape, *d.next))
               : tr("the rate"));
    for (const Suggestion& suggestion : d.suggestions)
        text.suggestions << suggestionText(suggestion, d, shape);
    if (d.queueIsNoRemedy)
        text.warning =
            tr("A longer queue would not help: it would fill up as well, and records wait longer.");
    return text;
}

} // namespace millrace::ui
