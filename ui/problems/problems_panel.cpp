// SPDX-License-Identifier: Apache-2.0
#include "ui/problems/problems_panel.h"

#include "engine/graph/graph_edit.h"
#include "ui/canvas/path_title.h"
#include "ui/document/graph_session.h"
#include "ui/document/shown_body.h"
#include "ui/settings/plain_words.h"
#include "ui/settings/theme.h"

#include <QHeaderView>
#include <QLabel>
#include <QStackedLayout>
#include <QTableView>
#include <algorithm>

namespace millrace::ui {

ProblemsModel::ProblemsModel(GraphSession& session, QObject* parent)
    : QAbstractTableModel(parent), session_(session) {}

void ProblemsModel::setDiagnostics(const Diagnostics& diagnostics) {
    beginResetModel();
    rows_ = diagnostics.items;
    std::stable_sort(rows_.begin(), rows_.end(),
                     [](const Diagnostic& a, const Diagnostic& b) { return a.severity < b.severity; });
    endResetModel();
}

int ProblemsModel::count(Severity severity) const {
    return static_cast<int>(std::count_if(
        rows_.begin(), rows_.end(), [severity](const Diagnostic& d) { return d.severity == severity; }));
}

bool ProblemsModel::hasFixes() const {
    return std::any_of(rows_.begin(), rows_.end(), [](const Diagnostic& d) { return d.fix != nullptr; });
}

int ProblemsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

QVariant ProblemsModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const Diagnostic& d = at(index.row());
    const Theme& theme = Theme::instance();
    if (role == Qt::DisplayRole) {
        switch (index.column()) {
            case Message: {
                QString text = plainWords(d.message).section('\n', 0, 0);
                if (!d.hint.empty()) text += QStringLiteral("  —  ") + plainWords(d.hint);
                return text;
            }
            case Fix: return d.fix ? tr("Fix") : QString();
            case Place: {
                if (d.node.empty())
                    return d.edge.empty() ? QString::fromStdString(d.file) : QString::fromStdString(d.edge);
                const ShownBody& body = ShownBody::of(session_);
                QString text = titleOfPath(d.node, body.whole(), session_.registry());
                if (!d.parameter.empty()) text += QStringLiteral(" · ") + QString::fromStdString(d.parameter);
                return text;
            }
            case Code: return QString::fromStdString(d.code);
            default: return {};
        }
    }
    if (role == Qt::DecorationRole && index.column() == Message) {
        switch (d.severity) {
            case Severity::Error: return theme.icon("error", theme.tokens().bad);
            case Severity::Warning: return theme.icon("warning", theme.tokens().text);
            case Severity::Note: return theme.icon("info", theme.tokens().muted);
        }
    }
    if (role == Qt::ForegroundRole && index.column() == Fix) return theme.tokens().accent;
    if (role == Qt::ForegroundRole && index.column() != Message) return theme.tokens().muted;
    if (role == Qt::ToolTipRole && index.column() == Fix && d.fix)
        return QString::fromStdString(d.fix->label());
    if (role == Qt::ToolTipRole) return plainWords(toText(d));
    return {};
}

QVariant ProblemsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    switch (section) {
        case Message: return tr("Problem");
        case Fix: return QString();
        case Place: return tr("Where");
        case Code: return tr("Code");
        default: return {};
    }
}

ProblemsPanel::ProblemsPanel(GraphSession& session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      model_(new ProblemsModel(session, this)),
      table_(new QTableView(this)),
      empty_(new QLabel(this)) {
    setObjectName("problemsPanel");
    table_->setObjectName("problemsTable");
    table_->setAccessibleName(tr("Problems"));
    table_->setModel(model_);
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setSelectionMode(QAbstractItemView::SingleSelection);
    table_->setShowGrid(false);
    table_->setMouseTracking(true);
    table_->verticalHeader()->hide();
    table_->verticalHeader()->setDefaultSectionSize(28);
    table_->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table_->horizontalHeader()->setHighlightSections(false);
    table_->horizontalHeader()->setSectionResizeMode(ProblemsModel::Message, QHeaderView::Stretch);
    table_->setColumnWidth(ProblemsModel::Fix, 56);
    table_->setColumnWidth(ProblemsModel::Place, 260);
    table_->setColumnWidth(ProblemsModel::Code, 90);
    table_->setIconSize({16, 16});
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setProperty("role", "muted");
    empty_->setText(tr("No problems: the graph is ready to run."));
    auto* layout = new QStackedLayout(this);
    layout->addWidget(table_);
    layout->addWidget(empty_);
    connect(table_, &QTableView::clicked, this, &ProblemsPanel::choose);
    connect(table_, &QTableView::activated, this, &ProblemsPanel::choose);
    connect(&session_, &GraphSession::planningChanged, this, &ProblemsPanel::refresh);
    connect(&session_, &GraphSession::runFindingsChanged, this, &ProblemsPanel::refresh);
    connect(&Theme::instance(), &Theme::changed, this, [this] { table_->viewport()->update(); });
    refresh();
}

void ProblemsPanel::choose(const QModelIndex& index) {
    // A change plans the graph anew and replaces the list.
    const Diagnostic problem = model_->at(index.row());
    if (index.column() == ProblemsModel::Fix && problem.fix) {
        // A fix speaks of the whole document: of its own body unless it names another.
        ShownBody& body = ShownBody::of(session_);
        const NodePath place = splitPath(problem.node);
        if (!body.show(place.body)) body.show({});
        const auto* inside = std::get_if<edit::InSubgraph>(&problem.fix->change());
        if (inside == nullptr && !body.isTop()) body.show({});
        session_.apply(*problem.fix);
    } else
        Q_EMIT problemChosen(problem);
}

void ProblemsPanel::refresh() {
    Diagnostics all = session_.fileWarnings();
    all.append(session_.findings());
    model_->setDiagnostics(all);
    table_->setColumnHidden(ProblemsModel::Fix, !model_->hasFixes());
    const bool nodes = !session_.document().nodes.empty();
    empty_->setText(!nodes ? tr("The graph is empty.") : tr("No problems: the graph is ready to run."));
    dynamic_cast<QStackedLayout*>(layout())->setCurrentWidget(
        all.empty() || !nodes ? static_cast<QWidget*>(empty_) : table_);
    Q_EMIT countsChanged(model_->count(Severity::Error), model_->count(Severity::Warning));
}

} // namespace millrace::ui
