// SPDX-License-Identifier: Apache-2.0
#include "ui/debug/breakpoint_list.h"

#include "ui/settings/number_text.h"

#include <algorithm>

namespace millrace::ui {

QString WireBreakpoint::text() const {
    if (action == Action::PauseAtDepth)
        return QObject::tr("Pauses the run when more than %1 records wait", nullptr, pluralOf(depth))
            .arg(countText(depth));
    QString text = action == Action::Log ? QObject::tr("Logs") : QObject::tr("Holds at");
    text += hitCount > 1
                ? QObject::tr(" record %1, %2, %3 …").arg(hitCount).arg(2 * hitCount).arg(3 * hitCount)
                : QObject::tr(" every record");
    if (!condition.isEmpty()) text += QObject::tr(" with %1").arg(condition);
    return text;
}

const WireBreakpoint* BreakpointList::find(const QString& wire) const {
    const auto found =
        std::find_if(all_.begin(), all_.end(), [&](const WireBreakpoint& b) { return b.wire == wire; });
    return found == all_.end() ? nullptr : &*found;
}

void BreakpointList::toggle(const QStringList& wires) {
    if (wires.isEmpty()) return;
    const bool everywhere =
        std::all_of(wires.begin(), wires.end(), [this](const QString& wire) { return find(wire); });
    if (everywhere) {
        std::erase_if(all_, [&](const WireBreakpoint& b) { return wires.contains(b.wire); });
    } else {
        for (const QString& wire : wires) {
            if (find(wire)) continue;
            WireBreakpoint plain;
            plain.wire = wire;
            all_.push_back(plain);
        }
    }
    Q_EMIT changed();
}

void BreakpointList::set(const WireBreakpoint& breakpoint) {
    for (WireBreakpoint& known : all_) {
        if (known.wire != breakpoint.wire) continue;
        if (known == breakpoint) return;
        known = breakpoint;
        Q_EMIT changed();
        return;
    }
    all_.push_back(breakpoint);
    Q_EMIT changed();
}

void BreakpointList::remove(const QString& wire) {
    if (std::erase_if(all_, [&](const WireBreakpoint& b) { return b.wire == wire; }) > 0) Q_EMIT changed();
}

void BreakpointList::clear() {
    if (all_.empty()) return;
    all_.clear();
    Q_EMIT changed();
}

} // namespace millrace::ui
