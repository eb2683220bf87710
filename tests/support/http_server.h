// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace millrace::test {

/// A web server on a free port of this machine that answers with whatever text it is given, right or wrong.
/// Counts who comes. A thread per connection.
class HttpServer {
public:
    struct Request {
        std::string head, body;
        std::string target() const; ///< "/users/7"
    };
    /// Called from the connections' threads; an empty answer closes the connection.
    using Answer = std::function<std::string(const Request&)>;

    /// `secure`: speaks TLS, with a certificate for `localhost` that it has signed itself.
    explicit HttpServer(Answer answer, bool secure = false);
    ~HttpServer();
    std::string url(const std::string& target) const;
    const std::string& certificateFile() const { return certificateFile_; }

    std::atomic<int> connections{0}, requests{0}, mostAtOnce{0};

private:
    struct Tls;
    class Peer;
    void accept();
    void serve(int socket);

    Answer answer_;
    std::unique_ptr<Tls> tls_;
    std::string certificateFile_;
    int listener_ = -1;
    int port_ = 0;
    std::atomic<int> atOnce_{0};
    std::thread accepting_;
    std::mutex mutex_; ///< guards what follows
    std::vector<int> peers_;
    std::vector<std::thread> serving_;
};

/// A well-formed answer.
std::string reply(int status, const std::string& body, const std::string& headers = "");

} // namespace millrace::test
