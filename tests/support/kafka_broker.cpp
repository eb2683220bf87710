// SPDX-License-Identifier: Apache-2.0
#include "tests/support/kafka_broker.h"

#include <sys/wait.h>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

namespace millrace::test {

KafkaBroker::KafkaBroker() {
    std::string name = (std::filesystem::temp_directory_path() / "millrace-kafka-XXXXXX").string();
    if (!mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
    folder_ = name;
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

std::string KafkaBroker::run(const std::string& verb) const {
    const std::string command =
        "'" MILLRACE_SOURCE_DIR "/tests/integration/kafka-broker' " + verb + " '" + folder_.string() + "'";
    std::FILE* const script = popen(command.c_str(), "r");
    std::string said;
    std::array<char, 256> part{};
    while (script && std::fgets(part.data(), static_cast<int>(part.size()), script))
        said += part.data();
    const int status = script ? pclose(script) : -1;
    while (!said.empty() && said.back() == '\n')
        said.pop_back();
    constexpr int kLacking = 77;
    if (status >= 0 && WIFEXITED(status) && WEXITSTATUS(status) == kLacking) throw NoKafka(said);
    if (status != 0) throw std::runtime_error("kafka-broker " + verb + " has failed");
    return said;
}

} // namespace millrace::test
