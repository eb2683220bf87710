// SPDX-License-Identifier: Apache-2.0
#include "tests/support/node_harness.h"

#include "engine/graph/plugin.h"
#include "nodes/builtin.h"

#include <algorithm>
#include <stdexcept>

namespace millrace::test {

namespace {
constexpr int kPatience = 1'000'000; ///< calls without an end before a node counts as stuck
}

void RecordingCollector::emit(std::size_t port, RecordBatch batch) {
    if (port >= outputs.size()) throw std::logic_error("a batch was sent to port " + std::to_string(port));
    if (batch.empty()) return;
    if (*batch.schema() != *schemas_[port])
        throw std::logic_error("port " + std::to_string(port) + " promised " + toText(*schemas_[port]) +
                               " and sent " + toText(*batch.schema()));
    for (std::size_t c = 0; c < batch.columns().size(); ++c) {
        if (batch.column(c).size() != batch.physicalRows())
            throw std::logic_error("a column's length is not the batch's");
        if (!(batch.column(c).type() == batch.schema()->field(c).type))
            throw std::logic_error("a column's type is not the schema's");
    }
    outputs[port].push_back(std::move(batch));
    passed[port].push_back(current);
}

void RecordingCollector::watermark(EpochMs watermark) {
    if (watermark <= current) return;
    current = watermark;
    watermarks.push_back(watermark);
}

NodeHarness::NodeHarness(const NodeKind& kind, const boost::json::object& params,
                         std::vector<SchemaPtr> inputs, HarnessOptions options)
    : options_(std::move(options)) {
    context_.randomSeed = options_.seed;
    context_.recordsPerBatch = options_.batchSize;
    const Result<Params> checked = checkParams(params, kind.params, context_.nodeId);
    if (!checked) {
        problems_ = checked.error();
        return;
    }
    if (options_.inputBounded.empty()) options_.inputBounded.assign(inputs.size(), true);
    const auto resolve = [folder = options_.folder](const std::string& path) {
        return path.empty() || path[0] == '/' || path == "-" || folder.empty() ? path : folder + "/" + path;
    };
    BindContext bind{.node = context_.nodeId,
                     .params = *checked,
                     .inputs = std::move(inputs),
                     .inputBounded = options_.inputBounded,
                     .resolvePath = resolve,
                     .diagnostics = problems_};
    Result<BoundNode> bound = kind.bind(bind);
    if (!bound) {
        problems_.append(bound.error());
        return;
    }
    if (problems_.hasErrors()) return;
    bound_ = std::move(*bound);
    collector_ = std::make_unique<RecordingCollector>(bound_->outputs);
    collector_->isTight = options_.isTight;
}

void NodeHarness::open() {
    operator_ = bound_->makeOperator();
    operator_->open(context_);
}

void NodeHarness::openWithCheckpoints(Epoch epoch, const std::string* state) {
    context_.checkpoints = true;
    if (state) {
        restored_ = *state;
        context_.from = RestoredState{epoch, restored_};
    }
    open();
    if (state) operator_->commit(epoch);
}

std::string NodeHarness::snapshot(Epoch epoch) {
    for (int i = 0; !operator_->mayEnd(); ++i) {
        const auto deadline = operator_->nextDeadline();
        if (!deadline || i > kPatience)
            throw std::logic_error("the node has something under way and names no deadline");
        context_.virtualClock.time = std::max(context_.virtualClock.time, *deadline);
        operator_->onDeadline(context_.virtualClock.time, *collector_);
    }
    std::string state;
    ByteWriter writer(state);
    operator_->snapshot(epoch, writer);
    return state;
}

std::string NodeHarness::endWith(Epoch epoch) {
    endInput();
    std::string state = snapshot(epoch);
    operator_->commit(epoch);
    return state;
}

void NodeHarness::letItWantInput() {
    for (int i = 0; !operator_->wantsInput(); ++i) {
        const auto deadline = operator_->nextDeadline();
        if (!deadline || i > kPatience)
            throw std::logic_error("the node wants no input and names no deadline");
        context_.virtualClock.time = std::max(context_.virtualClock.time, *deadline);
        operator_->onDeadline(context_.virtualClock.time, *collector_);
    }
}

void NodeHarness::feed(RecordBatch batch, std::size_t input) {
    letItWantInput();
    if (operator_->finished()) return;
    operator_->process(input, std::move(batch), *collector_);
}

void NodeHarness::watermark(EpochMs watermark) {
    letItWantInput();
    if (bound_->holdsBackTime && operator_->earliestKept() <= watermark)
        watermark = operator_->earliestKept() - 1;
    operator_->onWatermark(watermark, *collector_);
    collector_->current = std::max(collector_->current, watermark);
}

void NodeHarness::advance(MonotonicNs duration) {
    const MonotonicNs until = context_.virtualClock.time + duration;
    for (int i = 0; i < kPatience; ++i) {
        const auto deadline = operator_->nextDeadline();
        if (!deadline || *deadline > until) break;
        context_.virtualClock.time = std::max(context_.virtualClock.time, *deadline);
        operator_->onDeadline(context_.virtualClock.time, *collector_);
    }
    context_.virtualClock.time = until;
}

void NodeHarness::endInput() {
    letItWantInput();
    operator_->onWatermark(kMaxWatermark, *collector_);
    for (int i = 0; !operator_->onEnd(*collector_); ++i)
        if (i > kPatience) throw std::logic_error("onEnd never ends");
}

void NodeHarness::end() {
    endInput();
    operator_->close();
}

void NodeHarness::abort() { operator_->abort(); }

void NodeHarness::runSource() {
    const std::unique_ptr<Source> source = bound_->makeSource();
    source->open(context_);
    for (int i = 0;; ++i) {
        if (i > kPatience) throw std::logic_error("the source never ends");
        const SourceStatus status = source->read(*collector_);
        if (status.kind == SourceStatus::Kind::Finished) break;
        if (status.kind == SourceStatus::Kind::Waiting)
            context_.virtualClock.time = std::max(context_.virtualClock.time + 1, status.wakeAt);
    }
    source->close();
}

const std::vector<RecordBatch>& NodeHarness::output(const std::string& port) const {
    for (std::size_t i = 0; i < bound_->outputPorts.size(); ++i)
        if (bound_->outputPorts[i].name == port) return collector_->outputs[i];
    throw std::logic_error("the node has no output " + port);
}

std::size_t NodeHarness::rowsOut(std::size_t port) const {
    std::size_t rows = 0;
    for (const RecordBatch& batch : collector_->outputs[port])
        rows += batch.rows();
    return rows;
}

const Registry& builtinRegistry() {
    static const Registry registry = [] {
        Registry kinds;
        registerBuiltinNodes(kinds);
        return kinds;
    }();
    return registry;
}

const Registry& testedRegistry() {
    static const Registry registry = [] {
        Registry kinds;
        registerBuiltinNodes(kinds);
        millrace_plugin_v1()->registerKinds(kinds);
        return kinds;
    }();
    return registry;
}

} // namespace millrace::test
