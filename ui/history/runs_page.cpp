// SPDX-License-Identifier: Apache-2.0
#include "ui/history/runs_page.h"

#include "ui/history/history_service.h"
#include "ui/history/run_comparison.h"
#include "ui/settings/dock_button.h"
#include "ui/settings/number_text.h"
#include "ui/settings/plain_words.h"
#include "ui/settings/theme.h"

#include <QAction>
#include <QDateTime>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QKeyEvent>
#include <QLabel>
#include <QMessageBox>
#include <QStackedLayout>
#include <QToolButton>
#include <QTreeWidget>
#include <algorithm>

namespace millrace::ui {

namespace {
enum Column { Started, Graph, State, Duration, Records, Rate, P99, Seed, ColumnCount };
constexpr int kFigures[] = {Duration, Records, Rate, P99, Seed};
constexpr int kRowHeight = 26;

} // namespace

RunsPage::RunsPage(HistoryService& history, const Registry& registry, QWidget* parent)
    : QWidget(parent),
      history_(history),
      registry_(registry),
      list_(new QTreeWidget),
      empty_(new QLabel(tr("Run the graph: every run is kept here, to look at again and to compare."))),
      corner_(new QWidget),
      compareCommand_(new QAction(tr("Compare the selected runs on the canvas"), this)),
      open_(dockButton("openRun", tr("Open"), tr("Look at this run as it was (Enter)"))),
      again_(dockButton("runAgain", tr("Run again"),
                        tr("Run this graph again with the same parameters and the same seed"))),
      compare_(dockButton("compareRuns", tr("Compare"), tr("Compare two selected runs"))),
      onCanvas_(dockButton("compareOnCanvas", tr("Compare on canvas"),
                           tr("What differs between two selected runs, on the cards"))),
      restore_(dockButton("restoreRun", tr("Restore graph"),
                          tr("Open the graph as it was run, as a new document"))),
      remove_(dockButton("deleteRuns", tr("Delete"), tr("Remove the selected runs from the history (Del)"))) {
    compareCommand_->setObjectName("actionCompareRunsOnCanvas");
    compareCommand_->setData("compare");
    list_->setObjectName("runsList");
    list_->setColumnCount(ColumnCount);
    list_->setHeaderLabels({tr("Started"), tr("Graph"), tr("State"), tr("Duration"), tr("Records"),
                            tr("Rate"), tr("p99"), tr("Seed")});
    list_->setRootIsDecorated(false);
    list_->setUniformRowHeights(true);
    list_->setSelectionMode(QAbstractItemView::ExtendedSelection);
    list_->header()->setStretchLastSection(false);
    list_->header()->setSectionResizeMode(Graph, QHeaderView::Stretch);
    list_->setAccessibleName(tr("Runs"));
    const int widths[ColumnCount] = {176, 200, 100, 90, 90, 90, 90, 80};
    for (int c = 0; c < ColumnCount; ++c)
        list_->setColumnWidth(c, widths[c]);
    for (const int c : kFigures)
        list_->headerItem()->setTextAlignment(c, Qt::AlignRight | Qt::AlignVCenter);
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setProperty("role", "muted");
    auto* stack = new QStackedLayout(this);
    stack->setContentsMargins(8, 0, 8, 0);
    stack->addWidget(list_);
    stack->addWidget(empty_);
    stack->setCurrentIndex(1);

    auto* row = new QHBoxLayout(corner_);
    row->setContentsMargins(0, 0, 0, 0);
    for (QToolButton* b : {open_, again_, compare_, onCanvas_, restore_, remove_})
        row->addWidget(b);
    connect(open_, &QToolButton::clicked, this, [this] { Q_EMIT openRequested(selectedIds().value(0)); });
    connect(restore_, &QToolButton::clicked, this,
            [this] { Q_EMIT restoreRequested(selectedIds().value(0)); });
    connect(again_, &QToolButton::clicked, this, [this] { Q_EMIT againRequested(selectedIds().value(0)); });
    connect(onCanvas_, &QToolButton::clicked, compareCommand_, &QAction::trigger);
    connect(compareCommand_, &QAction::triggered, this, [this] {
        const QStringList ids = selectedByTime();
        if (ids.size() == 2) Q_EMIT compareOnCanvasRequested(ids[0], ids[1]);
    });
    connect(remove_, &QToolButton::clicked, this, [this] { history_.remove(selectedIds()); });
    connect(compare_, &QToolButton::clicked, this, &RunsPage::compareSelected);
    connect(list_, &QTreeWidget::itemSelectionChanged, this, &RunsPage::selectionChanged);
    connect(list_, &QTreeWidget::itemActivated, this,
            [this] { Q_EMIT openRequested(selectedIds().value(0)); });
    connect(&history_, &HistoryService::changed, this, [this] {
        stale_ = true;
        if (isVisible()) reload();
    });
    selectionChanged();
}

void RunsPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (stale_) reload();
}

void RunsPage::reload() {
    stale_ = false;
    history_.list(this, [this](const Result<std::vector<RunSummary>>& runs) {
        if (!runs) {
            empty_->setText(plainWords(runs.error().items.front().message));
            runs_.clear();
        } else {
            runs_ = *runs;
        }
        fill();
    });
}

void RunsPage::fill() {
    const QStringList selected = selectedIds();
    const auto idOf = [](const QTreeWidgetItem* item) {
        return item ? item->data(Started, Qt::UserRole).toString() : QString();
    };
    const QString current = idOf(list_->currentItem());
    list_->clear();
    const Tokens& t = Theme::instance().tokens();
    for (const RunSummary& run : runs_) {
        auto* item = new QTreeWidgetItem(list_);
        item->setData(Started, Qt::UserRole, QString::fromStdString(run.id));
        item->setText(
            Started,
            QDateTime::fromMSecsSinceEpoch(run.startedAt).toString(QStringLiteral("d MMM yyyy HH:mm:ss")));
        const QString file = QString::fromStdString(run.graphFile),
                      name = QString::fromStdString(run.graphName);
        item->setText(Graph, name.isEmpty() ? QFileInfo(file).fileName() : name);
        item->setToolTip(Graph, file);
        const bool failed = run.state == "failed";
        item->setText(State, !run.simulated ? QString::fromStdString(run.state)
                             : failed       ? tr("failed, simulated")
                                            : tr("simulated"));
        item->setForeground(State, run.state == "finished" ? t.good : failed ? t.bad : t.muted);
        item->setText(Duration, durationText(run.elapsedSeconds).text());
        item->setText(Records, countText(run.recordsIn));
        if (run.elapsedSeconds > 0)
            item->setText(Rate, rateText(static_cast<double>(run.recordsIn) / run.elapsedSeconds).text());
        item->setText(P99, run.p99LatencyUs < 0
                               ? QStringLiteral("–")
                               : durationText(static_cast<double>(run.p99LatencyUs) * 1e-6).text());
        item->setText(Seed, QString::number(run.seed));
        for (const int c : kFigures)
            item->setTextAlignment(c, Qt::AlignRight | Qt::AlignVCenter);
        item->setSizeHint(Started, {0, kRowHeight});
        item->setSelected(selected.contains(QString::fromStdString(run.id)));
        // Who goes through the list with the keys goes on from where they were.
        if (idOf(item) == current) list_->setCurrentItem(item, 0, QItemSelectionModel::NoUpdate);
    }
    static_cast<QStackedLayout*>(layout())->setCurrentIndex(runs_.empty() ? 1 : 0);
    if (hasFocus()) list_->setFocus();
    selectionChanged();
}

QStringList RunsPage::selectedIds() const {
    QStringList ids;
    for (const QTreeWidgetItem* item : list_->selectedItems())
        ids << item->data(Started, Qt::UserRole).toString();
    return ids;
}

void RunsPage::selectionChanged() {
    const auto count = list_->selectedItems().size();
    open_->setEnabled(count == 1);
    restore_->setEnabled(count == 1);
    again_->setEnabled(count == 1);
    compare_->setEnabled(count == 2);
    onCanvas_->setEnabled(count == 2);
    compareCommand_->setEnabled(count == 2);
    remove_->setEnabled(count > 0);
}

QStringList RunsPage::selectedByTime() const {
    QStringList ids = selectedIds();
    const auto startOf = [this](const QString& id) {
        for (const RunSummary& run : runs_)
            if (run.id == id.toStdString()) return run.startedAt;
        return EpochMs{0};
    };
    std::stable_sort(ids.begin(), ids.end(),
                     [&](const QString& a, const QString& b) { return startOf(a) < startOf(b); });
    return ids;
}

void RunsPage::compareSelected() {
    const QStringList ids = selectedByTime();
    if (ids.size() != 2) return;
    history_.load(ids[0], this, [this, second = ids[1]](const Result<StoredRun>& first) {
        if (!first) return;
        history_.load(second, this, [this, first = *first](const Result<StoredRun>& loaded) {
            if (!loaded) return;
            auto* dialog = new RunComparison(first, *loaded, registry_, window());
            dialog->setAttribute(Qt::WA_DeleteOnClose);
            dialog->show();
        });
    });
}

void RunsPage::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Delete && remove_->isEnabled()) return remove_->click();
    QWidget::keyPressEvent(event);
}

} // namespace millrace::ui
