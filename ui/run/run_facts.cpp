// SPDX-License-Identifier: Apache-2.0
#include "ui/run/run_facts.h"

#include "ui/run/live_numbers.h"
#include "ui/run/recovery_banner.h"
#include "ui/settings/number_text.h"
#include "ui/simulate/time_bar.h"

#include <QObject>
#include <QThread>

namespace millrace::ui {

QList<StatusLine::Fact> runFacts(const RunShape& shape, const MetricsHistory& history, bool pendingChanges,
                                 const VirtualTime::Place* place) {
    const MetricsFrame& now = history.frames().back();
    const MetricsFrame& before = frameASecondAgo(history);
    std::int64_t records = 0, dropped = 0;
    std::optional<double> progress;
    HistogramSnapshot latency;
    for (std::size_t i = 0; i < shape.nodes.size() && i < now.nodes.size(); ++i) {
        if (shape.nodes[i].category == Category::Source) records += now.nodes[i].recordsOut;
        if (now.nodes[i].progress) progress = std::min(progress.value_or(1.0), *now.nodes[i].progress);
        if (now.nodes[i].latency) latency.merge(*now.nodes[i].latency);
    }
    for (const EdgeMetrics& edge : now.edges)
        dropped += edge.dropped;
    const double seconds = static_cast<double>(now.elapsedNs - before.elapsedNs) * 1e-9;
    const double cores = seconds > 0 ? (now.cpuSeconds - before.cpuSeconds) / seconds : 0;

    QList<StatusLine::Fact> facts;
    if (place)
        facts << StatusLine::Fact{"time", QObject::tr("virtual time"), virtualTimeText(place->now), {}};
    else
        facts << StatusLine::Fact{"time", {}, clockText(static_cast<double>(now.elapsedNs) * 1e-9), {}};
    facts << StatusLine::Fact{"records", {}, countText(records), QObject::tr("records")};
    if (progress && !isFinal(now.state))
        facts << StatusLine::Fact{"progress", QObject::tr("read"), percentText(*progress), {}};
    if (latency.count() > 0)
        facts << StatusLine::Fact{
            "p99", "p99", durationText(static_cast<double>(latency.quantile(0.99)) * 1e-9).text(), {}};
    if (place) {
        facts << StatusLine::Fact{"dropped", QObject::tr("dropped"), countText(dropped), {}};
        facts << StatusLine::Fact{
            "events", {}, countText(static_cast<qint64>(place->events)), QObject::tr("events")};
        if (place->eventsPerSecond > 0)
            facts << StatusLine::Fact{
                "pace", {}, countText(static_cast<qint64>(place->eventsPerSecond)), QObject::tr("events/s")};
        if (pendingChanges) facts << StatusLine::Fact{"pending", {}, QObject::tr("changes pending"), {}};
        return facts;
    }
    facts << StatusLine::Fact{"cpu", "CPU", QString::number(std::max(0.0, cores), 'f', 1),
                              QObject::tr("of %n cores", nullptr, QThread::idealThreadCount())};
    facts << StatusLine::Fact{
        "memory", QObject::tr("memory"), bytesText(static_cast<double>(now.residentBytes)).text(), {}};
    facts << StatusLine::Fact{"dropped", QObject::tr("dropped"), countText(dropped), {}};
    facts << StatusLine::Fact{
        "observer", QObject::tr("observer cost"), QString::number(now.observerCost * 100, 'f', 1) + " %", {}};
    if (pendingChanges) facts << StatusLine::Fact{"pending", {}, QObject::tr("changes pending"), {}};
    return facts;
}

StatusLine::Fact checkpointFact(const std::vector<CheckpointMark>& marks, std::int64_t givenUp, double now,
                                bool isOver) {
    StatusLine::Fact fact{"checkpoint", QObject::tr("last checkpoint"), QObject::tr("none yet"), {}};
    if (marks.empty() && isOver) fact.value = QObject::tr("none");
    const QString lost = givenUp > 0 ? QObject::tr("%1 given up").arg(countText(givenUp)) : QString();
    fact.after = lost;
    if (marks.empty()) return fact;
    const CheckpointMark& last = marks.back();
    const auto age = static_cast<qint64>((now - last.at - last.seconds()) * 1000);
    fact.value = isOver ? QString::number(last.epoch) : QObject::tr("%1 ago").arg(ageText(age));
    fact.after = QStringLiteral("%1 · %2").arg(durationText(last.seconds()).text(),
                                               bytesText(static_cast<double>(last.bytes)).text());
    if (!lost.isEmpty()) fact.after += QStringLiteral(" · ") + lost;
    return fact;
}

} // namespace millrace::ui
