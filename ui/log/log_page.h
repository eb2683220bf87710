// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/diagnostic.h"

#include <QAbstractTableModel>
#include <QDateTime>
#include <QWidget>
#include <deque>

QT_BEGIN_NAMESPACE
class QComboBox;
class QTableView;
class QLabel;
QT_END_NAMESPACE

namespace millrace::ui {

/// What happened in the runs of this window, newest last: state changes and diagnostics. Bounded; the oldest
/// entries go.
class LogModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Time, Node, Message, ColumnCount };
    static constexpr std::size_t kMostEntries = 2000;
    using QAbstractTableModel::QAbstractTableModel;

    void add(Severity severity, const QString& node, const QString& message);
    void clear();
    QString nodeAt(int row) const;
    Severity severityAt(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override {
        return parent.isValid() ? 0 : ColumnCount;
    }
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Entry {
        QDateTime time;
        Severity severity;
        QString node, message;
    };
    std::deque<Entry> entries_;
};

/// The Log page of the dock. A click on an entry selects its node.
class LogPage : public QWidget {
    Q_OBJECT
public:
    explicit LogPage(QWidget* parent = nullptr);
    LogModel& model() const { return *model_; }
    QWidget* corner() const { return corner_; }

Q_SIGNALS:
    void nodeChosen(const QString& node);

private:
    LogModel* model_;
    QTableView* table_;
    QLabel* empty_;
    QWidget* corner_;
};

} // namespace millrace::ui
