// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/cli/cli_process.h"
#include "tests/cli/run_folder.h"
#include "tests/support/kafka_messages.h"

#include <algorithm>

/// What the tests of whole jobs between Kafka and files have in common.
namespace millrace::test {

/// Has kafka_sink make the topic.
inline CliResult makeTopic(const RunFolder& folder, const std::string& brokers, const char* name,
                           int partitions) {
    const QByteArray graph = QByteArray(R"json({
      "millrace": 1,
      "nodes": {
        "none": {"kind": "generate", "params": {"count": 0, "fields": {"id": {"type": "sequence"}}}},
        "topic": {"kind": "kafka_sink", "params": {"brokers": "@BROKERS@", "topic": "@NAME@", "create_partitions": @COUNT@}}},
      "edges": [{"from": "none.out", "to": "topic.in"}]})json")
                                 .replace("@BROKERS@", QByteArray::fromStdString(brokers))
                                 .replace("@NAME@", name)
                                 .replace("@COUNT@", QByteArray::number(partitions));
    return runCli({"run", folder.write("make.mill", graph)});
}

/// What readers of committed messages see, in any order.
inline std::vector<std::string> valuesIn(const std::string& brokers, const std::string& topic,
                                         int partitions) {
    std::vector<std::string> values;
    for (const KafkaMessage& message : readMessages(brokers, topic, partitions))
        values.push_back(message.value.value_or("NULL"));
    std::sort(values.begin(), values.end());
    return values;
}

inline QList<QByteArray> sortedLines(const QByteArray& text) {
    QList<QByteArray> lines = text.split('\n');
    lines.removeAll({});
    std::sort(lines.begin(), lines.end());
    return lines;
}

} // namespace millrace::test
