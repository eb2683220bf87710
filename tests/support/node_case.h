// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/json_rows.h"
#include "tests/support/node_harness.h"

#include <boost/json/object.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace millrace::test {

/// A golden case of one node, read from tests/golden/nodes/<kind>_<case>/case.json:
///
///     { "title": "says in a sentence what is shown",
///       "kind": "filter", "params": { ... }, "seed": 42,
///       "files": { "in.csv": "text" },                                files in the folder that paths are
///       relative to "bounded": true, "columns": { "id": "BIGINT", "ts": "TIMESTAMP" }, "event_time": "ts",
///       the input's schema, not for sources "watermark_delay": "60 s", with an event time: as its source
///       would say "rows": [ [1, "2024-01-01T00:00:00Z"], ... ], "expect": { "out": { "columns": {...},
///       "event_time": "ts", "ordered": false, "rows": [...] }, ... }, "expect_files": { "out.csv": "text" },
///       "problems": [ { "code": "MR3401", "parameter": "where", "message": "part of it" } ] }
///
/// A node with two inputs may have "second": { "columns": {...}, "event_time": "ts", "rows": [...] } for the
/// other one. Ports that `expect` does not name must stay empty. `columns` and `event_time` there check the
/// output's schema. With `problems` the node must not bind, and each must be among its diagnostics.
struct NodeCase {
    std::string name; ///< of the folder
    boost::json::object json;

    const NodeKind& kind() const;
    boost::json::object params() const;
    bool isSource() const { return kind().inputs.empty(); }
    bool expectsProblems() const { return json.contains("problems"); }
    /// One per input port; the case's input feeds the first.
    std::vector<SchemaPtr> inputs() const;
    RecordBatch secondRows() const; ///< empty: none
};

/// All cases, by name.
const std::vector<NodeCase>& nodeCases();
/// A folder of its own in which the case's files lie; removed with the object.
class CaseFolder {
public:
    explicit CaseFolder(const NodeCase& nodeCase);
    ~CaseFolder();
    CaseFolder(const CaseFolder&) = delete;
    CaseFolder& operator=(const CaseFolder&) = delete;
    const std::string& path() const { return path_; }

private:
    std::string path_;
};

/// How a case is replayed: batch size, selections with other rows in between, outputs that are full now and
/// then.
struct ReplayOptions {
    std::size_t batchSize = 1024;
    bool withDecoys = false;
    bool isTight = false;
    RecordBatch second = {}; ///< for the second input, in batches that alternate with those of the first
};

/// Feeds a batch's rows to a node as a source would: cut into batches, late records marked, watermarks in
/// between, then the end.
void feedAsSource(NodeHarness& harness, const RecordBatch& rows, std::optional<std::int64_t> watermarkDelayMs,
                  const ReplayOptions& replay);
/// Replays the case and compares. Empty when all is as expected; else says what is not.
std::string replay(const NodeCase& nodeCase, const ReplayOptions& options);

} // namespace millrace::test
