// SPDX-License-Identifier: Apache-2.0
#include "app/shared/node_kinds.h"

#include "app/shared/build_registry.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace millrace {

namespace {

namespace fs = std::filesystem;

std::vector<std::string> partsOf(const std::string& list) {
    std::vector<std::string> parts;
    for (std::size_t at = 0; at <= list.size();) {
        const std::size_t end = std::min(list.find(':', at), list.size());
        if (end > at) parts.push_back(list.substr(at, end - at));
        at = end + 1;
    }
    return parts;
}

/// The plugins in a folder, by name; a folder that is not there has none.
std::vector<std::string> pluginsIn(const fs::path& folder) {
    std::vector<std::string> files;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored))
        if (entry.path().extension() == ".so") files.push_back(entry.path().string());
    std::sort(files.begin(), files.end());
    return files;
}

bool isLoaded(const std::string& file, const std::vector<LoadedPlugin>& plugins) {
    std::error_code ignored;
    const std::string path = fs::canonical(file, ignored).string();
    return std::any_of(plugins.begin(), plugins.end(),
                       [&path](const LoadedPlugin& plugin) { return plugin.file == path; });
}

} // namespace

const LoadedPlugin* NodeKinds::pluginOf(std::string_view kind) const {
    for (const LoadedPlugin& plugin : plugins)
        if (std::find(plugin.kinds.begin(), plugin.kinds.end(), kind) != plugin.kinds.end()) return &plugin;
    return nullptr;
}

std::vector<std::string> pluginFolders() {
    if (const char* list = std::getenv("MILLRACE_PLUGINS")) return partsOf(list);
    std::vector<std::string> folders;
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    if (!error)
        folders.push_back((program.parent_path().parent_path() / "lib" / "millrace" / "plugins").string());
    const char* data = std::getenv("XDG_DATA_HOME");
    const char* home = std::getenv("HOME");
    if (data != nullptr && *data == '/')
        folders.push_back((fs::path(data) / "millrace" / "plugins").string());
    else if (home != nullptr && *home != '\0')
        folders.push_back((fs::path(home) / ".local" / "share" / "millrace" / "plugins").string());
    return folders;
}

Result<NodeKinds> loadNodeKinds(const std::vector<std::string>& files) {
    const std::shared_ptr<Registry> registry = buildRegistry();
    NodeKinds kinds;
    Diagnostics errors;
    for (const std::string& file : files) {
        if (isLoaded(file, kinds.plugins)) continue;
        auto plugin = loadPlugin(file, *registry, kinds.plugins);
        if (plugin)
            kinds.plugins.push_back(std::move(*plugin));
        else
            errors.append(plugin.error());
    }
    if (errors.hasErrors()) return errors;
    for (const std::string& folder : pluginFolders()) {
        for (const std::string& file : pluginsIn(folder)) {
            if (isLoaded(file, kinds.plugins)) continue;
            auto plugin = loadPlugin(file, *registry, kinds.plugins);
            if (plugin) {
                kinds.plugins.push_back(std::move(*plugin));
                continue;
            }
            for (Diagnostic d : plugin.error()) {
                d.severity = Severity::Warning;
                kinds.warnings.add(std::move(d));
            }
        }
    }
    kinds.registry = registry;
    return kinds;
}

} // namespace millrace
