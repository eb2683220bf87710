// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"
#include "nodes/support/http_url.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace millrace {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

/// One request, to be sent once or several times.
struct HttpRequest {
    std::string method; ///< "GET"
    HttpUrl url;
    std::shared_ptr<const HttpHeaders> headers; ///< beside those that the protocol needs
    std::string contentType;                    ///< of the body, where there is one
    std::optional<std::string> body;

    /// Sending it twice does what sending it once does (RFC 9110, 9.2.2).
    bool isIdempotent() const { return method != "POST" && method != "PATCH"; }
};

struct HttpResponse {
    int status = 0;
    std::string reason; ///< "Service Unavailable"; may be empty
    std::string body;
    std::optional<MonotonicNs> retryAfter; ///< what the server asks for, from now on
};

/// Why there is no response, or none that is of use.
struct HttpFault {
    std::string code; ///< "MR3453"
    std::string text;
    bool mayTryAgain = true;   ///< another attempt could go better
    bool isOfTheServer = true; ///< false: the request or what was allowed for it is at fault
};

using HttpAnswer = std::variant<HttpResponse, HttpFault>;

} // namespace millrace
