// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/operator/backoff.h"
#include "engine/operator/breaker.h"
#include "engine/operator/operator_context.h"
#include "nodes/support/http_message.h"
#include "nodes/support/http_statuses.h"

#include <functional>

namespace millrace {

/// How calls are made, and made again.
struct HttpCallSettings {
    MonotonicNs timeout = 10'000'000'000; ///< of one attempt
    int retries = 2;                      ///< attempts after the first
    Backoff backoff;
    double retryBudget = 0.2; ///< retries per call, see RetryBudget
    HttpStatuses retryOn;     ///< these answers are failures, too
    std::optional<Breaker::Settings> breaker;
    bool waitsForBreaker = true; ///< false: a call is refused while the breaker is open
    std::size_t maxBody = 1 << 20;
    std::string caFile; ///< see HttpConnections
};

/// What came of a call.
struct HttpOutcome {
    HttpAnswer answer;
    MonotonicNs took = 0; ///< with all attempts and what lies between them
};

/// Makes calls on an event loop until they succeed or may not be tried again: retries with exponential
/// backoff and full jitter out of a budget, behind a circuit breaker. Used by the thread of the loop. Must be
/// gone, or never used again, when the loop goes.
class HttpClient {
public:
    /// At most `inFlight` calls are under way at once. Throws DiagnosticError MR3459, see HttpConnections.
    HttpClient(boost::asio::io_context& loop, OperatorContext& context, HttpCallSettings settings,
               std::size_t inFlight);
    ~HttpClient();
    /// `then` is called on the loop, later. Faults beside those of HttpConnections: MR3456 an answer that is
    /// a failure, MR3457 the breaker is open.
    void call(HttpRequest request, std::function<void(HttpOutcome)> then);
    /// Other times, numbers of attempts and backoff from now on.
    void adopt(const HttpCallSettings& settings);

private:
    class Caller;
    std::shared_ptr<Caller> caller_; ///< shared with the calls under way
};

} // namespace millrace
