// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/graph_tester.h"

#include <QAbstractTableModel>
#include <vector>

namespace millrace::ui {

/// The rows of a port beside those expected: what differs first, a changed row in two lines (expected, came).
/// When nothing differs, the rows as they came.
class TestDiffModel : public QAbstractTableModel {
    Q_OBJECT
public:
    static constexpr std::size_t kMostLines = 1000;
    using QAbstractTableModel::QAbstractTableModel;

    void setPort(PortOutcome port);
    void clear();

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    enum class Mark { Same, Missing, Unexpected, Expected, Came };
    struct Line {
        Mark mark = Mark::Same;
        const RowValues* row = nullptr;                    ///< in port_
        const std::vector<std::size_t>* changed = nullptr; ///< columns that differ, in port_
    };
    static QString textOf(Mark mark);
    void fill();

    PortOutcome port_;
    std::vector<Line> lines_;
};

} // namespace millrace::ui
