// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/operator/snapshot.h"
#include "nodes/support/kafka/kafka_client.h"

#include <string>
#include <string_view>

namespace millrace {

/// How a sink's transactions are named and marked. Plain value.
struct KafkaTransactionSettings {
    std::string id; ///< transactional.id; also the consumer group that holds the marks
    /// Its partition 0 is what the marks are offsets of.
    std::string markerTopic;
    MonotonicNs timeout = 0; ///< a transaction may stay open for so long
    KafkaConnection connection;
};

/// The transactions of one producer: one per epoch. Each carries a mark that says which epoch it is, so that
/// the brokers know which was the last to be committed and so that none is empty (librdkafka lets a producer
/// that is locked out commit an empty one). The mark is an offset of a consumer group that nobody is in.
class KafkaTransactions {
public:
    KafkaTransactions(KafkaClient& client, KafkaTransactionSettings settings, OperatorContext& context);

    /// Ends what an earlier producer with this id has left open and locks it out; only then the marks can be
    /// read for certain. Throws MR3526, MR3511, and, before it locks anybody out, what
    /// OperatorContext::requireEpoch() throws.
    void start();
    const std::string& id() const { return settings_.id; }
    /// The last epoch that was committed by whichever producer with this id.
    const EpochMark& decided() const { return decided_; }

    /// Before the first message of an epoch; again: does nothing.
    void begin();
    /// Commits what was sent since the last one as this epoch. Throws MR3527 (this transaction has failed),
    /// MR3528 (locked out), kEpochLost (too late); the epoch then may or may not be committed.
    void commit(const EpochMark& mark);
    /// Throws away what was sent since the last commit. What the brokers do not hear of they end by
    /// themselves when the time of the transaction is over.
    void abort() noexcept;
    /// For one that cannot go on: MR3527, or what lostTo() says of it.
    DiagnosticError failure(std::string_view why);
    /// Whether an error like this one means that the brokers have ended the transaction by themselves.
    bool hasEnded(rd_kafka_resp_err_t error) const;
    /// What the brokers ended. They do not say why: one that was open for longer than they allow is lost to
    /// time (kEpochLost), unless another producer has committed an epoch meanwhile; any other one is lost to
    /// such a producer (MR3528).
    DiagnosticError lostTo(const std::string& why);

private:
    using Problem = std::unique_ptr<rd_kafka_error_t, KafkaDestroys<&rd_kafka_error_destroy>>;

    /// Calls until it succeeds (null) or fails for good, or patience ends.
    template <class Call> Problem persist(MonotonicNs patience, Call&& call);
    void require(const Problem& problem);
    void send(const EpochMark& mark);
    /// With `read_committed` it waits until no transaction is open; with `read_uncommitted` it says what was
    /// committed before that one.
    EpochMark lastMark(const char* isolation);
    bool isOverdue() const;

    KafkaClient& client_;
    OperatorContext& context_;
    const KafkaTransactionSettings settings_;
    EpochMark decided_;
    EpochMark inDoubt_; ///< was sent, and may be committed
    bool open_ = false;
    MonotonicNs openSince_ = 0;
    EpochMs openSinceWall_ = 0;
};

/// A mark as text, as it stands beside its offset, and back; kNoEpoch: it is none.
std::string textOf(const EpochMark& mark);
EpochMark markIn(std::string_view text);

} // namespace millrace
