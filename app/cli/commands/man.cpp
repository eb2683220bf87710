// SPDX-License-Identifier: Apache-2.0
#include "app/cli/verb_table.h"

#include <fmt/format.h>

namespace millrace::cli {

namespace {

/// Text for troff: hyphens and backslashes made literal, a leading dot or quote disarmed.
std::string roff(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '\\')
            out += "\\e";
        else if (c == '-')
            out += "\\-";
        else if ((c == '.' || c == '\'') && (out.empty() || out.back() == '\n'))
            out += std::string("\\&") + c;
        else
            out += c;
    }
    for (std::size_t at; (at = out.find("\n\n")) != std::string::npos;)
        out.replace(at, 2, "\n.PP\n");
    return out;
}

} // namespace

int manCommand(const Arguments&) {
    fmt::print(".TH MILLRACE 1 \"\" \"millrace {}\" \"User Commands\"\n", MILLRACE_VERSION);
    fmt::print(".SH NAME\nmillrace \\- run concurrent data pipelines\n.SH SYNOPSIS\n");
    for (const VerbSpec& verb : verbTable())
        fmt::print(".B millrace {}\n{}{}\n.br\n", verb.name, verb.options.empty() ? "" : "[OPTION]... ",
                   roff(verb.operandText));
    fmt::print(
        ".SH DESCRIPTION\nRuns the graph files of Millrace, a workbench for concurrent data pipelines, "
        "without a window.\n.SH VERBS\n");
    for (const VerbSpec& verb : verbTable()) {
        fmt::print(".SS \"{} {}\"\n{}.\n", verb.name, roff(verb.operandText), roff(verb.summary));
        if (!verb.details.empty()) fmt::print(".PP\n{}\n", roff(verb.details));
        for (const OptionSpec& option : verb.options)
            fmt::print(".TP\n\\fB\\-\\-{}\\fR \\fI{}\\fR\n{}\n", roff(option.name), roff(option.argument),
                       roff(option.help));
    }
    fmt::print(
        ".SH EXIT STATUS\n.TP\n0\nFinished, or drained after one SIGINT or SIGTERM.\n.TP\n1\nThe run "
        "failed.\n.TP\n2\nWrong usage.\n"
        ".TP\n3\nThe graph has errors.\n.TP\n130\nStopped at once by a second signal.\n"
        ".SH ENVIRONMENT\n.TP\nNO_COLOR\nWhen set and not empty, nothing is coloured.\n"
        ".TP\nMILLRACE_PLUGINS\nFolders, parted by colons, whose plugins (*.so) are loaded without being "
        "named; set but empty, none are. Without it: ../lib/millrace/plugins beside the program and "
        "~/.local/share/millrace/plugins (or millrace/plugins in XDG_DATA_HOME). What cannot be loaded there "
        "is left out with a warning; what \\-\\-plugin names must load. Plugins are code: only put there "
        "what you trust.\n");
    return kExitFinished;
}

} // namespace millrace::cli
