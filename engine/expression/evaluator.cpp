// SPDX-License-Identifier: Apache-2.0
#include "engine/expression/selection.h"

namespace millrace {

struct Evaluator::Scratch {
    ScratchPool pool;
    RowSieve sieve;
};

Evaluator::Evaluator() : scratch_(std::make_unique<Scratch>()) {}
Evaluator::~Evaluator() = default;
Evaluator::Evaluator(Evaluator&&) noexcept = default;
Evaluator& Evaluator::operator=(Evaluator&&) noexcept = default;

ColumnPtr Evaluator::evaluate(const Expression& expression, const RecordBatch& batch) {
    if (const auto column = expression.asColumn()) return batch.columnPtr(*column);
    TreeEvaluation evaluation(scratch_->pool, &batch, batch.physicalRows());
    return evaluation.toColumn(evaluation.evaluate(*expression.impl().root));
}

SelectionPtr Evaluator::select(const Expression& predicate, const RecordBatch& batch) {
    RowSieve& sieve = scratch_->sieve;
    sieve.start(batch);
    TreeEvaluation evaluation(scratch_->pool, &batch, batch.physicalRows());
    for (const TypedNode* condition : predicate.impl().conjuncts) {
        if (sieve.narrowFused(*condition, batch)) continue;
        Vector truth = evaluation.evaluate(*condition);
        sieve.narrow(truth);
        scratch_->pool.giveBack(truth);
    }
    if (sieve.untouched()) {
        if (batch.selection()) return batch.selection();
        std::vector<std::uint32_t> all(batch.physicalRows());
        for (std::size_t i = 0; i < all.size(); ++i)
            all[i] = static_cast<std::uint32_t>(i);
        return std::make_shared<const std::vector<std::uint32_t>>(std::move(all));
    }
    return sieve.result();
}

} // namespace millrace
