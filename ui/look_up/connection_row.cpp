// SPDX-License-Identifier: Apache-2.0
#include "ui/look_up/connection_row.h"

#include "ui/document/graph_session.h"
#include "ui/settings/busy_mark.h"
#include "ui/settings/plain_words.h"
#include "ui/settings/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

namespace millrace::ui {

ConnectionRow::ConnectionRow(GraphSession& session, LookUpService& service, QWidget* parent)
    : QWidget(parent),
      service_(service),
      test_(new QPushButton(tr("Test connection"), this)),
      busy_(new BusyMark(this)),
      words_(new QLabel(tr("Asking…"), this)),
      cancel_(new QPushButton(tr("Cancel"), this)),
      mark_(new QLabel(this)),
      line_(new QLabel(this)),
      hint_(new QLabel(this)) {
    setObjectName("connectionRow");
    setProperty("role", "bare");
    test_->setObjectName("testConnection");
    test_->setToolTip(
        tr("Connects once with the settings below and says who answers. Nothing is read or "
           "written."));
    cancel_->setObjectName("cancelConnection");
    cancel_->setProperty("role", "link");
    cancel_->setCursor(Qt::PointingHandCursor);
    words_->setProperty("role", "muted");
    line_->setObjectName("connectionAnswer");
    hint_->setObjectName("connectionHint");
    hint_->setProperty("role", "muted");
    for (QLabel* label : {line_, hint_}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(test_);
    head->addWidget(busy_);
    head->addWidget(words_);
    head->addWidget(cancel_);
    head->addStretch(1);
    auto* said = new QHBoxLayout;
    said->setSpacing(6);
    said->addWidget(mark_, 0, Qt::AlignTop);
    auto* words = new QVBoxLayout;
    words->setSpacing(4);
    words->addWidget(line_);
    words->addWidget(hint_);
    said->addLayout(words, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addLayout(head);
    column->addLayout(said);
    connect(test_, &QPushButton::clicked, this, &ConnectionRow::press);
    connect(cancel_, &QPushButton::clicked, this, [this] {
        service_.giveUp();
        test_->setFocus();
    });
    connect(&service_, &LookUpService::changed, this, &ConnectionRow::refresh);
    connect(&service_, &LookUpService::answered, this, &ConnectionRow::take);
    connect(&session, &GraphSession::edited, this, [this] {
        if (answer_ && !service_.holds(*answer_)) forget();
    });
    connect(&session, &GraphSession::documentReplaced, this, &ConnectionRow::forget);
    connect(&Theme::instance(), &Theme::changed, this, &ConnectionRow::refresh);
    refresh();
}

bool ConnectionRow::isAsking() const { return service_.underWay() == LookUpQuestion{path_, {}}; }

void ConnectionRow::showNode(const QString& path) {
    if (path == path_) return;
    if (isAsking()) service_.giveUp();
    path_ = path;
    forget();
}

void ConnectionRow::press() {
    forget();
    service_.ask({path_, {}});
    if (isAsking()) cancel_->setFocus(); // the button is gone for now
}

void ConnectionRow::take(const LookUpAnswer& answer) {
    if (answer.question != LookUpQuestion{path_, {}}) return;
    const bool hadFocus = cancel_->hasFocus();
    answer_ = answer;
    refresh();
    if (hadFocus) test_->setFocus();
}

void ConnectionRow::forget() {
    answer_.reset();
    refresh();
}

void ConnectionRow::refresh() {
    const bool asking = isAsking();
    test_->setVisible(!asking);
    for (QWidget* widget : std::initializer_list<QWidget*>{busy_, words_, cancel_})
        widget->setVisible(asking);
    const bool said = answer_ && !asking;
    const bool good = said && answer_->problems.empty();
    QString line, hint;
    if (good) line = plainWords(answer_->line);
    if (said && !good) {
        const Diagnostic& first = answer_->problems.items.front();
        line = plainWords(first.message).section('\n', 0, 0);
        hint = plainWords(first.hint);
    }
    const Tokens& t = Theme::instance().tokens();
    mark_->setPixmap(
        Theme::instance().pixmap(good ? "good" : "error", good ? t.good : t.bad, 14, devicePixelRatioF()));
    line_->setProperty("role", said && !good ? "error" : "muted");
    line_->style()->unpolish(line_);
    line_->style()->polish(line_);
    line_->setText(line);
    hint_->setText(hint);
    mark_->setVisible(said);
    line_->setVisible(said);
    hint_->setVisible(!hint.isEmpty());
}

} // namespace millrace::ui
