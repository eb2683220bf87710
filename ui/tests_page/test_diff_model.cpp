// SPDX-License-Identifier: Apache-2.0
#include "ui/tests_page/test_diff_model.h"

#include "ui/settings/theme.h"

#include <algorithm>

namespace millrace::ui {

void TestDiffModel::setPort(PortOutcome port) {
    beginResetModel();
    port_ = std::move(port);
    fill();
    endResetModel();
}

void TestDiffModel::clear() {
    beginResetModel();
    port_ = {};
    lines_.clear();
    endResetModel();
}

void TestDiffModel::fill() {
    lines_.clear();
    for (const RowDifference& difference : port_.diff.differences) {
        if (lines_.size() >= kMostLines) return;
        switch (difference.kind) {
            case RowDifference::Kind::Missing:
                lines_.push_back({Mark::Missing, &port_.expected[difference.expected]});
                break;
            case RowDifference::Kind::Unexpected:
                lines_.push_back({Mark::Unexpected, &port_.actual[difference.actual]});
                break;
            case RowDifference::Kind::Changed:
                lines_.push_back({Mark::Expected, &port_.expected[difference.expected], &difference.columns});
                lines_.push_back({Mark::Came, &port_.actual[difference.actual], &difference.columns});
                break;
        }
    }
    if (!port_.diff.differences.empty()) return;
    for (std::size_t i = 0; i < std::min(port_.actual.size(), kMostLines); ++i) {
        const bool moved = port_.diff.outOfOrder && i >= *port_.diff.outOfOrder;
        lines_.push_back({moved ? Mark::Came : Mark::Same, &port_.actual[i]});
    }
}

QString TestDiffModel::textOf(Mark mark) {
    switch (mark) {
        case Mark::Missing: return tr("− missing");
        case Mark::Unexpected: return tr("+ unexpected");
        case Mark::Expected: return tr("expected");
        case Mark::Came: return tr("came");
        case Mark::Same: break;
    }
    return tr("as expected");
}

int TestDiffModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(lines_.size());
}

int TestDiffModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(port_.columns.size()) + 1;
}

QVariant TestDiffModel::data(const QModelIndex& index, int role) const {
    const auto r = static_cast<std::size_t>(index.row());
    if (!index.isValid() || r >= lines_.size()) return {};
    const Line& line = lines_[r];
    const Theme& theme = Theme::instance();
    if (index.column() == 0) {
        if (role == Qt::DisplayRole) return textOf(line.mark);
        if (role == Qt::ForegroundRole)
            return line.mark == Mark::Same || line.mark == Mark::Expected ? theme.tokens().muted
                                                                          : theme.tokens().bad;
        return {};
    }
    const auto c = static_cast<std::size_t>(index.column()) - 1;
    if (c >= line.row->size()) return {};
    const DataType& type = port_.columns[c].type;
    const bool differs =
        line.changed && std::find(line.changed->begin(), line.changed->end(), c) != line.changed->end();
    switch (role) {
        case Qt::DisplayRole:
        case Qt::ToolTipRole: return QString::fromStdString(toText((*line.row)[c], type)).left(500);
        case Qt::TextAlignmentRole:
            return QVariant(Qt::AlignVCenter | (type.isNumeric() ? Qt::AlignRight : Qt::AlignLeft));
        case Qt::ForegroundRole:
            if (differs && line.mark == Mark::Came) return theme.tokens().bad;
            return (*line.row)[c].isNull() || (line.changed && !differs) ? QVariant(theme.tokens().muted)
                                                                         : QVariant();
        case Qt::FontRole: {
            QFont font = theme.font(type.isNumeric() ? TextRole::Mono : TextRole::Body);
            font.setBold(differs);
            return font;
        }
        default: return {};
    }
}

QVariant TestDiffModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) return {};
    if (section == 0) return role == Qt::DisplayRole ? QVariant(tr("Row")) : QVariant();
    const Field& field = port_.columns[static_cast<std::size_t>(section) - 1];
    if (role == Qt::DisplayRole) return QString::fromStdString(field.name);
    if (role == Qt::ToolTipRole) return QString::fromStdString(field.name + ": " + field.type.name());
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignVCenter | (field.type.isNumeric() ? Qt::AlignRight : Qt::AlignLeft));
    return {};
}

} // namespace millrace::ui
