// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nodes/support/kafka/kafka_client.h"
#include "nodes/support/kafka/kafka_ranges.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace millrace {

/// What the brokers say of themselves.
struct KafkaClusterFacts {
    int brokers = 0;
    std::string id; ///< may be empty
    /// Those that clients are meant to see, with the partitions that have a leader, and how many there are.
    struct Topic {
        int partitions = 0;
        std::vector<std::int32_t> led;
    };
    std::map<std::string, Topic> topics;
};

/// A few questions to the brokers outside of any run: see kafka_look_up.h. Lives on one thread.
class KafkaEnquiry {
public:
    /// Connects, and learns who answers. Throws DiagnosticError, RunStopped.
    explicit KafkaEnquiry(const LookUpContext& context);
    ~KafkaEnquiry();
    KafkaEnquiry(const KafkaEnquiry&) = delete;
    KafkaEnquiry& operator=(const KafkaEnquiry&) = delete;

    KafkaClient& client() { return *client_; }
    /// For what else is to be asked on the same thread, as long as somebody wants to know.
    OperatorContext& world() const;
    const KafkaClusterFacts& cluster() const { return cluster_; }
    /// The ranges from their first message to behind their last; those that cannot be asked for have none.
    std::vector<KafkaRange> withBounds(std::vector<KafkaRange> ranges);
    /// The values of the last messages of each range, at most `most` in all; tombstones have none. Returns
    /// what has come when the time to connect is over.
    std::vector<std::string> lastValues(const std::vector<KafkaRange>& ranges, std::size_t most);

private:
    class Context;
    void meet();

    const std::unique_ptr<Context> context_;
    KafkaConnection connection_;
    std::unique_ptr<KafkaClient> client_;
    KafkaClusterFacts cluster_;
};

/// The connection's parameters as for a run, read by readKafkaConnection().
BindContext bindContextOf(const LookUpContext& context, Diagnostics& findings);

} // namespace millrace
