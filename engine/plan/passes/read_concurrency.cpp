// SPDX-License-Identifier: Apache-2.0
#include "engine/base/text.h"
#include "engine/graph/json_writer.h"
#include "engine/plan/passes/planning_state.h"
#include "engine/plan/restart_policy.h"

#include <algorithm>

namespace millrace::planning {

namespace {

namespace json = boost::json;

constexpr std::int64_t kMaxWorkers = 1024;
constexpr std::int64_t kMaxBatchSize = 1'000'000;
constexpr std::int64_t kMaxCapacity = 1'000'000'000;

/// Reads one block of settings; everything it says is written down as it goes.
class BlockReader {
public:
    BlockReader(Diagnostics& diagnostics, std::string node, std::string edge, std::string prefix)
        : diagnostics_(diagnostics),
          node_(std::move(node)),
          edge_(std::move(edge)),
          prefix_(std::move(prefix)) {}

    void error(const char* code, const std::string& name, std::string message, std::string hint = {}) {
        place(diagnostics_.error(code, std::move(message), std::move(hint)), name);
    }

    void reportUnknown(const json::object& block, const std::vector<std::string>& known, const char* code) {
        for (const auto& member : block) {
            const std::string name(member.key());
            if (std::find(known.begin(), known.end(), name) != known.end()) continue;
            place(diagnostics_.warning(code, "unknown setting `" + prefix_ + name + "` has no effect",
                                       suggestion(name, known)),
                  name);
        }
    }

    std::optional<std::int64_t> integer(const json::object& block, const char* name, std::int64_t maximum,
                                        const char* code) {
        const json::value* value = block.if_contains(name);
        if (value == nullptr || value->is_null()) return std::nullopt;
        if (value->is_int64() && value->get_int64() >= 1 && value->get_int64() <= maximum)
            return value->get_int64();
        error(code, name,
              "`" + prefix_ + name + "` must be a whole number from 1 to " + std::to_string(maximum) +
                  ", not `" + flatJson(*value) + "`");
        return std::nullopt;
    }

    std::optional<std::string> word(const json::object& block, const char* name, const char* code) {
        const json::value* value = block.if_contains(name);
        if (value == nullptr || value->is_null()) return std::nullopt;
        if (value->is_string()) return std::string(value->get_string());
        error(code, name, "`" + prefix_ + name + "` must be text, not `" + flatJson(*value) + "`");
        return std::nullopt;
    }

    template <class T>
    std::optional<T> choice(const std::optional<std::string>& written, const char* name, const char* code,
                            const std::vector<T>& values) {
        if (!written) return std::nullopt;
        std::vector<std::string> names;
        for (const T value : values) {
            if (*written == nameOf(value)) return value;
            names.emplace_back(nameOf(value));
        }
        error(code, name, "`" + prefix_ + name + "` cannot be `" + *written + "`",
              suggestion(*written, names));
        return std::nullopt;
    }

private:
    void place(Diagnostic& diagnostic, const std::string& name) {
        diagnostic.node = node_;
        diagnostic.edge = edge_;
        diagnostic.parameter = prefix_ + name;
    }

    Diagnostics& diagnostics_;
    std::string node_, edge_, prefix_;
};

std::vector<std::string> readKey(const json::object& block, BlockReader& reader) {
    std::vector<std::string> key;
    const json::value* value = block.if_contains("key");
    if (value == nullptr || value->is_null()) return key;
    if (value->is_string()) return {std::string(value->get_string())};
    const json::array* list = value->if_array();
    bool good = list != nullptr;
    for (std::size_t i = 0; good && i < list->size(); ++i) {
        good = (*list)[i].is_string();
        if (good) key.emplace_back((*list)[i].get_string());
    }
    if (!good)
        reader.error("MR1134", "key", "`concurrency.key` must be a list of columns",
                     "write [\"vehicle_id\"]");
    return key;
}

void readNode(PlanningState& state, NodeState& node) {
    const json::object& block = node.concurrency;
    ConcurrencySettings& settings = node.settings;
    BlockReader reader(state.diagnostics, node.id(), {}, "concurrency.");
    reader.reportUnknown(block, {"executor", "workers", "ordering", "key", "batch", "restart"}, "MR1130");

    const auto executor = reader.word(block, "executor", "MR1131");
    settings.executor =
        reader.choice<ExecutorKind>(executor, "executor", "MR1131",
                                    {ExecutorKind::Inline, ExecutorKind::Threads, ExecutorKind::Pool,
                                     ExecutorKind::Async, ExecutorKind::Processes});
    if (const auto workers = reader.integer(block, "workers", kMaxWorkers, "MR1133")) {
        settings.workers = static_cast<int>(*workers);
    }
    settings.ordering =
        reader.choice<Ordering>(reader.word(block, "ordering", "MR1134"), "ordering", "MR1134",
                                {Ordering::Unordered, Ordering::Ordered, Ordering::ByKey});
    settings.key = readKey(block, reader);
    // As the document has it: that is where a run reads it.
    if (const auto policy = readRestartPolicy(node.node->concurrency); !policy) {
        for (Diagnostic problem : policy.error()) {
            problem.node = node.id();
            state.diagnostics.add(std::move(problem));
        }
    }

    if (settings.executor == ExecutorKind::Inline && settings.workers.value_or(1) > 1) {
        reader.error("MR1133", "workers",
                     "an `inline` node runs inside its upstream task and cannot have " +
                         std::to_string(*settings.workers) + " workers",
                     "leave `workers` out, or use `pool` or `threads`");
    }

    const json::value* batch = block.if_contains("batch");
    if (batch == nullptr || batch->is_null()) return;
    if (!batch->is_object()) {
        reader.error("MR1134", "batch", "`concurrency.batch` must be an object",
                     "write { \"size\": 1024, \"linger\": \"5 ms\" }");
        return;
    }
    BlockReader batchReader(state.diagnostics, node.id(), {}, "concurrency.batch.");
    const json::object& batchBlock = batch->get_object();
    batchReader.reportUnknown(batchBlock, {"size", "linger"}, "MR1130");
    if (const auto size = batchReader.integer(batchBlock, "size", kMaxBatchSize, "MR1134")) {
        settings.batchSize = static_cast<std::size_t>(*size);
    }
    const json::value* linger = batchBlock.if_contains("linger");
    if (linger == nullptr || linger->is_null()) return;
    const auto duration = linger->is_string() ? parseDuration(std::string_view(linger->get_string()))
                                              : parseDuration(flatJson(*linger));
    if (duration) {
        settings.lingerNs = *duration;
    } else {
        batchReader.error("MR1134", "linger",
                          "`concurrency.batch.linger`: " + duration.error().items[0].message,
                          duration.error().items[0].hint);
    }
}

/// "round_robin", "hash(a, b)"; nothing with an error reported when it is neither.
std::optional<Partitioning> readPartitioning(std::string_view text, std::vector<std::string>& columns,
                                             BlockReader& reader) {
    if (text.empty()) return std::nullopt;
    const std::size_t open = text.find('(');
    if (text.substr(0, open) != "hash") {
        static const std::vector<std::string> kKnown{"forward", "round_robin", "hash(key)", "broadcast",
                                                     "least_loaded"};
        for (const Partitioning kind : {Partitioning::Forward, Partitioning::RoundRobin,
                                        Partitioning::Broadcast, Partitioning::LeastLoaded}) {
            if (text == nameOf(kind)) return kind;
        }
        reader.error("MR1152", "partitioning", "unknown partitioning `" + std::string(text) + "`",
                     suggestion(text, kKnown));
        return std::nullopt;
    }
    if (open != std::string_view::npos && text.back() == ')') {
        std::string_view rest = text.substr(open + 1, text.size() - open - 2);
        for (bool more = true; more;) {
            const std::size_t comma = rest.find(',');
            more = comma != std::string_view::npos;
            std::string_view name = rest.substr(0, comma);
            while (!name.empty() && name.front() == ' ')
                name.remove_prefix(1);
            while (!name.empty() && name.back() == ' ')
                name.remove_suffix(1);
            if (!name.empty()) columns.emplace_back(name);
            if (more) rest.remove_prefix(comma + 1);
        }
    }
    if (!columns.empty()) return Partitioning::Hash;
    reader.error("MR1152", "partitioning", "`" + std::string(text) + "` does not say which columns to hash",
                 "write hash(vehicle_id)");
    return std::nullopt;
}

} // namespace

void readConcurrency(PlanningState& state) {
    for (NodeState& node : state.nodes)
        readNode(state, node);
}

void readQueues(PlanningState& state) {
    for (EdgeState& edge : state.edges) {
        const auto index = static_cast<std::size_t>(edge.edge - state.document.edges.data());
        const WireSettings& settings = state.wireSettings[index];
        const json::object& block = settings.queue;
        BlockReader reader(state.diagnostics, {}, edge.edge->id(), "queue.");
        reader.reportUnknown(block, {"capacity", "overflow"}, "MR1150");
        edge.hasQueue = !block.empty();
        edge.capacity = reader.integer(block, "capacity", kMaxCapacity, "MR1151");
        edge.overflow =
            reader.choice<OverflowPolicy>(reader.word(block, "overflow", "MR1153"), "overflow", "MR1153",
                                          {OverflowPolicy::Block, OverflowPolicy::DropNewest,
                                           OverflowPolicy::DropOldest, OverflowPolicy::Fail});
        BlockReader wire(state.diagnostics, {}, edge.edge->id(), "");
        edge.partitioning = readPartitioning(settings.partitioning, edge.hashColumns, wire);
    }
}

} // namespace millrace::planning
