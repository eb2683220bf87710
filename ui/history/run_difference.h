// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/run_store.h"

#include <QString>
#include <QStringList>
#include <optional>
#include <vector>

namespace millrace::ui {

/// A figure of a node in two runs. Each run is cut into stretches of equal length; what the figure varies by
/// from stretch to stretch within a run is its spread, and a difference that is not larger says nothing.
struct MeasuredChange {
    double before = 0, after = 0;
    double spread = 0;  ///< the larger of both runs' (sample standard deviation over the stretches)
    bool known = false; ///< both runs were long enough to be cut
    bool beyondSpread() const;
    std::optional<double> relative() const; ///< nothing when it was 0 before
};

/// A node of two runs: whether both have it, with the same settings, and how it did.
struct NodeDifference {
    enum class Presence { Both, OnlyEarlier, OnlyLater };
    QString node, title;
    Presence presence = Presence::Both;
    bool settingsChanged = false;
    MeasuredChange rate;    ///< records/s
    MeasuredChange latency; ///< p99 in seconds, sinks
};

struct RunDifference {
    std::vector<NodeDifference> nodes; ///< of the later run in its order, then those it lacks
    QStringList newWires, goneWires;   ///< edge ids
    const NodeDifference* find(const QString& node) const;
};
RunDifference differenceOf(const StoredRun& earlier, const StoredRun& later);

/// "1.2 k/s → 1.5 k/s (+25 %)", "no difference shown": for a card.
QString differenceText(const NodeDifference& difference);

} // namespace millrace::ui
