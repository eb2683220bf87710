// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace millrace {

/// Something outside of the graph that a node uses while it runs: a file, a table of a database, standard
/// input or output. The planner compares those of all nodes, so that a clash is found before a run.
struct ExternalTarget {
    enum class Access { Reads, Writes };
    Access access = Access::Reads;
    std::string identity; ///< equal for the same target however its name is spelled
    std::string name;     ///< what messages call it: "`results.csv`"
    std::string parameter;
    bool shared = false; ///< other nodes may use it at the same time when they share it, too
    /// Set where the node uses all targets of a pattern, also those that are not there yet.
    std::function<bool(std::string_view identity)> covers = {};
};

inline constexpr const char* kStandardInput = "standard input";   ///< as an identity and as a name
inline constexpr const char* kStandardOutput = "standard output"; ///< likewise

} // namespace millrace
