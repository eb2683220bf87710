// SPDX-License-Identifier: Apache-2.0
#include "ui/inspector/wire_page.h"

#include "ui/canvas/instance_face.h"
#include "ui/canvas/node_face.h"
#include "ui/document/graph_session.h"
#include "ui/document/shown_body.h"
#include "ui/inspector/page_scroll.h"
#include "ui/inspector/setting_specs.h"
#include "ui/param_editors/parameter_form.h"
#include "ui/settings/kind_words.h"
#include "ui/settings/number_text.h"
#include "ui/settings/plain_words.h"
#include "ui/settings/theme.h"

#include <QLabel>
#include <QVBoxLayout>

namespace millrace::ui {

WirePage::WirePage(GraphSession& session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      context_(std::make_shared<EditorContext>()),
      title_(new QLabel),
      subtitle_(new QLabel),
      planned_(new QLabel),
      columns_(new QLabel),
      form_(new ParameterForm(inStudioWords(wireSpecs()), context_, false)) {
    setObjectName("wirePage");
    title_->setProperty("role", "strong");
    title_->setWordWrap(true);
    subtitle_->setProperty("role", "secondary");
    planned_->setProperty("role", "muted");
    planned_->setWordWrap(true);
    columns_->setTextFormat(Qt::RichText);
    columns_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* host = new QWidget;
    auto* column = new QVBoxLayout(host);
    column->setContentsMargins(14, 14, 14, 16);
    column->setSpacing(4);
    column->addWidget(title_);
    column->addWidget(subtitle_);
    column->addSpacing(10);
    column->addWidget(form_);
    column->addSpacing(6);
    column->addWidget(planned_);
    column->addSpacing(10);
    auto* head = new QLabel(tr("Columns on this wire"));
    head->setProperty("role", "label");
    column->addWidget(head);
    column->addWidget(columns_);
    column->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scrolled(host, this));
    connect(form_, &ParameterForm::edited, this, &WirePage::write);
    connect(form_, &ParameterForm::editingFinished, this, [this] { session_.endMerge(); });
    connect(&session_, &GraphSession::edited, this, &WirePage::refresh);
    connect(&session_, &GraphSession::planningChanged, this, &WirePage::refresh);
    connect(&Theme::instance(), &Theme::changed, this, &WirePage::refresh);
}

void WirePage::showWire(const PortRef& from, const PortRef& to) {
    from_ = from;
    to_ = to;
    refresh();
}

void WirePage::refresh() {
    const GraphDocument& document = session_.document();
    const GraphEdge* edge = document.findEdge(from_, to_);
    if (!edge) return;
    const GraphNode *from = document.findNode(from_.node), *to = document.findNode(to_.node);
    if (!from || !to) return;
    const Planning& planning = ShownBody::of(session_).planning();
    title_->setText(titleOf(*from, document, session_.registry()) + QStringLiteral(" → ") +
                    titleOf(*to, document, session_.registry()));
    subtitle_->setText(QString::fromStdString(from_.text()) + QStringLiteral(" → ") +
                       QString::fromStdString(to_.text()));
    boost::json::object values = edge->queue;
    if (!edge->partitioning.empty()) values["partitioning"] = edge->partitioning;
    form_->setValues(values);
    FieldFindings findings;
    for (const Diagnostic& d : planning.diagnostics) {
        if (d.edge != edge->id()) continue;
        QString path = QString::fromStdString(d.parameter);
        if (path.startsWith("queue.")) path = path.mid(6);
        findings.push_back({path.isEmpty() ? QStringLiteral("capacity") : path, d.severity,
                            plainWords(d.message) + (d.hint.empty() ? "" : "\n" + plainWords(d.hint)), 0, 0});
    }
    form_->setFindings(findings);
    planned_->clear();
    if (planning.plan) {
        for (const PlanEdge& planned : planning.plan->edges) {
            if (planned.id != edge->id()) continue;
            planned_->setText(
                planned.fused
                    ? tr("Fused: a direct call inside one task, so there is no queue. A "
                         "setting above gives it one.")
                    : tr("Queue of %1 records, %2 when full, %3.", nullptr, pluralOf(planned.capacity))
                          .arg(countText(planned.capacity),
                               QString(nameOf(planned.overflow)).replace('_', ' '),
                               QString(nameOf(planned.partitioning)).replace('_', ' ')));
        }
    }
    const auto schema = planning.schemas.find(from_.text());
    QString table = tr("not known yet");
    if (schema != planning.schemas.end() && schema->second) {
        const Tokens& t = Theme::instance().tokens();
        table = "<table cellspacing='0' cellpadding='2'>";
        for (std::size_t i = 0; i < schema->second->size(); ++i) {
            const Field& field = schema->second->field(i);
            const bool time = schema->second->eventTime() == i;
            table += QStringLiteral("<tr><td>%1&nbsp;&nbsp;&nbsp;</td><td style='color:%2'>%3%4</td></tr>")
                         .arg(QString::fromStdString(field.name).toHtmlEscaped(), t.muted.name(),
                              QString::fromStdString(field.type.name()).toHtmlEscaped(),
                              time ? tr(" · event time") : QString());
        }
        table += "</table>";
    }
    columns_->setText(table);
}

void WirePage::write() {
    boost::json::object queue = form_->values();
    std::string partitioning;
    if (const auto* text = queue.if_contains("partitioning"); text && text->is_string())
        partitioning = std::string(text->get_string());
    queue.erase("partitioning");
    session_.apply(edit::SetEdge{from_, to_, queue, partitioning},
                   "wire:" + QString::fromStdString(from_.text() + to_.text()));
}

} // namespace millrace::ui
