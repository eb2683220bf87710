// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/ring_queue.h"
#include "engine/data/record_batch.h"
#include "engine/operator/snapshot.h"
#include "engine/plan/plan.h"
#include "engine/runtime/spsc_queue.h"

#include <atomic>
#include <mutex>
#include <optional>

namespace millrace {

class Task;

inline constexpr std::uint64_t kUnsequenced = UINT64_MAX; ///< passes as it comes
inline constexpr std::uint64_t kAfterAllSequences =
    UINT64_MAX - 1; ///< left over at the end: after everything sequenced

/// What travels on a wire: records, then perhaps a rise of the watermark, then perhaps a barrier or the end
/// of the stream.
///
/// Sequence numbers exist where a chain with several workers must keep order. They are dense per stream.
/// `parts` producers each say `sequenceDone` once when they have sent all they have for a number; `spread` is
/// how many workers of the receiving chain are told about it (a chain that only passes order on needs it, to
/// tell its own consumers how many parts to wait for).
struct ChannelEntry {
    RecordBatch batch;
    EpochMs watermark = kMinWatermark;
    MonotonicNs queuedAt = 0; ///< 0 = not stamped
    std::uint64_t sequence = kUnsequenced;
    std::uint32_t stream = 0;
    std::uint32_t parts = 1;
    std::uint32_t spread = 1;
    std::uint32_t producer = 0; ///< subtask of the sending chain
    /// The batch is several of this many rows that were sent one behind the other and travel together; 0: it
    /// is what was sent.
    std::uint32_t pieceRows = 0;
    bool sequenceDone = false;
    bool end = false;
    Epoch barrier = kNoEpoch; ///< what comes before it belongs to this checkpoint

    bool carriesControl() const {
        return watermark != kMinWatermark || end || sequenceDone || barrier != kNoEpoch;
    }
};

/// What all channels of one wire share: the room, and who waits for it. Thread-safe.
class Wire {
public:
    /// `toTheBrim`: a batch that finds too little room may always be cut. Else only a batch beyond half the
    /// capacity, since whole batches cost less; where nodes join inputs the last bit of room may be what
    /// keeps the graph moving.
    Wire(std::uint32_t edge, std::int64_t capacity, OverflowPolicy overflow, bool toTheBrim = false)
        : edge_(edge), capacity_(capacity), overflow_(overflow), toTheBrim_(toTheBrim) {}

    std::uint32_t edge() const { return edge_; } ///< index into Plan::edges
    std::int64_t capacity() const { return capacity_; }
    OverflowPolicy overflow() const { return overflow_; }
    std::int64_t occupied() const { return occupied_.load(std::memory_order_relaxed); }
    /// Takes room for `rows` records: all or none, or a part where `partly` and the rule above allow it.
    /// Returns the rows granted.
    std::int64_t reserve(std::int64_t rows, bool partly);
    /// Gives room back. Wakes producers that wait, once the wire is at most half full: waking for every batch
    /// would cost more than the batch.
    void release(std::int64_t rows);
    /// A producer is about to park: after this call it must try reserve() once more, then park.
    void awaitRoom() { waiting_.store(true, std::memory_order_seq_cst); }
    bool producersWait() const { return waiting_.load(std::memory_order_relaxed); }
    void addProducer(Task& task) { producers_.push_back(&task); }
    void wakeProducers();
    std::size_t producers() const { return producers_.size(); }

    void consumerClosed(); ///< one consumer needs nothing more; after the last one producers are told
    void setConsumers(int count) { openConsumers_.store(count, std::memory_order_relaxed); }
    bool closed() const { return openConsumers_.load(std::memory_order_acquire) <= 0; }

private:
    const std::uint32_t edge_;
    const std::int64_t capacity_;
    const OverflowPolicy overflow_;
    const bool toTheBrim_;
    alignas(64) std::atomic<std::int64_t> occupied_{0};
    alignas(64) std::atomic<bool> waiting_{false};
    std::atomic<int> openConsumers_{1};
    std::vector<Task*> producers_;
};

/// The queue in front of one subtask, for one wire, read by its task. Bounded by its wire. Without locks
/// where one subtask writes it and nobody takes out what is old; else it is a list under a lock that the
/// reader takes over as a whole.
class Channel {
public:
    /// `writers`: how many subtasks of the sending chain push.
    Channel(Wire& wire, Task& consumer, std::size_t writers)
        : wire_(wire), consumer_(consumer), writers_(writers) {
        if (writers == 1 && wire.overflow() != OverflowPolicy::DropOldest) ring_.emplace();
    }

    Wire& wire() { return wire_; }
    /// Room for the entry's rows has been reserved. Wakes the consumer if the queue was empty.
    void push(ChannelEntry entry);
    /// Before the run begins: an entry that waited here in the run before. Its room was that of then.
    void putBack(ChannelEntry entry);
    /// Every writer has ended, and all it has sent was pushed.
    bool ended() const { return ends_.load(std::memory_order_acquire) == writers_; }
    /// Moves everything queued into `into`, which must be empty. The room stays taken until the consumer
    /// releases it.
    bool takeAll(RingQueue<ChannelEntry>& into);
    /// Where the policy is to drop the oldest: the first entry, so that the others stay within the writers'
    /// reach.
    bool takeOne(RingQueue<ChannelEntry>& into);
    bool hasEntries() const { return entries_.load(std::memory_order_acquire) != 0; }
    /// Where the policy is to drop the oldest: throws away up to `rows` of the oldest records, keeping what
    /// else their entries carry. Returns how many.
    std::int64_t dropOldest(std::int64_t rows);
    /// Records queued here and not yet released; for the choice of the least loaded.
    std::int64_t load() const { return load_.load(std::memory_order_relaxed); }
    void release(std::int64_t rows);
    /// Records in the queue now: for the final count only.
    std::int64_t queuedRows();

private:
    bool append(ChannelEntry entry);

    Wire& wire_;
    Task& consumer_;
    const std::size_t writers_;
    std::atomic<std::size_t> ends_{0};
    std::optional<SpscQueue<ChannelEntry>> ring_;
    // Without a ring.
    std::mutex mutex_;
    RingQueue<ChannelEntry> queue_;
    alignas(64) std::atomic<std::size_t> entries_{0};
    std::atomic<std::int64_t> load_{0};
};

} // namespace millrace
