// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/lock_watch.h"

#include <algorithm>
#include <limits>

namespace millrace {

namespace {

using Holder = SharedSemaphore::Holder;
using Waiter = SharedSemaphore::Waiter;

/// Who a waiter waits for: the holder, or a waiter in front of it, that is stuck itself.
const ResourceUser* culpritOf(const SharedSemaphore::State& resource, std::uint64_t ticket,
                              const std::set<std::uint32_t>& stuckTasks) {
    for (const Holder& holder : resource.holders)
        if (stuckTasks.contains(holder.user.task)) return &holder.user;
    for (const Waiter& waiter : resource.waiters) {
        if (waiter.ticket == ticket) break;
        if (stuckTasks.contains(waiter.user.task)) return &waiter.user;
    }
    return nullptr;
}

} // namespace

std::optional<Diagnostics> LockWatch::look() {
    const Resources resources = scope_.resourceStates();
    Waits waits;
    for (std::size_t r = 0; r < resources.size(); ++r)
        for (const Waiter& waiter : resources[r].waiters)
            waits.emplace(r, waiter.ticket);
    Waits stuck = stuckAmong(resources, std::move(waits));
    Waits still;
    std::set_intersection(stuck.begin(), stuck.end(), stuckBefore_.begin(), stuckBefore_.end(),
                          std::inserter(still, still.end()));
    still = stuckAmong(resources, std::move(still));
    stuckBefore_ = std::move(stuck);
    if (still.empty()) return std::nullopt;
    return describe(resources, still);
}

LockWatch::Waits LockWatch::stuckAmong(const Resources& resources, Waits waits) {
    for (bool helped = true; helped && !waits.empty();) {
        helped = false;
        std::set<std::uint32_t> stuckTasks;
        for (std::size_t r = 0; r < resources.size(); ++r)
            for (const Waiter& waiter : resources[r].waiters)
                if (waits.contains({r, waiter.ticket})) stuckTasks.insert(waiter.user.task);
        for (std::size_t r = 0; r < resources.size(); ++r) {
            std::int64_t available = resources[r].free;
            for (const Holder& holder : resources[r].holders)
                if (!stuckTasks.contains(holder.user.task)) available += holder.units;
            for (const Waiter& waiter : resources[r].waiters) {
                if (available < waiter.units) break;
                helped = waits.erase({r, waiter.ticket}) > 0 || helped;
            }
        }
    }
    return waits;
}

std::string LockWatch::nameOf(const ResourceUser& user) const {
    const Task& task = *graph_.tasks()[user.task];
    std::string name = "`" + plan_.vertices[user.vertex].node + "`";
    if (graph_.tasksOf(task.chain()).size() > 1)
        name += " (worker " + std::to_string(task.subtask() + 1) + ")";
    return name;
}

Diagnostics LockWatch::describe(const Resources& resources, const Waits& stuck) const {
    std::set<std::uint32_t> stuckTasks;
    for (const auto& [r, ticket] : stuck)
        for (const Waiter& waiter : resources[r].waiters)
            if (waiter.ticket == ticket) stuckTasks.insert(waiter.user.task);
    const auto waitOf = [&](std::uint32_t task) -> std::pair<std::size_t, const Waiter*> {
        for (const auto& [r, ticket] : stuck)
            for (const Waiter& waiter : resources[r].waiters)
                if (waiter.ticket == ticket && waiter.user.task == task) return {r, &waiter};
        return {0, nullptr};
    };
    const std::vector<std::string> names = scope_.resourceNames();
    // Following who waits for whom must come round; what leads into the circle is not part of it.
    std::vector<std::uint32_t> path;
    std::vector<std::string> links;
    std::string node;
    for (std::uint32_t task = *stuckTasks.begin();;) {
        const auto seen = std::find(path.begin(), path.end(), task);
        if (seen != path.end()) {
            links.erase(links.begin(), links.begin() + (seen - path.begin()));
            break;
        }
        const auto [resource, waiter] = waitOf(task);
        const ResourceUser* culprit =
            waiter == nullptr ? nullptr : culpritOf(resources[resource], waiter->ticket, stuckTasks);
        if (culprit == nullptr) break;
        const bool holds = std::any_of(resources[resource].holders.begin(), resources[resource].holders.end(),
                                       [&](const Holder& holder) { return holder.user == *culprit; });
        links.push_back(nameOf(waiter->user) + " waits for the resource `" + names[resource] + "`, " +
                        (holds ? "which " + nameOf(*culprit) + " holds"
                               : "behind " + nameOf(*culprit) + ", which asked before"));
        node = plan_.vertices[waiter->user.vertex].node;
        path.push_back(task);
        task = culprit->task;
    }
    std::string text;
    for (const std::string& link : links)
        text += (text.empty() ? "" : "; ") + link;
    Diagnostics problem;
    Diagnostic& d = problem.error("MR4140", "deadlock, they hold what each other wait for: " + text,
                                  "take the resources in the same order everywhere");
    d.node = node;
    d.parameter = "resources";
    return problem;
}

} // namespace millrace
