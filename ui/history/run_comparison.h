// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/run_store.h"
#include "ui/run/run_shape.h"

#include <QDialog>
#include <QString>
#include <vector>

namespace millrace::ui {

/// One node (or the whole run) in two runs. Missing = the run has no such node or no such figure.
struct ComparedFigure {
    QString what;
    std::optional<double> first, second;
    QString text(std::optional<double> value) const;
    enum class Unit { Records, Rate, Share, Latency, Seconds } unit = Unit::Records;
    /// Relative change of the second against the first; nothing when either is missing or the first is 0.
    std::optional<double> change() const;
};
struct ComparedNode {
    QString node, title;
    std::vector<ComparedFigure> figures;
};
/// Figures of every node that is in either run, in the order of the second.
std::vector<ComparedNode> compareRuns(const StoredRun& first, const StoredRun& second,
                                      const Registry& registry);

/// Two runs side by side: throughput of both over one another, then the figures of every node with the
/// difference marked.
class RunComparison : public QDialog {
    Q_OBJECT
public:
    RunComparison(const StoredRun& first, const StoredRun& second, const Registry& registry,
                  QWidget* parent = nullptr);
};

} // namespace millrace::ui
