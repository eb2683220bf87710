// SPDX-License-Identifier: Apache-2.0
#include "engine/data/batch_builder.h"
#include "engine/graph/node_kind.h"
#include "engine/operator/latest_rows.h"
#include "nodes/support/columns_in.h"
#include "nodes/support/example_graph.h"
#include "nodes/support/row_key.h"
#include "nodes/support/saved_rows.h"

#include <list>
#include <unordered_map>

namespace millrace {

namespace {
Result<BoundNode> bindLiveTable(BindContext& context);
}

namespace kinds {

NodeKind live_table() {
    return {
        .name = "live_table",
        .title = "Live table",
        .category = Category::Sink,
        .icon = "live_table",
        .summary = "Shows the latest records as a table while the pipeline runs",
        .help =
            R"(Keeps the latest records and shows them as a table while the pipeline runs: in the studio's dock and in the terminal dashboard.

- Without `key` the table holds the last `rows` records, newest at the bottom.
- With `key` it holds one row per key, the latest one: a new record replaces the old row in its place. Beyond `rows` keys,
  the one that was not updated for longest goes.

The picture is renewed at most every `every` (40 ms), whatever the rate.

**Bad records.** None. **Performance.** Without a key a batch costs next to nothing; with one, about 100 ns per record.)",
        .example = exampleGraph(R"({
            "nodes": {
                "quotes": {"kind": "generate", "params": {"rate": 1000, "count": 5000, "fields": {
                    "symbol": {"type": "choice", "values": ["AAA", "BBB", "CCC"]},
                    "price": {"type": "random_walk", "per": "symbol", "start": 100, "min": 1, "decimals": 2}}}},
                "latest": {"kind": "live_table", "params": {"key": ["symbol"]}}},
            "edges": [{"from": "quotes.out", "to": "latest.in"}]})"),
        .params =
            {
                {.name = "key",
                 .type = ParameterType::ColumnList,
                 .help = "Columns that tell rows apart. Left out, every record is a row of its own."},
                {.name = "rows",
                 .type = ParameterType::Integer,
                 .help = "How many rows to keep.",
                 .defaultValue = 1000,
                 .unit = "rows",
                 .minimum = 1,
                 .maximum = 1'000'000,
                 .applies = Applies::Hot},
                {.name = "every",
                 .type = ParameterType::Duration,
                 .help = "How often the table is renewed at most.",
                 .defaultValue = "40 ms",
                 .minimum = 40e6,
                 .applies = Applies::Hot,
                 .advanced = true},
            },
        .inputs = {{.name = "in", .help = "Records to show."}},
        .outputs = {},
        .bind = bindLiveTable,
    };
}

} // namespace kinds

namespace {

/// The latest row of each key, in order of first appearance.
class LatestPerKey {
public:
    explicit LatestPerKey(std::vector<std::size_t> key) : key_(std::move(key)) {}

    void add(const RecordBatch& batch, std::size_t keep) {
        const auto shared = std::make_shared<const RecordBatch>(batch);
        for (std::size_t i = 0; i < batch.rows(); ++i) {
            const std::uint32_t row = batch.rowAt(i);
            makeRowKey(batch, row, key_, keyText_);
            auto [slot, isNew] = byKey_.try_emplace(keyText_);
            if (isNew) {
                slot->second = rows_.insert(rows_.end(), {shared, row, &slot->first, {}});
                slot->second->recency = recent_.insert(recent_.end(), slot->second);
            } else {
                slot->second->batch = shared;
                slot->second->row = row;
                recent_.splice(recent_.end(), recent_, slot->second->recency);
            }
            if (rows_.size() > keep) dropOldest();
        }
        while (rows_.size() > keep)
            dropOldest();
        pending_ += batch.partial() ? batch.rows() : batch.physicalRows();
        // Every key may hold on to another batch: copy the rows together before that grows.
        if (pending_ > 65'536 + 4 * rows_.size()) table();
    }
    RecordBatch table() {
        BatchBuilder builder(rows_.front().batch->schema(), rows_.size());
        for (const Row& row : rows_)
            builder.appendRowFrom(*row.batch, row.row);
        const auto shared = std::make_shared<const RecordBatch>(builder.finish());
        std::uint32_t number = 0;
        for (Row& row : rows_) {
            row.batch = shared;
            row.row = number++;
        }
        pending_ = 0;
        return *shared;
    }

    bool empty() const { return rows_.empty(); }
    /// Writes down what load() brings back: the rows, and the order in which they were updated.
    void save(const SchemaPtr& schema, ByteWriter& to) {
        saveRows(rows_.empty() ? BatchBuilder(schema).finish() : table(), to);
        // Since table() each row's place in the batch is its number.
        for (const Rows::iterator& row : recent_)
            to.varint(row->row);
    }
    void load(const SchemaPtr& schema, ByteReader& from, MonotonicNs now) {
        const RecordBatch rows = loadRows(from, schema, now);
        add(rows, rows.rows());
        if (rows_.size() != rows.rows()) return from.fail();
        std::vector<Rows::iterator> places;
        for (Rows::iterator row = rows_.begin(); row != rows_.end(); ++row)
            places.push_back(row);
        std::vector<bool> seen(places.size());
        for (std::size_t i = 0; i < places.size(); ++i) {
            const std::uint64_t place = from.varint();
            if (place >= places.size() || seen[place]) return from.fail();
            seen[place] = true;
            recent_.splice(recent_.end(), recent_, places[place]->recency);
        }
    }

private:
    struct Row;
    using Rows = std::list<Row>;
    struct Row {
        std::shared_ptr<const RecordBatch> batch;
        std::uint32_t row;
        const std::string* key;
        std::list<Rows::iterator>::iterator recency;
    };
    void dropOldest() {
        const Rows::iterator oldest = recent_.front();
        recent_.pop_front();
        byKey_.erase(byKey_.find(*oldest->key));
        rows_.erase(oldest);
    }

    std::vector<std::size_t> key_;
    std::string keyText_;
    Rows rows_;
    std::list<Rows::iterator> recent_; ///< longest without an update first
    std::unordered_map<std::string, Rows::iterator> byKey_;
    std::size_t pending_ = 0;
};

class LiveTableSink final : public Operator {
public:
    LiveTableSink(SchemaPtr schema, std::vector<std::size_t> key, std::size_t rows, MonotonicNs every)
        : schema_(std::move(schema)),
          keyed_(!key.empty()),
          rows_(rows),
          every_(every),
          perKey_(std::move(key)) {}

    void open(OperatorContext& context) override {
        context_ = &context;
        restoreState(context, [this](ByteReader& from) { load(from); });
        if (empty())
            context.publish(BatchBuilder(schema_).finish());
        else
            publish(context.clock().now());
    }
    void process(std::size_t, RecordBatch batch, Collector&) override {
        if (batch.empty()) return;
        if (keyed_)
            perKey_.add(batch, rows_);
        else
            latest_.add(std::move(batch), rows_);
        if (!dirty_) due_ = std::max(context_->clock().now(), published_ + every_);
        dirty_ = true;
    }
    std::optional<MonotonicNs> nextDeadline() const override {
        return dirty_ ? std::optional(due_) : std::nullopt;
    }
    void onDeadline(MonotonicNs now, Collector&) override {
        if (dirty_ && now >= due_) publish(now);
    }
    bool onEnd(Collector&) override {
        if (dirty_) publish(context_->clock().now());
        return true;
    }
    void snapshot(Epoch, ByteWriter& state) override {
        if (keyed_)
            perKey_.save(schema_, state);
        else
            saveRows(empty() ? BatchBuilder(schema_).finish() : latest_.table(), state);
    }
    void adoptSettings(Operator& fresh) override {
        const auto& other = static_cast<LiveTableSink&>(fresh);
        rows_ = other.rows_;
        every_ = other.every_;
    }

private:
    bool empty() const { return keyed_ ? perKey_.empty() : latest_.empty(); }

    void load(ByteReader& from) {
        const MonotonicNs now = context_->clock().now();
        if (keyed_) return perKey_.load(schema_, from, now);
        RecordBatch rows = loadRows(from, schema_, now);
        if (!rows.empty()) latest_.add(std::move(rows), rows_);
    }

    void publish(MonotonicNs now) {
        context_->publish(keyed_ ? perKey_.table() : latest_.table());
        published_ = now;
        dirty_ = false;
    }

    SchemaPtr schema_;
    bool keyed_;
    std::size_t rows_;
    MonotonicNs every_;
    OperatorContext* context_ = nullptr;
    LatestRows latest_;
    LatestPerKey perKey_;
    bool dirty_ = false;
    MonotonicNs due_ = 0;
    MonotonicNs published_ = INT64_MIN / 2;
};

Result<BoundNode> bindLiveTable(BindContext& context) {
    const SchemaPtr schema = context.inputs[0];
    std::vector<std::size_t> key;
    if (context.params.has("key")) {
        auto columns = keyColumnsIn(*schema, context.params.list("key"), context.node, "key");
        if (!columns) return columns.error();
        key = std::move(*columns);
    }
    BoundNode bound;
    const auto rows = static_cast<std::size_t>(context.params.integer("rows"));
    const MonotonicNs every = context.params.duration("every");
    bound.makeOperator = [schema, key, rows, every] {
        return std::make_unique<LiveTableSink>(schema, key, rows, every);
    };
    bound.maxWorkers = 1;
    bound.state = StateRule::Saved;
    bound.service = {.work = {roughCost(key.empty() ? 0 : 50)}};
    return bound;
}

} // namespace

} // namespace millrace
