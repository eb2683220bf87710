// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_json.h"

#include <boost/json/array.hpp>
#include <string>
#include <utility>
#include <vector>

namespace millrace {

/// Records as a test writes them: objects of column and value, or a file with them.
struct TestRows {
    PortRef at;              ///< the port may be empty: the only one there is
    boost::json::array rows; ///< each an object
    std::string file;        ///< relative to the graph file; not empty: the records stand there
    std::string pointer;     ///< JSON pointer to them in the graph file
    bool operator==(const TestRows&) const = default;
};

/// A unit test of a graph, kept in its file:
///
///     "tests": { "speeding is listed": {
///         "set": { "limit": 50 },                      parameters, named as with --set
///         "inputs": { "buses": [ {"vehicle_id": "1", "speed": 20.0}, ... ],     what a node sends instead
///                     "clean.bad": {"file": "bad.csv"} },
///         "expect": { "fast.out": [ {"vehicle_id": "1", "kmh": 72.0} ] },       what a port gets
///         "ordered": false, "tolerance": 1e-9 } }
///
/// Compared are the columns that an expected row names; one that leaves out a column of another has NULL
/// there.
struct GraphTest {
    std::string name;
    std::vector<TestRows> inputs;
    std::vector<TestRows> expected;
    std::vector<std::pair<std::string, boost::json::value>> parameters;
    bool ordered = false;
    double tolerance = 1e-9;
    bool operator==(const GraphTest&) const = default;
};

/// JSON pointer to a test in its graph file.
std::string pointerOfTest(std::string_view name);

/// Where tests stand, to say it in what is found about them. Without positions the lines stay unknown.
class TestPlaces {
public:
    TestPlaces(const JsonPositions& positions, std::string file)
        : positions_(positions), file_(std::move(file)) {}
    const std::string& file() const { return file_; }
    int lineOf(const std::string& pointer) const { return positions_.find(pointer).line; }
    /// Gives the finding the place of the value, unless it has one.
    Diagnostic& place(Diagnostic& diagnostic, const std::string& pointer) const;

private:
    const JsonPositions& positions_;
    std::string file_;
};

/// Reads one of GraphDocument::tests. Errors, placed: MR1500 not of the right shape, MR1501 unknown key,
/// MR1502 it expects nothing. What it says about nodes and columns is not checked here.
Result<GraphTest> readGraphTest(std::string_view name, const boost::json::value& test,
                                const TestPlaces& places);

/// The names of all tests of a document, in file order.
std::vector<std::string> testNames(const GraphDocument& document);

} // namespace millrace
