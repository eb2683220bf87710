// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/http_connections.h"

#include "engine/base/text.h"
#include "nodes/support/http_date.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <charconv>
#include <chrono>

namespace millrace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using TlsStream = beast::ssl_stream<beast::tcp_stream>;
using boost::system::error_code;
using boost::system::system_error;

namespace {

constexpr std::uint32_t kMaxHeaderBytes = 64 * 1024;
/// Servers close connections that nobody uses after some time; few do it sooner.
constexpr MonotonicNs kKeptForNs = 30'000'000'000;

asio::ssl::context tlsContext(const std::string& caFile) {
    asio::ssl::context context(asio::ssl::context::tls_client);
    context.set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
    context.set_verify_mode(asio::ssl::verify_peer);
    error_code error;
    // Without authorities of the system every https call fails with the reason; http needs none.
    context.set_default_verify_paths(error);
    if (caFile.empty()) return context;
    context.load_verify_file(caFile, error);
    if (error) {
        Diagnostics problem;
        problem
            .error("MR3459", "cannot read certificates from `" + caFile + "`: " + error.message(),
                   "give a file with certificates in PEM form")
            .parameter = "ca_file";
        throw DiagnosticError(problem);
    }
    return context;
}

/// "120", or the date when to come back (RFC 9110, 10.2.3).
std::optional<MonotonicNs> retryAfterOf(std::string_view text, EpochMs now) {
    std::int64_t seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error == std::errc() && end == text.data() + text.size() && seconds >= 0)
        return std::min<std::int64_t>(seconds, 1'000'000'000) * 1'000'000'000;
    if (const auto when = parseHttpDate(text)) return std::max<EpochMs>(*when - now, 0) * 1'000'000;
    return std::nullopt;
}

/// What a look-up of a host leaves behind, for whoever still waits for it.
struct LookUp {
    explicit LookUp(asio::io_context& loop) : resolver(loop), over(loop) {}
    tcp::resolver resolver;
    asio::steady_timer over;
    std::optional<error_code> error;
    tcp::resolver::results_type found;
};

/// The system's look-up cannot be broken off, so it is left to itself when the time is up.
asio::awaitable<std::vector<tcp::endpoint>> lookUp(asio::io_context& loop, const HttpUrl& url,
                                                   MonotonicNs timeout) {
    error_code isName;
    const auto address = asio::ip::make_address(url.host, isName);
    if (!isName) {
        const auto port = static_cast<unsigned short>(std::stoi(url.port));
        co_return std::vector<tcp::endpoint>{{address, port}};
    }
    const auto look = std::make_shared<LookUp>(loop);
    look->over.expires_after(std::chrono::nanoseconds(timeout));
    look->resolver.async_resolve(url.host, url.port,
                                 [look](const error_code& error, const tcp::resolver::results_type& found) {
                                     look->error = error;
                                     look->found = found;
                                     look->over.cancel();
                                 });
    co_await look->over.async_wait(asio::as_tuple(asio::use_awaitable));
    if (!look->error) throw system_error(beast::error::timeout);
    if (*look->error) throw system_error(*look->error);
    std::vector<tcp::endpoint> endpoints;
    for (const auto& entry : look->found)
        endpoints.push_back(entry.endpoint());
    co_return endpoints;
}

} // namespace

struct HttpConnections::Connection {
    std::string origin;
    std::optional<beast::tcp_stream> plain;
    std::optional<TlsStream> tls;
    beast::flat_buffer buffer;
    MonotonicNs keptSince = 0;
    bool mayBeKept = false;
    bool answered = false; ///< something of the response has come

    beast::tcp_stream& tcp() { return tls ? beast::get_lowest_layer(*tls) : *plain; }
    /// The other side has neither closed it nor sent what nobody asked for.
    bool isQuiet() {
        error_code error;
        char byte = 0;
        tcp().socket().non_blocking(true, error);
        tcp().socket().receive(asio::buffer(&byte, 1), tcp::socket::message_peek, error);
        return error == asio::error::would_block;
    }
};

HttpConnections::HttpConnections(asio::io_context& loop, const Clock& clock, std::size_t kept,
                                 const std::string& caFile)
    : loop_(loop), clock_(clock), most_(kept), tls_(tlsContext(caFile)) {}

HttpConnections::~HttpConnections() = default;

asio::awaitable<void> HttpConnections::connect(Connection& connection, const HttpUrl& url,
                                               MonotonicNs timeout) {
    const auto endpoints = co_await lookUp(loop_, url, timeout);
    if (url.secure)
        connection.tls.emplace(loop_, tls_);
    else
        connection.plain.emplace(loop_);
    connection.tcp().expires_after(std::chrono::nanoseconds(timeout));
    co_await connection.tcp().async_connect(endpoints, asio::use_awaitable);
    connection.tcp().socket().set_option(tcp::no_delay(true));
    if (!url.secure) co_return;
    TlsStream& tls = *connection.tls;
    // Servers of several names need to know which one is meant.
    SSL_set_tlsext_host_name(tls.native_handle(), url.host.c_str());
    tls.set_verify_callback(asio::ssl::host_name_verification(url.host));
    co_await tls.async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);
}

template <class Stream>
asio::awaitable<HttpAnswer> HttpConnections::converse(Stream& stream, Connection& connection,
                                                      const HttpRequest& request, Limits limits) {
    http::request<http::string_body> message(http::string_to_verb(request.method), request.url.target, 11);
    message.set(http::field::host, request.url.hostHeader());
    message.set(http::field::user_agent, "millrace/" MILLRACE_VERSION);
    message.set(http::field::accept, "*/*");
    if (request.body) {
        message.set(http::field::content_type, request.contentType);
        message.body() = *request.body;
    }
    for (const auto& [name, value] : *request.headers)
        message.set(name, value);
    if (request.body || !request.isIdempotent() || request.method == "PUT")
        message.content_length(message.body().size());
    http::response_parser<http::string_body> parser;
    parser.header_limit(kMaxHeaderBytes);
    parser.body_limit(limits.maxBody);
    parser.skip(request.method == "HEAD");
    connection.answered = connection.mayBeKept = false;
    error_code error;
    connection.tcp().expires_after(std::chrono::nanoseconds(limits.timeout));
    std::tie(error, std::ignore) =
        co_await http::async_write(stream, message, asio::as_tuple(asio::use_awaitable));
    if (!error) {
        std::tie(error, std::ignore) =
            co_await http::async_read(stream, connection.buffer, parser, asio::as_tuple(asio::use_awaitable));
        connection.answered = parser.got_some();
    }
    if (error) co_return faultOf(error, limits);
    connection.tcp().expires_never();
    http::response<http::string_body> answer = parser.release();
    connection.mayBeKept = answer.keep_alive();
    HttpResponse response;
    response.status = static_cast<int>(answer.result_int());
    response.reason = toValidUtf8(std::string_view(answer.reason().data(), answer.reason().size()));
    response.body = std::move(answer.body());
    if (const auto after = answer.find(http::field::retry_after); after != answer.end())
        response.retryAfter =
            retryAfterOf(std::string_view(after->value().data(), after->value().size()), clock_.wallClock());
    co_return response;
}

asio::awaitable<HttpAnswer> HttpConnections::converse(Connection& connection, const HttpRequest& request,
                                                      Limits limits) {
    if (connection.tls) co_return co_await converse(*connection.tls, connection, request, limits);
    co_return co_await converse(*connection.plain, connection, request, limits);
}

asio::awaitable<HttpAnswer> HttpConnections::exchange(const HttpRequest& request, Limits limits) {
    const MonotonicNs begin = clock_.now();
    const std::string origin = request.url.origin();
    std::unique_ptr<Connection> connection = takeKept(origin);
    if (connection) {
        HttpAnswer answer = co_await converse(*connection, request, limits);
        const bool wentAway = std::holds_alternative<HttpFault>(answer) && !connection->answered &&
                              std::get<HttpFault>(answer).code == "MR3453";
        if (connection->mayBeKept) keep(std::move(connection));
        // The server had closed it just before: not an attempt that counts, where it cannot have done
        // anything.
        if (!wentAway || !request.isIdempotent()) co_return answer;
        limits.timeout = std::max<MonotonicNs>(limits.timeout - (clock_.now() - begin), 1);
    }
    connection = std::make_unique<Connection>();
    connection->origin = origin;
    std::optional<HttpFault> fault;
    try {
        co_await connect(*connection, request.url, limits.timeout);
    } catch (const system_error& error) {
        fault = faultOf(error.code(), limits);
    }
    if (fault) co_return *fault;
    limits.timeout = std::max<MonotonicNs>(limits.timeout - (clock_.now() - begin), 1);
    HttpAnswer answer = co_await converse(*connection, request, limits);
    if (connection->mayBeKept) keep(std::move(connection));
    co_return answer;
}

std::unique_ptr<HttpConnections::Connection> HttpConnections::takeKept(const std::string& origin) {
    const MonotonicNs now = clock_.now();
    while (!kept_.empty() && now - kept_.front()->keptSince > kKeptForNs)
        kept_.pop_front();
    for (std::size_t i = kept_.size(); i-- > 0;) {
        if (kept_[i]->origin != origin) continue;
        std::unique_ptr<Connection> found = std::move(kept_[i]);
        kept_.erase(kept_.begin() + static_cast<std::ptrdiff_t>(i));
        if (found->isQuiet()) return found;
    }
    return nullptr;
}

void HttpConnections::keep(std::unique_ptr<Connection> connection) {
    connection->keptSince = clock_.now();
    kept_.push_back(std::move(connection));
    if (kept_.size() > most_) kept_.pop_front();
}

HttpFault HttpConnections::faultOf(const error_code& error, Limits limits) const {
    if (error == beast::error::timeout) return {"MR3454", "no answer within the time allowed"};
    if (error == http::error::body_limit)
        return {.code = "MR3455",
                .text = "the answer is longer than " + formatSize(static_cast<std::int64_t>(limits.maxBody)),
                .mayTryAgain = false,
                .isOfTheServer = false};
    if (error == http::error::end_of_stream || error == asio::error::eof ||
        error == asio::ssl::error::stream_truncated)
        return {"MR3453", "the server closed the connection without an answer"};
    if (error.category() == http::make_error_code(http::error::bad_version).category())
        return {"MR3455", "the answer cannot be understood: " + error.message()};
    return {"MR3453", error.message()};
}

} // namespace millrace
