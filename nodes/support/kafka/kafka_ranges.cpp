// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/kafka/kafka_ranges.h"

#include "engine/base/random.h"
#include "engine/operator/instance_name.h"
#include "nodes/support/columns_in.h"
#include "nodes/support/kafka/kafka_names.h"
#include "nodes/support/kafka/kafka_topics.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <charconv>
#include <map>

namespace millrace {

namespace {

constexpr std::int32_t kMostPartitions = 100'000;

using KafkaTopics = std::map<std::string, std::int32_t>;

KafkaTopics chosenTopics(KafkaClient& client, const std::vector<std::string>& wanted) {
    KafkaTopics chosen;
    for (const std::string& name : wanted) {
        if (name.starts_with("^")) {
            const re2::RE2 pattern(name);
            const KafkaTopics all = findTopics(client, nullptr);
            const std::size_t before = chosen.size();
            for (const auto& [topic, partitions] : all)
                if (!topic.starts_with("__") && re2::RE2::PartialMatch(topic, pattern))
                    chosen[topic] = partitions;
            if (chosen.size() == before)
                throw kafkaError("MR3516", fmt::format("no topic fits the pattern `{}`", name));
            continue;
        }
        const KafkaTopics found = findTopics(client, &name);
        if (const auto topic = found.find(name); topic != found.end()) {
            chosen.insert(*topic);
            continue;
        }
        throwNoTopic(client, name);
    }
    return chosen;
}

/// Offsets of the ranges by one question to the brokers about all of them.
template <class Fill, class Ask>
std::vector<std::int64_t> offsetsOf(const std::vector<KafkaRange>& ranges, Fill&& fill, Ask&& ask) {
    const KafkaPartitionList list(rd_kafka_topic_partition_list_new(static_cast<int>(ranges.size())));
    for (const KafkaRange& range : ranges)
        fill(*rd_kafka_topic_partition_list_add(list.get(), range.topic.c_str(), range.partition), range);
    ask(list.get());
    std::vector<std::int64_t> offsets;
    for (int i = 0; i < list->cnt; ++i)
        offsets.push_back(list->elems[i].err ? RD_KAFKA_OFFSET_INVALID : list->elems[i].offset);
    return offsets;
}

std::vector<std::int64_t> offsetsAt(KafkaClient& client, const std::vector<KafkaRange>& ranges,
                                    EpochMs time) {
    return offsetsOf(
        ranges, [time](auto& element, const KafkaRange&) { element.offset = time; },
        [&](rd_kafka_topic_partition_list_t* list) {
            client.ask("which messages belong to the time", [&](int timeoutMs) {
                return rd_kafka_offsets_for_times(client.get(), list, timeoutMs);
            });
        });
}

std::vector<std::int64_t> committedOffsets(KafkaClient& client, const std::vector<KafkaRange>& ranges,
                                           const std::string& group) {
    return offsetsOf(
        ranges, [](auto& element, const KafkaRange&) { element.offset = RD_KAFKA_OFFSET_INVALID; },
        [&](rd_kafka_topic_partition_list_t* list) {
            client.ask(
                "how far the group has come",
                [&](int timeoutMs) { return rd_kafka_committed(client.get(), list, timeoutMs); }, &group);
        });
}

struct Bounds {
    std::int64_t low = 0, high = 0;
};

Bounds boundsOf(KafkaClient& client, const KafkaRange& range) {
    Bounds bounds;
    client.ask("where a partition begins and ends", [&](int timeoutMs) {
        return rd_kafka_query_watermark_offsets(client.get(), range.topic.c_str(), range.partition,
                                                &bounds.low, &bounds.high, timeoutMs);
    });
    return bounds;
}

std::int64_t beginOf(const KafkaSelection& selection, const Bounds& bounds, std::int64_t asked) {
    switch (selection.start) {
        case KafkaSelection::Start::Earliest: return bounds.low;
        case KafkaSelection::Start::Latest: return bounds.high;
        case KafkaSelection::Start::Committed: return asked < 0 ? bounds.low : asked;
        case KafkaSelection::Start::Time: return asked < 0 ? bounds.high : asked;
        case KafkaSelection::Start::Offset:
            return std::clamp(
                selection.startOffset < 0 ? bounds.high + selection.startOffset : selection.startOffset,
                bounds.low, bounds.high);
    }
    return bounds.low;
}

std::int64_t endOf(const KafkaSelection& selection, const Bounds& bounds, std::int64_t asked) {
    switch (selection.end) {
        case KafkaSelection::End::Never: return KafkaRange::kNever;
        case KafkaSelection::End::Latest: return bounds.high;
        case KafkaSelection::End::Time: return asked < 0 ? bounds.high : std::min(asked, bounds.high);
    }
    return KafkaRange::kNever;
}

/// Who reads a partition must not depend on which others there are: a run that goes on finds those that are
/// new by it. The partitions of a topic are dealt out in turn, from a worker on that the topic's name says,
/// as Flink's KafkaTopicPartitionAssigner does.
bool belongsTo(const std::string& topic, std::int32_t number, const KafkaReader& reader) {
    if (number % reader.instance.count != reader.instance.index) return false;
    const auto all = static_cast<std::uint64_t>(reader.workers);
    const auto own = static_cast<std::uint64_t>(number / reader.instance.count); // the how-many-th of them
    const std::uint64_t place = deriveSeed(0, topic) % all + own;
    return place % all == static_cast<std::uint64_t>(reader.worker);
}

/// Several instances: each must have something to read, and what has one key one place in all topics.
void checkDivision(const KafkaTopics& topics, const Instance& instance, bool byKey) {
    if (instance.count == 1) return;
    std::int32_t most = 0;
    for (const auto& [topic, count] : topics)
        most = std::max(most, count);
    if (instance.index >= most)
        throw kafkaError("MR3533",
                         fmt::format("there is nothing to read for share {}: the topics have {} partitions",
                                     nameOf(instance), most),
                         "run as many instances as there are partitions, or fewer; the shares of a job are "
                         "settled when it begins (--shares)");
    for (const auto& [topic, count] : topics)
        if (byKey && count != most && (count % instance.count != 0 || most % instance.count != 0))
            throw kafkaError(
                "MR3534",
                fmt::format("`{}` has {} partitions and another topic {}: {} shares would not have "
                            "the same keys of both",
                            topic, count, most, instance.count),
                "give the topics equally many partitions, or take a number of shares that divides "
                "both");
}

/// The partitions of the reader, without offsets.
std::vector<KafkaRange> partitionsOf(KafkaClient& client, const KafkaSelection& selection,
                                     const KafkaReader& reader) {
    std::vector<KafkaRange> ranges;
    const KafkaTopics topics = chosenTopics(client, selection.topics);
    checkDivision(topics, reader.instance, selection.byKey);
    for (const auto& [topic, count] : topics) {
        std::vector<std::int32_t> numbers = selection.partitions;
        if (numbers.empty())
            for (std::int32_t number = 0; number < count; ++number)
                numbers.push_back(number);
        if (!numbers.empty() && numbers.back() >= count)
            throw kafkaError("MR3516",
                             fmt::format("the topic `{}` has no partition {}", topic, numbers.back()),
                             fmt::format("its partitions are 0 to {}", count - 1));
        for (const std::int32_t number : numbers)
            if (belongsTo(topic, number, reader)) ranges.push_back({topic, number});
    }
    return ranges;
}

} // namespace

Result<std::vector<std::string>> parseTopics(const std::string& text, const std::string& node,
                                             const std::string& parameter) {
    std::vector<std::string> topics;
    Diagnostics problems;
    for (const std::string_view part : partsBetweenCommas(text))
        if (!part.empty()) topics.emplace_back(part);
    if (topics.empty()) problems.append(parameterError("MR3505", node, parameter, "no topic is named"));
    for (const std::string& topic : topics) {
        if (topic.starts_with("^")) {
            const re2::RE2 pattern(topic, re2::RE2::Quiet);
            if (!pattern.ok())
                problems.append(parameterError("MR3505", node, parameter,
                                               "`" + topic + "` is no pattern: " + pattern.error()));
        } else if (!isKafkaTopicName(topic)) {
            problems.append(parameterError("MR3505", node, parameter,
                                           "`" + topic + "` cannot be the name of a topic",
                                           std::string(kKafkaTopicNames) + "; a pattern begins with ^"));
        }
    }
    if (problems.hasErrors()) return problems;
    return topics;
}

Result<std::vector<std::int32_t>> parsePartitions(const std::string& text, const std::string& node,
                                                  const std::string& parameter) {
    std::vector<std::int32_t> numbers;
    const auto refused = [&] {
        return parameterError("MR3503", node, parameter, "`" + text + "` does not name partitions",
                              "numbers and ranges with commas in between: 0-3, 7");
    };
    for (const std::string_view part : partsBetweenCommas(text)) {
        std::int32_t first = 0, last = 0;
        const char* const end = part.data() + part.size();
        const auto [stop, error] = std::from_chars(part.data(), end, first);
        if (error != std::errc() || first < 0) return refused();
        last = first;
        if (stop != end) {
            const auto [stopped, trouble] = std::from_chars(stop + 1, end, last);
            if (*stop != '-' || trouble != std::errc() || stopped != end) return refused();
        }
        if (last < first || last - first >= kMostPartitions) return refused();
        for (std::int32_t number = first; number <= last; ++number)
            numbers.push_back(number);
    }
    std::sort(numbers.begin(), numbers.end());
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    return numbers;
}

std::vector<KafkaRange> findPartitions(KafkaClient& client, const KafkaSelection& selection) {
    return partitionsOf(client, selection, KafkaReader{});
}

std::vector<KafkaRange> findRanges(KafkaClient& client, const KafkaSelection& selection,
                                   const KafkaReader& reader) {
    std::vector<KafkaRange> ranges = partitionsOf(client, selection, reader);
    if (ranges.empty()) return ranges;

    std::vector<std::int64_t> starts(ranges.size(), RD_KAFKA_OFFSET_INVALID), ends = starts;
    if (selection.start == KafkaSelection::Start::Time)
        starts = offsetsAt(client, ranges, selection.startTime);
    if (selection.start == KafkaSelection::Start::Committed)
        starts = committedOffsets(client, ranges, selection.group);
    if (selection.end == KafkaSelection::End::Time) ends = offsetsAt(client, ranges, selection.endTime);
    for (std::size_t i = 0; i < ranges.size(); ++i) {
        const Bounds bounds = boundsOf(client, ranges[i]);
        ranges[i].begin = beginOf(selection, bounds, starts[i]);
        ranges[i].end = endOf(selection, bounds, ends[i]);
    }
    return ranges;
}

void findGroupStarts(KafkaClient& client, const KafkaSelection& selection, std::vector<KafkaRange>& ranges) {
    if (ranges.empty()) return;
    const std::vector<std::int64_t> committed = committedOffsets(client, ranges, selection.group);
    for (std::size_t i = 0; i < ranges.size(); ++i)
        ranges[i].begin =
            committed[i] >= 0 ? committed[i] : beginOf(selection, boundsOf(client, ranges[i]), committed[i]);
}

std::vector<KafkaRange> findNewRanges(KafkaClient& client, const KafkaSelection& selection,
                                      const KafkaReader& reader, const std::vector<KafkaRange>& known) {
    std::map<std::pair<std::string, std::int32_t>, KafkaRange> found;
    for (KafkaRange& range : partitionsOf(client, selection, reader))
        found.emplace(std::pair{range.topic, range.partition}, std::move(range));
    for (const KafkaRange& range : known) {
        const std::string where = fmt::format("{}[{}]", range.topic, range.partition);
        if (found.erase({range.topic, range.partition}) == 0)
            throw kafkaError("MR3531",
                             fmt::format("the run goes on from offset {} of {}, which is no longer among the "
                                         "partitions that this node reads",
                                         range.begin, where),
                             "read the topics and partitions of the run before, or begin anew");
        if (range.length() == 0) continue;
        const Bounds bounds = boundsOf(client, range);
        if (range.begin >= bounds.low && range.begin <= bounds.high) continue;
        throw kafkaError("MR3530",
                         fmt::format("the run goes on from offset {} of {}, but the brokers have {} to {}",
                                     range.begin, where, bounds.low, bounds.high),
                         range.begin < bounds.low
                             ? "messages were deleted before they were read: begin anew"
                             : "the topic is another one than in the run before: begin anew");
    }
    std::vector<KafkaRange> fresh;
    // What is read of a bounded input was there when its first run began.
    if (selection.end != KafkaSelection::End::Never) return fresh;
    for (auto& [place, range] : found) {
        range.begin = boundsOf(client, range).low;
        fresh.push_back(std::move(range));
    }
    return fresh;
}

} // namespace millrace
