// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/cli/cli_process.h"
#include "tests/support/kafka_broker.h"
#include "tests/support/kafka_messages.h"

#include <QStandardPaths>

#include <algorithm>
#include <functional>

/// One topic as programs see it that do not know each other.
namespace millrace::test {

/// What is compared of a message.
using TextOfMessage = std::function<std::string(const KafkaMessage&)>;

/// Of lines with key, tab and value.
inline std::vector<KafkaMessage> messagesInLines(const QByteArray& lines) {
    std::vector<KafkaMessage> messages;
    for (const QByteArray& line : lines.split('\n')) {
        const qsizetype tab = line.indexOf('\t');
        if (tab < 0) continue;
        KafkaMessage& message = messages.emplace_back();
        message.key = line.left(tab).toStdString();
        message.value = line.mid(tab + 1).toStdString();
    }
    return messages;
}

inline std::vector<std::string> sortedTexts(const std::vector<KafkaMessage>& messages,
                                            const TextOfMessage& textOf) {
    std::vector<std::string> texts;
    for (const KafkaMessage& message : messages)
        texts.push_back(textOf(message));
    std::sort(texts.begin(), texts.end());
    return texts;
}

/// How what readers of committed messages see in the topic differs from these texts (sorted); empty: a bare
/// consumer, kcat (where there is one) and Kafka's own console consumer see the same.
inline QByteArray differenceIn(const KafkaBroker& broker, const std::string& topic, int partitions,
                               const std::vector<std::string>& expected, const TextOfMessage& textOf) {
    QByteArray difference;
    const auto compare = [&](const char* reader, const std::vector<KafkaMessage>& read) {
        const std::vector<std::string> texts = sortedTexts(read, textOf);
        if (texts == expected) return;
        std::vector<std::string> missing, strange;
        std::set_difference(expected.begin(), expected.end(), texts.begin(), texts.end(),
                            std::back_inserter(missing));
        std::set_difference(texts.begin(), texts.end(), expected.begin(), expected.end(),
                            std::back_inserter(strange));
        const auto first = [](const std::vector<std::string>& some) {
            return some.empty() ? QByteArray("none") : QByteArray::fromStdString(some.front());
        };
        difference += QByteArray(reader) + " sees " + QByteArray::number(texts.size()) +
                      " messages instead of " + QByteArray::number(expected.size()) + " in " +
                      QByteArray::fromStdString(topic) + "; missing " + QByteArray::number(missing.size()) +
                      ", first " + first(missing) + "; too many " + QByteArray::number(strange.size()) +
                      ", first " + first(strange) + '\n';
    };
    compare("a bare consumer", readMessages(broker.brokers(), topic, partitions));
    compare("Kafka's console consumer",
            messagesInLines(QByteArray::fromStdString(broker.readWithConsoleConsumer(topic))));
    if (QStandardPaths::findExecutable("kcat").isEmpty()) {
        qWarning("NOT READ WITH kcat: there is none (apt-get install kcat)");
        return difference;
    }
    const CliResult kcat = runProgram(
        "kcat", {"-b", QString::fromStdString(broker.brokers()), "-t", QString::fromStdString(topic), "-C",
                 "-e", "-q", "-o", "beginning", "-X", "isolation.level=read_committed", "-f", "%k\t%s\n"});
    if (kcat.status != 0) return difference + "kcat has failed: " + kcat.err;
    compare("kcat", messagesInLines(kcat.out));
    return difference;
}

} // namespace millrace::test
