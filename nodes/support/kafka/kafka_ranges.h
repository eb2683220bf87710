// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nodes/support/kafka/kafka_client.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace millrace {

/// Which messages of a cluster a source reads.
struct KafkaSelection {
    enum class Start { Earliest, Latest, Committed, Offset, Time };
    enum class End { Never, Latest, Time };

    std::vector<std::string> topics;      ///< names; one that begins with ^ is a pattern
    std::vector<std::int32_t> partitions; ///< none: all
    std::string group;                    ///< for Committed
    Start start = Start::Earliest;
    std::int64_t startOffset = 0; ///< below 0: so many before the end
    EpochMs startTime = 0;
    End end = End::Never;
    EpochMs endTime = 0;
    bool byKey = false; ///< it matters in which partition a message is
};

/// What is to be read of one partition: offsets from `begin` up to and without `end`.
struct KafkaRange {
    static constexpr std::int64_t kNever = INT64_MAX;
    std::string topic;
    std::int32_t partition = 0;
    std::int64_t begin = 0;
    std::int64_t end = kNever;
    std::int64_t length() const { return end == kNever ? kNever : std::max<std::int64_t>(end - begin, 0); }
};

/// "positions, ^alerts-.*" as names and patterns; MR3505 when it is not that.
Result<std::vector<std::string>> parseTopics(const std::string& text, const std::string& node,
                                             const std::string& parameter);
/// "0-3, 7" as numbers; MR3503 when it is not that.
Result<std::vector<std::int32_t>> parsePartitions(const std::string& text, const std::string& node,
                                                  const std::string& parameter);

/// The partitions that a selection names, in the order of topics and numbers, without offsets. Throws MR3511
/// (no answer), MR3516 (no such topic or partition).
std::vector<KafkaRange> findPartitions(KafkaClient& client, const KafkaSelection& selection);

/// Who reads: one worker of those of one instance of the graph.
struct KafkaReader {
    Instance instance = {};
    int worker = 0;
    int workers = 1;
};
/// The partitions that belong to the reader, in the order of topics and numbers. An instance has those of one
/// number of all topics: what was put into the same partition of several stays together. Which of its workers
/// has one is a matter of the topic's name and the number alone. Asks the brokers and waits for their
/// answers. Throws MR3511 (no answer), MR3516 (no such topic or partition), MR3533 and MR3534 (instances that
/// cannot divide them).
std::vector<KafkaRange> findRanges(KafkaClient& client, const KafkaSelection& selection,
                                   const KafkaReader& reader);

/// Where the member of a group begins in the partitions that it has got: where the group has committed, else
/// as `start` says. Throws MR3511.
void findGroupStarts(KafkaClient& client, const KafkaSelection& selection, std::vector<KafkaRange>& ranges);

/// For a run that goes on with `known`, of which `begin` is the next message: the partitions of the reader
/// that are not among them, from their first message on. Throws beside those MR3530 (the brokers have no such
/// offset) and MR3531 (a partition that it no longer reads).
std::vector<KafkaRange> findNewRanges(KafkaClient& client, const KafkaSelection& selection,
                                      const KafkaReader& reader, const std::vector<KafkaRange>& known);

} // namespace millrace
