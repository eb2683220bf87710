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
    return SlowReason{slow->id, text, slow->title};
}

namespace {

constexpr int kWidth = 352, kLongestTitle = 200;

QLabel* richLabel() {
    auto* label = new QLabel;
    label->setWordWrap(true);
    label->setTextFormat(Qt::RichText);
    label->setProperty("role", "muted");
    return label;
}

/// Name, figure and meaning in three columns; what else would help; what would not.
QString tableOf(const DiagnosisText& diagnosis) {
    QString rows;
    for (const DiagnosisText::Number& number : diagnosis.numbers)
        rows += QStringLiteral(
                    "<tr><td>%1&nbsp;&nbsp;</td><td align='right'><b>%2</b>&nbsp;&nbsp;</td><td>%3</td></tr>")
                    .arg(QString(number.name).replace(' ', QStringLiteral("&nbsp;")),
                         QString(number.value).replace(' ', QStringLiteral("&nbsp;")),
                         number.note.toHtmlEscaped());
    QString html = QStringLiteral("<table cellspacing='0' cellpadding='1'>%1</table>").arg(rows);
    QString others;
    for (qsizetype i = 1; i < diagnosis.suggestions.size(); ++i)
        others += QStringLiteral("<li>%1</li>").arg(diagnosis.suggestions[i]);
    if (!others.isEmpty())
        html +=
            QStringLiteral(
                "<p style='margin-top:6px; margin-bottom:0'>%1</p>"
                "<ul style='margin-top:2px; margin-bottom:0; -qt-list-indent:0; margin-left:12px'>%2</ul>")
                .arg(QObject::tr("It would also help:"), others);
    if (!diagnosis.warning.isEmpty())
        html += QStringLiteral("<p style='margin-top:6px; margin-bottom:0'>%1</p>").arg(diagnosis.warning);
    return html;
}

} // namespace

WhyCard::WhyCard(QWidget* parent)
    : QFrame(parent),
      title_(new QLabel),
      text_(richLabel()),
      advice_(richLabel()),
      numbers_(richLabel()),
      go_(new QPushButton(tr("Show its settings"))),
      more_(new QPushButton),
      close_(new QPushButton(tr("Hide"))),
      why_(new QPushButton(tr("Why?"))) {
    setObjectName("whyCard");
    setProperty("role", "card");
    setMaximumWidth(kWidth);
    title_->setProperty("role", "strong");
    numbers_->setObjectName("whyNumbers");
    advice_->setObjectName("whyAdvice");
    go_->setObjectName("whyShow");
    more_->setObjectName("whyMore");
    close_->setObjectName("whyHide");
    why_->setObjectName("whyAsk");
    auto* head = new QHBoxLayout;
    head->setSpacing(12);
    head->addWidget(title_, 1);
    head->addWidget(why_);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    for (QPushButton* button : {go_, more_, close_}) {
        button->setProperty("role", "small");
        buttons->addWidget(button);
    }
    why_->setProperty("role", "small");
    buttons->addStretch();
    auto* column = new QVBoxLayout(this);
    column->setSpacing(8);
    column->addLayout(head);
    column->addWidget(text_);
    column->addWidget(advice_);
    column->addWidget(numbers_);
    column->addLayout(buttons);
    setOpen(false);
    connect(go_, &QPushButton::clicked, this, [this] { Q_EMIT nodeChosen(node_); });
    connect(more_, &QPushButton::clicked, this, [this] { setOpen(!open_); });
    connect(close_, &QPushButton::clicked, this, &WhyCard::closed);
    connect(why_, &QPushButton::clicked, this, [this] {
        asked_ = true;
        arrange();
    });
}

void WhyCard::setOpen(bool open) {
    open_ = open;
    more_->setText(open ? tr("Less") : tr("Numbers"));
    arrange();
}

void WhyCard::setCrowded(bool crowded) {
    if (crowded_ == crowded) return;
    crowded_ = crowded;
    arrange();
}

void WhyCard::arrange() {
    const bool brief = isBrief();
    setProperty("brief", brief);
    setMinimumWidth(brief ? 0 : kWidth);
    layout()->setContentsMargins(14, brief ? 6 : 12, brief ? 8 : 14, brief ? 6 : 12);
    title_->setText(brief ? tr("%1 limits the run")
                                .arg(fontMetrics().elidedText(nodeTitle_, Qt::ElideMiddle, kLongestTitle))
                          : tr("Why is it slow?"));
    why_->setVisible(brief);
    text_->setVisible(!brief);
    advice_->setVisible(!brief && !advice_->text().isEmpty());
    numbers_->setVisible(!brief && open_ && !numbers_->text().isEmpty());
    go_->setVisible(!brief);
    more_->setVisible(!brief && !numbers_->text().isEmpty());
    close_->setVisible(!brief);
}

void WhyCard::show(const std::optional<SlowReason>& reason, const std::optional<DiagnosisText>& diagnosis) {
    setVisible(reason.has_value());
    if (!reason) {
        asked_ = false;
        return;
    }
    node_ = reason->node;
    nodeTitle_ = reason->title;
    if (text_->text() != reason->text) text_->setText(reason->text);
    tell(diagnosis.value_or(DiagnosisText()));
}

void WhyCard::tell(const DiagnosisText& diagnosis) {
    const QString advice = diagnosis.suggestions.isEmpty()
                               ? QString()
                               : tr("What helps most: %1.").arg(diagnosis.suggestions.first());
    if (advice_->text() != advice) advice_->setText(advice);
    const QString numbers = diagnosis.numbers.empty() ? QString() : tableOf(diagnosis);
    if (numbers_->text() != numbers) numbers_->setText(numbers);
    arrange();
}

} // namespace millrace::ui
