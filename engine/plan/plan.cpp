// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/plan.h"

namespace millrace {

const char* nameOf(ExecutorKind executor) {
    switch (executor) {
        case ExecutorKind::Inline: return "inline";
        case ExecutorKind::Threads: return "threads";
        case ExecutorKind::Pool: return "pool";
        case ExecutorKind::Async: return "async";
        case ExecutorKind::Processes: return "processes";
    }
    return "pool";
}

const char* nameOf(Ordering ordering) {
    switch (ordering) {
        case Ordering::Unordered: return "unordered";
        case Ordering::Ordered: return "ordered";
        case Ordering::ByKey: return "by_key";
    }
    return "unordered";
}

const char* nameOf(OverflowPolicy policy) {
    switch (policy) {
        case OverflowPolicy::Block: return "block";
        case OverflowPolicy::DropNewest: return "drop_newest";
        case OverflowPolicy::DropOldest: return "drop_oldest";
        case OverflowPolicy::Fail: return "fail";
    }
    return "block";
}

const char* nameOf(Partitioning partitioning) {
    switch (partitioning) {
        case Partitioning::Forward: return "forward";
        case Partitioning::RoundRobin: return "round_robin";
        case Partitioning::Hash: return "hash";
        case Partitioning::Broadcast: return "broadcast";
        case Partitioning::LeastLoaded: return "least_loaded";
    }
    return "forward";
}

const PlanVertex* Plan::find(std::string_view node) const {
    for (const PlanVertex& vertex : vertices) {
        if (vertex.node == node) return &vertex;
    }
    return nullptr;
}

} // namespace millrace
