// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace millrace::test {

/// The machine lacks what a broker needs; says what.
struct NoKafka : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The versions of Kafka that the project promises to work with; MILLRACE_KAFKA_VERSION makes it one.
std::vector<std::string> kafkaVersions();

/// A real broker on loopback, started by tests/integration/kafka-broker, ended with this object. Throws
/// NoKafka, or std::runtime_error where it does not start although all is there; what the script says stands
/// on stderr.
class KafkaBroker {
public:
    /// `version`: of Kafka; none: the usual one.
    explicit KafkaBroker(std::string version = {});
    ~KafkaBroker();
    KafkaBroker(const KafkaBroker&) = delete;
    KafkaBroker& operator=(const KafkaBroker&) = delete;

    const std::string& brokers() const { return address_; }
    void kill();  ///< kill -9
    void start(); ///< again, with its data and its port
    /// Where the user of MILLRACE_KAFKA_USER (NAME:PASSWORD when it was started) logs in over TLS, and the
    /// certificate to trust there.
    std::string secureBrokers() const { return run("secure"); }
    std::string certificate() const { return folder_ / "broker.pem"; }
    /// What Kafka's own console consumer sees of committed messages: lines of key, tab and value.
    std::string readWithConsoleConsumer(const std::string& topic) const;

private:
    std::string run(const std::string& verb, const std::string& argument = {}) const;

    std::string version_;
    std::filesystem::path folder_;
    std::string address_;
};

} // namespace millrace::test
