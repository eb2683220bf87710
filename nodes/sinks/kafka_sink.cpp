// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/example_graph.h"
#include "nodes/support/json_text.h"
#include "nodes/support/kafka/kafka_client.h"
#include "nodes/support/kafka/kafka_look_up.h"
#include "nodes/support/kafka/kafka_names.h"
#include "nodes/support/kafka/kafka_sink_settings.h"
#include "nodes/support/kafka/kafka_topics.h"
#include "nodes/support/kafka/message_id.h"
#include "nodes/support/text_rows.h"

#include "engine/base/fail_point.h"
#include "engine/base/text.h"
#include "engine/operator/epoch_seal.h"
#include "engine/operator/instance_name.h"
#include "engine/operator/rejected.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace millrace {

namespace {
Result<BoundNode> bindKafkaSink(BindContext& context);
}

namespace kinds {

NodeKind kafka_sink() {
    return {
        .name = "kafka_sink",
        .title = "Kafka topic",
        .category = Category::Sink,
        .icon = "kafka_sink",
        .summary = "Writes records into topics of Apache Kafka",
        .help =
            R"(Sends each record as a message to a Kafka topic. Opening a graph connects to nothing; only a run does, and in
the studio the buttons *Test connection* and *Pick…*.

**Topic.** `topic`, or for each record the one that its `topic_column` names. A topic that is not there fails the run, unless `create_partitions`
says with how many partitions to create it.

**Secrets** (`password`, `registry_password`, and properties such as `ssl.key.password`) are written as `${env:NAME}`, or as a parameter of the graph
with that value; one that stands in the graph or at `--set` is an error (MR1408).

**Value.** The record as a JSON object or as a line of CSV, or one column of it that holds a text or bytes; there NULL is a message without a value
(a tombstone). `avro` writes the record as the serializers of Confluent do: the number of a schema in front, which `registry` has. The schema is made
of the columns (each may be null; TIMESTAMP is timestamp-millis, DECIMAL decimal, STRUCT a record) and registered when the sink opens, under the
subject of the topic; the run fails where the registry finds it incompatible. With `register: false` the latest schema of the subject is used, or that
with the number `schema_id`: columns go to the fields of their names, and the run fails where they do not fit. `headers` adds headers, `timestamp` names the column with the message's time.

**Order.** Messages with equal keys go to the same partition and keep the order in which one worker sends them. With `idempotent` that holds, and nothing is doubled, also when
brokers fail and messages are sent again. A run without checkpoints that fails and is started again sends again: at least once.

**Checkpoints.** In a run that keeps them the messages between two checkpoints are one transaction, and committing it is what completes the
checkpoint: a reader with `isolation.level=read_committed` sees each record exactly once, whatever dies in between, and sees it as soon as the
checkpoint is complete. The last committed epoch is an offset of the consumer group `transactional_id`; the next run reads it there, and locks out
whoever still writes with that id, so two jobs must differ in it. Brokers forget offsets of groups that were silent for `offsets.retention.minutes`
(7 days): a job that rests longer must begin anew. The sink has one worker then, and `topic_column` needs a `marker_topic`.

A transaction that is open for longer than `transaction_timeout` is aborted by the brokers: keep it above the interval and the time-out of
checkpoints. `millrace run` then goes on by itself from the last complete checkpoint (MR3537), once, and again after each checkpoint that it completes.
Where another run has taken over the `transactional_id`, the one that was locked out ends (MR3528). What others wrote behind the open transaction of a run that died is held back from such readers until the run goes on or that
time is over. Sources may read another cluster: how far they have read stands in the checkpoint, and the transaction commits the checkpoint's number and
hash. Two sinks with transactions cannot decide about one checkpoint together, on one cluster or two: that is refused (MR4606).

**Without transactions** (`transactions: off`) messages are sent at once, and after a crash those behind the last checkpoint are sent again: at least
once. In a run with checkpoints each has an id in the header `id_header`, made of its topic, key, value and time stamp: equal messages have equal ids,
so a reader that leaves out ids it has seen gets each different message once. With `upsert` each message replaces those with the same `key`: readers
that keep the last one of each key, as a compacted topic does, end up with the same, however often what was sent is sent again (effectively once);
until the repetition is over they may see older ones once more. Records without a key are rejected then (MR3538).

**Back-pressure.** Messages that wait to be sent take at most `buffer`; when it is full, the sink holds records back, and so the whole graph. Brokers
that cannot be reached are waited for, a message no longer than `delivery_timeout`: then the run fails.

**Bad records** leave through `rejected`: a message that is, before compression, larger than the topic's `max.message.bytes` (where the user has the
right DESCRIBE_CONFIGS on it) or the property `message.max.bytes` (MR3522), a record without a topic (MR3523), a record that does not fit its Avro schema (MR3551).

**At the end** the sink waits until the brokers have taken every message.

**Performance.** Messages go out in batches: a longer `linger` and compression make more of the network, at the price of latency.)",
        .example = exampleGraph(R"({
            "nodes": {
                "numbers": {"kind": "generate", "params": {"count": 1000, "fields": {
                    "id": {"type": "sequence"}, "value": {"type": "normal", "decimals": 3}}}},
                "topic": {"kind": "kafka_sink", "params": {"brokers": "localhost:9092", "topic": "numbers", "key": "id",
                          "create_partitions": 1}}},
            "edges": [{"from": "numbers.out", "to": "topic.in"}]})"),
        .params = kafkaSinkParameters(),
        .inputs = {{.name = "in", .help = "Records to send."}},
        .outputs = {{.name = "rejected",
                     .help = "Records that cannot be sent, with the reason.",
                     .role = PortRole::Rejected}},
        .bind = bindKafkaSink,
        .tryConnection = tryKafka,
        .lookUp = lookUpInKafka,
    };
}

} // namespace kinds

namespace {

constexpr MonotonicNs kLookAgain = 10'000'000;  ///< while something is under way
constexpr std::int64_t kBatchBytes = 1'000'000; ///< librdkafka's batch.size
/// What a batch of one message has beside its key, value and headers at most, and each header beside its name
/// and value (https://kafka.apache.org/documentation/#messageformat).
constexpr std::size_t kBatchFraming = 84, kHeaderFraming = 10;
constexpr int kFlushMs = 500; ///< so often a stop of the run is let through

class KafkaSink final : public Operator, public EpochSeal {
public:
    explicit KafkaSink(std::shared_ptr<const KafkaSinkSettings> settings)
        : settings_(std::move(settings)), rejected_(settings_->node), json_(*settings_->input) {}

    void open(OperatorContext& context) override {
        context_ = &context;
        const bool transactional = settings_->transactions && context.keepsCheckpoints();
        if (transactional) checkAlone(context);
        KafkaProperties own = settings_->own;
        KafkaTransactionSettings transaction = settings_->transaction;
        if (context.instance().count > 1) transaction.id += '-' + nameOf(context.instance());
        if (transactional) {
            own.insert(own.end(), settings_->transactional.begin(), settings_->transactional.end());
            own.emplace_back("transactional.id", transaction.id);
        }
        connect(own);
        if (!settings_->topic.empty()) {
            // A batch that the brokers find too large they refuse for good.
            const auto largest = topicNamed(settings_->topic).largest;
            if (largest && *largest < kBatchBytes) {
                own.emplace_back("batch.size", std::to_string(*largest));
                connect(own);
            }
        }
        if (settings_->avro) avro_.emplace(settings_->avro, context).start(settings_->topic);
        if (context.keepsCheckpoints() && !settings_->idHeader.empty()) ids_.emplace();
        if (!transactional) return;
        const std::string& marker = settings_->transaction.markerTopic;
        if (marker != settings_->topic) ensureTopic(*client_, marker);
        transactions_.emplace(*client_, std::move(transaction), context);
        transactions_->start();
    }

    void process(std::size_t, RecordBatch batch, Collector& out) override {
        waiting_ = std::move(batch);
        next_ = 0;
        keys_ = settings_->key ? evaluator_.evaluate(*settings_->key, waiting_) : nullptr;
        headers_.clear();
        for (const auto& [name, expression] : settings_->headers)
            headers_.push_back(evaluator_.evaluate(expression, waiting_));
        produce(out);
    }

    /// What comes behind a barrier belongs to the next transaction, which begins when this one is committed.
    bool wantsInput() const override { return !hasWaiting() && sealed_ == kNoEpoch; }
    bool mayEnd() const override { return wantsInput() && rd_kafka_outq_len(client_->get()) == 0; }
    std::optional<MonotonicNs> nextDeadline() const override {
        if (mayEnd()) return std::nullopt;
        return lookAt_;
    }
    void onDeadline(MonotonicNs, Collector& out) override {
        rd_kafka_poll(client_->get(), 0);
        produce(out);
    }

    /// Everything up to here is with the brokers, in the open transaction if there are any.
    void snapshot(Epoch epoch, ByteWriter&) override {
        if (transactions_ && epoch <= transactions_->decided().epoch)
            throw strangeEpoch(fmt::format("the brokers already have epoch {}, and this is {}",
                                           transactions_->decided().epoch, epoch));
        failPoint(FailPoint::kafka_before_flush);
        while (rd_kafka_flush(client_->get(), kFlushMs)) {
            checkDelivery();
            if (context_->stopRequested()) throw RunStopped{};
        }
        checkDelivery();
        failPoint(FailPoint::kafka_after_flush);
        if (transactions_) sealed_ = epoch;
    }
    void decide(const EpochMark& mark) override {
        if (!transactions_ || mark.epoch <= transactions_->decided().epoch) return;
        if (mark.epoch != sealed_)
            throw strangeEpoch(fmt::format("the run goes on from epoch {}, and the brokers have {}",
                                           mark.epoch, transactions_->decided().epoch));
        transactions_->commit(mark);
        sealed_ = kNoEpoch;
    }
    /// The transaction stays open, and goes on to the next barrier.
    void giveUp(Epoch epoch) override {
        if (sealed_ <= epoch) sealed_ = kNoEpoch;
    }
    EpochMark decided() override { return transactions_ ? transactions_->decided() : EpochMark{}; }

    void close() override { release(); }
    void abort() noexcept override {
        if (client_) rd_kafka_purge(client_->get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
        release();
    }

private:
    struct Topic {
        std::optional<std::int64_t> largest; ///< bytes of a batch; none: the brokers do not say
        KafkaTopic handle;
    };

    void connect(const KafkaProperties& own) {
        for (auto& [name, topic] : topics_)
            topic.handle.reset();
        client_ = std::make_unique<KafkaClient>(
            KafkaRole::Producer, settings_->connection, own, *context_,
            [this](const rd_kafka_message_t& message) { hearDelivery(message); });
    }
    void checkAlone(const OperatorContext& context) const {
        if (context.subtaskCount() > 1)
            throw kafkaError("MR3525",
                             fmt::format("{} workers cannot share the transactions of a run with checkpoints",
                                         context.subtaskCount()),
                             "set `workers` to 1, or `transactions` to off");
        if (settings_->transaction.markerTopic.empty())
            throw kafkaError("MR3525", "it is not said where the epochs of transactions are noted",
                             "name a topic in `marker_topic`, or set `transactions` to off");
    }
    DiagnosticError strangeEpoch(const std::string& what) const {
        return kafkaError(
            "MR3529", fmt::format("{} for `{}`", what, transactions_->id()),
            "does another job have the same `transactional_id`, or is this not the state of the run before? "
            "A run that begins anew takes another `transactional_id`");
    }
    bool hasWaiting() const { return next_ < waiting_.rows(); }

    /// The client goes last: it knows the topics.
    void release() noexcept {
        if (transactions_) transactions_->abort();
        transactions_.reset();
        topics_.clear();
        client_.reset();
    }
    /// Sends what waits, as far as there is room for it.
    void produce(Collector& out) {
        if (transactions_ && hasWaiting()) transactions_->begin();
        while (hasWaiting() && send(waiting_.rowAt(next_)))
            ++next_;
        if (!hasWaiting()) waiting_ = {}, next_ = 0;
        rd_kafka_poll(client_->get(), 0);
        checkDelivery();
        if (rejected_.rows() > 0) out.emit(0, rejected_.finish(context_->clock().now()));
        lookAt_ = context_->clock().now() + kLookAgain;
    }

    void checkDelivery() {
        client_->check();
        if (failure_.empty()) return;
        if (transactions_ && transactions_->hasEnded(failedWith_)) throw transactions_->lostTo(failure_);
        throw kafkaError(
            "MR3520", failure_,
            failedWith_ == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE
                ? "set `message.max.bytes` and `batch.size` in `properties` to less than the topic's "
                  "max.message.bytes: what is larger is rejected then"
                : "look at the brokers, or raise `delivery_timeout`");
    }

    /// False: there is no room now.
    bool send(std::uint32_t row) {
        std::string_view topic = settings_->topic;
        if (topic.empty()) {
            const Column& column = waiting_.column(settings_->topicColumn);
            if (!column.isNull(row)) topic = column.strings()[row].view();
            if (!isKafkaTopicName(topic)) {
                reject(row, "MR3523",
                       topic.empty() ? "the record names no topic"
                                     : fmt::format("`{}` cannot be the name of a topic", topic));
                return true;
            }
        }
        value_.clear();
        bool hasValue = true;
        if (!avro_) {
            hasValue = settings_->appendValue(value_, waiting_, row);
        } else if (const auto why = avro_->append(value_, topic, waiting_, row)) {
            reject(row, "MR3551", *why);
            return true;
        }
        key_.clear();
        const bool hasKey = keys_ && !keys_->isNull(row);
        if (hasKey) appendText(key_, *keys_, row);
        if (settings_->upsert && !hasKey) {
            reject(row, "MR3538", "the record has no key, and an upsert goes by it");
            return true;
        }
        return handOver(row, topic, hasKey, hasValue);
    }

    /// The message of key_ and value_, which are there or not; false: there is no room now.
    bool handOver(std::uint32_t row, std::string_view topic, bool hasKey, bool hasValue) {
        std::optional<std::int64_t> time;
        if (settings_->timestamp && !waiting_.column(*settings_->timestamp).isNull(row))
            time = waiting_.column(*settings_->timestamp).values<std::int64_t>()[row];
        const Topic& into = topicNamed(topic);
        headerBytes_ = 0;
        rd_kafka_headers_t* headers = headersOf(row);
        if (ids_)
            addHeader(headers, settings_->idHeader,
                      ids_->of(topic, hasKey ? std::optional<std::string_view>(key_) : std::nullopt,
                               hasValue ? std::optional<std::string_view>(value_) : std::nullopt, time));
        const std::size_t size = kBatchFraming + key_.size() + value_.size() + headerBytes_;
        if (into.largest && static_cast<std::int64_t>(size) > *into.largest) {
            if (headers) rd_kafka_headers_destroy(headers);
            rejectSize(row, size, fmt::format("the topic's `max.message.bytes` ({})", *into.largest));
            return true;
        }
        const auto error = rd_kafka_producev(
            client_->get(), RD_KAFKA_V_RKT(into.handle.get()), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
            RD_KAFKA_V_VALUE((hasValue ? value_.data() : nullptr), value_.size()),
            RD_KAFKA_V_KEY((hasKey ? key_.data() : nullptr), key_.size()),
            RD_KAFKA_V_TIMESTAMP(time.value_or(0)), RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_END);
        if (error && headers) rd_kafka_headers_destroy(headers); // else they have become librdkafka's
        switch (error) {
            case RD_KAFKA_RESP_ERR_NO_ERROR: return true;
            case RD_KAFKA_RESP_ERR__QUEUE_FULL: return false;
            case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
                rejectSize(row, size, "`message.max.bytes`");
                return true;
            case RD_KAFKA_RESP_ERR__FATAL: client_->check(); [[fallthrough]];
            case RD_KAFKA_RESP_ERR__STATE:
                rd_kafka_poll(client_->get(), 0);
                checkDelivery(); // says more of why
                if (transactions_) throw transactions_->failure("the brokers do not go on with it");
                [[fallthrough]];
            default:
                throw kafkaError("MR3521", fmt::format("a message for `{}` cannot be sent: {}", topic,
                                                       rd_kafka_err2str(error)));
        }
    }

    static void appendText(std::string& to, const Column& column, std::uint32_t row) {
        const TypeId type = column.type().id();
        if (type == TypeId::String || type == TypeId::Bytes) {
            to += column.strings()[row].view();
        } else {
            to += toText(column.valueAt(row), column.type());
        }
    }

    rd_kafka_headers_t* headersOf(std::uint32_t row) {
        rd_kafka_headers_t* headers = nullptr;
        for (std::size_t i = 0; i < headers_.size(); ++i) {
            if (headers_[i]->isNull(row)) continue;
            std::string text;
            appendText(text, *headers_[i], row);
            addHeader(headers, settings_->headers[i].first, text);
        }
        return headers;
    }
    void addHeader(rd_kafka_headers_t*& headers, const std::string& name, std::string_view text) {
        headerBytes_ += kHeaderFraming + name.size() + text.size();
        if (!headers) headers = rd_kafka_headers_new(1);
        rd_kafka_header_add(headers, name.data(), static_cast<ssize_t>(name.size()), text.data(),
                            static_cast<ssize_t>(text.size()));
    }

    Topic& topicNamed(std::string_view name) {
        auto found = topics_.find(name);
        if (found == topics_.end()) {
            const std::string topic(name);
            ensureTopic(*client_, topic, settings_->create);
            found = topics_.emplace(topic, Topic{largestBatch(*client_, topic), nullptr}).first;
        }
        if (!found->second.handle) {
            found->second.handle.reset(rd_kafka_topic_new(client_->get(), found->first.c_str(), nullptr));
            if (!found->second.handle)
                throw kafkaError("MR3521", fmt::format("the topic `{}` cannot be written: {}", name,
                                                       rd_kafka_err2str(rd_kafka_last_error())));
        }
        return found->second;
    }

    void hearDelivery(const rd_kafka_message_t& message) {
        if (!message.err || !failure_.empty()) return;
        if (message.err == RD_KAFKA_RESP_ERR__PURGE_QUEUE || message.err == RD_KAFKA_RESP_ERR__PURGE_INFLIGHT)
            return;
        failedWith_ = message.err;
        failure_ = fmt::format("the brokers have not taken a message for `{}`: {}",
                               rd_kafka_topic_name(message.rkt), rd_kafka_err2str(message.err));
    }

    void rejectSize(std::uint32_t row, std::size_t bytes, std::string_view limit) {
        reject(row, "MR3522", fmt::format("a message of {} bytes is larger than {}", bytes, limit));
    }
    void reject(std::uint32_t row, const char* code, const std::string& why) {
        raw_.clear();
        json_.appendRow(raw_, waiting_, row);
        if (raw_.size() > kShownOfLongRecord) // not within a character
            raw_ = toValidUtf8(std::string_view(raw_).substr(0, kShownOfLongRecord));
        RejectedRecord rejected;
        rejected.raw = raw_;
        rejected.errorCode = code;
        rejected.error = why;
        if (const auto time = waiting_.schema()->eventTime())
            rejected.eventTime = waiting_.column(*time).values<EpochMs>()[row];
        rejected_.add(rejected);
    }

    const std::shared_ptr<const KafkaSinkSettings> settings_;
    OperatorContext* context_ = nullptr;
    std::unique_ptr<KafkaClient> client_;
    std::optional<AvroWriter> avro_;
    std::optional<MessageId> ids_;
    std::optional<KafkaTransactions> transactions_;    ///< of a run with checkpoints
    Epoch sealed_ = kNoEpoch;                          ///< waits to be committed
    std::map<std::string, Topic, std::less<>> topics_; ///< go before the client
    RecordBatch waiting_;                              ///< what has not been sent yet, from next_ on
    std::size_t next_ = 0;
    std::size_t headerBytes_ = 0; ///< of the message that is made
    Evaluator evaluator_;
    ColumnPtr keys_;
    std::vector<ColumnPtr> headers_;
    std::string value_, key_, raw_;
    std::string failure_;
    rd_kafka_resp_err_t failedWith_ = RD_KAFKA_RESP_ERR_NO_ERROR;
    MonotonicNs lookAt_ = 0;
    RejectedBuilder rejected_;
    NdjsonWriter json_;
};

void promise(BoundNode& bound, const KafkaSinkSettings& settings) {
    if (settings.transactions) {
        bound.delivery = DeliveryGuarantee::ExactlyOnce;
        bound.deliveryReason =
            "the messages between two checkpoints are one Kafka transaction: readers with "
            "isolation.level=read_committed see each record once";
    } else if (settings.upsert) {
        bound.delivery = DeliveryGuarantee::EffectivelyOnce;
        bound.deliveryReason =
            "what was sent after the last checkpoint is sent again after a crash, in the "
            "same order: the last message of each key is the same then";
    } else {
        bound.delivery = DeliveryGuarantee::AtLeastOnce;
        bound.deliveryReason =
            settings.idHeader.empty()
                ? "`transactions` is off: what was sent after the last checkpoint is sent again after a crash"
                : "`transactions` is off: what was sent after the last checkpoint is sent again after a "
                  "crash, with the same ids in `id_header`";
    }
}

Result<BoundNode> bindKafkaSink(BindContext& context) {
    auto settings = KafkaSinkSettings::read(context);
    if (!settings) return settings.error();
    ExternalTarget topic;
    topic.access = ExternalTarget::Access::Writes;
    const std::string name =
        (*settings)->topic.empty() ? "column " + context.params.text("topic_column") : (*settings)->topic;
    topic.identity = "kafka " + (*settings)->connection.brokers + " " + name;
    topic.name = "`" + name + "`";
    topic.parameter = "topic";
    topic.shared = true;
    BoundNode bound;
    bound.outputPorts = {{.name = "rejected", .help = {}, .role = PortRole::Rejected}};
    bound.outputs = {rejectedSchema()};
    bound.fusible = false; // one batch at a time: what finds no room waits here, and the next one on the wire
    bound.makeOperator = [settings = *settings] { return std::make_unique<KafkaSink>(settings); };
    bound.targets = {std::move(topic)};
    bound.state = StateRule::None;
    bound.decidesEpochs = (*settings)->transactions;
    promise(bound, **settings);
    if ((*settings)->upsert) bound.maxWorkers = 1; // the order of several would be anyone's
    // Nobody waits for the brokers: librdkafka sends what is handed over.
    bound.service = {.work = {roughCost(500 + 40 * static_cast<double>(context.inputs[0]->size()))},
                     .behaviour = behaviour::Pass{{0}},
                     .sharesAreGuessed = true};
    return bound;
}

} // namespace

} // namespace millrace
