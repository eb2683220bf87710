// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/kafka/kafka_group_member.h"

#include <array>

namespace millrace {

namespace {

constexpr int kCommitMs = 5'000;
constexpr MonotonicNs kLeaveNs = 5'000'000'000;
constexpr MonotonicNs kLookNs = 20'000'000;

} // namespace

KafkaGroupMember::KafkaGroupMember(KafkaClient& client, KafkaInbox& inbox, const KafkaSelection& selection,
                                   std::int64_t delayMs, MonotonicNs patience, OperatorContext& context)
    : client_(client),
      inbox_(inbox),
      selection_(selection),
      delayMs_(delayMs),
      patience_(patience),
      context_(context),
      commits_(client, selection.group, context) {}

void KafkaGroupMember::join() {
    const KafkaPartitionList topics(
        rd_kafka_topic_partition_list_new(static_cast<int>(selection_.topics.size())));
    for (const std::string& topic : selection_.topics)
        rd_kafka_topic_partition_list_add(topics.get(), topic.c_str(), RD_KAFKA_PARTITION_UA);
    if (const auto error = rd_kafka_subscribe(client_.get(), topics.get()))
        throw kafkaError("MR3517", "the consumer group `" + selection_.group +
                                       "` cannot be joined: " + rd_kafka_err2str(error));
}

void KafkaGroupMember::hear(rd_kafka_resp_err_t what, const rd_kafka_topic_partition_list_t& partitions) {
    if (leaves_) {
        rd_kafka_assign(client_.get(), nullptr);
        return;
    }
    Asked asked;
    asked.revoked = what != RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS;
    for (int i = 0; i < partitions.cnt && !asked.revoked; ++i)
        asked.partitions.push_back({partitions.elems[i].topic, partitions.elems[i].partition});
    asked_.push_back(std::move(asked));
}

bool KafkaGroupMember::attend(std::vector<PartitionProgress>& partitions) {
    bool changed = false;
    while (!asked_.empty()) {
        Asked& next = asked_.front();
        if (!(next.revoked ? giveBack(partitions) : take(next.partitions, partitions))) break;
        asked_.pop_front();
        changed = true;
    }
    return changed;
}

bool KafkaGroupMember::giveBack(std::vector<PartitionProgress>& partitions) {
    const MonotonicNs now = context_.clock().now();
    if (!giveBackUntil_) giveBackUntil_ = now + patience_;
    // Where the group has thrown us out they are with others already, and a commit would be refused.
    const bool lost = rd_kafka_assignment_lost(client_.get()) != 0;
    const bool covered = commits_.cover(partitions);
    if (!lost && !covered && now < *giveBackUntil_) return false;
    if (!lost) commits_.finish(kCommitMs);
    if (!covered) {
        Diagnostic d;
        d.severity = Severity::Warning;
        d.code = "MR3536";
        d.message = lost ? "the consumer group `" + selection_.group +
                               "` has taken this run for dead: others read again what it had not yet written"
                         : "the consumer group `" + selection_.group +
                               "` deals out the partitions anew before all that was read of them is written: "
                               "the rest is read again";
        d.hint = lost ? "were the brokers out of reach for longer than `session.timeout.ms`?"
                      : "make the queues behind the source shorter, or the sinks faster";
        context_.report(std::move(d));
    }
    giveBackUntil_.reset();
    commits_.forget();
    partitions.clear();
    rd_kafka_assign(client_.get(), nullptr);
    return true;
}

bool KafkaGroupMember::take(std::vector<KafkaRange>& given, std::vector<PartitionProgress>& partitions) {
    try {
        findGroupStarts(client_, selection_, given);
    } catch (const DiagnosticError& error) {
        // Brokers that are away for a while are waited for, as they are by whoever reads.
        if (error.diagnostics().items.front().code != "MR3511") throw;
        return false;
    }
    partitions.clear();
    for (const KafkaRange& range : given)
        partitions.emplace_back(range, delayMs_).lastRecord = context_.clock().now();
    inbox_.assign(given);
    return true;
}

void KafkaGroupMember::leave() noexcept {
    commits_.finish(kCommitMs);
    leaves_ = true;
    // A request that waits keeps librdkafka from leaving.
    if (!asked_.empty()) rd_kafka_assign(client_.get(), nullptr);
    asked_.clear();
    if (rd_kafka_error_t* const error = rd_kafka_consumer_close_queue(client_.get(), inbox_.messages())) {
        rd_kafka_error_destroy(error);
        return;
    }
    const MonotonicNs until = context_.clock().now() + kLeaveNs;
    std::array<rd_kafka_message_t*, 64> messages{};
    while (!rd_kafka_consumer_closed(client_.get()) && context_.clock().now() < until) {
        const ssize_t got = rd_kafka_consume_batch_queue(
            inbox_.messages(), static_cast<int>(kLookNs / 1'000'000), messages.data(), messages.size());
        for (ssize_t i = 0; i < got; ++i)
            rd_kafka_message_destroy(messages[static_cast<std::size_t>(i)]);
    }
}

} // namespace millrace
