// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/kafka/kafka_transactions.h"

#include "engine/base/fail_point.h"
#include "engine/base/text.h"
#include "engine/operator/epoch_seal.h"

#include <fmt/format.h>

#include <charconv>
#include <cstring>

namespace millrace {

namespace {

using GroupMetadata = std::unique_ptr<rd_kafka_consumer_group_metadata_t,
                                      KafkaDestroys<&rd_kafka_consumer_group_metadata_destroy>>;

constexpr int kTryMs = 1'000; ///< so often a call lets a stop of the run through
constexpr int kAbortMs = 5'000;
constexpr std::string_view kMark = "millrace epoch=", kSnapshot = " snapshot=";

bool locksOut(rd_kafka_resp_err_t error) {
    switch (error) {
        case RD_KAFKA_RESP_ERR__FENCED:
        case RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH:
        case RD_KAFKA_RESP_ERR_PRODUCER_FENCED:
        case RD_KAFKA_RESP_ERR_INVALID_TXN_STATE:
        case RD_KAFKA_RESP_ERR_INVALID_PRODUCER_ID_MAPPING: return true;
        default: return false;
    }
}

const char* hintAbout(const rd_kafka_error_t* problem) {
    switch (rd_kafka_error_code(problem)) {
        case RD_KAFKA_RESP_ERR_INVALID_TRANSACTION_TIMEOUT:
            return "`transaction_timeout` is longer than the brokers' transaction.max.timeout.ms";
        case RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
            return "the user needs the right WRITE on the transactional id";
        case RD_KAFKA_RESP_ERR__TIMED_OUT:
            return "the brokers have not answered in time: `connect_timeout` says how long is waited";
        default:
            return "do the brokers keep transactions (__transaction_state)? `transactions: off` sends "
                   "without";
    }
}

} // namespace

std::string textOf(const EpochMark& mark) {
    return fmt::format("{}{}{}{}", kMark, mark.epoch, mark.digest.empty() ? "" : kSnapshot, mark.digest);
}

EpochMark markIn(std::string_view text) {
    if (!text.starts_with(kMark)) return {};
    text.remove_prefix(kMark.size());
    EpochMark mark;
    const char* const all = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), all, mark.epoch);
    if (error != std::errc()) return {};
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (text.empty()) return mark;
    if (!text.starts_with(kSnapshot)) return {};
    mark.digest = text.substr(kSnapshot.size());
    return mark;
}

KafkaTransactions::KafkaTransactions(KafkaClient& client, KafkaTransactionSettings settings,
                                     OperatorContext& context)
    : client_(client), context_(context), settings_(std::move(settings)) {
    // A broker that dies can leave librdkafka with numbers of messages that it cannot go on from.
    client_.explain([this](const std::string& why) { return lostTo(why); },
                    [this](const std::string& why) {
                        return kafkaError(
                            kEpochLost,
                            fmt::format("the Kafka client of `{}` is of no more use: {}", settings_.id, why),
                            "nobody who reads committed messages sees what was not committed, and "
                            "started again with its state the run goes on from there");
                    });
}

template <class Call>
KafkaTransactions::Problem KafkaTransactions::persist(MonotonicNs patience, Call&& call) {
    const MonotonicNs until = context_.clock().now() + patience;
    for (;;) {
        Problem problem(call(kTryMs));
        if (!problem || !rd_kafka_error_is_retriable(problem.get())) return problem;
        if (context_.stopRequested()) throw RunStopped{};
        rd_kafka_poll(client_.get(), 0);
        client_.check();
        if (context_.clock().now() >= until) return problem;
    }
}

void KafkaTransactions::start() {
    // Offsets of a transaction that is still open keep none of those before it from being read this way.
    context_.requireEpoch(lastMark("read_uncommitted"));
    const Problem problem = persist(settings_.connection.timeout, [this](int timeoutMs) {
        return rd_kafka_init_transactions(client_.get(), timeoutMs);
    });
    if (problem)
        throw kafkaError("MR3526",
                         fmt::format("transactions of `{}` cannot begin: {}", settings_.id,
                                     rd_kafka_error_string(problem.get())),
                         hintAbout(problem.get()));
    decided_ = lastMark("read_committed");
}

EpochMark KafkaTransactions::lastMark(const char* isolation) {
    // A consumer that never joins its group: librdkafka 2.0.2 crashes where ListConsumerGroupOffsets of a
    // producer meets an error.
    KafkaClient reader(KafkaRole::Consumer, settings_.connection,
                       {{"group.id", settings_.id},
                        {"enable.auto.commit", "false"},
                        {"isolation.level", isolation},
                        {"log_level", "3"}}, // not that the producer's properties are of no use here
                       context_);
    const KafkaPartitionList list(rd_kafka_topic_partition_list_new(1));
    const rd_kafka_topic_partition_t& mark =
        *rd_kafka_topic_partition_list_add(list.get(), settings_.markerTopic.c_str(), 0);
    reader.ask(
        "which epoch was committed last",
        [&](int timeoutMs) {
            rd_kafka_resp_err_t error = rd_kafka_committed(reader.get(), list.get(), timeoutMs);
            if (!error) error = mark.err;
            if (error == RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED ||
                error == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED)
                throw kafkaError(
                    "MR3512",
                    fmt::format("the brokers do not let us read the offsets of the group `{}`", settings_.id),
                    fmt::format("the user needs the right READ on it and on the topic `{}`: they say "
                                "which epoch was committed last",
                                settings_.markerTopic));
            return error;
        },
        &settings_.id);
    return markIn({static_cast<const char*>(mark.metadata), mark.metadata_size});
}

void KafkaTransactions::begin() {
    if (open_) return;
    require(Problem(rd_kafka_begin_transaction(client_.get())));
    open_ = true;
    openSince_ = context_.clock().now();
    openSinceWall_ = context_.clock().wallClock();
}

void KafkaTransactions::send(const EpochMark& mark) {
    const KafkaPartitionList list(rd_kafka_topic_partition_list_new(1));
    rd_kafka_topic_partition_t& element =
        *rd_kafka_topic_partition_list_add(list.get(), settings_.markerTopic.c_str(), 0);
    element.offset = static_cast<std::int64_t>(mark.epoch);
    const std::string text = textOf(mark);
    // The list frees it with free().
    element.metadata = ::strdup(text.c_str());
    element.metadata_size = text.size();
    const GroupMetadata group(rd_kafka_consumer_group_metadata_new(settings_.id.c_str()));
    require(persist(settings_.timeout, [&](int timeoutMs) {
        return rd_kafka_send_offsets_to_transaction(client_.get(), list.get(), group.get(), timeoutMs);
    }));
}

void KafkaTransactions::commit(const EpochMark& mark) {
    begin();
    failPoint(FailPoint::kafka_before_offsets);
    send(mark);
    failPoint(FailPoint::kafka_before_commit);
    inDoubt_ = mark;
    require(persist(settings_.timeout,
                    [this](int timeoutMs) { return rd_kafka_commit_transaction(client_.get(), timeoutMs); }));
    failPoint(FailPoint::kafka_after_commit);
    open_ = false;
    decided_ = mark;
}

void KafkaTransactions::abort() noexcept {
    if (!open_) return;
    const Problem ignored(rd_kafka_abort_transaction(client_.get(), kAbortMs));
    open_ = false;
}

bool KafkaTransactions::isOverdue() const {
    if (!open_) return false;
    // The monotonic clock stands still while the machine sleeps; the brokers' does not.
    const Clock& clock = context_.clock();
    const MonotonicNs slept = (clock.wallClock() - openSinceWall_) * 1'000'000;
    return std::max(clock.now() - openSince_, slept) >= settings_.timeout;
}

bool KafkaTransactions::hasEnded(rd_kafka_resp_err_t error) const { return locksOut(error) || isOverdue(); }

DiagnosticError KafkaTransactions::lostTo(const std::string& why) {
    if (!isOverdue()) return fencedError(why);
    const EpochMark last = lastMark("read_committed");
    if (last != decided_ && last != inDoubt_) return fencedError(why);
    if (last != decided_)
        return kafkaError(
            kEpochLost,
            fmt::format("the brokers have committed epoch {} of `{}`, but have not said so in time: {}",
                        last.epoch, settings_.id, why),
            "started again with its state the run goes on behind it");
    const std::string limit = formatDuration(settings_.timeout);
    return kafkaError(
        kEpochLost,
        fmt::format("a transaction of `{}` took longer than {}, and the brokers have ended it: {}",
                    settings_.id, limit, why),
        fmt::format("nobody who reads committed messages sees any of it, and started again with "
                    "its state the run goes on from its last checkpoint; make `transaction_timeout` "
                    "({}) longer or the checkpoint interval shorter",
                    limit));
}

DiagnosticError KafkaTransactions::failure(std::string_view why) {
    if (isOverdue()) return lostTo(std::string(why));
    const bool mayBeCommitted = inDoubt_.epoch != kNoEpoch && inDoubt_ != decided_;
    return kafkaError("MR3527", fmt::format("a transaction of `{}` has failed: {}", settings_.id, why),
                      mayBeCommitted
                          ? "whether the brokers have committed it is not known; the next run asks them, and "
                            "goes on behind it or sends it again"
                          : "nobody who reads committed messages sees any of it; the next run goes on from "
                            "the last checkpoint");
}

void KafkaTransactions::require(const Problem& problem) {
    if (!problem) return;
    const char* const why = rd_kafka_error_string(problem.get());
    if (locksOut(rd_kafka_error_code(problem.get()))) throw lostTo(why);
    client_.check(); // says more of what is fatal
    throw failure(why);
}

} // namespace millrace
