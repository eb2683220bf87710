// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/checkpoint_rules.h"

#include "engine/base/text.h"
#include "engine/graph/json_writer.h"

#include <algorithm>

namespace millrace {

namespace {

void refuseNode(Diagnostics& problems, const PlanVertex& vertex, const std::string& why,
                const std::string& hint) {
    problems.error("MR4605", "`" + vertex.node + "` cannot take part in checkpoints: " + why, hint).node =
        vertex.node;
}

void checkVertex(Diagnostics& problems, const Plan& plan, const PlanVertex& vertex) {
    const ExecutorKind executor = plan.chains[vertex.chain].executor;
    if (vertex.bound.sharesInGroup) {
        refuseNode(
            problems, vertex,
            "its consumer group deals out partitions anew whenever a run comes or goes, and what is saved "
            "about them would stay behind",
            "set `assignment` to explicit; several runs with checkpoints divide the partitions with "
            "--instance K/N");
    } else if (vertex.bound.state == StateRule::Unknown) {
        refuseNode(problems, vertex, "what it knows from one record to the next cannot be saved",
                   "run without --state, or do without this node");
    } else if (vertex.bound.joinsInputs) {
        refuseNode(problems, vertex, "it makes its inputs wait for each other, and so would barriers",
                   "run without --state, or join by key in a window");
    } else if (vertex.bound.state == StateRule::Saved && executor == ExecutorKind::Processes) {
        refuseNode(problems, vertex, "what it knows lies in its worker processes",
                   "give it the executor `threads` or `pool`");
    }
}

} // namespace

bool numbersAcrossProducers(const Plan& plan, const PlanEdge& edge) {
    const auto isOrdered = [](const PlanChain& chain) {
        return chain.ordering == Ordering::Ordered && chain.workers > 1;
    };
    const PlanChain& from = plan.chains[plan.vertices[edge.from].chain];
    const PlanChain& to = plan.chains[plan.vertices[edge.to].chain];
    const bool fromSource = static_cast<bool>(plan.vertices[from.vertices.front()].bound.makeSource);
    return !edge.fused && isOrdered(to) && from.workers > 1 && (!isOrdered(from) || fromSource);
}

Diagnostics checkpointObstacles(const Plan& plan) {
    Diagnostics problems;
    const PlanVertex* decider = nullptr;
    for (const PlanVertex& vertex : plan.vertices) {
        checkVertex(problems, plan, vertex);
        if (!vertex.bound.decidesEpochs) continue;
        const bool alone = decider == nullptr && plan.chains[vertex.chain].workers == 1;
        if (!alone) {
            problems
                .error("MR4606",
                       "`" + vertex.node + "`" + (decider ? " and `" + decider->node + "`" : "") +
                           " would each decide by a transaction of its own whether an epoch counts, and one "
                           "may say yes and the other no",
                       "let one sink write all of it (a topic from a column), with one worker; where that "
                       "cannot "
                       "be, as with two clusters of Kafka, let all but one do without transactions")
                .node = vertex.node;
        }
        decider = &vertex;
    }
    for (const PlanEdge& edge : plan.edges) {
        const bool numbered = numbersAcrossProducers(plan, edge);
        if (!edge.feedback && !numbered) continue;
        problems
            .error("MR4605",
                   "the wire " + edge.id + " cannot take part in checkpoints: " +
                       (edge.feedback ? "it leads back, so a barrier would go round for ever"
                                      : "several workers share one row of numbers on it to keep the order"),
                   edge.feedback
                       ? "run without --state"
                       : "set the ordering of `" + plan.vertices[edge.to].node +
                             "` to unordered, or one worker for `" + plan.vertices[edge.from].node + "`")
            .edge = edge.id;
    }
    return problems;
}

Diagnostics transactionAdvice(const Plan& plan, const CheckpointTimes& times,
                              const CheckpointLimits& limits) {
    Diagnostics advice;
    const double longest =
        static_cast<double>(times.intervalNs) +
        static_cast<double>(times.timeoutNs) * (static_cast<double>(limits.tolerableFailures) + 1);
    for (const PlanVertex& vertex : plan.vertices) {
        if (!vertex.bound.decidesEpochs || !vertex.params.has("transaction_timeout")) continue;
        const std::int64_t timeout = vertex.params.duration("transaction_timeout");
        if (static_cast<double>(timeout) >= longest) continue;
        Diagnostic& d = advice.warning(
            "MR4650",
            "a transaction of `" + vertex.node + "` may take " + formatDuration(timeout) +
                ", and an epoch up to " + formatDuration(static_cast<std::int64_t>(std::min(longest, 9e18))) +
                ": the interval of checkpoints (" + formatDuration(times.intervalNs) +
                ") and their time-out (" + formatDuration(times.timeoutNs) + ") " +
                std::to_string(limits.tolerableFailures + 1) + " times",
            "make `transaction_timeout` longer, or `checkpoint.interval`, `checkpoint.timeout` or "
            "`checkpoint.tolerable_failures` smaller; otherwise a slow checkpoint throws the run back to the "
            "one before");
        d.node = vertex.node;
        d.parameter = "transaction_timeout";
    }
    return advice;
}

CheckpointLimits readCheckpointLimits(const boost::json::object& block, Diagnostics& problems) {
    CheckpointLimits limits;
    const auto refuse = [&](const char* name, const std::string& why, const char* hint) {
        problems.error("MR1195", "`checkpoint." + std::string(name) + "`: " + why, hint).parameter =
            "checkpoint." + std::string(name);
    };
    if (const auto* value = block.if_contains("tolerable_failures"); value && !value->is_null()) {
        boost::system::error_code error;
        const auto count = value->to_number<std::int64_t>(error);
        if (error || count < 0)
            refuse("tolerable_failures", "it must be a whole number from 0", "write a number such as 2");
        else
            limits.tolerableFailures = count;
    }
    if (const auto* value = block.if_contains("alignment_memory"); value && !value->is_null()) {
        const auto size = value->is_string() ? parseSize(std::string_view(value->get_string()))
                                             : parseSize(flatJson(*value));
        if (!size || *size < 0)
            refuse("alignment_memory", size ? "it must not be negative" : size.error().items[0].message,
                   "write a size such as \"64 MiB\"");
        else
            limits.alignmentMemory = *size;
    }
    return limits;
}

CheckpointLimits checkpointLimits(const Plan& plan) {
    Diagnostics none;
    return readCheckpointLimits(plan.document.checkpoint, none);
}

} // namespace millrace
