// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/kafka/kafka_client.h"

#include "engine/base/text.h"
#include "nodes/support/kafka/kafka_statistics.h"
#include "nodes/support/kafka/kafka_trouble.h"

#include <algorithm>

namespace millrace {

namespace {

constexpr int kLogWarning = 4; // syslog(3)
constexpr MonotonicNs kAskEveryNs = 500'000'000;
constexpr MonotonicNs kSameAgainNs = 60'000'000'000; ///< a line of the log that is told again
constexpr int kClusterIdMs = 500;

/// For as long as a question is open.
class Raised {
public:
    explicit Raised(bool& flag) : flag_(flag) { flag_ = true; }
    ~Raised() { flag_ = false; }
    Raised(const Raised&) = delete;
    Raised& operator=(const Raised&) = delete;

private:
    bool& flag_;
};

/// Brokers that start, move a partition or lose a connection answer so for a while.
bool mayPass(rd_kafka_resp_err_t error) {
    switch (error) {
        case RD_KAFKA_RESP_ERR__TIMED_OUT:
        case RD_KAFKA_RESP_ERR__TRANSPORT:
        case RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE:
        case RD_KAFKA_RESP_ERR__WAIT_COORD:
        case RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE:
        case RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION:
        case RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE:
        case RD_KAFKA_RESP_ERR_UNSTABLE_OFFSET_COMMIT:
        case RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS:
        case RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE:
        case RD_KAFKA_RESP_ERR_NOT_COORDINATOR: return true;
        default: return false;
    }
}

} // namespace

DiagnosticError kafkaError(std::string code, std::string message, std::string hint) {
    Diagnostics problem;
    problem.error(std::move(code), std::move(message), std::move(hint));
    return DiagnosticError(std::move(problem));
}

DiagnosticError fencedError(const std::string& why) {
    return kafkaError("MR3528",
                      "another run has begun with the same `transactional_id` and locks this one out: " + why,
                      "one job runs once: end the other one before this is started again, or give each a "
                      "`transactional_id` of its own; begun again beside each other they would lock each "
                      "other out in turn");
}

DiagnosticError uselessError(const std::string& why) {
    return kafkaError("MR3513", "the Kafka client is of no more use: " + why);
}

DiagnosticError groupRefusedError(const std::string& group) {
    return kafkaError("MR3512", "the brokers do not let us into the consumer group `" + group + "`",
                      "the user needs the right READ on it");
}

KafkaClient::KafkaClient(KafkaRole role, const KafkaConnection& connection, const KafkaProperties& own,
                         OperatorContext& context, OnDelivery onDelivery, OnRebalance onRebalance)
    : connection_(connection),
      context_(context),
      onDelivery_(std::move(onDelivery)),
      onRebalance_(std::move(onRebalance)) {
    rd_kafka_conf_t* const conf = rd_kafka_conf_new();
    char why[512] = "";
    // The connection's come last: what the expert wrote overrules what the node takes to be best.
    for (const KafkaProperties* properties : {&own, &connection_.properties}) {
        for (const auto& [name, value] : *properties) {
            if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), why, sizeof why) == RD_KAFKA_CONF_OK)
                continue;
            rd_kafka_conf_destroy(conf);
            throw kafkaError("MR3510", "there can be no Kafka client: " + std::string(why));
        }
    }
    rd_kafka_conf_set_opaque(conf, this);
    rd_kafka_conf_set_log_cb(conf, &KafkaClient::hearLog);
    rd_kafka_conf_set_error_cb(conf, &KafkaClient::hearError);
    rd_kafka_conf_set_stats_cb(conf, &KafkaClient::hearStatistics);
    const bool consumes = role == KafkaRole::Consumer;
    if (!consumes) rd_kafka_conf_set_dr_msg_cb(conf, &KafkaClient::hearDelivery);
    if (onRebalance_) rd_kafka_conf_set_rebalance_cb(conf, &KafkaClient::hearRebalance);
    client_ = rd_kafka_new(consumes ? RD_KAFKA_CONSUMER : RD_KAFKA_PRODUCER, conf, why, sizeof why);
    if (!client_) {
        rd_kafka_conf_destroy(conf);
        throw kafkaError("MR3510", "there can be no Kafka client: " + std::string(why),
                         "look at the certificates and the properties");
    }
    if (consumes) rd_kafka_poll_set_consumer(client_);
    queue_.reset(consumes ? rd_kafka_queue_get_consumer(client_) : rd_kafka_queue_get_main(client_));
    rd_kafka_set_log_queue(client_, queue_.get());
    rd_kafka_queue_cb_event_enable(
        queue_.get(), [](rd_kafka_t*, void* sleeper) { static_cast<OperatorContext*>(sleeper)->wake(); },
        &context_);
}

KafkaClient::~KafkaClient() {
    rd_kafka_queue_cb_event_enable(queue_.get(), nullptr, nullptr);
    queue_.reset();
    // What is still to be sent has been waited for, or is not to be sent; members have left their group.
    rd_kafka_destroy_flags(client_, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
}

void KafkaClient::hearLog(const rd_kafka_t* client, int level, const char*, const char* line) {
    // What ends so it mends by itself: a producer that waits until a dead one's transaction is over.
    if (level > kLogWarning || std::string_view(line).ends_with(": retrying")) return;
    auto& self = *static_cast<KafkaClient*>(rd_kafka_opaque(client));
    std::string text = plainTrouble(line);
    const MonotonicNs now = self.context_.clock().now();
    if (text == self.lastLine_ && now - self.lastLineAt_ < kSameAgainNs) return;
    self.lastLineAt_ = now;
    self.lastLine_ = text;
    Diagnostic d;
    d.severity = Severity::Warning;
    d.code = "MR3514";
    d.message = kLibrdkafkaSays + std::move(text);
    self.context_.report(std::move(d));
}

void KafkaClient::hearError(rd_kafka_t*, int error, const char* reason, void* opaque) {
    auto& self = *static_cast<KafkaClient*>(opaque);
    // That all of them are down says less than why the last one is.
    if (error != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN || self.lastTrouble_.empty())
        self.lastTrouble_ = plainTrouble(reason);
    switch (error) {
        case RD_KAFKA_RESP_ERR__AUTHENTICATION:
        case RD_KAFKA_RESP_ERR__SSL:
            // A login that a dying broker has cut off is tried again.
            if (std::string_view(reason).find("failed: Local: ") == std::string_view::npos)
                self.refused_ = plainTrouble(reason);
            break;
        case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED: self.groupRefused_ = true; break;
        case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN: {
            Diagnostic d;
            d.severity = Severity::Warning;
            d.code = "MR3515";
            d.message = "no broker of `" + self.connection_.brokers + "` can be reached";
            d.hint = self.asks_
                         ? "the run fails when none answers within " +
                               formatDuration(self.connection_.timeout) + "; `connect_timeout` says how long"
                         : std::string("the node goes on as soon as one answers");
            self.context_.report(std::move(d));
            break;
        }
        default: break;
    }
}

int KafkaClient::hearStatistics(rd_kafka_t*, char* json, std::size_t size, void* opaque) {
    auto& self = *static_cast<KafkaClient*>(opaque);
    self.measured_ = readStatistics({json, size});
    self.publish();
    return 0; // librdkafka frees the text
}

void KafkaClient::publish(std::vector<ClientMetric> own) {
    own_ = std::move(own);
    publish();
}

void KafkaClient::publish() {
    std::vector<ClientMetric> all = own_;
    all.insert(all.end(), measured_.begin(), measured_.end());
    context_.publishClientMetrics(std::move(all));
}

void KafkaClient::hearDelivery(rd_kafka_t*, const rd_kafka_message_t* message, void* opaque) {
    const auto& self = *static_cast<KafkaClient*>(opaque);
    if (self.onDelivery_) self.onDelivery_(*message);
}

void KafkaClient::hearRebalance(rd_kafka_t*, rd_kafka_resp_err_t what,
                                rd_kafka_topic_partition_list_t* partitions, void* opaque) {
    static_cast<const KafkaClient*>(opaque)->onRebalance_(what, *partitions);
}

void KafkaClient::check() const {
    char why[512] = "";
    switch (rd_kafka_fatal_error(client_, why, sizeof why)) {
        case RD_KAFKA_RESP_ERR_NO_ERROR: break;
        case RD_KAFKA_RESP_ERR__FENCED:
        case RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH:
        case RD_KAFKA_RESP_ERR_PRODUCER_FENCED: throw explainLock_(why);
        default: throw explainEnd_(why);
    }
    if (!refused_.empty())
        throw kafkaError("MR3512", "the brokers do not let us in: " + refused_,
                         "look at `security`, user, password and certificates");
}

void KafkaClient::hearEvents() {
    while (rd_kafka_event_t* const event = rd_kafka_queue_poll(queue_.get(), 0)) {
        const char *facility = nullptr, *line = nullptr;
        int level = 0;
        if (rd_kafka_event_type(event) == RD_KAFKA_EVENT_ERROR)
            hearError(client_, rd_kafka_event_error(event), rd_kafka_event_error_string(event), this);
        else if (rd_kafka_event_type(event) == RD_KAFKA_EVENT_DR)
            while (const rd_kafka_message_t* const message = rd_kafka_event_message_next(event))
                hearDelivery(client_, message, this);
        else if (rd_kafka_event_type(event) == RD_KAFKA_EVENT_REBALANCE && onRebalance_)
            onRebalance_(rd_kafka_event_error(event), *rd_kafka_event_topic_partition_list(event));
        else if (rd_kafka_event_log(event, &facility, &line, &level) == 0)
            hearLog(client_, level, facility, line);
        rd_kafka_event_destroy(event);
    }
}

void KafkaClient::requireGroup(const std::string& group) const {
    if (groupRefused_) throw groupRefusedError(group);
}

std::string KafkaClient::clusterId() {
    ask("who they are", [this](int timeoutMs) {
        const rd_kafka_metadata_t* found = nullptr;
        const auto error = rd_kafka_metadata(client_, 0, nullptr, &found, timeoutMs);
        if (error == RD_KAFKA_RESP_ERR_NO_ERROR) rd_kafka_metadata_destroy(found);
        return error;
    });
    const std::unique_ptr<char, void (*)(char*)> id(rd_kafka_clusterid(client_, kClusterIdMs),
                                                    [](char* text) { rd_kafka_mem_free(nullptr, text); });
    return id ? id.get() : std::string();
}

void KafkaClient::ask(const char* what, const std::function<rd_kafka_resp_err_t(int timeoutMs)>& ask,
                      const std::string* group) {
    const MonotonicNs until = context_.clock().now() + connection_.timeout;
    const Raised asking(asks_);
    lastTrouble_.clear();
    hearEvents(); // what was said of its properties, too
    for (;;) {
        const MonotonicNs left = std::max<MonotonicNs>(until - context_.clock().now(), 1'000'000);
        const rd_kafka_resp_err_t error = ask(static_cast<int>(std::min(left, kAskEveryNs) / 1'000'000));
        if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return;
        if (context_.stopRequested()) throw RunStopped{};
        hearEvents();
        check();
        if (group) requireGroup(*group);
        if (!mayPass(error))
            throw kafkaError("MR3511", "the brokers `" + connection_.brokers + "` do not say " + what + ": " +
                                           rd_kafka_err2str(error));
        if (context_.clock().now() < until) continue;
        const std::string why = lastTrouble_.empty() ? rd_kafka_err2str(error) : lastTrouble_;
        std::string hint = hintAboutSilence(why);
        if (hint.ends_with('?')) hint += " `connect_timeout` says how long is waited";
        throw kafkaError("MR3511",
                         "the brokers `" + connection_.brokers + "` have not said within " +
                             formatDuration(connection_.timeout) + " " + what + ": " + why,
                         std::move(hint));
    }
}

} // namespace millrace
