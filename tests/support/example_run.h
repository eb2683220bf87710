// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/object.hpp>
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

/// Runs a graph file on the engine to its end, asserts the invariants, and gives back the report. Throws
/// std::runtime_error with every diagnostic when it does not plan, does not finish within two minutes, or
/// breaks an invariant.
boost::json::object runExample(const std::string& graphPath, const ExampleOptions& options);

} // namespace millrace::test
