// SPDX-License-Identifier: Apache-2.0
#include "ui/experiment/experiment_table.h"

#include "ui/experiment/experiment_figure.h"
#include "ui/experiment/experiment_painter.h"
#include "ui/settings/theme.h"

#include <algorithm>
#include <cmath>

namespace millrace::ui {

namespace {

enum Column { Throughput, Latency, P99, Busiest, Than, FigureColumns };

QString numberText(double value) {
    return std::isfinite(value) ? QString::number(value, 'g', 10) : QString();
}

QString quoted(const std::string& text) {
    QString cell = QString::fromStdString(text);
    if (!cell.contains('"') && !cell.contains(',') && !cell.contains('\n')) return cell;
    return '"' + cell.replace('"', QStringLiteral("\"\"")) + '"';
}

} // namespace

void ExperimentTable::show(const ExperimentOutcome* outcome) {
    beginResetModel();
    outcome_ = outcome;
    endResetModel();
}

int ExperimentTable::settings() const {
    return outcome_ ? static_cast<int>(outcome_->experiment.vary.size()) : 0;
}

bool ExperimentTable::isKnee(std::size_t point) const {
    return std::any_of(outcome_->lines.begin(), outcome_->lines.end(),
                       [point](const ExperimentLine& line) { return line.knee == point; });
}

int ExperimentTable::rowCount(const QModelIndex& parent) const {
    return parent.isValid() || !outcome_ ? 0 : static_cast<int>(outcome_->points.size());
}

int ExperimentTable::columnCount(const QModelIndex& parent) const {
    return parent.isValid() || !outcome_ ? 0 : settings() + FigureColumns;
}

QVariant ExperimentTable::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const auto row = static_cast<std::size_t>(index.row());
    const ExperimentPoint& point = outcome_->points[row];
    const int column = index.column() - settings();
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignVCenter | (column < Busiest ? Qt::AlignRight : Qt::AlignLeft));
    if (role == Qt::FontRole && isKnee(row)) {
        QFont font = Theme::instance().font(TextRole::Body);
        font.setBold(true);
        return font;
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
    if (column < 0) return QString::fromStdString(point.values[static_cast<std::size_t>(index.column())]);
    const auto figure = [&](ExperimentFigure which) {
        const auto estimate = estimateOf(point.figures, which);
        return estimate ? estimateText(which, *estimate) : QString();
    };
    switch (column) {
        case Throughput: return figure(ExperimentFigure::Throughput);
        case Latency: return figure(ExperimentFigure::Latency);
        case P99: return figure(ExperimentFigure::P99);
        case Busiest:
            return QStringLiteral("%1, %2").arg(words_.node(point.figures.busiest),
                                                percentText(point.figures.busy.mean));
        case Than: {
            const QString step = ExperimentPainter::stepText(point.step);
            return isKnee(row) ? tr("%1; behind it more does not pay").arg(step) : step;
        }
        default: return {};
    }
}

QVariant ExperimentTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || !outcome_ || section < 0 || section >= columnCount()) return {};
    const int column = section - settings();
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignVCenter | (column < Busiest ? Qt::AlignRight : Qt::AlignLeft));
    if (role == Qt::ToolTipRole && column < 0)
        return words_.setting(outcome_->experiment.vary[static_cast<std::size_t>(section)].name);
    if (role != Qt::DisplayRole) return {};
    if (column < 0)
        return QString::fromStdString(outcome_->experiment.vary[static_cast<std::size_t>(section)].name);
    const QString names[] = {tr("Throughput"), tr("Mean latency"), tr("p99"), tr("Busiest node"),
                             tr("Than before")};
    return names[column];
}

QString csvOf(const ExperimentOutcome& outcome) {
    QStringList head;
    for (const VariedSetting& setting : outcome.experiment.vary)
        head << quoted(setting.name);
    for (const char* const figure : {"throughput_per_s", "latency_us", "p99_us", "busy"})
        head << figure << QStringLiteral("%1_half_width").arg(figure);
    head << "busiest"
         << "replications"
         << "step";
    QStringList rows{head.join(',')};
    for (const ExperimentPoint& point : outcome.points) {
        QStringList row;
        for (const std::string& value : point.values)
            row << quoted(value);
        const ForecastFigures& figures = point.figures;
        for (const auto& estimate : {std::optional(figures.throughput), figures.latencyUs, figures.p99Us,
                                     std::optional(figures.busy)})
            row << (estimate ? numberText(estimate->mean) : QString())
                << (estimate ? numberText(estimate->halfWidth) : QString());
        row << quoted(figures.busiest) << QString::number(figures.replications) << nameOf(point.step);
        rows << row.join(',');
    }
    return rows.join(QStringLiteral("\r\n")) + QStringLiteral("\r\n");
}

} // namespace millrace::ui
