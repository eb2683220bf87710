// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/processes/shared_ring.h"

#include "engine/runtime/executors/spin.h"
#include "engine/runtime/system_clock.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <ctime>

namespace millrace {

namespace {

using Flag = std::atomic<std::uint32_t>;
static_assert(Flag::is_always_lock_free && std::atomic<std::uint64_t>::is_always_lock_free &&
              sizeof(Flag) == 4);

/// Not the private kind: the other side is another process.
void sleepWhileSet(Flag& flag, std::chrono::nanoseconds patience) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(patience);
    const timespec span{static_cast<time_t>(seconds.count()),
                        static_cast<long>((patience - seconds).count())};
    syscall(SYS_futex, reinterpret_cast<std::uint32_t*>(&flag), FUTEX_WAIT, 1, &span, nullptr, 0);
}

void wakeIfSet(Flag& flag) {
    // Pairs with the sleeper, which sets the flag and then looks once more.
    std::atomic_thread_fence(std::memory_order_seq_cst);
    if (flag.load(std::memory_order_relaxed) == 0) return;
    flag.store(0, std::memory_order_relaxed);
    syscall(SYS_futex, reinterpret_cast<std::uint32_t*>(&flag), FUTEX_WAKE, 1, nullptr, nullptr, 0);
}

template <class Ready> bool await(Flag& flag, std::chrono::nanoseconds patience, const Ready& ready) {
    if (spinUntil(SystemClock(), kBriefSpinNs, ready)) return true;
    flag.store(1, std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_seq_cst);
    if (!ready()) sleepWhileSet(flag, patience);
    flag.store(0, std::memory_order_relaxed);
    return ready();
}

} // namespace

struct SharedRing::Control {
    alignas(64) std::atomic<std::uint64_t> written;
    alignas(64) std::atomic<std::uint64_t> taken;
    alignas(64) Flag readerSleeps;
    alignas(64) Flag writerSleeps;
};

std::size_t SharedRing::bytesFor(std::size_t capacity) { return sizeof(Control) + capacity; }

SharedRing::SharedRing(void* memory, std::size_t capacity)
    : control_(*static_cast<Control*>(memory)),
      data_(static_cast<char*>(memory) + sizeof(Control)),
      capacity_(capacity) {}

std::size_t SharedRing::write(std::string_view bytes) {
    const std::uint64_t written = control_.written.load(std::memory_order_relaxed);
    const std::uint64_t used = written - control_.taken.load(std::memory_order_acquire);
    if (used >= capacity_) return 0;
    const std::size_t count = std::min<std::size_t>(bytes.size(), capacity_ - static_cast<std::size_t>(used));
    if (count == 0) return 0;
    const std::size_t at = static_cast<std::size_t>(written) & (capacity_ - 1);
    const std::size_t first = std::min(count, capacity_ - at);
    std::memcpy(data_ + at, bytes.data(), first);
    std::memcpy(data_, bytes.data() + first, count - first);
    control_.written.store(written + count, std::memory_order_release);
    wakeIfSet(control_.readerSleeps);
    return count;
}

std::size_t SharedRing::read(char* to, std::size_t size) {
    const std::uint64_t taken = control_.taken.load(std::memory_order_relaxed);
    const std::uint64_t there = control_.written.load(std::memory_order_acquire) - taken;
    if (there > capacity_) return 0;
    const std::size_t count = std::min(size, static_cast<std::size_t>(there));
    if (count == 0) return 0;
    const std::size_t at = static_cast<std::size_t>(taken) & (capacity_ - 1);
    const std::size_t first = std::min(count, capacity_ - at);
    std::memcpy(to, data_ + at, first);
    std::memcpy(to + first, data_, count - first);
    control_.taken.store(taken + count, std::memory_order_release);
    wakeIfSet(control_.writerSleeps);
    return count;
}

bool SharedRing::hasBytes() const {
    return control_.written.load(std::memory_order_acquire) != control_.taken.load(std::memory_order_acquire);
}

bool SharedRing::sound() const {
    return control_.written.load(std::memory_order_acquire) -
               control_.taken.load(std::memory_order_acquire) <=
           capacity_;
}

bool SharedRing::awaitRoom(std::chrono::nanoseconds patience) {
    return await(control_.writerSleeps, patience, [this] {
        return control_.written.load(std::memory_order_relaxed) -
                   control_.taken.load(std::memory_order_acquire) <
               capacity_;
    });
}

bool SharedRing::awaitBytes(std::chrono::nanoseconds patience) {
    return await(control_.readerSleeps, patience, [this] { return hasBytes(); });
}

} // namespace millrace
