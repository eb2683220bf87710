// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/run_store.h"

#include <QWidget>
#include <vector>

QT_BEGIN_NAMESPACE
class QLabel;
class QTreeWidget;
class QToolButton;
QT_END_NAMESPACE

namespace millrace {
class Registry;
}

namespace millrace::ui {

class HistoryService;

/// The Runs page of the dock: every run that was kept, newest first. One can be opened (looked at as it was),
/// two can be compared, the graph of one can be taken back.
class RunsPage : public QWidget {
    Q_OBJECT
public:
    RunsPage(HistoryService& history, const Registry& registry, QWidget* parent = nullptr);
    QWidget* corner() const { return corner_; }
    int runCount() const { return static_cast<int>(runs_.size()); }

Q_SIGNALS:
    void openRequested(const QString& id);
    void restoreRequested(const QString& id);
    void againRequested(const QString& id);
    void compareOnCanvasRequested(const QString& earlier, const QString& later);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void reload();
    void fill();
    void selectionChanged();
    QStringList selectedIds() const;
    QStringList selectedByTime() const; ///< the earlier one first, whatever was clicked first
    void compareSelected();

    HistoryService& history_;
    const Registry& registry_;
    std::vector<RunSummary> runs_;
    QTreeWidget* list_;
    QLabel* empty_;
    QWidget* corner_;
    QAction* compareCommand_;
    QToolButton *open_, *again_, *compare_, *onCanvas_, *restore_, *remove_;
    bool stale_ = true;
};

} // namespace millrace::ui
