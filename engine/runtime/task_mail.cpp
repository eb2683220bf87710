// SPDX-License-Identifier: Apache-2.0
//
// What others want of a task: changed settings, breakpoints, records put in by hand.
#include "engine/runtime/task.h"

#include <algorithm>

namespace millrace {

namespace {

/// As a source marks what it reads behind its own watermark.
void markLate(RecordBatch& records, EpochMs watermark) {
    records.lateMarks = nullptr;
    if (!records.schema()->eventTime() || watermark == kMinWatermark) return;
    const auto times = records.column(*records.schema()->eventTime()).values<EpochMs>();
    auto marks = std::make_shared<std::vector<LateMark>>();
    for (std::size_t i = 0; i < records.rows(); ++i) {
        const std::uint32_t row = records.rowAt(i);
        if (times[row] <= watermark) marks->push_back({row, watermark});
    }
    if (!marks->empty()) records.lateMarks = std::move(marks);
}

} // namespace

bool Task::post(Mail mail) {
    {
        const std::lock_guard lock(mailMutex_);
        if (mailClosed_) return false;
        mail_.push_back(std::move(mail));
        hasMail_.store(true, std::memory_order_release);
    }
    wake();
    return true;
}

void Task::openMail() {
    std::vector<Mail> mail;
    {
        const std::lock_guard lock(mailMutex_);
        mail.swap(mail_);
        hasMail_.store(false, std::memory_order_relaxed);
    }
    for (Mail& one : mail)
        std::visit([this](auto& what) { adopt(what); }, one);
}

bool Task::closeMailbox() {
    const std::lock_guard lock(mailMutex_);
    if (!mail_.empty()) return false;
    mailClosed_ = true;
    return true;
}

void Task::adopt(Settings& settings) {
    VertexSlot& slot = *slots_[settings.slot];
    VertexSlot* const outer = enter(slot);
    if (slot.op && settings.op) slot.op->adoptSettings(*settings.op);
    if (slot.source && settings.source) slot.source->adoptSettings(*settings.source);
    leave(outer);
}

void Task::adopt(GateChange& change) {
    for (const auto& slot : slots_) {
        if (slot->collector.setGate(change.edge, change.end)) return;
    }
    input_.setGate(change.edge, std::move(change.end));
}

void Task::adopt(FeedbackEnd&) {
    for (const auto& output : outputs_)
        output->endFeedback();
}

bool Task::passGates() {
    for (const auto& slot : slots_)
        slot->collector.passGates();
    if (gatesKeeping_ > 0) return false;
    if (unfinished_) {
        mark_ = {unfinished_->sequence, unfinished_->stream, unfinished_->spread};
        finishSequence(*unfinished_);
        mark_ = {};
        unfinished_.reset();
    }
    return true;
}

bool Task::mayInject(const Injection& injection) const {
    const VertexSlot& slot = *slots_[injection.slot];
    if (!injection.intoInput || slot.voiding()) return true;
    const bool wanted =
        !slot.vertex.bound.joinsInputs || input_.aPortHasEnded() || slot.op->wantsInputOn(injection.port);
    return wanted && slot.op->wantsInput();
}

void Task::inject() {
    // In the order in which they came: one that has to wait keeps those behind it waiting.
    auto next = injections_.begin();
    for (; next != injections_.end() && mayInject(*next); ++next) {
        VertexSlot& slot = *slots_[next->slot];
        const auto rows = static_cast<std::int64_t>(next->records.rows());
        if (slot.voiding()) {
            Diagnostic late;
            late.severity = Severity::Warning;
            late.code = "MR4306";
            late.message = "it had ended before " + std::to_string(rows) +
                           " records could be injected; they are thrown away";
            late.node = slot.vertex.node;
            scope_.report(std::move(late));
            continue;
        }
        next->records.ingestTime = scope_.clock().now();
        next->records.intendedTimes = nullptr;
        markLate(next->records, slot.metrics.watermark.load(std::memory_order_relaxed));
        VertexSlot* const outer = enter(slot);
        if (next->intoInput) {
            slot.metrics.cells.add(Metric::InjectedIn, rows);
            slot.receive(next->port, std::move(next->records));
        } else {
            slot.collector.injectOut(next->port, std::move(next->records));
        }
        leave(outer);
    }
    injections_.erase(injections_.begin(), next);
}

} // namespace millrace
