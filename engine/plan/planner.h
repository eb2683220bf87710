// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/registry.h"
#include "engine/plan/plan.h"

#include <functional>
#include <map>
#include <optional>

namespace millrace {

struct PlanOptions {
    /// Overrides, as given with --set: "name" -> graph parameter, "node.param.path" -> that parameter.
    std::vector<std::pair<std::string, boost::json::value>> overrides;
    /// Relative paths in the graph are resolved against this folder; those of overrides against
    /// `currentFolder`.
    std::string graphFolder;
    std::string currentFolder;
    /// ${env:NAME}; nothing = not set (an error where it is used). Absent function: environment is not
    /// available.
    std::function<std::optional<std::string>(const std::string&)> environment;
    int cores = 1;          ///< for choosing workers
    Instance instance = {}; ///< `${instance}`, where the graph has no parameter of that name
    /// Nothing outside is written: every sink that would is replaced by a buffer that keeps its last records.
    bool safeRun = false;
    // For tests and comparisons: replace what the document says, where legal.
    std::optional<ExecutorKind> executor;
    std::optional<int> workers;
    std::optional<std::size_t> batchSize;
    bool allowFusion = true;
};

/// Everything the planner found out, also when there is no plan: per-node schemas and ports for the editor,
/// all diagnostics.
struct Planning {
    PlanPtr plan; ///< null when there are errors
    Diagnostics diagnostics;
    /// Where they are known, also of nodes that could not be bound: output schemas by "node.port" and input
    /// schemas by "node.port".
    std::map<std::string, SchemaPtr, std::less<>> schemas;
};

/// Checks a document against the registry and turns it into a plan, pass by pass (engine/plan/passes):
/// parameters resolved, kinds, wires, cycles, parameter checks, binding in topological order, what nodes
/// use outside of the graph, concurrency, fusion, partitioning. Goes on after errors as far as it makes
/// sense, so that the problems panel shows all of them. May read files (schema inference in bind), through
/// the nodes.
Planning plan(const GraphDocument& document, const Registry& registry, const PlanOptions& options);

/// Applies the overrides to a copy of the document (MR1401 unknown parameter with suggestion, MR1402 value
/// does not fit).
Result<GraphDocument> applyOverrides(const GraphDocument& document, const Registry& registry,
                                     const PlanOptions& options);
/// Splits "name=value" or "node.param.path=value"; the value is read as JSON if it is JSON, else as text. A
/// number that would not be written back the same ("1e3", "1.50") stays text until its parameter's type is
/// known. Error MR1400.
Result<std::pair<std::string, boost::json::value>> parseOverride(std::string_view text);

} // namespace millrace
