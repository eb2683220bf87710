// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace millrace {

/// Takes an open file and writes into it through a buffer, compressed with gzip where asked for: one or more
/// members in a row, which readers take for one content. Not thread-safe. Errors are thrown as
/// DiagnosticError MR3132 with `name`. What is in the buffer when it dies is lost.
class BufferedFile {
public:
    enum class Owns : bool { No, Yes }; ///< Yes: closes the descriptor
    BufferedFile(std::string name, int descriptor, bool compresses, Owns owns = Owns::Yes);
    BufferedFile(BufferedFile&&) noexcept;
    BufferedFile& operator=(BufferedFile&&) noexcept;
    ~BufferedFile();

    void write(std::string_view bytes);
    /// Everything written so far reaches the system, and whoever reads the other end can make sense of it.
    void flush();
    /// As flush(); a gzip member, if one was begun (or `evenIfEmpty`), ends here, and what comes next begins
    /// another one.
    void endMember(bool evenIfEmpty);
    /// Makes durable what has reached the system. Pipes and devices, which cannot do that, are left alone.
    void sync();
    /// Bytes that have reached the system; 0 for what has no size.
    std::uint64_t size() const;
    /// Closes the file if it is owned; what is in the buffer is not written any more.
    void close();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Writes all of it, however often the system takes only a part. Throws MR3132.
void writeFully(int descriptor, const std::string& name, std::string_view bytes);

} // namespace millrace
