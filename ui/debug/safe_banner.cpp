// SPDX-License-Identifier: Apache-2.0
#include "ui/debug/safe_banner.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace millrace::ui {

SafeBanner::SafeBanner(QAction* safeRun, QWidget* parent) : QFrame(parent), text_(new QLabel) {
    setObjectName("safeBanner");
    setProperty("role", "card");
    text_->setObjectName("safeText");
    text_->setTextFormat(Qt::RichText);
    auto* off = new QPushButton(tr("Write again"));
    off->setObjectName("safeOff");
    off->setProperty("role", "small");
    off->setToolTip(tr("Runs write their results again, from the next one on"));
    off->setEnabled(safeRun->isEnabled());
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(14, 6, 8, 6);
    row->setSpacing(8);
    row->addWidget(text_, 1);
    row->addWidget(off);
    connect(off, &QPushButton::clicked, safeRun, &QAction::toggle);
    connect(safeRun, &QAction::enabledChanged, off, &QPushButton::setEnabled);
}

void SafeBanner::show(const QStringList& captured) {
    QString text = tr("<b>Safe run</b>: nothing outside is written.");
    if (captured.size() == 1)
        text += tr(" <b>%1</b> keeps its last 1,000 records instead: see Peek.")
                    .arg(captured.front().toHtmlEscaped());
    if (captured.size() > 1 && captured.size() <= 4)
        text += tr(" <b>%1</b> keep their last 1,000 records instead: see Peek.")
                    .arg(captured.join(QStringLiteral(", ")).toHtmlEscaped());
    if (captured.size() > 4)
        text += tr(" %1 nodes keep their last 1,000 records instead: see Peek.").arg(captured.size());
    text_->setText(text);
}

} // namespace millrace::ui
