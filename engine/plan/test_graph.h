// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_test.h"
#include "engine/operator/collecting_operator.h"
#include "engine/operator/pinned_source.h"
#include "engine/plan/plan.h"

#include <map>

namespace millrace {

/// A port of a graph that a test looks at or feeds, and the node that stands for it in the cut graph.
struct TestPort {
    PortRef at;           ///< complete
    bool isInput = false; ///< `at` is an input: meant is what all wires bring there
    std::string probe;    ///< id of the node that takes what the port gives
    std::size_t rows = 0; ///< index into GraphTest::inputs or expected
};

/// The part of a graph that a test is about.
struct TestGraph {
    /// Everything that the ports depend on, with a probe at each of them: planned to learn their columns, not
    /// run.
    GraphDocument upstream;
    /// What stands between pinned inputs and expected ports: pinned nodes are of kind pinnedKindName(),
    /// probes of kind kProbeKind, and every wire that leads out of the cut ends in one.
    GraphDocument cut;
    std::vector<TestPort> pinned, expected;
};

inline constexpr const char* kProbeKind = "test_probe";
std::string pinnedKindName(const std::string& node); ///< "test_rows_buses"

/// Cuts the part out of a document whose overrides are applied. Nothing in it runs in processes of its own:
/// those would not know the test's kinds. Errors, placed: MR1503 no such node or port, MR1504 nothing can be
/// pinned there, MR1505 nothing leaves there in a test since it writes nothing outside, MR1506 the same port
/// twice.
Result<TestGraph> cutForTest(const GraphDocument& document, const GraphTest& test, const Registry& registry,
                             const TestPlaces& places);

/// How far sources upstream of a probe lag behind: their largest watermark delay.
std::int64_t watermarkDelayMs(const Plan& upstream, const std::string& probe);

/// The kind of probes; what came to each of them stands in `collected` by node after a run.
NodeKind probeKind(std::map<std::string, CollectedBatches> collected);
/// The kind of a pinned node: its ports in the order of the rows.
NodeKind pinnedKind(const std::string& node, const std::vector<std::string>& ports,
                    std::vector<SchemaPtr> schemas, std::vector<PinnedRows> rows);

} // namespace millrace
