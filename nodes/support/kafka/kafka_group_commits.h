// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/operator/snapshot.h"
#include "nodes/support/kafka/partition_progress.h"

#include <map>

namespace millrace {

/// Tells a consumer group how far a source's complete checkpoints have come, for those who watch its lag.
/// Best effort: nobody waits for the answers, and one that says no is a warning.
class KafkaGroupCommits {
public:
    KafkaGroupCommits(KafkaClient& client, std::string group, OperatorContext& context);

    /// The partitions have been read so far when the checkpoint was made.
    void note(Epoch epoch, const std::vector<PartitionProgress>& partitions);
    /// The checkpoint is complete: what was noted for it is sent.
    void commit(Epoch epoch);
    /// Waits for the answers that are due, but not for long.
    void finish() noexcept;

private:
    void hear(int timeoutMs);

    KafkaClient& client_;
    OperatorContext& context_;
    const std::string group_;
    KafkaQueue answers_;
    int due_ = 0;
    std::map<Epoch, KafkaPartitionList> noted_;
};

} // namespace millrace
