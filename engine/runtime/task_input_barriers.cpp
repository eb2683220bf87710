// SPDX-License-Identifier: Apache-2.0
//
// How the inputs of a task wait for each other at a barrier. An input whose producers have all sent it is not
// read any further: what comes stays on its wire. Where several producers share the room of a wire, those
// that are ahead are read and put aside, or they would fill it and keep the barrier of the others out, here
// or at another receiver.
#include "engine/runtime/task_input.h"

#include <algorithm>

namespace millrace {

namespace {

constexpr std::size_t kReadyOfBacklog = 32; ///< entries: the rest may lie on the disk

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
    takeBacklog(feed);
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
void TaskInput::takeBacklog(Feed& feed) {
    BarrierAligner& aligner = *feed.aligner;
    if (aligner.backlog().empty()) return;
    std::int64_t leaves = 0;
    while (!aligner.backlog().empty() && feed.ready.size() < kReadyOfBacklog) {
        ChannelEntry entry = aligner.backlog().pop();
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

Epoch TaskInput::barrierReached() const {
    Epoch epoch = kNoEpoch;
    for (const Feed& feed : feeds_) {
        if (!feed.aligner || !feed.aligner->complete() || !feed.ready.empty()) return kNoEpoch;
        if (!feed.aligner->backlog().empty()) return kNoEpoch;
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
