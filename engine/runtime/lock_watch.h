// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/result.h"
#include "engine/runtime/run_scope.h"
#include "engine/runtime/task_graph.h"

#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace millrace {

/// Notices tasks that wait for shared resources of each other, and so for ever, also while the rest of the
/// run goes on. Used by the steering thread.
///
/// Who holds resources and waits for none gives them back sometime. So a waiter is helped when what is free,
/// together with what such holders and helped waiters hold, is enough for it and those in front of it; who
/// cannot be helped is stuck. Resources are looked at one after the other, so the finding counts only for
/// those who were stuck and waited for the same at the look before: what they hold has not changed since.
class LockWatch {
public:
    LockWatch(const Plan& plan, const TaskGraph& graph, const RunScope& scope)
        : plan_(plan), graph_(graph), scope_(scope) {}

    bool hasWork() const { return scope_.hasResources(); }
    /// To be called now and then while the run is on. The error MR4140 names who holds what and waits for
    /// what.
    std::optional<Diagnostics> look();

private:
    using Resources = std::vector<SharedSemaphore::State>;
    using Wait = std::pair<std::size_t, std::uint64_t>; ///< resource, ticket
    using Waits = std::set<Wait>;

    /// Those among `waits` that nobody else can help.
    static Waits stuckAmong(const Resources& resources, Waits waits);
    Diagnostics describe(const Resources& resources, const Waits& stuck) const;
    std::string nameOf(const ResourceUser& user) const;

    const Plan& plan_;
    const TaskGraph& graph_;
    const RunScope& scope_;
    Waits stuckBefore_;
};

} // namespace millrace
