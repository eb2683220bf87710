// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nodes/support/avro/avro_schema.h"

#include <bit>
#include <cstring>
#include <string>
#include <string_view>

namespace millrace {

static_assert(std::endian::native == std::endian::little, "Avro's numbers are taken as they lie in memory");

/// Takes Avro's binary values off the front of some bytes, whatever is in them. What cannot be taken gives
/// false, and says why.
class AvroCursor {
public:
    explicit AvroCursor(std::string_view bytes)
        : at_(bytes.data()),
          end_(bytes.data() + bytes.size()),
          items_(bytes.size() + kItemsWithoutBytes),
          steps_(16 * bytes.size() + kStepsWithoutBytes) {}

    std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }
    const std::string& why() const { return why_; }
    bool fail(std::string why) {
        why_ = std::move(why);
        return false;
    }
    /// What failed is within this field.
    bool failIn(const std::string& field) {
        where_ = where_.empty() ? field : field + "." + where_;
        return false;
    }
    std::string whereAndWhy() const { return where_.empty() ? why_ : "`" + where_ + "`: " + why_; }

    /// A zigzag number.
    bool number(std::int64_t& value) {
        if (at_ != end_ && static_cast<unsigned char>(*at_) < 0x80) {
            const auto byte = static_cast<unsigned char>(*at_++);
            value = static_cast<std::int64_t>(byte >> 1) ^ -static_cast<std::int64_t>(byte & 1);
            return true;
        }
        return longNumber(value);
    }
    bool bytes(std::size_t count, std::string_view& value) {
        if (count > left()) return cut();
        value = {at_, count};
        at_ += count;
        return true;
    }
    /// With their length before them.
    bool bytes(std::string_view& value) {
        std::int64_t count = 0;
        if (!number(count)) return false;
        if (count < 0) return fail("a length is negative");
        return bytes(static_cast<std::uint64_t>(count), value);
    }
    template <class T> bool fixed(T& value) {
        if (left() < sizeof value) return cut();
        std::memcpy(&value, at_, sizeof value);
        at_ += sizeof value;
        return true;
    }
    bool boolean(bool& value) {
        std::uint8_t byte = 0;
        if (!fixed(byte)) return false;
        value = byte == 1;
        return byte <= 1 || fail("a boolean is neither 0 nor 1");
    }
    /// A number that chooses one of so many.
    bool choice(std::size_t count, std::size_t& chosen) {
        std::int64_t number = 0;
        if (!this->number(number)) return false;
        if (number < 0 || static_cast<std::uint64_t>(number) >= count)
            return fail("there is no choice " + std::to_string(number) + " of " + std::to_string(count));
        chosen = static_cast<std::size_t>(number);
        return true;
    }
    /// The next block of an array or map: how many items, 0 at the end, and how many bytes they take, where
    /// that is said.
    bool block(std::uint64_t& items, std::optional<std::size_t>& size) {
        std::int64_t count = 0;
        size.reset();
        if (!number(count)) return false;
        items = static_cast<std::uint64_t>(count);
        if (count < 0) {
            items = 0 - items;
            std::int64_t bytes = 0;
            if (!number(bytes)) return false;
            if (bytes < 0 || static_cast<std::uint64_t>(bytes) > left()) return cut();
            size = static_cast<std::size_t>(bytes);
        }
        if (items > items_) return fail("an array or map says that it has more in it than can be");
        items_ -= items;
        return true;
    }
    /// Passes over a value, whatever it is.
    bool skip(const AvroType& type, int depth = 0);

private:
    /// Values may take no bytes at all (null, an empty record): so many of those, in all, are believed.
    static constexpr std::uint64_t kItemsWithoutBytes = 65'536;
    /// Records of records of nothing can be many although they are few in the schema.
    static constexpr std::uint64_t kStepsWithoutBytes = 1'000'000;

    bool cut() { return fail("it ends early"); }
    bool longNumber(std::int64_t& value);
    bool skipBlocks(const AvroType& item, bool keys, int depth);

    const char* at_;
    const char* end_;
    std::uint64_t items_; ///< that arrays and maps may still have
    std::uint64_t steps_; ///< that skip() may still take
    std::string why_, where_;
};

} // namespace millrace
