// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace millrace {

/// Names messages by what they are: the first 128 bits of the SHA-256 of topic, key, value and time stamp, in
/// hexadecimal digits. Equal messages have equal ids, whoever sends them, in whichever order and how often.
class MessageId {
public:
    MessageId();

    /// `timestamp`: milliseconds since 1970; none where the message has the time of its sending. Valid until
    /// the next call.
    std::string_view of(std::string_view topic, std::optional<std::string_view> key,
                        std::optional<std::string_view> value, std::optional<std::int64_t> timestamp);

private:
    struct Free {
        void operator()(evp_md_ctx_st* context) const;
    };
    std::unique_ptr<evp_md_ctx_st, Free> context_;
    std::string framed_, id_;
};

} // namespace millrace
