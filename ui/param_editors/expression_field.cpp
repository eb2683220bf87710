// SPDX-License-Identifier: Apache-2.0
#include "ui/param_editors/expression_field.h"

#include "engine/expression/expression.h"
#include "ui/param_editors/expression_highlighter.h"
#include "ui/settings/plain_words.h"
#include "ui/settings/theme.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QKeyEvent>
#include <QStandardItemModel>
#include <QStyle>
#include <QTextBlock>
#include <algorithm>
#include <cmath>

namespace millrace::ui {
namespace {

constexpr int kLongestLines = 9;
constexpr int kEdges = 10; ///< above and below the text: border and padding, as in the style sheet

/// Plain words need no quotes in an expression.
QString asIdentifier(const QString& name) {
    bool plain = !name.isEmpty() && (name[0].isLetter() || name[0] == '_');
    for (const QChar c : name) {
        plain = plain && (c.isLetterOrNumber() || c == '_') && c.unicode() < 128;
    }
    return plain ? name : "\"" + QString(name).replace("\"", "\"\"") + "\"";
}

} // namespace

ExpressionField::ExpressionField(EditorContextPtr context, bool aggregates, QWidget* parent)
    : QTextEdit(parent),
      context_(std::move(context)),
      completer_(new QCompleter(this)),
      highlighter_(new ExpressionHighlighter(document())),
      aggregates_(aggregates) {
    setProperty("role", "mono");
    setAcceptRichText(false);
    setTabChangesFocus(true);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setFont(Theme::instance().font(TextRole::Mono));
    document()->setDocumentMargin(2);
    completer_->setModel(new QStandardItemModel(0, 1, completer_));
    completer_->setWidget(this);
    completer_->setCaseSensitivity(Qt::CaseInsensitive);
    completer_->setCompletionRole(Qt::UserRole);
    completer_->popup()->setProperty("role", "popup");
    completer_->popup()->setMinimumWidth(300);
    completer_->popup()->installEventFilter(this);
    connect(completer_, qOverload<const QModelIndex&>(&QCompleter::activated), this,
            [this](const QModelIndex& index) { insertCompletion(index.data(Qt::UserRole + 1).toString()); });
    connect(this, &QTextEdit::textChanged, this, [this] {
        fitHeight();
        // Colours change the document, too; only other text is an edit.
        if (toPlainText() == lastText_) return;
        lastText_ = toPlainText();
        Q_EMIT edited();
    });
    fitHeight();
}

void ExpressionField::setText(const QString& text) {
    if (text == toPlainText()) return;
    lastText_ = text;
    setPlainText(text);
}

void ExpressionField::setFindings(const FieldFindings& findings) {
    bool error = false;
    int line = 0, column = 0;
    for (const FieldFinding& finding : findings) {
        if (finding.severity != Severity::Error) continue;
        if (!error) line = finding.line, column = finding.column;
        error = true;
    }
    setProperty("state", error ? "error" : "");
    style()->unpolish(this);
    style()->polish(this);
    highlighter_->setErrorAt(line, column);
}

QSize ExpressionField::sizeHint() const {
    const int lineHeight = QFontMetrics(font()).lineSpacing();
    const int text = static_cast<int>(std::ceil(document()->size().height()));
    return {120, std::max(metric::kControlHeight, std::min(text, kLongestLines * lineHeight + 4) + kEdges)};
}

void ExpressionField::fitHeight() {
    const int height = sizeHint().height();
    if (height == this->height()) return;
    setFixedHeight(height);
    updateGeometry();
}

void ExpressionField::resizeEvent(QResizeEvent* event) {
    QTextEdit::resizeEvent(event);
    fitHeight();
}

void ExpressionField::focusOutEvent(QFocusEvent* event) {
    QTextEdit::focusOutEvent(event);
    if (event->reason() != Qt::PopupFocusReason) Q_EMIT left();
}

QString ExpressionField::wordBeforeCursor() const {
    const QString line = textCursor().block().text().left(textCursor().positionInBlock());
    auto start = line.size();
    while (start > 0 && (line[start - 1].isLetterOrNumber() || line[start - 1] == '_')) {
        --start;
    }
    const QString word = line.mid(start);
    return word.isEmpty() || word[0].isDigit() ? QString() : word;
}

void ExpressionField::offer(bool always) {
    const QString word = wordBeforeCursor();
    if (word.isEmpty() && !always) {
        completer_->popup()->hide();
        return;
    }
    auto* model = dynamic_cast<QStandardItemModel*>(completer_->model());
    model->clear();
    const auto add = [model](const QString& name, const QString& shown, const QString& insertion,
                             const QString& help) {
        auto* item = new QStandardItem(shown);
        item->setData(name, Qt::UserRole);
        item->setData(insertion, Qt::UserRole + 1);
        item->setToolTip(help);
        model->appendRow(item);
    };
    if (context_->columns) {
        for (const Field& column : context_->columns->fields()) {
            const QString name = QString::fromStdString(column.name);
            add(name, name + "   " + QString::fromStdString(column.type.name()), asIdentifier(name),
                tr("column"));
        }
    }
    for (const FunctionInfo& function : functionCatalogue()) {
        if (function.aggregate && !aggregates_) continue;
        const QString name = QString::fromStdString(function.name);
        add(name, QString::fromStdString(function.signature), name + "(", plainWords(function.help));
    }
    completer_->setCompletionPrefix(word);
    const int count = completer_->completionCount();
    const bool exact = count == 1 && completer_->currentIndex().data(Qt::UserRole).toString() == word;
    if (count == 0 || exact) {
        completer_->popup()->hide();
        return;
    }
    chosen_ = always;
    QRect place = cursorRect();
    place.setWidth(300);
    completer_->complete(place);
    // What is written already stands first in line: Return must not make another name of it.
    const QAbstractItemModel& names = *completer_->completionModel();
    int row = 0;
    while (row < count && names.index(row, 0).data(Qt::UserRole).toString() != word)
        ++row;
    completer_->popup()->setCurrentIndex(names.index(row < count ? row : 0, 0));
}

bool ExpressionField::eventFilter(QObject* watched, QEvent* event) {
    if (watched == completer_->popup() && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Up || key == Qt::Key_Down || key == Qt::Key_PageUp || key == Qt::Key_PageDown)
            chosen_ = true;
    }
    return QTextEdit::eventFilter(watched, event);
}

void ExpressionField::insertCompletion(const QString& insertion) {
    QTextCursor cursor = textCursor();
    cursor.movePosition(QTextCursor::Left, QTextCursor::KeepAnchor,
                        static_cast<int>(wordBeforeCursor().size()));
    const bool bracketThere =
        insertion.endsWith('(') && document()->characterAt(textCursor().position()) == '(';
    cursor.insertText(bracketThere ? insertion.chopped(1) : insertion);
    setTextCursor(cursor);
}

bool ExpressionField::focusNextPrevChild(bool next) {
    // What is offered depends on what the planner knows by now, so that nobody can expect it: Tab takes only
    // what was chosen there or asked for.
    if (completer_->popup()->isVisible()) {
        if (chosen_ && next) return false;
        completer_->popup()->hide();
    }
    return QTextEdit::focusNextPrevChild(next);
}

void ExpressionField::keyPressEvent(QKeyEvent* event) {
    const bool open = completer_->popup()->isVisible();
    if (open) {
        switch (event->key()) {
            case Qt::Key_Return:
            case Qt::Key_Enter:
            case Qt::Key_Tab: {
                const QModelIndex index = completer_->popup()->currentIndex();
                completer_->popup()->hide();
                if (index.isValid()) insertCompletion(index.data(Qt::UserRole + 1).toString());
                return;
            }
            case Qt::Key_Escape: completer_->popup()->hide(); return;
            case Qt::Key_Up:
            case Qt::Key_Down: event->ignore(); return;
            default: break;
        }
    }
    if (event->key() == Qt::Key_Space && event->modifiers() == Qt::ControlModifier) {
        offer(true);
        return;
    }
    QTextEdit::keyPressEvent(event);
    const bool typed = !event->text().isEmpty() && event->text()[0].isPrint();
    const bool erased = event->key() == Qt::Key_Backspace && open;
    if (typed || erased) {
        offer(false);
    } else if (open) {
        completer_->popup()->hide();
    }
}

} // namespace millrace::ui
