// SPDX-License-Identifier: Apache-2.0
#include "ui/settings/search_field.h"

#include "ui/settings/theme.h"

#include <QAbstractItemView>
#include <QAction>
#include <QKeyEvent>
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

void SearchField::driveList(QAbstractItemView* hits) { hits_ = hits; }

void SearchField::keyPressEvent(QKeyEvent* event) {
    const int key = event->key();
    if (!hits_) return QLineEdit::keyPressEvent(event);
    if (key == Qt::Key_Down || key == Qt::Key_Up) {
        const QAbstractItemModel* model = hits_->model();
        const int count = model->rowCount(), step = key == Qt::Key_Down ? 1 : count - 1;
        if (count) hits_->setCurrentIndex(model->index((hits_->currentIndex().row() + step) % count, 0));
    } else if (key == Qt::Key_Return || key == Qt::Key_Enter) {
        Q_EMIT accepted();
    } else if (key == Qt::Key_Escape) {
        Q_EMIT dismissed();
    } else {
        QLineEdit::keyPressEvent(event);
    }
}

void SearchField::resizeEvent(QResizeEvent* event) {
    QLineEdit::resizeEvent(event);
    key_->adjustSize();
    key_->move(width() - key_->width() - 7, (height() - key_->height()) / 2);
}

} // namespace millrace::ui
