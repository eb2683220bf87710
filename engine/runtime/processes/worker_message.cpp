// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/processes/worker_message.h"

#include "engine/data/batch_codec.h"

namespace millrace {

namespace {

Result<std::vector<SchemaPtr>> decodeSchemas(ByteReader& from) {
    std::vector<SchemaPtr> schemas;
    const std::uint64_t count = from.varint();
    for (std::uint64_t i = 0; i < count && !from.failed(); ++i) {
        auto schema = decodeSchema(from);
        if (!schema) return schema.error();
        schemas.push_back(std::move(*schema));
    }
    return schemas;
}

} // namespace

void encode(const StageSpec& spec, ByteWriter& to) {
    for (const std::string* text : {&spec.version, &spec.node, &spec.kind, &spec.params})
        to.text(*text);
    to.varint(spec.inputs.size());
    for (const SchemaPtr& schema : spec.inputs)
        encodeSchema(*schema, to);
    for (std::size_t i = 0; i < spec.inputs.size(); ++i)
        to.fixed(static_cast<std::uint8_t>(spec.inputBounded[i]));
    to.varint(spec.outputs.size());
    for (const SchemaPtr& schema : spec.outputs)
        encodeSchema(*schema, to);
    for (const PortSpec& port : spec.outputPorts) {
        to.text(port.name);
        to.fixed(static_cast<std::uint8_t>(port.role));
    }
}

Result<StageSpec> decodeStageSpec(ByteReader& from) {
    StageSpec spec;
    for (std::string* text : {&spec.version, &spec.node, &spec.kind, &spec.params})
        *text = from.text();
    auto inputs = decodeSchemas(from);
    if (!inputs) return inputs.error();
    spec.inputs = std::move(*inputs);
    for (std::size_t i = 0; i < spec.inputs.size(); ++i)
        spec.inputBounded.push_back(from.fixed<std::uint8_t>() != 0);
    auto outputs = decodeSchemas(from);
    if (!outputs) return outputs.error();
    spec.outputs = std::move(*outputs);
    for (std::size_t i = 0; i < spec.outputs.size(); ++i) {
        PortSpec& port = spec.outputPorts.emplace_back();
        port.name = from.text();
        port.role = static_cast<PortRole>(from.fixed<std::uint8_t>());
    }
    if (!from.failed()) return spec;
    Diagnostics problem;
    problem.error("MR4136", "a message between run and worker is damaged");
    return problem;
}

void encode(const WorkerSeat& seat, ByteWriter& to) {
    to.fixed(seat.subtask);
    to.fixed(seat.subtasks);
    to.fixed(seat.seed);
    to.fixed(seat.batchSize);
}

WorkerSeat decodeWorkerSeat(ByteReader& from) {
    WorkerSeat seat;
    seat.subtask = from.fixed<int>();
    seat.subtasks = from.fixed<int>();
    seat.seed = from.fixed<std::uint64_t>();
    seat.batchSize = from.fixed<std::uint64_t>();
    return seat;
}

void encode(const OperatorState& state, ByteWriter& to) {
    const bool flags[] = {state.wantsInput, state.mayEnd, state.finished, state.ended,
                          state.deadline.has_value()};
    for (const bool flag : flags)
        to.fixed(static_cast<std::uint8_t>(flag));
    to.fixed(state.deadline.value_or(0));
    to.fixed(state.earliestKept);
}

OperatorState decodeOperatorState(ByteReader& from) {
    OperatorState state;
    for (bool* flag : {&state.wantsInput, &state.mayEnd, &state.finished, &state.ended})
        *flag = from.fixed<std::uint8_t>() != 0;
    const bool hasDeadline = from.fixed<std::uint8_t>() != 0;
    const auto deadline = from.fixed<MonotonicNs>();
    if (hasDeadline) state.deadline = deadline;
    state.earliestKept = from.fixed<EpochMs>();
    return state;
}

void encode(const Diagnostic& d, ByteWriter& to) {
    to.fixed(static_cast<std::uint8_t>(d.severity));
    for (const std::string* text :
         {&d.code, &d.message, &d.hint, &d.node, &d.port, &d.parameter, &d.file, &d.edge})
        to.text(*text);
    to.fixed(d.line);
    to.fixed(d.column);
}

Diagnostic decodeDiagnostic(ByteReader& from) {
    Diagnostic d;
    const auto severity = from.fixed<std::uint8_t>();
    d.severity = severity <= 2 ? static_cast<Severity>(severity) : Severity::Error;
    for (std::string* text : {&d.code, &d.message, &d.hint, &d.node, &d.port, &d.parameter, &d.file, &d.edge})
        *text = from.text();
    d.line = from.fixed<int>();
    d.column = from.fixed<int>();
    return d;
}

} // namespace millrace
