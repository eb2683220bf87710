// SPDX-License-Identifier: Apache-2.0
#include "ui/debug/held_banner.h"

#include "ui/settings/number_text.h"
#include "ui/settings/theme.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

namespace millrace::ui {

namespace {

QToolButton* buttonFor(QAction* action, const char* name) {
    auto* button = new QToolButton;
    button->setObjectName(name);
    button->setDefaultAction(action);
    button->setProperty("role", "dock");
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

} // namespace

HeldBanner::HeldBanner(QAction* stepRecord, QAction* stepBatch, QAction* release, QWidget* parent)
    : QFrame(parent), what_(new QLabel), record_(new QLabel) {
    setObjectName("heldBanner");
    setProperty("role", "card");
    what_->setObjectName("heldAt");
    what_->setTextFormat(Qt::RichText);
    what_->setWordWrap(true);
    record_->setObjectName("heldRecord");
    record_->setProperty("role", "mono");
    record_->setFont(Theme::instance().font(TextRole::Mono));
    record_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    record_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(what_);
    words->addWidget(record_);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(14, 7, 8, 7);
    row->setSpacing(8);
    row->addLayout(words, 1);
    row->addWidget(buttonFor(stepRecord, "heldStepRecord"));
    row->addWidget(buttonFor(stepBatch, "heldStepBatch"));
    row->addWidget(buttonFor(release, "heldRelease"));
    connect(what_, &QLabel::linkActivated, this, &HeldBanner::wireChosen);
}

void HeldBanner::show(const QString& wire, const QString& record, qint64 waiting, qint64 stops, int others) {
    const Tokens& t = Theme::instance().tokens();
    QString text = tr("Held at <a href='wire' style='color:%1; text-decoration:none'><b>%2</b></a>, stop %3; "
                      "%4 records wait on the wire, none is lost.",
                      nullptr, pluralOf(waiting))
                       .arg(t.accent.name(), wire.toHtmlEscaped(), countText(stops), countText(waiting));
    if (others > 0) text += tr(" %n more wires are held.", nullptr, others);
    what_->setText(text);
    text_ = record;
    record_->setToolTip(record.toHtmlEscaped());
    elide();
}

void HeldBanner::elide() {
    record_->setText(
        record_->fontMetrics().elidedText(text_, Qt::ElideRight, std::max(60, record_->width())));
}

void HeldBanner::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    elide();
}

} // namespace millrace::ui
