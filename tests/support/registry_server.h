// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/server_script.h"

namespace millrace::test {

/// A real schema registry on loopback, started by tests/integration/schema-registry, ended with this object.
/// Throws what runServerScript() does.
class RegistryServer {
public:
    RegistryServer();
    ~RegistryServer();
    RegistryServer(const RegistryServer&) = delete;
    RegistryServer& operator=(const RegistryServer&) = delete;

    /// Of what stands before /subjects.
    const std::string& url() const { return address_; }
    void kill();  ///< kill -9; its schemas are gone
    void start(); ///< again, at the same address
    /// From now on each version of a schema must be able to read what the one before it wrote.
    void askForCompatibility();

private:
    std::filesystem::path folder_;
    std::string address_;
};

} // namespace millrace::test
