// SPDX-License-Identifier: Apache-2.0
#include "engine/run/trace_openings.h"

namespace millrace {

void followOpenings(std::vector<TraceEvent>& open, const TraceEvent& event) {
    switch (event.kind) {
        case TraceKind::TurnBegins:
        case TraceKind::Searches:
        case TraceKind::Sleeps: open.assign(1, event); return;
        case TraceKind::TurnEnds:
        case TraceKind::Awakes: open.clear(); return;
        case TraceKind::OperatorEntered:
        case TraceKind::WaitBegins: open.push_back(event); return;
        case TraceKind::OperatorLeft:
        case TraceKind::WaitEnds:
            if (!open.empty()) open.pop_back();
            return;
        case TraceKind::HandsOff:
        case TraceKind::WireDepth:
        case TraceKind::BatchEnters:
        case TraceKind::BatchLeaves: return;
    }
}

} // namespace millrace
