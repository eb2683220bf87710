// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/http_server.h"

#include <boost/json/object.hpp>

#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace millrace::test {

/// An imitation of a schema registry on loopback, with the troubles that a real one has seldom.
class FakeRegistry {
public:
    /// `secure`: speaks TLS, see HttpServer.
    explicit FakeRegistry(bool secure = false)
        : server_([this](const HttpServer::Request& request) { return answer(request); }, secure) {}

    /// With the path that it stands below.
    std::string url() const { return server_.url("/base"); }
    const std::string& certificateFile() const { return server_.certificateFile(); }
    /// The answer to /schemas/ids/<the number that is returned>; `more`: further members of it.
    int add(const std::string& subject, const std::string& schema, const boost::json::object& more = {});
    /// As it was registered last.
    std::string schemaOf(const std::string& subject);
    int idOf(const std::string& subject);
    /// "GET /schemas/types", ... in the order in which they came.
    std::vector<std::string> asked();

    std::atomic<int> failures{0};     ///< so many of the next requests are answered with 503
    std::atomic<bool> isDown{false};  ///< all of them are
    std::atomic<int> silentAbout{-1}; ///< those for this schema are
    std::atomic<bool> isNoRegistry{false};
    std::atomic<bool> takesNothing{false}; ///< no schema is compatible
    std::string login;                     ///< what `Authorization` must be; empty: anything

private:
    std::string answer(const HttpServer::Request& request);
    std::string subjectAnswer(const std::string& rest, const HttpServer::Request& request);

    struct Registered {
        std::string subject;
        boost::json::object body;
    };
    std::mutex mutex_; ///< guards what follows
    std::vector<Registered> schemas_;
    std::vector<std::string> asked_;
    HttpServer server_; ///< goes first: its threads use the others
};

} // namespace millrace::test
