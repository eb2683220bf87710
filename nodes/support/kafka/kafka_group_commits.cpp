// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/kafka/kafka_group_commits.h"

#include <algorithm>
#include <iterator>

namespace millrace {

KafkaGroupCommits::KafkaGroupCommits(KafkaClient& client, std::string group, OperatorContext& context)
    : client_(client),
      context_(context),
      group_(std::move(group)),
      answers_(rd_kafka_queue_new(client.get())) {}

void KafkaGroupCommits::note(Epoch epoch, const std::vector<PartitionProgress>& partitions) {
    KafkaPartitionList list(rd_kafka_topic_partition_list_new(static_cast<int>(partitions.size())));
    for (const PartitionProgress& p : partitions)
        rd_kafka_topic_partition_list_add(list.get(), p.what.topic.c_str(), p.what.partition)->offset =
            p.position;
    noted_[epoch] = std::move(list);
}

void KafkaGroupCommits::commit(Epoch epoch) {
    hear(0);
    const auto behind = noted_.upper_bound(epoch);
    if (behind == noted_.begin()) return;
    const rd_kafka_topic_partition_list_t* const list = std::prev(behind)->second.get();
    if (list->cnt > 0 && !rd_kafka_commit_queue(client_.get(), list, answers_.get(), nullptr, nullptr))
        ++due_;
    for (int i = 0; i < list->cnt; ++i)
        sent_[{list->elems[i].topic, list->elems[i].partition}] = list->elems[i].offset;
    noted_.erase(noted_.begin(), behind);
}

bool KafkaGroupCommits::cover(const std::vector<PartitionProgress>& partitions) const {
    return std::all_of(partitions.begin(), partitions.end(), [this](const PartitionProgress& p) {
        const auto sent = sent_.find({p.what.topic, p.what.partition});
        return p.position == p.what.begin || (sent != sent_.end() && sent->second >= p.position);
    });
}

void KafkaGroupCommits::finish(int timeoutMs) noexcept {
    try {
        // The last checkpoint is complete at the end of the input: its answer is still to come.
        if (due_ > 0) hear(timeoutMs);
    } catch (...) { // a warning that cannot be told
    }
}

void KafkaGroupCommits::hear(int timeoutMs) {
    while (due_ > 0) {
        const KafkaEvent event(rd_kafka_queue_poll(answers_.get(), timeoutMs));
        if (!event) return;
        if (rd_kafka_event_type(event.get()) != RD_KAFKA_EVENT_OFFSET_COMMIT) continue;
        --due_;
        const rd_kafka_resp_err_t error = rd_kafka_event_error(event.get());
        if (!error || error == RD_KAFKA_RESP_ERR__NO_OFFSET) continue;
        Diagnostic d;
        d.severity = Severity::Warning;
        d.code = "MR3519";
        d.message = "the offsets of the consumer group `" + group_ +
                    "` cannot be committed: " + rd_kafka_err2str(error);
        d.hint = context_.keepsCheckpoints() ? "the run does not need them: it goes on from its own state"
                                             : "whoever reads on for the group reads some messages again";
        context_.report(std::move(d));
    }
}

} // namespace millrace
