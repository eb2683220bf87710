// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/node_kind.h"
#include "nodes/support/example_graph.h"

#include <algorithm>
#include <deque>

namespace millrace {

namespace {
Result<BoundNode> bindPeek(BindContext& context);
}

namespace kinds {

NodeKind peek() {
    return {
        .name = "peek",
        .title = "Peek",
        .category = Category::Stage,
        .icon = "peek",
        .summary = "Passes records on and shows the last ones",
        .help =
            R"(Passes every record on and keeps the last `rows` visible: in the studio as a table, without a wire to watch. Every wire can be
peeked at as well; the node is for places you want to look at in every run.

The table is renewed about ten times a second and once more at the end. With several workers each shows its own last records.

**Bad records.** None.

**Performance.** Batches pass untouched; a renewal copies at most `rows` rows.)",
        .example = exampleGraph(R"json({
            "nodes": {
                "numbers": {"kind": "generate", "params": {"count": 1000, "fields": {"id": {"type": "sequence"}}}},
                "look": {"kind": "peek", "params": {"rows": 20}},
                "end": {"kind": "discard"}},
            "edges": [{"from": "numbers.out", "to": "look.in"}, {"from": "look.out", "to": "end.in"}]})json"),
        .params = {{.name = "rows",
                    .type = ParameterType::Integer,
                    .title = "Rows",
                    .help = "How many of the last records stay visible.",
                    .defaultValue = 100,
                    .unit = "records",
                    .minimum = 1,
                    .maximum = 10000,
                    .applies = Applies::Hot}},
        .inputs = {{.name = "in", .help = "Records to look at."}},
        .outputs = {{.name = "out", .help = "The same records."}},
        .keepsColumns = true,
        .bind = bindPeek,
    };
}

} // namespace kinds

namespace {

class PeekOperator final : public Operator {
public:
    explicit PeekOperator(std::size_t rows) : rows_(rows) {}

    void open(OperatorContext& context) override { context_ = &context; }

    void process(std::size_t, RecordBatch batch, Collector& out) override {
        if (!batch.empty()) {
            kept_ += batch.rows();
            last_.push_back(batch);
            while (kept_ - last_.front().rows() >= rows_) {
                kept_ -= last_.front().rows();
                last_.pop_front();
            }
            if (!dirtySince_) dirtySince_ = context_->clock().now();
        }
        out.emit(0, std::move(batch));
    }

    std::optional<MonotonicNs> nextDeadline() const override {
        if (!dirtySince_) return std::nullopt;
        return *dirtySince_ + kEveryNs;
    }
    void onDeadline(MonotonicNs now, Collector&) override {
        if (dirtySince_ && now >= *dirtySince_ + kEveryNs) publish();
    }
    bool onEnd(Collector&) override {
        if (dirtySince_) publish();
        return true;
    }

    void adoptSettings(Operator& fresh) override { rows_ = static_cast<PeekOperator&>(fresh).rows_; }

private:
    static constexpr MonotonicNs kEveryNs = 100'000'000;

    void publish() {
        dirtySince_.reset();
        const std::vector<RecordBatch> parts(last_.begin(), last_.end());
        const RecordBatch all = concatenate(parts);
        const std::size_t shown = std::min(rows_, all.rows());
        context_->publish(all.slice(all.rows() - shown, shown));
    }

    std::size_t rows_;
    OperatorContext* context_ = nullptr;
    std::deque<RecordBatch> last_; ///< without the first one there would be fewer than rows_ records
    std::size_t kept_ = 0;
    std::optional<MonotonicNs> dirtySince_;
};

Result<BoundNode> bindPeek(BindContext& context) {
    BoundNode bound;
    bound.outputPorts = {{.name = "out"}};
    bound.outputs = {context.inputs[0]};
    bound.makeOperator = [rows = static_cast<std::size_t>(context.params.integer("rows"))] {
        return std::make_unique<PeekOperator>(rows);
    };
    bound.state = StateRule::None;
    bound.service = {.behaviour = behaviour::Pass{}};
    return bound;
}

} // namespace

} // namespace millrace
