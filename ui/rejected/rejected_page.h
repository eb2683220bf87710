// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTimer>
#include <QWidget>

QT_BEGIN_NAMESPACE
class QLabel;
class QTableView;
class QToolButton;
class QTreeWidget;
QT_END_NAMESPACE

namespace millrace::ui {

class GraphSession;
class RecordsModel;
class RunController;

/// The Rejected page of the dock: the nodes that could not use records, how many, and the last of those
/// records with what was wrong. They can be corrected and put in again, or tried again as they are. Where
/// nothing is connected to the port nothing is kept: one click changes that.
class RejectedPage : public QWidget {
    Q_OBJECT
public:
    RejectedPage(RunController& runs, GraphSession& session, QWidget* parent = nullptr);

    QWidget* corner() const { return corner_; }
    void showNode(const QString& node);
    RecordsModel& model() const { return *model_; }
    /// Puts the selected records, or all that are shown, into their nodes again as they came.
    void retry();

Q_SIGNALS:
    void totalChanged(qint64 records);
    void nodeChosen(const QString& node);
    /// Correct this one and put it in again.
    void editRequested(const QString& node, const QString& raw, const QString& error);
    void told(const QString& message);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void count();
    void look();
    void keep();
    void edit(int row);
    void updateButtons();
    QString chosenNode() const;
    QList<int> chosenRows() const;
    QString cell(int row, const char* column) const;

    RunController& runs_;
    GraphSession& session_;
    RecordsModel* model_;
    QTreeWidget* nodes_;
    QTableView* table_;
    QLabel* empty_;
    QWidget *corner_, *pages_;
    QToolButton *edit_, *retry_, *keep_;
    QTimer timer_;
    qint64 total_ = 0;
    bool sized_ = false;
};

} // namespace millrace::ui
