// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/hidden_files.h"

#include "engine/base/fail_point.h"
#include "nodes/support/buffered_file.h"
#include "nodes/support/file_places.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

namespace millrace {

FileDescriptor::~FileDescriptor() {
    if (number_ >= 0) ::close(number_);
}

std::string hiddenName(std::string node) {
    std::replace(node.begin(), node.end(), '/', '.');
    return node;
}

std::optional<std::uint64_t> sizeOf(const std::string& file) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) return std::nullopt;
    return static_cast<std::uint64_t>(status.st_size);
}

std::uint64_t sizeOf(const FileDescriptor& file) {
    struct stat status {};
    if (::fstat(file.number(), &status) != 0) failFile("MR3132", "", "cannot read", errno);
    return static_cast<std::uint64_t>(status.st_size);
}

void failGone(const std::string& file, const std::string& why) {
    Diagnostics problems;
    problems
        .error("MR4620", "`" + file + "` cannot be gone on with: " + why,
               "put back what was there, or start over without the saved state")
        .file = file;
    throw DiagnosticError(problems);
}

void copyBytes(const std::string& from, std::uint64_t size, int to, const std::string& name) {
    const FileDescriptor source(::open(from.c_str(), O_RDONLY | O_CLOEXEC));
    if (!source) failFile("MR3132", from, "cannot read", errno);
    std::vector<char> block(std::size_t{256} << 10);
    while (size > 0) {
        const ssize_t count =
            ::read(source.number(), block.data(), std::min<std::uint64_t>(size, block.size()));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) failFile("MR3132", from, "cannot read", errno);
        if (count == 0) failGone(name, "`" + from + "` is shorter than it was");
        // In two, so that it can be shown what half of it does.
        const auto whole = static_cast<std::size_t>(count), half = whole / 2;
        writeFully(to, name, {block.data(), half});
        failPoint(FailPoint::file_amid_append);
        writeFully(to, name, {block.data() + half, whole - half});
        size -= static_cast<std::uint64_t>(count);
    }
}

} // namespace millrace
