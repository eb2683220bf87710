// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/diagnostic.h"

#include <string>
#include <string_view>

namespace millrace::cli {

bool isTerminal(int fileDescriptor);
/// Colours go to a terminal only, and never with NO_COLOR set (no-color.org) or TERM=dumb.
bool useColours(int fileDescriptor);
struct TerminalSize {
    int columns = 80;
    int rows = 24;
};
TerminalSize terminalSize(int fileDescriptor);

enum class Colour { None, Bold, Dim, Red, Amber, Green, Blue, Cyan };
/// The text in that colour when `on`, else the text.
std::string coloured(std::string_view text, Colour colour, bool on);

/// Each one to standard error, in colour on a terminal.
void printDiagnostics(const Diagnostics& diagnostics);
/// Only those that are errors: what --quiet leaves.
void printErrors(const Diagnostics& diagnostics);

/// Columns the text takes on screen: code points, escape sequences left out.
int displayWidth(std::string_view text);
/// Cut or padded with blanks to exactly `width` columns; a cut text ends in an ellipsis. Plain text only.
std::string fitted(std::string_view text, int width);
std::string fittedRight(std::string_view text, int width);

} // namespace millrace::cli
