// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/kafka/message_id.h"

#include "engine/data/byte_stream.h"

#include <openssl/evp.h>

#include <array>
#include <stdexcept>

namespace millrace {

namespace {

constexpr std::size_t kBytes = 16;

} // namespace

void MessageId::Free::operator()(evp_md_ctx_st* context) const { EVP_MD_CTX_free(context); }

MessageId::MessageId() : context_(EVP_MD_CTX_new()), id_(2 * kBytes, '0') {
    if (!context_) throw std::runtime_error("SHA-256 is not available");
}

std::string_view MessageId::of(std::string_view topic, std::optional<std::string_view> key,
                               std::optional<std::string_view> value, std::optional<std::int64_t> timestamp) {
    framed_.clear();
    // How many bytes a text has stands before it, so that no two messages are the same bytes.
    ByteWriter bytes(framed_);
    bytes.text(topic);
    for (const auto& part : {key, value}) {
        bytes.varint(part ? 1 : 0);
        if (part) bytes.text(*part);
    }
    bytes.text(timestamp ? std::to_string(*timestamp) : std::string());
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    if (EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) != 1 ||
        EVP_DigestUpdate(context_.get(), framed_.data(), framed_.size()) != 1 ||
        EVP_DigestFinal_ex(context_.get(), digest.data(), &size) != 1)
        throw std::runtime_error("SHA-256 is not available");
    constexpr std::string_view kHex = "0123456789abcdef";
    for (std::size_t i = 0; i < kBytes; ++i) {
        id_[2 * i] = kHex[digest[i] >> 4];
        id_[2 * i + 1] = kHex[digest[i] & 15];
    }
    return id_;
}

} // namespace millrace
