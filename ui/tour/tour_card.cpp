// SPDX-License-Identifier: Apache-2.0
#include "ui/tour/tour_card.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

namespace millrace::ui {
namespace {

constexpr int kWidth = 320;

} // namespace

TourCard::TourCard(QWidget* parent)
    : QFrame(parent),
      progress_(new QLabel(this)),
      title_(new QLabel(this)),
      text_(new QLabel(this)),
      leave_(new QPushButton(this)) {
    setObjectName("tourCard");
    setProperty("role", "popup");
    setAttribute(Qt::WA_StyledBackground);
    setFixedWidth(kWidth);
    progress_->setObjectName("tourProgress");
    progress_->setProperty("role", "tag");
    title_->setObjectName("tourTitle");
    title_->setProperty("role", "strong");
    title_->setWordWrap(true);
    text_->setObjectName("tourText");
    text_->setWordWrap(true);
    text_->setTextFormat(Qt::RichText);
    leave_->setObjectName("tourLeave");
    leave_->setProperty("role", "small");
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(title_, 1);
    head->addWidget(progress_, 0, Qt::AlignVCenter);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(14, 12, 14, 12);
    layout->setSpacing(8);
    layout->addLayout(head);
    layout->addWidget(text_);
    layout->addWidget(leave_, 0, Qt::AlignRight);
    hide();
    connect(leave_, &QPushButton::clicked, this, &TourCard::leaveRequested);
}

void TourCard::say(const QString& title, const QString& text) {
    title_->setText(title);
    text_->setText(text);
    setAccessibleName(title);
    setAccessibleDescription(text);
}

void TourCard::showStep(int number, int count, const QString& title, const QString& text) {
    say(title, text);
    progress_->setText(tr("%1 of %2").arg(number).arg(count));
    progress_->show();
    leave_->setText(tr("Leave the tour"));
}

void TourCard::showEnd(const QString& title, const QString& text) {
    say(title, text);
    progress_->hide();
    leave_->setText(tr("Done"));
}

} // namespace millrace::ui
