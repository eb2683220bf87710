// SPDX-License-Identifier: Apache-2.0
#include "ui/log/log_page.h"

#include "ui/settings/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QSortFilterProxyModel>
#include <QStackedLayout>
#include <QTableView>
#include <QToolButton>
#include <algorithm>

namespace millrace::ui {

/// Shows entries at least as severe as chosen, of some nodes or of all.
class SeverityFilter final : public QSortFilterProxyModel {
public:
    SeverityFilter(LogModel& log, QObject* parent) : QSortFilterProxyModel(parent), log_(log) {
        setSourceModel(&log);
    }
    void setLeast(Severity least) {
        least_ = least;
        invalidateFilter();
    }
    void setChosenOnly(bool on) {
        chosenOnly_ = on;
        invalidateFilter();
    }
    bool chosenOnly() const { return chosenOnly_; }
    void refresh() { invalidateFilter(); }

protected:
    bool filterAcceptsRow(int row, const QModelIndex&) const override {
        if (log_.severityAt(row) > least_) return false;
        return !chosenOnly_ || log_.chosenNodes().contains(log_.nodeAt(row));
    }

private:
    LogModel& log_;
    Severity least_ = Severity::Note;
    bool chosenOnly_ = false;
};

void LogModel::add(Severity severity, const QString& node, const QString& message) {
    if (node.isEmpty()) return append(severity, node, message);
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    Burst& burst = bursts_[node];
    if (now - burst.beganMs >= 1000) burst = {now, 0, -1};
    if (++burst.count > kMostPerSecond) return countInstead(burst, severity, node);
    append(severity, node, message);
}

void LogModel::countInstead(Burst& burst, Severity severity, const QString& node) {
    const QString text = tr("… %1 more within a second").arg(burst.count - kMostPerSecond);
    if (burst.summary < firstNumber_) {
        burst.summary = firstNumber_ + static_cast<qint64>(entries_.size());
        append(severity, node, text);
        return;
    }
    const auto row = static_cast<int>(burst.summary - firstNumber_);
    Entry& entry = entries_.at(static_cast<std::size_t>(row));
    entry.message = text;
    entry.severity = std::min(entry.severity, severity);
    Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
}

void LogModel::setChosenNodes(const QStringList& nodes) {
    chosen_ = nodes;
    if (!entries_.empty()) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

void LogModel::append(Severity severity, const QString& node, const QString& message) {
    if (entries_.size() == kMostEntries) {
        beginRemoveRows({}, 0, 0);
        entries_.pop_front();
        ++firstNumber_;
        endRemoveRows();
    }
    const auto row = static_cast<int>(entries_.size());
    beginInsertRows({}, row, row);
    entries_.push_back({QDateTime::currentDateTime(), severity, node, message});
    endInsertRows();
}

void LogModel::clear() {
    beginResetModel();
    firstNumber_ += static_cast<qint64>(entries_.size());
    entries_.clear();
    endResetModel();
}

QString LogModel::nodeAt(int row) const { return entries_.at(static_cast<std::size_t>(row)).node; }
Severity LogModel::severityAt(int row) const { return entries_.at(static_cast<std::size_t>(row)).severity; }

int LogModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(entries_.size());
}

QVariant LogModel::data(const QModelIndex& index, int role) const {
    const Entry& entry = entries_.at(static_cast<std::size_t>(index.row()));
    const Tokens& t = Theme::instance().tokens();
    if (role == Qt::DisplayRole) {
        if (index.column() == Time) return entry.time.toString(QStringLiteral("HH:mm:ss.zzz"));
        return index.column() == Node ? entry.node : entry.message;
    }
    if (role == Qt::ToolTipRole && index.column() == Message) return entry.message.toHtmlEscaped();
    if (role == Qt::ForegroundRole) {
        if (index.column() != Message) return t.muted;
        if (entry.severity == Severity::Error) return t.bad;
        if (entry.severity == Severity::Warning) return t.outputFull;
    }
    if (role == Qt::BackgroundRole && !entry.node.isEmpty() && chosen_.contains(entry.node))
        return mixed(t.panel, t.accent, 0.12);
    if (role == Qt::FontRole && index.column() == Time) return Theme::instance().font(TextRole::Mono);
    return {};
}

QVariant LogModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (role != Qt::DisplayRole || orientation != Qt::Horizontal) return {};
    return section == Time ? tr("Time") : section == Node ? tr("Node") : tr("What happened");
}

LogPage::LogPage(QWidget* parent)
    : QWidget(parent),
      model_(new LogModel(this)),
      filter_(new SeverityFilter(*model_, this)),
      table_(new QTableView),
      empty_(new QLabel(tr("What happens in a run is written here."))),
      corner_(new QWidget) {
    SeverityFilter* filter = filter_;
    table_->setObjectName("logTable");
    table_->setModel(filter);
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setSelectionMode(QAbstractItemView::SingleSelection);
    table_->setShowGrid(false);
    table_->setWordWrap(false);
    table_->verticalHeader()->hide();
    table_->verticalHeader()->setDefaultSectionSize(26);
    table_->horizontalHeader()->setHighlightSections(false);
    table_->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table_->setColumnWidth(LogModel::Time, 120);
    table_->setColumnWidth(LogModel::Node, 150);
    table_->horizontalHeader()->setStretchLastSection(true);
    table_->setAccessibleName(tr("Log"));
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setProperty("role", "muted");
    auto* stack = new QStackedLayout(this);
    stack->setContentsMargins(8, 0, 8, 0);
    stack->addWidget(table_);
    stack->addWidget(empty_);
    stack->setCurrentIndex(1);

    auto* level = new QComboBox;
    level->addItems({tr("Everything"), tr("Warnings and errors"), tr("Errors")});
    level->setObjectName("logLevel");
    level->setAccessibleName(tr("Least severe entries shown"));
    auto* clear = new QToolButton;
    clear->setText(tr("Clear"));
    clear->setProperty("role", "dock");
    auto* only = new QToolButton;
    only->setObjectName("logSelectedOnly");
    only->setText(tr("Selected nodes"));
    only->setCheckable(true);
    only->setProperty("role", "dock");
    only->setToolTip(tr("Only what the nodes selected on the canvas have to say"));
    connect(only, &QToolButton::toggled, this, [filter](bool on) { filter->setChosenOnly(on); });
    auto* row = new QHBoxLayout(corner_);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(only);
    row->addWidget(level);
    row->addWidget(clear);
    connect(level, &QComboBox::currentIndexChanged, this, [filter](int i) {
        filter->setLeast(i == 0 ? Severity::Note : i == 1 ? Severity::Warning : Severity::Error);
    });
    connect(clear, &QToolButton::clicked, model_, &LogModel::clear);
    const auto showOrHide = [this, stack] { stack->setCurrentIndex(model_->rowCount() > 0 ? 0 : 1); };
    connect(model_, &QAbstractItemModel::modelReset, this, showOrHide);
    connect(model_, &QAbstractItemModel::rowsInserted, this, [this, showOrHide] {
        showOrHide();
        table_->scrollToBottom();
    });
    connect(table_, &QTableView::clicked, this, [this, filter](const QModelIndex& index) {
        const QString node = model_->nodeAt(filter->mapToSource(index).row());
        if (!node.isEmpty()) Q_EMIT nodeChosen(node);
    });
}

void LogPage::setSelectedNodes(const QStringList& nodes) {
    if (nodes == model_->chosenNodes()) return;
    model_->setChosenNodes(nodes);
    filter_->refresh();
    if (!nodes.isEmpty()) showLastOf(nodes);
}

void LogPage::showLastOf(const QStringList& nodes) {
    for (int row = filter_->rowCount(); row-- > 0;) {
        if (!nodes.contains(model_->nodeAt(filter_->mapToSource(filter_->index(row, 0)).row()))) continue;
        table_->scrollTo(filter_->index(row, 0));
        return;
    }
}

} // namespace millrace::ui
