// SPDX-License-Identifier: Apache-2.0
#include "tests/support/toy_nodes.h"

#include "engine/data/batch_builder.h"

#include <algorithm>
#include <stdexcept>

namespace millrace::test {

namespace {

using Where = ToyFailure::Where;

void failIf(const ToyFailure& failure, Where where) {
    if (failure.where == where) throw std::runtime_error("failed on purpose");
}

class CountingSource final : public Source {
public:
    CountingSource(std::int64_t total, bool timed, std::size_t batchRows, ToyFailure failure)
        : total_(total), timed_(timed), batchRows_(batchRows), failure_(failure) {}
    void open(OperatorContext& context) override {
        failIf(failure_, Where::Open);
        context_ = &context;
        next_ = context.subtask();
    }
    SourceStatus read(Collector& out) override {
        const std::size_t rows = batchRows_ ? batchRows_ : context_->batchSize();
        BatchBuilder builder(timed_ ? timedSchema() : numberSchema(), rows);
        std::int64_t last = -1;
        for (std::size_t i = 0; i < rows && (total_ < 0 || next_ < total_); ++i) {
            if (failure_.where == Where::Process && next_ >= failure_.at)
                throw std::runtime_error("failed on purpose");
            builder.column(0).append<std::int64_t>(next_);
            if (timed_) builder.column(1).append<std::int64_t>(next_);
            last = next_;
            next_ += context_->subtaskCount();
        }
        if (builder.rows() > 0) out.emit(0, builder.finish(context_->clock().now()));
        if (timed_ && last >= 0) out.watermark(last);
        return total_ >= 0 && next_ >= total_ ? SourceStatus::finished() : SourceStatus::produced();
    }
    void adoptSettings(Source& fresh) override { total_ = static_cast<CountingSource&>(fresh).total_; }
    std::optional<double> progress() const override {
        if (total_ <= 0) return std::nullopt;
        return std::min(1.0, static_cast<double>(next_) / static_cast<double>(total_));
    }

private:
    std::int64_t total_;
    bool timed_;
    std::size_t batchRows_;
    ToyFailure failure_;
    OperatorContext* context_ = nullptr;
    std::int64_t next_ = 0;
};

class TickingSource final : public Source {
public:
    TickingSource(std::int64_t total, MonotonicNs period) : total_(total), period_(period) {}
    void open(OperatorContext& context) override { context_ = &context; }
    SourceStatus read(Collector& out) override {
        const MonotonicNs now = context_->clock().now();
        if (start_ == 0) start_ = now;
        const MonotonicNs due = start_ + sent_ * period_;
        if (now < due) return SourceStatus::waitUntil(due);
        RecordBatch batch = numbers(sent_, 1);
        batch.ingestTime = due;
        out.emit(0, std::move(batch));
        return ++sent_ >= total_ ? SourceStatus::finished() : SourceStatus::produced();
    }

private:
    std::int64_t total_;
    MonotonicNs period_;
    OperatorContext* context_ = nullptr;
    MonotonicNs start_ = 0;
    std::int64_t sent_ = 0;
};

class Mapping final : public Operator {
public:
    Mapping(BatchFunction function, ToyFailure failure) : function_(std::move(function)), failure_(failure) {}
    void open(OperatorContext& context) override {
        failIf(failure_, Where::Open);
        context_ = &context;
    }
    void process(std::size_t, RecordBatch batch, Collector& out) override {
        if (failure_.where == Where::Process) {
            for (const std::int64_t n : valuesOf(batch)) {
                if (n >= failure_.at) throw std::runtime_error("failed on purpose");
            }
        }
        out.emit(0, function_(batch, *context_));
    }
    void onWatermark(EpochMs, Collector&) override { failIf(failure_, Where::Watermark); }
    bool onEnd(Collector&) override {
        failIf(failure_, Where::End);
        return true;
    }
    void close() override { failIf(failure_, Where::Close); }
    std::optional<MonotonicNs> nextDeadline() const override {
        return failure_.where == Where::Deadline ? std::optional<MonotonicNs>(1) : std::nullopt;
    }
    void onDeadline(MonotonicNs, Collector&) override { failIf(failure_, Where::Deadline); }
    void adoptSettings(Operator& fresh) override {
        failIf(failure_, Where::Adopt);
        function_ = static_cast<Mapping&>(fresh).function_;
    }
    bool finished() const override {
        failIf(failure_, Where::Finished);
        return false;
    }

private:
    BatchFunction function_;
    ToyFailure failure_;
    OperatorContext* context_ = nullptr;
};

class Splitting final : public Operator {
public:
    void process(std::size_t, RecordBatch batch, Collector& out) override {
        auto even = makePooled<Selection::Rows>();
        auto odd = makePooled<Selection::Rows>();
        const auto values = batch.column(0).values<std::int64_t>();
        for (std::size_t i = 0; i < batch.rows(); ++i) {
            const std::uint32_t row = batch.rowAt(i);
            (values[row] % 2 == 0 ? even : odd)->push_back(row);
        }
        out.emit(0, batch.withSelection(even));
        out.emit(1, batch.withSelection(odd));
    }
};

class Hoarding final : public Operator {
public:
    explicit Hoarding(std::size_t rows) : rows_(rows) {}
    void process(std::size_t, RecordBatch batch, Collector&) override {
        for (const std::int64_t n : valuesOf(batch))
            values_.push_back(n);
    }
    bool onEnd(Collector& out) override {
        while (next_ < values_.size()) {
            if (!out.hasRoom()) return false;
            BatchBuilder builder(numberSchema());
            for (std::size_t i = 0; i < rows_ && next_ < values_.size(); ++i)
                builder.column(0).append(values_[next_++]);
            out.emit(0, builder.finish());
        }
        return true;
    }

private:
    std::size_t rows_;
    std::size_t next_ = 0;
    std::vector<std::int64_t> values_;
};

class Limiting final : public Operator {
public:
    explicit Limiting(std::int64_t records) : left_(records) {}
    void process(std::size_t, RecordBatch batch, Collector& out) override {
        const auto take = std::min<std::int64_t>(left_, static_cast<std::int64_t>(batch.rows()));
        left_ -= take;
        out.emit(0, batch.slice(0, static_cast<std::size_t>(take)));
    }
    bool finished() const override { return left_ == 0; }

private:
    std::int64_t left_;
};

class Throttling final : public Operator {
public:
    explicit Throttling(MonotonicNs period) : period_(period) {}
    void open(OperatorContext& context) override { context_ = &context; }
    void process(std::size_t, RecordBatch batch, Collector& out) override {
        next_ = context_->clock().now() + period_;
        out.emit(0, std::move(batch));
    }
    bool wantsInput() const override { return next_ == 0; }
    std::optional<MonotonicNs> nextDeadline() const override {
        return next_ ? std::optional<MonotonicNs>(next_) : std::nullopt;
    }
    void onDeadline(MonotonicNs, Collector&) override { next_ = 0; }

private:
    MonotonicNs period_;
    MonotonicNs next_ = 0;
    OperatorContext* context_ = nullptr;
};

class Capturing final : public Operator {
public:
    Capturing(std::shared_ptr<Captured> captured, ToyFailure failure,
              std::function<void(OperatorContext&)> perBatch)
        : captured_(std::move(captured)), failure_(failure), perBatch_(std::move(perBatch)) {}
    void open(OperatorContext& context) override {
        context_ = &context;
        ++captured_->opened;
        failIf(failure_, Where::Open);
    }
    void process(std::size_t, RecordBatch batch, Collector&) override {
        failIf(failure_, Where::Process);
        if (perBatch_) perBatch_(*context_);
        captured_->add(batch);
    }
    void onWatermark(EpochMs watermark, Collector&) override {
        failIf(failure_, Where::Watermark);
        captured_->watermark(context_->subtask(), watermark);
    }
    bool onEnd(Collector&) override {
        failIf(failure_, Where::End);
        ++captured_->ended;
        return true;
    }
    void close() override {
        failIf(failure_, Where::Close);
        ++captured_->closed;
    }
    void abort() noexcept override { ++captured_->aborted; }

private:
    std::shared_ptr<Captured> captured_;
    ToyFailure failure_;
    std::function<void(OperatorContext&)> perBatch_;
    OperatorContext* context_ = nullptr;
};

} // namespace

SchemaPtr numberSchema() {
    static const SchemaPtr schema = makeSchema({{"n", TypeId::BigInt}});
    return schema;
}

SchemaPtr timedSchema() {
    static const SchemaPtr schema = makeSchema({{"n", TypeId::BigInt}, {"at", TypeId::Timestamp}}, 1);
    return schema;
}

RecordBatch numbers(std::int64_t first, std::size_t count) {
    BatchBuilder builder(numberSchema(), count);
    for (std::size_t i = 0; i < count; ++i)
        builder.column(0).append<std::int64_t>(first + static_cast<std::int64_t>(i));
    return builder.finish();
}

std::vector<std::int64_t> valuesOf(const RecordBatch& batch) {
    const auto values = batch.column(0).values<std::int64_t>();
    std::vector<std::int64_t> result;
    for (std::size_t i = 0; i < batch.rows(); ++i)
        result.push_back(values[batch.rowAt(i)]);
    return result;
}

void Captured::add(const RecordBatch& batch) {
    const std::vector<std::int64_t> more = valuesOf(batch);
    const std::lock_guard lock(mutex_);
    values_.insert(values_.end(), more.begin(), more.end());
    ++batches_;
}

void Captured::watermark(int subtask, EpochMs watermark) {
    const std::lock_guard lock(mutex_);
    if (watermarks_.size() <= static_cast<std::size_t>(subtask))
        watermarks_.resize(static_cast<std::size_t>(subtask) + 1);
    watermarks_[static_cast<std::size_t>(subtask)].push_back(watermark);
}

std::vector<std::int64_t> Captured::values() const {
    const std::lock_guard lock(mutex_);
    return values_;
}

std::vector<std::int64_t> Captured::sortedValues() const {
    std::vector<std::int64_t> sorted = values();
    std::sort(sorted.begin(), sorted.end());
    return sorted;
}

std::vector<std::vector<EpochMs>> Captured::watermarks() const {
    const std::lock_guard lock(mutex_);
    return watermarks_;
}

std::size_t Captured::batches() const {
    const std::lock_guard lock(mutex_);
    return batches_;
}

std::function<std::unique_ptr<Source>()> countingSource(std::int64_t total, bool timed, std::size_t batchRows,
                                                        ToyFailure failure) {
    return [=] { return std::make_unique<CountingSource>(total, timed, batchRows, failure); };
}

std::function<std::unique_ptr<Source>()> tickingSource(std::int64_t total, MonotonicNs periodNs) {
    return [=] { return std::make_unique<TickingSource>(total, periodNs); };
}

std::function<std::unique_ptr<Operator>()> mapping(BatchFunction function, ToyFailure failure) {
    return [=] { return std::make_unique<Mapping>(function, failure); };
}

std::function<std::unique_ptr<Operator>()> passing(ToyFailure failure) {
    return mapping([](const RecordBatch& batch, OperatorContext&) { return batch; }, failure);
}

std::function<std::unique_ptr<Operator>()> splitting() {
    return [] { return std::make_unique<Splitting>(); };
}

std::function<std::unique_ptr<Operator>()> hoarding(std::size_t rows) {
    return [=] { return std::make_unique<Hoarding>(rows); };
}

std::function<std::unique_ptr<Operator>()> limiting(std::int64_t records) {
    return [=] { return std::make_unique<Limiting>(records); };
}

std::function<std::unique_ptr<Operator>()> throttling(MonotonicNs periodNs) {
    return [=] { return std::make_unique<Throttling>(periodNs); };
}

std::function<std::unique_ptr<Operator>()> capturing(std::shared_ptr<Captured> captured, ToyFailure failure,
                                                     std::function<void(OperatorContext&)> perBatch) {
    return [=] { return std::make_unique<Capturing>(captured, failure, perBatch); };
}

const NodeKind& toyKind() {
    static const NodeKind kind = [] {
        NodeKind k;
        k.name = "toy";
        k.title = "Toy";
        ParameterSpec hot;
        hot.name = "setting";
        hot.type = ParameterType::Integer;
        hot.applies = Applies::Hot;
        ParameterSpec frozen = hot;
        frozen.name = "fixed";
        frozen.applies = Applies::RestartsNode;
        k.params = {hot, frozen};
        k.inputs = {{"in"}};
        return k;
    }();
    return kind;
}

std::size_t ToyPlan::add(std::string id, BoundNode bound, int workers) {
    PlanVertex vertex;
    vertex.node = std::move(id);
    vertex.title = vertex.node;
    vertex.kind = &toyKind();
    vertex.bound = std::move(bound);
    vertex.bound.outputs.assign(vertex.bound.outputPorts.size(), numberSchema());
    vertex.chain = plan_.chains.size();
    PlanChain chain;
    chain.vertices = {plan_.vertices.size()};
    chain.workers = workers;
    plan_.chains.push_back(std::move(chain));
    plan_.vertices.push_back(std::move(vertex));
    return plan_.vertices.size() - 1;
}

std::size_t ToyPlan::source(std::string id, std::function<std::unique_ptr<Source>()> make, int workers,
                            bool) {
    BoundNode bound;
    bound.outputPorts = {{"out"}};
    bound.makeSource = std::move(make);
    return add(std::move(id), std::move(bound), workers);
}

std::size_t ToyPlan::stage(std::string id, std::function<std::unique_ptr<Operator>()> make, int workers,
                           std::vector<PortSpec> ports) {
    BoundNode bound;
    bound.outputPorts = std::move(ports);
    bound.makeOperator = std::move(make);
    return add(std::move(id), std::move(bound), workers);
}

std::size_t ToyPlan::sink(std::string id, std::function<std::unique_ptr<Operator>()> make, int workers) {
    return stage(std::move(id), std::move(make), workers, {});
}

PlanEdge& ToyPlan::wire(std::size_t from, std::size_t to, std::size_t fromPort, std::size_t toPort) {
    PlanEdge edge;
    edge.from = from;
    edge.fromPort = fromPort;
    edge.to = to;
    edge.toPort = toPort;
    edge.id = plan_.vertices[from].node + "." + plan_.vertices[from].bound.outputPorts[fromPort].name + "->" +
              plan_.vertices[to].node + ".in";
    edge.keyColumns = {0};
    plan_.vertices[from].outEdges.push_back(plan_.edges.size());
    plan_.vertices[to].inEdges.push_back(plan_.edges.size());
    auto& inputs = plan_.vertices[to].inputs;
    inputs.resize(std::max(inputs.size(), toPort + 1), numberSchema());
    plan_.edges.push_back(std::move(edge));
    return plan_.edges.back();
}

void ToyPlan::fuse(std::size_t from, std::size_t to, std::size_t fromPort) {
    wire(from, to, fromPort).fused = true;
    const std::size_t gone = plan_.vertices[to].chain;
    const std::size_t kept = plan_.vertices[from].chain;
    if (gone == kept) return;
    for (const std::size_t v : plan_.chains[gone].vertices) {
        plan_.vertices[v].chain = kept;
        plan_.chains[kept].vertices.push_back(v);
    }
    plan_.chains.erase(plan_.chains.begin() + static_cast<std::ptrdiff_t>(gone));
    for (PlanVertex& vertex : plan_.vertices) {
        if (vertex.chain > gone) --vertex.chain;
    }
    std::sort(plan_.chains[plan_.vertices[from].chain].vertices.begin(),
              plan_.chains[plan_.vertices[from].chain].vertices.end());
}

void ToyPlan::useExecutor(ExecutorKind kind) {
    for (PlanChain& chain : plan_.chains)
        chain.executor = kind;
}

void ToyPlan::useBatchSize(std::size_t rows) {
    for (PlanVertex& vertex : plan_.vertices)
        vertex.batchSize = rows;
}

} // namespace millrace::test
