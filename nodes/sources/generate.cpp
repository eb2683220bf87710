// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/node_kind.h"
#include "engine/operator/arrivals.h"
#include "engine/operator/event_time.h"
#include "nodes/support/columns_in.h"
#include "nodes/support/example_graph.h"
#include "nodes/support/field_facts.h"
#include "nodes/support/field_generator.h"
#include "nodes/support/recorded_arrivals.h"
#include "nodes/support/saved_rows.h"

#include <algorithm>

namespace millrace {

namespace {
Result<BoundNode> bindGenerate(BindContext& context);
boost::json::object describeGenerating(std::string_view state);
} // namespace

namespace kinds {

NodeKind generate() {
    return {
        .name = "generate",
        .title = "Generate",
        .category = Category::Source,
        .icon = "generate",
        .summary = "Makes records from rules, as many and as fast as wanted",
        .help =
            R"(Makes records by rule. The same seed gives the same records, whatever the batch size and however fast they are taken.

**Fields.** Each entry of `fields` names a column and how its values come about: `sequence`, `uniform`, `normal`, `exponential`,
`zipf_key` (few keys are frequent, many are rare), `random_walk` (a position or a price; with `per` one walk for each key),
`choice`, `timestamp`, `constant`. Every field draws from a random stream of its own: adding one changes no other.

**Pace.** Without `rate` records come as fast as the graph takes them. With `rate` the source is an *open loop*: every record has an
intended send time that does not wait for anybody, and latency counts from there. A stage that stalls therefore shows
its whole delay, and what was missed is sent as soon as there is room.

- `constant`: evenly spaced
- `poisson`: independent arrivals with the mean `rate`
- `burst`: `burst_size` records at once, every `burst_every`
- `ramp`: from `rate` to `ramp_to` within `ramp_over`, then steady
- `recorded`: the times in `arrivals_file`, one per line, as seconds or timestamps; repeated when `count` asks for more

**Event time** is the field named in `event_time`, else the first `timestamp` field. `jitter` puts records out of order;
`watermark_delay` says how much of that is waited for.

**Checkpoints.** A run that goes on from one makes the records that are missing, from the seed and start time of the first run. A
schedule goes on when that run starts.

**Performance.** Made column by column; uniform numbers, sequences and timestamps take about a nanosecond each. With several workers each
makes every n-th block of 4,096 records (only without a pace, random walks and jitter).)",
        .example = exampleGraph(R"({
            "nodes": {
                "quotes": {"kind": "generate", "params": {"count": 10000, "fields": {
                    "symbol": {"type": "choice", "values": ["AAA", "BBB", "CCC"]},
                    "price": {"type": "random_walk", "per": "symbol", "start": 100, "step": 0.05, "min": 1, "decimals": 2},
                    "ts": {"type": "timestamp", "every": "1 ms"}}}},
                "end": {"kind": "discard"}},
            "edges": [{"from": "quotes.out", "to": "end.in"}]})"),
        .params =
            {
                {.name = "fields",
                 .type = ParameterType::ObjectMap,
                 .help = "The columns of a record, in order.",
                 .required = true,
                 .fields = fieldParameterSpecs()},
                {.name = "count",
                 .type = ParameterType::Integer,
                 .help = "How many records to make. Left out, the source never ends.",
                 .unit = "rec",
                 .minimum = 0},
                {.name = "arrivals",
                 .type = ParameterType::Choice,
                 .help = "How records are spread over time.",
                 .defaultValue = "constant",
                 .choices = {"constant", "poisson", "burst", "ramp", "recorded"}},
                {.name = "rate",
                 .type = ParameterType::Number,
                 .help =
                     "Records per second. 0: as fast as the graph takes them. Ramp: the rate at the start.",
                 .defaultValue = 0,
                 .unit = "records/s",
                 .minimum = 0,
                 .maximum = 1e9,
                 .applies = Applies::Hot,
                 .visibleWhen = "arrivals=constant|poisson|ramp"},
                {.name = "burst_size",
                 .type = ParameterType::Integer,
                 .help = "Records in one burst.",
                 .defaultValue = 1000,
                 .unit = "rec",
                 .minimum = 1,
                 .maximum = 1e9,
                 .applies = Applies::Hot,
                 .visibleWhen = "arrivals=burst"},
                {.name = "burst_every",
                 .type = ParameterType::Duration,
                 .help = "From one burst to the next.",
                 .defaultValue = "1 s",
                 .minimum = 1000,
                 .applies = Applies::Hot,
                 .visibleWhen = "arrivals=burst"},
                {.name = "ramp_to",
                 .type = ParameterType::Number,
                 .help = "Records per second at the end of the ramp and after it.",
                 .defaultValue = 10000,
                 .unit = "records/s",
                 .minimum = 0.001,
                 .maximum = 1e9,
                 .applies = Applies::Hot,
                 .visibleWhen = "arrivals=ramp"},
                {.name = "ramp_over",
                 .type = ParameterType::Duration,
                 .help = "How long the rate takes from `rate` to `ramp_to`.",
                 .defaultValue = "1 min",
                 .minimum = 1e6,
                 .applies = Applies::Hot,
                 .visibleWhen = "arrivals=ramp"},
                {.name = "arrivals_file",
                 .type = ParameterType::Path,
                 .help = "File with one arrival per line: seconds from the start, or a timestamp, in rising "
                         "order.",
                 .visibleWhen = "arrivals=recorded",
                 .placeholder = "arrivals.txt"},
                {.name = "event_time",
                 .type = ParameterType::Text,
                 .help =
                     "The timestamp field that windows go by. Left out: the first field of type timestamp.",
                 .placeholder = "ts"},
                {.name = "watermark_delay",
                 .type = ParameterType::Duration,
                 .help = "How far behind the newest event time a record may be and still be in time. 1 ms is "
                         "enough for "
                         "records in order, some of which have equal times.",
                 .defaultValue = "1 ms",
                 .minimum = 0},
            },
        .inputs = {},
        .outputs = {{.name = "out", .help = "The records."}},
        .bind = bindGenerate,
        .describeState = describeGenerating,
    };
}

} // namespace kinds

namespace {

constexpr std::uint64_t kBlock =
    4096; ///< records in a row made by one subtask; fixed, so that nothing depends on the batch size

struct GenerateSettings {
    std::vector<FieldSpec> fields;
    SchemaPtr schema;
    std::optional<std::uint64_t> count;
    Arrivals::Settings arrivals;
    std::string arrivalsFile;
    std::int64_t delayMs = 0;
};

class GenerateSource final : public Source {
public:
    explicit GenerateSource(std::shared_ptr<const GenerateSettings> settings)
        : settings_(std::move(settings)), tracker_(settings_->delayMs) {
        const auto column = settings_->schema->eventTime();
        if (!column) return;
        const FieldSpec& time = settings_->fields[*column];
        // Equal times count as late without a delay, see WatermarkTracker.
        const bool rising = settings_->delayMs > 0 || (!time.followArrivals && time.everyNs >= 1'000'000);
        inOrder_ = time.jitterMs == 0 && rising;
    }

    void open(OperatorContext& context) override {
        context_ = &context;
        workers_ = static_cast<std::uint64_t>(context.subtaskCount());
        seed_ = context.seed();
        next_ = static_cast<std::uint64_t>(context.subtask()) * kBlock;
        startOfRun_ = context.clock().wallClock();
        if (!context.restored()) prepare();
        restoreState(context, [this](ByteReader& from) { load(from); });
    }

    SourceStatus read(Collector& out) override {
        if (next_ >= end()) return SourceStatus::finished();
        const MonotonicNs now = context_->clock().now();
        if (!started_) start_ = now - startedAt_, started_ = true;
        std::uint64_t count = std::min<std::uint64_t>(context_->batchSize(), end() - next_);
        if (workers_ > 1) count = std::min(count, kBlock - next_ % kBlock);
        std::shared_ptr<std::vector<MonotonicNs>> times;
        offsets_.clear();
        if (!arrivals_->unlimited()) {
            while (offsets_.size() < count && start_ + arrivals_->next() <= now) {
                offsets_.push_back(arrivals_->next());
                arrivals_->pop();
            }
            count = offsets_.size();
            if (count == 0)
                return SourceStatus::waitUntil(std::max(start_ + arrivals_->next(), now + kShortestWait));
            times = std::make_shared<std::vector<MonotonicNs>>(offsets_);
            for (MonotonicNs& t : *times)
                t += start_;
        }
        RecordBatch batch(settings_->schema, fields_->fill(next_, count, startOfRun_, offsets_), count);
        batch.ingestTime = now;
        batch.intendedTimes = std::move(times);
        skip(count);
        const EpochMs watermark = observe(batch);
        out.emit(0, std::move(batch));
        if (settings_->schema->eventTime()) out.watermark(watermark);
        return SourceStatus::produced();
    }

    void snapshot(Epoch, ByteWriter& state) override {
        state.fixed(seed_);
        state.fixed(startOfRun_);
        state.varint(next_);
        // A schedule that has begun goes on, with the next record, when the new run begins.
        state.fixed(static_cast<std::uint8_t>(started_ || startedAt_ != 0));
        arrivals_->save(state);
        fields_->save(state);
        tracker_.save(state);
    }

    /// Only the pace can change during a run.
    void adoptSettings(Source& fresh) override {
        auto settings = std::make_shared<GenerateSettings>(*settings_);
        settings->arrivals = static_cast<GenerateSource&>(fresh).settings_->arrivals;
        const bool wasUnlimited = arrivals_ && arrivals_->unlimited();
        settings_ = std::move(settings);
        if (!arrivals_) return;
        if (wasUnlimited) {
            // There is no schedule to go on from: it begins now.
            arrivals_ = std::make_unique<Arrivals>(arrivalSettings(*settings_));
            start_ = context_->clock().now();
        } else {
            arrivals_->change(arrivalSettings(*settings_));
        }
    }

    std::optional<double> progress() const override {
        if (!settings_->count || *settings_->count == 0) return std::nullopt;
        return std::min(1.0, static_cast<double>(next_) / static_cast<double>(*settings_->count));
    }

private:
    /// Records closer together than a thread can be woken come in one batch.
    static constexpr MonotonicNs kShortestWait = 50'000;

    std::uint64_t end() const { return settings_->count.value_or(UINT64_MAX); }

    void prepare() {
        fields_ = std::make_unique<FieldSet>(settings_->fields, seed_);
        arrivals_ = std::make_unique<Arrivals>(arrivalSettings(*settings_));
    }

    void load(ByteReader& from) {
        seed_ = from.fixed<std::uint64_t>();
        startOfRun_ = from.fixed<EpochMs>();
        next_ = from.varint();
        if (next_ / kBlock % workers_ != static_cast<std::uint64_t>(context_->subtask())) from.fail();
        const bool hasBegun = from.fixed<std::uint8_t>() != 0;
        prepare();
        arrivals_->load(from);
        if (hasBegun) startedAt_ = arrivals_->next();
        fields_->load(from);
        tracker_.load(from);
    }

    Arrivals::Settings arrivalSettings(const GenerateSettings& settings) const {
        Arrivals::Settings arrivals = settings.arrivals;
        arrivals.seed = deriveSeed(seed_, "arrivals", 1);
        if (arrivals.kind == Arrivals::Kind::Recorded) {
            auto read = readArrivals(settings.arrivalsFile);
            arrivals.recorded = std::make_shared<const std::vector<std::int64_t>>(std::move(read).value());
        }
        return arrivals;
    }

    void skip(std::uint64_t count) {
        next_ += count;
        if (workers_ > 1 && next_ % kBlock == 0) next_ += (workers_ - 1) * kBlock;
    }

    EpochMs observe(RecordBatch& batch) {
        const auto column = settings_->schema->eventTime();
        if (!column) return kMinWatermark;
        if (inOrder_) // the last one is the newest and nothing is late
            return batch.column(*column).values<std::int64_t>().back() - settings_->delayMs;
        tracker_.observe(batch);
        return tracker_.watermark();
    }

    std::shared_ptr<const GenerateSettings> settings_;
    WatermarkTracker tracker_;
    bool inOrder_ = false;
    OperatorContext* context_ = nullptr;
    std::unique_ptr<FieldSet> fields_;
    std::unique_ptr<Arrivals> arrivals_;
    std::vector<std::int64_t> offsets_;
    std::uint64_t workers_ = 1;
    std::uint64_t next_ = 0;
    bool started_ = false;
    MonotonicNs startedAt_ = 0; ///< how far the schedule was when this run began
    MonotonicNs start_ = 0;
    std::uint64_t seed_ = 0;
    EpochMs startOfRun_ = 0;
};

Arrivals::Settings readArrivalSettings(const Params& p) {
    Arrivals::Settings a;
    const std::string kind = p.text("arrivals");
    a.rate = p.number("rate");
    if (kind == "constant") a.kind = a.rate > 0 ? Arrivals::Kind::Constant : Arrivals::Kind::Unlimited;
    if (kind == "poisson") a.kind = Arrivals::Kind::Poisson;
    if (kind == "burst") a.kind = Arrivals::Kind::Burst;
    if (kind == "ramp") a.kind = Arrivals::Kind::Ramp;
    if (kind == "recorded") a.kind = Arrivals::Kind::Recorded;
    a.burstSize = p.integer("burst_size");
    a.burstEveryNs = p.duration("burst_every");
    a.endRate = p.number("ramp_to");
    a.rampNs = p.duration("ramp_over");
    return a;
}

ServiceModel serviceOf(const GenerateSettings& settings) {
    behaviour::Emit emit{.arrivals = settings.arrivals, .count = settings.count};
    if (settings.arrivals.kind == Arrivals::Kind::Recorded) {
        emit.arrivals.recorded = arrivalsIfShort(settings.arrivalsFile);
        emit.paceIsUnknown = emit.arrivals.recorded == nullptr;
    }
    double cost = 0;
    for (const FieldSpec& field : settings.fields) {
        if (const auto spread = keySpreadOf(field)) emit.keys[field.name] = *spread;
        cost += roughCostOf(field);
    }
    if (const auto column = settings.schema->eventTime()) {
        const FieldSpec& time = settings.fields[*column];
        emit.eventTimes =
            EventTimes{.jitterNs = time.jitterMs * 1'000'000, .delayNs = settings.delayMs * 1'000'000};
        if (!time.followArrivals || settings.arrivals.kind == Arrivals::Kind::Unlimited)
            emit.eventTimes->everyNs = time.everyNs;
    }
    return {.work = {roughCost(cost)}, .behaviour = std::move(emit)};
}

Result<BoundNode> bindGenerate(BindContext& context) {
    const Params& p = context.params;
    auto fields = readFieldSpecs(p.objectMap("fields"));
    if (!fields) {
        Diagnostics problems = fields.error();
        for (Diagnostic& d : problems.items)
            d.node = context.node;
        return problems;
    }
    auto settings = std::make_shared<GenerateSettings>();
    settings->fields = std::move(*fields);
    settings->delayMs = p.duration("watermark_delay") / 1'000'000;
    settings->arrivals = readArrivalSettings(p);
    if (p.has("count")) settings->count = static_cast<std::uint64_t>(p.integer("count"));
    if (settings->arrivals.kind == Arrivals::Kind::Poisson && settings->arrivals.rate <= 0)
        return parameterError("MR3210", context.node, "rate", "Poisson arrivals need a rate above 0",
                              "set `rate`");
    if (settings->arrivals.kind == Arrivals::Kind::Recorded) {
        if (!p.has("arrivals_file"))
            return parameterError("MR3210", context.node, "arrivals_file", "recorded arrivals need a file",
                                  "set `arrivals_file`");
        settings->arrivalsFile = context.resolvePath(p.text("arrivals_file"));
    }
    std::vector<Field> columns;
    std::optional<std::size_t> eventTime;
    bool sequential = settings->arrivals.kind != Arrivals::Kind::Unlimited;
    for (std::size_t i = 0; i < settings->fields.size(); ++i) {
        const FieldSpec& field = settings->fields[i];
        columns.push_back({field.name, field.type});
        const bool wanted = p.has("event_time") ? p.text("event_time") == field.name : !eventTime;
        if (field.type.id() == TypeId::Timestamp && wanted) eventTime = i;
        if (field.sequential() || field.jitterMs > 0) sequential = true;
        if (field.followArrivals && settings->arrivals.kind == Arrivals::Kind::Unlimited)
            context.diagnostics
                .warning("MR3211",
                         "field `" + field.name +
                             "` follows the arrivals, but the source has no rate; it steps by `every`",
                         "set `rate` or another kind of arrivals")
                .node = context.node;
    }
    if (p.has("event_time") && !eventTime)
        return parameterError("MR3212", context.node, "event_time",
                              "there is no timestamp field `" + p.text("event_time") + "`",
                              "name one of the fields whose type is timestamp");
    if (eventTime && settings->fields[*eventTime].nulls > 0)
        return parameterError("MR3213", context.node,
                              "fields." + settings->fields[*eventTime].name + ".nulls",
                              "the event time cannot be NULL",
                              "leave `nulls` out there, or name another field in `event_time`");
    settings->schema = makeSchema(std::move(columns), eventTime);
    BoundNode bound;
    bound.outputPorts = {{.name = "out", .help = "The records."}};
    bound.outputs = {settings->schema};
    bound.makeSource = [settings] { return std::make_unique<GenerateSource>(settings); };
    bound.state = StateRule::Saved;
    bound.bounded = settings->count.has_value();
    bound.maxWorkers = sequential ? 1 : 0;
    bound.divisible = !sequential;
    bound.service = serviceOf(*settings);
    return bound;
}

/// The number of the next record, from 1 on.
boost::json::object describeGenerating(std::string_view state) {
    ByteReader from(state);
    from.fixed<std::uint64_t>(); // seed
    from.fixed<EpochMs>();       // start of the run
    const std::uint64_t made = from.varint();
    if (from.failed()) failRestore("it is not that of a source that makes records");
    return {{"records", boost::json::object{{"next", made + 1}}}};
}

} // namespace

} // namespace millrace
