// SPDX-License-Identifier: Apache-2.0
#include "ui/inspector/many_wires_page.h"

#include "ui/document/graph_session.h"
#include "ui/document/shown_body.h"
#include "ui/inspector/page_scroll.h"
#include "ui/inspector/setting_specs.h"
#include "ui/inspector/shared_specs.h"
#include "ui/param_editors/param_editor.h"
#include "ui/param_editors/parameter_form.h"
#include "ui/settings/kind_words.h"
#include "ui/settings/plain_words.h"

#include <QLabel>
#include <QVBoxLayout>

namespace millrace::ui {

namespace {

/// What the form shows of a wire, in one object.
boost::json::object settingsOf(const GraphEdge& wire) {
    boost::json::object settings = wire.queue;
    if (!wire.partitioning.empty()) settings["partitioning"] = wire.partitioning;
    return settings;
}

} // namespace

ManyWiresPage::ManyWiresPage(GraphSession& session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      context_(std::make_shared<EditorContext>()),
      title_(new QLabel(this)),
      subtitle_(new QLabel(this)),
      form_(new ParameterForm(inStudioWords(wireSpecs()), context_, false)) {
    setObjectName("manyWiresPage");
    title_->setObjectName("manyWiresTitle");
    title_->setProperty("role", "strong");
    subtitle_->setProperty("role", "secondary");
    subtitle_->setWordWrap(true);
    auto* host = new QWidget;
    auto* column = new QVBoxLayout(host);
    column->setContentsMargins(14, 16, 14, 16);
    column->setSpacing(4);
    column->addWidget(title_);
    column->addWidget(subtitle_);
    column->addSpacing(12);
    column->addWidget(form_);
    column->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scrolled(host, this));
    connect(form_, &ParameterForm::edited, this, &ManyWiresPage::write);
    connect(form_, &ParameterForm::editingFinished, this, [this] { session_.endMerge(); });
    connect(&session_, &GraphSession::planningChanged, this, &ManyWiresPage::refresh);
}

std::vector<const GraphEdge*> ManyWiresPage::wires() const {
    std::vector<const GraphEdge*> found;
    for (const auto& [from, to] : ends_)
        if (const GraphEdge* edge = session_.document().findEdge(from, to)) found.push_back(edge);
    return found;
}

void ManyWiresPage::showWires(const std::vector<GraphEdge>& wires) {
    ends_.clear();
    for (const GraphEdge& wire : wires)
        ends_.emplace_back(wire.from, wire.to);
    refresh();
}

void ManyWiresPage::refresh() {
    const auto chosen = wires();
    if (chosen.empty()) return;
    title_->setText(tr("%1 wires").arg(chosen.size()));
    std::vector<boost::json::object> settings;
    for (const GraphEdge* wire : chosen)
        settings.push_back(settingsOf(*wire));
    std::vector<const boost::json::object*> objects;
    for (const boost::json::object& object : settings)
        objects.push_back(&object);
    const SharedValues shared = sharedValues(wireSpecs(), objects);
    form_->setValues(shared.agreed);
    form_->setMixed(shared.mixed);
    const Planning& planning = ShownBody::of(session_).planning();
    int fused = 0;
    FieldFindings findings;
    for (const GraphEdge* wire : chosen) {
        const std::string id = wire->id();
        for (const Diagnostic& d : planning.diagnostics) {
            if (d.edge != id) continue;
            QString path = QString::fromStdString(d.parameter);
            if (path.startsWith("queue.")) path = path.mid(6);
            findings.push_back({path.isEmpty() ? QStringLiteral("capacity") : path, d.severity,
                                plainWords(id + ": " + d.message), 0, 0});
        }
        if (!planning.plan) continue;
        for (const PlanEdge& planned : planning.plan->edges)
            if (planned.id == id && planned.fused) ++fused;
    }
    form_->setFindings(findings);
    subtitle_->setText(fused > 0
                           ? tr("%1 of them fused: a direct call without a queue. A setting below gives "
                                "them one.")
                                 .arg(fused)
                           : QString());
    subtitle_->setVisible(fused > 0);
}

void ManyWiresPage::write(const QString& name) {
    const ParamEditor* editor = form_->editor(name);
    if (!editor) return;
    const auto value = editor->value();
    std::vector<GraphEdit> edits;
    QString key = "wires:" + name;
    for (const GraphEdge* wire : wires()) {
        boost::json::object settings = settingsOf(*wire);
        if (value)
            settings[name.toStdString()] = *value;
        else
            settings.erase(name.toStdString());
        key += "," + QString::fromStdString(wire->id());
        if (settings == settingsOf(*wire)) continue;
        std::string partitioning;
        if (const auto* text = settings.if_contains("partitioning"); text && text->is_string())
            partitioning = std::string(text->get_string());
        settings.erase("partitioning");
        edits.emplace_back(edit::SetEdge{wire->from, wire->to, std::move(settings), std::move(partitioning)});
    }
    if (edits.empty()) return;
    const std::string label = "Set " + name.toStdString() + " of " + std::to_string(ends_.size()) + " wires";
    session_.apply(edit::Composite{label, std::move(edits)}, key);
}

} // namespace millrace::ui
