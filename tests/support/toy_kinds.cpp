// SPDX-License-Identifier: Apache-2.0
#include "tests/support/toy_kinds.h"

#include "engine/graph/graph_json.h"

#include <algorithm>
#include <stdexcept>

namespace millrace::test {

namespace {

class Nothing : public Operator {
public:
    void process(std::size_t, RecordBatch batch, Collector& out) override { out.emit(0, std::move(batch)); }
};

class EmptySource : public Source {
public:
    void open(OperatorContext&) override {}
    SourceStatus read(Collector&) override { return SourceStatus::finished(); }
};

BoundNode boundStage(const BindContext& context, std::vector<PortSpec> ports) {
    BoundNode bound;
    bound.outputPorts = std::move(ports);
    if (!context.inputs.empty()) bound.outputs.assign(bound.outputPorts.size(), context.inputs[0]);
    bound.makeOperator = [] { return std::make_unique<Nothing>(); };
    return bound;
}

NodeKind source() {
    NodeKind kind;
    kind.name = "toy_source";
    kind.title = "Toy source";
    kind.category = Category::Source;
    kind.outputs = {{"out"}, {"rejected", "", PortRole::Rejected}};
    kind.params = {{"columns", ParameterType::TypeMap, "", "", true},
                   {"path", ParameterType::Path, "", ""},
                   {"bounded", ParameterType::Boolean, "", "", false, true},
                   {"serial", ParameterType::Boolean, "", "", false, true},
                   {"event_time", ParameterType::ColumnName, "", ""}};
    kind.bind = [](BindContext& context) -> Result<BoundNode> {
        std::vector<Field> fields;
        for (const auto& [name, type] : context.params.map("columns"))
            fields.push_back({name, DataType::parse(type).value()});
        BoundNode bound;
        bound.outputPorts = {{"out"}, {"rejected", "", PortRole::Rejected}};
        Schema schema(fields);
        if (context.params.has("event_time")) {
            schema = Schema(fields, schema.indexOf(context.params.text("event_time")));
        }
        bound.outputs = {std::make_shared<const Schema>(schema), makeSchema({{"raw", TypeId::String}})};
        bound.makeSource = [] { return std::make_unique<EmptySource>(); };
        bound.bounded = context.params.boolean("bounded");
        bound.maxWorkers = context.params.boolean("serial") ? 1 : 0;
        if (context.params.has("path")) {
            context.diagnostics.note("MR9000", context.resolvePath(context.params.text("path")));
        }
        return bound;
    };
    return kind;
}

NodeKind filter() {
    NodeKind kind;
    kind.name = "toy_filter";
    kind.title = "Toy filter";
    kind.inputs = {{"in"}};
    kind.outputs = {{"out"}};
    ParameterSpec limit{"limit", ParameterType::Number, "", "", false, 10.0};
    limit.applies = Applies::Hot;
    limit.minimum = 0;
    limit.maximum = 100;
    ParameterSpec pace{"pace", ParameterType::Object, "", ""};
    ParameterSpec gap{"gap", ParameterType::Duration, "", ""};
    gap.applies = Applies::Hot;
    pace.fields = {gap, {"mode", ParameterType::Text, "", ""}};
    kind.params = {{"where", ParameterType::Predicate, "", "Rows to keep.", true}, limit, pace};
    kind.bind = [](BindContext& context) -> Result<BoundNode> { return boundStage(context, {{"out"}}); };
    return kind;
}

/// Keeps operations in flight.
NodeKind call() {
    NodeKind kind;
    kind.name = "toy_call";
    kind.title = "Toy call";
    kind.inputs = {{"in"}};
    kind.outputs = {{"out"}};
    kind.bind = [](BindContext& context) -> Result<BoundNode> {
        BoundNode bound = boundStage(context, {{"out"}});
        bound.asynchronous = true;
        return bound;
    };
    return kind;
}

NodeKind map() {
    NodeKind kind;
    kind.name = "toy_map";
    kind.title = "Toy map";
    kind.inputs = {{"in"}};
    kind.outputs = {{"out"}};
    kind.params = {{"columns", ParameterType::ExpressionMap, "", "", true}};
    kind.bind = [](BindContext& context) -> Result<BoundNode> {
        BoundNode bound = boundStage(context, {{"out"}});
        std::vector<Field> fields = context.inputs[0]->fields();
        for (const auto& [name, text] : context.params.map("columns"))
            fields.push_back({name, TypeId::Double});
        bound.outputs = {makeSchema(fields, context.inputs[0]->eventTime())};
        return bound;
    };
    return kind;
}

NodeKind split() {
    NodeKind kind;
    kind.name = "toy_split";
    kind.title = "Toy split";
    kind.inputs = {{"in"}};
    kind.params = {{"outputs", ParameterType::PredicateMap, "", "", true}};
    kind.outputsOf = [](const boost::json::object& raw) {
        std::vector<PortSpec> ports;
        const auto* outputs = raw.if_contains("outputs");
        if (outputs == nullptr || !outputs->is_object()) return ports;
        for (const auto& member : outputs->get_object())
            ports.push_back({std::string(member.key())});
        return ports;
    };
    kind.bind = [outputsOf = kind.outputsOf](BindContext& context) -> Result<BoundNode> {
        return boundStage(context, outputsOf(context.params.values()));
    };
    return kind;
}

NodeKind keyed() {
    NodeKind kind;
    kind.name = "toy_keyed";
    kind.title = "Toy keyed";
    kind.inputs = {{"in"}};
    kind.outputs = {{"out"}};
    kind.params = {{"key", ParameterType::ColumnList, "", "", true},
                   {"ordered", ParameterType::Boolean, "", "", false, false}};
    kind.bind = [](BindContext& context) -> Result<BoundNode> {
        BoundNode bound = boundStage(context, {{"out"}});
        bound.key = context.params.list("key");
        bound.orderSensitive = context.params.boolean("ordered");
        for (const std::string& column : bound.key) {
            if (context.inputs[0]->indexOf(column)) continue;
            Diagnostics wrong;
            wrong.error("MR9001", "unknown column `" + column + "`");
            return wrong;
        }
        return bound;
    };
    return kind;
}

NodeKind join() {
    NodeKind kind;
    kind.name = "toy_join";
    kind.title = "Toy join";
    kind.inputs = {{"left"}, {"right"}};
    kind.outputs = {{"out"}};
    kind.bind = [](BindContext& context) -> Result<BoundNode> { return boundStage(context, {{"out"}}); };
    return kind;
}

NodeKind queue() {
    NodeKind kind;
    kind.name = "toy_queue";
    kind.title = "Toy queue";
    kind.category = Category::Concurrency;
    kind.inputs = {{"in"}};
    kind.outputs = {{"out"}};
    kind.keepsColumns = true;
    kind.params = {{"capacity", ParameterType::Integer, "", "", false, 17},
                   {"overflow", ParameterType::Text, "", "", false, "drop_oldest"}};
    kind.bind = [](BindContext& context) -> Result<BoundNode> {
        BoundNode bound = boundStage(context, {{"out"}});
        bound.fusible = false;
        bound.queueCapacity = 17;
        bound.queueOverflow = "drop_oldest";
        return bound;
    };
    return kind;
}

NodeKind sink(std::string name, int maxWorkers) {
    NodeKind kind;
    kind.name = std::move(name);
    kind.title = "Toy sink";
    kind.category = Category::Sink;
    kind.inputs = {{"in"}};
    kind.params = {{"path", ParameterType::Path, "", ""}};
    kind.bind = [maxWorkers](BindContext& context) -> Result<BoundNode> {
        BoundNode bound = boundStage(context, {});
        bound.maxWorkers = maxWorkers;
        if (context.params.has("path")) {
            context.diagnostics.note("MR9000", context.resolvePath(context.params.text("path")));
        }
        return bound;
    };
    return kind;
}

NodeKind failing() {
    NodeKind kind = sink("toy_failing", 0);
    kind.bind = [](BindContext&) -> Result<BoundNode> { throw std::runtime_error("out of luck"); };
    return kind;
}

} // namespace

const Registry& toyKinds() {
    static const Registry kRegistry = [] {
        Registry registry;
        for (NodeKind kind : {source(), filter(), call(), map(), split(), keyed(), join(), queue(),
                              sink("toy_sink", 1), sink("toy_flat_sink", 0), failing()}) {
            registry.add(std::move(kind)).value();
        }
        return registry;
    }();
    return kRegistry;
}

GraphDocument graphOf(std::string text) {
    std::replace(text.begin(), text.end(), '\'', '"');
    return parseGraph(text, "toy.mill").value().document;
}

Planning planOf(std::string text, PlanOptions options) {
    return plan(graphOf(std::move(text)), toyKinds(), options);
}

std::string codesOf(const Diagnostics& diagnostics, bool all) {
    std::string codes;
    for (const Diagnostic& d : diagnostics) {
        if (d.severity != Severity::Error && !all) continue;
        codes += (codes.empty() ? "" : " ") + d.code;
    }
    return codes;
}

} // namespace millrace::test
