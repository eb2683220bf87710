// SPDX-License-Identifier: Apache-2.0
#include "app/cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace millrace::cli {

bool isTerminal(int fileDescriptor) { return isatty(fileDescriptor) == 1; }

bool useColours(int fileDescriptor) {
    const char* noColour = std::getenv("NO_COLOR");
    const char* term = std::getenv("TERM");
    if (noColour && *noColour) return false;
    return isTerminal(fileDescriptor) && !(term && std::strcmp(term, "dumb") == 0);
}

TerminalSize terminalSize(int fileDescriptor) {
    winsize size{};
    if (ioctl(fileDescriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return {};
    return {size.ws_col, size.ws_row};
}

std::string coloured(std::string_view text, Colour colour, bool on) {
    static constexpr const char* kCodes[] = {"0", "1", "2", "31", "33", "32", "34", "36"};
    if (!on || colour == Colour::None) return std::string(text);
    return "\x1b[" + std::string(kCodes[static_cast<int>(colour)]) + "m" + std::string(text) + "\x1b[0m";
}

void printDiagnostics(const Diagnostics& diagnostics) {
    const bool colours = useColours(STDERR_FILENO);
    for (const Diagnostic& d : diagnostics) {
        const std::string text = toText(d);
        const std::string_view word = severityName(d.severity);
        const Colour colour = d.severity == Severity::Error     ? Colour::Red
                              : d.severity == Severity::Warning ? Colour::Amber
                                                                : Colour::Cyan;
        std::fputs((coloured(word, colour, colours) + text.substr(word.size()) + "\n").c_str(), stderr);
    }
}

void printErrors(const Diagnostics& diagnostics) {
    Diagnostics errors;
    for (const Diagnostic& d : diagnostics)
        if (d.severity == Severity::Error) errors.add(d);
    printDiagnostics(errors);
}

int displayWidth(std::string_view text) {
    int width = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\x1b') {
            while (i < text.size() && text[i] != 'm')
                ++i;
        } else if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) {
            ++width;
        }
    }
    return width;
}

std::string fitted(std::string_view text, int width) {
    if (width <= 0) return {};
    const int has = displayWidth(text);
    if (has <= width) return std::string(text) + std::string(static_cast<std::size_t>(width - has), ' ');
    std::size_t end = 0;
    for (int kept = 0; end < text.size(); ++end) {
        if ((static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) continue;
        if (kept++ == width - 1) break;
    }
    return std::string(text.substr(0, end)) + "…";
}

std::string fittedRight(std::string_view text, int width) {
    const int has = displayWidth(text);
    if (has >= width) return fitted(text, width);
    return std::string(static_cast<std::size_t>(width - has), ' ') + std::string(text);
}

} // namespace millrace::cli
