// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace millrace {

/// Bytes in order from one writer to one reader, each a thread of any process that maps the memory. Bounded:
/// the writer waits for room, the reader for bytes; both look for a moment before they sleep on a futex, and
/// each wakes the other only when it sleeps. One object per side; the memory must outlive it.
class SharedRing {
public:
    /// What the memory must hold; `capacity` is a power of two.
    static std::size_t bytesFor(std::size_t capacity);
    /// `memory` is aligned to 64 bytes and was zero when the first side came.
    SharedRing(void* memory, std::size_t capacity);

    /// Writer: as much as there is room for; how much that was.
    std::size_t write(std::string_view bytes);
    /// Writer: true once there is room; false when there is none after `patience`.
    bool awaitRoom(std::chrono::nanoseconds patience);
    /// Reader: as much as there is, at most `size` bytes.
    std::size_t read(char* to, std::size_t size);
    /// Reader: true once there are bytes.
    bool awaitBytes(std::chrono::nanoseconds patience);
    bool hasBytes() const;
    /// False when the positions cannot be: a crash of the other side has written over them.
    bool sound() const;

private:
    struct Control;
    Control& control_;
    char* const data_;
    const std::size_t capacity_;
};

} // namespace millrace
