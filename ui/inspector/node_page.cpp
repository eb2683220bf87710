// SPDX-License-Identifier: Apache-2.0
#include "ui/inspector/node_page.h"

#include "ui/canvas/node_face.h"
#include "ui/document/checkpoint_choice.h"
#include "ui/document/fresh_nodes.h"
#include "ui/document/graph_session.h"
#include "ui/document/mode_commands.h"
#include "ui/document/shown_body.h"
#include "ui/document/wire_commands.h"
#include "ui/inspector/delivery_note.h"
#include "ui/inspector/field_findings.h"
#include "ui/inspector/kind_help.h"
#include "ui/inspector/mode_switch.h"
#include "ui/inspector/page_scroll.h"
#include "ui/inspector/setting_specs.h"
#include "ui/inspector/spot_label.h"
#include "ui/look_up/connection_row.h"
#include "ui/look_up/node_look_ups.h"
#include "ui/param_editors/param_editor.h"
#include "ui/param_editors/parameter_form.h"
#include "ui/settings/kind_words.h"
#include "ui/settings/plain_words.h"
#include "ui/settings/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QStackedWidget>
#include <QStyle>
#include <QTabBar>
#include <QTextBrowser>
#include <QTextDocument>
#include <QVBoxLayout>

namespace millrace::ui {

NodePage::NodePage(GraphSession& session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      context_(std::make_shared<EditorContext>()),
      spot_(new SpotLabel(this)),
      title_(new QLineEdit(this)),
      kind_(new QLabel(this)),
      mode_(new ModeSwitch(this)),
      lookUps_(new NodeLookUps(session, *this)),
      tabs_(new QTabBar(this)),
      stack_(new QStackedWidget(this)),
      parametersHost_(new QWidget(this)),
      concurrencyHost_(new QWidget(this)),
      choice_(new QLabel(this)),
      otherFindings_(new QLabel(this)),
      delivery_(new DeliveryNote(this)),
      help_(new QTextBrowser(this)) {
    setObjectName("nodePage");
    title_->setObjectName("nodeTitle");
    title_->setProperty("role", "title");
    title_->setToolTip(tr("Title (F2)"));
    kind_->setProperty("role", "secondary");
    tabs_->setObjectName("inspectorTabs");
    tabs_->setExpanding(false);
    tabs_->setDrawBase(false);
    tabs_->setUsesScrollButtons(false);

    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    words->addWidget(title_);
    kind_->setContentsMargins(5, 0, 0, 0);
    words->addWidget(kind_);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(14, 14, 12, 8);
    head->setSpacing(6);
    head->addWidget(spot_, 0, Qt::AlignTop);
    head->addLayout(words, 1);
    head->addWidget(mode_, 0, Qt::AlignTop);

    auto* tabRow = new QHBoxLayout;
    tabRow->setContentsMargins(16, 0, 8, 0);
    tabRow->addWidget(tabs_);
    auto* line = new QFrame(this);
    line->setProperty("role", "hairline");
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addLayout(tabRow);
    layout->addWidget(line);
    layout->addWidget(stack_, 1);

    otherFindings_->setProperty("role", "error");
    otherFindings_->setWordWrap(true);
    otherFindings_->hide();
    auto* parameterColumn = new QVBoxLayout(parametersHost_);
    parameterColumn->setContentsMargins(14, 12, 14, 16);
    parameterColumn->setSpacing(12);
    parameterColumn->addWidget(lookUps_->row());
    parameterColumn->addWidget(otherFindings_);
    parameterColumn->addWidget(delivery_);
    parameterColumn->addStretch(1);
    choice_->setWordWrap(true);
    choice_->setProperty("role", "muted");
    auto* concurrencyColumn = new QVBoxLayout(concurrencyHost_);
    concurrencyColumn->setContentsMargins(14, 12, 14, 16);
    concurrencyColumn->setSpacing(12);
    concurrencyColumn->addWidget(choice_);
    concurrencyColumn->addStretch(1);
    help_->setOpenExternalLinks(true);
    help_->setObjectName("kindHelp");
    auto* helpHost = new QWidget(this);
    auto* helpLayout = new QVBoxLayout(helpHost);
    helpLayout->setContentsMargins(10, 6, 4, 6);
    helpLayout->addWidget(help_);

    tabs_->addTab(tr("Parameters"));
    stack_->addWidget(scrolled(parametersHost_, this));
    tabs_->addTab(tr("Concurrency"));
    stack_->addWidget(scrolled(concurrencyHost_, this));
    tabs_->addTab(tr("Help"));
    stack_->addWidget(helpHost);
    connect(tabs_, &QTabBar::currentChanged, stack_, &QStackedWidget::setCurrentIndex);
    connect(title_, &QLineEdit::editingFinished, this, &NodePage::writeTitle);
    connect(mode_, &ModeSwitch::chosen, this, &NodePage::writeMode);
    connect(lookUps_, &NodeLookUps::picked, this, &NodePage::writePicked);
    connect(&session_, &GraphSession::edited, this, &NodePage::refresh);
    connect(&session_, &GraphSession::planningChanged, this, &NodePage::refreshFindings);
    connect(&session_, &GraphSession::runFindingsChanged, this, &NodePage::refreshFindings);
    connect(&FreshNodes::of(session_), &FreshNodes::changed, this, &NodePage::refreshFindings);
    connect(&CheckpointChoice::of(session_), &CheckpointChoice::changed, this, &NodePage::refreshFindings);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        if (!id_.isEmpty() && session_.document().findNode(id_.toStdString())) {
            rebuild();
            refresh();
        }
    });
}

void NodePage::addTab(const QString& title, QWidget* page) {
    const int index = tabs_->count() - 1;
    stack_->insertWidget(index, scrolled(page, this));
    tabs_->insertTab(index, title);
}

void NodePage::showNode(const QString& id) {
    const GraphNode* node = session_.document().findNode(id.toStdString());
    if (!node) return;
    const bool same = id == id_ && QString::fromStdString(node->kind) == kindName_;
    id_ = id;
    if (const QString path = ShownBody::of(session_).pathOf(id); path != path_) {
        FreshNodes::of(session_).left(path_);
        path_ = path;
    }
    if (!same) rebuild();
    refresh();
    Q_EMIT nodeShown(id);
}

void NodePage::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    FreshNodes::of(session_).left(path_);
}

void NodePage::rebuild() {
    const GraphNode* node = session_.document().findNode(id_.toStdString());
    kindName_ = QString::fromStdString(node->kind);
    const NodeKind* kind = session_.registry().find(node->kind);
    delete parameters_;
    delete concurrency_;
    context_->looksUp = NodeLookUps::offers(kind);
    parameters_ = new ParameterForm(kind ? inStudioWords(kind->params) : std::vector<ParameterSpec>{},
                                    context_, false, parametersHost_);
    dynamic_cast<QVBoxLayout*>(parametersHost_->layout())->insertWidget(2, parameters_);
    concurrency_ = new ParameterForm(inStudioWords(concurrencySpecs()), context_, false, concurrencyHost_);
    dynamic_cast<QVBoxLayout*>(concurrencyHost_->layout())->insertWidget(1, concurrency_);
    connect(parameters_, &ParameterForm::edited, this, &NodePage::writeParameter);
    connect(parameters_, &ParameterForm::pickRequested, this, [this](const QString& name, QWidget* button) {
        lookUps_->pick(*parameters_->editor(name), button);
    });
    connect(concurrency_, &ParameterForm::edited, this, &NodePage::writeConcurrency);
    for (ParameterForm* form : {parameters_, concurrency_}) {
        connect(form, &ParameterForm::editingFinished, this, [this] { session_.endMerge(); });
    }
    spot_->setKind(kind);
    kind_->setText(kind ? kindTitle(*kind) + " · " + id_ : tr("unknown kind %1 · %2").arg(kindName_, id_));
    kind_->setToolTip(kind ? kindSummary(*kind) : QString());
    refreshHelp();
}

void NodePage::refresh() {
    const GraphNode* node = id_.isEmpty() ? nullptr : session_.document().findNode(id_.toStdString());
    if (!node) return;
    if (QString::fromStdString(node->kind) != kindName_) rebuild();
    const NodeKind* kind = session_.registry().find(node->kind);
    if (!title_->hasFocus()) {
        title_->setText(QString::fromStdString(node->title));
        title_->setCursorPosition(0); // of a long title the beginning is shown
    }
    title_->setPlaceholderText(kind ? kindTitle(*kind) : QString::fromStdString(node->kind));
    mode_->setMode(node->mode);
    mode_->setBypassOffered(commands::hasWayThrough(*node, session_.registry()));
    context_->folder = session_.graphFolder();
    lookUps_->showNode(kind, path_);
    parameters_->setValues(node->params);
    concurrency_->setValues(node->concurrency);
    refreshFindings();
}

void NodePage::refreshFindings() {
    const GraphNode* node = id_.isEmpty() ? nullptr : session_.document().findNode(id_.toStdString());
    if (!node || !parameters_) return;
    const ShownBody& body = ShownBody::of(session_);
    const Planning& planning = body.planning();
    const NodeKind* kind = session_.registry().find(node->kind);
    context_->columns = nullptr;
    if (kind && !kind->inputs.empty()) {
        const auto found = planning.schemas.find(node->id + "." + kind->inputs.front().name);
        if (found != planning.schemas.end()) context_->columns = found->second;
    } else if (kind) {
        const auto found = planning.schemas.find(node->id + ".out");
        if (found != planning.schemas.end()) context_->columns = found->second;
    }
    FieldFindings parameters, concurrency;
    QStringList others;
    bool wrong = false; // rather than merely doubtful
    for (const Diagnostic& d : body.findings(FreshNodes::of(session_).softened(session_.findings()))) {
        if (d.node != node->id || d.severity == Severity::Note) continue;
        FieldFinding finding = findingOf(d);
        if (finding.path.startsWith("concurrency")) {
            finding.path = finding.path.mid(QStringLiteral("concurrency.").size());
            concurrency.push_back(finding);
        } else if (!finding.path.isEmpty()) {
            const QString name = finding.path.section('.', 0, 0).section('[', 0, 0);
            const bool there = parameters_->editor(name) || concurrency_->editor(name);
            if (!there) others << finding.text, wrong = wrong || d.severity == Severity::Error;
            if (parameters_->editor(name)) {
                parameters.push_back(finding);
            } else if (there) {
                concurrency.push_back(finding);
            }
        } else {
            others << finding.text;
            wrong = wrong || d.severity == Severity::Error;
        }
    }
    parameters_->setFindings(parameters);
    concurrency_->setFindings(concurrency);
    otherFindings_->setProperty("role", wrong ? "error" : "muted");
    otherFindings_->style()->unpolish(otherFindings_);
    otherFindings_->style()->polish(otherFindings_);
    otherFindings_->setText(others.join("\n"));
    otherFindings_->setVisible(!others.isEmpty());
    const PlanVertex* vertex = planning.plan ? planning.plan->find(node->id) : nullptr;
    delivery_->show(vertex, CheckpointChoice::of(session_));
    choice_->setText(vertex ? tr("Runs as: %1").arg(choiceWords(vertex->choice))
                            : tr("What is left empty the planner chooses, once the graph has no errors."));
}

void NodePage::refreshHelp() {
    const GraphNode* node = id_.isEmpty() ? nullptr : session_.document().findNode(id_.toStdString());
    const NodeKind* kind = node ? session_.registry().find(node->kind) : nullptr;
    showKindHelp(*help_, kind);
}

void NodePage::writeParameter(const QString& name) {
    const ParamEditor* editor = parameters_->editor(name);
    const GraphNode* node = session_.document().findNode(id_.toStdString());
    if (!editor || !node) return;
    FreshNodes::of(session_).touched(path_);
    session_.apply(edit::SetParam{id_.toStdString(), name.toStdString(), editor->value()},
                   "param:" + id_ + "." + name);
}

/// One step of the history, whatever was typed before.
void NodePage::writePicked(const QString& name, const std::optional<boost::json::value>& value) {
    if (!session_.document().findNode(id_.toStdString())) return;
    FreshNodes::of(session_).touched(path_);
    session_.endMerge();
    session_.apply(edit::SetParam{id_.toStdString(), name.toStdString(), value});
    session_.endMerge();
    parameters_->focusParameter(name);
}

void NodePage::writeConcurrency() {
    session_.apply(edit::SetConcurrency{id_.toStdString(), concurrency_->values()}, "concurrency:" + id_);
}

void NodePage::writeTitle() {
    const GraphNode* node = session_.document().findNode(id_.toStdString());
    const std::string title = title_->text().trimmed().toStdString();
    if (node && node->title != title) session_.apply(edit::SetTitle{id_.toStdString(), title});
}

void NodePage::writeMode(NodeMode mode) {
    const auto edit = commands::setMode(session_.document(), session_.registry(), {id_.toStdString()}, mode);
    if (edit) session_.apply(*edit);
}

void NodePage::focusParameter(const QString& path) {
    const bool concurrency = path.startsWith("concurrency");
    tabs_->setCurrentIndex(concurrency ? 1 : 0);
    if (concurrency) {
        concurrency_->focusParameter(path.mid(QStringLiteral("concurrency.").size()));
    } else if (parameters_) {
        parameters_->focusParameter(path);
    }
}

void NodePage::focusTitle() {
    title_->setFocus(Qt::ShortcutFocusReason);
    title_->selectAll();
}

} // namespace millrace::ui
