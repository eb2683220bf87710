// SPDX-License-Identifier: Apache-2.0
#include "ui/inspector/kind_help.h"

#include "engine/graph/graph_json.h"
#include "engine/graph/node_kind.h"
#include "ui/param_editors/param_editor.h"
#include "ui/settings/kind_words.h"
#include "ui/settings/theme.h"

#include <QTextBlock>
#include <QTextBrowser>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextFragment>
#include <QTextList>
#include <QTextOption>

namespace millrace::ui {
namespace {

QString portLines(const char* head, const std::vector<PortSpec>& ports) {
    if (ports.empty()) return {};
    QString text = QStringLiteral("\n\n**%1**\n\n").arg(head);
    for (const PortSpec& port : ports) {
        text += "- `" + QString::fromStdString(port.name) + "`";
        if (!port.help.empty()) text += " " + QString::fromStdString(port.help);
        text += "\n";
    }
    return text;
}

void parameterLines(QString& text, const std::vector<ParameterSpec>& specs, const QString& prefix) {
    for (const ParameterSpec& spec : specs) {
        text +=
            QStringLiteral("- **%1%2** (%3%4%5)")
                .arg(prefix, QString::fromStdString(spec.name),
                     QString::fromStdString(parameterTypeName(spec.type)), spec.required ? ", required" : "",
                     defaultText(spec).isEmpty() ? QString() : ", default `" + defaultText(spec) + "`");
        if (!spec.help.empty()) text += ": " + QString::fromStdString(spec.help);
        text += "\n";
        parameterLines(text, spec.fields, prefix + QString::fromStdString(spec.name) + ".");
    }
}

/// A line in bold alone.
bool isHead(const QTextBlock& block) {
    for (auto it = block.begin(); !it.atEnd(); ++it)
        if (it.fragment().charFormat().fontWeight() < QFont::DemiBold) return false;
    return block.length() > 1;
}

} // namespace

void showKindHelp(QTextBrowser& browser, const NodeKind* kind) {
    if (!kind) {
        browser.clear();
        return;
    }
    QString text = "**" + kindSummary(*kind) + "**\n\n" + QString::fromStdString(kind->help);
    text += portLines("Inputs", kind->inputs);
    text += portLines("Outputs", kind->outputPorts({}));
    if (!kind->params.empty()) {
        text += "\n\n**Parameters**\n\n";
        parameterLines(text, kind->params, {});
    }
    if (!kind->example.empty())
        text += "\n\n**Example**\n\n```\n" + QString::fromStdString(prettyJson(kind->example)) + "\n```\n";
    browser.document()->setDefaultFont(Theme::instance().font(TextRole::Label));
    browser.setMarkdown(text);
    // Long lines of the example break: nothing hides at the right.
    browser.setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    // Code spans come with the platform's mono font: they get the program's.
    const QFont mono = Theme::instance().font(TextRole::MonoSmall);
    QTextCursor cursor(browser.document());
    for (QTextBlock block = browser.document()->begin(); block.isValid(); block = block.next()) {
        QTextBlockFormat spaced = block.blockFormat();
        const bool code = spaced.nonBreakableLines();
        spaced.setNonBreakableLines(false);
        spaced.setTopMargin(code ? 0 : block.textList() ? 3 : isHead(block) ? 14 : 8);
        spaced.setBottomMargin(0);
        if (!block.previous().isValid()) spaced.setTopMargin(0);
        cursor.setPosition(block.position());
        cursor.setBlockFormat(spaced);
        for (auto it = block.begin(); !it.atEnd(); ++it) {
            if (!it.fragment().charFormat().fontFixedPitch()) continue;
            cursor.setPosition(it.fragment().position());
            cursor.setPosition(it.fragment().position() + it.fragment().length(), QTextCursor::KeepAnchor);
            QTextCharFormat format;
            format.setFontFamilies({mono.family()});
            format.setForeground(Theme::instance().tokens().text);
            cursor.mergeCharFormat(format);
        }
    }
    browser.moveCursor(QTextCursor::Start);
}

} // namespace millrace::ui
