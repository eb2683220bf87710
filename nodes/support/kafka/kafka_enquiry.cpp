// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/kafka/kafka_enquiry.h"

#include "engine/base/text.h"
#include "nodes/support/columns_in.h"
#include "nodes/support/kafka/kafka_trouble.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <thread>

namespace millrace {

namespace {

/// A broker that is not there yet need not be waited for as in a run: one asks again with a click.
constexpr MonotonicNs kNobodyListens = 1'500'000'000;
constexpr int kLookMs = 100; ///< so often it is looked whether anybody still wants to know

Diagnostics missing(const LookUpContext& context, const char* parameter) {
    return parameterError("MR3002", context.node, parameter, fmt::format("`{}` is missing", parameter),
                          "without it no broker can be asked");
}

KafkaConnection connectionOf(const LookUpContext& context) {
    const Params& p = context.params;
    if (!p.has("brokers") || p.text("brokers").empty()) throw DiagnosticError(missing(context, "brokers"));
    if (p.text("security").starts_with("sasl"))
        for (const char* parameter : {"user", "password"})
            if (!p.has(parameter)) throw DiagnosticError(missing(context, parameter));
    Diagnostics findings;
    auto connection = readKafkaConnection(bindContextOf(context, findings), KafkaRole::Consumer);
    if (!connection) throw DiagnosticError(connection.error());
    return std::move(*connection);
}

} // namespace

BindContext bindContextOf(const LookUpContext& context, Diagnostics& findings) {
    return {context.node, context.params, {}, {}, context.resolvePath, findings};
}

/// The world of a node of which nothing but its client is at work.
class KafkaEnquiry::Context final : public OperatorContext {
public:
    explicit Context(const LookUpContext& asked) : asked_(asked) {}

    const std::string& node() const override { return asked_.node; }
    int subtask() const override { return 0; }
    int subtaskCount() const override { return 1; }
    const Clock& clock() const override { return asked_.clock; }
    std::uint64_t seed() const override { return 0; }
    std::size_t batchSize() const override { return 1; }
    void report(Diagnostic diagnostic) override {
        if (diagnostic.code == "MR3514")
            reason_ = std::string_view(diagnostic.message).substr(std::string_view(kLibrdkafkaSays).size());
        if (diagnostic.code == "MR3515" && !downSince_) downSince_ = clock().now();
    }
    void publish(RecordBatch) override {}
    void burn(MonotonicNs) override {}
    void wait(MonotonicNs duration) override {
        const MonotonicNs until = clock().now() + duration;
        while (!stopRequested() && clock().now() < until)
            std::this_thread::sleep_for(std::chrono::nanoseconds(
                std::clamp<MonotonicNs>(until - clock().now(), 0, kLookMs * 1'000'000LL)));
    }
    SharedResource& sharedResource(const std::string& name, int) override {
        throw std::logic_error("a look-up shares no resource: " + name);
    }
    bool stopRequested() const override { return isGivenUp() || nobodyListens(); }

    bool isGivenUp() const { return asked_.stop.stop_requested(); }
    bool nobodyListens() const { return downSince_ && clock().now() - *downSince_ > kNobodyListens; }
    const std::string& reason() const { return reason_; }

private:
    const LookUpContext& asked_;
    std::optional<MonotonicNs> downSince_;
    std::string reason_; ///< why the last connection failed
};

KafkaEnquiry::KafkaEnquiry(const LookUpContext& context)
    : context_(std::make_unique<Context>(context)), connection_(connectionOf(context)) {
    const KafkaProperties own = {{"group.id", "millrace"}, // has to have a name; it is never joined
                                 {"enable.auto.commit", "false"},  {"enable.auto.offset.store", "false"},
                                 {"enable.partition.eof", "true"}, {"isolation.level", "read_committed"},
                                 {"queued.min.messages", "100"},   {"fetch.wait.max.ms", "100"}};
    client_ = std::make_unique<KafkaClient>(KafkaRole::Consumer, connection_, own, *context_);
    try {
        meet();
    } catch (const RunStopped&) {
        if (context_->isGivenUp()) throw;
    } catch (const DiagnosticError& error) {
        if (error.diagnostics().items.front().code != "MR3511") throw;
    }
    if (cluster_.brokers > 0) return;
    const std::string& reason = context_->reason();
    throw kafkaError("MR3511",
                     fmt::format("no broker answers at `{}`{}{}", connection_.brokers,
                                 reason.empty() ? "" : ": ", toValidUtf8(reason)),
                     hintAboutSilence(reason));
}

KafkaEnquiry::~KafkaEnquiry() = default;

OperatorContext& KafkaEnquiry::world() const { return *context_; }

void KafkaEnquiry::meet() {
    client_->ask("which topics there are", [this](int timeoutMs) {
        const rd_kafka_metadata_t* found = nullptr;
        const auto error = rd_kafka_metadata(client_->get(), 1, nullptr, &found, timeoutMs);
        if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return error;
        const KafkaMetadata metadata(found);
        cluster_.brokers = metadata->broker_cnt;
        for (int i = 0; i < metadata->topic_cnt; ++i) {
            const rd_kafka_metadata_topic_t& topic = metadata->topics[i];
            const std::string name = topic.topic;
            const bool usable = topic.err == RD_KAFKA_RESP_ERR_NO_ERROR ||
                                topic.err == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE;
            if (!usable || name.starts_with("__")) continue;
            KafkaClusterFacts::Topic& facts = cluster_.topics[name];
            facts.partitions = topic.partition_cnt;
            for (int p = 0; p < topic.partition_cnt; ++p)
                if (topic.partitions[p].leader >= 0) facts.led.push_back(topic.partitions[p].id);
        }
        return error;
    });
    cluster_.id = client_->clusterId();
}

std::vector<KafkaRange> KafkaEnquiry::withBounds(std::vector<KafkaRange> ranges) {
    const KafkaPartitionList list(rd_kafka_topic_partition_list_new(static_cast<int>(ranges.size())));
    std::vector<KafkaRange*> asked;
    for (KafkaRange& range : ranges) {
        range.begin = range.end = 0;
        // One partition without a leader would hold up the answer about all the others.
        const auto topic = cluster_.topics.find(range.topic);
        if (topic == cluster_.topics.end()) continue;
        const auto& led = topic->second.led;
        if (std::find(led.begin(), led.end(), range.partition) == led.end()) continue;
        rd_kafka_topic_partition_list_add(list.get(), range.topic.c_str(), range.partition);
        asked.push_back(&range);
    }
    if (asked.empty()) return ranges;
    const auto askFor = [&](std::int64_t end, std::int64_t KafkaRange::*member) {
        client_->ask("where partitions begin and end", [&](int timeoutMs) {
            for (int i = 0; i < list->cnt; ++i)
                list->elems[i].offset = end; // in place of a time: the two ends
            return rd_kafka_offsets_for_times(client_->get(), list.get(), timeoutMs);
        });
        for (int i = 0; i < list->cnt; ++i)
            if (!list->elems[i].err && list->elems[i].offset >= 0)
                asked[static_cast<std::size_t>(i)]->*member = list->elems[i].offset;
    };
    askFor(RD_KAFKA_OFFSET_BEGINNING, &KafkaRange::begin);
    askFor(RD_KAFKA_OFFSET_END, &KafkaRange::end);
    for (KafkaRange* range : asked)
        range->end = std::max(range->begin, range->end);
    return ranges;
}

std::vector<std::string> KafkaEnquiry::lastValues(const std::vector<KafkaRange>& ranges, std::size_t most) {
    const auto filled = static_cast<std::size_t>(std::count_if(
        ranges.begin(), ranges.end(), [](const KafkaRange& range) { return range.length() > 0; }));
    if (filled == 0) return {};
    const auto share = static_cast<std::int64_t>(std::max<std::size_t>(1, most / filled));
    const KafkaPartitionList list(rd_kafka_topic_partition_list_new(static_cast<int>(filled)));
    std::set<std::pair<std::string, std::int32_t>> unread;
    for (const KafkaRange& range : ranges) {
        if (range.length() == 0 || unread.size() >= most) continue;
        rd_kafka_topic_partition_list_add(list.get(), range.topic.c_str(), range.partition)->offset =
            std::max(range.begin, range.end - share);
        unread.emplace(range.topic, range.partition);
    }
    if (const auto error = rd_kafka_assign(client_->get(), list.get()))
        throw kafkaError("MR3517", std::string("the partitions cannot be read: ") + rd_kafka_err2str(error));
    std::vector<std::string> values;
    const Clock& clock = context_->clock();
    const MonotonicNs until = clock.now() + connection_.timeout;
    while (!unread.empty() && values.size() < most && clock.now() < until) {
        if (context_->isGivenUp()) throw RunStopped{};
        rd_kafka_message_t* next = nullptr;
        if (rd_kafka_consume_batch_queue(client_->queue(), kLookMs, &next, 1) <= 0) {
            client_->check();
            continue;
        }
        const std::unique_ptr<rd_kafka_message_t, KafkaDestroys<&rd_kafka_message_destroy>> message(next);
        if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF && message->rkt)
            unread.erase({rd_kafka_topic_name(message->rkt), message->partition});
        if (message->err == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED)
            throw kafkaError("MR3512", "the brokers do not let us read the topic",
                             "the user needs the right READ on it");
        if (!message->err && message->payload)
            values.emplace_back(static_cast<const char*>(message->payload), message->len);
    }
    rd_kafka_assign(client_->get(), nullptr);
    return values;
}

} // namespace millrace
