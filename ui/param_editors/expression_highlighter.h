// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QSyntaxHighlighter>

namespace millrace::ui {

/// Quiet colours for expressions, after highlight() of the expression language, and the wave below a place
/// that is wrong.
class ExpressionHighlighter : public QSyntaxHighlighter {
    Q_OBJECT
public:
    explicit ExpressionHighlighter(QTextDocument* document);
    /// 1-based line and column of an error; line 0 = none.
    void setErrorAt(int line, int column);

protected:
    void highlightBlock(const QString& text) override;

private:
    int errorLine_ = 0, errorColumn_ = 0;
};

} // namespace millrace::ui
