// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/shared/load_plugin.h"

#include <memory>

namespace millrace {

/// The node kinds of a running program: the built-in ones and those of its plugins.
struct NodeKinds {
    std::shared_ptr<const Registry> registry;
    std::vector<LoadedPlugin> plugins;
    Diagnostics warnings; ///< plugins of a folder that were left out, and why

    /// The plugin that a kind comes from; null for a built-in kind.
    const LoadedPlugin* pluginOf(std::string_view kind) const;
};

/// The folders whose plugins (*.so) are loaded without being named, first come, first served: those in the
/// environment variable MILLRACE_PLUGINS, parted by colons (set but empty: none); without it
/// ../lib/millrace/plugins beside the program, then millrace/plugins in the user's data folder
/// (XDG_DATA_HOME, ~/.local/share).
std::vector<std::string> pluginFolders();

/// Loads the plugins `files`, then those of pluginFolders(). What the user named must load: the errors are
/// loadPlugin()'s. What lies in a folder and cannot be loaded becomes a warning. A file that is met twice is
/// loaded once. Graphs take no part in this: no file of theirs can make a program load code.
Result<NodeKinds> loadNodeKinds(const std::vector<std::string>& files);

} // namespace millrace
