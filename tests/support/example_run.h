// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/record_batch.h"
#include "tests/support/sqlite_oracle.h"

#include <boost/json/object.hpp>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace millrace::test {

/// How to run a graph file in a test. Overrides are as on the command line ("input=x.csv",
/// "trips.window.tumbling=5 min").
struct ExampleOptions {
    std::vector<std::string> set = {};
    std::optional<int> workers = {};
    std::optional<std::size_t> batchSize = {};
    std::optional<std::string> executor = {}; ///< "threads", "pool"
    std::uint64_t seed = 42;
};

/// What a run leaves behind, besides the files it wrote.
struct ExampleRun {
    boost::json::object report;
    std::map<std::string, RecordBatch> published; ///< by node: what the live tables show at the end

    /// A count of one node in the report, as "late".
    std::int64_t numberAt(const char* node, const char* key) const;
    /// The rows that a live table shows, as SQLite would give them: TIMESTAMP as epoch milliseconds.
    std::vector<SqliteOracle::Row> table(const std::string& node) const;
};

/// Runs a graph file on the engine to its end and asserts the invariants. Throws std::runtime_error with
/// every diagnostic when it does not plan, does not finish within two minutes, or breaks an invariant.
ExampleRun runExample(const std::string& graphPath, const ExampleOptions& options);

/// What is wrong with a live table that keeps the last `keep` of all these rows, which stand in order of
/// arrival when `inOrder`; else any of them may be the last ones. Empty when nothing is.
std::string liveTableFault(std::vector<SqliteOracle::Row> shown, std::vector<SqliteOracle::Row> all,
                           std::size_t keep, bool inOrder);

} // namespace millrace::test
