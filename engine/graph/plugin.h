// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/registry.h"

#include <boost/version.hpp>
#include <cstddef> // makes the standard library say its version

// What a shared library needs to bring node kinds of its own: plugins/README.md shows it step by step. A
// plugin is a guest with the rights of nodes: it may use these headers (the core) and nothing else of
// Millrace. It links no library of Millrace either: the program that loads it holds the one core there is,
// and the plugin's calls go there. So there is one function table, one allocator, one schema of rejected
// records.

#ifndef MILLRACE_VERSION
#error "MILLRACE_VERSION is missing: take the target Millrace::plugin of the CMake package Millrace"
#endif

#define MILLRACE_PLUGIN_TEXT_OF(value) #value
#define MILLRACE_PLUGIN_TEXT(value) MILLRACE_PLUGIN_TEXT_OF(value)

#if defined(__GLIBCXX__)
#define MILLRACE_PLUGIN_LIBRARY                                                           \
    "libstdc++ " MILLRACE_PLUGIN_TEXT(_GLIBCXX_RELEASE) " strings " MILLRACE_PLUGIN_TEXT( \
        _GLIBCXX_USE_CXX11_ABI)
#elif defined(_LIBCPP_VERSION)
#define MILLRACE_PLUGIN_LIBRARY "libc++ " MILLRACE_PLUGIN_TEXT(_LIBCPP_VERSION)
#else
#define MILLRACE_PLUGIN_LIBRARY "unknown library"
#endif
#if defined(_GLIBCXX_DEBUG)
#define MILLRACE_PLUGIN_CONTAINERS " checked containers"
#else
#define MILLRACE_PLUGIN_CONTAINERS ""
#endif
#if defined(__STRICT_ANSI__)
#define MILLRACE_PLUGIN_DIALECT " standard"
#else
#define MILLRACE_PLUGIN_DIALECT " extended"
#endif

/// What decides the layout of the types that plugin and program share: version of the compiler's binary
/// interface, dialect (GCC's extensions change traits of __int128), standard library and Boost.
#define MILLRACE_PLUGIN_ABI                                                \
    "C++ " MILLRACE_PLUGIN_TEXT(__GXX_ABI_VERSION) MILLRACE_PLUGIN_DIALECT \
        ", " MILLRACE_PLUGIN_LIBRARY MILLRACE_PLUGIN_CONTAINERS            \
        ", Boost " MILLRACE_PLUGIN_TEXT(BOOST_VERSION)

#define MILLRACE_PLUGIN_EXPORT __attribute__((visibility("default")))

namespace millrace {

/// What the entry point of a plugin points to; lives as long as the library is loaded. The layout is plain C
/// and never changes under the name millrace_plugin_v1. A program reads the first two members and uses
/// nothing else unless both are equal to its own.
struct PluginInfo {
    const char* millraceVersion; ///< MILLRACE_VERSION of the headers it was built with
    const char* abi;             ///< MILLRACE_PLUGIN_ABI of the compiler it was built with
    const char* name;            ///< "distinct_count": what `millrace kinds` shows
    const char* version;         ///< of the plugin itself, "1.0.0"
    /// Adds the plugin's kinds to the registry, which holds no others; called once. May throw: then nothing
    /// of the plugin is taken.
    void (*registerKinds)(Registry& registry);
};

} // namespace millrace

extern "C" {
/// The one entry point of a plugin; MILLRACE_PLUGIN writes it.
MILLRACE_PLUGIN_EXPORT const millrace::PluginInfo* millrace_plugin_v1();
}

/// Stands once in a plugin, outside of every namespace: name and version as text, and the function that
/// registers its kinds.
#define MILLRACE_PLUGIN(pluginName, pluginVersion, registerFunction)                                   \
    const millrace::PluginInfo* millrace_plugin_v1() {                                                 \
        static constexpr millrace::PluginInfo kInfo{MILLRACE_VERSION, MILLRACE_PLUGIN_ABI, pluginName, \
                                                    pluginVersion, registerFunction};                  \
        return &kInfo;                                                                                 \
    }
