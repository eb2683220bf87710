// SPDX-License-Identifier: Apache-2.0
#include "ui/debug/inject_dialog.h"

#include "engine/run/run.h"
#include "ui/document/graph_session.h"
#include "ui/inspector/page_scroll.h"
#include "ui/records/raw_record.h"
#include "ui/records/record_form.h"
#include "ui/records/record_text.h"
#include "ui/run/run_controller.h"

#include <QComboBox>
#include <QDateTime>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QStyle>
#include <QVBoxLayout>
#include <algorithm>

namespace millrace::ui {
namespace {

constexpr int kWidth = 380, kMostHeight = 640;
constexpr int kAroundFields = 140; ///< title, port, message and buttons

} // namespace

InjectDialog::InjectDialog(RunController& runs, const QString& node, QWidget* parent)
    : QDialog(parent),
      runs_(runs),
      node_(node),
      choice_(new QComboBox),
      form_(new RecordForm),
      message_(new QLabel),
      send_(new QPushButton(tr("Inject"))) {
    setObjectName("injectDialog");
    setWindowTitle(tr("Inject a record"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(18, 16, 18, 14);
    column->setSpacing(10);
    const PlanPtr plan = runs_.plan();
    const PlanVertex* vertex = plan ? plan->find(node.toStdString()) : nullptr;
    auto* title = new QLabel(tr("Into %1").arg(vertex ? QString::fromStdString(vertex->title) : node));
    title->setProperty("role", "heading");
    column->addWidget(title);
    choice_->setObjectName("injectPort");
    choice_->setAccessibleName(tr("Port"));
    column->addWidget(choice_);
    auto* host = new QWidget;
    auto* inner = new QVBoxLayout(host);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->addWidget(form_);
    scroll_ = scrolled(host, this);
    column->addWidget(scroll_, 1);
    message_->setObjectName("injectMessage");
    message_->setWordWrap(true);
    message_->hide();
    column->addWidget(message_);
    auto* buttons = new QHBoxLayout;
    auto* close = new QPushButton(tr("Close"));
    close->setObjectName("injectClose");
    close->setAutoDefault(false);
    send_->setObjectName("injectSend");
    send_->setProperty("role", "primary");
    send_->setDefault(true);
    buttons->addStretch(1);
    buttons->addWidget(close);
    buttons->addWidget(send_);
    column->addLayout(buttons);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    connect(send_, &QPushButton::clicked, this, &InjectDialog::inject);
    connect(choice_, &QComboBox::currentIndexChanged, this, &InjectDialog::showPort);
    connect(form_, &RecordForm::edited, this, [this] { send_->setEnabled(form_->record().has_value()); });
    const auto follow = [this] {
        const bool on = runs_.isActive();
        send_->setEnabled(on && form_->record().has_value());
        if (!on) say(tr("The run has ended: start it again to inject records."), false);
    };
    connect(&runs_, &RunController::stateChanged, this, follow);
    connect(&runs_, &RunController::forgotten, this, &QDialog::close);
    listPorts();
    follow();
    fitHeight();
    form_->focusFirst();
}

void InjectDialog::fitHeight() {
    const int most =
        (parentWidget() ? parentWidget()->window()->height() : kMostHeight) * 4 / 5 - kAroundFields;
    scroll_->setMinimumHeight(std::min(form_->sizeHint().height(), most));
    layout()->invalidate();
    const int fitting = layout()->hasHeightForWidth()
                            ? layout()->totalHeightForWidth(std::max(width(), kWidth))
                            : layout()->totalSizeHint().height();
    // What the user made larger stays so.
    if (!isVisible() || fitting > height()) resize(std::max(width(), kWidth), fitting);
}

void InjectDialog::listPorts() {
    const PlanPtr plan = runs_.plan();
    const PlanVertex* vertex = plan ? plan->find(node_.toStdString()) : nullptr;
    if (!vertex) return;
    for (std::size_t i = 0; i < vertex->inputs.size() && i < vertex->kind->inputs.size(); ++i)
        ports_.push_back({QString::fromStdString(vertex->kind->inputs[i].name), vertex->inputs[i], true});
    // A source has no input: its records are put in as if it had read them.
    for (std::size_t i = 0; ports_.empty() && i < vertex->bound.outputPorts.size(); ++i)
        if (vertex->bound.outputPorts[i].role == PortRole::Data)
            ports_.push_back(
                {QString::fromStdString(vertex->bound.outputPorts[i].name), vertex->bound.outputs[i], false});
    for (const Port& port : ports_)
        choice_->addItem(port.isInput ? tr("Input %1").arg(port.name) : tr("Out of %1").arg(port.name));
    choice_->setVisible(ports_.size() > 1);
}

void InjectDialog::choosePort(const QString& port) {
    for (std::size_t i = 0; i < ports_.size(); ++i)
        if (ports_[i].name == port) choice_->setCurrentIndex(static_cast<int>(i));
}

void InjectDialog::fillFromRaw(const QString& raw, const QString& error) {
    if (!form_->schema()) return;
    form_->setSchema(form_->schema());
    for (const auto& [column, text] : fieldsOfRaw(raw, *form_->schema()))
        form_->setText(column, text);
    setWindowTitle(tr("Correct a rejected record"));
    say(tr("Rejected: %1").arg(error), true);
    send_->setEnabled(form_->record().has_value());
    form_->focusFirst();
}

std::optional<RecordBatch> InjectDialog::lastRecordAt(const Port& port) const {
    const PlanPtr plan = runs_.plan();
    for (std::size_t e = 0; e < plan->edges.size(); ++e) {
        const PlanEdge& edge = plan->edges[e];
        const std::string end = edge.id; // "a.out->b.in"
        const std::string mine = node_.toStdString() + "." + port.name.toStdString();
        const bool meant = port.isInput ? end.ends_with("->" + mine) : end.starts_with(mine + "->");
        if (!meant) continue;
        const Peek peek = runs_.run()->peek(e, 1);
        if (!peek.batches.empty() && !peek.batches.back().empty()) return peek.batches.back();
    }
    return std::nullopt;
}

void InjectDialog::showPort(int index) {
    if (index < 0 || static_cast<std::size_t>(index) >= ports_.size()) return;
    const Port& port = ports_[static_cast<std::size_t>(index)];
    form_->setSchema(port.columns);
    fitHeight();
    if (const auto last = lastRecordAt(port)) {
        form_->fillFrom(*last, last->rowAt(last->rows() - 1));
        return;
    }
    if (const auto time = port.columns->eventTime())
        form_->setText(QString::fromStdString(port.columns->field(*time).name),
                       QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs));
}

void InjectDialog::inject() {
    const auto record = form_->record();
    if (!record || !runs_.isActive()) return;
    const QString port = ports_[static_cast<std::size_t>(choice_->currentIndex())].name;
    const auto done = runs_.run()->inject({node_.toStdString(), port.toStdString(), *record});
    if (!done) return say(firstMessage(done.error()), true);
    ++injected_;
    say(tr("%n records injected.", nullptr, injected_), false);
    Q_EMIT sent(node_, recordText(*record, 0));
}

void InjectDialog::say(const QString& text, bool error) {
    message_->setProperty("role", error ? "error" : "muted");
    message_->style()->unpolish(message_);
    message_->style()->polish(message_);
    message_->setText(text);
    message_->setVisible(!text.isEmpty());
    fitHeight();
}

} // namespace millrace::ui
