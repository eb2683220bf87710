// SPDX-License-Identifier: Apache-2.0
#include "tests/support/http_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <unistd.h>
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

namespace millrace::test {

namespace {

/// Signs itself, for `localhost` and a day.
X509* certificateFor(EVP_PKEY* key) {
    X509* const certificate = X509_new();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 86'400);
    X509_set_pubkey(certificate, key);
    X509_NAME* const name = X509_get_subject_name(certificate);
    const auto* const host = reinterpret_cast<const unsigned char*>("localhost");
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, host, -1, -1, 0);
    X509_set_issuer_name(certificate, name);
    X509_EXTENSION* const names =
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "DNS:localhost");
    X509_add_ext(certificate, names, -1);
    X509_EXTENSION_free(names);
    X509_sign(certificate, key, EVP_sha256());
    return certificate;
}

} // namespace

struct HttpServer::Tls {
    explicit Tls(std::string& file) : context(SSL_CTX_new(TLS_server_method())) {
        EVP_PKEY* const key = EVP_EC_gen("P-256");
        X509* const certificate = certificateFor(key);
        SSL_CTX_use_certificate(context, certificate);
        SSL_CTX_use_PrivateKey(context, key);
        file = "/tmp/millrace-certificate-XXXXXX";
        const int handle = mkstemp(file.data());
        if (handle < 0) throw std::runtime_error("cannot make " + file);
        FILE* const out = fdopen(handle, "w");
        PEM_write_X509(out, certificate);
        fclose(out);
        X509_free(certificate);
        EVP_PKEY_free(key);
    }
    ~Tls() { SSL_CTX_free(context); }
    SSL_CTX* context;
};

/// The other end of a connection, plain or not.
class HttpServer::Peer {
public:
    Peer(int socket, Tls* tls) : socket_(socket) {
        if (tls == nullptr) return;
        ssl_ = SSL_new(tls->context);
        SSL_set_fd(ssl_, socket);
        isOpen_ = SSL_accept(ssl_) == 1;
    }
    ~Peer() {
        if (ssl_ != nullptr) SSL_free(ssl_);
    }
    std::optional<Request> read() {
        std::size_t end = 0;
        while ((end = buffer_.find("\r\n\r\n")) == std::string::npos)
            if (!more()) return std::nullopt;
        Request request{buffer_.substr(0, end + 2), {}};
        buffer_.erase(0, end + 4);
        const std::size_t length = request.head.find("Content-Length: ");
        const std::size_t size =
            length == std::string::npos ? 0 : std::stoul(request.head.substr(length + 16));
        while (buffer_.size() < size)
            if (!more()) return std::nullopt;
        request.body = buffer_.substr(0, size);
        buffer_.erase(0, size);
        return request;
    }
    bool write(const std::string& text) {
        if (text.empty()) return false;
        if (ssl_ != nullptr) return SSL_write(ssl_, text.data(), static_cast<int>(text.size())) > 0;
        return send(socket_, text.data(), text.size(), MSG_NOSIGNAL) > 0;
    }

private:
    bool more() {
        if (!isOpen_) return false;
        char bytes[4096];
        const int got = ssl_ != nullptr ? SSL_read(ssl_, bytes, sizeof bytes)
                                        : static_cast<int>(recv(socket_, bytes, sizeof bytes, 0));
        if (got > 0) buffer_.append(bytes, static_cast<std::size_t>(got));
        return got > 0;
    }

    int socket_;
    SSL* ssl_ = nullptr;
    bool isOpen_ = true;
    std::string buffer_;
};

std::string HttpServer::Request::target() const {
    const std::size_t from = head.find(' ') + 1;
    return head.substr(from, head.find(' ', from) - from);
}

HttpServer::HttpServer(Answer answer, bool secure) : answer_(std::move(answer)) {
    if (secure) {
        // Writing to a TLS connection that the other side has dropped must not end the program.
        signal(SIGPIPE, SIG_IGN);
        tls_ = std::make_unique<Tls>(certificateFile_);
    }
    listener_ = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto* const raw = reinterpret_cast<sockaddr*>(&address);
    if (bind(listener_, raw, length) != 0 || listen(listener_, 512) != 0 ||
        getsockname(listener_, raw, &length) != 0)
        throw std::runtime_error("no port can be had");
    port_ = ntohs(address.sin_port);
    accepting_ = std::thread([this] { accept(); });
}

HttpServer::~HttpServer() {
    shutdown(listener_, SHUT_RDWR);
    accepting_.join();
    {
        const std::lock_guard lock(mutex_);
        for (const int peer : peers_)
            shutdown(peer, SHUT_RDWR);
    }
    for (std::thread& thread : serving_)
        thread.join();
    close(listener_);
    if (!certificateFile_.empty()) unlink(certificateFile_.c_str());
}

std::string HttpServer::url(const std::string& target) const {
    return (tls_ ? "https://localhost:" : "http://127.0.0.1:") + std::to_string(port_) + target;
}

void HttpServer::accept() {
    for (int peer = 0; (peer = ::accept(listener_, nullptr, nullptr)) >= 0;) {
        ++connections;
        const std::lock_guard lock(mutex_);
        peers_.push_back(peer);
        serving_.emplace_back([this, peer] { serve(peer); });
    }
}

void HttpServer::serve(int socket) {
    {
        Peer peer(socket, tls_.get());
        while (const auto request = peer.read()) {
            ++requests;
            const int now = ++atOnce_;
            for (int most = mostAtOnce; most < now && !mostAtOnce.compare_exchange_weak(most, now);) {
            }
            const std::string text = answer_(*request);
            --atOnce_;
            if (!peer.write(text)) break;
        }
    }
    const std::lock_guard lock(mutex_);
    std::erase(peers_, socket);
    close(socket);
}

std::string reply(int status, const std::string& body, const std::string& headers) {
    return "HTTP/1.1 " + std::to_string(status) + " Reason\r\n" + headers +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

} // namespace millrace::test
