// SPDX-License-Identifier: Apache-2.0
#pragma once

class QTextBrowser;

namespace millrace {
struct NodeKind;
}

namespace millrace::ui {

/// Writes the help of a kind into a browser: its Markdown, its ports, a table of its parameters. Null empties
/// it.
void showKindHelp(QTextBrowser& browser, const NodeKind* kind);

} // namespace millrace::ui
