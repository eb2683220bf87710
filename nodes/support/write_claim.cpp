// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/write_claim.h"

#include "engine/base/result.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <utility>

namespace millrace {

namespace {

/// FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv: the same in every build, which programs on one machine
/// need.
std::uint64_t hashOf(const std::string& text) {
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    return hash;
}

} // namespace

WriteClaim::WriteClaim(const std::string& identity, const std::string& name) {
    // A name in the abstract socket namespace (unix(7)) leaves no file behind and dies with its owner.
    const std::string claim = fmt::format("millrace-writes-{:016x}", hashOf(identity));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path + 1, claim.data(), claim.size());
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + claim.size());
    socket_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    // Where there are no sockets there is nothing to guard with; writing goes on as it would without.
    if (socket_ < 0 || ::bind(socket_, reinterpret_cast<const sockaddr*>(&address), size) == 0) return;
    const bool taken = errno == EADDRINUSE;
    ::close(std::exchange(socket_, -1));
    if (!taken) return;
    Diagnostics problems;
    problems.error(
        "MR3134", name + " is being written by another sink, in this graph or in another run",
        "give each sink a target of its own; to write several streams to one target, merge them first");
    throw DiagnosticError(problems);
}

WriteClaim::WriteClaim(WriteClaim&& other) noexcept : socket_(std::exchange(other.socket_, -1)) {}

WriteClaim& WriteClaim::operator=(WriteClaim&& other) noexcept {
    std::swap(socket_, other.socket_);
    return *this;
}

WriteClaim::~WriteClaim() {
    if (socket_ >= 0) ::close(socket_);
}

} // namespace millrace
