// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPlainTextEdit>

namespace millrace::ui {

/// A field above the canvas in which a text is written where it stands. Gives the text back when the user
/// ends (Enter in a single line, Ctrl+Enter in several, a click elsewhere) and nothing on Escape; then goes
/// away.
class InPlaceEditor : public QPlainTextEdit {
    Q_OBJECT
public:
    InPlaceEditor(const QString& text, bool severalLines, QWidget* parent);
    void finish(bool accept);

Q_SIGNALS:
    void accepted(const QString& text);
    void finished();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    bool severalLines_;
    bool done_ = false;
};

} // namespace millrace::ui
