// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/varint.h"

#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

namespace millrace {

/// Appends plain values to a block of bytes, in the byte order of this machine: for those who read it on the
/// same one.
class ByteWriter {
public:
    explicit ByteWriter(std::string& bytes) : bytes_(bytes) {}

    void varint(std::uint64_t value) { appendVarint(bytes_, value); }
    template <class T> void fixed(T value) {
        static_assert(std::is_trivially_copyable_v<T>);
        raw(&value, sizeof value);
    }
    void raw(const void* data, std::size_t size) {
        if (size > 0) bytes_.append(static_cast<const char*>(data), size);
    }
    void text(std::string_view value) {
        varint(value.size());
        bytes_.append(value);
    }
    std::string& bytes() { return bytes_; }

private:
    std::string& bytes_;
};

/// Takes off again what a ByteWriter wrote. Bytes that end too early give zeros and nothing, and failed()
/// from then on: ask it before a number that was read decides about memory or a loop.
class ByteReader {
public:
    explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

    bool failed() const { return failed_; }
    std::size_t left() const { return bytes_.size(); }
    void fail() {
        failed_ = true;
        bytes_ = {};
    }

    std::uint64_t varint() {
        const auto value = takeVarint(bytes_);
        if (!value) fail();
        return value.value_or(0);
    }
    template <class T> T fixed() {
        static_assert(std::is_trivially_copyable_v<T>);
        T value{};
        const std::string_view bytes = raw(sizeof value);
        if (!bytes.empty()) std::memcpy(&value, bytes.data(), sizeof value);
        return value;
    }
    std::string_view raw(std::uint64_t size) {
        if (size > bytes_.size()) {
            fail();
            return {};
        }
        const std::string_view taken = bytes_.substr(0, static_cast<std::size_t>(size));
        bytes_.remove_prefix(taken.size());
        return taken;
    }
    std::string_view text() { return raw(varint()); }

private:
    std::string_view bytes_;
    bool failed_ = false;
};

} // namespace millrace
