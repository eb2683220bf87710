// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/aggregate_pane.h"

#include "nodes/support/saved_rows.h"

#include <numeric>

namespace millrace {

void AggregateInput::evaluate(Evaluator& evaluator, const RecordBatch& batch) {
    if (batch.partial() && batch.hasBlockOf(block_)) return;
    block_ = batch.partial() ? batch : RecordBatch();
    keys_.clear();
    for (const std::size_t column : keyColumns_)
        keys_.push_back(batch.columnPtr(column));
    calls_.resize(program_.calls().size());
    for (std::size_t i = 0; i < calls_.size(); ++i) {
        const AggregateProgram::Call& call = program_.calls()[i];
        calls_[i].arguments.clear();
        for (const Expression& argument : call.arguments)
            calls_[i].arguments.push_back(evaluator.evaluate(argument, batch));
        calls_[i].filter = call.filter ? evaluator.evaluate(*call.filter, batch) : nullptr;
    }
}

AggregatePane::AggregatePane(const AggregateProgram& program, std::vector<DataType> keyTypes)
    : program_(program), keyCount_(keyTypes.size()), table_(std::move(keyTypes)) {
    for (const AggregateProgram::Call& call : program_.calls())
        states_.push_back(call.makeState());
}

void AggregatePane::add(const AggregateInput& input, std::span<const std::uint32_t> rows, std::size_t count) {
    if (count == 0) return;
    if (groupOf_.size() < count) groupOf_.resize(count);
    const std::span<std::uint32_t> groups(groupOf_.data(), count);
    table_.assign(input.keys(), rows, groups);
    resize(table_.size());
    for (std::size_t i = 0; i < states_.size(); ++i) {
        const Column* const filter = input.filter(i);
        if (filter == nullptr) {
            states_[i]->add(input.arguments(i), rows, groups);
            continue;
        }
        filteredRows_.clear();
        filteredGroups_.clear();
        const std::uint8_t* const passes = filter->values<std::uint8_t>().data();
        for (std::uint32_t k = 0; k < count; ++k) {
            const std::uint32_t row = rows.empty() ? k : rows[k];
            if (passes[row] == 0 || filter->isNull(row)) continue;
            filteredRows_.push_back(row);
            filteredGroups_.push_back(groups[k]);
        }
        if (!filteredRows_.empty()) states_[i]->add(input.arguments(i), filteredRows_, filteredGroups_);
    }
}

void AggregatePane::merge(const AggregatePane& other) {
    latest = std::max(latest, other.latest);
    if (other.groups() == 0) return;
    std::vector<std::uint32_t> theirs(other.groups()), here(other.groups());
    std::iota(theirs.begin(), theirs.end(), 0u);
    const RecordBatch::Columns keys = other.keysOf(theirs);
    table_.assign(keys, {}, here);
    resize(table_.size());
    for (std::size_t i = 0; i < states_.size(); ++i)
        states_[i]->merge(*other.states_[i], {}, here);
}

RecordBatch::Columns AggregatePane::keysOf(std::span<const std::uint32_t> groups) const {
    RecordBatch::Columns keys;
    for (std::size_t key = 0; key < keyCount_; ++key)
        keys.push_back(table_.keyColumn(key, groups));
    return keys;
}

void AggregatePane::requireOneGroup() {
    if (table_.size() > 0) return;
    std::uint32_t group = 0;
    table_.assign({}, {}, {&group, 1});
    resize(1);
}

void AggregatePane::resize(std::size_t groups) {
    if (groups <= stateGroups_) return;
    for (const auto& state : states_)
        state->resize(groups);
    stateGroups_ = groups;
}

RecordBatch::Columns AggregatePane::results(Evaluator& evaluator, std::size_t first,
                                            std::size_t count) const {
    std::vector<std::uint32_t> groups(count);
    std::iota(groups.begin(), groups.end(), static_cast<std::uint32_t>(first));
    RecordBatch::Columns columns = keysOf(groups);
    RecordBatch::Columns intermediate = columns;
    for (const auto& state : states_)
        intermediate.push_back(state->result(groups));
    const RecordBatch batch(program_.intermediateSchema(), std::move(intermediate), count);
    for (const Expression& output : program_.outputs())
        columns.push_back(evaluator.evaluate(output, batch));
    return columns;
}

void AggregatePane::clear() {
    std::vector<std::uint32_t> groups(stateGroups_);
    std::iota(groups.begin(), groups.end(), 0u);
    for (const auto& state : states_)
        state->reset(groups);
    table_.clear();
    latest = INT64_MIN;
}

SchemaPtr AggregatePane::keySchema() const {
    const std::vector<Field>& fields = program_.intermediateSchema()->fields();
    return makeSchema({fields.begin(), fields.begin() + static_cast<std::ptrdiff_t>(keyCount_)});
}

void AggregatePane::save(ByteWriter& to) const {
    std::vector<std::uint32_t> all(groups());
    std::iota(all.begin(), all.end(), 0u);
    saveRows(RecordBatch(keySchema(), keysOf(all), all.size()), to);
    for (const auto& state : states_)
        state->save(all.size(), to);
}

void AggregatePane::load(ByteReader& from) {
    const RecordBatch keys = loadRows(from, keySchema(), 0);
    if (keyCount_ == 0 && keys.rows() > 1) from.fail();
    if (from.failed() || keys.empty()) return;
    std::vector<std::uint32_t> here(keys.rows());
    table_.assign(keys.columns(), {}, here);
    // Keys get their numbers in order of appearance; a key that is there twice would leave one without.
    if (table_.size() != keys.rows()) return from.fail();
    resize(table_.size());
    for (const auto& state : states_)
        state->load(from);
}

} // namespace millrace
