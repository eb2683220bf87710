// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/experiment/experiment_figure.h"

#include <QWidget>

QT_BEGIN_NAMESPACE
class QComboBox;
class QLabel;
class QProgressBar;
class QScrollArea;
class QStackedLayout;
class QStackedWidget;
class QTableView;
class QToolButton;
class QTreeWidget;
QT_END_NAMESPACE

namespace millrace::ui {

class ExperimentChart;
class ExperimentService;
class ExperimentTable;

/// The Experiment page of the dock: the experiments that the graph file holds, and of the chosen one its
/// chart or table with what it shows.
class ExperimentPage : public QWidget {
    Q_OBJECT
public:
    explicit ExperimentPage(ExperimentService& service, QWidget* parent = nullptr);
    QWidget* corner() const { return corner_; }
    QString selected() const; ///< name; empty = none
    void select(const QString& name);

Q_SIGNALS:
    void newRequested();
    void editRequested(const QString& name);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void setUpList();
    QWidget* makeDetail();
    QWidget* makeHead();
    QWidget* makeFindings();
    void showOutlook();
    void connectAll();
    void refresh();
    void fillList();
    void showSelected();
    void showProgress();
    void runSelected();
    void editSelected();
    void copyTable();
    QString stateOf(const QString& name) const;
    ExperimentFigure figure() const;

    ExperimentService& service_;
    QTreeWidget* list_;
    QLabel *empty_, *problems_, *hint_, *timeLeft_, *findings_, *badge_;
    QComboBox* figures_;
    QProgressBar* bar_;
    ExperimentChart* chart_;
    ExperimentTable* table_;
    QTableView* rows_;
    QStackedWidget *pictures_, *detail_;
    QStackedLayout* stack_;
    QWidget *corner_, *progress_, *head_;
    QToolButton *asTable_, *farAhead_, *copy_, *new_, *edit_, *remove_, *run_, *stop_;
};

} // namespace millrace::ui
