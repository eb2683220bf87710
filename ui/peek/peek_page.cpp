// SPDX-License-Identifier: Apache-2.0
#include "ui/peek/peek_page.h"

#include "ui/document/graph_session.h"
#include "ui/peek/pin_dialog.h"
#include "ui/peek/records_model.h"
#include "ui/run/run_controller.h"
#include "ui/run/safe_run.h"
#include "ui/settings/number_text.h"
#include "ui/settings/search_field.h"
#include "ui/settings/theme.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QStackedLayout>
#include <QTableView>
#include <QToolButton>
#include <boost/json/serialize.hpp>

namespace millrace::ui {

namespace {
constexpr int kLookEveryMs = 200;
constexpr int kWidestColumn = 280;
const QString kWire = QStringLiteral("wire:");
const QString kTable = QStringLiteral("table:");
} // namespace

PeekPage::PeekPage(RunController& runs, GraphSession& session, QWidget* parent)
    : QWidget(parent),
      runs_(runs),
      session_(session),
      model_(new RecordsModel(this)),
      table_(new QTableView),
      choice_(new QComboBox),
      empty_(new QLabel),
      count_(new QLabel),
      corner_(new QWidget),
      filter_(new SearchField(tr("Filter: v > 0.5, or any text"), {})),
      freeze_(new QToolButton),
      copy_(new QToolButton),
      pin_(new QToolButton) {
    table_->setObjectName("peekTable");
    table_->setModel(model_);
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setAlternatingRowColors(false);
    table_->setShowGrid(false);
    table_->setWordWrap(false);
    table_->verticalHeader()->hide();
    table_->verticalHeader()->setDefaultSectionSize(26);
    table_->horizontalHeader()->setHighlightSections(false);
    table_->setAccessibleName(tr("Records"));
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setProperty("role", "muted");
    auto* stack = new QStackedLayout(this);
    stack->setContentsMargins(8, 0, 8, 0);
    stack->addWidget(table_);
    stack->addWidget(empty_);

    choice_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    choice_->setMinimumWidth(220);
    choice_->setPlaceholderText(tr("No run yet"));
    choice_->setObjectName("peekChoice");
    choice_->setAccessibleName(tr("Wire or table to look at"));
    filter_->setObjectName("peekFilter");
    filter_->setFixedWidth(220);
    freeze_->setObjectName("peekFreeze");
    freeze_->setText(tr("Freeze"));
    freeze_->setCheckable(true);
    freeze_->setProperty("role", "dock");
    freeze_->setToolTip(tr("Keep what is shown; the run goes on"));
    addCopyMenu();
    pin_->setObjectName("peekPin");
    pin_->setText(tr("Pin…"));
    pin_->setProperty("role", "dock");
    pin_->setToolTip(tr("Keep the selected records, or all, as data of a test of this graph"));
    count_->setProperty("role", "secondary");
    auto* row = new QHBoxLayout(corner_);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    for (QWidget* widget :
         {static_cast<QWidget*>(count_), static_cast<QWidget*>(choice_), static_cast<QWidget*>(filter_),
          static_cast<QWidget*>(freeze_), static_cast<QWidget*>(copy_), static_cast<QWidget*>(pin_)})
        row->addWidget(widget);

    timer_.setInterval(kLookEveryMs);
    connect(&timer_, &QTimer::timeout, this, &PeekPage::look);
    connect(filter_, &QLineEdit::textChanged, this, [this](const QString& text) {
        model_->setFilter(text);
        tellFilter();
    });
    connect(freeze_, &QToolButton::toggled, this, [this](bool on) {
        if (!on) look();
    });
    connect(pin_, &QToolButton::clicked, this, &PeekPage::pin);
    connect(choice_, &QComboBox::activated, this, [this](int i) { choose(choice_->itemData(i).toString()); });
    connect(&runs_, &RunController::started, this, &PeekPage::listChoices);
    connect(&runs_, &RunController::finished, this, &PeekPage::look);
    connect(&runs_, &RunController::forgotten, this, [this] {
        listChoices();
        look();
    });
    listChoices();
    look();
}

void PeekPage::listChoices() {
    choice_->clear();
    sized_ = false;
    model_->clear();
    const PlanPtr plan = runs_.plan();
    choice_->setEnabled(plan != nullptr);
    if (!plan) return;
    const auto title = [&](std::size_t vertex) {
        return QString::fromStdString(plan->vertices[vertex].title);
    };
    for (const PlanVertex& vertex : plan->vertices)
        if (vertex.kind->category == Category::Sink && vertex.kind->name == "live_table")
            choice_->addItem(tr("Table: %1").arg(QString::fromStdString(vertex.title)),
                             kTable + QString::fromStdString(vertex.node));
    QStringList captured = capturedNodes(*plan).values();
    captured.sort();
    for (const QString& node : captured)
        if (choice_->findData(kTable + node) < 0)
            choice_->addItem(
                tr("Captured: %1").arg(QString::fromStdString(plan->find(node.toStdString())->title)),
                kTable + node);
    for (const PlanEdge& edge : plan->edges)
        choice_->addItem(title(edge.from) + QStringLiteral(" → ") + title(edge.to),
                         kWire + QString::fromStdString(edge.id));
    const int known = choice_->findData(key_);
    choose(choice_->itemData(std::max(0, known)).toString());
}

void PeekPage::choose(const QString& key) {
    if (key != key_) {
        sized_ = false;
        model_->clear();
        freeze_->setChecked(false);
    }
    key_ = key;
    choice_->setCurrentIndex(choice_->findData(key));
    look();
}

void PeekPage::showWire(const QString& edgeId) {
    if (choice_->findData(kWire + edgeId) >= 0)
        choose(kWire + edgeId);
    else
        key_ = kWire + edgeId;
}

void PeekPage::showTable(const QString& node) {
    if (choice_->findData(kTable + node) >= 0)
        choose(kTable + node);
    else
        key_ = kTable + node;
}

void PeekPage::look() {
    auto* stack = static_cast<QStackedLayout*>(layout());
    Run* run = runs_.run();
    if (run && !freeze_->isChecked()) {
        std::vector<RecordBatch> batches;
        std::int64_t seen = 0;
        if (key_.startsWith(kTable)) {
            if (const auto view = run->published(key_.mid(kTable.size()).toStdString()))
                batches.push_back(*view);
        } else {
            const PlanPtr plan = run->plan();
            for (std::size_t i = 0; i < plan->edges.size(); ++i) {
                if (kWire + QString::fromStdString(plan->edges[i].id) != key_) continue;
                Peek peek = run->peek(i, RecordsModel::kMostRows);
                batches = std::move(peek.batches);
                seen = peek.recordsSeen;
            }
        }
        if (!batches.empty()) {
            model_->setBatches(std::move(batches));
            tellFilter();
        }
        count_->setText(seen > 0 ? tr("%1 records so far", nullptr, pluralOf(seen)).arg(countText(seen))
                                 : QString());
    }
    if (!sized_ && model_->rowCount() > 0) {
        sized_ = true;
        table_->resizeColumnsToContents();
        for (int c = 0; c < model_->columnCount(); ++c)
            table_->setColumnWidth(c, std::min(kWidestColumn, table_->columnWidth(c) + 16));
    }
    if (!run) {
        count_->clear();
        empty_->setText(tr("Run the graph, then click a wire to see the last records on it."));
    } else {
        empty_->setText(isFinal(run->state()) ? tr("No record came by here.")
                                              : tr("No record has come by here yet."));
    }
    stack->setCurrentIndex(model_->rowCount() > 0 || model_->columnCount() > 0 ? 0 : 1);
}

QList<int> PeekPage::chosenRows() const {
    QList<int> rows;
    for (const QModelIndex& index : table_->selectionModel()->selectedRows())
        rows << index.row();
    if (rows.isEmpty())
        for (int r = 0; r < model_->rowCount(); ++r)
            rows << r;
    std::sort(rows.begin(), rows.end());
    return rows;
}

void PeekPage::copy() { QGuiApplication::clipboard()->setText(model_->toTsv(chosenRows())); }

void PeekPage::addCopyMenu() {
    copy_->setObjectName("peekCopy");
    copy_->setText(tr("Copy ▾"));
    copy_->setProperty("role", "dock");
    copy_->setToolTip(tr("Copy the selected records, or all"));
    copy_->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(copy_);
    connect(menu->addAction(tr("As a table\tCtrl+C")), &QAction::triggered, this, &PeekPage::copy);
    connect(menu->addAction(tr("As CSV")), &QAction::triggered, this,
            [this] { QGuiApplication::clipboard()->setText(model_->toCsv(chosenRows())); });
    connect(menu->addAction(tr("As JSON")), &QAction::triggered, this, [this] {
        QGuiApplication::clipboard()->setText(
            QString::fromStdString(boost::json::serialize(model_->toJson(chosenRows()))));
    });
    copy_->setMenu(menu);
}

void PeekPage::tellFilter() {
    const bool none = filter_->text().trimmed().isEmpty();
    filter_->setToolTip(none ? tr("An expression over the columns, or a text to look for")
                        : model_->filtersByExpression()
                            ? tr("Records for which this expression is TRUE")
                            : tr("No expression over these columns: records that contain this text"));
}

void PeekPage::pin() {
    if (model_->rowCount() == 0) return;
    QList<int> rows = chosenRows();
    std::reverse(rows.begin(), rows.end()); // as they came
    auto* dialog = new PinDialog(session_, key_.startsWith(kWire) ? key_.mid(kWire.size()) : QString(),
                                 key_.startsWith(kTable) ? key_.mid(kTable.size()) : QString(),
                                 model_->toJson(rows), window());
    dialog->open();
}

void PeekPage::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Copy)) return copy();
    QWidget::keyPressEvent(event);
}

void PeekPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    timer_.start();
    look();
}

void PeekPage::hideEvent(QHideEvent* event) {
    timer_.stop();
    QWidget::hideEvent(event);
}

} // namespace millrace::ui
