// SPDX-License-Identifier: Apache-2.0
#include "app/shared/load_plugin.h"

#include "engine/graph/plugin.h"

#include <dlfcn.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

namespace millrace {

namespace {

constexpr const char* kEntryPoint = "millrace_plugin_v1";
using EntryPoint = const PluginInfo* (*)();

Diagnostics refusal(const std::string& file, const char* code, std::string message, std::string hint) {
    Diagnostics problems;
    problems.error(code, std::move(message), std::move(hint)).file = file;
    return problems;
}

/// A shared library, let go again unless it is kept. Its symbols are not offered to others, so two plugins
/// may use the same names.
class Library {
public:
    Library(const std::string& file, int binding) : handle_(dlopen(file.c_str(), binding | RTLD_LOCAL)) {
        if (handle_ == nullptr) error_ = dlerror();
    }
    ~Library() {
        if (handle_ != nullptr) dlclose(handle_);
    }
    Library(const Library&) = delete;
    Library& operator=(const Library&) = delete;

    explicit operator bool() const { return handle_ != nullptr; }
    const std::string& error() const { return error_; }
    EntryPoint entryPoint() const { return reinterpret_cast<EntryPoint>(dlsym(handle_, kEntryPoint)); }
    /// For the rest of the program: descriptors and operators point into the code.
    void keep() { handle_ = nullptr; }

private:
    void* handle_;
    std::string error_;
};

Result<std::string> readableFile(const std::string& file) {
    const auto unreadable = [&file](const std::string& why) {
        return refusal(file, "MR5301", "cannot read the plugin: " + why, "name a shared library (.so)");
    };
    std::error_code error;
    const std::filesystem::path path = std::filesystem::canonical(file, error);
    if (error) return unreadable(error.message());
    if (std::filesystem::is_directory(path, error)) return unreadable("it is a folder");
    if (access(path.c_str(), R_OK) != 0) return unreadable(std::strerror(errno));
    return path.string();
}

/// The plugin's description once it is sure that both sides mean the same by it.
Result<const PluginInfo*> fittingInfo(const Library& library, const std::string& file) {
    const EntryPoint entryPoint = library.entryPoint();
    const PluginInfo* info = entryPoint == nullptr ? nullptr : entryPoint();
    if (info == nullptr || info->millraceVersion == nullptr || info->abi == nullptr)
        return refusal(file, "MR5303",
                       "this library is no plugin of Millrace: its entry point `" + std::string(kEntryPoint) +
                           (entryPoint == nullptr ? "` is missing" : "` describes nothing"),
                       "a plugin has a line MILLRACE_PLUGIN(...); see engine/graph/plugin.h");
    if (std::strcmp(info->millraceVersion, MILLRACE_VERSION) != 0)
        return refusal(file, "MR5304",
                       "the plugin was built for Millrace " + std::string(info->millraceVersion) +
                           ", and this is " MILLRACE_VERSION,
                       "build it again with the headers of this version");
    if (std::strcmp(info->abi, MILLRACE_PLUGIN_ABI) != 0)
        return refusal(file, "MR5305",
                       "the plugin was built by another compiler: " + std::string(info->abi) +
                           "; this program: " MILLRACE_PLUGIN_ABI,
                       "build it with the compiler and the libraries that this program was built with");
    if (info->name == nullptr || info->version == nullptr || info->registerKinds == nullptr)
        return refusal(file, "MR5303", "the plugin does not say its name, its version and its kinds",
                       "a plugin has a line MILLRACE_PLUGIN(...); see engine/graph/plugin.h");
    return info;
}

/// Why a library does not load: one for another version lacks symbols, and its version says more than their
/// names.
Diagnostics whyItDoesNotLink(const std::string& file, const std::string& error) {
    const Library lazy(file, RTLD_LAZY);
    if (lazy && lazy.entryPoint() != nullptr)
        if (const auto info = fittingInfo(lazy, file); !info) return info.error();
    const bool symbol = error.find("undefined symbol") != std::string::npos;
    return refusal(file, "MR5302", "cannot load the plugin: " + error,
                   symbol ? "it calls something that this version of Millrace, or a library it should be "
                            "linked with, does not have"
                          : "a plugin is a shared library (.so) made for this kind of machine");
}

/// The plugin's kinds in a registry of their own, so that a failure half-way leaves no trace.
Result<Registry> kindsOf(const PluginInfo& info, const std::string& file) {
    const auto failed = [&](const std::string& why) {
        return refusal(file, "MR5307",
                       "the plugin " + std::string(info.name) + " cannot register its node kinds: " + why,
                       "ask whoever made it for a version that works");
    };
    Registry kinds;
    try {
        info.registerKinds(kinds);
    } catch (const std::exception& error) {
        return failed(error.what());
    } catch (...) {
        return failed("it threw something that is no exception");
    }
    if (kinds.kinds().empty()) return failed("there are none");
    return kinds;
}

std::string ownerOf(const std::string& kind, std::span<const LoadedPlugin> loaded) {
    for (const LoadedPlugin& plugin : loaded)
        if (std::find(plugin.kinds.begin(), plugin.kinds.end(), kind) != plugin.kinds.end())
            return "the plugin " + plugin.name + " (" + plugin.file + ") has it";
    return "it is built in";
}

} // namespace

Result<LoadedPlugin> loadPlugin(const std::string& file, Registry& registry,
                                std::span<const LoadedPlugin> loaded) {
    const auto path = readableFile(file);
    if (!path) return path.error();
    // All symbols at once: a missing one must not end the program in the middle of a run.
    Library library(*path, RTLD_NOW);
    if (!library) return whyItDoesNotLink(*path, library.error());
    const auto info = fittingInfo(library, *path);
    if (!info) return info.error();
    const auto kinds = kindsOf(**info, *path);
    if (!kinds) return kinds.error();

    LoadedPlugin plugin{(*info)->name, (*info)->version, *path, kinds->names()};
    Diagnostics clashes;
    for (const std::string& kind : plugin.kinds)
        if (registry.find(kind) != nullptr)
            clashes.append(
                refusal(*path, "MR5306",
                        "the plugin " + plugin.name + " brings the node kind `" + kind +
                            "`, which exists: " + ownerOf(kind, loaded),
                        "kinds have one owner: leave one of the two out, or give the kind another name"));
    if (clashes.hasErrors()) return clashes;
    for (const auto& kind : kinds->kinds())
        registry.add(*kind).value();
    library.keep();
    return plugin;
}

} // namespace millrace
