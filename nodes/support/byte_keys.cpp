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

template <class T> std::uint64_t load(const char* bytes) {
    T word = 0;
    std::memcpy(&word, bytes, sizeof(word));
    return word;
}

/// Up to eight bytes as one word; loads overlap instead of looping. 0 < size <= 8.
std::uint64_t lastWord(const char* end, std::size_t size) {
    const char* const begin = end - size;
    if (size == 8) return load<std::uint64_t>(begin);
    if (size >= 4) return load<std::uint32_t>(begin) << 32 | load<std::uint32_t>(end - 4);
    const auto byte = [begin](std::size_t i) { return load<std::uint8_t>(begin + i); };
    return byte(0) << 16 | byte(size / 2) << 8 | byte(size - 1);
}

/// Eight bytes at a time, each step a multiplication and a rotation; mix64 spreads the result over all bits.
/// Not for hostile input.
std::uint32_t hashOf(std::string_view bytes) {
    const char* at = bytes.data();
    std::size_t left = bytes.size();
    std::uint64_t h = bytes.size() * kGolden64;
    for (; left > 8; left -= 8, at += 8)
        h = std::rotl((h ^ load<std::uint64_t>(at)) * 0xBF58476D1CE4E5B9ull, 29);
    if (left > 0) h = (h ^ lastWord(at + left, left)) * 0x94D049BB133111EBull;
    return static_cast<std::uint32_t>(mix64(h));
}

/// memcmp() by hand: keys are short, and the call costs more than the work.
bool equalBytes(const char* a, const char* b, std::size_t size) {
    for (; size > 8; size -= 8, a += 8, b += 8)
        if (load<std::uint64_t>(a) != load<std::uint64_t>(b)) return false;
    return size == 0 || lastWord(a + size, size) == lastWord(b + size, size);
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
        if (slot.hash != hash) continue;
        const StringRef& key = keys_[slot.number];
        if (key.size == bytes.size() && equalBytes(key.data, bytes.data(), bytes.size())) return slot.number;
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
