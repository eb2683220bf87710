// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/registry.h"

#include <span>
#include <string>
#include <vector>

namespace millrace {

/// A plugin whose kinds are in the registry. Its library stays loaded until the program ends.
struct LoadedPlugin {
    std::string name;
    std::string version;
    std::string file;               ///< absolute, links resolved
    std::vector<std::string> kinds; ///< in the order the plugin registered them
};

/// Loads the shared library `file` and adds its node kinds to `registry`: all of them, or on an error none.
/// `loaded` are the plugins from before, to say whose kind it is that stands in the way. Not thread-safe.
///
/// Loading runs code of the library, so only call this for a file that the user named or installed.
///
/// Errors, with `file` set: MR5301 the file cannot be read, MR5302 it is no shared library or does not link
/// with this program, MR5303 it has no entry point, MR5304 it was built for another version of Millrace,
/// MR5305 by another compiler, MR5306 it brings a kind that is there already, MR5307 it cannot register its
/// kinds.
Result<LoadedPlugin> loadPlugin(const std::string& file, Registry& registry,
                                std::span<const LoadedPlugin> loaded);

} // namespace millrace
