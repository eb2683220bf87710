// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstring>

#include "nodes/support/byte_source.h"

namespace millrace {

namespace {

/// Code points of Windows-1252's bytes 0x80 to 0x9F; the five that are not assigned stand for U+FFFD.
/// https://www.unicode.org/Public/MAPPINGS/VENDORS/MICSFT/WINDOWS/CP1252.TXT
constexpr std::array<std::uint16_t, 32> kWindows1252{
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};

/// Writes a code point below U+10000 and returns where the next goes.
char* putCodePoint(char* to, unsigned codePoint) {
    if (codePoint < 0x80) {
        *to++ = static_cast<char>(codePoint);
    } else if (codePoint < 0x800) {
        *to++ = static_cast<char>(0xC0 | (codePoint >> 6));
        *to++ = static_cast<char>(0x80 | (codePoint & 0x3F));
    } else {
        *to++ = static_cast<char>(0xE0 | (codePoint >> 12));
        *to++ = static_cast<char>(0x80 | ((codePoint >> 6) & 0x3F));
        *to++ = static_cast<char>(0x80 | (codePoint & 0x3F));
    }
    return to;
}

/// Bytes of a one-byte encoding become up to three each. What does not fit the caller's space waits for the
/// next call.
class SingleByteDecoder {
public:
    SingleByteDecoder(ReadBytes source, TextEncoding encoding)
        : source_(std::move(source)), encoding_(encoding) {}

    std::ptrdiff_t operator()(char* to, std::size_t size) {
        if (begin_ == ready_.size()) {
            std::array<char, 8192> bytes;
            const std::ptrdiff_t count = source_(bytes.data(), bytes.size());
            if (count <= 0) return count;
            ready_.resize(static_cast<std::size_t>(count) * 3);
            char* end = ready_.data();
            for (std::ptrdiff_t i = 0; i < count; ++i) {
                unsigned codePoint = static_cast<unsigned char>(bytes[static_cast<std::size_t>(i)]);
                if (encoding_ == TextEncoding::Windows1252 && codePoint >= 0x80 && codePoint < 0xA0) {
                    codePoint = kWindows1252[codePoint - 0x80];
                }
                end = putCodePoint(end, codePoint);
            }
            ready_.resize(static_cast<std::size_t>(end - ready_.data()));
            begin_ = 0;
        }
        const std::size_t count = std::min(size, ready_.size() - begin_);
        std::memcpy(to, ready_.data() + begin_, count);
        begin_ += count;
        return static_cast<std::ptrdiff_t>(count);
    }

private:
    ReadBytes source_;
    TextEncoding encoding_;
    std::string ready_;
    std::size_t begin_ = 0;
};

} // namespace

ReadBytes decoded(ReadBytes source, TextEncoding encoding) {
    if (encoding == TextEncoding::Utf8) return source;
    return SingleByteDecoder(std::move(source), encoding);
}

} // namespace millrace
