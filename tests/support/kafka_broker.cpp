// SPDX-License-Identifier: Apache-2.0
#include "tests/support/kafka_broker.h"

#include "tests/support/server_script.h"

#include <cstdio>

namespace millrace::test {

KafkaBroker::KafkaBroker() : folder_(newServerFolder("millrace-kafka")) { start(); }

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

std::string KafkaBroker::run(const std::string& verb) const {
    try {
        return runServerScript("kafka-broker", verb, folder_);
    } catch (const LacksServer& lack) {
        throw NoKafka(lack.what());
    }
}

} // namespace millrace::test
