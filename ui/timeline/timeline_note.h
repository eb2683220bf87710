// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/timeline/lane_painter.h"
#include "ui/timeline/trace_names.h"

#include <QString>
#include <QStringList>

namespace millrace::ui {

/// What the timeline says about a place that is pointed at: a headline and a line per fact.
struct TraceNote {
    QString title;
    QStringList facts;
};
/// Of a turn, a wait, a search or a sleep. `rest`: the state that a sleep stands for.
TraceNote noteOf(const TraceSlice& slice, const TraceNames& names, const QString& rest);
/// Of a span at the pixel `x`, or of everything in that pixel where it holds more than can be pointed at.
TraceNote noteAt(const LaneTrack& track, const LaneSpan& span, const TimeScale& scale, double x,
                 const TraceNames& names);

} // namespace millrace::ui
