// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/rolling_window.h"

#include "engine/data/batch_builder.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace millrace {

namespace {
constexpr std::size_t kLongestRenewed = 1024;
constexpr std::uint32_t kRemovalsBeforeRenewal = 1024;
constexpr std::size_t kAddedTogether = 65'536;
} // namespace

RollingWindow::Method RollingWindow::methodOf(const AggregateProgram::Call& call, const AggregateState& state,
                                              std::size_t size) {
    if (!state.supportsRemove()) return Method::Renew;
    bool isExact = call.type.id() != TypeId::Double;
    for (const Expression& argument : call.arguments)
        isExact = isExact && argument.type().id() != TypeId::Double;
    if (isExact) return Method::Slide;
    return size <= kLongestRenewed ? Method::Renew : Method::SlideAndRenew;
}

RollingWindow::RollingWindow(const AggregateProgram& program, std::vector<DataType> keyTypes,
                             std::size_t size, bool includeCurrent)
    : size_(size), includeCurrent_(includeCurrent), table_(std::move(keyTypes)) {
    std::vector<DataType> types;
    for (const AggregateProgram::Call& call : program.calls()) {
        Call& made = calls_.emplace_back();
        made.type = call.type;
        made.state = call.makeState();
        made.method = methodOf(call, *made.state, size);
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
    RecordBatch::Columns results;
    for (Call& call : calls_)
        results.push_back(call.method == Method::Renew ? renewEach(call) : slide(call));
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
        Step step{.group = groupOf_[row], .oldBegin = group.begin, .oldEnd = group.end, .begin = 0, .end = 0};
        const std::uint32_t slot = store_->put(columns, row);
        if (includeCurrent_) group.slots.push_back(slot);
        group.end = group.slots.size();
        group.begin = std::max(group.begin, group.end - std::min(size_, group.end));
        if (!includeCurrent_) group.slots.push_back(slot);
        step.begin = group.begin;
        step.end = group.end;
        steps_.push_back(step);
    }
}

bool RollingWindow::counts(const Call& call, std::uint32_t slot) const {
    if (!call.filterColumn) return true;
    const Column& filter = store_->column(*call.filterColumn);
    return !filter.isNull(slot) && filter.values<std::uint8_t>()[slot] != 0;
}

ColumnPtr RollingWindow::slide(Call& call) {
    const std::vector<ColumnPtr> arguments = store_->columns(call.firstColumn, call.columnCount);
    call.state->resize(groups_.size());
    call.removed.resize(groups_.size(), 0);
    ColumnBuilder result(call.type, steps_.size());
    for (const Step& step : steps_) {
        const std::vector<std::uint32_t>& slots = groups_[step.group].slots;
        const std::array<std::uint32_t, 1> group{step.group};
        for (std::size_t i = step.oldEnd; i < step.end; ++i) {
            const std::array<std::uint32_t, 1> slot{slots[i]};
            if (counts(call, slots[i])) call.state->add(arguments, slot, group);
        }
        for (std::size_t i = step.oldBegin; i < step.begin; ++i) {
            if (!counts(call, slots[i])) continue;
            call.state->remove(arguments, slots[i], step.group);
            ++call.removed[step.group];
        }
        if (call.method == Method::SlideAndRenew && call.removed[step.group] >= kRemovalsBeforeRenewal)
            renewGroup(call, step);
        result.appendFrom(*call.state->result(group), 0);
    }
    return result.finish();
}

void RollingWindow::renewGroup(Call& call, const Step& step) {
    const std::array<std::uint32_t, 1> group{step.group};
    call.state->reset(group);
    call.removed[step.group] = 0;
    slots_.clear();
    for (std::size_t i = step.begin; i < step.end; ++i)
        if (counts(call, groups_[step.group].slots[i])) slots_.push_back(groups_[step.group].slots[i]);
    if (slots_.empty()) return;
    targets_.assign(slots_.size(), step.group);
    call.state->add(store_->columns(call.firstColumn, call.columnCount), slots_, targets_);
}

ColumnPtr RollingWindow::renewEach(Call& call) {
    const std::vector<ColumnPtr> arguments = store_->columns(call.firstColumn, call.columnCount);
    std::vector<std::uint32_t> rows(steps_.size());
    std::iota(rows.begin(), rows.end(), 0u);
    call.state->resize(rows.size());
    slots_.clear();
    targets_.clear();
    const auto addCollected = [&] {
        if (!slots_.empty()) call.state->add(arguments, slots_, targets_);
        slots_.clear();
        targets_.clear();
    };
    for (const std::uint32_t row : rows) {
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
    ColumnPtr result = call.state->result(rows);
    call.state->reset(rows);
    return result;
}

void RollingWindow::forgetOld() {
    for (const Step& step : steps_) {
        Group& group = groups_[step.group];
        if (group.begin == 0) continue;
        const auto first = group.slots.begin();
        const auto last = first + static_cast<std::ptrdiff_t>(group.begin);
        std::for_each(first, last, [this](std::uint32_t slot) { store_->release(slot); });
        group.slots.erase(first, last);
        group.end -= group.begin;
        group.begin = 0;
    }
}

} // namespace millrace
