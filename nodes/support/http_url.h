// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/result.h"

#include <string>
#include <string_view>

namespace millrace {

/// An address that can be called (RFC 3986, of the schemes http and https).
struct HttpUrl {
    bool secure = false; ///< https
    std::string host;    ///< "api.example.com"; an IPv6 address without its brackets
    std::string port;    ///< digits, also where the address says none
    std::string target;  ///< path and query: "/users/7?full=1"

    /// As the header `Host` has it: the port only where it is not the scheme's own.
    std::string hostHeader() const;
    /// "https://api.example.com:443": equal for all that one connection can serve.
    std::string origin() const;
};

/// Error: an item without code and node that says what is wrong.
Result<HttpUrl> parseHttpUrl(std::string_view text);

} // namespace millrace
