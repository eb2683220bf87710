// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/operator/operator_context.h"
#include "nodes/support/kafka/kafka_connection.h"

#include <librdkafka/rdkafka.h>

#include <functional>
#include <memory>

namespace millrace {

template <auto kDestroy> struct KafkaDestroys {
    template <class T> void operator()(T* object) const { kDestroy(object); }
};
using KafkaQueue = std::unique_ptr<rd_kafka_queue_t, KafkaDestroys<&rd_kafka_queue_destroy>>;
using KafkaTopic = std::unique_ptr<rd_kafka_topic_t, KafkaDestroys<&rd_kafka_topic_destroy>>;
using KafkaPartitionList =
    std::unique_ptr<rd_kafka_topic_partition_list_t, KafkaDestroys<&rd_kafka_topic_partition_list_destroy>>;
using KafkaEvent = std::unique_ptr<rd_kafka_event_t, KafkaDestroys<&rd_kafka_event_destroy>>;
using KafkaMetadata = std::unique_ptr<const rd_kafka_metadata_t, KafkaDestroys<&rd_kafka_metadata_destroy>>;

inline constexpr const char* kLibrdkafkaSays = "librdkafka: "; ///< what MR3514 begins with

/// One error about Kafka, to be thrown by a node at work.
DiagnosticError kafkaError(std::string code, std::string message, std::string hint = {});
/// MR3513: librdkafka has given the client up.
DiagnosticError uselessError(const std::string& why);
/// MR3512: the user may not read for the consumer group.
DiagnosticError groupRefusedError(const std::string& group);
/// MR3528: another producer with the same transactional id has begun, which locks this one out.
DiagnosticError fencedError(const std::string& why);

/// A librdkafka client. What it has to say (log lines, trouble with brokers) becomes diagnostics of the node
/// while its queue is served. All calls from the thread that is in the node; librdkafka's own threads only
/// wake it.
class KafkaClient {
public:
    using OnDelivery = std::function<void(const rd_kafka_message_t&)>;
    /// What a consumer group asks of its member, who answers with rd_kafka_assign().
    using OnRebalance = std::function<void(rd_kafka_resp_err_t, const rd_kafka_topic_partition_list_t&)>;
    /// `own`: beside the properties of the connection; `onDelivery`: producers only; `onRebalance`: members
    /// of a group only. Both are called while the queue is served. Throws MR3510 when there can be no such
    /// client (a certificate that cannot be read).
    KafkaClient(KafkaRole role, const KafkaConnection& connection, const KafkaProperties& own,
                OperatorContext& context, OnDelivery onDelivery = {}, OnRebalance onRebalance = {});
    ~KafkaClient();
    KafkaClient(const KafkaClient&) = delete;
    KafkaClient& operator=(const KafkaClient&) = delete;

    rd_kafka_t* get() const { return client_; }
    /// Where messages and events arrive; whoever serves it calls check() afterwards.
    rd_kafka_queue_t* queue() const { return queue_.get(); }
    /// Throws what was heard that cannot be mended: MR3512 (login, certificate), MR3513 (the client is of no
    /// more use), MR3528 (another producer has taken its place).
    void check() const;

    using Explain = std::function<DiagnosticError(const std::string& why)>;
    /// What check() throws in place of MR3528 and of MR3513, where more is known of why the brokers lock the
    /// producer out, and of what becomes of its work.
    void explain(Explain lock, Explain end) {
        explainLock_ = std::move(lock);
        explainEnd_ = std::move(end);
    }

    /// The run is to stop: nobody waits for the brokers any more.
    bool stopRequested() const { return context_.stopRequested(); }

    /// Metrics of the node beside those that librdkafka measures, which the client publishes by itself.
    void publish(std::vector<ClientMetric> own);

    /// Asks the brokers until they answer or the time to connect is over; MR3511 then, with what was heard of
    /// them. `ask` takes a time-out in milliseconds. Throws RunStopped when the run is to stop. Not while
    /// messages may come into the queue: they would be lost.
    /// `group`: whose offsets are asked for; MR3512 when the brokers do not let us into it.
    void ask(const char* what, const std::function<rd_kafka_resp_err_t(int timeoutMs)>& ask,
             const std::string* group = nullptr);
    /// As the cluster calls itself; empty: it has no name. Errors as of ask().
    std::string clusterId();
    /// MR3512 when the brokers were heard to refuse the client's group: they say so once.
    void requireGroup(const std::string& group) const;

private:
    static void hearLog(const rd_kafka_t* client, int level, const char* facility, const char* line);
    static void hearError(rd_kafka_t* client, int error, const char* reason, void* self);
    static int hearStatistics(rd_kafka_t* client, char* json, std::size_t size, void* self);
    void publish();
    /// Serves the queue while no messages can come.
    void hearEvents();
    static void hearDelivery(rd_kafka_t* client, const rd_kafka_message_t* message, void* self);
    static void hearRebalance(rd_kafka_t* client, rd_kafka_resp_err_t what,
                              rd_kafka_topic_partition_list_t* partitions, void* self);

    const KafkaConnection connection_;
    OperatorContext& context_;
    const OnDelivery onDelivery_;
    const OnRebalance onRebalance_;
    Explain explainLock_ = fencedError, explainEnd_ = uselessError;
    rd_kafka_t* client_ = nullptr;
    KafkaQueue queue_;
    std::vector<ClientMetric> own_, measured_;
    std::string lastTrouble_;
    std::string lastLine_; ///< of the log, and when
    MonotonicNs lastLineAt_ = 0;
    bool asks_ = false;   ///< somebody waits for an answer, no longer than the time to connect
    std::string refused_; ///< the brokers do not let us in
    bool groupRefused_ = false;
};

} // namespace millrace
