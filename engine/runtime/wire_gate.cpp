// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/wire_gate.h"

#include "engine/runtime/task.h"

#include <algorithm>

namespace millrace {

namespace {

/// The records of a batch that fit, as places among its selected rows.
class FittingRows {
public:
    FittingRows(RecordBatch batch, const std::optional<Expression>& condition, Evaluator& evaluator)
        : batch_(std::move(batch)), every_(!condition) {
        if (condition) rows_ = evaluator.select(*condition, batch_);
    }
    std::size_t count() const { return every_ ? batch_.rows() : rows_.size(); }
    std::size_t place(std::size_t i) const {
        if (every_) return i;
        const Selection* const all = batch_.selection();
        if (!all) return rows_[i];
        return static_cast<std::size_t>(std::lower_bound(all->begin(), all->end(), rows_[i]) - all->begin());
    }

private:
    const RecordBatch batch_; ///< a copy: it may have been made for this
    const bool every_;
    Selection rows_;
};

} // namespace

WireGate::WireGate(Breakpoint breakpoint, std::optional<Expression> condition, std::vector<Task*> tasks)
    : breakpoint_(std::move(breakpoint)), condition_(std::move(condition)), tasks_(std::move(tasks)) {}

std::size_t WireGate::admit(GateEnd& end, const RecordBatch& front) {
    std::size_t rows = 0;
    {
        const std::lock_guard lock(mutex_);
        switch (mode_) {
            case Mode::Open: return front.rows();
            case Mode::Passing: return passUpToHit(end, front);
            case Mode::Stepping:
                if (!end.frontJudged_)
                    hits_ += static_cast<std::int64_t>(
                        FittingRows(front.slice(0, 1), condition_, end.evaluator_).count());
                stopAt(end, front, 0);
                return 0;
            case Mode::Held:
                if (holder_ != &end || !step_) return 0;
                rows = passStep(end, front);
                break;
        }
    }
    // The next record may stand at another end.
    wakeTasks();
    return rows;
}

std::size_t WireGate::passUpToHit(GateEnd& end, const RecordBatch& front) {
    const FittingRows fitting(front, condition_, end.evaluator_);
    for (std::size_t i = 0; i < fitting.count(); ++i) {
        const std::size_t row = fitting.place(i);
        if (row == 0 && end.frontJudged_) continue;
        if (++hits_ % breakpoint_.hitCount != 0) continue;
        if (breakpoint_.logOnly) {
            log(front, row);
            continue;
        }
        stopAt(end, front, row);
        return row;
    }
    end.frontJudged_ = false;
    return front.rows();
}

std::size_t WireGate::passStep(GateEnd& end, const RecordBatch& front) {
    const std::size_t rows = *step_ == StepSize::Record ? 1 : front.rows();
    if (rows > 1) {
        const FittingRows fitting(front.slice(1, rows - 1), condition_, end.evaluator_);
        hits_ += static_cast<std::int64_t>(fitting.count());
    }
    end.frontJudged_ = false;
    moveTo(Mode::Stepping);
    return rows;
}

void WireGate::stopAt(GateEnd& end, const RecordBatch& front, std::size_t row) {
    end.frontJudged_ = true;
    moveTo(Mode::Held);
    holder_ = &end;
    stoppedAt_ = front.slice(row, 1).flattened();
    ++stops_;
}

void WireGate::log(const RecordBatch& front, std::size_t row) {
    logged_.push_back(front.slice(row, 1).flattened());
    if (logged_.size() > kLoggedKept) logged_.pop_front();
    ++loggedCount_;
    if (breakpoint_.onLogged) breakpoint_.onLogged(logged_.back());
}

void WireGate::moveTo(Mode mode) {
    mode_ = mode;
    holder_ = nullptr;
    step_.reset();
    stoppedAt_.reset();
    holding_.store(mode == Mode::Held, std::memory_order_release);
}

void WireGate::leave(const GateEnd& end) {
    {
        const std::lock_guard lock(mutex_);
        if (mode_ != Mode::Held || holder_ != &end) return;
        moveTo(Mode::Stepping);
    }
    wakeTasks();
}

void WireGate::step(StepSize size) {
    {
        const std::lock_guard lock(mutex_);
        if (mode_ == Mode::Passing) moveTo(Mode::Stepping);
        if (mode_ != Mode::Held) return;
        step_ = size;
    }
    wakeTasks();
}

void WireGate::release() {
    {
        const std::lock_guard lock(mutex_);
        if (mode_ == Mode::Open) return;
        moveTo(Mode::Passing);
    }
    wakeTasks();
}

void WireGate::open() {
    {
        const std::lock_guard lock(mutex_);
        moveTo(Mode::Open);
    }
    wakeTasks();
}

void WireGate::wakeTasks() const {
    for (Task* task : tasks_)
        task->wake();
}

BreakpointState WireGate::state() const {
    const std::lock_guard lock(mutex_);
    BreakpointState state;
    state.breakpoint = breakpoint_;
    state.hits = hits_;
    state.stops = stops_;
    state.holding = mode_ == Mode::Held;
    state.stoppedAt = stoppedAt_;
    state.logged = loggedCount_;
    state.lastLogged.assign(logged_.begin(), logged_.end());
    return state;
}

} // namespace millrace
