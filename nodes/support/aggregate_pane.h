// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/expression/aggregate.h"
#include "nodes/support/group_table.h"

#include <algorithm>
#include <memory>
#include <span>
#include <vector>

namespace millrace {

/// The key columns and the arguments of all aggregate calls, computed once for a batch, whatever windows its
/// rows fall into.
class AggregateInput {
public:
    AggregateInput(const AggregateProgram& program, std::vector<std::size_t> keyColumns)
        : program_(program), keyColumns_(std::move(keyColumns)) {}

    void evaluate(Evaluator& evaluator, const RecordBatch& batch);

    std::span<const ColumnPtr> keys() const { return keys_; }
    std::span<const ColumnPtr> arguments(std::size_t call) const { return calls_[call].arguments; }
    /// BOOLEAN per physical row, or null for a call without FILTER.
    const Column* filter(std::size_t call) const { return calls_[call].filter.get(); }
    const ColumnPtr& filterPtr(std::size_t call) const { return calls_[call].filter; }

private:
    struct Call {
        std::vector<ColumnPtr> arguments;
        ColumnPtr filter;
    };
    AggregateProgram program_;
    std::vector<std::size_t> keyColumns_;
    RecordBatch block_; ///< the last one that came in slices, for which everything is computed
    std::vector<ColumnPtr> keys_;
    std::vector<Call> calls_;
};

/// The groups of one window (or of a whole stream) and their aggregates. Not thread-safe.
class AggregatePane {
public:
    AggregatePane(const AggregateProgram& program, std::vector<DataType> keyTypes);

    /// Adds rows[i] of the batch that `input` was computed for; rows 0 .. count-1 where `rows` is empty.
    void add(const AggregateInput& input, std::span<const std::uint32_t> rows, std::size_t count);
    /// Adds the groups of another pane; its rows count as later ones.
    void merge(const AggregatePane& other);
    std::size_t groups() const { return table_.size(); }
    /// For a pane without keys: makes its one group be there even when no row came.
    void requireOneGroup();

    /// The key columns and output columns of groups [first, first + count), in that order.
    RecordBatch::Columns results(Evaluator& evaluator, std::size_t first, std::size_t count) const;
    /// Makes the pane as new, keeping its memory.
    void clear();
    /// Writes down what load() on a new pane of the same program brings back; `latest` is left out.
    void save(ByteWriter& to) const;
    void load(ByteReader& from);

    /// When the latest record that counts here was to be sent: the latency of the result begins there.
    MonotonicNs latest = INT64_MIN;

private:
    void resize(std::size_t groups);

    RecordBatch::Columns keysOf(std::span<const std::uint32_t> groups) const;
    SchemaPtr keySchema() const;

    AggregateProgram program_;
    std::size_t keyCount_;
    GroupTable table_;
    std::vector<std::unique_ptr<AggregateState>> states_;
    std::size_t stateGroups_ = 0;
    std::vector<std::uint32_t> groupOf_;
    std::vector<std::uint32_t> filteredRows_;
    std::vector<std::uint32_t> filteredGroups_;
};

} // namespace millrace
