// SPDX-License-Identifier: Apache-2.0
// The memory of batches. A running pipeline makes and drops blocks of the same few sizes for every batch, so
// each thread keeps some for reuse: a fresh aligned block costs a walk through the allocator, a large one
// also page faults.

#include "engine/data/column.h"
#include "engine/data/pooled.h"

#include <array>
#include <bit>
#include <cstring>
#include <new>

#if defined(__SANITIZE_ADDRESS__)
#define MILLRACE_KEEP_BUFFERS 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define MILLRACE_KEEP_BUFFERS 0
#endif
#endif
#ifndef MILLRACE_KEEP_BUFFERS
#define MILLRACE_KEEP_BUFFERS 1
#endif

namespace millrace {

namespace {

constexpr std::align_val_t kAlignment{64};

std::size_t roundedUp(std::size_t bytes) { return bytes == 0 ? 64 : (bytes + 63) & ~std::size_t{63}; }

#if MILLRACE_KEEP_BUFFERS

constexpr std::size_t kSmallest = 64;
constexpr std::size_t kLargest = std::size_t{1} << 20;
constexpr std::size_t kClasses = 15; // 2^6 to 2^20
constexpr std::size_t kKeptBytesPerClass = std::size_t{1} << 20;
constexpr std::size_t kKeptPerClass = 64;

/// Static buffers may die after the thread's own storage has gone; a plain bool can still be read then.
thread_local bool freeListGone = false;

class FreeList {
public:
    FreeList() = default;
    FreeList(const FreeList&) = delete;
    FreeList& operator=(const FreeList&) = delete;
    ~FreeList() {
        freeListGone = true;
        for (Class& c : classes_) {
            while (c.head != nullptr) {
                Node* const next = c.head->next;
                ::operator delete(c.head, kAlignment);
                c.head = next;
            }
        }
    }

    void* take(std::size_t index) {
        Class& c = classes_[index];
        Node* const node = c.head;
        if (node == nullptr) return nullptr;
        c.head = node->next;
        --c.count;
        return node;
    }

    bool keep(void* block, std::size_t index) {
        Class& c = classes_[index];
        if (c.count >= kKeptPerClass || c.count * (kSmallest << index) >= kKeptBytesPerClass) return false;
        c.head = new (block) Node{c.head};
        ++c.count;
        return true;
    }

private:
    struct Node {
        Node* next;
    };
    struct Class {
        Node* head = nullptr;
        std::size_t count = 0;
    };
    std::array<Class, kClasses> classes_;
};

thread_local FreeList freeList;

std::size_t classOf(std::size_t bytes) { return static_cast<std::size_t>(std::bit_width(bytes - 1)) - 6; }

std::byte* allocateBlock(std::size_t bytes) {
    if (bytes > kLargest) return static_cast<std::byte*>(::operator new(bytes, kAlignment));
    const std::size_t index = bytes <= kSmallest ? 0 : classOf(bytes);
    if (!freeListGone) {
        if (void* const block = freeList.take(index)) return static_cast<std::byte*>(block);
    }
    return static_cast<std::byte*>(::operator new(kSmallest << index, kAlignment));
}

void releaseBlock(std::byte* block, std::size_t bytes) {
    if (bytes <= kLargest && !freeListGone) {
        if (freeList.keep(block, bytes <= kSmallest ? 0 : classOf(bytes))) return;
    }
    ::operator delete(block, kAlignment);
}

#else

std::byte* allocateBlock(std::size_t bytes) {
    return static_cast<std::byte*>(::operator new(bytes, kAlignment));
}
void releaseBlock(std::byte* block, std::size_t) { ::operator delete(block, kAlignment); }

#endif

} // namespace

std::byte* takePooled(std::size_t bytes) { return allocateBlock(roundedUp(bytes)); }
void givePooled(std::byte* block, std::size_t bytes) noexcept { releaseBlock(block, roundedUp(bytes)); }

Buffer::Buffer(std::size_t bytes) : data_(takePooled(bytes)), size_(bytes) {
    // Kernels read the tail; zeros keep memory checkers quiet about it.
    std::memset(data_ + bytes, 0, roundedUp(bytes) - bytes);
}

Buffer::~Buffer() { givePooled(data_, size_); }

BufferPtr makeBuffer(std::size_t bytes) { return makePooled<Buffer>(bytes); }

} // namespace millrace
