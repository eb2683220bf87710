// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/byte_stream.h"
#include "engine/operator/collector.h"
#include "engine/operator/operator_context.h"

#include <optional>

namespace millrace {

/// A stage or sink at work: one instance per subtask, entered by one thread at a time (not always the same
/// thread). Holds no locks and touches no metrics. May throw; the task turns the exception into a Diagnostic
/// with the node's id and fails the run.
///
/// Order of calls: open, then any mix of process / onWatermark / onDeadline / adoptSettings, then per input
/// onInputEnd is folded into one onEnd once every input has ended, then close. After a failure or a stop,
/// abort instead of onEnd + close.
class Operator {
public:
    virtual ~Operator() = default;

    virtual void open(OperatorContext& context) { (void)context; }
    /// Records on input port `input`. May emit any number of batches.
    virtual void process(std::size_t input, RecordBatch batch, Collector& out) = 0;
    /// The watermark over all inputs has risen. Emit what it completes; the task forwards the watermark
    /// itself afterwards.
    virtual void onWatermark(EpochMs watermark, Collector& out) { (void)watermark, (void)out; }
    /// Every input has ended (after a last onWatermark with kMaxWatermark). Emits what is left. Returns true
    /// when done; false asks to be called again once there is room (large results: check Collector::hasRoom).
    virtual bool onEnd(Collector& out) {
        (void)out;
        return true;
    }
    /// Results are complete and durable: flush and publish files, commit. Not called on failure.
    virtual void close() {}
    /// The run stopped or failed: leave nothing half-done behind (temporary files). Must not throw.
    virtual void abort() noexcept {}

    /// When (monotonic) the operator wants onDeadline called although no input comes: linger, rate limits,
    /// periodic commits.
    virtual std::optional<MonotonicNs> nextDeadline() const { return std::nullopt; }
    virtual void onDeadline(MonotonicNs now, Collector& out) { (void)now, (void)out; }
    /// False while the operator cannot take records (a rate limit's bucket is empty). The task then leaves
    /// them in the queue, which is back-pressure. Must become true by onDeadline alone.
    virtual bool wantsInput() const { return true; }
    /// False while something is under way that will still be sent: the operator ends later. Must become true
    /// by onDeadline alone.
    virtual bool mayEnd() const { return wantsInput(); }
    /// False while the operator wants nothing from this one input, because another is behind (barrier). The
    /// task then takes from the others. Asked only where BoundNode::joinsInputs says so, and only until an
    /// input has ended: then records of the others come unasked. Must become true by records on other inputs
    /// or onDeadline.
    virtual bool wantsInputOn(std::size_t input) const {
        (void)input;
        return true;
    }
    /// Event time of the earliest record that was kept back and will still be sent: the watermark that goes
    /// on stays below it. Asked where BoundNode::holdsBackTime says so.
    virtual EpochMs earliestKept() const { return kMaxWatermark; }
    /// True once the operator needs no more input (limit): the task ends it early and tells upstream where it
    /// can.
    virtual bool finished() const { return false; }

    // Checkpoints; see StateRule. OperatorContext::restored() gives the state back in open().
    /// A barrier is there: everything before it was taken, nothing behind it, and mayEnd() holds. Appends
    /// what a new instance needs to go on from here. A sink makes durable what it has staged for the epoch,
    /// but shows nothing of it yet. In a run without checkpoints, where a source shares its input with others
    /// (BoundNode::sharesInGroup), nobody keeps what is appended: a sink lets out what has come.
    virtual void snapshot(Epoch epoch, ByteWriter& state) { (void)epoch, (void)state; }
    /// The epoch is decided: it will never be taken back. A sink shows what it has staged up to it. Called
    /// again for the epoch a run goes on from, right after open(): it may have been shown already.
    virtual void commit(Epoch epoch) { (void)epoch; }
    // Where BoundNode::decidesEpochs says so.
    /// In place of commit(), before that of all others: the epoch is decided when this has taken effect.
    virtual void decide(const EpochMark& mark) { commit(mark.epoch); }
    /// Asked after open(): the last one that took effect.
    virtual EpochMark decided() { return {}; }

    /// Hot change of parameters: `fresh` was made by the same kind's makeOperator with the new parameters
    /// (not opened). Take its settings, keep the own state. Called between batches.
    virtual void adoptSettings(Operator& fresh) { (void)fresh; }
};

} // namespace millrace
