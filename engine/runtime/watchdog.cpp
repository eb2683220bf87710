// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/watchdog.h"

#include <fmt/format.h>
#include <algorithm>

namespace millrace {

bool Watchdog::hasWork() const { return graph_.tight() || locks_.hasWork(); }

std::optional<Diagnostics> Watchdog::look() {
    if (auto locked = locks_.look()) return locked;
    if (!everybodyParked()) {
        turnsBefore_.clear();
        return std::nullopt;
    }
    // Tasks are looked at one after the other: one may have woken another meanwhile. Only when nobody has run
    // since the last look were all of them parked at the same time.
    std::vector<std::uint32_t> now = turns();
    const bool still = now == turnsBefore_;
    turnsBefore_ = std::move(now);
    if (!still) return std::nullopt;
    return describe();
}

bool Watchdog::everybodyParked() const {
    bool anyLeft = false;
    for (const auto& task : graph_.tasks()) {
        if (task->retired()) continue;
        const auto parked = task->parkedForGood();
        const bool held = parked == Progress::Held || parked == Progress::HeldInside;
        if (!parked || held || !task->settled()) return false;
        anyLeft = true;
    }
    return anyLeft;
}

std::vector<std::uint32_t> Watchdog::turns() const {
    std::vector<std::uint32_t> turns;
    for (const auto& task : graph_.tasks())
        turns.push_back(task->turns());
    return turns;
}

const std::string& Watchdog::headOf(std::size_t chain) const {
    return plan_.vertices[plan_.chains[chain].vertices.front()].node;
}

std::optional<Watchdog::Wait> Watchdog::waitForRoom(std::size_t chain) const {
    for (const std::size_t v : plan_.chains[chain].vertices) {
        for (const std::size_t e : plan_.vertices[v].outEdges) {
            const PlanEdge& edge = plan_.edges[e];
            if (edge.fused || !graph_.edge(e).producersWait()) continue;
            const std::size_t consumer = plan_.vertices[edge.to].chain;
            std::string text = fmt::format("`{}` waits for room on {}", plan_.vertices[v].node, edge.id);
            for (const auto& task : graph_.tasksOf(consumer)) {
                if ((task->unwantedInputs() >> edge.toPort & 1) == 0) continue;
                text += fmt::format(" (full, and `{}` takes no more from its input `{}`)",
                                    plan_.vertices[edge.to].node,
                                    plan_.vertices[edge.to].kind->inputs[edge.toPort].name);
                break;
            }
            return Wait{consumer, std::move(text), e};
        }
    }
    return std::nullopt;
}

std::optional<Watchdog::Wait> Watchdog::waitForRecords(std::size_t chain) const {
    const PlanVertex& head = plan_.vertices[plan_.chains[chain].vertices.front()];
    for (const std::size_t e : head.inEdges) {
        const PlanEdge& edge = plan_.edges[e];
        const std::size_t producer = plan_.vertices[edge.from].chain;
        const auto tasks = graph_.tasksOf(producer);
        const bool open =
            std::any_of(tasks.begin(), tasks.end(), [](const auto& task) { return !task->retired(); });
        const auto consumers = graph_.tasksOf(chain);
        const bool wanted = std::any_of(consumers.begin(), consumers.end(), [&](const auto& task) {
            return !task->retired() && (task->unwantedInputs() >> edge.toPort & 1) == 0;
        });
        if (!open || !wanted) continue;
        return Wait{producer,
                    fmt::format("`{}` waits for records on its input `{}`", head.node,
                                head.kind->inputs[edge.toPort].name),
                    e};
    }
    return std::nullopt;
}

std::optional<Watchdog::Wait> Watchdog::waitOf(std::size_t chain) const {
    for (const auto& task : graph_.tasksOf(chain)) {
        if (task->retired()) continue;
        if (task->parkedForGood() == Progress::OutputFull) {
            if (auto wait = waitForRoom(chain)) return wait;
        }
    }
    return waitForRecords(chain);
}

Diagnostics Watchdog::describe() const {
    // Following who waits for whom must come round: begin where somebody waits for room.
    std::size_t chain = 0;
    for (const auto& task : graph_.tasks()) {
        if (!task->retired() && task->parkedForGood() == Progress::OutputFull) chain = task->chain();
    }
    std::vector<std::size_t> path;
    std::vector<Wait> waits;
    while (std::find(path.begin(), path.end(), chain) == path.end()) {
        auto wait = waitOf(chain);
        if (!wait) break;
        path.push_back(chain);
        chain = wait->chain;
        waits.push_back(std::move(*wait));
    }
    // What leads into the circle is not part of it.
    const auto first = static_cast<std::size_t>(std::find(path.begin(), path.end(), chain) - path.begin());
    if (first < waits.size()) waits.erase(waits.begin(), waits.begin() + static_cast<std::ptrdiff_t>(first));
    std::string text;
    for (const Wait& wait : waits)
        text += (text.empty() ? "" : "; ") + wait.text;
    const bool goesRound = std::any_of(waits.begin(), waits.end(),
                                       [this](const Wait& wait) { return plan_.edges[wait.edge].feedback; });
    Diagnostics problem;
    Diagnostic& d = problem.error(
        "MR4110", "deadlock, nothing can move any more: " + text,
        goesRound ? "give the wire that leads back more capacity, or let it drop records when it is full"
                  : "give the full wire more capacity, or the node that joins a `timeout`");
    d.node = headOf(chain);
    for (const Wait& wait : waits) {
        const bool leadsBack = !d.edge.empty() && goesRound && !plan_.edges[wait.edge].feedback;
        if (graph_.edge(wait.edge).producersWait() && !leadsBack) d.edge = plan_.edges[wait.edge].id;
    }
    return problem;
}

} // namespace millrace
