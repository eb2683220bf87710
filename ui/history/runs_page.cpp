// SPDX-License-Identifier: Apache-2.0
#include "ui/history/runs_page.h"

#include "ui/history/history_service.h"
#include "ui/history/run_comparison.h"
#include "ui/settings/number_text.h"
#include "ui/settings/theme.h"

#include <QDateTime>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QMessageBox>
#include <QStackedLayout>
#include <QToolButton>
#include <QTreeWidget>

namespace millrace::ui {

namespace {
enum Column { Started, Graph, State, Duration, Records, Rate, P99, Seed, ColumnCount };
constexpr int kFigures[] = {Duration, Records, Rate, P99, Seed};
constexpr int kRowHeight = 26;

QToolButton* button(const char* name, const QString& text, const QString& tip) {
    auto* made = new QToolButton;
    made->setObjectName(name);
    made->setText(text);
    made->setToolTip(tip);
    made->setProperty("role", "dock");
    return made;
}
} // namespace

RunsPage::RunsPage(HistoryService& history, const Registry& registry, QWidget* parent)
    : QWidget(parent),
      history_(history),
      registry_(registry),
      list_(new QTreeWidget),
      empty_(new QLabel(tr("Run the graph: every run is kept here, to look at again and to compare."))),
      corner_(new QWidget),
      open_(button("openRun", tr("Open"), tr("Look at this run as it was (Enter)"))),
      compare_(button("compareRuns", tr("Compare"), tr("Compare two selected runs"))),
      restore_(
          button("restoreRun", tr("Restore graph"), tr("Open the graph as it was run, as a new document"))),
      remove_(button("deleteRuns", tr("Delete"), tr("Remove the selected runs from the history (Del)"))) {
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
    for (QToolButton* b : {open_, compare_, restore_, remove_})
        row->addWidget(b);
    connect(open_, &QToolButton::clicked, this, [this] { Q_EMIT openRequested(selectedIds().value(0)); });
    connect(restore_, &QToolButton::clicked, this,
            [this] { Q_EMIT restoreRequested(selectedIds().value(0)); });
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
            empty_->setText(QString::fromStdString(runs.error().items.front().message));
            runs_.clear();
        } else {
            runs_ = *runs;
        }
        fill();
    });
}

void RunsPage::fill() {
    const QStringList selected = selectedIds();
    list_->clear();
    const Tokens& t = Theme::instance().tokens();
    for (const RunSummary& run : runs_) {
        auto* item = new QTreeWidgetItem(list_);
        item->setData(Started, Qt::UserRole, QString::fromStdString(run.id));
        item->setText(
            Started,
            QDateTime::fromMSecsSinceEpoch(run.startedAt).toString(QStringLiteral("d MMM yyyy HH:mm:ss")));
        item->setText(Graph, QString::fromStdString(run.graphName));
        item->setToolTip(Graph, QString::fromStdString(run.graphFile));
        item->setText(State, QString::fromStdString(run.state));
        item->setForeground(State, run.state == "finished" ? t.good
                                   : run.state == "failed" ? t.bad
                                                           : t.muted);
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
    }
    static_cast<QStackedLayout*>(layout())->setCurrentIndex(runs_.empty() ? 1 : 0);
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
    compare_->setEnabled(count == 2);
    remove_->setEnabled(count > 0);
}

void RunsPage::compareSelected() {
    QStringList ids = selectedIds();
    if (ids.size() != 2) return;
    // The older run stands first, whatever was clicked first.
    const auto startOf = [this](const QString& id) {
        for (const RunSummary& run : runs_)
            if (run.id == id.toStdString()) return run.startedAt;
        return EpochMs{0};
    };
    if (startOf(ids[0]) > startOf(ids[1])) ids.swapItemsAt(0, 1);
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
