// SPDX-License-Identifier: Apache-2.0
#include "ui/settings/search_field.h"

#include "ui/settings/theme.h"

#include <QAction>
#include <QLabel>

namespace millrace::ui {

SearchField::SearchField(const QString& placeholder, const QString& key, QWidget* parent)
    : QLineEdit(parent),
      magnifier_(addAction(QIcon(), QLineEdit::LeadingPosition)),
      key_(new QLabel(key, this)) {
    setPlaceholderText(placeholder);
    setClearButtonEnabled(false);
    key_->setProperty("role", "keys");
    key_->setAttribute(Qt::WA_TransparentForMouseEvents);
    key_->setVisible(!key.isEmpty());
    const auto tint = [this] {
        magnifier_->setIcon(Theme::instance().icon("search", Theme::instance().tokens().muted));
    };
    connect(&Theme::instance(), &Theme::changed, this, tint);
    tint();
    connect(this, &QLineEdit::textChanged, this,
            [this](const QString& text) { key_->setVisible(text.isEmpty() && !key_->text().isEmpty()); });
}

void SearchField::resizeEvent(QResizeEvent* event) {
    QLineEdit::resizeEvent(event);
    key_->adjustSize();
    key_->move(width() - key_->width() - 7, (height() - key_->height()) / 2);
}

} // namespace millrace::ui
