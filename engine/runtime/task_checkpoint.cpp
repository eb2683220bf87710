// SPDX-License-Identifier: Apache-2.0
//
// Checkpoints in a task. A barrier comes as mail to a source and over all wires to any other; the task takes
// the state of its vertices between two batches and sends the barrier on. Aligned barriers after Carbone,
// Fóra, Ewen, Haridi, Tzoumas: "Lightweight Asynchronous Snapshots for Distributed Dataflows" (2015).
#include "engine/base/fail_point.h"
#include "engine/operator/epoch_seal.h"
#include "engine/operator/keeps_through_barriers.h"
#include "engine/runtime/task.h"

#include <algorithm>

namespace millrace {

void Task::adopt(Barrier& barrier) {
    barrier_ = barrier.epoch;
    lastBarrier_ = barrier.last;
}

void Task::adopt(const Begin& begin) {
    if (begin.epoch > passed_) {
        begun_ = begin;
    } else if (begin.epoch == passed_) { // its barrier has come faster than this
        lastBarrier_ = begin.last;
    }
}

void Task::adopt(Commit& order) {
    commit(order.mark);
    scope_.checkpoints()->committed(*this, order.mark.epoch);
}

void Task::adopt(GiveUp& order) {
    if (barrier_ == order.epoch) barrier_ = kNoEpoch, barrierIsOwn_ = false;
    if (begun_ && begun_->epoch <= order.epoch) begun_.reset();
    input_.giveUpBarrier(order.epoch);
    for (const auto& slot : slots_)
        if (auto* const seal = dynamic_cast<EpochSeal*>(slot->op.get())) seal->giveUp(order.epoch);
}

bool Task::meetsBarrier() {
    // Where nothing is wanted now nothing is taken, a barrier that comes next neither.
    if (begun_ && !wantInput()) input_.admitBarriers();
    const Epoch epoch = input_.barrierReached();
    if (epoch == kNoEpoch) return false;
    barrier_ = epoch;
    return true;
}

bool Task::headsWhatRuns() {
    if (slots_.front()->isSource() || !input_.hasAllUpTo(begun_->epoch)) return false;
    // Where numbers keep the order, those of what waits would mean nothing in another run: it goes first.
    const bool numbered = passesOrder_ && (input_.hasWaiting() || !partsSeen_.empty() || unfinished_);
    return !numbered;
}

bool Task::rests() const {
    if (!scope_.paused()) return false;
    const Epoch finished = scope_.finishedEpoch();
    if (finished == kNoEpoch || (slots_.front()->isSource() && barrier_ == kNoEpoch)) return true;
    // Behind the barrier it would begin what nobody finishes during the pause. Others may have to make room
    // for what lies before the barrier of their neighbours.
    return passed_ >= finished && decidesEpochs();
}

bool Task::decidesEpochs() const {
    return std::any_of(slots_.begin(), slots_.end(),
                       [](const auto& slot) { return slot->vertex.bound.decidesEpochs; });
}

bool Task::mayPassBarrier() const {
    // A breakpoint between the nodes keeps records that belong before the barrier; a node that is sending its
    // last results ends first.
    const MeteredCollector& first = slots_.front()->collector;
    if (barrier_ == kNoEpoch || gatesKeeping_ > 0 || first.hasAhead() || first.heldUntil()) return false;
    const bool keepsState = scope_.checkpoints()->keepsState();
    return std::none_of(slots_.begin(), slots_.end(), [keepsState](const auto& slot) {
        if (slot->flushing()) return true;
        if (!slot->op || !slot->open() || slot->op->mayEnd()) return false;
        return !keepsState || dynamic_cast<const KeepsThroughBarriers*>(slot->op.get()) == nullptr;
    });
}

void Task::sendReadAhead() {
    VertexSlot& head = *slots_.front();
    if (!head.isSource()) return;
    while (head.collector.hasAhead() && wantInput())
        head.collector.emitAhead();
    if (!head.collector.hasAhead() && head.collector.heldUntil() && wantInput()) head.collector.releaseHeld();
}

void Task::passBarrier() {
    const Epoch epoch = std::exchange(barrier_, kNoEpoch);
    VertexSlot& head = *slots_.front();
    failPoint(head.isSource() ? FailPoint::source_before_barrier : FailPoint::stage_before_barrier);
    TaskState state = takeState(epoch);
    if (scope_.checkpoints()->keepsState() && !head.voiding()) state.waiting = input_.waiting();
    barrierIsOwn_ = false;
    if (begun_ && begun_->epoch == epoch) lastBarrier_ = begun_->last;
    if (begun_ && begun_->epoch <= epoch) begun_.reset();
    passed_ = epoch;
    state.alignment = input_.passBarrier(scope_.clock().now());
    for (const auto& output : outputs_)
        output->barrier(epoch);
    failPoint(head.isSource() ? FailPoint::source_after_barrier : FailPoint::stage_after_barrier);
    scope_.checkpoints()->stateTaken(*this, epoch, std::move(state));
}

TaskState Task::takeState(Epoch epoch) {
    TaskState state;
    for (const auto& slot : slots_) {
        const MonotonicNs begin = scope_.clock().now();
        VertexSlot* const outer = std::exchange(current_, slot.get()); // who is to blame for what is thrown
        state.slots.push_back(slot->snapshot(epoch));
        current_ = outer;
        state.snapshotNs.push_back(scope_.clock().now() - begin);
    }
    return state;
}

void Task::commit(const EpochMark& mark) {
    // Nothing was staged where no state is kept: only a source has something to say then.
    const bool toAll = scope_.checkpoints()->keepsState();
    const auto tell = [&](bool deciders) {
        for (const auto& slot : slots_) {
            if (slot->vertex.bound.decidesEpochs != deciders || !(toAll || slot->isSource())) continue;
            VertexSlot* const outer = std::exchange(current_, slot.get());
            deciders ? slot->op->decide(mark) : slot->commit(mark.epoch);
            current_ = outer;
        }
    };
    tell(true);
    tell(false);
}

void Task::resume() {
    mark_ = passesOrder_ ? SequenceMark{kAfterAllSequences, 0, 1} : SequenceMark{};
    for (const auto& slot : slots_)
        slot->resume();
    mark_ = {};
    if (slots_.front()->ended()) {
        sourceDone_ = slots_.front()->isSource();
        inputClosed_ = true;
        input_.openGates();
        input_.closeWires();
    }
}

} // namespace millrace
