// SPDX-License-Identifier: Apache-2.0
#include "hyper_log_log.h"

#include "engine/base/random.h"
#include "engine/base/text.h"
#include "engine/data/batch_builder.h"
#include "engine/data/row_hash.h"
#include "engine/expression/expression.h"
#include "engine/graph/plugin.h"
#include "engine/operator/event_time.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <map>
#include <set>
#include <unordered_map>

namespace distinct_count {

namespace {

using namespace millrace;

constexpr std::int64_t kNsPerMs = 1'000'000;
constexpr double kLongestWindow = 9e18;
Result<BoundNode> bind(BindContext& context);

NodeKind kind() {
    return {
        .name = "distinct_count",
        .title = "Distinct count",
        .category = Category::Stage,
        .icon = "aggregate",
        .summary = "Estimates how many different values there are, in little memory",
        .help =
            R"(Groups records by the columns in `key` and counts the different values of each expression in `columns`, for each time window
or for the whole input. The count is an estimate (HyperLogLog): it takes the same memory for ten values as for ten billion, where
`COUNT(DISTINCT x)` of `aggregate` keeps every value.

- `buses`: `vehicle_id`
- `domains`: `LOWER(domain)`

**Error.** With `precision` p there are m = 2^p counters, and the standard error is 1.04 / sqrt(m) of the true count: 3.3 % at 10, 1.6 % at
12, 0.2 % at 18 (with 16 counters a little more: 1.11 / sqrt(m), 28 %). Two estimates in three are within one standard error, nearly all within three. Counts well below sqrt(m) are mostly
exact. Counters: Flajolet, Fusy, Gandouet, Meunier 2007; estimate without bias at small counts: Ertl 2017 (arXiv:1702.01284); the bias
that is left is about 1.1 / m of the count.

**With `window`**, event time is cut into windows [start, end) of the length `tumbling`, counted from the epoch. A window is sent when the
watermark reaches its last millisecond; the end of the input sends what is left. Rows are the keys, `window_start`, `window_end`, then
`columns`; `window_start` is the event time of what follows.

**Without `window`** there is one row per key at the end of the input, which must therefore be bounded. Without `key` there is exactly one
row, 0 for an empty input.

**Bad records.** None. A record that came after its window had been sent, or has no event time, leaves through `late`.

**NULL.** NULL values are not counted. Records whose key is NULL form one group. DOUBLE, STRUCT and ARRAY cannot be a key.

**Performance.** State is 2^precision bytes per open group and column: 4 KiB at 12. For millions of groups choose a small precision.
With several workers the input is split by key; without a key there is one worker.)",
        .example = boost::json::parse(R"json({
            "nodes": {
                "numbers": {"kind": "generate", "params": {"count": 1000, "fields": {"id": {"type": "sequence"}}}},
                "different": {"kind": "distinct_count", "params": {"columns": {"n": "id % 100"}}},
                "end": {"kind": "discard"}},
            "edges": [{"from": "numbers.out", "to": "different.in"}, {"from": "different.out", "to": "end.in"}]})json")
                       .as_object(),
        .params =
            {{.name = "key",
              .type = ParameterType::ColumnList,
              .title = "Key",
              .help = "Columns to group by; none = one group of all records.",
              .placeholder = "route_id"},
             {.name = "window",
              .type = ParameterType::Object,
              .title = "Window",
              .help = "Cuts event time into windows; left out, the whole input is one.",
              .fields = {{.name = "tumbling",
                          .type = ParameterType::Duration,
                          .title = "Length",
                          .help = "Length of a window in whole milliseconds.",
                          .required = true,
                          .minimum = static_cast<double>(kNsPerMs),
                          .maximum = kLongestWindow,
                          .placeholder = "15 min"}}},
             {.name = "columns",
              .type = ParameterType::ExpressionMap,
              .title = "Columns",
              .help = "Output columns and the expressions whose different values they count.",
              .required = true,
              .placeholder = "buses = vehicle_id"},
             {.name = "precision",
              .type = ParameterType::Integer,
              .title = "Precision",
              .help =
                  "2^precision bytes per group and column; the standard error is 1.04 / sqrt(2^precision).",
              .defaultValue = 12,
              .minimum = HyperLogLog::kLeastPrecision,
              .maximum = HyperLogLog::kMostPrecision}},
        .inputs = {{.name = "in", .help = "Records to count in."}},
        .outputs = {{.name = "out", .help = "One row per group, and window if there are windows."},
                    {.name = "late",
                     .help = "Records that came after their window had been sent.",
                     .role = PortRole::Late}},
        .bind = bind,
    };
}

void registerKinds(Registry& registry) { registry.add(kind()).value(); }

/// What an operator needs to know; immutable, shared by all subtasks.
struct Settings {
    std::vector<Expression> counted;
    SchemaPtr values; ///< of the counted expressions
    std::vector<std::size_t> keyColumns;
    std::vector<DataType> keyTypes;
    int precision = 0;
    std::size_t timeColumn = 0;
    std::int64_t windowMs = 0; ///< 0 = no window
    SchemaPtr output;
};

/// The groups of one window, or of the whole input, and their counters.
class Pane {
public:
    explicit Pane(const Settings& settings) : settings_(settings) {
        for (const DataType& type : settings.keyTypes)
            keys_.emplace_back(type);
    }

    /// The number of the group that a physical row belongs to; a new one if need be.
    std::size_t groupOf(const RecordBatch& batch, std::uint32_t row) {
        bytes_.clear();
        for (const std::size_t column : settings_.keyColumns)
            appendBytes(batch.column(column), row);
        const auto [place, isNew] = numbers_.try_emplace(bytes_, numbers_.size());
        if (isNew) {
            for (std::size_t i = 0; i < keys_.size(); ++i)
                keys_[i].appendFrom(batch.column(settings_.keyColumns[i]), row);
            for (std::size_t i = 0; i < settings_.counted.size(); ++i)
                sketches_.emplace_back(settings_.precision);
        }
        return place->second;
    }
    void requireOneGroup() { groupOf({}, 0); }
    HyperLogLog& sketch(std::size_t group, std::size_t column) {
        return sketches_[group * settings_.counted.size() + column];
    }

    /// All rows of the window that begins at `start`. Takes the keys along: the pane is used up.
    RecordBatch takeResult(EpochMs start) {
        RecordBatch::Columns columns;
        for (ColumnBuilder& key : keys_)
            columns.push_back(key.finish());
        if (settings_.windowMs > 0)
            for (const EpochMs border : {start, start + settings_.windowMs})
                columns.push_back(Column::constant(TypeId::Timestamp, border, numbers_.size()));
        for (std::size_t i = 0; i < settings_.counted.size(); ++i) {
            ColumnBuilder counts(TypeId::BigInt, numbers_.size());
            for (std::size_t group = 0; group < numbers_.size(); ++group)
                counts.append<std::int64_t>(std::llround(sketch(group, i).estimate()));
            columns.push_back(counts.finish());
        }
        RecordBatch batch(settings_.output, std::move(columns), numbers_.size());
        batch.ingestTime = latest == INT64_MIN ? 0 : latest;
        return batch;
    }

    /// When the latest record that counts here was to be sent: the latency of the result begins there.
    MonotonicNs latest = INT64_MIN;

private:
    /// Appends bytes that are equal for equal values only, whatever is appended next.
    void appendBytes(const Column& column, std::uint32_t row) {
        bytes_ += column.isNull(row) ? '0' : '1';
        if (column.isNull(row)) return;
        if (column.type().isText()) {
            const std::string_view text = column.strings()[row].view();
            const std::uint64_t size = text.size();
            bytes_.append(reinterpret_cast<const char*>(&size), sizeof size).append(text);
        } else {
            const std::size_t width = valueWidth(column.type().id());
            bytes_.append(reinterpret_cast<const char*>(column.valuesBuffer()->data()) + row * width, width);
        }
    }

    const Settings& settings_;
    std::string bytes_; ///< scratch
    std::unordered_map<std::string, std::size_t> numbers_;
    std::vector<ColumnBuilder> keys_;
    std::vector<HyperLogLog> sketches_; ///< group by group
};

class DistinctCount final : public Operator {
public:
    explicit DistinctCount(std::shared_ptr<const Settings> settings)
        : settings_(std::move(settings)), hashes_(settings_->counted.size()) {}

    void process(std::size_t, RecordBatch batch, Collector& out) override {
        if (batch.empty()) return;
        const RecordBatch values = hashValues(batch);
        Selection::Rows late;
        auto mark = batch.lateMarks ? batch.lateMarks->begin() : std::vector<LateMark>::const_iterator();
        for (std::size_t i = 0; i < batch.rows(); ++i) {
            const std::uint32_t row = batch.rowAt(i);
            EpochMs start = 0;
            if (settings_->windowMs > 0) {
                const Column& times = batch.column(settings_->timeColumn);
                start = startOf(times.values<EpochMs>()[row]);
                bool isLate = times.isNull(row);
                if (batch.lateMarks) {
                    while (mark != batch.lateMarks->end() && mark->row < row)
                        ++mark;
                    isLate |= mark != batch.lateMarks->end() && mark->row == row &&
                              mark->watermark >= start + settings_->windowMs - 1;
                }
                if (isLate) {
                    late.push_back(row);
                    continue;
                }
            }
            Pane& pane = panes_.try_emplace(start, *settings_).first->second;
            const std::size_t group = pane.groupOf(batch, row);
            for (std::size_t c = 0; c < hashes_.size(); ++c)
                if (!values.column(c).isNull(row)) pane.sketch(group, c).add(hashes_[c][i]);
            pane.latest = std::max(pane.latest, batch.intendedTimeOf(row));
        }
        if (!late.empty()) out.emit(1, batch.withSelection(Selection(std::move(late))));
    }

    void onWatermark(EpochMs watermark, Collector& out) override {
        if (settings_->windowMs == 0) return;
        while (!panes_.empty() && panes_.begin()->first + settings_->windowMs - 1 <= watermark)
            sendFirst(out, false);
    }

    bool onEnd(Collector& out) override {
        if (settings_->windowMs == 0 && settings_->keyColumns.empty() && !ended_)
            panes_.try_emplace(0, *settings_).first->second.requireOneGroup();
        ended_ = true;
        while (!panes_.empty())
            if (!sendFirst(out, true)) return false;
        return true;
    }

private:
    static constexpr std::size_t kRowsPerBatch = 4096;
    /// Times beyond are taken as this, so that no window border overflows.
    static constexpr EpochMs kFarTime = 4'000'000'000'000'000'000;

    EpochMs startOf(EpochMs time) const {
        return windowStart(std::clamp(time, -kFarTime, kFarTime), settings_->windowMs);
    }

    /// The counted expressions over the batch; hashes_ gets one hash per selected row of each.
    RecordBatch hashValues(const RecordBatch& batch) {
        // Not the seed that divides records among workers, which would leave each of them a part of the
        // hashes.
        static constexpr std::uint64_t kSeed = deriveSeed(0, "distinct_count");
        RecordBatch::Columns columns;
        for (const Expression& expression : settings_->counted)
            columns.push_back(evaluator_.evaluate(expression, batch));
        const RecordBatch values = batch.withColumns(settings_->values, std::move(columns));
        for (std::size_t c = 0; c < hashes_.size(); ++c)
            hashRows(values, {&c, 1}, kSeed, hashes_[c]);
        return values;
    }

    /// Sends the earliest window. False when it had to stop for want of room.
    bool sendFirst(Collector& out, bool mayStop) {
        if (!result_) result_ = panes_.begin()->second.takeResult(panes_.begin()->first);
        while (sent_ < result_->rows()) {
            if (mayStop && !out.hasRoom()) return false;
            const std::size_t count = std::min(kRowsPerBatch, result_->rows() - sent_);
            out.emit(0, result_->slice(sent_, count));
            sent_ += count;
        }
        result_.reset();
        sent_ = 0;
        panes_.erase(panes_.begin());
        return true;
    }

    std::shared_ptr<const Settings> settings_;
    Evaluator evaluator_;
    std::vector<std::vector<std::uint64_t>> hashes_; ///< per counted expression
    std::map<EpochMs, Pane> panes_;                  ///< by window start
    std::optional<RecordBatch> result_;              ///< of the first pane, while it is being sent
    std::size_t sent_ = 0;                           ///< rows of it
    bool ended_ = false;
};

void complain(Diagnostics& problems, const BindContext& context, std::string parameter, const char* code,
              std::string message, std::string hint) {
    Diagnostic& d = problems.error(code, std::move(message), std::move(hint));
    d.node = context.node;
    d.parameter = std::move(parameter);
}

void readKey(const BindContext& context, Settings& settings, Diagnostics& problems) {
    const Schema& input = *context.inputs[0];
    if (!context.params.has("key")) return;
    for (const std::string& name : context.params.list("key")) {
        const auto column = input.indexOf(name);
        if (!column) {
            complain(problems, context, "key", "MR3401", "unknown column `" + name + "`",
                     suggestion(name, input.names()));
            continue;
        }
        const DataType& type = input.field(*column).type;
        if (type.id() == TypeId::Double || type.isNested())
            complain(problems, context, "key", "MR3403",
                     "the " + type.name() + " column `" + name + "` cannot be a key",
                     "make a BIGINT or STRING of it in a map first");
        settings.keyColumns.push_back(*column);
        settings.keyTypes.push_back(type);
    }
}

void readWindow(const BindContext& context, Settings& settings, Diagnostics& problems) {
    const Schema& input = *context.inputs[0];
    if (!context.params.has("window")) {
        if (!context.inputBounded[0])
            complain(problems, context, "window", "MR3407",
                     "the input never ends, so without a window there would never be a result",
                     "set a window, such as { \"tumbling\": \"1 min\" }");
        return;
    }
    const std::int64_t ns = context.params.duration("window.tumbling");
    if (ns % kNsPerMs != 0)
        complain(problems, context, "window.tumbling", "MR3409", "windows are whole milliseconds",
                 "event times have no finer unit");
    settings.windowMs = ns / kNsPerMs;
    if (input.eventTime())
        settings.timeColumn = *input.eventTime();
    else
        complain(problems, context, "window", "MR3408", "the input has no event time to cut into windows",
                 "name its TIMESTAMP column as event_time in the source, and keep it up to here");
}

void readColumns(const BindContext& context, Settings& settings, Diagnostics& problems) {
    std::vector<Field> values;
    for (const auto& [name, text] : context.params.map("columns")) {
        const auto expression = Expression::compile(text, *context.inputs[0]);
        if (!expression) {
            for (Diagnostic d : expression.error()) {
                d.node = context.node;
                d.parameter = "columns." + name;
                problems.add(std::move(d));
            }
        } else {
            settings.counted.push_back(*expression);
            values.push_back({name, expression->type()});
        }
    }
    settings.values = makeSchema(std::move(values));
}

Result<BoundNode> bind(BindContext& context) {
    Settings settings;
    settings.precision = static_cast<int>(context.params.integer("precision"));
    Diagnostics problems;
    readKey(context, settings, problems);
    readWindow(context, settings, problems);
    readColumns(context, settings, problems);

    std::vector<Field> fields;
    for (const std::size_t column : settings.keyColumns)
        fields.push_back(context.inputs[0]->field(column));
    if (settings.windowMs > 0) {
        fields.push_back({"window_start", TypeId::Timestamp});
        fields.push_back({"window_end", TypeId::Timestamp});
    }
    for (const Field& value : settings.values->fields())
        fields.push_back({value.name, TypeId::BigInt});
    std::set<std::string> names;
    for (const Field& field : fields)
        if (!names.insert(field.name).second)
            complain(problems, context, "columns", "MR3404",
                     "the output would have two columns named `" + field.name + "`",
                     "name each key once, and give counted columns other names than keys");
    if (problems.hasErrors()) return problems;

    const std::vector<std::string> key =
        context.params.has("key") ? context.params.list("key") : std::vector<std::string>{};
    settings.output = makeSchema(
        std::move(fields), settings.windowMs > 0 ? std::optional(key.size()) : std::optional<std::size_t>{});
    const MonotonicNs windowNs = settings.windowMs * kNsPerMs;
    const auto counted = static_cast<double>(settings.counted.size());
    BoundNode bound;
    bound.mayKeep = BoundNode::kAnyNumber;
    bound.outputPorts = {{.name = "out"}, {.name = "late", .help = {}, .role = PortRole::Late}};
    bound.outputs = {settings.output, context.inputs[0]};
    bound.key = key;
    bound.maxWorkers = key.empty() ? 1 : 0;
    bound.makeOperator = [shared = std::make_shared<const Settings>(std::move(settings))] {
        return std::make_unique<DistinctCount>(shared);
    };
    bound.service = {.work = {roughCost(60 + 10 * counted)},
                     .behaviour = behaviour::Group{.key = key, .windowNs = windowNs, .slideNs = windowNs}};
    return bound;
}

} // namespace

} // namespace distinct_count

MILLRACE_PLUGIN("distinct_count", "1.0.0", distinct_count::registerKinds)
