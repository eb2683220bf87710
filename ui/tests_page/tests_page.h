// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

QT_BEGIN_NAMESPACE
class QComboBox;
class QLabel;
class QStackedLayout;
class QTableView;
class QToolButton;
class QTreeWidget;
QT_END_NAMESPACE

namespace millrace::ui {

class GraphTestService;
class TestDiffModel;

/// The Tests page of the dock: the tests that the graph file holds, how they went, and of the chosen one what
/// came beside what was expected.
class TestsPage : public QWidget {
    Q_OBJECT
public:
    explicit TestsPage(GraphTestService& service, QWidget* parent = nullptr);
    QWidget* corner() const { return corner_; }
    QString selectedTest() const;
    void selectTest(const QString& name);

Q_SIGNALS:
    void newTestRequested();
    void nodeChosen(const QString& id);
    /// For the tab: how many did not pass.
    void failuresChanged(int count);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* makeDetail();
    void refresh();
    void fillList();
    void showTest();
    void showPort();
    void runSelected();
    void renameSelected();
    void removeSelected();

    GraphTestService& service_;
    QTreeWidget* list_;
    QLabel *empty_, *summary_, *problems_;
    QComboBox* ports_;
    QTableView* rows_;
    TestDiffModel* model_;
    QStackedLayout* stack_;
    QWidget* corner_;
    QToolButton *runAll_, *runOne_, *stop_, *showNode_, *new_, *rename_, *remove_;
};

} // namespace millrace::ui
