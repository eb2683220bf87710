// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/http_client.h"

#include "engine/operator/retry_budget.h"
#include "nodes/support/http_connections.h"

#include <fmt/format.h>
#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>

namespace millrace {

namespace asio = boost::asio;

namespace {

/// For those who call seldom: the budget's ratio alone would never let them try again.
constexpr double kRetriesPerSecond = 1;
/// A server may ask for any time; this much is waited for.
constexpr MonotonicNs kLongestRetryAfterNs = 600'000'000'000;
/// How often a call looks whether the probes of a half open breaker have come back.
constexpr MonotonicNs kProbesBackNs = 20'000'000;

} // namespace

class HttpClient::Caller : public std::enable_shared_from_this<Caller> {
public:
    Caller(asio::io_context& loop, OperatorContext& context, HttpCallSettings given, std::size_t inFlight)
        : settings(std::move(given)),
          loop_(loop),
          context_(context),
          clock_(context.clock()),
          connections_(loop, clock_, inFlight, settings.caFile),
          budget_(settings.retryBudget, kRetriesPerSecond),
          random_(deriveSeed(context.seed(), "http_call", static_cast<std::uint64_t>(context.subtask()))) {
        if (settings.breaker) breaker_.emplace(*settings.breaker);
    }

    void spawn(HttpRequest request, std::function<void(HttpOutcome)> then) {
        asio::co_spawn(loop_, call(shared_from_this(), std::move(request)),
                       [then = std::move(then)](std::exception_ptr error, HttpOutcome outcome) {
                           if (error) outcome.answer = faultOf(error);
                           then(std::move(outcome));
                       });
    }

    HttpCallSettings settings;

private:
    static HttpFault faultOf(const std::exception_ptr& error) {
        try {
            std::rethrow_exception(error);
        } catch (const std::exception& known) {
            return {"MR3453", known.what()};
        } catch (...) {
            return {"MR3453", "the call failed without saying why"};
        }
    }

    /// `self` keeps the caller for as long as the call is under way, also where nobody waits for it any more.
    asio::awaitable<HttpOutcome> call(std::shared_ptr<Caller> self, HttpRequest request) {
        const MonotonicNs begin = clock_.now();
        budget_.fresh(1, begin);
        HttpOutcome outcome;
        for (int attempt = 1;; ++attempt) {
            if (!co_await passesBreaker()) {
                outcome.answer = refusal(attempt, outcome.answer);
                break;
            }
            outcome.answer =
                co_await self->connections_.exchange(request, {settings.timeout, settings.maxBody});
            const MonotonicNs now = clock_.now();
            const std::optional<MonotonicNs> asked = retryAfterOf(outcome.answer);
            if (isFailure(outcome.answer)) turnIntoFault(outcome.answer);
            const auto* const fault = std::get_if<HttpFault>(&outcome.answer);
            countForBreaker(fault && fault->isOfTheServer ? fault : nullptr, now, request);
            if (!fault) break;
            if (!fault->mayTryAgain || attempt > settings.retries) {
                addAttempts(outcome.answer, attempt, "");
                break;
            }
            if (!budget_.take(now)) {
                addAttempts(outcome.answer, attempt, ", and the retry budget is used up");
                break;
            }
            co_await sleep(asked.value_or(settings.backoff.wait(attempt, random_.uniform())));
        }
        outcome.took = clock_.now() - begin;
        co_return outcome;
    }

    bool isFailure(const HttpAnswer& answer) const {
        const auto* const response = std::get_if<HttpResponse>(&answer);
        return response && settings.retryOn.contain(response->status);
    }
    static void turnIntoFault(HttpAnswer& answer) {
        const HttpResponse& response = std::get<HttpResponse>(answer);
        std::string text = fmt::format("the server answered {}", response.status);
        if (!response.reason.empty()) text += " " + response.reason;
        answer = HttpFault{"MR3456", std::move(text)};
    }
    static void addAttempts(HttpAnswer& answer, int attempts, const char* more) {
        if (attempts > 1 || *more != 0)
            std::get<HttpFault>(answer).text += fmt::format(" (attempt {}{})", attempts, more);
    }
    static std::optional<MonotonicNs> retryAfterOf(const HttpAnswer& answer) {
        const auto* const response = std::get_if<HttpResponse>(&answer);
        if (!response || !response->retryAfter) return std::nullopt;
        return std::min(*response->retryAfter, kLongestRetryAfterNs);
    }

    asio::awaitable<bool> passesBreaker() {
        while (breaker_ && breaker_->admit(1, clock_.now()) == 0) {
            if (!settings.waitsForBreaker) co_return false;
            const bool isOpen = breaker_->state() == Breaker::State::Open;
            co_await sleep(isOpen ? breaker_->reopensAt() - clock_.now() : kProbesBackNs);
        }
        co_return true;
    }
    /// Of a first attempt, or of one more after a fault.
    static HttpFault refusal(int attempt, const HttpAnswer& last) {
        if (attempt == 1) return {"MR3457", "not called, for the circuit breaker is open"};
        return {"MR3457", std::get<HttpFault>(last).text + "; then the circuit breaker opened"};
    }
    void countForBreaker(const HttpFault* fault, MonotonicNs now, const HttpRequest& request) {
        if (!breaker_) return;
        const Breaker::State before = breaker_->state();
        const double share = breaker_->failureShare(now);
        breaker_->count(1, fault ? 1 : 0, now);
        if (breaker_->state() == before || breaker_->state() != Breaker::State::Open) return;
        Diagnostic d;
        d.severity = Severity::Warning;
        d.code = "MR3457";
        d.message = before == Breaker::State::HalfOpen
                        ? "the circuit breaker stays open: a probe failed"
                        : fmt::format("the circuit breaker has opened: {:.0f} % of the calls failed",
                                      std::max(share, breaker_->failureShare(now)) * 100);
        d.message += fmt::format("; the last one, to {}: {}", request.url.origin(), fault->text);
        context_.report(std::move(d));
    }

    asio::awaitable<void> sleep(MonotonicNs duration) {
        asio::steady_timer timer(loop_);
        timer.expires_after(std::chrono::nanoseconds(std::max<MonotonicNs>(duration, 0)));
        co_await timer.async_wait(asio::use_awaitable);
    }

    asio::io_context& loop_;
    OperatorContext& context_;
    const Clock& clock_;
    HttpConnections connections_;
    RetryBudget budget_;
    std::optional<Breaker> breaker_;
    Random random_;
};

HttpClient::HttpClient(asio::io_context& loop, OperatorContext& context, HttpCallSettings settings,
                       std::size_t inFlight)
    : caller_(std::make_shared<Caller>(loop, context, std::move(settings), inFlight)) {}

HttpClient::~HttpClient() = default;

void HttpClient::call(HttpRequest request, std::function<void(HttpOutcome)> then) {
    caller_->spawn(std::move(request), std::move(then));
}

void HttpClient::adopt(const HttpCallSettings& settings) {
    caller_->settings.timeout = settings.timeout;
    caller_->settings.retries = settings.retries;
    caller_->settings.backoff = settings.backoff;
}

} // namespace millrace
