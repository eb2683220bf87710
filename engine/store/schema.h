// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

namespace millrace {

/// Step i brings a run store from user_version i to i + 1. Steps are only ever appended.
std::span<const char* const> runStoreMigrations();
/// PRAGMA application_id of run stores ("MlRn"), to tell them from other SQLite files.
inline constexpr int kRunStoreApplicationId = 0x4D6C526E;

} // namespace millrace
