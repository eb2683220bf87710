// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nodes/support/kafka/kafka_group_commits.h"
#include "nodes/support/kafka/kafka_inbox.h"

#include <deque>
#include <optional>

namespace millrace {

/// A source's place in a consumer group, which deals out the partitions among its members whenever one comes
/// or goes (eagerly: everybody gives everything back, and gets its part). What was read of a partition that
/// is given back leaves the graph first and is committed, so that whoever gets it reads on behind that.
/// Messages and the group's requests come through queues of their own (KafkaInbox), so that a source that
/// takes no messages for minutes can stay in the group.
///
/// librdkafka waits for rd_kafka_assign() after a request, however long that takes; see "Rebalances" in its
/// INTRODUCTION.md.
class KafkaGroupMember {
public:
    /// `patience`: how long what was read may take to leave the graph when partitions are given back.
    KafkaGroupMember(KafkaClient& client, KafkaInbox& inbox, const KafkaSelection& selection,
                     std::int64_t delayMs, MonotonicNs patience, OperatorContext& context);

    void join();
    /// What the group asks for; attend() does it.
    void hear(rd_kafka_resp_err_t what, const rd_kafka_topic_partition_list_t& partitions);
    /// Does what is asked for, as far as it can be done now. True: `partitions` are others now.
    bool attend(std::vector<PartitionProgress>& partitions);
    /// False: partitions are to be given back, so nothing more is read of them.
    bool mayRead() const { return asked_.empty(); }

    void note(Epoch epoch, const std::vector<PartitionProgress>& partitions) {
        commits_.note(epoch, partitions);
    }
    void commit(Epoch epoch) { commits_.commit(epoch); }
    /// Tells the others that it goes, so that they need not wait for a time-out. Nothing comes afterwards.
    void leave() noexcept;

private:
    struct Asked {
        bool revoked = false;
        std::vector<KafkaRange> partitions; ///< that are to be read
    };

    bool giveBack(std::vector<PartitionProgress>& partitions);
    bool take(std::vector<KafkaRange>& given, std::vector<PartitionProgress>& partitions);

    KafkaClient& client_;
    KafkaInbox& inbox_;
    const KafkaSelection& selection_;
    const std::int64_t delayMs_;
    const MonotonicNs patience_;
    OperatorContext& context_;
    KafkaGroupCommits commits_;
    std::deque<Asked> asked_; ///< oldest first
    std::optional<MonotonicNs> giveBackUntil_;
    bool leaves_ = false;
};

} // namespace millrace
