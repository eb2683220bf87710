// SPDX-License-Identifier: Apache-2.0
#include "tests/support/kafka_look_ups.h"

#include "tests/support/node_harness.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace millrace::test {

namespace {

constexpr int kPatienceMs = 60'000;

Params checked(const NodeKind& kind, boost::json::object params) {
    std::vector<ParameterSpec> specs = kind.params;
    for (ParameterSpec& spec : specs)
        spec.required = false;
    return checkParams(params, specs, "node").value();
}

} // namespace

LookUp::LookUp(const std::string& kind, const boost::json::object& params)
    : kind_(builtinRegistry().find(kind)), params_(checked(*kind_, params)) {}

LookUpContext LookUp::context() const {
    return {"node", params_, [](const std::string& path) { return path; }, clock_, stop_.get_token()};
}

Result<std::string> LookUp::tryConnection() const { return kind_->tryConnection(context()); }

Result<std::vector<FoundValue>> LookUp::find(const std::string& parameter) const {
    return kind_->lookUp(context(), parameter);
}

SilentServer::SilentServer() : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(socket_, generic, size) != 0 || ::listen(socket_, 16) != 0 ||
        ::getsockname(socket_, generic, &size) != 0)
        throw std::runtime_error("no port on loopback");
    port_ = ntohs(address.sin_port);
}

SilentServer::~SilentServer() {
    hangingUp_ = {};
    ::close(socket_);
}

void SilentServer::hangUpOnAll() {
    hangingUp_ = std::jthread([socket = socket_](const std::stop_token& stop) {
        constexpr int kLookMs = 20;
        while (!stop.stop_requested()) {
            pollfd waiting{socket, POLLIN, 0};
            if (::poll(&waiting, 1, kLookMs) != 1) continue;
            const int guest = ::accept(socket, nullptr, nullptr);
            char said[4096];
            (void)!::read(guest, said, sizeof said);
            ::close(guest);
        }
    });
}

std::string SilentServer::address() const { return "127.0.0.1:" + std::to_string(port_); }

bool SilentServer::waitForAGuest() const {
    pollfd waiting{socket_, POLLIN, 0};
    return ::poll(&waiting, 1, kPatienceMs) == 1;
}

} // namespace millrace::test
