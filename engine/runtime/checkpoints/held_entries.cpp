// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/checkpoints/held_entries.h"

#include "engine/data/batch_codec.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace millrace {

namespace {

constexpr std::size_t kBlock = std::size_t{1} << 20; ///< of writing and reading

/// All of a ChannelEntry but its batch, as it lies in the file.
struct FiledEntry {
    std::uint64_t batchBytes; ///< that follow; 0: none
    std::uint64_t schema;
    std::uint64_t sequence;
    EpochMs watermark;
    MonotonicNs queuedAt;
    Epoch barrier;
    std::uint32_t stream, parts, spread, producer, pieceRows;
    bool sequenceDone, end;
};

FiledEntry headOf(const ChannelEntry& entry) {
    FiledEntry head{};
    head.sequence = entry.sequence;
    head.watermark = entry.watermark;
    head.queuedAt = entry.queuedAt;
    head.barrier = entry.barrier;
    head.stream = entry.stream;
    head.parts = entry.parts;
    head.spread = entry.spread;
    head.producer = entry.producer;
    head.pieceRows = entry.pieceRows;
    head.sequenceDone = entry.sequenceDone;
    head.end = entry.end;
    return head;
}

ChannelEntry entryOf(const FiledEntry& head) {
    ChannelEntry entry;
    entry.sequence = head.sequence;
    entry.watermark = head.watermark;
    entry.queuedAt = head.queuedAt;
    entry.barrier = head.barrier;
    entry.stream = head.stream;
    entry.parts = head.parts;
    entry.spread = head.spread;
    entry.producer = head.producer;
    entry.pieceRows = head.pieceRows;
    entry.sequenceDone = head.sequenceDone;
    entry.end = head.end;
    return entry;
}

} // namespace

bool AlignmentRoom::take(std::int64_t bytes) {
    if (taken_.fetch_add(bytes, std::memory_order_relaxed) + bytes <= bytes_) return true;
    giveBack(bytes);
    return false;
}

int AlignmentRoom::openFile() const {
    int file = ::open(folder_.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (file >= 0) return file;
    // Not every file system has files without names.
    std::string name = folder_ + "/spill-XXXXXX";
    file = ::mkostemp(name.data(), O_CLOEXEC);
    if (file >= 0) ::unlink(name.c_str());
    return file;
}

HeldEntries::~HeldEntries() {
    while (!inMemory_.empty())
        room_->giveBack(inMemory_.pop().bytes);
    if (file_ >= 0) ::close(file_);
}

void HeldEntries::swap(HeldEntries& other) noexcept {
    inMemory_.swap(other.inMemory_);
    std::swap(rows_, other.rows_);
    std::swap(spilled_, other.spilled_);
    std::swap(filed_, other.filed_);
    std::swap(file_, other.file_);
    std::swap(written_, other.written_);
    std::swap(read_, other.read_);
    out_.swap(other.out_);
    in_.swap(other.in_);
    std::swap(inAt_, other.inAt_);
    schemas_.swap(other.schemas_);
}

void HeldEntries::refuse(const char* doing, int error) const {
    Diagnostics problems;
    problems
        .error("MR4619",
               std::string("cannot ") + doing + " what waits behind a barrier, in a file in `" +
                   room_->folder() + "`: " + std::strerror(error),
               error == ENOSPC ? "the disk is full: free space, or raise `checkpoint.alignment_memory`"
                               : "raise `checkpoint.alignment_memory`, and less is put there")
        .file = room_->folder();
    throw DiagnosticError(std::move(problems));
}

void HeldEntries::push(ChannelEntry entry) {
    rows_ += static_cast<std::int64_t>(entry.batch.rows());
    const auto bytes = static_cast<std::int64_t>(sizeof(Held) + entry.batch.byteSize());
    if (filed_ == 0 && room_->take(bytes)) {
        inMemory_.push({std::move(entry), bytes});
    } else {
        file(entry);
    }
}

ChannelEntry HeldEntries::pop() {
    ChannelEntry entry;
    if (inMemory_.empty()) {
        entry = unfile();
    } else {
        Held held = inMemory_.pop();
        room_->giveBack(held.bytes);
        entry = std::move(held.entry);
    }
    rows_ -= static_cast<std::int64_t>(entry.batch.rows());
    return entry;
}

void HeldEntries::file(const ChannelEntry& entry) {
    FiledEntry head = headOf(entry);
    const std::size_t begin = out_.size();
    out_.resize(begin + sizeof head);
    if (entry.batch.rows() > 0) {
        const auto known = std::find(schemas_.begin(), schemas_.end(), entry.batch.schema());
        head.schema = static_cast<std::uint64_t>(known - schemas_.begin());
        if (known == schemas_.end()) schemas_.push_back(entry.batch.schema());
        encodeBatch(entry.batch, out_);
        head.batchBytes = out_.size() - begin - sizeof head;
    }
    std::memcpy(out_.data() + begin, &head, sizeof head);
    spilled_ += static_cast<std::int64_t>(out_.size() - begin);
    ++filed_;
    if (out_.size() >= kBlock) write();
}

void HeldEntries::write() {
    if (file_ < 0) file_ = room_->openFile();
    if (file_ < 0) refuse("keep", errno);
    std::string_view left = out_;
    while (!left.empty()) {
        const ssize_t count = ::pwrite(file_, left.data(), left.size(), written_);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) refuse("keep", errno);
        written_ += count;
        left.remove_prefix(static_cast<std::size_t>(count));
    }
    out_.clear();
}

void HeldEntries::need(std::size_t bytes) {
    if (in_.size() - inAt_ >= bytes) return;
    in_.erase(0, std::exchange(inAt_, 0));
    while (in_.size() < bytes) {
        if (read_ == written_) {
            if (out_.empty()) refuse("read", EIO);
            in_ += out_; // it need not go through the file
            out_.clear();
            continue;
        }
        const std::size_t had = in_.size();
        const auto filed = static_cast<std::size_t>(written_ - read_);
        in_.resize(had + std::min(std::max(kBlock, bytes - had), filed));
        const ssize_t count = ::pread(file_, in_.data() + had, in_.size() - had, read_);
        in_.resize(had + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) refuse("read", count == 0 ? EIO : errno);
        read_ += count;
    }
}

ChannelEntry HeldEntries::unfile() {
    FiledEntry head{};
    need(sizeof head);
    std::memcpy(&head, in_.data() + inAt_, sizeof head);
    inAt_ += sizeof head;
    ChannelEntry entry = entryOf(head);
    if (head.batchBytes > 0) {
        need(head.batchBytes);
        entry.batch =
            decodeBatch(std::string_view(in_).substr(inAt_, head.batchBytes), schemas_.at(head.schema))
                .value();
        inAt_ += head.batchBytes;
    }
    if (--filed_ > 0) return entry;
    // All is out: the disk gets its room back.
    in_.clear(), in_.shrink_to_fit(), out_.shrink_to_fit();
    inAt_ = 0;
    if (written_ > 0 && ::ftruncate(file_, 0) != 0) refuse("read", errno);
    written_ = read_ = 0;
    return entry;
}

} // namespace millrace
