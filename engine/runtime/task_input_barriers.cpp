// SPDX-License-Identifier: Apache-2.0
//
// How the inputs of a task wait for each other at a barrier. An input whose producers have all sent it is not
// read any further: what comes stays on its wire. Where several producers share the room of a wire, those
// that are ahead are read and put aside, or they would fill it and keep the barrier of the others out, here
// or at another receiver.
//
// Where all producers have ended no barrier comes any more, or the last one lies in what they have sent,
// which may wait here for long. Such a task passes the barrier at once, with what waits before it as a part
// of its state: what Flink calls in-flight data of an unaligned checkpoint, at a task that heads what still
// runs (FLIP-147). So are, at any barrier, the last results of ordered workers that have ended: they wait in
// the resequencer until the others have ended, too, and who sent them will not do so again.
#include "engine/data/batch_codec.h"
#include "engine/runtime/task_input.h"

#include <algorithm>

namespace millrace {

namespace {

constexpr std::size_t kReadyOfBacklog = 32; ///< entries: the rest may lie on the disk

/// The entry from this row on. Nothing of an end: whoever has ended says so again.
void write(ByteWriter& to, const ChannelEntry& entry, std::size_t begin) {
    if (entry.end) return;
    to.varint(entry.producer);
    to.varint(entry.pieceRows);
    to.fixed(entry.watermark);
    std::string batch;
    if (entry.batch.rows() > begin) encodeBatch(entry.batch.slice(begin, entry.batch.rows() - begin), batch);
    to.text(batch);
}

} // namespace

void TaskInput::alignBarriers(const Clock& clock, const std::shared_ptr<AlignmentRoom>& room) {
    alignClock_ = &clock;
    for (Feed& feed : feeds_)
        feed.aligner =
            std::make_unique<BarrierAligner>(feed.openProducers, feed.channel->wire().producers() > 1, room);
}

void TaskInput::makeReady(Feed& feed, ChannelEntry entry) {
    if (feed.resequencer) {
        feed.resequencer->add(std::move(entry), feed.ready);
    } else {
        feed.ready.push(std::move(entry));
    }
}

bool TaskInput::refillUpToBarrier(Feed& feed) {
    BarrierAligner& aligner = *feed.aligner;
    takeBacklog(feed, kReadyOfBacklog);
    if (!feed.ready.empty()) return true;
    const bool oneByOne = feed.channel->wire().overflow() == OverflowPolicy::DropOldest;
    // What is left in the channel wakes nobody: one entry at a time goes on until there is one to give out.
    do {
        if (aligner.epoch() != kNoEpoch && aligner.complete() && !aligner.givesRoom()) return false;
        if (!(oneByOne ? feed.channel->takeOne(feed.taken) : feed.channel->takeAll(feed.taken))) return false;
        sortTaken(feed);
    } while (oneByOne && feed.ready.empty());
    return !feed.ready.empty();
}

/// What was taken, into what comes before the barrier and what waits behind it.
void TaskInput::sortTaken(Feed& feed) {
    BarrierAligner& aligner = *feed.aligner;
    std::int64_t leaves = 0; // rows that need no room on the wire any more
    while (!feed.taken.empty()) {
        ChannelEntry entry = feed.taken.pop();
        const auto rows = static_cast<std::int64_t>(entry.batch.rows());
        const bool admitted = aligner.admit(entry);
        if (feed.resequencer || (!admitted && aligner.givesRoom())) leaves += rows;
        if (admitted) makeReady(feed, std::move(entry));
    }
    if (leaves) feed.channel->release(leaves);
    noteAlignment(aligner);
}

/// What waited for an earlier barrier comes before all that is on the wire.
void TaskInput::takeBacklog(Feed& feed, std::size_t limit) {
    BarrierAligner& aligner = *feed.aligner;
    if (!aligner.hasBacklog()) return;
    std::int64_t leaves = 0;
    while (aligner.hasBacklog() && feed.ready.size() < limit) {
        ChannelEntry entry = aligner.popBacklog();
        const auto rows = static_cast<std::int64_t>(entry.batch.rows());
        const bool admitted = aligner.admit(entry);
        if (!admitted && !feed.resequencer && aligner.givesRoom()) leaves += rows;
        if (admitted) makeReady(feed, std::move(entry));
    }
    if (leaves) feed.channel->release(leaves);
    noteAlignment(aligner);
}

void TaskInput::noteAlignment(const BarrierAligner& aligner) {
    if (aligner.epoch() != kNoEpoch && alignsSince_ == 0) alignsSince_ = alignClock_->now();
}

void TaskInput::admitBarriers() {
    for (Feed& feed : feeds_)
        if (feed.aligner && feed.ready.empty()) refillUpToBarrier(feed);
}

Epoch TaskInput::barrierReached() const {
    Epoch epoch = kNoEpoch;
    for (const Feed& feed : feeds_) {
        if (!feed.aligner || !feed.aligner->complete() || !feed.ready.empty()) return kNoEpoch;
        if (feed.aligner->hasBacklog()) return kNoEpoch;
        const Epoch met = feed.aligner->epoch(); // none: all of its producers have ended
        if (met == kNoEpoch) continue;
        // The earlier one has been given up: once this task has read so, that wire goes on.
        if (epoch != kNoEpoch && met != epoch) return kNoEpoch;
        epoch = met;
    }
    return epoch;
}

/// The rows that waited are on the wire again, which may hold more than it has room for until they are taken.
void TaskInput::comeBack(Feed& feed, std::int64_t rows) {
    if (rows > 0 && !feed.resequencer && feed.aligner->givesRoom()) feed.channel->release(-rows);
}

TaskInput::Alignment TaskInput::passBarrier(MonotonicNs now) {
    Alignment alignment;
    for (Feed& feed : feeds_) {
        if (!feed.aligner) continue;
        comeBack(feed, feed.aligner->pass());
        alignment.spilledBytes += feed.aligner->takeSpilled();
    }
    const MonotonicNs since = std::exchange(alignsSince_, 0);
    if (since != 0) alignment.ns = now - since;
    return alignment;
}

bool TaskInput::hasAllUpTo(Epoch epoch) {
    // A backlog is larger than the wire where producers have shared its room; then it stays on the disk.
    const auto hasEnd = [](const Feed& feed) {
        return feed.aligner && feed.channel->ended() &&
               feed.aligner->heldRows() <= feed.channel->wire().capacity();
    };
    if (!std::all_of(feeds_.begin(), feeds_.end(), hasEnd)) return false;
    return std::all_of(feeds_.begin(), feeds_.end(), [this, epoch](Feed& feed) {
        takeBacklog(feed, SIZE_MAX);
        if (feed.channel->takeAll(feed.taken)) sortTaken(feed);
        const Epoch met = feed.aligner->epoch();
        return feed.aligner->complete() && (met == kNoEpoch || met == epoch);
    });
}

bool TaskInput::hasWaiting() const {
    return std::any_of(feeds_.begin(), feeds_.end(), [](const Feed& feed) {
        for (std::size_t i = 0; i < feed.ready.size(); ++i)
            if (!feed.ready[i].end) return true;
        return false;
    });
}

std::vector<TaskInput::Waiting> TaskInput::waiting() {
    std::vector<Waiting> all;
    for (Feed& feed : feeds_) {
        Waiting& here = all.emplace_back();
        here.edge = feed.channel->wire().edge();
        ByteWriter to(here.entries);
        for (std::size_t i = 0; i < feed.ready.size(); ++i)
            write(to, feed.ready[i], i == 0 ? feed.cutRows : 0);
        if (feed.resequencer)
            for (const ChannelEntry& entry : feed.resequencer->last())
                write(to, entry, 0);
        if (here.entries.empty()) all.pop_back();
    }
    return all;
}

std::optional<std::int64_t> TaskInput::putBack(const Waiting& waiting, const std::vector<SchemaPtr>& inputs,
                                               bool sameProducers, MonotonicNs now) {
    const auto feed = std::find_if(feeds_.begin(), feeds_.end(), [&waiting](const Feed& one) {
        return one.channel->wire().edge() == waiting.edge;
    });
    if (feed == feeds_.end()) return std::nullopt;
    std::int64_t rows = 0;
    for (ByteReader from(waiting.entries); from.left() > 0;) {
        ChannelEntry entry;
        entry.producer = static_cast<std::uint32_t>(from.varint());
        entry.pieceRows = static_cast<std::uint32_t>(from.varint());
        entry.watermark = from.fixed<EpochMs>();
        const std::string_view bytes = from.text();
        if (from.failed()) return std::nullopt;
        if (!bytes.empty()) {
            auto batch = decodeBatch(bytes, inputs.at(feed->port));
            if (!batch) return std::nullopt;
            entry.batch = std::move(*batch);
            entry.batch.ingestTime = now; // another process may have another monotonic clock
            entry.batch.intendedTimes = nullptr;
        }
        if (!sameProducers) entry.producer = 0, entry.watermark = kMinWatermark;
        if (entry.batch.empty() && !entry.carriesControl()) continue;
        rows += static_cast<std::int64_t>(entry.batch.rows());
        feed->channel->putBack(std::move(entry));
    }
    return rows;
}

void TaskInput::giveUpBarrier(Epoch epoch) {
    bool waits = false;
    for (Feed& feed : feeds_) {
        if (!feed.aligner) continue;
        comeBack(feed, feed.aligner->giveUp(epoch));
        waits = waits || feed.aligner->epoch() != kNoEpoch;
    }
    if (!waits) alignsSince_ = 0;
}

} // namespace millrace
