// SPDX-License-Identifier: Apache-2.0
#include "engine/base/text.h"
#include "engine/expression/functions/json_path.h"
#include "engine/expression/functions/text_rows.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <array>

namespace millrace {
namespace {

/// STRING (its UTF-8 octets) or BYTES.
bool expectOctets(CallBinder& c, std::size_t i) { return c.type(i).id() == TypeId::Bytes || c.expectText(i); }

const unsigned char* octets(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

StringRef hexText(TextArena& arena, const unsigned char* data, std::size_t size, const char* digits) {
    if (size == 0) return {};
    char* out = arena.allocate(2 * size);
    for (std::size_t i = 0; i < size; ++i) {
        out[2 * i] = digits[data[i] >> 4];
        out[2 * i + 1] = digits[data[i] & 15];
    }
    return {out, 2 * size};
}

constexpr const char* kLower = "0123456789abcdef";
constexpr const char* kUpper = "0123456789ABCDEF";

template <const EVP_MD* (*kDigest)()> TypedPtr bindDigest(CallBinder& c) {
    if (!expectOctets(c, 0)) return nullptr;
    return c.call(TypeId::String, [](KernelCall& call) {
        TextArena arena(call);
        const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
        mapToText(call, [&](std::size_t i) {
            const std::string_view text = textAt(call[0], i);
            std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
            unsigned int size = 0;
            const bool ok = context && EVP_DigestInit_ex(context.get(), kDigest(), nullptr) == 1 &&
                            EVP_DigestUpdate(context.get(), text.data(), text.size()) == 1 &&
                            EVP_DigestFinal_ex(context.get(), digest.data(), &size) == 1;
            if (!ok) call.setNull(i);
            return ok ? hexText(arena, digest.data(), size, kLower) : StringRef();
        });
    });
}

TypedPtr bindHashToken(CallBinder& c) {
    if (!c.expectText(0) || !c.expectText(1)) return nullptr;
    return c.call(TypeId::String, [](KernelCall& call) {
        TextArena arena(call);
        mapToText(call, [&](std::size_t i) {
            const std::string_view text = textAt(call[0], i);
            const std::string_view key = textAt(call[1], i);
            std::array<unsigned char, EVP_MAX_MD_SIZE> token;
            unsigned int size = 0;
            const void* keyData = key.empty() ? "" : key.data();
            const bool ok = HMAC(EVP_sha256(), keyData, static_cast<int>(key.size()), octets(text),
                                 text.size(), token.data(), &size) != nullptr;
            if (!ok) call.setNull(i);
            return ok ? hexText(arena, token.data(), size, kLower) : StringRef();
        });
    });
}

TypedPtr bindToBase64(CallBinder& c) {
    if (!expectOctets(c, 0)) return nullptr;
    return c.call(TypeId::String, [](KernelCall& call) {
        TextArena arena(call);
        mapToText(call, [&](std::size_t i) {
            const std::string_view text = textAt(call[0], i);
            if (text.empty()) return StringRef();
            const std::size_t size = (text.size() + 2) / 3 * 4;
            // One more: the library ends its text with a zero byte.
            auto* out = arena.allocate(size + 1);
            EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out), octets(text),
                            static_cast<int>(text.size()));
            return StringRef(out, size);
        });
    });
}

int base64Digit(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/// Whole groups of four, padded with `=` at the end; bits that padding leaves over are not looked at.
bool decodeBase64(std::string_view text, std::string& out) {
    out.clear();
    if (text.size() % 4 != 0) return false;
    std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    for (std::size_t i = 0; i < text.size(); i += 4) {
        std::uint32_t bits = 0;
        for (std::size_t k = i; k < i + 4; ++k) {
            const bool pad = k + padding >= text.size();
            const int digit = pad ? 0 : base64Digit(text[k]);
            if (digit < 0) return false;
            bits = bits << 6 | static_cast<std::uint32_t>(digit);
        }
        const std::size_t bytes = i + 4 == text.size() ? 3 - padding : 3;
        for (std::size_t k = 0; k < bytes; ++k)
            out += static_cast<char>(bits >> (16 - 8 * k) & 0xFF);
    }
    return true;
}

TypedPtr bindFromBase64(CallBinder& c) {
    if (!c.expectText(0)) return nullptr;
    return c.call(TypeId::String, [](KernelCall& call) {
        TextArena arena(call);
        std::string decoded;
        mapToText(call, [&](std::size_t i) {
            if (decodeBase64(textAt(call[0], i), decoded) && isValidUtf8(decoded)) return arena.copy(decoded);
            call.setNull(i);
            return StringRef();
        });
    });
}

TypedPtr bindHex(CallBinder& c) {
    if (!expectOctets(c, 0)) return nullptr;
    return c.call(TypeId::String, [](KernelCall& call) {
        TextArena arena(call);
        mapToText(call, [&](std::size_t i) {
            const std::string_view text = textAt(call[0], i);
            return hexText(arena, octets(text), text.size(), kUpper);
        });
    });
}

int hexDigit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

TypedPtr bindUnhex(CallBinder& c) {
    if (!c.expectText(0)) return nullptr;
    return c.call(TypeId::Bytes, [](KernelCall& call) {
        TextArena arena(call);
        mapToText(call, [&](std::size_t i) {
            const std::string_view text = textAt(call[0], i);
            bool ok = text.size() % 2 == 0;
            for (const char digit : text)
                ok = ok && hexDigit(digit) >= 0;
            if (!ok) call.setNull(i);
            if (!ok || text.empty()) return StringRef();
            char* out = arena.allocate(text.size() / 2);
            for (std::size_t k = 0; k < text.size(); k += 2)
                out[k / 2] = static_cast<char>(hexDigit(text[k]) << 4 | hexDigit(text[k + 1]));
            return StringRef(out, text.size() / 2);
        });
    });
}

TypedPtr bindJsonValue(CallBinder& c) {
    if (!c.expectText(0)) return nullptr;
    const auto text = c.literalText(1);
    if (!text) return nullptr;
    std::string problem;
    const auto path = JsonPath::compile(*text, problem);
    if (!path) return c.error(expression_codes::kArgument, 1, problem, "a path is written '$.name.other[0]'");
    c.arguments().resize(1);
    return c.call(TypeId::String, [path = *path](KernelCall& call) {
        TextArena arena(call);
        std::string value;
        mapToText(call, [&](std::size_t i) {
            if (path.find(textAt(call[0], i), value)) return arena.copy(value);
            call.setNull(i);
            return StringRef();
        });
    });
}

constexpr FunctionRow kRows[] = {
    {"MD5", "MD5(s) -> STRING", "Coding", "MD5 of the UTF-8 octets in lower-case hex.", 1, 1,
     bindDigest<EVP_md5>},
    {"SHA256", "SHA256(s) -> STRING", "Coding", "SHA-256 of the UTF-8 octets in lower-case hex.", 1, 1,
     bindDigest<EVP_sha256>},
    {"HASH_TOKEN", "HASH_TOKEN(s, key) -> STRING", "Coding",
     "HMAC-SHA256 of s with the key in lower-case hex: a stable token that does not tell s.", 2, 2,
     bindHashToken},
    {"TO_BASE64", "TO_BASE64(s) -> STRING", "Coding", "Base64 on one line.", 1, 1, bindToBase64},
    {"FROM_BASE64", "FROM_BASE64(s) -> STRING", "Coding",
     "Text from Base64; NULL for bad input or octets that are not UTF-8.", 1, 1, bindFromBase64},
    {"HEX", "HEX(b) -> STRING", "Coding", "Octets of BYTES or STRING in upper-case hex.", 1, 1, bindHex},
    {"UNHEX", "UNHEX(s) -> BYTES", "Coding", "Octets from pairs of hex digits; NULL for anything else.", 1, 1,
     bindUnhex},
    {"JSON_VALUE", "JSON_VALUE(s, '$.a.b') -> STRING", "Coding",
     "A string, whole number or truth value at a path in JSON text; NULL for objects, arrays, other numbers "
     "and where there is nothing.",
     2, 2, bindJsonValue},
};

} // namespace

std::span<const FunctionRow> codingRows() { return kRows; }

} // namespace millrace
