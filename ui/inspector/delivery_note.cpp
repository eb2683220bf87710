// SPDX-License-Identifier: Apache-2.0
#include "ui/inspector/delivery_note.h"

#include "engine/plan/plan.h"
#include "ui/canvas/delivery_badge.h"
#include "ui/document/checkpoint_choice.h"
#include "ui/settings/plain_words.h"
#include "ui/settings/theme.h"

#include <QHBoxLayout>
#include <QLabel>

namespace millrace::ui {

DeliveryNote::DeliveryNote(QWidget* parent)
    : QFrame(parent), sign_(new QLabel(this)), text_(new QLabel(this)) {
    setObjectName("deliveryNote");
    text_->setObjectName("deliveryText");
    text_->setProperty("role", "secondary");
    text_->setTextFormat(Qt::RichText);
    text_->setWordWrap(true);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(7);
    row->addWidget(sign_, 0, Qt::AlignTop);
    row->addWidget(text_, 1);
    hide();
}

void DeliveryNote::show(const PlanVertex* vertex, const CheckpointChoice& choice) {
    setVisible(vertex && vertex->bound.delivery);
    if (isHidden()) return;
    const Tokens& t = Theme::instance().tokens();
    const auto promise = promiseOf(vertex, choice);
    const bool strong = promise && promise->kept && promise->guarantee != DeliveryGuarantee::AtLeastOnce;
    sign_->setPixmap(Theme::instance().pixmap(promise ? iconOf(promise->guarantee) : QStringLiteral("info"),
                                              strong ? t.good : t.muted, 15, devicePixelRatioF()));
    if (promise) return text_->setText(promise->text());
    const auto& obstacle = choice.obstacles().items.front();
    text_->setText(tr("<b>No promise</b>: this graph cannot run with checkpoints.") + QStringLiteral("<br>") +
                   plainWords(obstacle.message).toHtmlEscaped());
}

} // namespace millrace::ui
