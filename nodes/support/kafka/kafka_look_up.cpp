// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/kafka/kafka_look_up.h"

#include "engine/base/number_text.h"
#include "engine/base/text.h"
#include "nodes/support/avro/schema_registry.h"
#include "nodes/support/columns_in.h"
#include "nodes/support/csv_parameters.h"
#include "nodes/support/kafka/kafka_enquiry.h"
#include "nodes/support/kafka/kafka_names.h"
#include "nodes/support/kafka/message_shapes.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace millrace {

namespace {

constexpr std::size_t kMessagesLookedAt = 100;

std::string counted(std::int64_t count, const char* one) {
    return fmt::format("{} {}{}", countQuantity(count).text(), one, count == 1 ? "" : "s");
}

/// Runs a question; what it throws becomes the answer.
template <class Answer, class Ask> Result<Answer> answered(const LookUpContext& context, const Ask& ask) {
    Diagnostics problems;
    try {
        KafkaEnquiry enquiry(context);
        return ask(enquiry);
    } catch (const RunStopped&) {
        problems.error("MR3560", "the look-up was given up");
    } catch (const DiagnosticError& error) {
        problems = error.diagnostics();
    }
    for (Diagnostic& problem : problems.items)
        if (problem.node.empty()) problem.node = context.node;
    return problems;
}

std::int64_t messagesIn(const std::vector<KafkaRange>& ranges) {
    std::int64_t messages = 0;
    for (const KafkaRange& range : ranges)
        messages += range.length();
    return messages;
}

/// How many messages there are in each topic; nothing where the brokers do not tell.
std::map<std::string, std::int64_t> messageCounts(KafkaEnquiry& enquiry) {
    std::vector<KafkaRange> ranges;
    for (const auto& [name, topic] : enquiry.cluster().topics)
        for (const std::int32_t partition : topic.led)
            ranges.push_back({name, partition});
    std::map<std::string, std::int64_t> counts;
    try {
        for (const KafkaRange& range : enquiry.withBounds(std::move(ranges)))
            counts[range.topic] += range.length();
    } catch (const DiagnosticError&) {
        counts.clear(); // the names are worth having alone
    }
    return counts;
}

std::vector<FoundValue> topicValues(KafkaEnquiry& enquiry) {
    const auto counts = messageCounts(enquiry);
    std::vector<FoundValue> found;
    for (const auto& [name, topic] : enquiry.cluster().topics) {
        std::string about = counted(topic.partitions, "partition");
        if (const auto count = counts.find(name); count != counts.end())
            about += ", " + counted(count->second, "message");
        if (const auto lost = topic.partitions - static_cast<int>(topic.led.size()); lost > 0)
            about += fmt::format(", {} without a leader", lost);
        found.push_back({name, std::move(about), boost::json::value(name)});
    }
    return found;
}

/// The partitions that the node would read.
std::vector<KafkaRange> chosenRanges(KafkaEnquiry& enquiry, const LookUpContext& context) {
    const Params& p = context.params;
    KafkaSelection selection;
    auto topics = parseTopics(p.has("topics") ? p.text("topics") : "", context.node, "topics");
    if (!topics) throw DiagnosticError(topics.error());
    selection.topics = std::move(*topics);
    if (p.has("partitions")) {
        auto partitions = parsePartitions(p.text("partitions"), context.node, "partitions");
        if (!partitions) throw DiagnosticError(partitions.error());
        selection.partitions = std::move(*partitions);
    }
    return enquiry.withBounds(findPartitions(enquiry.client(), selection));
}

std::vector<FoundValue> partitionValues(KafkaEnquiry& enquiry, const LookUpContext& context) {
    std::map<std::int32_t, std::vector<KafkaRange>> byNumber;
    for (KafkaRange& range : chosenRanges(enquiry, context))
        byNumber[range.partition].push_back(std::move(range));
    std::vector<FoundValue> found;
    for (const auto& [number, ranges] : byNumber) {
        const std::string messages = counted(messagesIn(ranges), "message");
        const std::string about = ranges.size() > 1 ? fmt::format("{} in {} topics", messages, ranges.size())
                                                    : fmt::format("first offset {}, next {}, {}",
                                                                  ranges[0].begin, ranges[0].end, messages);
        const std::string name = std::to_string(number);
        found.push_back({name, about, boost::json::value(name)});
    }
    return found;
}

/// What the schema registry has: the schemas that the last messages name, or, where there are none, those of
/// the topics.
std::vector<FoundValue> registeredValues(KafkaEnquiry& enquiry, const LookUpContext& context) {
    const Params& p = context.params;
    if (!p.has("registry")) {
        Diagnostics missing;
        Diagnostic& d = missing.error("MR3002", "it is not said where the schema registry is");
        d.node = context.node;
        d.parameter = "registry";
        throw DiagnosticError(std::move(missing));
    }
    Diagnostics findings;
    const auto settings = readSchemaRegistry(bindContextOf(context, findings));
    if (!settings) throw DiagnosticError(settings.error());
    SchemaRegistry registry(*settings, enquiry.world());
    registry.check();
    const std::vector<KafkaRange> ranges = chosenRanges(enquiry, context);
    const std::vector<std::string> values =
        messagesIn(ranges) > 0 ? enquiry.lastValues(ranges, kMessagesLookedAt) : std::vector<std::string>();
    auto found = avroShapes(values, [&](std::int32_t id) {
        const auto schema = registry.schemaOf(id);
        return schema ? *schema : nullptr;
    });
    if (!found.empty()) return found;
    const std::string topics = p.text("topics");
    if (!values.empty())
        throw kafkaError("MR3562",
                         fmt::format("none of the last {} of `{}` names a schema that `{}` has",
                                     counted(std::ssize(values), "message"), topics, settings->address),
                         "choose another format, or another registry");
    std::string before;
    for (const KafkaRange& range : ranges) {
        if (range.topic == std::exchange(before, range.topic)) continue;
        const std::string subject = range.topic + "-value"; // the strategy that is common by far
        const RegisteredSchema latest = registry.latest(subject);
        for (FoundValue& value :
             avroShape(*latest.schema, fmt::format("schema {}, the latest of `{}`", latest.id, subject)))
            found.push_back(std::move(value));
    }
    return found;
}

std::vector<FoundValue> schemaValues(KafkaEnquiry& enquiry, const LookUpContext& context) {
    const Params& p = context.params;
    const std::string format = p.text("format");
    if (format == "avro") return registeredValues(enquiry, context);
    if (format != "json" && format != "csv")
        throw kafkaError(
            "MR3562", fmt::format("messages of the format `{}` do not say which columns they have", format));
    Diagnostics findings;
    const BindContext bind = bindContextOf(context, findings);
    const auto delimiter = readCharacter(bind, "delimiter", false);
    if (!delimiter) throw DiagnosticError(delimiter.error());

    const std::vector<KafkaRange> ranges = chosenRanges(enquiry, context);
    const std::string topics = p.text("topics");
    if (messagesIn(ranges) == 0)
        throw kafkaError("MR3561", fmt::format("there are no messages in `{}` yet", topics),
                         "write the schema by hand, or look again when there are some");
    const std::vector<std::string> values = enquiry.lastValues(ranges, kMessagesLookedAt);
    if (values.empty())
        throw kafkaError("MR3561", fmt::format("none of the last messages of `{}` could be read", topics),
                         "they may belong to a transaction that is open, or have no values");
    std::vector<FoundValue> found =
        format == "json" ? jsonShapes(values)
                         : csvShapes(values, *delimiter, p.has("null_text") ? p.text("null_text") : "");
    if (found.empty())
        throw kafkaError(
            "MR3562",
            fmt::format("none of the last {} of `{}` is {}", counted(std::ssize(values), "message"), topics,
                        format == "json" ? "a JSON object" : "a line of CSV"),
            "choose another format");
    return found;
}

using KafkaGroups = std::unique_ptr<const rd_kafka_group_list, KafkaDestroys<&rd_kafka_group_list_destroy>>;

std::vector<FoundValue> groupsIn(const rd_kafka_group_list& groups) {
    std::vector<FoundValue> found;
    for (int i = 0; i < groups.group_cnt; ++i) {
        const rd_kafka_group_info& group = groups.groups[i];
        const std::string_view protocol = group.protocol_type ? group.protocol_type : "";
        if (!protocol.empty() && protocol != "consumer") continue; // those of Kafka Connect, for instance
        const std::string about = group.member_cnt == 0
                                      ? "nobody reads with it now"
                                      : fmt::format("read with by {}", counted(group.member_cnt, "member"));
        found.push_back({group.group, about, boost::json::value(group.group)});
    }
    std::sort(found.begin(), found.end(),
              [](const FoundValue& a, const FoundValue& b) { return a.title < b.title; });
    return found;
}

std::vector<FoundValue> groupValues(KafkaEnquiry& enquiry) {
    std::vector<FoundValue> found;
    bool some = false;
    try {
        enquiry.client().ask("which groups there are", [&](int timeoutMs) {
            const rd_kafka_group_list* list = nullptr;
            const auto error = rd_kafka_list_groups(enquiry.client().get(), nullptr, &list, timeoutMs);
            const KafkaGroups groups(list);
            if (groups) found = groupsIn(*groups);
            some = some || groups;
            // The brokers that have not answered yet have a little more time.
            return error == RD_KAFKA_RESP_ERR__PARTIAL ? RD_KAFKA_RESP_ERR__TIMED_OUT : error;
        });
    } catch (const DiagnosticError&) {
        if (!some) throw;
    }
    return found;
}

/// "; there is no topic `positio`: did you mean `positions`?"
std::string missingTopics(const KafkaClusterFacts& cluster, const Params& params) {
    std::vector<std::string> known;
    for (const auto& [name, topic] : cluster.topics)
        known.push_back(name);
    std::string text;
    for (const char* parameter : {"topics", "topic"}) {
        if (!params.has(parameter)) continue;
        const std::string names = params.text(parameter);
        for (const std::string_view part : partsBetweenCommas(names)) {
            const std::string name(part);
            if (name.empty() || name.starts_with("^") || cluster.topics.contains(name)) continue;
            text += fmt::format("; there is no topic `{}`", name);
            const std::string near = closestMatch(name, known);
            if (!near.empty()) text += fmt::format(", but `{}`", near);
        }
    }
    return text;
}

} // namespace

Result<std::string> tryKafka(const LookUpContext& context) {
    return answered<std::string>(context, [&](KafkaEnquiry& enquiry) {
        const KafkaClusterFacts& cluster = enquiry.cluster();
        std::string text =
            counted(cluster.brokers, "broker") + ", " + counted(std::ssize(cluster.topics), "topic");
        if (!cluster.id.empty()) text += "; Kafka cluster " + cluster.id;
        return text + missingTopics(cluster, context.params);
    });
}

Result<std::vector<FoundValue>> lookUpInKafka(const LookUpContext& context, const std::string& parameter) {
    return answered<std::vector<FoundValue>>(context, [&](KafkaEnquiry& enquiry) {
        if (parameter == "partitions") return partitionValues(enquiry, context);
        if (parameter == "schema") return schemaValues(enquiry, context);
        if (parameter == "group") return groupValues(enquiry);
        return topicValues(enquiry);
    });
}

} // namespace millrace
