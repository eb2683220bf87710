// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_document.h"
#include "engine/graph/registry.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace millrace {

/// What a sweep varies: `cores` of the simulated machine, NODE.workers, NODE.batch, NODE.rate, WIRE.capacity,
/// a graph parameter or a parameter of a node; and its values as they are written.
struct VariedSetting {
    std::string name;
    std::string range; ///< "1..16", "100..1000/100", "1,2,4,8"
    std::vector<std::string> values;

    bool isCores() const { return name == "cores"; }
    /// Whether the numbers mean how many work at it: then a law of scalability may be fitted.
    bool countsWorkers() const { return isCores() || name.ends_with(".workers"); }
    bool operator==(const VariedSetting&) const = default;
};

/// "1..16", "100..1000/100" (with a step) or "1,2,4,8", from 1 to 200 values. Error MR4731.
Result<std::vector<std::string>> valuesIn(std::string_view range);

/// "2%" or "0.02"; none: neither.
std::optional<double> shareIn(std::string_view text);

/// The graph and the machine at one point of a sweep.
struct SweptGraph {
    GraphDocument document;
    std::vector<std::pair<std::string, boost::json::value>> overrides; ///< as of PlanOptions
    std::optional<double> cores;
};
/// Sets it there. Errors MR4732: there is no such node or wire, the value is no such number; MR1400.
Diagnostics applySetting(const VariedSetting& setting, const std::string& value, const Registry& registry,
                         SweptGraph& graph);

/// A sweep over one or two settings, kept in the graph file:
///
///     "simulation": { "experiments": [
///         { "name": "workers", "vary": { "stage.workers": "1..8" }, "replications": 10, "duration": "60 s",
///           "precision": "2%" } ] }
///
/// Each value of the first setting with each of the second. With `replications` exactly so many at each
/// point; without, as many as `precision` takes; without both, kDefaultReplications.
struct Experiment {
    static constexpr std::size_t kDefaultReplications = 10;
    static constexpr std::size_t kMostPoints = 400;

    std::string name;
    std::vector<VariedSetting> vary; ///< one or two
    std::optional<std::size_t> replications;
    std::optional<std::int64_t> durationNs; ///< virtual time of each replication; none: as the graph says
    std::optional<double> precision;        ///< relative half width of the 95 % intervals of means
    std::size_t index = 0;                  ///< in the file

    std::size_t points() const;
    /// Place in the file for Diagnostic::parameter, "simulation.experiments.0".
    std::string place() const { return "simulation.experiments." + std::to_string(index); }
    bool operator==(const Experiment&) const = default;
};

struct Experiments {
    std::vector<Experiment> list; ///< those that can be run
    Diagnostics problems;         ///< MR4730, MR4731, MR4703; Diagnostic::parameter tells the place
    const Experiment* find(std::string_view name) const;
};
/// Those in the document; what they say about nodes is not checked here.
Experiments readExperiments(const GraphDocument& document);

/// What is wrong with the experiments of a document, nodes, wires and parameters that they name included.
Diagnostics checkExperiments(const GraphDocument& document, const Registry& registry);

/// As it stands in the file; `before`: what is written there now, whose other keys stay.
boost::json::object written(const Experiment& experiment, boost::json::object before = {});

} // namespace millrace
