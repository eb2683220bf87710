// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/param_editors/editor_context.h"

#include <QTextEdit>

class QCompleter;

namespace millrace::ui {

class ExpressionHighlighter;

/// A field for one expression: mono, coloured, as high as its text, with completion of columns and functions
/// (while typing, or Ctrl+Space): Return takes the marked one. Tab leaves the field, unless one was chosen
/// with the arrow keys or asked for. Not a QPlainTextEdit: that scrolls by lines, and one line with its
/// margins can be too much for it to show, so that it scrolls even a single one out of sight.
class ExpressionField : public QTextEdit {
    Q_OBJECT
public:
    ExpressionField(EditorContextPtr context, bool aggregates, QWidget* parent = nullptr);

    QString text() const { return toPlainText(); }
    void setText(const QString& text);
    void setFindings(const FieldFindings& findings);
    QCompleter* completer() const { return completer_; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {60, sizeHint().height()}; }

Q_SIGNALS:
    void edited();
    void left(); ///< lost the focus

protected:
    void keyPressEvent(QKeyEvent* event) override;
    bool focusNextPrevChild(bool next) override;
    void focusOutEvent(QFocusEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fitHeight();
    void offer(bool always);
    void insertCompletion(const QString& insertion);
    QString wordBeforeCursor() const;

    EditorContextPtr context_;
    QCompleter* completer_;
    ExpressionHighlighter* highlighter_;
    bool aggregates_;
    bool chosen_ = false; ///< in what is offered, by arrow keys or because it was asked for
    QString lastText_;
};

} // namespace millrace::ui
