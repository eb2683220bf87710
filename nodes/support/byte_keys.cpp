// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/byte_keys.h"

#include "engine/base/random.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace millrace {

namespace {

constexpr std::uint32_t kEmpty = UINT32_MAX;
constexpr std::size_t kFirstSlots = 64;
constexpr std::size_t kFirstArena = 1024;
constexpr std::size_t kLargestArena = std::size_t{1} << 20;

std::uint64_t wordAt(const char* bytes, std::size_t size) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes, size);
    return word;
}

/// Eight bytes at a time, each step a multiplication and a rotation; mix64 spreads the result over all bits.
/// Not for hostile input.
std::uint32_t hashOf(std::string_view bytes) {
    const char* at = bytes.data();
    std::size_t left = bytes.size();
    std::uint64_t h = bytes.size() * kGolden64;
    for (; left >= 8; left -= 8, at += 8)
        h = std::rotl((h ^ wordAt(at, 8)) * 0xBF58476D1CE4E5B9ull, 29);
    if (left > 0) h = (h ^ wordAt(at, left)) * 0x94D049BB133111EBull;
    return static_cast<std::uint32_t>(mix64(h));
}

} // namespace

std::uint32_t ByteKeys::find(std::string_view bytes) {
    if ((keys_.size() + 1) * 2 > slots_.size()) grow();
    const std::uint32_t hash = hashOf(bytes);
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
        Slot& slot = slots_[at];
        if (slot.number == kEmpty) {
            slot = {hash, static_cast<std::uint32_t>(keys_.size())};
            keys_.push_back(keep(bytes));
            hashes_.push_back(hash);
            return slot.number;
        }
        if (slot.hash == hash && keys_[slot.number].view() == bytes) return slot.number;
    }
}

std::uint32_t ByteKeys::addUnfindable() {
    keys_.emplace_back("", 0);
    hashes_.push_back(0);
    unfindable_ = static_cast<std::uint32_t>(keys_.size() - 1);
    return unfindable_;
}

void ByteKeys::clear() {
    std::fill(slots_.begin(), slots_.end(), Slot{0, kEmpty});
    keys_.clear();
    hashes_.clear();
    arenas_.clear();
    free_ = nullptr;
    left_ = 0;
    unfindable_ = kEmpty;
}

void ByteKeys::grow() {
    slots_.assign(std::max(kFirstSlots, slots_.size() * 2), Slot{0, kEmpty});
    const std::size_t mask = slots_.size() - 1;
    for (std::uint32_t number = 0; number < keys_.size(); ++number) {
        if (number == unfindable_) continue;
        std::size_t at = hashes_[number] & mask;
        while (slots_[at].number != kEmpty)
            at = (at + 1) & mask;
        slots_[at] = {hashes_[number], number};
    }
}

StringRef ByteKeys::keep(std::string_view bytes) {
    if (bytes.empty()) return {"", 0};
    if (bytes.size() > left_) {
        const std::size_t planned = kFirstArena << std::min<std::size_t>(arenas_.size() * 2, 10);
        left_ = std::max(bytes.size(), std::min(planned, kLargestArena));
        arenas_.push_back(makeBuffer(left_));
        free_ = reinterpret_cast<char*>(arenas_.back()->data());
    }
    std::memcpy(free_, bytes.data(), bytes.size());
    const StringRef kept(free_, bytes.size());
    free_ += bytes.size();
    left_ -= bytes.size();
    return kept;
}

} // namespace millrace
