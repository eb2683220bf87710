// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/channel.h"
#include "engine/runtime/checkpoints/barrier_aligner.h"
#include "engine/runtime/resequencer.h"
#include "engine/runtime/vertex_slot.h"
#include "engine/runtime/wire_gate.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace millrace {

/// What feeds the head of a chain in one subtask: a channel per incoming wire, taken in turn. Used by the
/// thread that runs the task.
class TaskInput {
public:
    struct Feed {
        Channel* channel = nullptr;
        std::size_t port = 0;   ///< input port of the head vertex
        std::size_t origin = 0; ///< index of this wire's first producer among the head's origins
        ReceiveCells* cells = nullptr;
        /// Comes out of the cycle the task is in: taken before what comes from outside, so that a cycle takes
        /// in new records only when it has room for them.
        bool inner = false;
        bool timeless = false; ///< its records may be behind the watermark without a mark
        std::unique_ptr<Resequencer> resequencer = nullptr;
        RingQueue<ChannelEntry> taken = {};
        RingQueue<ChannelEntry> ready = {};
        std::size_t cutRows = 0; ///< of the first entry in `ready`, given out already
        std::int64_t unreleased = 0;
        int openProducers = 0;
        std::unique_ptr<GateEnd> gate = nullptr;           ///< a breakpoint on the wire
        std::unique_ptr<BarrierAligner> aligner = nullptr; ///< where the run keeps checkpoints
    };

    void add(Feed feed);
    bool empty() const { return feeds_.empty(); }
    /// The next thing to do, or false. `rowLimit` bounds how many records of small, unnumbered batches are
    /// put together: a task that lags gets few large batches instead of many small ones. Watermarks met on
    /// the way come out as `watermarks` (origin, watermark), to be applied after the records, which is always
    /// right: a watermark may come late, and lateness of records does not depend on it.
    struct Item {
        ChannelEntry entry;
        Feed* feed = nullptr;
        std::vector<std::pair<std::size_t, EpochMs>> watermarks;
        std::vector<std::size_t> ends; ///< origins
    };
    /// Inputs from which `choosy` wants nothing now are passed over; none: everything is wanted.
    bool next(Item& item, std::size_t rowLimit, const Clock* clock, const Operator* choosy = nullptr);
    /// The task will not take anything for a while: whoever waits for room may use what there is. Without
    /// nodes that join inputs producers are better left until a wire is half empty.
    void giveRoom();
    /// All wires into some input port have ended.
    bool aPortHasEnded() const { return endedPorts_ > 0; }
    void closeWires();
    void setGate(std::size_t edge, std::unique_ptr<GateEnd> gate); ///< null: none any more
    void openGates();                                              ///< and none will be set again
    /// From now on inputs wait for each other at barriers; before the first next(). `clock`: of the run.
    /// `room`: for what waits behind barriers.
    void alignBarriers(const Clock& clock, const std::shared_ptr<AlignmentRoom>& room);
    /// Looks for barriers although nothing is taken at the moment.
    void admitBarriers();
    /// The epoch whose barrier has come on every input that has not ended, all before it being given out;
    /// else kNoEpoch.
    Epoch barrierReached() const;
    struct Alignment {
        MonotonicNs ns = 0;            ///< how long the first input waited for the last
        std::int64_t spilledBytes = 0; ///< of what waited meanwhile, beyond the room for it
    };
    /// Goes on behind the barrier.
    Alignment passBarrier(MonotonicNs now);
    /// Waits for this barrier no longer, and does not listen to it any more.
    void giveUpBarrier(Epoch epoch);
    /// All producers have ended, and everything is at hand that they have sent before the barrier of this
    /// epoch, or at all where they ended before it.
    bool hasAllUpTo(Epoch epoch);
    /// What lies before the barrier and next() has not given out yet, as bytes: after barrierReached() or
    /// hasAllUpTo(). Numbers of ordered workers are left out.
    struct Waiting {
        std::size_t edge = 0; ///< index into Plan::edges
        std::string entries;
    };
    std::vector<Waiting> waiting();
    bool hasWaiting() const;
    /// Before the run begins: what waited in the run before; the records count as come at `now`. `inputs`:
    /// the schemas of the ports. `sameProducers`: as many as then, so that their watermarks still mean
    /// something. Returns how many records, none where there is no such wire or the bytes are wrong.
    std::optional<std::int64_t> putBack(const Waiting& waiting, const std::vector<SchemaPtr>& inputs,
                                        bool sameProducers, MonotonicNs now);
    /// A breakpoint held something back when the last next() looked.
    bool held() const { return held_; }
    const std::vector<Feed>& feeds() const { return feeds_; }
    /// Records taken from channels but not yet given out, and what the channels hold; for the final count of
    /// one wire.
    std::int64_t queuedRows(const Channel& channel) const;

private:
    /// The next item of `count` feeds from `first` on, beginning with the one whose turn it is.
    bool nextOf(std::size_t first, std::size_t count, std::size_t& turn, Item& item, std::size_t rowLimit,
                const Clock* clock, const Operator* choosy);
    bool refill(Feed& feed);
    bool refillUpToBarrier(Feed& feed);
    void sortTaken(Feed& feed);
    /// Until so many entries are ready.
    void takeBacklog(Feed& feed, std::size_t limit);
    void noteAlignment(const BarrierAligner& aligner);
    static void comeBack(Feed& feed, std::int64_t rows);
    static void makeReady(Feed& feed, ChannelEntry entry);
    /// The next entry, at most `rowLimit` records of one that several batches travel in.
    ChannelEntry pop(Feed& feed, std::size_t rowLimit);
    static ChannelEntry cut(Feed& feed, std::size_t rows);
    void countTaken(Feed& feed, std::size_t rows);
    /// What the breakpoint of the wire lets pass of the batch in front, into the item; false: nothing.
    bool passGate(Item& item, Feed& feed);
    void noteControl(Item& item, Feed& feed, const ChannelEntry& entry);
    void gather(Item& item, std::size_t rowLimit);
    void recordWait(Feed& feed, const ChannelEntry& entry, const Clock* clock);
    void releaseRoom(Feed& feed, bool now);
    void giveRoom(Feed& feed);

    std::vector<Feed> feeds_; ///< the inner ones first
    std::size_t inner_ = 0;
    std::size_t innerTurn_ = 0, turn_ = 0;
    int endedPorts_ = 0;
    bool held_ = false;
    bool gatesOpen_ = false;
    std::vector<RecordBatch> parts_;
    const Clock* alignClock_ = nullptr;
    MonotonicNs alignsSince_ = 0; ///< 0: no barrier has come
};

} // namespace millrace
