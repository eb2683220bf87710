// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/trace.h"

#include <QString>
#include <QStringList>
#include <vector>

namespace millrace::ui {

/// What the tasks, nodes and wires of a trace are called on the canvas.
struct TraceNames {
    TraceNames() = default;
    TraceNames(const Plan& plan, const std::vector<TraceTask>& tasks,
               const std::vector<std::string>& resources);

    QString task(std::uint32_t index) const;
    QString node(std::uint32_t vertex) const;
    QString wire(std::uint32_t edge) const; ///< "Clean → Speed"
    QString resource(std::uint32_t index) const;
    std::size_t resources() const { return static_cast<std::size_t>(resources_.size()); }
    QStringList nodesOfTask(std::uint32_t index) const; ///< ids
    /// Which tasks run one of the nodes, by index into Trace::tasks.
    std::vector<bool> tasksOf(const QStringList& nodes) const;

private:
    QStringList tasks_, nodes_, wires_, resources_;
    std::vector<QStringList> nodesOfTask_;
};

} // namespace millrace::ui
