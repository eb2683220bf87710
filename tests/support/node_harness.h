// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/registry.h"
#include "tests/support/fake_context.h"

#include <boost/json/object.hpp>
#include <optional>

namespace millrace::test {

/// What a node sent, and the order of watermarks between its batches. Checks what every node must keep: ports
/// that exist, the schema it promised.
class RecordingCollector final : public Collector {
public:
    explicit RecordingCollector(const std::vector<SchemaPtr>& schemas)
        : outputs(schemas.size()), passed(schemas.size()), schemas_(schemas) {}

    void emit(std::size_t port, RecordBatch batch) override;
    void watermark(EpochMs watermark) override;
    /// False every second time when `isTight`: nodes must then go on where they stopped.
    bool hasRoom() const override { return !isTight || (asked_++ % 2 == 1); }

    std::vector<std::vector<RecordBatch>> outputs; ///< per port, empty batches left out
    std::vector<std::vector<EpochMs>> passed;      ///< per batch: the watermark that had gone on before it
    std::vector<EpochMs> watermarks;               ///< as sources gave them
    EpochMs current = kMinWatermark;
    bool isTight = false;

private:
    const std::vector<SchemaPtr>& schemas_;
    mutable int asked_ = 0;
};

struct HarnessOptions {
    std::vector<bool> inputBounded = {}; ///< empty = all bounded
    std::string folder = {};             ///< relative paths in parameters are resolved against it
    std::uint64_t seed = 42;
    std::size_t batchSize = 1024;
    bool isTight = false; ///< a collector that is full now and then
};

/// Drives one node of a kind in virtual time without an engine, keeping the task's side of the contract: asks
/// for deadlines, does not push into a node that wants no input, stops when it has finished, calls onEnd
/// until it is done. Throws std::logic_error when the node breaks its side, and lets the node's own
/// exceptions through.
class NodeHarness {
public:
    /// Checks the parameters and binds. Look at problems() next: only a bound node can be driven.
    NodeHarness(const NodeKind& kind, const boost::json::object& params, std::vector<SchemaPtr> inputs,
                HarnessOptions options = {});

    bool isBound() const { return bound_.has_value(); }
    /// Of checking and binding: errors when the node is not bound, perhaps warnings otherwise.
    const Diagnostics& problems() const { return problems_; }
    const BoundNode& node() const { return *bound_; }
    FakeContext& context() { return context_; }
    Operator& op() { return *operator_; }

    void open();
    /// As an engine does that keeps checkpoints; with `state` the run goes on from that epoch. Then feed(),
    /// snapshot(), commit() and at the end endWith().
    void openWithCheckpoints(Epoch epoch = kNoEpoch, const std::string* state = nullptr);
    /// Waits, in virtual time, until the node may be asked, and returns what it wrote.
    std::string snapshot(Epoch epoch);
    void commit(Epoch epoch) { operator_->commit(epoch); }
    /// Last watermark and onEnd.
    void endInput();
    /// The end of the input up to the last commit; close() is left to op().
    std::string endWith(Epoch epoch);
    void feed(RecordBatch batch, std::size_t input = 0);
    void watermark(EpochMs watermark);
    /// Lets virtual time pass, calling deadlines on the way.
    void advance(MonotonicNs duration);
    /// Last watermark, onEnd, close.
    void end();
    void abort();
    /// Opens a source, reads it to its end and closes it.
    void runSource();

    bool finished() const { return operator_->finished(); }
    const std::vector<RecordBatch>& output(std::size_t port) const { return collector_->outputs[port]; }
    const std::vector<RecordBatch>& output(const std::string& port) const;
    /// For each batch of output(port): the watermark that had been passed on before it.
    const std::vector<EpochMs>& watermarksBefore(std::size_t port) const { return collector_->passed[port]; }
    const std::vector<EpochMs>& watermarks() const { return collector_->watermarks; }
    std::size_t rowsOut(std::size_t port) const;

private:
    void letItWantInput();

    HarnessOptions options_;
    FakeContext context_;
    std::string restored_;
    Diagnostics problems_;
    std::optional<BoundNode> bound_;
    std::unique_ptr<RecordingCollector> collector_;
    std::unique_ptr<Operator> operator_;
};

/// Every kind of the programs.
const Registry& builtinRegistry();
/// Those, and the kinds of plugins/example, which must keep the same rules.
const Registry& testedRegistry();

} // namespace millrace::test
