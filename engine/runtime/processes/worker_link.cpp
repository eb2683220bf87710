// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/processes/worker_link.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <system_error>

namespace millrace {

namespace {

/// A few batches each way; a larger message passes in pieces.
constexpr std::size_t kCapacity = std::size_t{1} << 20;
constexpr std::uint64_t kMagic = 0x3165'6361'726c'6c69; // "illrace1"
constexpr std::uint64_t kLargestMessage = std::uint64_t{1} << 32;
constexpr std::chrono::milliseconds kLookUpEvery{10};

std::size_t ringBytes() { return (SharedRing::bytesFor(kCapacity) + 63) / 64 * 64; }

} // namespace

struct WorkerLink::Header {
    std::uint64_t magic;
    alignas(64) std::atomic<std::uint32_t> stop;
};

WorkerLink::WorkerLink() : descriptor_(memfd_create("millrace-worker", MFD_CLOEXEC)) {
    const auto size = static_cast<off_t>(sizeof(Header) + 2 * ringBytes());
    if (descriptor_ < 0 || ftruncate(descriptor_, size) != 0) {
        const std::error_code error(errno, std::generic_category());
        if (descriptor_ >= 0) close(descriptor_);
        throw std::system_error(error, "no memory to share");
    }
    map();
    header().magic = kMagic;
    out_ = std::make_unique<SharedRing>(ring(0), kCapacity);
    in_ = std::make_unique<SharedRing>(ring(1), kCapacity);
}

WorkerLink::WorkerLink(int descriptor) : descriptor_(descriptor) {
    struct stat status {};
    const bool fits = fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) &&
                      status.st_size == static_cast<off_t>(sizeof(Header) + 2 * ringBytes());
    if (!fits) throw BrokenLink("there is no run that speaks to this worker");
    map();
    close(descriptor_);
    descriptor_ = -1;
    if (header().magic != kMagic) throw BrokenLink("the run is of another version");
    in_ = std::make_unique<SharedRing>(ring(0), kCapacity);
    out_ = std::make_unique<SharedRing>(ring(1), kCapacity);
}

WorkerLink::~WorkerLink() {
    if (memory_ != nullptr) munmap(memory_, sizeof(Header) + 2 * ringBytes());
    if (descriptor_ >= 0) close(descriptor_);
}

WorkerLink::Header& WorkerLink::header() const { return *static_cast<Header*>(memory_); }

void* WorkerLink::ring(std::size_t index) const {
    return static_cast<char*>(memory_) + sizeof(Header) + index * ringBytes();
}

void WorkerLink::map() {
    void* const memory =
        mmap(nullptr, sizeof(Header) + 2 * ringBytes(), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor_, 0);
    if (memory == MAP_FAILED) {
        const std::error_code error(errno, std::generic_category());
        close(descriptor_);
        throw std::system_error(error, "no memory to share");
    }
    memory_ = memory;
}

void WorkerLink::writeAll(std::string_view bytes, const Idle& idle) {
    while (!bytes.empty()) {
        const std::size_t count = out_->write(bytes);
        bytes.remove_prefix(count);
        if (count == 0 && !out_->awaitRoom(kLookUpEvery)) idle();
    }
}

void WorkerLink::readAll(char* to, std::size_t size, const Idle& idle) {
    while (size > 0) {
        const std::size_t count = in_->read(to, size);
        to += count;
        size -= count;
        if (count > 0) continue;
        if (!in_->sound()) throw BrokenLink("the memory between run and worker is damaged");
        if (!in_->awaitBytes(kLookUpEvery)) idle();
    }
}

void WorkerLink::send(std::string_view message, const Idle& idle) {
    const std::uint64_t size = message.size();
    writeAll({reinterpret_cast<const char*>(&size), sizeof size}, idle);
    writeAll(message, idle);
}

void WorkerLink::receive(std::string& message, const Idle& idle) {
    std::uint64_t size = 0;
    readAll(reinterpret_cast<char*>(&size), sizeof size, idle);
    if (size > kLargestMessage) throw BrokenLink("a message between run and worker is damaged");
    // Grows with what really comes, not with what a damaged length says.
    message.clear();
    constexpr std::uint64_t kPiece = 4 * kCapacity;
    while (message.size() < size) {
        const std::size_t begin = message.size();
        message.resize(begin + static_cast<std::size_t>(std::min(size - begin, kPiece)));
        readAll(message.data() + begin, message.size() - begin, idle);
    }
}

bool WorkerLink::hasBytes() const { return in_->hasBytes(); }
void WorkerLink::requestStop() { header().stop.store(1, std::memory_order_release); }
bool WorkerLink::stopRequested() const { return header().stop.load(std::memory_order_acquire) != 0; }

} // namespace millrace
