// SPDX-License-Identifier: Apache-2.0
#include "app/cli/terminal.h"
#include "app/cli/verb_table.h"
#include "engine/base/text.h"

#include <fmt/format.h>
#include <unistd.h>
#include <sstream>

namespace millrace::cli {

namespace {

/// Words filled into lines of 80 columns behind a margin; blank lines in the text part paragraphs.
void printFilled(const std::string& text, std::size_t margin) {
    const std::string blank(margin, ' ');
    std::istringstream paragraphs(text);
    for (std::string paragraph; std::getline(paragraphs, paragraph);) {
        std::istringstream words(paragraph);
        std::string line;
        for (std::string word; words >> word;) {
            if (!line.empty() && margin + line.size() + 1 + word.size() > 80) {
                fmt::print("{}{}\n", blank, line);
                line.clear();
            }
            line += (line.empty() ? "" : " ") + word;
        }
        fmt::print("{}{}\n", line.empty() ? "" : blank, line);
    }
}

void printOverview() {
    const bool colours = useColours(STDOUT_FILENO);
    fmt::print(
        "Runs concurrent data pipelines drawn in Millrace, without a window.\n\nusage: millrace VERB "
        "[ARGUMENT]...\n\n");
    for (const VerbSpec& verb : verbTable())
        fmt::print("  {}  {}\n", coloured(fitted(verb.name, 10), Colour::Bold, colours), verb.summary);
    fmt::print(
        "\nmillrace help VERB explains one. A first graph: millrace run fleet.mill\n\n"
        "Exit status: 0 finished, or drained after one signal; 1 the run failed; 2 wrong usage;\n"
        "3 the graph has errors; 130 stopped at once by a second signal.\n");
}

void printVerb(const VerbSpec& verb) {
    const bool colours = useColours(STDOUT_FILENO);
    fmt::print("usage: millrace {}{}{}\n\n{}.\n", verb.name, verb.options.empty() ? "" : " [OPTION]...",
               verb.operandText.empty() ? "" : " " + verb.operandText, verb.summary);
    if (!verb.details.empty()) {
        fmt::print("\n");
        printFilled(verb.details, 0);
    }
    if (!verb.options.empty()) fmt::print("\n");
    for (const OptionSpec& option : verb.options) {
        fmt::print("  {}\n",
                   coloured("--" + option.name + (option.argument.empty() ? "" : " " + option.argument),
                            Colour::Bold, colours));
        printFilled(option.help, 6);
    }
}

} // namespace

int helpCommand(const Arguments& arguments) {
    if (arguments.operands.empty()) {
        printOverview();
        return kExitFinished;
    }
    if (const VerbSpec* verb = findVerb(arguments.operands[0])) {
        printVerb(*verb);
        return kExitFinished;
    }
    std::vector<std::string> names;
    for (const VerbSpec& verb : verbTable())
        names.push_back(verb.name);
    Diagnostics d;
    d.error("MR5101", "there is no verb `" + arguments.operands[0] + "`",
            suggestion(arguments.operands[0], names));
    printDiagnostics(d);
    return kExitUsage;
}

} // namespace millrace::cli
