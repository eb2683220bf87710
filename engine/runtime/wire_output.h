// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/channel.h"
#include "engine/runtime/peek_ring.h"

#include <string>
#include <vector>

namespace millrace {

/// Records that one subtask put on one wire; single writer, read by any.
struct alignas(64) SendCells {
    std::atomic<std::int64_t> sent{0};
    std::atomic<std::int64_t> dropped{0};
    std::atomic<std::int64_t> afterEnd{0}; ///< of the dropped: came over a wire that leads back and had ended
};

/// Seed of the hash that assigns keys to workers. Not the one of the partition stage, behind which records
/// often are divided by the same key again.
inline constexpr std::uint64_t kWorkerSeed = 0x576F726B65727321ull;
/// Which of n workers has the key. The high half by multiplication: each gets an equal share whatever n is.
inline std::size_t workerFor(std::uint64_t hash, std::size_t n) { return ((hash >> 32) * n) >> 32; }

/// Numbers what is dealt out to the workers of an ordered chain. Shared by the subtasks that feed one wire.
struct SequenceDealer {
    std::atomic<std::uint64_t> next{0};
};

/// Under which number a task is sending at the moment. Default: none.
struct SequenceMark {
    std::uint64_t sequence = kUnsequenced;
    std::uint32_t stream = 0;
    std::uint32_t spread = 1; ///< workers of the sending chain that have this number
};

/// One subtask's end of one wire: splits batches over the receiving subtasks, holds back what finds no room,
/// and counts what is sent. Never blocks. Used by the thread that runs the task.
class WireOutput {
public:
    struct Setup {
        const PlanEdge* edge = nullptr;
        std::string producerNode;
        Wire* wire = nullptr;
        std::vector<Channel*> targets;
        SendCells* cells = nullptr;
        PeekSlot* peek = nullptr;
        SequenceDealer* dealer =
            nullptr; ///< set where the receivers are ordered workers and the sender is not
        std::uint32_t stream = 0;
        std::uint32_t producer = 0;
        bool receiverOrdered = false;
        bool stampTimes = false;
        const Clock* clock = nullptr;
    };
    explicit WireOutput(Setup setup);

    void send(RecordBatch batch, const SequenceMark& mark);
    void watermark(EpochMs watermark, const SequenceMark& mark);
    /// Tells every receiver that this subtask has sent all it has for the number.
    void finishSequence(const SequenceMark& mark);
    void end();
    /// Behind everything sent so far, on every wire to a receiver; nothing where the end was said already.
    void barrier(Epoch epoch);
    /// Ends a wire that leads back, and from now on drops what is sent; no-op for another. Its receivers end
    /// without waiting for the end of this subtask, which waits for theirs.
    void endFeedback();
    /// Puts as much as there is room for on the wire. True when nothing is left. Throws DiagnosticError
    /// MR4102 when the wire's policy is to fail.
    bool flush();
    /// flush(), if a receiver has nothing to do.
    void flushToIdle();
    bool empty() const { return pending_ == 0; }
    bool closed() const { return setup_.wire->closed(); }
    Wire& wire() const { return *setup_.wire; }
    std::int64_t pendingRows() const;

private:
    struct Outbox {
        RingQueue<ChannelEntry> entries;
        std::size_t offset = 0; ///< rows of the first entry's batch that are sent already
    };
    void stage(std::size_t target, ChannelEntry entry);
    /// Small batches cut from one block travel together. False: the batch must go by itself.
    static bool join(ChannelEntry& last, const RecordBatch& batch);
    void splitByHash(RecordBatch batch, const SequenceMark& mark);
    std::size_t chooseTarget(const SequenceMark& mark);
    ChannelEntry entryFor(const SequenceMark& mark) const;
    bool flushTarget(std::size_t target);
    bool place(Outbox& box, Channel& channel, std::int64_t rows);
    void pushPiece(Channel& channel, Outbox& box, std::int64_t rows, bool last);
    void drop(Outbox& box, std::int64_t rows);

    Setup setup_;
    std::vector<Outbox> boxes_;
    std::size_t pending_ = 0;
    bool over_ = false; ///< ended
    std::size_t turn_ = 0;
    std::uint32_t pushes_ = 0;
    std::vector<std::uint64_t> hashes_;
};

} // namespace millrace
