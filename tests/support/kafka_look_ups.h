// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/node_kind.h"
#include "engine/graph/registry.h"
#include "engine/runtime/system_clock.h"

#include <memory>
#include <string>
#include <thread>

namespace millrace::test {

/// What somebody who draws a graph asks about a node of this kind with these parameters.
class LookUp {
public:
    LookUp(const std::string& kind, const boost::json::object& params);

    Result<std::string> tryConnection() const;
    Result<std::vector<FoundValue>> find(const std::string& parameter) const;
    void stop() { stop_.request_stop(); } ///< the answer is no longer wanted; any thread

private:
    LookUpContext context() const;

    const NodeKind* kind_;
    Params params_;
    SystemClock clock_;
    std::stop_source stop_;
};

/// Takes connections on loopback and never says a word.
class SilentServer {
public:
    SilentServer();
    ~SilentServer();
    SilentServer(const SilentServer&) = delete;
    SilentServer& operator=(const SilentServer&) = delete;

    std::string address() const; ///< "127.0.0.1:40123"
    bool waitForAGuest() const;  ///< false after a minute without one
    /// From now on hears what is said first and hangs up, as who only speaks TLS does.
    void hangUpOnAll();

private:
    int socket_ = -1;
    int port_ = 0;
    std::jthread hangingUp_; ///< goes before the socket
};

} // namespace millrace::test
