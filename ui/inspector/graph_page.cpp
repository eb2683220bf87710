// SPDX-License-Identifier: Apache-2.0
#include "ui/inspector/graph_page.h"

#include "engine/graph/graph_parameter_spec.h"
#include "ui/document/graph_session.h"
#include "ui/inspector/field_findings.h"
#include "ui/inspector/page_scroll.h"
#include "ui/inspector/setting_specs.h"
#include "ui/param_editors/param_editor.h"
#include "ui/param_editors/parameter_form.h"
#include "ui/settings/kind_words.h"
#include "ui/settings/theme.h"

#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QVBoxLayout>
#include <algorithm>
#include <boost/json/parse.hpp>

namespace millrace::ui {
namespace {

QLabel* label(const QString& text) {
    auto* result = new QLabel(text);
    result->setProperty("role", "label");
    return result;
}

/// A field holds text; a default of another type is JSON.
boost::json::value typedDefault(const DataType& type, const boost::json::value& written) {
    if (!written.is_string() || type.id() == TypeId::String) return written;
    boost::system::error_code error;
    boost::json::value parsed = boost::json::parse(std::string(written.get_string()), error);
    return error || parsed.is_object() || parsed.is_array() ? written : parsed;
}

bool sameField(const ParameterSpec& a, const ParameterSpec& b) {
    return a.name == b.name && a.type == b.type && a.help == b.help && a.applies == b.applies &&
           a.minimum == b.minimum && a.maximum == b.maximum;
}

} // namespace

GraphPage::GraphPage(GraphSession& session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      context_(std::make_shared<EditorContext>()),
      name_(new QLineEdit),
      notes_(new QPlainTextEdit),
      valuesHost_(new QVBoxLayout),
      parameters_(new ParameterForm(graphParameterSpecs(), context_, true)),
      checkpoint_(new ParameterForm(inStudioWords(checkpointSpecs()), context_, false)) {
    setObjectName("graphPage");
    parameters_->setMoreText(tr("Define parameters"));
    name_->setObjectName("graphName");
    notes_->setObjectName("graphNotes");
    name_->setPlaceholderText(tr("A name for the graph"));
    notes_->setPlaceholderText(tr("What it does, for those who come after (Markdown)"));
    notes_->setProperty("role", "notes");
    notes_->setTabChangesFocus(true);
    auto* host = new QWidget;
    auto* column = new QVBoxLayout(host);
    column->setContentsMargins(14, 14, 14, 16);
    column->setSpacing(5);
    auto* head = new QLabel(tr("Graph"));
    head->setProperty("role", "strong");
    column->addWidget(head);
    column->addSpacing(8);
    column->addWidget(label(tr("Name")));
    column->addWidget(name_);
    column->addSpacing(8);
    column->addWidget(label(tr("Notes")));
    column->addWidget(notes_);
    column->addSpacing(10);
    column->addLayout(valuesHost_);
    column->addSpacing(8);
    column->addWidget(parameters_);
    column->addSpacing(10);
    auto* checkpoints = new QLabel(tr("Checkpoints"));
    checkpoints->setProperty("role", "strong");
    checkpoint_->setObjectName("graphCheckpoint");
    column->addWidget(checkpoints);
    column->addWidget(checkpoint_);
    column->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scrolled(host, this));
    connect(name_, &QLineEdit::textEdited, this, [this] { writeTexts("graph:name"); });
    connect(notes_, &QPlainTextEdit::textChanged, this, [this] {
        if (!refreshing_) writeTexts("graph:notes");
    });
    connect(parameters_, &ParameterForm::edited, this, &GraphPage::writeParameters);
    connect(parameters_, &ParameterForm::editingFinished, this, [this] { session_.endMerge(); });
    connect(checkpoint_, &ParameterForm::edited, this, &GraphPage::writeCheckpoint);
    connect(checkpoint_, &ParameterForm::editingFinished, this, [this] { session_.endMerge(); });
    connect(&session_, &GraphSession::planningChanged, this, &GraphPage::showFindings);
    connect(&session_, &GraphSession::edited, this, &GraphPage::refresh);
    connect(&session_, &GraphSession::documentReplaced, this, &GraphPage::refresh);
    refresh();
}

void GraphPage::refresh() {
    refreshing_ = true;
    const GraphDocument& document = session_.document();
    const QString name = QString::fromStdString(document.name),
                  notes = QString::fromStdString(document.notes);
    if (name_->text() != name) name_->setText(name);
    if (notes_->toPlainText() != notes) notes_->setPlainText(notes);
    refreshValues();
    boost::json::object list;
    for (const GraphParameter& parameter : document.parameters) {
        boost::json::object one;
        if (parameter.type.id() != TypeId::String) one["type"] = parameter.type.name();
        if (!parameter.defaultValue.is_null())
            one["default"] = fieldText(parameter.defaultValue).toStdString();
        if (!parameter.help.empty()) one["help"] = parameter.help;
        list.emplace(parameter.name, std::move(one));
    }
    boost::json::object values;
    if (!list.empty()) values.emplace("parameters", std::move(list));
    // A definition that is being typed may say more than the document could take so far.
    if (!defining_) parameters_->setValues(values);
    checkpoint_->setValues(document.checkpoint);
    showFindings();
    refreshing_ = false;
}

void GraphPage::refreshValues() {
    std::vector<ParameterSpec> specs;
    boost::json::object values;
    for (const GraphParameter& parameter : session_.document().parameters) {
        specs.push_back(specOf(parameter));
        if (!parameter.defaultValue.is_null()) values.emplace(parameter.name, parameter.defaultValue);
    }
    if (!values_ ||
        !std::equal(specs.begin(), specs.end(), valueSpecs_.begin(), valueSpecs_.end(), sameField)) {
        valueSpecs_ = specs;
        if (values_) {
            values_->hide();
            values_->deleteLater();
        }
        values_ = new ParameterForm(valueSpecs_, context_, false, this);
        values_->setObjectName("graphValues");
        valuesHost_->addWidget(values_);
        connect(values_, &ParameterForm::edited, this, &GraphPage::writeValue);
        connect(values_, &ParameterForm::editingFinished, this, [this] { session_.endMerge(); });
    }
    values_->setValues(values);
}

void GraphPage::writeValue(const QString& name) {
    const GraphParameter* old = session_.document().findParameter(name.toStdString());
    const ParamEditor* editor = values_->editor(name);
    if (!old || !editor) return;
    GraphParameter parameter = *old;
    parameter.defaultValue = editor->value().value_or(boost::json::value(nullptr));
    // 90 in a field of a DOUBLE is the number 90.0, written like the file had it.
    if (parameter.type.id() == TypeId::Double && parameter.defaultValue.is_int64()) {
        parameter.defaultValue = static_cast<double>(parameter.defaultValue.get_int64());
    }
    if (!(parameter == *old))
        session_.apply(edit::SetGraphParameter{parameter.name, parameter, std::nullopt},
                       "graph:value:" + name);
}

/// What the form does not know of stays as it was written.
void GraphPage::writeCheckpoint() {
    boost::json::object block = session_.document().checkpoint;
    const boost::json::object written = checkpoint_->values();
    for (const ParameterSpec& spec : checkpointSpecs()) {
        if (const boost::json::value* value = written.if_contains(spec.name))
            block[spec.name] = *value;
        else
            block.erase(spec.name);
    }
    if (block != session_.document().checkpoint)
        session_.apply(edit::SetCheckpoint{std::move(block)}, "graph:checkpoint");
}

void GraphPage::showFindings() {
    const QString prefix = QStringLiteral("checkpoint.");
    FieldFindings findings;
    for (const Diagnostic& d : session_.findings()) {
        FieldFinding finding = findingOf(d);
        if (!d.node.empty() || !finding.path.startsWith(prefix)) continue;
        finding.path = finding.path.mid(prefix.size());
        findings.push_back(finding);
    }
    checkpoint_->setFindings(findings);
}

void GraphPage::writeTexts(const QString& mergeKey) {
    session_.apply(edit::SetGraphText{name_->text().toStdString(), notes_->toPlainText().toStdString()},
                   mergeKey);
}

void GraphPage::writeParameters() {
    const boost::json::object values = parameters_->values();
    const auto* written = values.if_contains("parameters");
    const boost::json::object list =
        written && written->is_object() ? written->get_object() : boost::json::object{};
    std::vector<GraphEdit> edits;
    for (const GraphParameter& old : session_.document().parameters) {
        if (!list.contains(old.name))
            edits.push_back(edit::SetGraphParameter{old.name, std::nullopt, std::nullopt});
    }
    for (const auto& member : list) {
        const GraphParameter* old = session_.document().findParameter(member.key());
        GraphParameter parameter = old ? *old : GraphParameter{};
        parameter.name = std::string(member.key());
        const boost::json::object& one = member.value().get_object();
        parameter.type = TypeId::String;
        if (const auto* type = one.if_contains("type"); type && type->is_string()) {
            // While a type is being typed it is none yet; the last good one stays.
            const Result<DataType> parsed = DataType::parse(std::string(type->get_string()));
            parameter.type =
                parsed.has_value() ? parsed.value() : (old ? old->type : DataType(TypeId::String));
        }
        const auto* byDefault = one.if_contains("default");
        parameter.defaultValue =
            byDefault ? typedDefault(parameter.type, *byDefault) : boost::json::value(nullptr);
        const auto* help = one.if_contains("help");
        parameter.help = help && help->is_string() ? std::string(help->get_string()) : std::string();
        if (!old || !(*old == parameter))
            edits.push_back(edit::SetGraphParameter{parameter.name, parameter, std::nullopt});
    }
    if (edits.empty()) return;
    defining_ = true;
    session_.apply(edit::Composite{"Change graph parameters", std::move(edits)}, "graph:parameters");
    defining_ = false;
}

} // namespace millrace::ui
