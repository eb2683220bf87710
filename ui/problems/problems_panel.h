// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/diagnostic.h"

#include <QAbstractTableModel>
#include <QWidget>
#include <vector>

class QLabel;
class QTableView;

namespace millrace::ui {

class GraphSession;

/// Errors first, then warnings and notes.
class ProblemsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Message, Fix, Place, Code, ColumnCount };
    explicit ProblemsModel(GraphSession& session, QObject* parent = nullptr);
    void setDiagnostics(const Diagnostics& diagnostics);
    const Diagnostic& at(int row) const { return rows_[static_cast<std::size_t>(row)]; }
    int count(Severity severity) const;
    bool hasFixes() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override {
        return parent.isValid() ? 0 : ColumnCount;
    }
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    GraphSession& session_;
    std::vector<Diagnostic> rows_;
};

/// What the planner, the file reader and the last run found, always up to date; a click goes there, or, on
/// "Fix", makes the change that mends it.
class ProblemsPanel : public QWidget {
    Q_OBJECT
public:
    explicit ProblemsPanel(GraphSession& session, QWidget* parent = nullptr);
    const ProblemsModel& model() const { return *model_; }

Q_SIGNALS:
    void countsChanged(int errors, int warnings);
    void problemChosen(const millrace::Diagnostic& problem);

private:
    void refresh();
    void choose(const QModelIndex& index);

    GraphSession& session_;
    ProblemsModel* model_;
    QTableView* table_;
    QLabel* empty_;
};

} // namespace millrace::ui
