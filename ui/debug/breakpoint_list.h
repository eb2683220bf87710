// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QString>
#include <QStringList>
#include <vector>

namespace millrace::ui {

/// What the user wants to happen on a wire of the open graph, whether a run is on or not.
struct WireBreakpoint {
    enum class Action {
        Hold,        ///< the wire stands still at a record; what is behind it goes on
        Log,         ///< the record is written to the log
        PauseAtDepth ///< the whole run pauses when more than `depth` records wait
    };
    QString wire; ///< GraphEdge::id()
    Action action = Action::Hold;
    QString condition;   ///< Hold and Log: expression over the wire's columns; empty = every record
    qint64 hitCount = 1; ///< Hold and Log: at every n-th record that fits
    qint64 depth = 1000;
    bool enabled = true;

    bool operator==(const WireBreakpoint&) const = default;
    bool hasCondition() const { return !condition.isEmpty() || hitCount > 1; }
    /// "Holds at every 3rd record with v > 0.5": for tooltips and lists.
    QString text() const;
};

/// The breakpoints of the open graph, at most one a wire. Those of wires that are gone stay: an undo brings
/// the wire back. GUI thread only.
class BreakpointList : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    const std::vector<WireBreakpoint>& all() const { return all_; }
    const WireBreakpoint* find(const QString& wire) const; ///< null when there is none
    /// Where each of the wires has one they go; else those without one get a plain one.
    void toggle(const QStringList& wires);
    void set(const WireBreakpoint& breakpoint);
    void remove(const QString& wire);
    void clear();

Q_SIGNALS:
    void changed();

private:
    std::vector<WireBreakpoint> all_;
};

} // namespace millrace::ui
