// SPDX-License-Identifier: Apache-2.0
#include "ui/timeline/trace_names.h"

namespace millrace::ui {

namespace {

QString at(const QStringList& names, std::uint32_t index) {
    return index < static_cast<std::uint32_t>(names.size()) ? names[static_cast<qsizetype>(index)]
                                                            : QString();
}

} // namespace

TraceNames::TraceNames(const Plan& plan, const std::vector<TraceTask>& tasks,
                       const std::vector<std::string>& resources) {
    for (const PlanVertex& vertex : plan.vertices)
        nodes_ << QString::fromStdString(vertex.title);
    for (const PlanEdge& edge : plan.edges)
        wires_ << QStringLiteral("%1 → %2").arg(nodes_[static_cast<qsizetype>(edge.from)],
                                                nodes_[static_cast<qsizetype>(edge.to)]);
    for (const std::string& resource : resources)
        resources_ << QString::fromStdString(resource);
    for (const TraceTask& task : tasks) {
        const PlanChain& chain = plan.chains[task.chain];
        QStringList titles, ids;
        for (const std::size_t vertex : chain.vertices) {
            titles << nodes_[static_cast<qsizetype>(vertex)];
            ids << QString::fromStdString(plan.vertices[vertex].node);
        }
        const QString title = titles.join(QStringLiteral(" + "));
        tasks_ << (chain.workers > 1 ? QStringLiteral("%1 #%2").arg(title).arg(task.subtask + 1) : title);
        nodesOfTask_.push_back(ids);
    }
}

QString TraceNames::task(std::uint32_t index) const { return at(tasks_, index); }
QString TraceNames::node(std::uint32_t vertex) const { return at(nodes_, vertex); }
QString TraceNames::wire(std::uint32_t edge) const { return at(wires_, edge); }
QString TraceNames::resource(std::uint32_t index) const { return at(resources_, index); }

QStringList TraceNames::nodesOfTask(std::uint32_t index) const {
    return index < nodesOfTask_.size() ? nodesOfTask_[index] : QStringList();
}

std::vector<bool> TraceNames::tasksOf(const QStringList& nodes) const {
    std::vector<bool> tasks(nodesOfTask_.size(), false);
    for (std::size_t i = 0; i < tasks.size(); ++i)
        for (const QString& node : nodes)
            if (nodesOfTask_[i].contains(node)) tasks[i] = true;
    return tasks;
}

} // namespace millrace::ui
