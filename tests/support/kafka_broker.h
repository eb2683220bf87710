// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace millrace::test {

/// A real broker on loopback, started by tests/integration/kafka-broker, ended with this object. Throws
/// std::runtime_error where it does not start; what the script says stands on stderr.
class KafkaBroker {
public:
    KafkaBroker();
    ~KafkaBroker();
    KafkaBroker(const KafkaBroker&) = delete;
    KafkaBroker& operator=(const KafkaBroker&) = delete;

    const std::string& brokers() const { return address_; }
    void kill();  ///< kill -9
    void start(); ///< again, with its data and its port

private:
    std::string run(const std::string& verb) const;

    std::filesystem::path folder_;
    std::string address_;
};

} // namespace millrace::test
