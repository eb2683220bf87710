// SPDX-License-Identifier: Apache-2.0
#include "ui/inspector/subgraph_page.h"

#include "engine/graph/json_writer.h"
#include "ui/canvas/instance_face.h"
#include "ui/document/graph_session.h"
#include "ui/document/shown_body.h"
#include "ui/inspector/page_scroll.h"
#include "ui/inspector/spot_label.h"
#include "ui/settings/plain_words.h"
#include "ui/settings/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QToolButton>
#include <QVBoxLayout>

namespace millrace::ui {

namespace {

QLabel* label(const QString& text, const char* role = "label") {
    auto* result = new QLabel(text);
    result->setProperty("role", role);
    return result;
}

void clear(QWidget& host) {
    while (QLayoutItem* item = host.layout()->takeAt(0)) {
        if (item->widget() != nullptr) {
            item->widget()->hide();
            item->widget()->deleteLater();
        }
        delete item;
    }
}

QWidget* emptyColumn() {
    auto* host = new QWidget;
    auto* column = new QVBoxLayout(host);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    return host;
}

QToolButton* removeButton(const QString& name, const QString& tip) {
    auto* button = new QToolButton;
    button->setObjectName(name);
    button->setIcon(Theme::instance().icon("trash"));
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    return button;
}

} // namespace

SubgraphPage::SubgraphPage(GraphSession& session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      spot_(new SpotLabel(this)),
      title_(new QLineEdit),
      kind_(label({}, "secondary")),
      findings_(label({}, "error")),
      subgraphTitle_(new QLineEdit),
      notes_(new QPlainTextEdit),
      ports_{emptyColumn(), emptyColumn()},
      settings_(emptyColumn()),
      uses_(label({}, "muted")) {
    setObjectName("subgraphPage");
    title_->setObjectName("instanceTitle");
    title_->setProperty("role", "title");
    title_->setToolTip(tr("Title of this instance (F2)"));
    kind_->setContentsMargins(5, 0, 0, 0);
    subgraphTitle_->setObjectName("subgraphTitle");
    notes_->setObjectName("subgraphNotes");
    notes_->setPlaceholderText(tr("What it does, for those who come after (Markdown)"));
    notes_->setProperty("role", "notes");
    notes_->setTabChangesFocus(true);
    findings_->setWordWrap(true);
    uses_->setWordWrap(true);
    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    words->addWidget(title_);
    words->addWidget(kind_);
    auto* head = new QHBoxLayout;
    head->setSpacing(6);
    head->addWidget(spot_, 0, Qt::AlignTop);
    head->addLayout(words, 1);
    auto* host = new QWidget;
    auto* column = new QVBoxLayout(host);
    column->setContentsMargins(14, 14, 14, 16);
    column->setSpacing(5);
    column->addLayout(head);
    column->addWidget(findings_);
    column->addSpacing(8);
    column->addWidget(label(tr("Title of the subgraph")));
    column->addWidget(subgraphTitle_);
    column->addSpacing(8);
    column->addWidget(label(tr("Notes")));
    column->addWidget(notes_);
    for (const bool output : {false, true}) {
        column->addSpacing(10);
        column->addWidget(label(output ? tr("Outputs") : tr("Inputs"), "caps"));
        column->addWidget(ports_[output ? 1 : 0]);
    }
    column->addSpacing(10);
    column->addWidget(settings_);
    column->addSpacing(6);
    column->addWidget(uses_);
    column->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scrolled(host, this));
    connect(title_, &QLineEdit::editingFinished, this, &SubgraphPage::writeTitle);
    connect(subgraphTitle_, &QLineEdit::textEdited, this, [this] { writeSubgraph("subgraph:title"); });
    connect(notes_, &QPlainTextEdit::textChanged, this, [this] {
        if (!refreshing_) writeSubgraph("subgraph:notes");
    });
    connect(&session_, &GraphSession::edited, this, &SubgraphPage::refresh);
    connect(&session_, &GraphSession::planningChanged, this, &SubgraphPage::refreshFindings);
    connect(&session_, &GraphSession::runFindingsChanged, this, &SubgraphPage::refreshFindings);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        shown_.clear();
        refresh();
    });
}

const Subgraph* SubgraphPage::subgraph() const {
    if (instance_.empty()) return ShownBody::of(session_).subgraph();
    const GraphNode* node = session_.document().findNode(instance_);
    return node != nullptr && isInstance(*node) ? session_.document().findSubgraph(subgraphOf(*node))
                                                : nullptr;
}

bool SubgraphPage::showFor(const std::vector<std::string>& selectedNodes) {
    if (selectedNodes.size() > 1) return false;
    instance_ = selectedNodes.empty() ? std::string() : selectedNodes.front();
    if (subgraph() == nullptr) return false;
    refresh();
    return true;
}

void SubgraphPage::focusTitle() {
    QLineEdit* field = instance_.empty() ? subgraphTitle_ : title_;
    field->setFocus(Qt::ShortcutFocusReason);
    field->selectAll();
}

void SubgraphPage::refresh() {
    const Subgraph* shown = subgraph();
    if (shown == nullptr) return;
    refreshing_ = true;
    const GraphNode* node = instance_.empty() ? nullptr : session_.document().findNode(instance_);
    const QString title = QString::fromStdString(shown->title);
    spot_->setIcon(kSubgraphIcon, Theme::instance().category(Category::Stage));
    title_->setVisible(node != nullptr);
    title_->setPlaceholderText(title.isEmpty() ? QString::fromStdString(shown->id) : title);
    if (node != nullptr && !title_->hasFocus()) {
        title_->setText(QString::fromStdString(node->title));
        title_->setCursorPosition(0); // of a long title the beginning is shown
    }
    kind_->setText(tr("Subgraph · %1").arg(QString::fromStdString(node != nullptr ? node->id : shown->id)));
    subgraphTitle_->setPlaceholderText(QString::fromStdString(shown->id));
    if (subgraphTitle_->text() != title) subgraphTitle_->setText(title);
    const QString notes = QString::fromStdString(shown->notes);
    if (notes_->toPlainText() != notes) notes_->setPlainText(notes);
    const auto uses = instancesOf(ShownBody::of(session_).whole(), shown->id);
    uses_->setText(uses == 1 ? tr("The only instance: what is changed inside is changed here.")
                             : tr("%1 instances: what is changed inside changes in all of them.").arg(uses));
    // Fields that are being typed in stay as they are unless their list is another one.
    QString list = QString::fromStdString(shown->id + "\n" + instance_);
    for (const auto* ports : {&shown->inputs, &shown->outputs}) {
        list += '\n';
        for (const SubgraphPort& port : *ports)
            list += QString::fromStdString(port.name + " " + port.inner.text() + ";");
    }
    if (node != nullptr) list += '\n' + QString::fromStdString(flatJson(node->params));
    if (list != shown_) {
        shown_ = list;
        fillPorts(*shown, false);
        fillPorts(*shown, true);
        fillSettings(node);
    }
    refreshFindings();
    refreshing_ = false;
}

void SubgraphPage::refreshFindings() {
    QStringList found;
    for (const Diagnostic& d : ShownBody::of(session_).findings(session_.findings()))
        if (!instance_.empty() && d.node == instance_ && d.severity == Severity::Error)
            found << plainWords(d.message).section('\n', 0, 0);
    findings_->setText(found.join('\n'));
    findings_->setVisible(!found.isEmpty());
}

void SubgraphPage::fillPorts(const Subgraph& subgraph, bool output) {
    QWidget& host = *ports_[output ? 1 : 0];
    clear(host);
    const auto& ports = output ? subgraph.outputs : subgraph.inputs;
    if (ports.empty()) host.layout()->addWidget(label(tr("None"), "muted"));
    for (const SubgraphPort& port : ports) {
        const QString name = QString::fromStdString(port.name);
        auto* row = new QWidget;
        auto* line = new QHBoxLayout(row);
        line->setContentsMargins(0, 0, 0, 0);
        line->setSpacing(6);
        auto* field = new QLineEdit(name);
        field->setObjectName((output ? "output_" : "input_") + name);
        field->setAccessibleName(tr("Name of the port"));
        connect(field, &QLineEdit::editingFinished, this, [this, field, output, name, id = subgraph.id] {
            if (field->text() == name) return;
            if (!apply(renameSubgraphPort(ShownBody::of(session_).whole(), id, output, name.toStdString(),
                                          field->text().toStdString())))
                field->setText(name);
        });
        auto* remove = removeButton((output ? "removeOutput_" : "removeInput_") + name,
                                    tr("Remove the port, with its wires"));
        connect(remove, &QToolButton::clicked, this, [this, output, name, id = subgraph.id] {
            apply(removeSubgraphPort(ShownBody::of(session_).whole(), id, output, name.toStdString()));
        });
        line->addWidget(field, 1);
        line->addWidget(label(QString::fromStdString(port.inner.text()), "secondary"));
        line->addWidget(remove);
        host.layout()->addWidget(row);
    }
}

void SubgraphPage::fillSettings(const GraphNode* instance) {
    clear(*settings_);
    const auto settings = instance != nullptr ? settingsOf(*instance) : std::vector<InstanceSetting>{};
    settings_->setVisible(!settings.empty());
    if (settings.empty()) return;
    settings_->layout()->addWidget(label(tr("Set for this instance alone"), "caps"));
    for (const InstanceSetting& setting : settings) {
        const std::string key = setting.node + "." + setting.parameter;
        auto* row = new QWidget;
        auto* line = new QHBoxLayout(row);
        line->setContentsMargins(0, 0, 0, 0);
        auto* text = label(QString::fromStdString(key + " = " + flatJson(setting.value)), "muted");
        text->setWordWrap(true);
        auto* remove =
            removeButton("removeSetting_" + QString::fromStdString(key), tr("Forget it: as in the subgraph"));
        connect(remove, &QToolButton::clicked, this, [this, key] {
            const GraphNode* node = session_.document().findNode(instance_);
            if (node == nullptr || node->params.if_contains("set") == nullptr) return;
            boost::json::object params = node->params;
            params["set"].as_object().stable_erase(key);
            if (params["set"].as_object().empty()) params.stable_erase("set");
            session_.apply(edit::SetParams{instance_, std::move(params)});
        });
        line->addWidget(text, 1);
        line->addWidget(remove);
        settings_->layout()->addWidget(row);
    }
}

void SubgraphPage::writeTitle() {
    const GraphNode* node = session_.document().findNode(instance_);
    if (node == nullptr || node->title == title_->text().toStdString()) return;
    session_.apply(edit::SetTitle{instance_, title_->text().toStdString()});
}

void SubgraphPage::writeSubgraph(const QString& mergeKey) {
    const Subgraph* shown = subgraph();
    if (shown == nullptr) return;
    Subgraph changed = *shown;
    changed.title = subgraphTitle_->text().toStdString();
    changed.notes = notes_->toPlainText().toStdString();
    session_.apply(edit::SetSubgraph{changed.id, changed}, mergeKey);
}

bool SubgraphPage::apply(const Result<GraphEdit>& edit) {
    if (!edit.has_error()) return session_.apply(*edit);
    Q_EMIT session_.failed(firstMessage(edit.error()));
    return false;
}

} // namespace millrace::ui
