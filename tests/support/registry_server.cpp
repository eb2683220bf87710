// SPDX-License-Identifier: Apache-2.0
#include "tests/support/registry_server.h"

#include "engine/runtime/system_clock.h"
#include "nodes/support/http_connections.h"

#include <boost/asio/co_spawn.hpp>

#include <cstdio>

namespace millrace::test {

RegistryServer::RegistryServer() : folder_(newServerFolder("millrace-registry")) { start(); }

RegistryServer::~RegistryServer() {
    try {
        kill();
        std::filesystem::remove_all(folder_);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
    }
}

void RegistryServer::kill() { runServerScript("schema-registry", "kill", folder_); }

void RegistryServer::start() { address_ = runServerScript("schema-registry", "start", folder_); }

void RegistryServer::askForCompatibility() {
    HttpRequest request;
    request.method = "PUT";
    request.url = parseHttpUrl(address_ + "/config").value();
    request.headers = std::make_shared<const HttpHeaders>();
    request.contentType = "application/json";
    request.body = R"({"compatibility": "BACKWARD"})";
    boost::asio::io_context loop;
    const SystemClock clock;
    HttpConnections connections(loop, clock, 1, "");
    int status = 0;
    boost::asio::co_spawn(loop, connections.exchange(request, {60'000'000'000, 100'000}),
                          [&status](const std::exception_ptr&, const HttpAnswer& answer) {
                              if (const auto* response = std::get_if<HttpResponse>(&answer))
                                  status = response->status;
                          });
    loop.run();
    if (status != 200) throw std::runtime_error("the registry does not take a setting");
}

} // namespace millrace::test
