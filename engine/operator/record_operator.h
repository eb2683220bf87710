// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/batch_builder.h"
#include "engine/operator/operator.h"

#include <vector>

namespace millrace {

/// One record of a batch, as code that works record by record sees it. Valid during the call it is given to.
class RecordView {
public:
    bool isNull(std::size_t column) const { return batch_->column(column).isNull(row_); }
    /// The value of a column; T is its C++ type (see ColumnBuilder::append). Anything where it is NULL.
    template <class T> T get(std::size_t column) const {
        return static_cast<const T*>(values_[column])[row_];
    }
    std::string_view text(std::size_t column) const { return get<StringRef>(column).view(); }
    /// Any column, slowly.
    Value value(std::size_t column) const { return batch_->column(column).valueAt(row_); }

private:
    friend class RecordOperator;
    const RecordBatch* batch_ = nullptr;
    const void* const* values_ = nullptr; ///< per column
    std::size_t row_ = 0;
};

/// A stage written for one record at a time and fed by batches underneath: the convenient way to put code of
/// one's own into a graph. It costs a virtual call a record, where expressions cost none; everything else is
/// paid once a batch. Rules as for Operator.
class RecordOperator : public Operator {
public:
    /// `output`: the columns of what process() appends.
    explicit RecordOperator(SchemaPtr output) : rows_(std::move(output)) {}

    /// Appends any number of records to `out`, all columns of each. What it appends has the ingest time, the
    /// intended send time and the late mark of `record`.
    virtual void process(const RecordView& record, BatchBuilder& out) = 0;

    void process(std::size_t input, RecordBatch batch, Collector& out) final;

private:
    /// Rows [first, end) of the output came from this row of the batch.
    void noteOrigin(const RecordBatch& batch, std::uint32_t row, std::size_t first);

    BatchBuilder rows_;
    std::vector<const void*> values_;
    std::vector<MonotonicNs> intended_; ///< per output row, where the batch has them
    std::vector<LateMark> late_;
    std::size_t nextMark_ = 0;
};

} // namespace millrace
