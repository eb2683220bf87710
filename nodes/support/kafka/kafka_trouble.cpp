// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/kafka/kafka_trouble.h"

namespace millrace {

std::string plainTrouble(std::string_view line) {
    const auto dropUpTo = [&line](std::string_view mark) {
        if (const auto at = line.find(mark); at != std::string_view::npos)
            line.remove_prefix(at + mark.size());
    };
    if (line.starts_with("[thrd:")) dropUpTo("]: ");
    // "b:9092/bootstrap: ", "sasl_ssl://b:9092/1: ": before the first blank.
    const std::string_view first = line.substr(0, line.find(' '));
    if (first.ends_with(':') && first.find('/') != std::string_view::npos) dropUpTo(": ");
    // " (after 3ms in state CONNECT, 1 identical error(s) suppressed)"
    return std::string(line.substr(0, line.find(" (after ")));
}

std::string hintAboutSilence(std::string_view trouble) {
    if (trouble.find("connecting to a SSL listener") != std::string_view::npos)
        return "do the brokers speak TLS at this address? Then set `security` to ssl, or to sasl_ssl where a "
               "user logs in";
    if (trouble.find("PLAINTEXT broker listener") != std::string_view::npos)
        return "the brokers do not speak TLS at this address: set `security` to plaintext or sasl_plaintext";
    return "is the address right, and does a broker listen there?";
}

} // namespace millrace
