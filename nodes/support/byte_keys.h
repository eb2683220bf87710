// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/column.h"

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace millrace {

/// Dense numbers for distinct byte strings: open addressing with linear probing, at most half full; the
/// strings are copied into arenas that results may share. Not thread-safe.
class ByteKeys {
public:
    /// The number of these bytes; new ones get the next.
    std::uint32_t find(std::string_view bytes);
    /// Takes the next number for something that find() never returns (NULL). Once until clear().
    std::uint32_t addUnfindable();

    std::size_t size() const { return keys_.size(); }
    std::string_view key(std::uint32_t number) const { return keys_[number].view(); }
    const std::vector<BufferPtr>& arenas() const { return arenas_; }
    /// Arenas may still be shared by columns, so they are let go, not overwritten.
    void clear();

private:
    struct Slot {
        std::uint32_t hash;
        std::uint32_t number;
    };

    void grow();
    StringRef keep(std::string_view bytes);

    std::vector<Slot> slots_; ///< a power of two of them
    std::vector<StringRef> keys_;
    std::vector<std::uint32_t> hashes_;
    std::vector<BufferPtr> arenas_;
    char* free_ = nullptr;
    std::size_t left_ = 0;
    std::uint32_t unfindable_ = UINT32_MAX;
};

} // namespace millrace
