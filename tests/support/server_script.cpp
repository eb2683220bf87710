// SPDX-License-Identifier: Apache-2.0
#include "tests/support/server_script.h"

#include <sys/wait.h>
#include <array>
#include <cstdio>
#include <cstdlib>

namespace millrace::test {

std::string runServerScript(const std::string& script, const std::string& verb,
                            const std::filesystem::path& folder, const std::string& argument,
                            const std::string& setting) {
    const auto quoted = [](const std::string& word) { return word.empty() ? "" : " '" + word + "'"; };
    const std::string command = setting + quoted(MILLRACE_SOURCE_DIR "/tests/integration/" + script) +
                                quoted(verb) + quoted(folder.string()) + quoted(argument);
    std::FILE* const running = popen(command.c_str(), "r");
    std::string said;
    std::array<char, 4096> part{};
    while (running && std::fgets(part.data(), static_cast<int>(part.size()), running))
        said += part.data();
    const int status = running ? pclose(running) : -1;
    while (!said.empty() && said.back() == '\n')
        said.pop_back();
    constexpr int kLacking = 77;
    if (status >= 0 && WIFEXITED(status) && WEXITSTATUS(status) == kLacking) throw LacksServer(said);
    if (status != 0) throw std::runtime_error(script + " " + verb + " has failed");
    return said;
}

std::filesystem::path newServerFolder(const std::string& name) {
    std::string path = (std::filesystem::temp_directory_path() / (name + "-XXXXXX")).string();
    if (!mkdtemp(path.data())) throw std::runtime_error("no temporary folder");
    return path;
}

} // namespace millrace::test
