// SPDX-License-Identifier: Apache-2.0
//
// How the inputs of a task wait for each other at a barrier. An input whose producers have all sent it is not
// read any further: what comes stays on its wire. Where several producers share the room of a wire, those
// that are ahead are read and put aside, or they would fill it and keep the barrier of the others out, here
// or at another receiver.
#include "engine/runtime/task_input.h"

#include <algorithm>

namespace millrace {

void TaskInput::alignBarriers(const Clock& clock) {
    alignClock_ = &clock;
    for (Feed& feed : feeds_)
        feed.aligner =
            std::make_unique<BarrierAligner>(feed.openProducers, feed.channel->wire().producers() > 1);
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
    if (aligner.epoch() != kNoEpoch && alignsSince_ == 0) alignsSince_ = alignClock_->now();
}

Epoch TaskInput::barrierReached() const {
    Epoch epoch = kNoEpoch;
    for (const Feed& feed : feeds_) {
        if (!feed.aligner || !feed.aligner->complete() || !feed.ready.empty()) return kNoEpoch;
        epoch = std::max(epoch, feed.aligner->epoch());
    }
    return epoch;
}

void TaskInput::comeBack(Feed& feed, RingQueue<ChannelEntry> entries) {
    std::int64_t returns = 0;
    while (!entries.empty()) {
        ChannelEntry entry = entries.pop();
        const auto rows = static_cast<std::int64_t>(entry.batch.rows());
        if (!feed.resequencer && feed.aligner->givesRoom()) returns += rows;
        if (feed.aligner->admit(entry)) makeReady(feed, std::move(entry));
    }
    // They wait on the wire again, which may hold more than it has room for until they are taken.
    if (returns) feed.channel->release(-returns);
}

MonotonicNs TaskInput::passBarrier(MonotonicNs now) {
    for (Feed& feed : feeds_)
        if (feed.aligner) comeBack(feed, feed.aligner->pass());
    const MonotonicNs since = std::exchange(alignsSince_, 0);
    return since == 0 ? 0 : now - since;
}

} // namespace millrace
