// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/checkpoints/state_figures.h"

#include <fmt/format.h>

namespace millrace {

std::vector<boost::json::object> figuresOfWorkers(const RunSnapshot::Node& node, const NodeKind* kind) {
    std::vector<boost::json::object> all;
    if (kind == nullptr || !kind->describeState) return all;
    for (const SlotState& slot : node.subtasks)
        all.push_back(kind->describeState(slot.bytes));
    return all;
}

boost::json::object figuresOf(const RunSnapshot::Node& node, const NodeKind* kind) {
    boost::json::object all;
    const std::vector<boost::json::object> workers = figuresOfWorkers(node, kind);
    for (std::size_t i = 0; i < workers.size(); ++i) {
        for (const auto& [about, figures] : workers[i]) {
            const bool taken = all.contains(about);
            const std::string name(about);
            all[taken ? fmt::format("{} of worker {}", name, i + 1) : name] = figures;
        }
    }
    return all;
}

} // namespace millrace
