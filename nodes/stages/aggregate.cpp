// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/node_kind.h"
#include "engine/operator/event_time.h"
#include "nodes/support/aggregate_pane.h"
#include "nodes/support/columns_in.h"
#include "nodes/support/example_graph.h"
#include "nodes/support/pane_merge.h"
#include "nodes/support/saved_rows.h"
#include "nodes/support/window_rows.h"

#include <map>

namespace millrace {

namespace {
constexpr double kNsPerMs = 1e6;
constexpr double kLongestWindowMs = 3.2e14; // 10,000 years: far from the ends of the time line
Result<BoundNode> bindAggregate(BindContext& context);
} // namespace

namespace kinds {

NodeKind aggregate() {
    return {
        .name = "aggregate",
        .title = "Aggregate",
        .category = Category::Stage,
        .icon = "aggregate",
        .summary = "Counts, sums and averages per key, for each time window or for the whole input",
        .help =
            R"(Groups records by the columns in `key` and computes `columns` for each group: expressions over aggregates,
key columns and constants.

- `n`: `COUNT(*)`
- `mean_kmh`: `AVG(speed * 3.6)`
- `vwap`: `SUM(price * qty) / SUM(qty)`
- `errors`: `COUNT(*) FILTER (WHERE status >= 500)`

**With `window`**, event time is cut into windows [start, end) of the length `tumbling`, counted from the epoch plus `offset`, in UTC. A
window is sent when the watermark reaches its last millisecond; the end of the input sends every window that is left. Rows are the keys,
`window_start`, `window_end`, then `columns`; `window_start` is the event time of what follows. A window without records gives no row.

**Late records.** A record is late when the watermark of its own source, as it stood just before the record was read, had passed the last
millisecond of the record's window. It leaves through `late`, connected or not, and is counted. This depends neither on batches nor
on workers. A record without an event time belongs to no window and leaves there, too.

**Without `window`** there is one row per key at the end of the input, which must therefore be bounded. Without `key` there is exactly one row,
even for an empty input: `COUNT` is 0, everything else NULL.

**NULL.** Records whose key is NULL form one group. Aggregates skip NULLs, except `COUNT(*)`; over nothing but NULLs they are NULL.
DOUBLE cannot be a key.

**Performance.** State is one entry per open group. Whole numbers in a small range are looked up directly, other keys through a hash table.
With several workers the input is split by key; without a key there is one worker.)",
        .example = exampleGraph(R"json({
            "nodes": {
                "numbers": {"kind": "generate", "params": {"count": 1000, "fields": {"id": {"type": "sequence"}}}},
                "keys": {"kind": "map", "params": {"columns": {"digit": "id % 10"}}},
                "sums": {"kind": "aggregate", "params": {"key": ["digit"],
                         "columns": {"n": "COUNT(*)", "mean": "AVG(id)"}}},
                "end": {"kind": "discard"}},
            "edges": [{"from": "numbers.out", "to": "keys.in"}, {"from": "keys.out", "to": "sums.in"},
                      {"from": "sums.out", "to": "end.in"}]})json"),
        .params =
            {{.name = "key",
              .type = ParameterType::ColumnList,
              .title = "Key",
              .help = "Columns to group by; none = one group of all records.",
              .placeholder = "vehicle_id"},
             {.name = "window",
              .type = ParameterType::Object,
              .title = "Window",
              .help = "Cuts event time into windows; left out, the whole input is one.",
              .fields = {{.name = "tumbling",
                          .type = ParameterType::Duration,
                          .title = "Length",
                          .help = "Length of a window, at least one millisecond.",
                          .required = true,
                          .minimum = kNsPerMs,
                          .maximum = 9e18,
                          .placeholder = "15 min"},
                         {.name = "offset",
                          .type = ParameterType::Duration,
                          .title = "Offset",
                          .help =
                              "Moves the borders of all windows, for example to another time zone's days.",
                          .defaultValue = "0 s",
                          .advanced = true}}},
             {.name = "columns",
              .type = ParameterType::AggregateMap,
              .title = "Columns",
              .help = "Output columns and the expressions over aggregates that compute them.",
              .required = true,
              .placeholder = "n = COUNT(*)"}},
        .inputs = {{.name = "in", .help = "Records to aggregate."}},
        .outputs = {{.name = "out", .help = "One row per group, and window if there are windows."},
                    {.name = "late",
                     .help = "Records that came after their window had been sent.",
                     .role = PortRole::Late}},
        .bind = bindAggregate,
    };
}

} // namespace kinds

namespace {

/// What an operator needs to know; immutable, shared by all subtasks.
struct AggregateSettings {
    AggregateProgram program;
    std::vector<std::size_t> keyColumns;
    std::vector<DataType> keyTypes;
    std::size_t timeColumn = 0;
    std::int64_t windowMs = 0; ///< 0 = no window
    std::int64_t offsetMs = 0;
    SchemaPtr output;
};

class AggregateOperator final : public Operator {
public:
    explicit AggregateOperator(std::shared_ptr<const AggregateSettings> settings)
        : settings_(std::move(settings)),
          input_(settings_->program, settings_->keyColumns),
          windowRows_(settings_->timeColumn, settings_->windowMs, settings_->offsetMs) {}

    void process(std::size_t, RecordBatch batch, Collector& out) override {
        if (batch.empty()) return;
        input_.evaluate(evaluator_, batch);
        const std::optional<EpochMs> window =
            settings_->windowMs == 0 ? std::optional<EpochMs>(0) : windowRows_.onlyWindow(batch);
        if (window)
            addTo(*window, batch,
                  batch.selection() ? std::span(batch.selection()->data(), batch.rows())
                                    : std::span<const std::uint32_t>{},
                  batch.rows());
        else
            addToWindows(batch, out);
    }

    void open(OperatorContext& context) override {
        if (context.mergesStates() && context.subtaskCount() > 1) {
            worker_ = static_cast<std::size_t>(context.subtask());
            const auto workers = static_cast<std::size_t>(context.subtaskCount());
            merge_ = std::static_pointer_cast<PaneMerge>(
                context.sharedState([workers] { return std::make_shared<PaneMerge>(workers); }));
        }
        keepsCheckpoints_ = context.keepsCheckpoints();
        Stage stage = Stage::Open;
        restoreState(context, [&](ByteReader& from) { stage = load(from, context.clock().now()); });
        // Where another one has sent the result it does not hand in again, and nobody is the last one.
        if (stage == Stage::HandedIn) handIn();
    }

    void onWatermark(EpochMs watermark, Collector& out) override {
        // The end has its own call, which may stop for want of room.
        if (settings_->windowMs == 0 || watermark == kMaxWatermark) return;
        while (!panes_.empty() && panes_.begin()->first + settings_->windowMs - 1 <= watermark)
            sendFirst(out, false);
    }

    bool onEnd(Collector& out) override {
        if (!ended_) {
            const bool last = !merge_ || handIn();
            if (last && settings_->windowMs == 0 && settings_->keyColumns.empty()) pane(0).requireOneGroup();
            ended_ = true;
        }
        while (!panes_.empty())
            if (!sendFirst(out, true)) return false;
        return true;
    }

    void snapshot(Epoch, ByteWriter& state) override {
        if (!handedIn_.empty()) return state.raw(handedIn_.data(), handedIn_.size());
        save(ended_ ? Stage::Ended : Stage::Open, state);
    }

private:
    static constexpr std::size_t kRowsPerBatch = 4096;
    static constexpr std::size_t kSparePanes = 8; ///< kept for the next windows, with their memory
    static constexpr EpochMs kFarTime = 5'000'000'000'000'000'000; ///< beyond the start of any window

    /// How far a worker had come; as bytes of its state.
    enum class Stage : std::uint8_t {
        Open,
        Ended,    ///< and sends what was its to send, or has done so: of several workers, the last one
        HandedIn, ///< ended, and the last one of the workers is to send its groups, too
    };

    /// True where this worker is the last one: all groups are its own now. Others keep theirs as a part of
    /// their state, since a node that has ended is not asked again in the next run.
    bool handIn() {
        std::string own;
        if (keepsCheckpoints_) {
            ByteWriter to(own);
            save(Stage::HandedIn, to);
        }
        PaneMerge::Outcome all =
            merge_->handIn(worker_, panes_.empty() ? nullptr : std::move(panes_.begin()->second));
        panes_.clear();
        if (all.pane) panes_.emplace(0, std::move(all.pane));
        if (!all.last) handedIn_ = std::move(own);
        return all.last;
    }

    void save(Stage stage, ByteWriter& to) const {
        to.fixed(stage);
        to.varint(sent_);
        to.varint(panes_.size());
        for (const auto& [start, pane] : panes_) {
            to.fixed(start);
            pane->save(to);
        }
    }

    Stage load(ByteReader& from, MonotonicNs now) {
        const auto stage = from.fixed<Stage>();
        if (stage > Stage::HandedIn || (stage == Stage::HandedIn && !merge_)) from.fail();
        ended_ = stage != Stage::Open;
        sent_ = static_cast<std::size_t>(from.varint());
        const std::uint64_t count = from.varint();
        for (std::uint64_t i = 0; i < count && !from.failed(); ++i) {
            const auto start = from.fixed<EpochMs>();
            if (start < -kFarTime || start > kFarTime || panes_.contains(start)) from.fail();
            if (from.failed()) return stage;
            AggregatePane& loaded = pane(start);
            loaded.load(from);
            loaded.latest = now;
        }
        if (sent_ > (panes_.empty() ? 0 : panes_.begin()->second->groups())) from.fail();
        return stage;
    }

    AggregatePane& pane(EpochMs start) {
        std::unique_ptr<AggregatePane>& place = panes_[start];
        if (!place && !spare_.empty()) {
            place = std::move(spare_.back());
            spare_.pop_back();
        }
        if (!place) place = std::make_unique<AggregatePane>(settings_->program, settings_->keyTypes);
        return *place;
    }

    void addTo(EpochMs start, const RecordBatch& batch, std::span<const std::uint32_t> rows,
               std::size_t count) {
        AggregatePane& target = pane(start);
        target.add(input_, rows, count);
        const std::size_t last = rows.empty() ? count - 1 : rows.back();
        target.latest = std::max(target.latest, batch.intendedTimeOf(last));
    }

    void addToWindows(const RecordBatch& batch, Collector& out) {
        windowRows_.sort(batch);
        for (const auto& [start, rows] : windowRows_.windows())
            if (!rows.empty()) addTo(start, batch, rows, rows.size());
        if (!windowRows_.late().empty()) out.emit(1, batch.withSelection(Selection(windowRows_.late())));
    }

    /// Sends the earliest window. False when it had to stop for want of room.
    bool sendFirst(Collector& out, bool mayStop) {
        const EpochMs start = panes_.begin()->first;
        AggregatePane& source = *panes_.begin()->second;
        while (sent_ < source.groups()) {
            if (mayStop && !out.hasRoom()) return false;
            const std::size_t count = std::min(kRowsPerBatch, source.groups() - sent_);
            out.emit(0, resultOf(source, start, count));
            sent_ += count;
        }
        sent_ = 0;
        if (spare_.size() < kSparePanes && !ended_) {
            source.clear();
            spare_.push_back(std::move(panes_.begin()->second));
        }
        panes_.erase(panes_.begin());
        return true;
    }

    RecordBatch resultOf(const AggregatePane& source, EpochMs start, std::size_t count) {
        RecordBatch::Columns columns = source.results(evaluator_, sent_, count);
        if (settings_->windowMs > 0) {
            const auto at = columns.begin() + static_cast<std::ptrdiff_t>(settings_->keyColumns.size());
            const auto border = [count](EpochMs time) {
                return Column::constant(TypeId::Timestamp, time, count);
            };
            columns.insert(columns.insert(at, border(start + settings_->windowMs)), border(start));
        }
        RecordBatch batch(settings_->output, std::move(columns), count);
        batch.ingestTime = source.latest == INT64_MIN ? 0 : source.latest;
        return batch;
    }

    std::shared_ptr<const AggregateSettings> settings_;
    Evaluator evaluator_;
    AggregateInput input_;
    std::map<EpochMs, std::unique_ptr<AggregatePane>> panes_; ///< by window start
    std::shared_ptr<PaneMerge> merge_; ///< set where other workers see records of the same groups
    std::size_t worker_ = 0;
    bool keepsCheckpoints_ = false;
    std::string handedIn_; ///< the state of a worker that has handed in and was not the last one
    std::vector<std::unique_ptr<AggregatePane>> spare_;
    WindowRows windowRows_;
    std::size_t sent_ = 0; ///< groups of the first pane already sent
    bool ended_ = false;
};

Diagnostics readWindow(const BindContext& context, AggregateSettings& settings) {
    const Schema& input = *context.inputs[0];
    if (!context.params.has("window")) {
        if (context.inputBounded[0]) return {};
        return parameterError("MR3407", context.node, "window",
                              "the input never ends, so without a window there would never be a result",
                              "set a window, such as { \"tumbling\": \"1 min\" }");
    }
    if (!input.eventTime())
        return parameterError(
            "MR3408", context.node, "window", "the input has no event time to cut into windows",
            "name its TIMESTAMP column as event_time in the source, and keep it up to here");
    const std::int64_t ns = context.params.duration("window.tumbling");
    const std::int64_t offsetNs =
        context.params.has("window.offset") ? context.params.duration("window.offset") : 0;
    if (ns % 1'000'000 != 0 || offsetNs % 1'000'000 != 0)
        return parameterError("MR3409", context.node,
                              ns % 1'000'000 != 0 ? "window.tumbling" : "window.offset",
                              "windows are whole milliseconds", "event times have no finer unit");
    settings.timeColumn = *input.eventTime();
    settings.windowMs = ns / 1'000'000;
    settings.offsetMs = offsetNs / 1'000'000 % settings.windowMs;
    return {};
}

Result<BoundNode> bindAggregate(BindContext& context) {
    const Schema& input = *context.inputs[0];
    const std::vector<std::string> key =
        context.params.has("key") ? context.params.list("key") : std::vector<std::string>{};
    Diagnostics problems;
    const auto keyColumns = keyColumnsIn(input, key, context.node, "key");
    if (!keyColumns) return keyColumns.error();
    const auto program = AggregateProgram::compile(context.params.map("columns"), input, key);
    if (!program) {
        problems.append(program.error());
        for (Diagnostic& d : problems.items)
            d.node = context.node;
        return problems;
    }
    AggregateSettings settings{.program = *program, .keyColumns = *keyColumns, .keyTypes = {}, .output = {}};
    problems = readWindow(context, settings);

    std::vector<Field> fields;
    for (const std::size_t column : *keyColumns) {
        fields.push_back(input.field(column));
        settings.keyTypes.push_back(input.field(column).type);
    }
    if (settings.windowMs > 0) {
        fields.push_back({"window_start", TypeId::Timestamp});
        fields.push_back({"window_end", TypeId::Timestamp});
    }
    fields.insert(fields.end(), program->outputFields().begin(), program->outputFields().end());
    problems.append(checkUniqueNames(fields, context.node, "columns"));
    if (problems.hasErrors()) return problems;

    const bool windowed = settings.windowMs > 0;
    const MonotonicNs windowNs = settings.windowMs * 1'000'000;
    settings.output =
        makeSchema(std::move(fields), windowed ? std::optional(key.size()) : std::optional<std::size_t>{});
    BoundNode bound;
    bound.mayKeep = BoundNode::kAnyNumber;
    bound.outputPorts = {{.name = "out"}, {.name = "late", .help = {}, .role = PortRole::Late}};
    bound.outputs = {settings.output, context.inputs[0]};
    bound.makeOperator = [shared = std::make_shared<const AggregateSettings>(std::move(settings))] {
        return std::make_unique<AggregateOperator>(shared);
    };
    bound.state = StateRule::Saved;
    bound.key = key;
    for (const std::string& name : key)
        bound.keptColumns.emplace_back(name, name);
    bound.maxWorkers = key.empty() ? 1 : 0;
    const auto& calls = program->calls();
    // Not windows: a copy that is ahead would pile them up until the others come.
    bound.mergesStates =
        !windowed && std::all_of(calls.begin(), calls.end(), [](const auto& call) { return call.orderFree; });
    bound.service = {.work = {roughCost(2 + 2 * static_cast<double>(calls.size()))},
                     .behaviour = behaviour::Group{.key = key, .windowNs = windowNs, .slideNs = windowNs}};
    return bound;
}

} // namespace

} // namespace millrace
