// SPDX-License-Identifier: Apache-2.0
#include "ui/timeline/timeline_note.h"

#include "ui/settings/number_text.h"
#include "ui/timeline/state_style.h"

#include <QCoreApplication>
#include <algorithm>

namespace millrace::ui {

namespace {

QString tr(const char* text, const char* comment = nullptr, int n = -1) {
    return QCoreApplication::translate("millrace::ui", text, comment, n);
}

QString lengthOf(const TraceSlice& slice) {
    const QString length = durationText(static_cast<double>(slice.to - slice.from) * 1e-9).text();
    if (slice.cutFront) return tr("longer than %1: it began before what is known").arg(length);
    if (slice.cutBack) return tr("%1 so far").arg(length);
    return length;
}

QString endOf(const TraceSlice& turn, const TraceNames& names) {
    const QString wire = names.wire(turn.subject);
    switch (turn.ended) {
        case TurnEnd::Yields: return tr("Made way for others, with more to do");
        case TurnEnd::NeedsInput:
            return wire.isEmpty() ? tr("Ended: no input left") : tr("Ended: no input left on %1").arg(wire);
        case TurnEnd::OutputFull:
            return wire.isEmpty() ? tr("Ended: output full") : tr("Ended: output full, %1").arg(wire);
        case TurnEnd::AwaitsTime: return tr("Ended: waits for its time");
        case TurnEnd::Held: return tr("Ended: the run is paused");
        case TurnEnd::Finished: return tr("Ended: finished");
    }
    return {};
}

/// What the pixels around a place hold, where they hold too much to name it.
TraceNote summaryOf(const LaneTrack& track, MonotonicNs from, MonotonicNs to) {
    const LaneShares before = track.sharesUntil(from);
    const LaneShares after = track.sharesUntil(to);
    const std::size_t spans = track.spanAfter(to) - track.spanAfter(from) + 1;
    TraceNote note{tr("%1 stretches in %2")
                       .arg(countText(static_cast<qint64>(spans)),
                            durationText(static_cast<double>(to - from) * 1e-9).text()),
                   {}};
    for (const LaneState state : kAllLaneStates) {
        const auto s = static_cast<std::size_t>(state);
        const double share = static_cast<double>(after[s] - before[s]) / static_cast<double>(to - from);
        if (share >= 0.005) note.facts << QStringLiteral("%1  %2").arg(percentText(share), nameOf(state));
    }
    note.facts << tr("Zoom in to see each");
    return note;
}

} // namespace

TraceNote noteOf(const TraceSlice& slice, const TraceNames& names, const QString& rest) {
    switch (slice.kind) {
        case TraceSlice::Kind::Turn: {
            TraceNote note{names.task(slice.task), {lengthOf(slice)}};
            if (slice.cutBack) return note;
            note.facts << tr("%1 records", nullptr, pluralOf(slice.records)).arg(countText(slice.records))
                       << endOf(slice, names);
            return note;
        }
        case TraceSlice::Kind::Operator: return {names.node(slice.subject), {lengthOf(slice)}};
        case TraceSlice::Kind::LockWait:
            return {tr("Waits for the lock %1").arg(names.resource(slice.subject)).trimmed(),
                    {lengthOf(slice), tr("in %1").arg(names.task(slice.task))}};
        case TraceSlice::Kind::IoWait:
            return {tr("Waits for input or output"),
                    {lengthOf(slice), tr("in %1").arg(names.task(slice.task))}};
        case TraceSlice::Kind::Search:
            return {tr("Looks for work"), {lengthOf(slice), tr("Nothing to run, not asleep yet")}};
        case TraceSlice::Kind::Sleep: return {tr("Asleep"), {lengthOf(slice), rest}};
    }
    return {};
}

TraceNote noteAt(const LaneTrack& track, const LaneSpan& span, const TimeScale& scale, double x,
                 const TraceNames& names) {
    const TraceSlice* slice = track.slice(span.slice);
    const double length = static_cast<double>(span.to - span.from);
    const auto from = static_cast<MonotonicNs>(scale.at(x - 1));
    const auto to = static_cast<MonotonicNs>(scale.at(x + 1));
    const bool crowded = length < scale.perPixel() && track.spanAfter(to) - track.spanAfter(from) > 2;
    if (!slice || crowded) return summaryOf(track, from, std::max(to, from + 1));
    return noteOf(*slice, names, nameOf(span.state));
}

} // namespace millrace::ui
