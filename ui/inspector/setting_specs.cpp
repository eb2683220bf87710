// SPDX-License-Identifier: Apache-2.0
#include "ui/inspector/setting_specs.h"

#include "engine/base/text.h"
#include "engine/plan/checkpoint_rules.h"
#include "engine/plan/plan.h"
#include "engine/plan/restart_policy.h"

namespace millrace::ui {
namespace {

ParameterSpec spec(std::string name, ParameterType type, std::string title, std::string help) {
    ParameterSpec s;
    s.name = std::move(name);
    s.type = type;
    s.title = std::move(title);
    s.help = std::move(help);
    s.applies = Applies::RestartsRun;
    return s;
}

} // namespace

std::vector<ParameterSpec> concurrencySpecs() {
    ParameterSpec executor =
        spec("executor", ParameterType::Choice, "Executor",
             "Where the work is done: inline (a direct call from the stage before), on the shared pool, on "
             "threads of its own, async (an event loop, with as many operations in flight as there are "
             "workers), or in worker processes, which may crash without taking the run with them.");
    executor.choices = {nameOf(ExecutorKind::Inline), nameOf(ExecutorKind::Pool),
                        nameOf(ExecutorKind::Threads), nameOf(ExecutorKind::Async),
                        nameOf(ExecutorKind::Processes)};
    executor.placeholder = "automatic";
    ParameterSpec workers =
        spec("workers", ParameterType::Integer, "Workers", "How many work on this stage at the same time.");
    workers.minimum = 1;
    workers.maximum = 1024;
    workers.placeholder = "automatic";
    ParameterSpec ordering = spec("ordering", ParameterType::Choice, "Order",
                                  "ordered puts results back into the order of the input; by key keeps "
                                  "records of one key in order on one worker.");
    ordering.choices = {nameOf(Ordering::Unordered), nameOf(Ordering::Ordered), nameOf(Ordering::ByKey)};
    ordering.placeholder = "automatic";
    ParameterSpec key =
        spec("key", ParameterType::ColumnList, "Key", "The columns whose values keep records together.");
    key.visibleWhen = "ordering=by_key";
    ParameterSpec batch =
        spec("batch", ParameterType::Object, "Batch",
             "How many records travel together, and how long the first may wait for the others.");
    ParameterSpec size = spec("size", ParameterType::Integer, "Size", "Records per batch.");
    size.unit = "rec";
    size.minimum = 1;
    size.placeholder = std::to_string(kDefaultBatchSize);
    ParameterSpec linger = spec("linger", ParameterType::Duration, "Linger",
                                "The longest a record waits for its batch to fill.");
    linger.placeholder = "0 ms";
    batch.fields = {size, linger};
    const RestartPolicy usual;
    ParameterSpec restart = spec("restart", ParameterType::Object, "After a crash",
                                 "What happens when a worker process crashes.");
    restart.visibleWhen = "executor=processes";
    ParameterSpec most = spec("max", ParameterType::Integer, "Restarts",
                              "So many workers are started anew in a run; one more crash ends it.");
    most.minimum = 0;
    most.placeholder = std::to_string(usual.max);
    ParameterSpec retries =
        spec("retries", ParameterType::Integer, "Retries",
             "So often records that a worker crashed on are given to a new one before they are rejected.");
    retries.minimum = 0;
    retries.placeholder = std::to_string(usual.retries);
    restart.fields = {most, retries};
    return {executor, workers, ordering, key, batch, restart};
}

std::vector<ParameterSpec> wireSpecs() {
    ParameterSpec capacity =
        spec("capacity", ParameterType::Integer, "Queue", "How many records may wait on this wire.");
    capacity.unit = "rec";
    capacity.minimum = 1;
    capacity.placeholder = std::to_string(kDefaultQueueCapacity);
    ParameterSpec overflow =
        spec("overflow", ParameterType::Choice, "When full",
             "block makes the sender wait; the drop policies lose and count records; fail ends the run.");
    overflow.choices = {nameOf(OverflowPolicy::Block), nameOf(OverflowPolicy::DropNewest),
                        nameOf(OverflowPolicy::DropOldest), nameOf(OverflowPolicy::Fail)};
    overflow.defaultValue = nameOf(OverflowPolicy::Block);
    ParameterSpec partitioning = spec("partitioning", ParameterType::Text, "Partitioning",
                                      "How records are shared out among several workers: forward, "
                                      "round_robin, hash(column), broadcast, least_loaded.");
    partitioning.placeholder = "automatic";
    return {capacity, overflow, partitioning};
}

std::vector<ParameterSpec> graphParameterSpecs() {
    ParameterSpec type =
        spec("type", ParameterType::Text, "Type", "The type of the value: STRING, BIGINT, DOUBLE, ...");
    type.placeholder = "STRING";
    ParameterSpec value =
        spec("default", ParameterType::Text, "Default", "The value when the run does not set another.");
    ParameterSpec help = spec("help", ParameterType::Text, "Help", "What it is for.");
    ParameterSpec list = spec("parameters", ParameterType::ObjectMap, "Define parameters",
                              "Values used as ${name} in the nodes, set per run with --set name=value.");
    list.fields = {type, value, help};
    list.advanced = true;
    return {list};
}

std::vector<ParameterSpec> checkpointSpecs() {
    const CheckpointTimes times;
    const CheckpointLimits limits;
    ParameterSpec interval = spec("interval", ParameterType::Duration, "Checkpoint every",
                                  "How often a run that keeps its state writes down where it is.");
    interval.placeholder = formatDuration(times.intervalNs);
    ParameterSpec timeout = spec("timeout", ParameterType::Duration, "Given up after",
                                 "A checkpoint that takes longer is given up; the next one covers its work.");
    timeout.placeholder = formatDuration(times.timeoutNs);
    ParameterSpec failures = spec("tolerable_failures", ParameterType::Integer, "Given up in a row",
                                  "So many checkpoints may be given up in a row; one more ends the run.");
    failures.minimum = 0;
    failures.placeholder = std::to_string(limits.tolerableFailures);
    failures.advanced = true;
    ParameterSpec memory = spec("alignment_memory", ParameterType::Size, "Memory while aligning",
                                "What waits behind a checkpoint's barriers stays in memory up to here; the "
                                "rest goes to a file.");
    memory.placeholder = std::to_string(limits.alignmentMemory >> 20) + " MiB";
    memory.advanced = true;
    return {interval, timeout, failures, memory};
}

} // namespace millrace::ui
