// SPDX-License-Identifier: Apache-2.0
#include "engine/expression/vector.h"

#include <algorithm>

namespace millrace {
namespace {

constexpr std::size_t kPooledBuffers = 64;
constexpr std::size_t kLargestPooled = std::size_t{1} << 20;
constexpr std::size_t kLargestChunk = std::size_t{1} << 16;

void addOnce(Arenas& arenas, const std::shared_ptr<const void>& arena) {
    if (arena && std::find(arenas.begin(), arenas.end(), arena) == arenas.end()) arenas.push_back(arena);
}

alignas(16) constexpr std::byte kNullValue[16] = {};

} // namespace

void Vector::keepTextOf(const Vector& other) {
    if (other.source) {
        for (const auto& arena : other.source->arenas())
            addOnce(arenas, arena);
    }
    for (const auto& arena : other.arenas)
        addOnce(arenas, arena);
}

BufferPtr ScratchPool::take(std::size_t bytes) {
    // From the back: what was given back last is warm.
    for (std::size_t i = free_.size(); i-- > 0;) {
        if (free_[i]->size() < bytes || free_[i]->size() > 2 * bytes + 64) continue;
        BufferPtr buffer = std::move(free_[i]);
        free_.erase(free_.begin() + static_cast<std::ptrdiff_t>(i));
        return buffer;
    }
    return makeBuffer(bytes);
}

void ScratchPool::giveBack(BufferPtr&& buffer) {
    if (!buffer) return;
    if (buffer.use_count() == 1 && buffer->size() <= kLargestPooled) {
        if (free_.size() >= kPooledBuffers) free_.erase(free_.begin());
        free_.push_back(std::move(buffer));
    }
    buffer.reset();
}

void ScratchPool::giveBack(Vector& vector) {
    giveBack(std::move(vector.dataOwner));
    giveBack(std::move(vector.validityOwner));
    vector.arenas.clear();
}

std::uint64_t* KernelCall::newValidity() {
    out.validityOwner = pool.take(std::max<std::size_t>(bitmapWords(rows), 1) * 8);
    auto* words = reinterpret_cast<std::uint64_t*>(out.validityOwner->data());
    out.validity = words;
    return words;
}

std::uint64_t* KernelCall::ownValidity() {
    // Shared with an operand: that one must not change.
    if (out.validityOwner && out.validityOwner.use_count() == 1)
        return reinterpret_cast<std::uint64_t*>(out.validityOwner->data());
    const std::uint64_t* shared = out.validity;
    std::uint64_t* words = newValidity();
    const std::size_t size = bitmapWords(rows);
    if (shared) {
        std::copy(shared, shared + size, words);
    } else {
        std::fill(words, words + size, ~std::uint64_t{0});
    }
    return words;
}

void KernelCall::pass(std::size_t i) { out = arguments[i]; }

void KernelCall::setConstantNull() {
    out.constant = true;
    out.null = true;
    out.data = kNullValue;
    out.validity = nullptr;
}

char* TextArena::allocate(std::size_t bytes) {
    if (bytes > left_) {
        chunk_ = std::max(bytes, std::min(chunk_ * 4, kLargestChunk));
        BufferPtr buffer = makeBuffer(chunk_);
        free_ = reinterpret_cast<char*>(buffer->data());
        left_ = chunk_;
        call_.out.arenas.push_back(std::move(buffer));
    }
    char* place = free_;
    free_ += bytes;
    left_ -= bytes;
    return place;
}

} // namespace millrace
