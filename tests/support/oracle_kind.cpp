// SPDX-License-Identifier: Apache-2.0
#include "tests/support/oracle_kind.h"

#include "tests/support/toy_nodes.h"

namespace millrace::test {

namespace {

constexpr MonotonicNs kEvery = 20'000'000;

/// A number every so often, and what the oracle says of the client.
class OracleSource final : public Source {
public:
    explicit OracleSource(std::shared_ptr<Oracle> oracle) : oracle_(std::move(oracle)) {}
    void open(OperatorContext& context) override { context_ = &context; }
    SourceStatus read(Collector& out) override {
        const MonotonicNs now = context_->clock().now();
        if (now < next_) return SourceStatus::waitUntil(next_);
        next_ = now + kEvery;
        RecordBatch batch = numbers(given_++, 1);
        batch.ingestTime = now;
        out.emit(0, std::move(batch));
        context_->publishClientMetrics(oracle_->metrics());
        return SourceStatus::produced();
    }

private:
    const std::shared_ptr<Oracle> oracle_;
    OperatorContext* context_ = nullptr;
    MonotonicNs next_ = 0;
    std::int64_t given_ = 0;
};

FoundValue named(const std::string& name, const std::string& about) {
    return {name, about, boost::json::value(name)};
}

std::vector<FoundValue> valuesOf(const std::string& parameter) {
    if (parameter == "topics")
        return {named("alerts", "1 partition, 12 messages"),
                named("positions", "6 partitions, 1,204 messages"),
                named("positions_raw", "6 partitions, 0 messages")};
    if (parameter == "group") return {named("fleet", "read with by 2 members"), named("night", "nobody")};
    return {{"id, at", "100 messages", boost::json::object{{"id", "BIGINT"}, {"at", "TIMESTAMP"}}}};
}

} // namespace

void Oracle::hold() {
    const std::lock_guard lock(mutex_);
    held_ = true;
}

void Oracle::release() {
    const std::lock_guard lock(mutex_);
    held_ = false;
    changed_.notify_all();
}

void Oracle::refuse(const std::string& message, const std::string& hint) {
    const std::lock_guard lock(mutex_);
    refusal_.emplace().error("MR3511", message, hint);
}

void Oracle::publish(std::vector<ClientMetric> metrics) {
    const std::lock_guard lock(mutex_);
    metrics_ = std::move(metrics);
}

int Oracle::asked() const {
    const std::lock_guard lock(mutex_);
    return asked_;
}

int Oracle::unwanted() const {
    const std::lock_guard lock(mutex_);
    return unwanted_;
}

std::string Oracle::brokers() const {
    const std::lock_guard lock(mutex_);
    return brokers_;
}

std::vector<ClientMetric> Oracle::metrics() const {
    const std::lock_guard lock(mutex_);
    return metrics_;
}

std::optional<Diagnostics> Oracle::answer(const LookUpContext& context) {
    std::unique_lock lock(mutex_);
    ++asked_;
    brokers_ = context.params.has("brokers") ? context.params.text("brokers") : "";
    if (!changed_.wait(lock, context.stop, [this] { return !held_; })) ++unwanted_;
    return refusal_;
}

void Oracle::addKind(Registry& registry, const std::shared_ptr<Oracle>& oracle) {
    NodeKind kind;
    kind.name = "oracle";
    kind.title = "Oracle";
    kind.category = Category::Source;
    kind.summary = "Knows what is outside";
    kind.help = "For tests.";
    kind.params = {{.name = "brokers", .type = ParameterType::Text, .title = "Brokers", .required = true},
                   {.name = "topics",
                    .type = ParameterType::Text,
                    .title = "Topics",
                    .lookUp = ParameterSpec::LookUp::Several},
                   {.name = "group",
                    .type = ParameterType::Text,
                    .title = "Group",
                    .lookUp = ParameterSpec::LookUp::One},
                   {.name = "schema",
                    .type = ParameterType::TypeMap,
                    .title = "Schema",
                    .lookUp = ParameterSpec::LookUp::One}};
    kind.outputs = {{.name = "out"}};
    kind.bind = [oracle](BindContext&) -> Result<BoundNode> {
        BoundNode bound;
        bound.outputPorts = {{.name = "out"}};
        bound.outputs = {numberSchema()};
        bound.makeSource = [oracle] { return std::make_unique<OracleSource>(oracle); };
        bound.bounded = false;
        return bound;
    };
    kind.tryConnection = [oracle](const LookUpContext& context) -> Result<std::string> {
        if (auto refusal = oracle->answer(context)) return *refusal;
        return std::string("3 brokers, 12 topics; Kafka cluster abc");
    };
    kind.lookUp = [oracle](const LookUpContext& context,
                           const std::string& parameter) -> Result<std::vector<FoundValue>> {
        if (auto refusal = oracle->answer(context)) return *refusal;
        return valuesOf(parameter);
    };
    if (!registry.add(std::move(kind))) throw std::logic_error("the kind is faulty");
}

} // namespace millrace::test
