// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/bench_kinds.h"

#include "engine/operator/record_operator.h"

namespace millrace::bench {

namespace {

class TickSource final : public Source {
public:
    TickSource(SchemaPtr schema, std::int64_t ticks) : schema_(std::move(schema)), left_(ticks) {}

    void open(OperatorContext& context) override { context_ = &context; }
    SourceStatus read(Collector& out) override {
        constexpr MonotonicNs kTick = 1'000'000;
        constexpr std::size_t kRecords = 100;
        const MonotonicNs now = context_->clock().now();
        if (next_ == 0) next_ = now + kTick;
        if (now < next_) return SourceStatus::waitUntil(next_);
        if (left_-- == 0) return SourceStatus::finished();
        while (next_ <= now)
            next_ += kTick;
        auto ids = Column::allocate(TypeId::BigInt, kRecords);
        for (std::size_t i = 0; i < kRecords; ++i)
            ids->mutableValues<std::int64_t>()[i] = static_cast<std::int64_t>(i);
        RecordBatch batch(schema_, {ids}, kRecords);
        batch.ingestTime = context_->clock().now();
        out.emit(0, std::move(batch));
        return SourceStatus::waitUntil(next_);
    }

private:
    OperatorContext* context_ = nullptr;
    SchemaPtr schema_;
    std::int64_t left_;
    MonotonicNs next_ = 0;
};

NodeKind ticks() {
    return {
        .name = "bench_ticks",
        .title = "Ticks",
        .category = Category::Source,
        .icon = "generate",
        .summary = "100 records every millisecond",
        .help = "For measurements.",
        .params = {{.name = "count", .type = ParameterType::Integer, .help = "Records.", .required = true}},
        .inputs = {},
        .outputs = {{.name = "out"}},
        .bind = [](BindContext& context) -> Result<BoundNode> {
            BoundNode bound;
            bound.outputPorts = {{.name = "out"}};
            bound.outputs = {makeSchema({{"id", TypeId::BigInt}})};
            bound.maxWorkers = 1;
            bound.makeSource = [schema = bound.outputs[0], count = context.params.integer("count")] {
                return std::make_unique<TickSource>(schema, count / 100);
            };
            return bound;
        },
    };
}

class FastOnes final : public RecordOperator {
public:
    FastOnes(SchemaPtr output, std::size_t id, std::size_t speed)
        : RecordOperator(std::move(output)), id_(id), speed_(speed) {}
    using RecordOperator::process;
    void process(const RecordView& record, BatchBuilder& out) override {
        const double kmh = record.get<double>(speed_) * 3.6;
        if (kmh <= 54) return;
        out.column(0).append(record.get<std::int64_t>(id_));
        out.column(1).append(kmh);
    }

private:
    std::size_t id_, speed_;
};

NodeKind records() {
    return {
        .name = "bench_records",
        .title = "Record by record",
        .category = Category::Stage,
        .icon = "map",
        .summary = "Code written for one record at a time",
        .help = "For measurements.",
        .params = {},
        .inputs = {{.name = "in"}},
        .outputs = {{.name = "out"}},
        .bind = [](BindContext& context) -> Result<BoundNode> {
            BoundNode bound;
            bound.outputPorts = {{.name = "out"}};
            bound.outputs = {makeSchema({{"id", TypeId::BigInt}, {"kmh", TypeId::Double}})};
            bound.filters = true;
            bound.makeOperator = [schema = bound.outputs[0], id = *context.inputs[0]->indexOf("id"),
                                  speed = *context.inputs[0]->indexOf("speed")] {
                return std::make_unique<FastOnes>(schema, id, speed);
            };
            return bound;
        },
    };
}

} // namespace

void addBenchKinds(Registry& registry) {
    registry.add(ticks());
    registry.add(records());
}

} // namespace millrace::bench
