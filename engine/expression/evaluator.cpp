// SPDX-License-Identifier: Apache-2.0
#include "engine/expression/row_sieve.h"

#include <algorithm>

namespace millrace {

namespace {

/// The columns computed for the block that slices are being cut from.
class BlockColumns {
public:
    /// The one computed for `root`, which belongs to `expression`; null when there is none yet.
    ColumnPtr find(const TypedNode& root, const RecordBatch& batch) const {
        if (!batch.hasBlockOf(block_)) return nullptr;
        for (const Entry& entry : entries_)
            if (entry.root == &root) return entry.column;
        return nullptr;
    }
    void keep(const Expression& expression, const TypedNode& root, const RecordBatch& batch,
              ColumnPtr column) {
        if (!batch.hasBlockOf(block_)) {
            entries_.clear();
            block_ = batch;
        }
        entries_.push_back({expression, &root, std::move(column)});
    }

private:
    struct Entry {
        Expression expression; ///< keeps the tree alive, so that no other takes its address
        const TypedNode* root;
        ColumnPtr column;
    };
    RecordBatch block_;
    std::vector<Entry> entries_;
};

Vector wholeColumn(const Column& column) {
    Vector vector;
    vector.type = column.type();
    vector.data = column.valuesBuffer()->data();
    vector.validity = column.validity();
    return vector;
}

} // namespace

struct Evaluator::Scratch {
    ScratchPool pool;
    RowSieve sieve;
    BlockColumns known;

    ColumnPtr columnOf(const Expression& expression, const TypedNode& root, const RecordBatch& batch) {
        if (batch.partial()) {
            if (ColumnPtr column = known.find(root, batch)) return column;
        }
        TreeEvaluation evaluation(pool, &batch, batch.physicalRows());
        ColumnPtr column = evaluation.toColumn(evaluation.evaluate(root));
        if (batch.partial()) known.keep(expression, root, batch, column);
        return column;
    }
};

Evaluator::Evaluator() : scratch_(std::make_unique<Scratch>()) {}
Evaluator::~Evaluator() = default;
Evaluator::Evaluator(Evaluator&&) noexcept = default;
Evaluator& Evaluator::operator=(Evaluator&&) noexcept = default;

ColumnPtr Evaluator::evaluate(const Expression& expression, const RecordBatch& batch) {
    if (const auto column = expression.asColumn()) return batch.columnPtr(*column);
    return scratch_->columnOf(expression, *expression.impl().root, batch);
}

Selection Evaluator::select(const Expression& predicate, const RecordBatch& batch) {
    RowSieve& sieve = scratch_->sieve;
    sieve.start(batch);
    std::optional<TreeEvaluation> evaluation;
    for (const TypedNode* condition : predicate.impl().conjuncts) {
        if (sieve.narrowFused(*condition, batch)) continue;
        if (batch.partial()) {
            sieve.narrow(wholeColumn(*scratch_->columnOf(predicate, *condition, batch)));
            continue;
        }
        if (!evaluation) evaluation.emplace(scratch_->pool, &batch, batch.physicalRows());
        Vector truth = evaluation->evaluate(*condition);
        sieve.narrow(truth);
        scratch_->pool.giveBack(truth);
    }
    if (sieve.count() < batch.rows()) return sieve.result();
    return batch.selection() ? *batch.selection() : Selection::range(0, batch.physicalRows());
}

} // namespace millrace
