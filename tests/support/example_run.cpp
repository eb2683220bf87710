// SPDX-License-Identifier: Apache-2.0
#include "tests/support/example_run.h"

#include "app/shared/build_registry.h"
#include "app/shared/open_graph.h"
#include "engine/run/run.h"
#include "engine/runtime/engine.h"

#include <algorithm>
#include <stdexcept>

namespace millrace::test {

namespace {

SqliteOracle::Cell cellOf(const Value& value) {
    if (const auto* flag = std::get_if<bool>(&value.data)) return std::int64_t{*flag};
    if (const auto* small = std::get_if<std::int32_t>(&value.data)) return std::int64_t{*small};
    if (const auto* number = std::get_if<std::int64_t>(&value.data)) return *number;
    if (const auto* real = std::get_if<double>(&value.data)) return *real;
    if (const auto* text = std::get_if<std::string>(&value.data)) return *text;
    if (value.isNull()) return {};
    throw std::runtime_error("SQLite has no such type");
}

} // namespace

std::int64_t ExampleRun::numberAt(const char* node, const char* key) const {
    return report.at("nodes").at(node).at(key).to_number<std::int64_t>();
}

std::vector<SqliteOracle::Row> ExampleRun::table(const std::string& node) const {
    const RecordBatch& batch = published.at(node);
    std::vector<SqliteOracle::Row> rows;
    for (std::size_t i = 0; i < batch.rows(); ++i) {
        SqliteOracle::Row& row = rows.emplace_back();
        for (const ColumnPtr& column : batch.columns())
            row.push_back(cellOf(column->valueAt(batch.rowAt(i))));
    }
    return rows;
}

ExampleRun runExample(const std::string& graphPath, const ExampleOptions& options) {
    const auto registry = buildRegistry();
    const GraphFile file = openGraphFile(graphPath).value();
    PlanOptions planOptions = planOptionsFor(graphPath);
    for (const std::string& text : options.set)
        planOptions.overrides.push_back(parseOverride(text).value());
    planOptions.workers = options.workers;
    planOptions.batchSize = options.batchSize;
    if (options.executor)
        planOptions.executor = *options.executor == "threads" ? ExecutorKind::Threads : ExecutorKind::Pool;
    const Planning planning = planGraphFile(file, graphPath, *registry, planOptions);
    if (!planning.plan) throw std::runtime_error(toText(planning.diagnostics));

    Engine engine;
    RunOptions runOptions;
    runOptions.seed = options.seed;
    const auto run = engine.start(planning.plan, runOptions).value();
    if (!run->waitFor(std::chrono::minutes(7)))
        throw std::runtime_error("the run does not end: " + toText(run->diagnostics()));
    if (run->state() != RunState::Finished) throw std::runtime_error(toText(run->diagnostics()));
    std::string broken;
    for (const std::string& violation : checkInvariants(*run->plan(), run->frame()))
        broken += violation + "\n";
    if (!broken.empty()) throw std::runtime_error(broken);
    ExampleRun result{makeReport(*run), {}};
    for (const PlanVertex& vertex : run->plan()->vertices) {
        if (auto view = run->published(vertex.node)) result.published.emplace(vertex.node, std::move(*view));
    }
    return result;
}

std::string liveTableFault(std::vector<SqliteOracle::Row> shown, std::vector<SqliteOracle::Row> all,
                           std::size_t keep, bool inOrder) {
    if (all.size() > keep && inOrder) all.erase(all.begin(), all.end() - static_cast<std::ptrdiff_t>(keep));
    if (all.size() <= keep) return differences(std::move(shown), std::move(all));
    if (shown.size() != keep) return std::to_string(shown.size()) + " rows shown of " + std::to_string(keep);
    std::sort(shown.begin(), shown.end());
    std::sort(all.begin(), all.end());
    return std::includes(all.begin(), all.end(), shown.begin(), shown.end()) ? "" : "a row that never came";
}

} // namespace millrace::test
