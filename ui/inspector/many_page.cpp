// SPDX-License-Identifier: Apache-2.0
#include "ui/inspector/many_page.h"

#include "ui/canvas/node_face.h"
#include "ui/document/graph_session.h"
#include "ui/document/mode_commands.h"
#include "ui/document/shown_body.h"
#include "ui/document/wire_commands.h"
#include "ui/inspector/mode_switch.h"
#include "ui/inspector/page_scroll.h"
#include "ui/inspector/setting_specs.h"
#include "ui/inspector/shared_specs.h"
#include "ui/param_editors/param_editor.h"
#include "ui/param_editors/parameter_form.h"
#include "ui/settings/kind_words.h"
#include "ui/settings/plain_words.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>
#include <algorithm>

namespace millrace::ui {
namespace {

QLabel* head(const QString& text, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setProperty("role", "caps");
    return label;
}

} // namespace

ManyPage::ManyPage(GraphSession& session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      context_(std::make_shared<EditorContext>()),
      title_(new QLabel(this)),
      subtitle_(new QLabel(this)),
      parametersHead_(head(tr("Parameters"), this)),
      mode_(new ModeSwitch(this)),
      host_(new QWidget),
      concurrency_(new ParameterForm(inStudioWords(concurrencySpecs()), context_, false)) {
    setObjectName("manyPage");
    title_->setProperty("role", "strong");
    title_->setObjectName("manyTitle");
    subtitle_->setProperty("role", "secondary");
    subtitle_->setWordWrap(true);
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(title_);
    words->addWidget(subtitle_);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(0, 0, 0, 0);
    top->addLayout(words, 1);
    top->addWidget(mode_, 0, Qt::AlignTop);
    auto* column = new QVBoxLayout(host_);
    column->setContentsMargins(14, 16, 14, 16);
    column->setSpacing(12);
    column->addLayout(top);
    column->addWidget(parametersHead_);
    column->addSpacing(4);
    column->addWidget(head(tr("Concurrency"), host_));
    column->addWidget(concurrency_);
    column->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scrolled(host_, this));
    connect(mode_, &ModeSwitch::chosen, this, &ManyPage::writeMode);
    connect(concurrency_, &ParameterForm::edited, this, &ManyPage::writeConcurrency);
    connect(concurrency_, &ParameterForm::editingFinished, this, [this] { session_.endMerge(); });
    connect(&session_, &GraphSession::planningChanged, this, &ManyPage::refreshFindings);
}

std::vector<const GraphNode*> ManyPage::nodes() const {
    std::vector<const GraphNode*> found;
    for (const std::string& id : ids_) {
        if (const GraphNode* node = session_.document().findNode(id)) found.push_back(node);
    }
    return found;
}

void ManyPage::showNodes(const std::vector<std::string>& ids) {
    ids_ = ids;
    rebuild();
    refresh();
}

void ManyPage::rebuild() {
    std::vector<std::string> names;
    std::vector<const NodeKind*> kinds;
    for (const GraphNode* node : nodes()) {
        if (std::find(names.begin(), names.end(), node->kind) != names.end()) continue;
        names.push_back(node->kind);
        if (const NodeKind* kind = session_.registry().find(node->kind)) kinds.push_back(kind);
    }
    if (parameters_ && names == kinds_) return;
    // A kind that nobody knows has no parameters to share.
    specs_ = kinds.size() == names.size() ? sharedSpecs(kinds) : std::vector<ParameterSpec>{};
    kinds_ = std::move(names);
    delete parameters_;
    parameters_ = new ParameterForm(inStudioWords(specs_), context_, false, host_);
    auto* column = dynamic_cast<QVBoxLayout*>(host_->layout());
    column->insertWidget(column->indexOf(parametersHead_) + 1, parameters_);
    connect(parameters_, &ParameterForm::edited, this, &ManyPage::writeParameter);
    connect(parameters_, &ParameterForm::editingFinished, this, [this] { session_.endMerge(); });
    parametersHead_->setVisible(!specs_.empty());
    parameters_->setVisible(!specs_.empty());
}

void ManyPage::refresh() {
    const auto chosen = nodes();
    if (chosen.empty()) return;
    const Registry& registry = session_.registry();
    title_->setText(tr("%1 nodes").arg(chosen.size()));
    QStringList names;
    for (const std::string& name : kinds_) {
        const NodeKind* kind = registry.find(name);
        names << (kind ? kindTitle(*kind) : QString::fromStdString(name));
    }
    subtitle_->setText(names.join(QStringLiteral(" · ")));
    std::vector<const boost::json::object*> parameters, concurrency;
    bool sameMode = true, bypass = true;
    for (const GraphNode* node : chosen) {
        parameters.push_back(&node->params);
        concurrency.push_back(&node->concurrency);
        sameMode = sameMode && node->mode == chosen.front()->mode;
        bypass = bypass && commands::hasWayThrough(*node, registry);
    }
    mode_->setMode(sameMode ? std::optional(chosen.front()->mode) : std::nullopt);
    mode_->setBypassOffered(bypass);
    context_->folder = session_.graphFolder();
    const SharedValues shared = sharedValues(specs_, parameters);
    parameters_->setValues(shared.agreed);
    parameters_->setMixed(shared.mixed);
    const SharedValues settings = sharedValues(concurrencySpecs(), concurrency);
    concurrency_->setValues(settings.agreed);
    concurrency_->setMixed(settings.mixed);
    refreshFindings();
}

void ManyPage::refreshFindings() {
    const auto chosen = nodes();
    if (chosen.empty() || !parameters_) return;
    const NodeKind* kind = session_.registry().find(chosen.front()->kind);
    context_->columns = nullptr;
    if (kind && !kind->inputs.empty()) {
        const auto& schemas = ShownBody::of(session_).planning().schemas;
        const auto found = schemas.find(chosen.front()->id + "." + kind->inputs.front().name);
        if (found != schemas.end()) context_->columns = found->second;
    }
    FieldFindings findings;
    for (const Diagnostic& d : ShownBody::of(session_).findings(session_.findings())) {
        const bool own = std::find(ids_.begin(), ids_.end(), d.node) != ids_.end();
        if (!own || d.parameter.empty() || d.severity == Severity::Note) continue;
        const GraphNode* node = session_.document().findNode(d.node);
        const QString where = node ? titleOf(*node, session_.registry()) + " (" : QString("(");
        findings.push_back(
            {QString::fromStdString(d.parameter), d.severity,
             where + QString::fromStdString(d.node) + "): " + plainWords(d.message).section('\n', 0, 0), 0,
             0});
    }
    parameters_->setFindings(findings);
}

void ManyPage::writeParameter(const QString& name) {
    const ParamEditor* editor = parameters_->editor(name);
    if (!editor) return;
    const auto value = editor->value();
    const std::string path = name.toStdString();
    std::vector<GraphEdit> edits;
    for (const GraphNode* node : nodes()) {
        const boost::json::value* now = node->params.if_contains(path);
        if (value ? now && *now == *value : !now) continue;
        edits.emplace_back(edit::SetParam{node->id, path, value});
    }
    applyToAll(name, std::move(edits));
}

void ManyPage::writeConcurrency(const QString& name) {
    const ParamEditor* editor = concurrency_->editor(name);
    if (!editor) return;
    const auto value = editor->value();
    std::vector<GraphEdit> edits;
    for (const GraphNode* node : nodes()) {
        boost::json::object settings = node->concurrency;
        if (value)
            settings[name.toStdString()] = *value;
        else
            settings.erase(name.toStdString());
        if (settings != node->concurrency) edits.emplace_back(edit::SetConcurrency{node->id, settings});
    }
    applyToAll("concurrency." + name, std::move(edits));
}

void ManyPage::applyToAll(const QString& name, std::vector<GraphEdit> edits) {
    if (edits.empty()) return;
    QString key = "many:" + name;
    for (const std::string& id : ids_) {
        key += "," + QString::fromStdString(id);
    }
    const std::string label = "Set " + name.toStdString() + " of " + std::to_string(ids_.size()) + " nodes";
    session_.apply(edit::Composite{label, std::move(edits)}, key);
}

void ManyPage::writeMode(NodeMode mode) {
    const auto edit = commands::setMode(session_.document(), session_.registry(), ids_, mode);
    if (edit) session_.apply(*edit);
    refresh();
}

} // namespace millrace::ui
