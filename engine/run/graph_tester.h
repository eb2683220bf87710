// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/row_diff.h"
#include "engine/data/schema.h"
#include "engine/graph/graph_test.h"

#include <boost/json/object.hpp>
#include <functional>
#include <string>
#include <vector>

namespace millrace {

/// What came to a port that a test looks at, beside what was expected there.
struct PortOutcome {
    std::string port;           ///< "trips.out"
    int line = 0;               ///< of the expectation in the graph file; 0 = unknown
    std::vector<Field> columns; ///< those that are compared
    std::vector<RowValues> expected, actual;
    RowDiff diff;
};

/// How a test of a graph went.
struct TestOutcome {
    enum class State {
        Passed,
        Failed, ///< other records came, or the run failed
        Faulty, ///< it could not be run: the diagnostics say why
    };
    std::string name;
    State state = State::Faulty;
    std::string file; ///< graph file; empty = not saved
    int line = 0;     ///< of the test in it; 0 = unknown
    double seconds = 0;
    std::vector<PortOutcome> ports;
    Diagnostics diagnostics;
};
const char* nameOf(TestOutcome::State state); ///< "passed", "failed", "faulty"

/// A graph whose tests are to be run.
struct TestedGraph {
    const GraphDocument& document;
    std::string path; ///< of its file, for relative paths and messages; empty = not saved
    const JsonPositions& positions;
};

/// Runs the tests of graphs. Thread-safe.
class GraphTester {
public:
    virtual ~GraphTester() = default;
    /// Runs one test (of that name there is one) to its end; nothing outside is written. Returns early, as
    /// failed, when `cancelled` says so. Blocks: not for the thread of a window.
    virtual TestOutcome run(const TestedGraph& graph, const std::string& name,
                            const std::function<bool()>& cancelled) const = 0;
};

/// "1 changed, 2 missing, 1 unexpected" of the rows of a port; "other order from row 3"; "as expected".
std::string differenceSummary(const PortOutcome& port);
/// A row for people: `vehicle_id="7" n=3`, texts in quotes, the columns as given.
std::string rowText(const RowValues& row, const std::vector<Field>& columns);
/// What went wrong, line by line, indented, ending in a line break; of each port at most `maxRows` rows.
/// Empty for a test that passed.
std::string failureText(const TestOutcome& outcome, std::size_t maxRows = 20);
/// The outcome for programs.
boost::json::object toJson(const TestOutcome& outcome);

} // namespace millrace
