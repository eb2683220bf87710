// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/result.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

/// Puts up to `size` bytes at `to`. Returns how many, 0 at the end, kNotYet when there is nothing now but may
/// be later (a pipe). Throws DiagnosticError where reading fails.
using ReadBytes = std::function<std::ptrdiff_t(char* to, std::size_t size)>;
inline constexpr std::ptrdiff_t kNotYet = -1;

/// The files a path stands for: `-` itself, one file, or all that match `*` and `?` (in any folder of the
/// path), sorted. Errors: MR3101 no such file (with the nearest name in that folder), MR3103 nothing matches,
/// MR3102 a folder cannot be read.
Result<std::vector<std::string>> expandPath(const std::string& path);
/// True where expandPath() takes `*` and `?` for what they stand for.
bool isPattern(const std::string& path);
/// Whether expandPath(pattern) gives this file (absolute, behind links), or would if it were there.
bool patternCovers(const std::string& pattern, const std::string& file);

/// Reads one file from the beginning to the end: plain, gzip (told by its first bytes; several members in a
/// row are one content), or `-` for standard input, which never blocks. Not thread-safe.
class ByteSource {
public:
    /// Errors: MR3101 no such file, MR3102 it cannot be opened (a folder, no right to read it).
    static Result<ByteSource> open(const std::string& path);
    ByteSource(ByteSource&&) noexcept;
    ByteSource& operator=(ByteSource&&) noexcept;
    ~ByteSource();

    /// As ReadBytes says. Throws DiagnosticError: MR3102 the system refuses to read on, MR3104 damaged gzip
    /// data.
    std::ptrdiff_t read(char* to, std::size_t size);

    /// Before the first read(): passes over this many bytes of the content. False where there are fewer.
    bool skip(std::uint64_t bytes);

    const std::string& name() const;
    /// Bytes of the file taken so far (compressed ones for gzip) and in all; the latter is 0 where it is not
    /// known.
    std::uint64_t position() const;
    std::uint64_t fileSize() const;

private:
    struct Impl;
    explicit ByteSource(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

enum class TextEncoding { Utf8, Latin1, Windows1252 };
/// Turns what `source` delivers into UTF-8. Utf8 passes everything on unchecked: readers report wrong
/// sequences per record.
ReadBytes decoded(ReadBytes source, TextEncoding encoding);

} // namespace millrace
