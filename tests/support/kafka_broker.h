// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

namespace millrace::test {

/// The machine lacks what a broker needs; says what.
struct NoKafka : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A real broker on loopback, started by tests/integration/kafka-broker, ended with this object. Throws
/// NoKafka, or std::runtime_error where it does not start although all is there; what the script says stands
/// on stderr.
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
