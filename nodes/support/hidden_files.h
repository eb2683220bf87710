// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace millrace {

/// Closes what it holds. Plain owner of an open file.
class FileDescriptor {
public:
    explicit FileDescriptor(int number = -1) : number_(number) {}
    FileDescriptor(FileDescriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    FileDescriptor& operator=(FileDescriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~FileDescriptor();
    int number() const { return number_; }
    explicit operator bool() const { return number_ >= 0; }

private:
    int number_;
};

/// A node's id as part of a file name: inside of a subgraph it has slashes.
std::string hiddenName(std::string node);
/// Nothing where there is no such file.
std::optional<std::uint64_t> sizeOf(const std::string& file);
std::uint64_t sizeOf(const FileDescriptor& file);
/// Throws MR4620: what a checkpoint relies on is not there any more.
[[noreturn]] void failGone(const std::string& file, const std::string& why);
/// Writes the first `size` bytes of a file into an open one, called `name`. Throws MR4620 when there are
/// fewer, MR3132 where it cannot be read or written.
void copyBytes(const std::string& from, std::uint64_t size, int to, const std::string& name);

} // namespace millrace
