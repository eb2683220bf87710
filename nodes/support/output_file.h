// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/result.h"

#include <memory>
#include <string>
#include <string_view>

namespace millrace {

/// Writes a file through a buffer. `Replace` writes under a temporary name in the same folder and takes the
/// real name at close(), so that readers see the old content or the new, never half of it; what is not closed
/// is removed. `-` is standard output; devices and pipes are written directly; `.gz` at the end of the name
/// compresses. One writer at a time (WriteClaim). What is appended begins on a line of its own. Not
/// thread-safe. Errors are thrown as DiagnosticError with the file's name: MR3131 it cannot be created,
/// MR3132 writing failed, MR3133 it could not take its name.
class OutputFile {
public:
    enum class Mode { Replace, Append };

    /// MR3131 where the file could not be written, as far as can be told without touching anything: a folder
    /// that is not there, a folder as the file, missing rights. The place of the error is left to the caller.
    static Result<void> check(const std::string& path, Mode mode);

    OutputFile(const std::string& path, Mode mode);
    OutputFile(OutputFile&&) noexcept;
    OutputFile& operator=(OutputFile&&) noexcept;
    ~OutputFile(); ///< as abort()

    void write(std::string_view bytes);
    /// Everything written so far reaches the system: for those who follow the file or the pipe.
    void flush();
    /// Writes the rest, makes it durable and gives the file its name.
    void close();
    /// Gives up: a temporary file is removed; what was appended stays.
    void abort() noexcept;
    /// True while what was written lies under a temporary name, which abort() removes.
    bool isTemporary() const;
    /// True when the file had no content when it was opened: a header is due.
    bool startedEmpty() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace millrace
