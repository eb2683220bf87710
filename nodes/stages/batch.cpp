// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/node_kind.h"
#include "nodes/support/example_graph.h"
#include "nodes/support/pending_records.h"
#include "nodes/support/saved_rows.h"

namespace millrace {

namespace {
Result<BoundNode> bindBatch(BindContext& context);
}

namespace kinds {

NodeKind batch() {
    return {
        .name = "batch",
        .title = "Batch",
        .category = Category::Concurrency,
        .icon = "batch",
        .summary = "Collects records into batches of a given size, or cuts batches",
        .help =
            R"(Sends batches of exactly `size` records: larger ones are cut, smaller ones collected. A batch that is not full after
`linger` leaves as it is, so that no record waits longer than that.

Large batches make every stage after this one cheaper per record, because each step is paid once per batch. Small ones make records leave
sooner. With `size` 1 the price of a hop per record becomes visible.

**Event time.** A record must not be overtaken by the watermark. When a watermark comes that has reached the event time of a record in the
unfinished batch, the batch leaves early.

**Bad records.** None.

**Performance.** Records that are collected are copied once.)",
        .example = exampleGraph(R"json({
            "nodes": {
                "numbers": {"kind": "generate", "params": {"count": 1000, "fields": {"id": {"type": "sequence"}}}},
                "hundreds": {"kind": "batch", "params": {"size": 100, "linger": "10 ms"}},
                "end": {"kind": "discard"}},
            "edges": [{"from": "numbers.out", "to": "hundreds.in"}, {"from": "hundreds.out", "to": "end.in"}]})json"),
        .params =
            {{.name = "size",
              .type = ParameterType::Integer,
              .title = "Size",
              .help = "Records in a batch.",
              .defaultValue = 1024,
              .unit = "records",
              .minimum = 1,
              .maximum = 1e6,
              .applies = Applies::Hot},
             {.name = "linger",
              .type = ParameterType::Duration,
              .title = "Linger",
              .help =
                  "The longest a record waits for its batch to fill up; 0 s sends whatever is there at once.",
              .defaultValue = "5 ms",
              .minimum = 0,
              .maximum = 3.6e12,
              .applies = Applies::Hot}},
        .inputs = {{.name = "in", .help = "Records in batches of any size."}},
        .outputs = {{.name = "out", .help = "The same records, in the same order."}},
        .keepsColumns = true,
        .bind = bindBatch,
    };
}

} // namespace kinds

namespace {

class BatchOperator final : public Operator {
public:
    BatchOperator(SchemaPtr schema, std::size_t size, std::int64_t lingerNs)
        : schema_(std::move(schema)), size_(size), lingerNs_(lingerNs) {}

    void open(OperatorContext& context) override {
        clock_ = &context.clock();
        since_ = clock_->now();
        restoreState(context, [this](ByteReader& from) { pending_.load(from, schema_, since_); });
    }

    void process(std::size_t, RecordBatch batch, Collector& out) override {
        if (batch.empty()) return;
        const bool wasEmpty = pending_.rows() == 0;
        pending_.add(std::move(batch));
        while (pending_.rows() >= size_) {
            out.emit(0, pending_.take(size_));
            since_ = clock_->now();
        }
        if (wasEmpty) since_ = clock_->now();
        if (lingerNs_ == 0) sendAll(out);
    }

    void onWatermark(EpochMs watermark, Collector& out) override {
        if (pending_.hasTimeUpTo(watermark)) sendAll(out);
    }
    bool onEnd(Collector& out) override {
        sendAll(out);
        return true;
    }

    std::optional<MonotonicNs> nextDeadline() const override {
        if (pending_.rows() == 0) return std::nullopt;
        return since_ + lingerNs_;
    }
    void onDeadline(MonotonicNs now, Collector& out) override {
        if (pending_.rows() > 0 && now >= since_ + lingerNs_) sendAll(out);
    }

    /// What lingers could be waited for, too, but the wait may be as long as an hour.
    void snapshot(Epoch, ByteWriter& state) override { pending_.save(state); }

    void adoptSettings(Operator& fresh) override {
        size_ = static_cast<BatchOperator&>(fresh).size_;
        lingerNs_ = static_cast<BatchOperator&>(fresh).lingerNs_;
    }

private:
    void sendAll(Collector& out) {
        while (pending_.rows() > 0)
            out.emit(0, pending_.take(size_));
    }

    SchemaPtr schema_;
    std::size_t size_;
    std::int64_t lingerNs_;
    const Clock* clock_ = nullptr;
    PendingRecords pending_;
    MonotonicNs since_ = 0; ///< when the oldest pending record came, or a little later
};

Result<BoundNode> bindBatch(BindContext& context) {
    BoundNode bound;
    bound.outputPorts = {{.name = "out"}};
    bound.outputs = {context.inputs[0]};
    bound.state = StateRule::Saved;
    bound.makeOperator = [schema = context.inputs[0],
                          size = static_cast<std::size_t>(context.params.integer("size")),
                          linger = context.params.duration("linger")] {
        return std::make_unique<BatchOperator>(schema, size, linger);
    };
    bound.service = {.work = {roughCost(3)},
                     .behaviour = behaviour::Collect{.size = context.params.integer("size"),
                                                     .lingerNs = context.params.duration("linger")}};
    return bound;
}

} // namespace

} // namespace millrace
