// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_document.h"
#include "engine/graph/node_kind.h"

#include <memory>
#include <string>
#include <vector>

namespace millrace {

enum class ExecutorKind { Inline, Threads, Pool, Async, Processes };
enum class Ordering { Unordered, Ordered, ByKey };
enum class OverflowPolicy { Block, DropNewest, DropOldest, Fail };
enum class Partitioning { Forward, RoundRobin, Hash, Broadcast, LeastLoaded };
const char* nameOf(ExecutorKind);   ///< spelling in files: "inline", "threads", "pool", "async", "processes"
const char* nameOf(Ordering);       ///< "unordered", "ordered", "by_key"
const char* nameOf(OverflowPolicy); ///< "block", "drop_newest", "drop_oldest", "fail"
const char* nameOf(Partitioning);   ///< "forward", "round_robin", "hash", "broadcast", "least_loaded"

inline constexpr std::int64_t kDefaultQueueCapacity = 65536; ///< records
inline constexpr std::size_t kDefaultBatchSize = 1024;

/// A node of the document, checked and bound.
struct PlanVertex {
    std::string node; ///< id in the document
    std::string title;
    const NodeKind* kind = nullptr;
    Params params;
    BoundNode bound;
    std::vector<SchemaPtr> inputs; ///< per input port
    std::size_t chain = 0;         ///< index into Plan::chains
    std::size_t batchSize = kDefaultBatchSize;
    std::int64_t lingerNs = 0;
    /// Its subtasks see any share of the records of a key each and put their states together themselves.
    bool mergesStates = false;
    std::vector<std::size_t> inEdges; ///< indices into Plan::edges
    std::vector<std::size_t> outEdges;
    std::string choice; ///< what the planner chose and why, in words: "fused with Clean", "pool x 4, by key"
};

/// A wire of the document.
struct PlanEdge {
    std::string id; ///< GraphEdge::id()
    std::size_t from = 0, fromPort = 0;
    std::size_t to = 0, toPort = 0;
    bool fused = false;                            ///< a direct call inside one chain: no queue
    bool feedback = false;                         ///< leads back into a cycle, through a queue node
    std::int64_t capacity = kDefaultQueueCapacity; ///< records, over all channels of the wire
    OverflowPolicy overflow = OverflowPolicy::Block;
    Partitioning partitioning = Partitioning::Forward;
    std::vector<std::size_t> keyColumns; ///< Hash: columns of the schema on the wire
};

/// Vertices fused into one task per subtask; calls among them are direct. vertices[0] is the head: the only
/// one fed by channels or a source; the rest in topological order.
struct PlanChain {
    std::vector<std::size_t> vertices;
    ExecutorKind executor = ExecutorKind::Pool; ///< never Inline
    int workers = 1;                            ///< subtasks
    int operations = 1;                         ///< Async: in flight at once, in the one subtask
    /// Ordered with several workers: the outputs of the chain are put back into input order.
    Ordering ordering = Ordering::Unordered;
};

/// How often a run that keeps its state makes a checkpoint, and when one takes too long; `checkpoint` in the
/// graph.
struct CheckpointTimes {
    std::int64_t intervalNs = 10'000'000'000;
    std::int64_t timeoutNs = 60'000'000'000;
};

/// The immutable result of planning: what a Backend starts. Shared by threads.
struct Plan {
    std::string name;
    std::string graphSha256;
    GraphDocument document;           ///< with parameter overrides applied: what a run records
    std::vector<PlanVertex> vertices; ///< topological order
    std::vector<PlanEdge> edges;
    std::vector<PlanChain> chains;
    Diagnostics diagnostics; ///< warnings and notes
    bool bounded = true;     ///< every source ends by itself
    CheckpointTimes checkpoints;

    const PlanVertex* find(std::string_view node) const;
};

using PlanPtr = std::shared_ptr<const Plan>;

} // namespace millrace
