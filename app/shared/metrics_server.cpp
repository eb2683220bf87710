// SPDX-License-Identifier: Apache-2.0
#include "app/shared/metrics_server.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <thread>

namespace millrace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

namespace {

constexpr std::size_t kMaxRequestBytes = 16 * 1024;
constexpr std::chrono::seconds kRequestTimeout{10};

using TextSource = std::function<std::string()>;

http::response<http::string_body> answer(const http::request<http::empty_body>& request,
                                         const TextSource& text) {
    http::response<http::string_body> response;
    response.version(request.version());
    response.keep_alive(false);
    response.set(http::field::content_type, "text/plain; charset=utf-8");
    const bool known = request.target() == "/metrics" || request.target() == "/";
    if (request.method() != http::verb::get && request.method() != http::verb::head) {
        response.result(http::status::method_not_allowed);
        response.body() = "only GET is served here\n";
    } else if (!known) {
        response.result(http::status::not_found);
        response.body() = "metrics are at /metrics\n";
    } else {
        response.result(http::status::ok);
        response.set(http::field::content_type, "text/plain; version=0.0.4; charset=utf-8");
        response.body() = text();
    }
    response.prepare_payload();
    if (request.method() == http::verb::head) response.body().clear();
    return response;
}

/// One connection: read a request, answer, close. Keeps itself alive through its handlers.
class Session : public std::enable_shared_from_this<Session> {
public:
    Session(asio::ip::tcp::socket socket, const TextSource& text) : stream_(std::move(socket)), text_(text) {
        parser_.header_limit(kMaxRequestBytes);
    }
    void start() {
        stream_.expires_after(kRequestTimeout);
        http::async_read(stream_, buffer_, parser_,
                         [self = shared_from_this()](beast::error_code error, std::size_t) {
                             if (!error) self->write();
                         });
    }

private:
    void write() {
        response_ = answer(parser_.get(), text_);
        http::async_write(stream_, response_, [self = shared_from_this()](beast::error_code, std::size_t) {
            beast::error_code ignored;
            self->stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
        });
    }
    beast::tcp_stream stream_;
    const TextSource& text_;
    beast::flat_buffer buffer_{kMaxRequestBytes};
    http::request_parser<http::empty_body> parser_;
    http::response<http::string_body> response_;
};

} // namespace

struct MetricsServer::Impl {
    explicit Impl(TextSource source) : text(std::move(source)) {}

    void accept() {
        acceptor.async_accept([this](beast::error_code error, asio::ip::tcp::socket socket) {
            if (error == asio::error::operation_aborted) return;
            if (!error) std::make_shared<Session>(std::move(socket), text)->start();
            accept();
        });
    }

    TextSource text;
    asio::io_context context{1};
    asio::ip::tcp::acceptor acceptor{context};
    std::thread thread;
};

MetricsServer::MetricsServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

MetricsServer::~MetricsServer() {
    impl_->context.stop();
    if (impl_->thread.joinable()) impl_->thread.join();
}

unsigned short MetricsServer::port() const { return impl_->acceptor.local_endpoint().port(); }

Result<std::unique_ptr<MetricsServer>> MetricsServer::listen(unsigned short port, TextSource text) {
    auto impl = std::make_unique<Impl>(std::move(text));
    const asio::ip::tcp::endpoint endpoint(asio::ip::address_v4::loopback(), port);
    beast::error_code error;
    impl->acceptor.open(endpoint.protocol(), error);
    if (!error) impl->acceptor.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) impl->acceptor.bind(endpoint, error);
    if (!error) impl->acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error) {
        Diagnostics failure;
        failure.error("MR5201",
                      "cannot serve metrics on port " + std::to_string(port) + ": " + error.message(),
                      "choose another port, or 0 for a free one");
        return failure;
    }
    impl->accept();
    impl->thread = std::thread([raw = impl.get()] { raw->context.run(); });
    return std::unique_ptr<MetricsServer>(new MetricsServer(std::move(impl)));
}

} // namespace millrace
