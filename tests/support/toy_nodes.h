// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/plan/plan.h"

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace millrace::test {

/// One BIGINT column "n" (and, with event time, TIMESTAMP "at").
SchemaPtr numberSchema();
SchemaPtr timedSchema();
RecordBatch numbers(std::int64_t first, std::size_t count);
std::vector<std::int64_t> valuesOf(const RecordBatch& batch);

/// What sinks of a test have seen, in order of arrival per subtask. Thread-safe; shared by the subtasks.
class Captured {
public:
    void add(const RecordBatch& batch);
    void watermark(int subtask, EpochMs watermark);
    std::vector<std::int64_t> values() const; ///< in order of arrival
    std::vector<std::int64_t> sortedValues() const;
    std::vector<std::vector<EpochMs>> watermarks() const; ///< per subtask
    std::size_t batches() const;
    std::atomic<int> opened{0}, ended{0}, closed{0}, aborted{0};

private:
    mutable std::mutex mutex_;
    std::vector<std::int64_t> values_;
    std::vector<std::vector<EpochMs>> watermarks_;
    std::size_t batches_ = 0;
};

struct ToyFailure {
    enum class Where {
        Nowhere,
        Open,
        Process,
        Watermark,
        Deadline,
        End,
        Close,
        Adopt,
        Finished
    } where = Where::Nowhere;
    std::int64_t at = 0; ///< Process: on the record with this number
};

/// Counts up from 0 to `total` over all subtasks (subtask i of n gives i, i + n, ...); endless with total <
/// 0. With `timed` schema, record n has event time n ms and the watermark follows.
std::function<std::unique_ptr<Source>()> countingSource(std::int64_t total, bool timed = false,
                                                        std::size_t batchRows = 0, ToyFailure failure = {});
/// Gives `total` records, one every `periodNs`.
std::function<std::unique_ptr<Source>()> tickingSource(std::int64_t total, MonotonicNs periodNs);
using BatchFunction = std::function<RecordBatch(const RecordBatch&, OperatorContext&)>;
/// Emits what the function makes of each batch on port 0.
std::function<std::unique_ptr<Operator>()> mapping(BatchFunction function, ToyFailure failure = {});
std::function<std::unique_ptr<Operator>()> passing(ToyFailure failure = {});
/// Even numbers to port 0, odd ones to port 1.
std::function<std::unique_ptr<Operator>()> splitting();
/// Keeps everything until the end, then emits it in batches of `rows` as room allows.
std::function<std::unique_ptr<Operator>()> hoarding(std::size_t rows);
std::function<std::unique_ptr<Operator>()> limiting(std::int64_t records);
/// Takes input only every `periodNs`.
std::function<std::unique_ptr<Operator>()> throttling(MonotonicNs periodNs);
std::function<std::unique_ptr<Operator>()> capturing(std::shared_ptr<Captured> captured,
                                                     ToyFailure failure = {},
                                                     std::function<void(OperatorContext&)> perBatch = {});

/// The kind of every vertex of a ToyPlan: parameters `setting` (hot) and `fixed` (not).
const NodeKind& toyKind();

/// Builds plans by hand, vertex by vertex in topological order. A vertex is its own chain unless fused.
class ToyPlan {
public:
    std::size_t source(std::string id, std::function<std::unique_ptr<Source>()> make, int workers = 1,
                       bool timed = false);
    std::size_t stage(std::string id, std::function<std::unique_ptr<Operator>()> make, int workers = 1,
                      std::vector<PortSpec> ports = {{"out"}});
    std::size_t sink(std::string id, std::function<std::unique_ptr<Operator>()> make, int workers = 1);
    PlanEdge& wire(std::size_t from, std::size_t to, std::size_t fromPort = 0, std::size_t toPort = 0);
    /// A direct call: `to` joins the chain of `from`.
    void fuse(std::size_t from, std::size_t to, std::size_t fromPort = 0);
    PlanVertex& vertex(std::size_t v) { return plan_.vertices[v]; }
    PlanChain& chainOf(std::size_t v) { return plan_.chains[plan_.vertices[v].chain]; }
    void useExecutor(ExecutorKind kind);
    void useBatchSize(std::size_t rows);
    PlanPtr build() const { return std::make_shared<const Plan>(plan_); }

private:
    std::size_t add(std::string id, BoundNode bound, int workers);
    Plan plan_;
};

} // namespace millrace::test
