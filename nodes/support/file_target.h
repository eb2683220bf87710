// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/external_target.h"

#include <string>

namespace millrace {

/// Equal for names of one file, whether it is there or not: absolute, behind symbolic links, without `..`.
std::string fileIdentity(const std::string& path);

/// The file that a sink writes (`-` is standard output), named by the parameter `path`. Devices and pipes may
/// be written by several.
ExternalTarget writtenFile(const std::string& path);
/// A database that is written; several may write tables of one.
ExternalTarget databaseFile(const std::string& path);
/// What a source reads, named by the parameter `path`: a file, all files of a pattern, `-` for standard
/// input.
ExternalTarget readFiles(const std::string& path);

} // namespace millrace
