// SPDX-License-Identifier: Apache-2.0
#include "ui/rejected/rejected_page.h"

#include "engine/run/run.h"
#include "ui/canvas/instance_face.h"
#include "ui/document/graph_session.h"
#include "ui/document/shown_body.h"
#include "ui/peek/records_model.h"
#include "ui/records/raw_record.h"
#include "ui/run/run_controller.h"
#include "ui/settings/dock_button.h"
#include "ui/settings/number_text.h"
#include "ui/settings/theme.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QSplitter>
#include <QStackedLayout>
#include <QTableView>
#include <QToolButton>
#include <QTreeWidget>
#include <algorithm>
#include <numeric>

namespace millrace::ui {

namespace {

constexpr int kLookEveryMs = 200;

/// The output port of a node that rejected records leave by; -1 = it has none.
int rejectedPortOf(const PlanVertex& vertex) {
    for (std::size_t p = 0; p < vertex.bound.outputPorts.size(); ++p)
        if (vertex.bound.outputPorts[p].role == PortRole::Rejected) return static_cast<int>(p);
    return -1;
}

/// The wires that carry what a node rejects.
std::vector<std::size_t> wiresOf(const Plan& plan, const QString& node) {
    std::vector<std::size_t> wires;
    for (std::size_t e = 0; e < plan.edges.size(); ++e) {
        const PlanVertex& from = plan.vertices[plan.edges[e].from];
        if (QString::fromStdString(from.node) == node &&
            rejectedPortOf(from) == static_cast<int>(plan.edges[e].fromPort))
            wires.push_back(e);
    }
    return wires;
}

} // namespace

RejectedPage::RejectedPage(RunController& runs, GraphSession& session, QWidget* parent)
    : QWidget(parent),
      runs_(runs),
      session_(session),
      model_(new RecordsModel(this)),
      nodes_(new QTreeWidget),
      table_(new QTableView),
      empty_(new QLabel),
      corner_(new QWidget),
      pages_(new QWidget),
      edit_(dockButton("rejectedEdit", tr("Correct…"), tr("Change the selected record and put it in again"))),
      retry_(dockButton("rejectedRetry", tr("Try again"),
                        tr("Put the selected records, or all shown, into their node again as they came"))),
      keep_(dockButton(
          "rejectedKeep", tr("Keep them"),
          tr("Nothing is connected to this port, so what it rejects is only counted: add a table for it"))) {
    nodes_->setObjectName("rejectedNodes");
    nodes_->setHeaderLabels({tr("Node"), tr("Rejected")});
    nodes_->setRootIsDecorated(false);
    nodes_->setAccessibleName(tr("Nodes that rejected records"));
    nodes_->header()->setStretchLastSection(false);
    nodes_->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    nodes_->headerItem()->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
    table_->setObjectName("rejectedTable");
    table_->setModel(model_);
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setShowGrid(false);
    table_->setWordWrap(false);
    table_->verticalHeader()->hide();
    table_->verticalHeader()->setDefaultSectionSize(26);
    table_->horizontalHeader()->setHighlightSections(false);
    table_->setAccessibleName(tr("Rejected records"));
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setProperty("role", "muted");
    empty_->setWordWrap(true);
    auto* stack = new QStackedLayout(pages_);
    stack->addWidget(table_);
    stack->addWidget(empty_);
    auto* columns = new QSplitter(Qt::Horizontal);
    columns->setHandleWidth(1);
    columns->setChildrenCollapsible(false);
    columns->addWidget(nodes_);
    columns->addWidget(pages_);
    columns->setSizes({260, 900});
    columns->setStretchFactor(1, 1);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 0, 8, 0);
    layout->addWidget(columns);
    auto* row = new QHBoxLayout(corner_);
    row->setContentsMargins(0, 0, 0, 0);
    for (QToolButton* b : {keep_, edit_, retry_})
        row->addWidget(b);

    timer_.setInterval(kLookEveryMs);
    connect(&timer_, &QTimer::timeout, this, &RejectedPage::look);
    connect(&runs_, &RunController::frameReady, this, &RejectedPage::count);
    connect(&runs_, &RunController::started, this, [this] {
        nodes_->clear();
        model_->clear();
        sized_ = false;
        count();
    });
    connect(&runs_, &RunController::forgotten, this, [this] {
        nodes_->clear();
        model_->clear();
        count();
    });
    connect(nodes_, &QTreeWidget::currentItemChanged, this, [this] {
        model_->clear();
        sized_ = false;
        look();
    });
    connect(nodes_, &QTreeWidget::itemClicked, this, [this] { Q_EMIT nodeChosen(chosenNode()); });
    connect(table_, &QTableView::activated, this, [this](const QModelIndex& index) { edit(index.row()); });
    connect(table_->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &RejectedPage::updateButtons);
    connect(edit_, &QToolButton::clicked, this, [this] { edit(chosenRows().value(0, -1)); });
    connect(retry_, &QToolButton::clicked, this, &RejectedPage::retry);
    connect(keep_, &QToolButton::clicked, this, &RejectedPage::keep);
    count();
    look();
}

void RejectedPage::count() {
    qint64 total = 0;
    const PlanPtr plan = runs_.plan();
    if (plan && !runs_.history().frames().empty()) {
        const MetricsFrame& frame = runs_.history().frames().back();
        for (std::size_t i = 0; i < plan->vertices.size() && i < frame.nodes.size(); ++i) {
            const qint64 rejected = frame.nodes[i].rejected;
            total += rejected;
            if (rejected == 0) continue;
            const QString id = QString::fromStdString(plan->vertices[i].node);
            QTreeWidgetItem* item = nullptr;
            for (int n = 0; n < nodes_->topLevelItemCount(); ++n)
                if (nodes_->topLevelItem(n)->data(0, Qt::UserRole).toString() == id)
                    item = nodes_->topLevelItem(n);
            if (!item) {
                item = new QTreeWidgetItem(nodes_, {QString::fromStdString(plan->vertices[i].title)});
                item->setData(0, Qt::UserRole, id);
                item->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
                if (!nodes_->currentItem()) nodes_->setCurrentItem(item);
            }
            const QString text = countText(rejected);
            if (item->text(1) != text) item->setText(1, text);
        }
    }
    if (total == total_) return;
    total_ = total;
    Q_EMIT totalChanged(total);
}

QString RejectedPage::chosenNode() const {
    const QTreeWidgetItem* item = nodes_->currentItem();
    return item ? item->data(0, Qt::UserRole).toString() : QString();
}

void RejectedPage::showNode(const QString& node) {
    count();
    for (int n = 0; n < nodes_->topLevelItemCount(); ++n)
        if (nodes_->topLevelItem(n)->data(0, Qt::UserRole).toString() == node)
            nodes_->setCurrentItem(nodes_->topLevelItem(n));
}

void RejectedPage::look() {
    const QString node = chosenNode();
    const PlanPtr plan = runs_.plan();
    const std::vector<std::size_t> wires =
        plan && !node.isEmpty() ? wiresOf(*plan, node) : std::vector<std::size_t>();
    if (!wires.empty() && isVisible()) {
        Peek peek = runs_.run()->peek(wires.front(), RecordsModel::kMostRows);
        if (!peek.batches.empty()) model_->setBatches(std::move(peek.batches));
    }
    if (!sized_ && model_->rowCount() > 0) {
        sized_ = true;
        const int widths[] = {320, 96, 360, 110, 200, 70, 190};
        for (int c = 0; c < model_->columnCount() && c < 7; ++c)
            table_->setColumnWidth(c, widths[c]);
    }
    if (node.isEmpty())
        empty_->setText(plan ? tr("No record has been rejected.")
                             : tr("Records that a node cannot use are listed here, once a run has some."));
    else
        empty_->setText(wires.empty()
                            ? tr("Nothing is connected to the port `rejected` of this node: its records are "
                                 "counted, not kept. “Keep them” adds a table for the next run.")
                            : tr("They have not come by yet."));
    static_cast<QStackedLayout*>(pages_->layout())->setCurrentIndex(model_->rowCount() > 0 ? 0 : 1);
    keep_->setVisible(!node.isEmpty() && wires.empty());
    updateButtons();
}

void RejectedPage::updateButtons() {
    const bool some = model_->rowCount() > 0 && runs_.isActive();
    edit_->setEnabled(some && table_->selectionModel()->selectedRows().size() == 1);
    retry_->setEnabled(some);
}

QList<int> RejectedPage::chosenRows() const {
    QList<int> rows;
    for (const QModelIndex& index : table_->selectionModel()->selectedRows())
        rows << index.row();
    std::sort(rows.begin(), rows.end());
    return rows;
}

QString RejectedPage::cell(int row, const char* column) const {
    const auto index = model_->schema()->indexOf(column);
    const auto [batch, at] = model_->recordAt(row);
    const Value value = index ? batch->column(*index).valueAt(at) : Value();
    return value.isNull() ? QString() : QString::fromStdString(value.as<std::string>());
}

void RejectedPage::edit(int row) {
    if (row < 0 || row >= model_->rowCount() || !runs_.isActive()) return;
    Q_EMIT editRequested(chosenNode(), cell(row, "raw"), cell(row, "error"));
}

void RejectedPage::retry() {
    const PlanPtr plan = runs_.plan();
    const PlanVertex* vertex = plan ? plan->find(chosenNode().toStdString()) : nullptr;
    if (!vertex || !runs_.isActive() || !model_->schema()) return;
    const bool source = vertex->inputs.empty();
    const SchemaPtr columns = source ? vertex->bound.outputs.front() : vertex->inputs.front();
    const std::string port =
        source ? vertex->bound.outputPorts.front().name : vertex->kind->inputs.front().name;
    QList<int> rows = chosenRows();
    if (rows.isEmpty()) {
        rows.resize(model_->rowCount());
        std::iota(rows.begin(), rows.end(), 0);
    }
    int sent = 0;
    QString trouble;
    for (const int row : rows) {
        const auto record = recordOfRaw(cell(row, "raw"), columns);
        const auto done =
            record ? runs_.run()->inject({vertex->node, port, *record}) : Result<void>(record.error());
        if (done)
            ++sent;
        else if (trouble.isEmpty())
            trouble = firstMessage(done.error());
    }
    QString text = tr("%1 of %2 records tried again").arg(sent).arg(rows.size());
    if (!trouble.isEmpty()) text += tr("; the others cannot be: %1").arg(trouble);
    Q_EMIT told(text);
}

void RejectedPage::keep() {
    const PlanPtr plan = runs_.plan();
    const PlanVertex* vertex = plan ? plan->find(chosenNode().toStdString()) : nullptr;
    const int port = vertex ? rejectedPortOf(*vertex) : -1;
    if (port < 0) return;
    // The table stands beside the node, be it inside of a subgraph, and is shown there.
    const std::string id = ShownBody::of(session_).reveal(chosenNode()).toStdString();
    const GraphDocument& document = session_.document();
    const GraphNode* node = document.findNode(id);
    if (!node) return;
    GraphNode table;
    table.id = document.freeId(node->id + "_rejected");
    table.kind = "live_table";
    table.title = tr("Rejected by %1").arg(titleOf(*node, document, session_.registry())).toStdString();
    const Point place = document.position(node->id).value_or(Point{});
    GraphEdge wire;
    wire.from = {node->id, vertex->bound.outputPorts[static_cast<std::size_t>(port)].name};
    wire.to = {table.id, "in"};
    session_.apply(edit::Composite{"Keep rejected records",
                                   {edit::AddNode{table, std::nullopt, Point{place.x + 260, place.y + 160}},
                                    edit::AddEdge{wire, std::nullopt}}});
}

void RejectedPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    timer_.start();
    look();
}

void RejectedPage::hideEvent(QHideEvent* event) {
    timer_.stop();
    QWidget::hideEvent(event);
}

} // namespace millrace::ui
