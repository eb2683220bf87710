// SPDX-License-Identifier: Apache-2.0
#include "ui/param_editors/column_completer.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QKeyEvent>
#include <QLineEdit>
#include <QStringListModel>

namespace millrace::ui {

ColumnCompleter::ColumnCompleter(QLineEdit& field, EditorContextPtr context, bool list)
    : QObject(&field),
      field_(field),
      context_(std::move(context)),
      completer_(new QCompleter(this)),
      list_(list) {
    completer_->setModel(new QStringListModel(completer_));
    completer_->setWidget(&field_);
    completer_->setCaseSensitivity(Qt::CaseInsensitive);
    completer_->setFilterMode(Qt::MatchContains);
    completer_->popup()->setProperty("role", "popup");
    field_.installEventFilter(this);
    connect(&field_, &QLineEdit::textEdited, this, [this] { offer(false); });
    connect(completer_, qOverload<const QString&>(&QCompleter::activated), this, &ColumnCompleter::insert);
}

int ColumnCompleter::partStart() const {
    if (!list_) return 0;
    const auto comma = field_.text().lastIndexOf(',', std::max(0, field_.cursorPosition() - 1));
    int start = static_cast<int>(comma) + 1;
    while (start < field_.text().size() && field_.text()[start].isSpace()) {
        ++start;
    }
    return start;
}

void ColumnCompleter::offer(bool always) {
    if (!context_->columns) return;
    QStringList names;
    for (const Field& column : context_->columns->fields()) {
        names << QString::fromStdString(column.name);
    }
    dynamic_cast<QStringListModel*>(completer_->model())->setStringList(names);
    const int start = partStart();
    const QString prefix = field_.text().mid(start, field_.cursorPosition() - start);
    completer_->setCompletionPrefix(prefix);
    const bool exact = completer_->completionCount() == 1 && completer_->currentCompletion() == prefix;
    if ((prefix.isEmpty() && !always) || completer_->completionCount() == 0 || exact) {
        completer_->popup()->hide();
        return;
    }
    completer_->complete();
}

void ColumnCompleter::insert(const QString& column) {
    const int start = partStart();
    const QString text = field_.text();
    field_.setText(text.left(start) + column + text.mid(field_.cursorPosition()));
    field_.setCursorPosition(start + static_cast<int>(column.size()));
    Q_EMIT field_.textEdited(field_.text());
}

bool ColumnCompleter::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress) {
        const auto* key = dynamic_cast<QKeyEvent*>(event);
        const bool down = key->key() == Qt::Key_Down && !completer_->popup()->isVisible();
        const bool asked = key->key() == Qt::Key_Space && key->modifiers().testFlag(Qt::ControlModifier);
        if (down || asked) {
            offer(true);
            return true;
        }
    }
    return QObject::eventFilter(watched, event);
}

} // namespace millrace::ui
