// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/param_editors/editor_context.h"

#include <QPlainTextEdit>

class QCompleter;

namespace millrace::ui {

class ExpressionHighlighter;

/// A field for one expression: mono, coloured, as high as its text, with completion of columns and functions
/// (while typing, or Ctrl+Space). Tab leaves the field.
class ExpressionField : public QPlainTextEdit {
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

private:
    void fitHeight();
    void offer(bool always);
    void insertCompletion(const QString& insertion);
    QString wordBeforeCursor() const;

    EditorContextPtr context_;
    QCompleter* completer_;
    ExpressionHighlighter* highlighter_;
    bool aggregates_;
    QString lastText_;
};

} // namespace millrace::ui
