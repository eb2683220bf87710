// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/diagnostic.h"

#include <QAbstractTableModel>
#include <QDateTime>
#include <QHash>
#include <QStringList>
#include <QWidget>
#include <deque>

QT_BEGIN_NAMESPACE
class QComboBox;
class QTableView;
class QLabel;
QT_END_NAMESPACE

namespace millrace::ui {

/// What happened in the runs of this window, newest last: state changes and diagnostics. Bounded; the oldest
/// entries go. Of one node at most so many entries are taken in a second, the others are counted.
class LogModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Time, Node, Message, ColumnCount };
    static constexpr std::size_t kMostEntries = 2000;
    static constexpr int kMostPerSecond = 20; ///< of one node
    using QAbstractTableModel::QAbstractTableModel;

    void add(Severity severity, const QString& node, const QString& message);
    void clear();
    QString nodeAt(int row) const;
    Severity severityAt(int row) const;
    /// Entries of these nodes stand out.
    void setChosenNodes(const QStringList& nodes);
    const QStringList& chosenNodes() const { return chosen_; }

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
    struct Burst {
        qint64 beganMs = 0;
        int count = 0;
        qint64 summary = -1; ///< number of the entry that counts the rest
    };
    void append(Severity severity, const QString& node, const QString& message);
    void countInstead(Burst& burst, Severity severity, const QString& node);

    std::deque<Entry> entries_;
    qint64 firstNumber_ = 0; ///< of the oldest entry that is left
    QHash<QString, Burst> bursts_;
    QStringList chosen_;
};

class SeverityFilter;

/// The Log page of the dock. A click on an entry selects its node; entries of the nodes that are selected
/// stand out, or are all that is shown.
class LogPage : public QWidget {
    Q_OBJECT
public:
    explicit LogPage(QWidget* parent = nullptr);
    LogModel& model() const { return *model_; }
    QWidget* corner() const { return corner_; }
    void setSelectedNodes(const QStringList& nodes);

Q_SIGNALS:
    void nodeChosen(const QString& node);

private:
    void showLastOf(const QStringList& nodes);

    LogModel* model_;
    SeverityFilter* filter_;
    QTableView* table_;
    QLabel* empty_;
    QWidget* corner_;
};

} // namespace millrace::ui
