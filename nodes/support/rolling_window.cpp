// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/rolling_window.h"

#include "nodes/support/saved_rows.h"

#include <algorithm>
#include <numeric>

namespace millrace {

namespace {

constexpr std::size_t kAddedTogether = 16'384;

using One = std::span<const std::uint32_t, 1>;
One one(const std::uint32_t& index) { return One(&index, 1); }

SchemaPtr firstFields(const Schema& schema, std::size_t count) {
    const auto begin = schema.fields().begin();
    return makeSchema({begin, begin + static_cast<std::ptrdiff_t>(count)});
}

} // namespace

RollingWindow::RollingWindow(const AggregateProgram& program, std::vector<DataType> keyTypes,
                             std::size_t size, bool includeCurrent)
    : keySchema_(firstFields(*program.intermediateSchema(), keyTypes.size())),
      size_(size),
      includeCurrent_(includeCurrent),
      table_(std::move(keyTypes)) {
    std::vector<DataType> types;
    for (const AggregateProgram::Call& call : program.calls()) {
        Call& made = calls_.emplace_back();
        made.results = call.makeState();
        if (made.results->hasFixedSize()) {
            made.older = call.makeState();
            made.newer = call.makeState();
        }
        made.firstColumn = types.size();
        made.columnCount = call.arguments.size();
        for (const Expression& argument : call.arguments)
            types.push_back(argument.type());
        if (call.filter) {
            made.filterColumn = types.size();
            types.push_back(TypeId::Boolean);
        }
    }
    store_ = std::make_unique<RowStore>(std::move(types));
}

RecordBatch::Columns RollingWindow::add(const AggregateInput& input, std::size_t rows) {
    keepRows(input, rows);
    std::vector<std::uint32_t> all(rows);
    std::iota(all.begin(), all.end(), 0u);
    RecordBatch::Columns results;
    for (Call& call : calls_) {
        call.results->resize(rows);
        call.older ? slide(call) : computeAnew(call);
        results.push_back(call.results->result(all));
        call.results->reset(all);
    }
    forgetOld();
    return results;
}

void RollingWindow::keepRows(const AggregateInput& input, std::size_t rows) {
    std::vector<ColumnPtr> columns;
    for (std::size_t i = 0; i < calls_.size(); ++i) {
        const auto arguments = input.arguments(i);
        columns.insert(columns.end(), arguments.begin(), arguments.end());
        if (calls_[i].filterColumn) columns.push_back(input.filterPtr(i));
    }
    groupOf_.resize(rows);
    table_.assign(input.keys(), {}, groupOf_);
    groups_.resize(table_.size());
    steps_.clear();
    for (std::uint32_t row = 0; row < rows; ++row) {
        Group& group = groups_[groupOf_[row]];
        Step step{
            .group = groupOf_[row], .oldEnd = group.end, .begin = 0, .cut = 0, .end = 0, .cutMoved = false};
        const std::uint32_t slot = store_->put(columns, row);
        if (includeCurrent_) group.slots.push_back(slot);
        group.end = group.slots.size();
        group.begin = std::max(group.begin, group.end - std::min(size_, group.end));
        if (!includeCurrent_) group.slots.push_back(slot);
        step.cutMoved = group.begin > group.cut;
        if (step.cutMoved) group.cut = group.end;
        step.begin = group.begin;
        step.cut = group.cut;
        step.end = group.end;
        steps_.push_back(step);
    }
}

bool RollingWindow::counts(const Call& call, std::uint32_t slot) const {
    if (!call.filterColumn) return true;
    const Column& filter = store_->column(*call.filterColumn);
    return !filter.isNull(slot) && filter.values<std::uint8_t>()[slot] != 0;
}

void RollingWindow::slide(Call& call) {
    const std::vector<ColumnPtr> arguments = store_->columns(call.firstColumn, call.columnCount);
    call.newer->resize(groups_.size());
    call.older->resize(store_->slots());
    for (std::uint32_t row = 0; row < steps_.size(); ++row) {
        const Step& step = steps_[row];
        const std::vector<std::uint32_t>& slots = groups_[step.group].slots;
        if (step.cutMoved) {
            cutAnew(call, step, arguments);
        } else {
            for (std::size_t i = step.oldEnd; i < step.end; ++i)
                if (counts(call, slots[i])) call.newer->add(arguments, one(slots[i]), one(step.group));
        }
        if (step.begin < step.cut) call.results->merge(*call.older, one(slots[step.begin]), one(row));
        if (step.cut < step.end) call.results->merge(*call.newer, one(step.group), one(row));
    }
}

/// From the newest record of the window back to the oldest. There is one: the cut moves when more records
/// left than stood before it, and a window that some left has some.
void RollingWindow::cutAnew(Call& call, const Step& step, std::span<const ColumnPtr> arguments) {
    call.newer->reset(one(step.group));
    const std::vector<std::uint32_t>& slots = groups_[step.group].slots;
    targets_.assign(slots.rend() - static_cast<std::ptrdiff_t>(step.end),
                    slots.rend() - static_cast<std::ptrdiff_t>(step.begin));
    call.older->reset(targets_);
    slots_.clear();
    std::copy_if(targets_.begin(), targets_.end(), std::back_inserter(slots_),
                 [&](std::uint32_t slot) { return counts(call, slot); });
    if (!slots_.empty()) call.older->add(arguments, slots_, slots_);
    const std::span all(targets_);
    call.older->merge(*call.older, all.first(all.size() - 1), all.last(all.size() - 1));
}

void RollingWindow::computeAnew(Call& call) {
    const std::vector<ColumnPtr> arguments = store_->columns(call.firstColumn, call.columnCount);
    slots_.clear();
    targets_.clear();
    const auto addCollected = [&] {
        if (!slots_.empty()) call.results->add(arguments, slots_, targets_);
        slots_.clear();
        targets_.clear();
    };
    for (std::uint32_t row = 0; row < steps_.size(); ++row) {
        const Step& step = steps_[row];
        const std::vector<std::uint32_t>& slots = groups_[step.group].slots;
        for (std::size_t i = step.begin; i < step.end; ++i) {
            if (!counts(call, slots[i])) continue;
            slots_.push_back(slots[i]);
            targets_.push_back(row);
        }
        if (slots_.size() >= kAddedTogether) addCollected();
    }
    addCollected();
}

void RollingWindow::forgetOld() {
    for (const Step& step : steps_) {
        Group& group = groups_[step.group];
        for (; group.released < group.begin; ++group.released)
            store_->release(group.slots[group.released]);
        // Closing the gap when it is as long as the window costs one move per record.
        if (group.begin == 0 || 2 * group.begin < group.slots.size()) continue;
        const std::size_t gone = group.begin;
        group.slots.erase(group.slots.begin(), group.slots.begin() + static_cast<std::ptrdiff_t>(gone));
        group.begin = group.released = 0;
        group.cut -= gone;
        group.end -= gone;
    }
}

void RollingWindow::save(ByteWriter& to) const {
    store_->save(to);
    saveGroups(to);
    for (const Call& call : calls_) {
        if (!call.older) continue;
        // Both have as many groups as there are slots and keys: each batch sees to it.
        call.older->save(store_->slots(), to);
        call.newer->save(groups_.size(), to);
    }
}

void RollingWindow::load(ByteReader& from) {
    store_->load(from);
    if (!from.failed()) loadGroups(from);
    if (from.failed()) return;
    for (Call& call : calls_) {
        if (!call.older) continue;
        call.older->resize(store_->slots());
        call.older->load(from);
        call.newer->resize(groups_.size());
        call.newer->load(from);
    }
}

RecordBatch::Columns RollingWindow::keysOf(std::size_t groups) const {
    std::vector<std::uint32_t> all(groups);
    std::iota(all.begin(), all.end(), 0u);
    RecordBatch::Columns keys;
    for (std::size_t key = 0; key < keySchema_->size(); ++key)
        keys.push_back(table_.keyColumn(key, all));
    return keys;
}

/// Of each key the slots of its window, and where in them the cut and the end are.
void RollingWindow::saveGroups(ByteWriter& to) const {
    saveRows(RecordBatch(keySchema_, keysOf(groups_.size()), groups_.size()), to);
    for (const Group& group : groups_) {
        to.varint(group.slots.size() - group.begin);
        for (std::size_t i = group.begin; i < group.slots.size(); ++i)
            to.fixed(group.slots[i]);
        to.varint(group.cut - group.begin);
        to.varint(group.end - group.begin);
    }
}

void RollingWindow::loadGroups(ByteReader& from) {
    const RecordBatch keys = loadRows(from, keySchema_, 0);
    if (keySchema_->size() == 0 && keys.rows() > 1) from.fail();
    if (from.failed()) return;
    groupOf_.resize(keys.rows());
    if (!keys.empty()) table_.assign(keys.columns(), {}, groupOf_);
    if (table_.size() != keys.rows()) return from.fail();
    groups_.resize(keys.rows());
    std::vector<bool> taken(store_->slots());
    for (Group& group : groups_) {
        const std::uint64_t count = from.varint();
        for (std::uint64_t i = 0; i < count && !from.failed(); ++i) {
            const auto slot = from.fixed<std::uint32_t>();
            if (slot >= taken.size() || taken[slot]) return from.fail();
            taken[slot] = true;
            group.slots.push_back(slot);
        }
        group.cut = static_cast<std::size_t>(from.varint());
        group.end = static_cast<std::size_t>(from.varint());
        const std::size_t behind = includeCurrent_ ? 0 : 1; // the latest record is not in its own window
        const bool fits = group.end <= group.slots.size() && group.slots.size() - group.end == behind;
        if (!fits || group.cut > group.end) from.fail();
        if (from.failed()) return;
    }
    for (std::uint32_t slot = 0; slot < taken.size(); ++slot)
        if (!taken[slot]) store_->release(slot);
}

} // namespace millrace
