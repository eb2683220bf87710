// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/node_kind.h"

#include <memory>
#include <string_view>
#include <vector>

namespace millrace {

/// The node kinds a program knows. Filled once at start by app (nodes/builtin and plugins), read-only
/// afterwards and then safe to share.
class Registry {
public:
    /// Error MR1201 when the name is taken, MR1202 when the descriptor is inconsistent (no bind, duplicate
    /// parameter or port names, bad default).
    Result<void> add(NodeKind kind);
    const NodeKind* find(std::string_view name) const;
    /// In order of registration (palette order within a category).
    const std::vector<std::unique_ptr<const NodeKind>>& kinds() const { return kinds_; }
    std::vector<std::string> names() const;

private:
    std::vector<std::unique_ptr<const NodeKind>> kinds_;
};

} // namespace millrace
