// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTimer>
#include <QWidget>

QT_BEGIN_NAMESPACE
class QComboBox;
class QLabel;
class QTableView;
class QToolButton;
QT_END_NAMESPACE

namespace millrace::ui {

class GraphSession;
class RecordsModel;
class RunController;
class SearchField;

/// The Peek page of the dock: the last records on a wire, or the table a node shows, of the run that is on or
/// the one that ended. Looks five times a second, and only while it can be seen.
class PeekPage : public QWidget {
    Q_OBJECT
public:
    /// `session`: whose tests records are pinned to.
    PeekPage(RunController& runs, GraphSession& session, QWidget* parent = nullptr);

    QWidget* corner() const { return corner_; }
    void showWire(const QString& edgeId);
    void showTable(const QString& node);
    RecordsModel& model() const { return *model_; }

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void listChoices();
    void choose(const QString& key);
    void look();
    QList<int> chosenRows() const; ///< selected ones, or all
    void copy();
    void addCopyMenu();
    void pin();
    void tellFilter();

    RunController& runs_;
    GraphSession& session_;
    RecordsModel* model_;
    QTableView* table_;
    QComboBox* choice_;
    QLabel* empty_;
    QLabel* count_;
    QWidget* corner_;
    SearchField* filter_;
    QToolButton *freeze_, *copy_, *pin_;
    QString key_; ///< "wire:a.out->b.in", "table:alerts"
    QTimer timer_;
    bool sized_ = false;
};

} // namespace millrace::ui
