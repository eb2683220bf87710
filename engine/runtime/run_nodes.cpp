// SPDX-License-Identifier: Apache-2.0
//
// How the steering thread of a run opens its nodes, gives them back what a checkpoint holds, and closes them.
#include "engine/runtime/run_impl.h"

#include <exception>

namespace millrace {

namespace {

Diagnostics describe(const std::exception& error, const std::string& node) {
    Diagnostics problems;
    if (const auto* known = dynamic_cast<const DiagnosticError*>(&error)) {
        problems = known->diagnostics();
    } else {
        problems.error("MR4101", error.what());
    }
    for (Diagnostic& d : problems.items) {
        if (d.node.empty()) d.node = node;
    }
    return problems;
}

} // namespace

bool RunImpl::attempt(const std::function<void()>& act, const std::string& node) {
    try {
        act();
        return true;
    } catch (const RunStopped&) {
    } catch (const std::exception& error) {
        scope_.fail(describe(error, node));
    }
    return false;
}

bool RunImpl::openNode(VertexSlot& slot) {
    if (scope_.stopping()) return false;
    slot.opened = true;
    const auto open = [&slot] { slot.op ? slot.op->open(*slot.context) : slot.source->open(*slot.context); };
    if (attempt(open, slot.vertex.node)) return true;
    if (scope_.failed()) slot.metrics.cells.add(Metric::Errors, 1);
    return false;
}

bool RunImpl::restoreNodes() {
    std::optional<EpochMark> decided;
    for (const auto& task : graph_.tasks()) {
        for (const auto& slot : task->slots()) {
            if (!slot->vertex.bound.decidesEpochs) continue;
            if (!openNode(*slot)) return false;
            decided = slot->op->decided();
        }
    }
    return attempt([&] { checkpoints_->restore(decided); });
}

bool RunImpl::openNodes() {
    if (checkpoints_ && !restoreNodes()) return false;
    // Backwards: sinks say first that they cannot write, before anything is read.
    const auto& tasks = graph_.tasks();
    for (auto task = tasks.rbegin(); task != tasks.rend(); ++task) {
        const auto& slots = (*task)->slots();
        for (auto slot = slots.rbegin(); slot != slots.rend(); ++slot)
            if (!(*slot)->opened && !openNode(**slot)) return false;
    }
    return !checkpoints_ || attempt([this] { checkpoints_->resume(); });
}

void RunImpl::closeNodes() {
    for (const auto& task : graph_.tasks()) {
        for (const auto& slot : task->slots()) {
            if (scope_.stopping()) return;
            try {
                slot->closed = true;
                slot->op ? slot->op->close() : slot->source->close();
            } catch (const RunStopped&) {
                slot->closed = false;
                return;
            } catch (const std::exception& error) {
                slot->closed = false;
                slot->metrics.cells.add(Metric::Errors, 1);
                scope_.fail(describe(error, slot->vertex.node));
            }
        }
    }
}

void RunImpl::abortNodes() {
    for (const auto& task : graph_.tasks()) {
        for (const auto& slot : task->slots()) {
            if (!slot->opened || slot->closed) continue;
            slot->op ? slot->op->abort() : slot->source->close();
        }
    }
}

} // namespace millrace
