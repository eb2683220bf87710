// SPDX-License-Identifier: Apache-2.0
#include "ui/run/why_card.h"

#include "ui/settings/number_text.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace millrace::ui {

namespace {

double useOf(const NodeLive& node) { return node.busy + node.lock + node.io; }

QString bold(const QString& text) { return QStringLiteral("<b>%1</b>").arg(text.toHtmlEscaped()); }

/// The fullest queue before any of the nodes.
const WireLive* fullestInput(const RunShape& shape, const LiveValues& live, const QStringList& nodes) {
    const WireLive* fullest = nullptr;
    for (const RunShape::Edge& edge : shape.edges) {
        const auto wire = live.wires.constFind(edge.id);
        if (!nodes.contains(edge.to) || edge.fused || wire == live.wires.constEnd()) continue;
        if (!fullest || wire->fill > fullest->fill) fullest = &*wire;
    }
    return fullest;
}

/// "Clean", "Clean and Speed", "Clean and 3 more".
QString titlesOf(const RunShape& shape, const QStringList& nodes) {
    const QString first = shape.titleOf(nodes.first()).toHtmlEscaped();
    if (nodes.size() == 1) return first;
    if (nodes.size() == 2)
        return QObject::tr("%1 and %2").arg(first, shape.titleOf(nodes.last()).toHtmlEscaped());
    return QObject::tr("%1 and %2 more").arg(first).arg(nodes.size() - 1);
}

} // namespace

std::optional<SlowReason> whyIsItSlow(const RunShape& shape, const LiveValues& live) {
    const RunShape::Node* slow = nullptr;
    const RunShape::Node* next = nullptr;
    for (const RunShape::Node& node : shape.nodes) {
        const auto numbers = live.nodes.constFind(node.id);
        if (numbers == live.nodes.constEnd()) continue;
        if (numbers->bottleneck) slow = &node;
    }
    if (!slow) return std::nullopt;
    const NodeLive numbers = live.nodes.value(slow->id);
    const QStringList task = QStringList{slow->id} + numbers.taskMates;
    for (const RunShape::Node& node : shape.nodes)
        if (!task.contains(node.id) && live.nodes.contains(node.id) &&
            (!next || useOf(live.nodes[node.id]) > useOf(live.nodes[next->id])))
            next = &node;

    const QString busy = bold(percentText(numbers.taskUse));
    QString text = QObject::tr("%1 is busy %2 of the time").arg(bold(slow->title), busy);
    if (!numbers.taskMates.isEmpty())
        text = QObject::tr("%1 shares a task with %2; the task is busy %3 of the time")
                   .arg(bold(slow->title), titlesOf(shape, numbers.taskMates), busy);
    const WireLive* input = fullestInput(shape, live, task);
    if (input && input->fill > 0.5)
        text += QObject::tr(" and its input queue is %1 full").arg(percentText(input->fill));
    text += QObject::tr(": it decides the rate. ");
    if (!numbers.taskMates.isEmpty())
        text += QObject::tr("The largest part of it, %1, goes to %2. ")
                    .arg(percentText(useOf(numbers)), slow->title.toHtmlEscaped());
    if (numbers.taskReady > 0.1)
        text += QObject::tr("For another %1 it waits for a free core. ").arg(percentText(numbers.taskReady));
    const NodeLive second = next ? live.nodes.value(next->id) : NodeLive{};
    if (numbers.lock > numbers.busy)
        text += QObject::tr("It mostly waits for a lock that others hold.");
    else if (numbers.io > numbers.busy)
        text += QObject::tr("It mostly waits, so more workers would overlap the waiting.");
    else if (next && useOf(second) > 0.02)
        text += QObject::tr("Were it faster, %1 would be next, at %2 busy.")
                    .arg(bold(next->title), percentText(useOf(second)));
    return SlowReason{slow->id, text};
}

WhyCard::WhyCard(QWidget* parent)
    : QFrame(parent), text_(new QLabel), go_(new QPushButton(tr("Show its settings"))) {
    setObjectName("whyCard");
    setProperty("role", "card");
    setFixedWidth(352);
    auto* title = new QLabel(tr("Why is it slow?"));
    title->setProperty("role", "strong");
    text_->setWordWrap(true);
    text_->setTextFormat(Qt::RichText);
    text_->setProperty("role", "muted");
    go_->setObjectName("whyShow");
    go_->setProperty("role", "small");
    auto* close = new QPushButton(tr("Hide"));
    close->setObjectName("whyHide");
    close->setProperty("role", "small");
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(go_);
    buttons->addWidget(close);
    buttons->addStretch();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(14, 12, 14, 12);
    column->setSpacing(8);
    column->addWidget(title);
    column->addWidget(text_);
    column->addLayout(buttons);
    connect(go_, &QPushButton::clicked, this, [this] { Q_EMIT nodeChosen(node_); });
    connect(close, &QPushButton::clicked, this, &WhyCard::closed);
}

void WhyCard::show(const std::optional<SlowReason>& reason) {
    setVisible(reason.has_value());
    if (!reason) return;
    node_ = reason->node;
    if (text_->text() != reason->text) text_->setText(reason->text);
}

} // namespace millrace::ui
