// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/operator/snapshot.h"
#include "nodes/support/kafka/partition_progress.h"

#include <map>

namespace millrace {

/// Tells a consumer group how far a source's complete checkpoints (or receipts) have come, for those who
/// watch its lag and those who read on from there. Nobody waits for the answers while the run goes on, and
/// one that says no is a warning.
class KafkaGroupCommits {
public:
    KafkaGroupCommits(KafkaClient& client, std::string group, OperatorContext& context);

    /// The partitions have been read so far when the checkpoint was made.
    void note(Epoch epoch, const std::vector<PartitionProgress>& partitions);
    /// The checkpoint is complete: what was noted for it is sent.
    void commit(Epoch epoch);
    /// Waits for the answers that are due, but not for longer than that.
    void finish(int timeoutMs = 1'000) noexcept;
    /// What was sent says all that was read of the partitions.
    bool cover(const std::vector<PartitionProgress>& partitions) const;
    /// The partitions are others from now on.
    void forget() { noted_.clear(), sent_.clear(); }

private:
    void hear(int timeoutMs);

    KafkaClient& client_;
    OperatorContext& context_;
    const std::string group_;
    KafkaQueue answers_;
    int due_ = 0;
    std::map<Epoch, KafkaPartitionList> noted_;
    std::map<std::pair<std::string, std::int32_t>, std::int64_t> sent_; ///< offsets, by partition
};

} // namespace millrace
