// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/kafka/kafka_reading.h"

#include "engine/base/text.h"
#include "nodes/support/kafka/kafka_group_commits.h"
#include "nodes/support/kafka/kafka_group_member.h"
#include "nodes/support/kafka/kafka_partition_table.h"
#include "nodes/support/text_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace millrace {

namespace {

constexpr MonotonicNs kLookAgain = 100'000'000; ///< what librdkafka has to say is heard so often at least
constexpr MonotonicNs kPublishEveryNs = 1'000'000'000;
constexpr MonotonicNs kAskEndsEveryNs = 2'000'000'000; ///< while nothing is read

/// Where each partition ended at the checkpoint, behind all else in a state; older ones are without.
std::vector<std::int64_t> readEnds(ByteReader& state, std::size_t partitions) {
    std::vector<std::int64_t> ends;
    while (ends.size() < partitions && state.left() > 0)
        ends.push_back(state.fixed<std::int64_t>());
    return ends;
}

/// What comes in place of a message. Throws unless librdkafka goes on by itself.
void hearTrouble(const rd_kafka_message_t& message, const std::string& group, bool inGroup,
                 OperatorContext& context) {
    const std::string where =
        message.rkt ? fmt::format("{}[{}]", rd_kafka_topic_name(message.rkt), message.partition) : "";
    switch (message.err) {
        case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
        case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
            throw kafkaError("MR3518",
                             fmt::format("{}: the brokers no longer have the next message: {}", where,
                                         rd_kafka_message_errstr(&message)),
                             "messages were deleted before they were read; a run that begins at `earliest` "
                             "goes on behind the gap");
        case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
            if (inGroup) throw groupRefusedError(group);
            // librdkafka looks for the group of every consumer, also of one that only says how far it is.
            if (group.empty()) return;
            break;
        case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
        case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
        case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
        case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
            throw kafkaError("MR3517",
                             fmt::format("{} cannot be read: {}", where, rd_kafka_message_errstr(&message)));
        default: break;
    }
    Diagnostic d;
    d.severity = Severity::Warning;
    d.code = "MR3519";
    d.message = fmt::format("{}: {}", where, rd_kafka_message_errstr(&message));
    d.hint = "librdkafka tries again by itself";
    context.report(std::move(d));
}

class KafkaSource final : public Source {
public:
    explicit KafkaSource(std::shared_ptr<const KafkaSourceSettings> settings)
        : settings_(std::move(settings)), rejected_(settings_->node) {}

    void open(OperatorContext& context) override {
        context_ = &context;
        KafkaClient::OnRebalance onRebalance;
        if (settings_->inGroup)
            onRebalance = [this](auto what, const auto& partitions) { member_->hear(what, partitions); };
        client_ = std::make_unique<KafkaClient>(KafkaRole::Consumer, settings_->connection, settings_->own,
                                                context, nullptr, std::move(onRebalance));
        inbox_.emplace(*client_, context);
        rows_.emplace(settings_->format, context);
        rows_->start();
        messages_.resize(context.batchSize());
        taken_.reserve(context.batchSize());
        if (settings_->inGroup) return joinGroup();
        if (!settings_->selection.group.empty())
            groupCommits_.emplace(*client_, settings_->selection.group, context);
        if (context.keepsCheckpoints()) cluster_ = client_->clusterId();
        const RestoredState* const saved = context.restored();
        std::vector<KafkaRange> ranges =
            saved ? restore(*saved) : findRanges(*client_, settings_->selection, reader());
        for (KafkaRange& range : ranges)
            partitions_.emplace_back(std::move(range), settings_->delayMs);
        for (PartitionProgress& partition : partitions_)
            partition.lastRecord = context.clock().now();
        findPlaces();
        assign();
        publish();
    }

    SourceStatus read(Collector& out) override {
        attend();
        if (hasCount() || (!member_ && std::all_of(partitions_.begin(), partitions_.end(),
                                                   [](const auto& p) { return p.done(); }))) {
            publish();
            return SourceStatus::finished();
        }
        const std::size_t room =
            settings_->count
                ? std::min<std::size_t>(messages_.size(), static_cast<std::size_t>(*settings_->count - sent_))
                : messages_.size();
        const ssize_t got = member_ && !member_->mayRead() ? 0 : takeFrom(inbox_->messages(), room);
        const MonotonicNs now = context_->clock().now();
        lastRead_ = now;
        if (rejected_.rows() > 0) out.emit(1, rejected_.finish(now));
        send(now, out);
        if (hasCount()) return SourceStatus::finished();
        if (got > 0) return SourceStatus::produced();
        const auto idle = nextIdle(partitions_, now, settings_->idleAfter);
        return SourceStatus::waitUntil(std::min(now + kLookAgain, idle.value_or(now + kLookAgain)));
    }

    /// Also while no messages are taken librdkafka is heard, the lag is found out, and what the group asks
    /// for is done.
    void attend() override {
        if (!client_) return;
        takeFrom(client_->queue(), messages_.size());
        if (member_) client_->requireGroup(settings_->selection.group);
        const MonotonicNs now = context_->clock().now();
        if (std::min(now - lastRead_, now - endsAsked_) >= kAskEndsEveryNs) {
            askEnds(*client_, partitions_);
            endsAsked_ = now;
        }
        if (member_ && member_->attend(partitions_)) {
            findPlaces();
            publish();
        } else if (now - published_ >= kPublishEveryNs) {
            publish();
        }
    }

    void snapshot(Epoch epoch, ByteWriter& state) override {
        if (member_) return member_->note(epoch, partitions_);
        state.fixed(sent_);
        savePartitions(partitions_, state);
        for (const PartitionProgress& p : partitions_)
            state.fixed(knownEnd(*client_, p));
        state.text(cluster_);
        if (groupCommits_) groupCommits_->note(epoch, partitions_);
    }
    void commit(Epoch epoch) override {
        if (member_) member_->commit(epoch);
        if (groupCommits_) groupCommits_->commit(epoch);
    }

    void close() noexcept override {
        taken_.clear();
        if (member_) member_->leave();
        member_.reset();
        if (groupCommits_) groupCommits_->finish();
        groupCommits_.reset();
        inbox_.reset();
        client_.reset();
    }

    std::optional<double> progress() const override {
        if (!settings_->bounded() || partitions_.empty()) return std::nullopt;
        if (settings_->count) return static_cast<double>(sent_) / static_cast<double>(*settings_->count);
        double read = 0, all = 0;
        for (const PartitionProgress& p : partitions_) {
            read += static_cast<double>(std::min(p.position, p.what.end) - p.what.begin);
            all += static_cast<double>(p.what.length());
        }
        return all > 0 ? std::clamp(read / all, 0.0, 1.0) : 1.0;
    }

private:
    using Message = std::unique_ptr<rd_kafka_message_t, KafkaDestroys<&rd_kafka_message_destroy>>;

    /// Takes up the partitions of the run before; returns those that are new.
    std::vector<KafkaRange> restore(const RestoredState& saved) {
        ByteReader state(saved.bytes);
        sent_ = state.fixed<std::int64_t>();
        partitions_ = loadPartitions(state, settings_->delayMs);
        readEnds(state, partitions_.size());
        if (state.left() > 0) requireCluster(state.text()); // older states do not name it
        if (state.failed() || state.left() > 0 || sent_ < 0)
            failRestore("there is more than the state of a Kafka source");
        if (groupCommits_) groupCommits_->note(saved.epoch, partitions_);
        std::vector<KafkaRange> known;
        for (const PartitionProgress& p : partitions_) {
            known.push_back(p.what);
            known.back().begin = p.position;
        }
        return findNewRanges(*client_, settings_->selection, reader(), known);
    }

    /// Offsets mean something in the cluster alone in which they were found.
    void requireCluster(std::string_view before) const {
        if (before.empty() || cluster_.empty() || before == cluster_) return;
        throw kafkaError(
            "MR3539",
            fmt::format("the state is of the cluster `{}`, and `brokers` leads to `{}`", before, cluster_),
            "name brokers of the cluster that the job has read before; --fresh starts over with "
            "this one");
    }

    void joinGroup() {
        findPartitions(*client_, settings_->selection); // or there is no such topic
        member_.emplace(*client_, *inbox_, settings_->selection, settings_->delayMs, settings_->groupPatience,
                        *context_);
        member_->join();
        publish();
    }

    void findPlaces() {
        places_.clear();
        lastTopic_ = nullptr;
        for (std::size_t place = 0; place < partitions_.size(); ++place)
            places_[{partitions_[place].what.topic, partitions_[place].what.partition}] = place;
    }

    ssize_t takeFrom(rd_kafka_queue_t* queue, std::size_t most) {
        const ssize_t got = rd_kafka_consume_batch_queue(queue, 0, messages_.data(), most);
        for (ssize_t i = 0; i < got; ++i)
            taken_.emplace_back(messages_[static_cast<std::size_t>(i)]);
        client_->check();
        for (const Message& message : taken_)
            take(*message);
        taken_.clear();
        return got;
    }

    KafkaReader reader() const {
        return {context_->instance(), context_->subtask(), context_->subtaskCount()};
    }

    bool hasCount() const { return settings_->count && sent_ >= *settings_->count; }

    /// What there is to read of the partitions that are not done.
    void assign() {
        std::vector<KafkaRange> ranges;
        for (const PartitionProgress& p : partitions_) {
            if (p.done()) continue;
            ranges.push_back(p.what);
            ranges.back().begin = p.position;
        }
        inbox_->assign(ranges);
    }

    PartitionProgress* partitionOf(const rd_kafka_message_t& message) {
        if (!message.rkt) return nullptr;
        if (message.rkt == lastTopic_ && message.partition == lastPartition_) return &partitions_[lastPlace_];
        const auto found = places_.find({rd_kafka_topic_name(message.rkt), message.partition});
        if (found == places_.end()) return nullptr;
        lastTopic_ = message.rkt;
        lastPartition_ = message.partition;
        lastPlace_ = found->second;
        return &partitions_[lastPlace_];
    }

    void take(const rd_kafka_message_t& message) {
        PartitionProgress* const partition = partitionOf(message);
        if (message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
            if (partition) reach(*partition, message.offset);
            return;
        }
        if (message.err)
            return hearTrouble(message, settings_->selection.group, settings_->inGroup, *context_);
        if (!partition || partition->done()) return;
        if (message.offset < partition->what.end) {
            if (auto why = rows_->append(message)) {
                reject(message, *why);
            } else {
                rowPartitions_.push_back(static_cast<std::uint32_t>(partition - partitions_.data()));
            }
        }
        reach(*partition, message.offset + 1);
    }

    void reach(PartitionProgress& partition, std::int64_t position) {
        partition.position = std::max(partition.position, position);
        if (!partition.done()) return;
        const KafkaPartitionList list(rd_kafka_topic_partition_list_new(1));
        rd_kafka_topic_partition_list_add(list.get(), partition.what.topic.c_str(), partition.what.partition);
        rd_kafka_pause_partitions(client_->get(), list.get());
    }

    void reject(const rd_kafka_message_t& message, const KafkaMisfit& why) {
        const std::string where = fmt::format("{}[{}]", rd_kafka_topic_name(message.rkt), message.partition);
        if (settings_->stopOnError) {
            Diagnostics problem;
            Diagnostic& d = problem.error(
                why.code, fmt::format("{} at offset {}: {}", where, message.offset, why.message),
                "set on_error to reject to send such messages to `rejected`");
            d.node = settings_->node;
            throw DiagnosticError(std::move(problem));
        }
        const std::size_t shown = std::min(message.len, kShownOfLongRecord);
        const std::string raw = toValidUtf8({static_cast<const char*>(message.payload), shown});
        RejectedRecord rejected;
        rejected.raw = raw;
        rejected.errorCode = why.code;
        rejected.error = why.message;
        rejected.file = where;
        rejected.line = message.offset;
        rejected_.add(rejected);
    }

    void send(MonotonicNs now, Collector& out) {
        RecordBatch batch = rows_->finish(now);
        const auto eventTime = settings_->format->schema->eventTime();
        for (const std::uint32_t place : rowPartitions_)
            partitions_[place].lastRecord = now;
        if (!batch.empty() && eventTime) {
            const auto times = batch.column(*eventTime).values<EpochMs>();
            std::shared_ptr<std::vector<LateMark>> marks;
            for (std::uint32_t row = 0; row < rowPartitions_.size(); ++row) {
                const auto mark = partitions_[rowPartitions_[row]].tracker.observe(times[row]);
                if (!mark) continue;
                if (!marks) marks = std::make_shared<std::vector<LateMark>>();
                marks->push_back({row, *mark});
            }
            batch.lateMarks = std::move(marks);
        }
        sent_ += static_cast<std::int64_t>(batch.rows());
        rowPartitions_.clear();
        if (!batch.empty()) out.emit(0, std::move(batch));
        if (eventTime) out.watermark(watermarkOver(partitions_, now, settings_->idleAfter));
    }

    void publish() {
        publishPartitions(*client_, partitions_, *context_);
        published_ = context_->clock().now();
    }

    const std::shared_ptr<const KafkaSourceSettings> settings_;
    OperatorContext* context_ = nullptr;
    std::unique_ptr<KafkaClient> client_;
    std::optional<KafkaInbox> inbox_;               ///< goes before the client
    std::optional<KafkaGroupCommits> groupCommits_; ///< too
    std::optional<KafkaGroupMember> member_;        ///< before the inbox
    std::vector<PartitionProgress> partitions_;
    std::map<std::pair<std::string, std::int32_t>, std::size_t> places_;
    const rd_kafka_topic_t* lastTopic_ = nullptr;
    std::int32_t lastPartition_ = -1;
    std::size_t lastPlace_ = 0;
    std::vector<rd_kafka_message_t*> messages_;
    std::vector<Message> taken_; ///< a client waits for ever for those that nobody destroys
    std::optional<KafkaRows> rows_;
    std::vector<std::uint32_t> rowPartitions_; ///< place of each row of rows_
    RejectedBuilder rejected_;
    std::int64_t sent_ = 0;
    std::string cluster_; ///< as it calls itself, in a run with checkpoints
    MonotonicNs published_ = 0;
    MonotonicNs lastRead_ = 0, endsAsked_ = 0; ///< see attend()
};

} // namespace

std::unique_ptr<Source> readKafka(std::shared_ptr<const KafkaSourceSettings> settings) {
    return std::make_unique<KafkaSource>(std::move(settings));
}

boost::json::object describeKafkaReading(std::string_view bytes) {
    ByteReader state(bytes);
    state.fixed<std::int64_t>(); // records sent
    const std::vector<PartitionProgress> partitions = loadPartitions(state, 0);
    const std::vector<std::int64_t> ends = readEnds(state, partitions.size());
    boost::json::object about;
    for (std::size_t i = 0; i < partitions.size(); ++i) {
        const PartitionProgress& p = partitions[i];
        boost::json::object figures{{"offset", p.position}};
        if (i < ends.size() && ends[i] >= 0)
            figures["lag_at_checkpoint"] = std::max<std::int64_t>(ends[i] - p.position, 0);
        about[fmt::format("{}[{}]", p.what.topic, p.what.partition)] = std::move(figures);
    }
    return about;
}

} // namespace millrace
