// SPDX-License-Identifier: Apache-2.0
#include "app/shared/command_for_workers.h"

namespace millrace {

std::vector<std::string> commandForWorkers(const std::string& program, const NodeKinds& kinds) {
    std::vector<std::string> words{program, "worker"};
    for (const LoadedPlugin& plugin : kinds.plugins) {
        words.push_back("--plugin");
        words.push_back(plugin.file);
    }
    return words;
}

} // namespace millrace
