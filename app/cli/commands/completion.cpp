// SPDX-License-Identifier: Apache-2.0
#include "app/cli/terminal.h"
#include "app/cli/verb_table.h"
#include "engine/base/text.h"

#include <fmt/format.h>

namespace millrace::cli {

namespace {

/// The bash words that complete an argument; empty when there is nothing to offer.
std::string completionOf(ArgumentType type) {
    switch (type) {
        case ArgumentType::File: return "COMPREPLY=($(compgen -f -- \"$word\"))";
        case ArgumentType::GraphFile:
            return "COMPREPLY=($(compgen -f -X '!*.mill' -- \"$word\") $(compgen -d -- \"$word\"))";
        case ArgumentType::Kind:
            return "COMPREPLY=($(compgen -W \"$(\"${COMP_WORDS[0]}\" kinds 2>/dev/null | awk '/^  / {print "
                   "$1}')\" -- \"$word\"))";
        default: return "COMPREPLY=()";
    }
}

} // namespace

int completionCommand(const Arguments& arguments) {
    const std::vector<std::string> shells{"bash"};
    if (!arguments.operands.empty() && arguments.operands[0] != shells[0]) {
        Diagnostics d;
        d.error("MR5101", "there is no completion for the shell `" + arguments.operands[0] + "`",
                suggestion(arguments.operands[0], shells));
        printDiagnostics(d);
        return kExitUsage;
    }
    std::string verbs;
    for (const VerbSpec& verb : verbTable())
        verbs += (verbs.empty() ? "" : " ") + verb.name;
    fmt::print(
        "# bash completion for millrace\n_millrace() {{\n"
        "    local word=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD-1]}}\n"
        "    if ((COMP_CWORD == 1)); then COMPREPLY=($(compgen -W \"{}\" -- \"$word\")); return; fi\n"
        "    compopt -o filenames 2>/dev/null\n    case ${{COMP_WORDS[1]}} in\n",
        verbs);
    for (const VerbSpec& verb : verbTable()) {
        fmt::print("    {})\n", verb.name);
        if (verb.passesThrough) {
            fmt::print("        {} ;;\n", completionOf(ArgumentType::GraphFile));
            continue;
        }
        std::string options;
        fmt::print("        case $previous in\n");
        for (const OptionSpec& option : verb.options) {
            options += (options.empty() ? "--" : " --") + option.name;
            if (option.type != ArgumentType::None)
                fmt::print("        --{}) {}; return ;;\n", option.name, completionOf(option.type));
        }
        fmt::print("        esac\n");
        std::string words; // the operands there are, where they are few and known
        if (verb.name == "help") words = verbs;
        if (verb.name == "completion") words = "bash";
        fmt::print(
            "        if [[ $word == -* || {} ]]; then COMPREPLY=($(compgen -W \"{}\" -- \"$word\")); else "
            "{}; fi ;;\n",
            words.empty() ? "1 == 0" : "1 == 1", words.empty() ? options : words, completionOf(verb.operand));
    }
    fmt::print("    esac\n}}\ncomplete -F _millrace millrace\n");
    return kExitFinished;
}

} // namespace millrace::cli
