// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/result.h"

#include <bitset>
#include <string_view>

namespace millrace {

/// A set of HTTP status codes, written "429, 5xx".
class HttpStatuses {
public:
    /// Error: an item without code and node.
    static Result<HttpStatuses> parse(std::string_view text);
    bool contain(int status) const {
        return status >= 0 && status < static_cast<int>(codes_.size()) &&
               codes_[static_cast<std::size_t>(status)];
    }

private:
    std::bitset<600> codes_;
};

} // namespace millrace
