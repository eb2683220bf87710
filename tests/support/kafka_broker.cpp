// SPDX-License-Identifier: Apache-2.0
#include "tests/support/kafka_broker.h"

#include "tests/support/server_script.h"

#include <cstdio>
#include <sstream>

namespace millrace::test {

std::vector<std::string> kafkaVersions() {
    std::istringstream said(runServerScript("kafka-broker", "versions", {}));
    std::vector<std::string> versions;
    for (std::string version; said >> version;)
        versions.push_back(version);
    return versions;
}

KafkaBroker::KafkaBroker(std::string version)
    : version_(std::move(version)), folder_(newServerFolder("millrace-kafka")) {
    start();
}

KafkaBroker::~KafkaBroker() {
    try {
        kill();
        std::filesystem::remove_all(folder_);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
    }
}

void KafkaBroker::kill() { run("kill"); }

void KafkaBroker::start() { address_ = run("start"); }

std::string KafkaBroker::readWithConsoleConsumer(const std::string& topic) const {
    return run("read", topic);
}

std::string KafkaBroker::run(const std::string& verb, const std::string& argument) const {
    try {
        return runServerScript("kafka-broker", verb, folder_, argument,
                               version_.empty() ? std::string() : "MILLRACE_KAFKA_VERSION=" + version_);
    } catch (const LacksServer& lack) {
        throw NoKafka(lack.what());
    }
}

} // namespace millrace::test
