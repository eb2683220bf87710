// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/result.h"

#include <string>

namespace millrace {

/// What the system said (an errno) about a file, with what people can do about it.
Diagnostic fileProblem(const char* code, const std::string& file, const char* what, int error);
[[noreturn]] void failFile(const char* code, const std::string& file, const char* what, int error);

/// What stands against writing a file (an errno), 0 for nothing. `replace`: it will be another file of that
/// name, which wants the right to the folder.
int obstacleToWriting(const std::string& path, bool replace);
/// The file behind symbolic links: the one that is to be replaced, not the link.
std::string behindLinks(const std::string& path);
/// A hidden name in the folder of `target`: `.<its name>.<more>`.
std::string hiddenBeside(const std::string& target, const std::string& more);
/// Gives a new file the mode of the one it replaces, as far as its file system has modes.
void keepMode(int descriptor, unsigned mode);
/// Makes durable which names there are in the folder of this file, as far as its file system can.
void syncFolderOf(const std::string& file);
/// True when the last byte of a file with content is no line break.
bool endsInsideALine(const std::string& file);

} // namespace millrace
