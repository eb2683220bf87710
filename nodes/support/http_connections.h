// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nodes/support/http_message.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>
#include <deque>

namespace millrace {

/// Sends requests over HTTP/1.1, each on a connection of its own while it is under way; connections are kept
/// for the next request to the same host, as many as may be in use at once. TLS certificates are checked
/// against the system's authorities. Include it in few places: it draws in all of Boost.Asio. Used by the
/// thread of the loop.
class HttpConnections {
public:
    /// `caFile`: authorities (PEM) to trust beside the system's; empty: none. Throws DiagnosticError MR3459
    /// when it cannot be read.
    HttpConnections(boost::asio::io_context& loop, const Clock& clock, std::size_t kept,
                    const std::string& caFile);
    ~HttpConnections();

    struct Limits {
        MonotonicNs timeout = 0; ///< for everything from looking up the host to the last byte
        std::size_t maxBody = 0; ///< bytes; a longer answer is a fault
    };
    /// MR3453 no connection or a broken one, MR3454 time is up, MR3455 an answer that cannot be used.
    boost::asio::awaitable<HttpAnswer> exchange(const HttpRequest& request, Limits limits);

private:
    struct Connection;
    boost::asio::awaitable<void> connect(Connection& connection, const HttpUrl& url, MonotonicNs timeout);
    template <class Stream>
    boost::asio::awaitable<HttpAnswer> converse(Stream& stream, Connection& connection,
                                                const HttpRequest& request, Limits limits);
    boost::asio::awaitable<HttpAnswer> converse(Connection& connection, const HttpRequest& request,
                                                Limits limits);
    std::unique_ptr<Connection> takeKept(const std::string& origin);
    void keep(std::unique_ptr<Connection> connection);
    HttpFault faultOf(const boost::system::error_code& error, Limits limits) const;

    boost::asio::io_context& loop_;
    const Clock& clock_;
    const std::size_t most_;
    boost::asio::ssl::context tls_;
    std::deque<std::unique_ptr<Connection>> kept_; ///< last used last
};

} // namespace millrace
