// SPDX-License-Identifier: Apache-2.0
#include "ui/param_editors/expression_highlighter.h"

#include "engine/expression/expression.h"
#include "ui/settings/theme.h"

#include <QRegularExpression>
#include <QTextCharFormat>
#include <QTextDocument>

namespace millrace::ui {

ExpressionHighlighter::ExpressionHighlighter(QTextDocument* document) : QSyntaxHighlighter(document) {
    connect(&Theme::instance(), &Theme::changed, this, &QSyntaxHighlighter::rehighlight);
}

void ExpressionHighlighter::setErrorAt(int line, int column) {
    if (line == errorLine_ && column == errorColumn_) return;
    errorLine_ = line;
    errorColumn_ = column;
    rehighlight();
}

void ExpressionHighlighter::highlightBlock(const QString& text) {
    const Tokens& t = Theme::instance().tokens();
    const QByteArray utf8 = text.toUtf8();
    int errorStart = -1, errorLength = 1;
    const bool errorHere = errorLine_ == currentBlock().blockNumber() + 1;
    if (errorHere) errorStart = std::max(0, errorColumn_ - 1);
    for (const TokenSpan& span :
         highlight(std::string_view(utf8.constData(), static_cast<std::size_t>(utf8.size())))) {
        // Spans count bytes, the document counts UTF-16 units.
        const int start =
            static_cast<int>(QString::fromUtf8(utf8.constData(), static_cast<qsizetype>(span.offset)).size());
        const int length = static_cast<int>(
            QString::fromUtf8(utf8.constData() + span.offset, static_cast<qsizetype>(span.length)).size());
        QTextCharFormat format;
        switch (span.kind) {
            case TokenKind::Keyword: format.setForeground(t.muted); break;
            case TokenKind::Function: format.setForeground(t.concurrency); break;
            case TokenKind::Number: format.setForeground(t.source); break;
            case TokenKind::Text: format.setForeground(t.sink); break;
            case TokenKind::Operator: format.setForeground(t.muted); break;
            case TokenKind::Error: format.setForeground(t.bad); break;
            case TokenKind::Identifier: format.setForeground(t.text); break;
        }
        setFormat(start, length, format);
        if (errorHere && errorStart >= start && errorStart < start + length)
            errorLength = start + length - errorStart;
    }
    // ${name} is filled in before the expression is read.
    static const QRegularExpression reference(QStringLiteral("\\$\\{[^}]*\\}"));
    for (auto it = reference.globalMatch(text); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        QTextCharFormat format;
        format.setForeground(t.accent);
        setFormat(static_cast<int>(match.capturedStart()), static_cast<int>(match.capturedLength()), format);
    }
    if (errorHere && !text.isEmpty()) {
        const int from = std::min(errorStart, static_cast<int>(text.size()) - 1);
        for (int i = from; i < std::min(from + errorLength, static_cast<int>(text.size())); ++i) {
            QTextCharFormat format = this->format(i);
            format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
            format.setUnderlineColor(t.bad);
            setFormat(i, 1, format);
        }
    }
}

} // namespace millrace::ui
