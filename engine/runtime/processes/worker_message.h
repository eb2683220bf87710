// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/result.h"
#include "engine/data/byte_stream.h"
#include "engine/graph/node_kind.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace millrace {

/// What passes between a run and its worker processes: the first byte says which. The run makes a call; the
/// worker answers with any number of messages, of which Done or Failed is the last.
enum class WorkerMessage : std::uint8_t {
    // Calls.
    Begin,     ///< StageSpec: make the operator and open it
    Process,   ///< input, batch
    Watermark, ///< EpochMs
    Deadline,  ///< MonotonicNs
    InputEnd,  ///< Done says whether the operator is through
    Adopt,     ///< parameters as JSON: settings changed while it runs
    Close,     ///< the worker ends after its answer
    // Answers.
    Emit,    ///< port, batch
    Report,  ///< a diagnostic
    Publish, ///< schema, batch
    Acquire, ///< name, capacity, units of a shared resource; the run says Granted
    Release, ///< name, capacity, units
    Done,    ///< OperatorState
    Failed,  ///< diagnostics
    // To an Acquire.
    Granted,
};

/// What a worker has to know of its stage. The node was checked and bound by the planner of the run; the
/// worker binds it again to the same parameters and columns.
struct StageSpec {
    std::string version; ///< of the program
    std::string node;
    std::string kind;
    std::string params; ///< checked ones, as JSON
    std::vector<SchemaPtr> inputs;
    std::vector<bool> inputBounded;
    std::vector<PortSpec> outputPorts;
    std::vector<SchemaPtr> outputs;
};

/// One of the subtasks.
struct WorkerSeat {
    int subtask = 0;
    int subtasks = 1;
    std::uint64_t seed = 0;
    std::uint64_t batchSize = 0;
};

/// What the operator says about itself after a call.
struct OperatorState {
    bool wantsInput = true;
    bool mayEnd = true;
    bool finished = false;
    bool ended = true; ///< of InputEnd: what onEnd() returned
    std::optional<MonotonicNs> deadline;
    EpochMs earliestKept = kMaxWatermark;
};

void encode(const StageSpec& spec, ByteWriter& to);
Result<StageSpec> decodeStageSpec(ByteReader& from);
void encode(const WorkerSeat& seat, ByteWriter& to);
WorkerSeat decodeWorkerSeat(ByteReader& from);
void encode(const OperatorState& state, ByteWriter& to);
OperatorState decodeOperatorState(ByteReader& from);
/// Everything but the edit that would mend it.
void encode(const Diagnostic& diagnostic, ByteWriter& to);
Diagnostic decodeDiagnostic(ByteReader& from);

} // namespace millrace
