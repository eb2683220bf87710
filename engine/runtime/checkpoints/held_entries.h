// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/ring_queue.h"
#include "engine/runtime/channel.h"

#include <atomic>
#include <memory>
#include <string>
#include <vector>

namespace millrace {

/// How much all inputs of a run together may keep in memory behind barriers, and where the rest goes.
/// Thread-safe.
class AlignmentRoom {
public:
    /// `folder`: where the files lie, which have no names and go with the process.
    AlignmentRoom(std::string folder, std::int64_t bytes) : folder_(std::move(folder)), bytes_(bytes) {}

    /// False, and nothing is taken, when there is too little left.
    bool take(std::int64_t bytes);
    void giveBack(std::int64_t bytes) { taken_.fetch_sub(bytes, std::memory_order_relaxed); }
    /// An empty file without a name, to read and to write; -1 and errno where the system refuses.
    int openFile() const;
    const std::string& folder() const { return folder_; }

private:
    const std::string folder_;
    const std::int64_t bytes_;
    std::atomic<std::int64_t> taken_{0};
};

/// Entries of a channel that wait, in order: in memory while there is room, behind that in a file. Throws
/// MR4619 when the file cannot be written or read. Not thread-safe.
class HeldEntries {
public:
    explicit HeldEntries(std::shared_ptr<AlignmentRoom> room) : room_(std::move(room)) {}
    ~HeldEntries();
    HeldEntries(const HeldEntries&) = delete;
    HeldEntries& operator=(const HeldEntries&) = delete;

    void push(ChannelEntry entry);
    ChannelEntry pop();
    bool empty() const { return inMemory_.empty() && filed_ == 0; }
    std::int64_t rows() const { return rows_; }
    /// Bytes that did not stay in memory, since the last call.
    std::int64_t takeSpilled() { return std::exchange(spilled_, 0); }
    void swap(HeldEntries& other) noexcept;

private:
    struct Held {
        ChannelEntry entry;
        std::int64_t bytes = 0; ///< taken from the room
    };
    void file(const ChannelEntry& entry);
    ChannelEntry unfile();
    void write();
    /// Makes the next `bytes` of the file those from inAt_ on.
    void need(std::size_t bytes);
    [[noreturn]] void refuse(const char* doing, int error) const;

    const std::shared_ptr<AlignmentRoom> room_;
    RingQueue<Held> inMemory_; ///< before all that is filed
    std::int64_t rows_ = 0;    ///< of both
    std::int64_t spilled_ = 0;
    std::size_t filed_ = 0; ///< entries
    int file_ = -1;         ///< -1: not needed so far
    std::int64_t written_ = 0, read_ = 0;
    std::string out_; ///< behind what is written
    std::string in_;  ///< read, from inAt_ on not yet taken
    std::size_t inAt_ = 0;
    std::vector<SchemaPtr> schemas_; ///< of the filed entries; a wire has few
};

} // namespace millrace
