// SPDX-License-Identifier: Apache-2.0
#include "app/cli/terminal.h"
#include "app/cli/verb_table.h"

#include <unistd.h>
#include <cerrno>
#include <cstring>
#include <filesystem>

namespace millrace::cli {

/// Replaces this process by millrace-studio: the one beside this program, else the one in PATH.
int studioCommand(const Arguments& arguments) {
    std::error_code ignored;
    const auto beside =
        std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path() / "millrace-studio";
    const std::string program =
        std::filesystem::exists(beside, ignored) ? beside.string() : "millrace-studio";
    std::vector<char*> words{const_cast<char*>(program.c_str())};
    for (const std::string& argument : arguments.operands)
        words.push_back(const_cast<char*>(argument.c_str()));
    words.push_back(nullptr);
    execvp(program.c_str(), words.data());
    Diagnostics d;
    d.error("MR5104", std::string("cannot start millrace-studio: ") + std::strerror(errno),
            "install the package millrace-studio, or run the graph here with: millrace run GRAPH");
    printDiagnostics(d);
    return kExitFailed;
}

} // namespace millrace::cli
