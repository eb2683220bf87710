// SPDX-License-Identifier: Apache-2.0
#include "app/shared/engine_graph_tester.h"

#include "app/shared/open_graph.h"
#include "app/shared/test_rows.h"
#include "engine/plan/test_graph.h"
#include "engine/runtime/engine.h"

#include <algorithm>

namespace millrace {

namespace {

constexpr std::chrono::seconds kDeadline{60};
constexpr std::chrono::milliseconds kLookEvery{50};
constexpr std::uint64_t kSeed = 42;

/// One run of one test; the steps stand in their order.
class TestRun {
public:
    TestRun(const Registry& registry, const TestedGraph& graph, const std::string& name)
        : known_(registry), graph_(graph), places_(graph.positions, graph.path) {
        outcome.name = name;
        outcome.file = graph.path;
        outcome.line = places_.lineOf(pointerOfTest(name));
        options_ = planOptionsFor(graph.path);
        options_.currentFolder = options_.graphFolder; // what a test sets counts from its file, too
    }

    TestOutcome outcome;

    void run(const std::function<bool()>& cancelled) {
        if (readTest() && cut() && planUpstream() && pinRows() && readExpected() && planCut()) {
            execute(cancelled);
            compare();
        }
    }

private:
    bool fail(const Diagnostics& diagnostics) {
        for (Diagnostic d : diagnostics) {
            if (d.severity == Severity::Note) continue;
            if (d.file.empty()) graph_.positions.locate(d, graph_.document, graph_.path);
            outcome.diagnostics.add(std::move(d));
        }
        return false;
    }
    bool failErrors(const Diagnostics& diagnostics) {
        Diagnostics errors;
        for (const Diagnostic& d : diagnostics)
            if (d.severity == Severity::Error) errors.add(d);
        return fail(errors);
    }

    bool readTest() {
        const boost::json::value* written = graph_.document.tests.if_contains(outcome.name);
        auto read = readGraphTest(outcome.name, written ? *written : boost::json::value(), places_);
        if (!read) return fail(read.error());
        test_ = std::move(*read);
        PlanOptions overrides = options_;
        for (const auto& [name, value] : test_.parameters)
            overrides.overrides.emplace_back(name, value);
        auto document = applyOverrides(graph_.document, known_, overrides);
        if (document) {
            document_ = std::move(*document);
            return true;
        }
        Diagnostics problems = document.error();
        for (Diagnostic& d : problems.items) {
            d.file.clear();
            places_.place(d, pointerOfTest(outcome.name) + "/set");
        }
        return fail(problems);
    }

    bool cut() {
        auto cut = cutForTest(document_, test_, known_, places_);
        if (!cut) return fail(cut.error());
        graphs_ = std::move(*cut);
        for (const TestPort& port : graphs_.expected)
            collected_[port.probe] = std::make_shared<std::vector<RecordBatch>>();
        for (const auto& kind : known_.kinds())
            if (const auto added = kinds_.add(*kind); !added) return fail(added.error());
        if (const auto added = kinds_.add(probeKind(collected_)); !added) return fail(added.error());
        return true;
    }

    bool planUpstream() {
        upstream_ = plan(graphs_.upstream, kinds_, options_);
        return upstream_.plan || failErrors(upstream_.diagnostics);
    }

    SchemaPtr schemaAt(const TestPort& port) const {
        const auto found = upstream_.schemas.find(port.probe + ".in");
        return found == upstream_.schemas.end() ? makeSchema({}) : found->second;
    }

    bool pinRows() {
        std::map<std::string, std::vector<const TestPort*>> byNode;
        for (const TestPort& port : graphs_.pinned)
            byNode[port.at.node].push_back(&port);
        bool good = true;
        for (const auto& [node, ports] : byNode) {
            std::vector<std::string> names;
            std::vector<SchemaPtr> schemas;
            std::vector<PinnedRows> rows;
            for (const TestPort* port : ports) {
                names.push_back(port->at.port);
                schemas.push_back(schemaAt(*port));
                if (port->rows < test_.inputs.size()) good = pin(*port, schemas, rows) && good;
            }
            if (!graphs_.cut.findNode(node)) warnUnused(node);
            if (const auto added = kinds_.add(pinnedKind(node, names, schemas, rows)); !added)
                return fail(added.error());
        }
        return good;
    }

    bool pin(const TestPort& port, const std::vector<SchemaPtr>& schemas, std::vector<PinnedRows>& rows) {
        const TestRows& written = test_.inputs[port.rows];
        const auto read = readTestRows(written, schemas.back(), options_.graphFolder, outcome.name, places_);
        if (!read) return fail(read.error());
        auto records = asRecords(*read, schemas.back(), written, outcome.name, places_);
        if (!records) return fail(records.error());
        rows.push_back(
            {schemas.size() - 1, std::move(*records), watermarkDelayMs(*upstream_.plan, port.probe)});
        return true;
    }

    void warnUnused(const std::string& node) {
        Diagnostic& warning =
            outcome.diagnostics.warning("MR1508", "test `" + outcome.name + "`: what is pinned at `" + node +
                                                      "` reaches no expected port");
        for (const TestRows& rows : test_.inputs)
            if (rows.at.node == node) places_.place(warning, rows.pointer);
    }

    bool readExpected() {
        bool good = true;
        for (const TestPort& port : graphs_.expected) {
            const TestRows& written = test_.expected[port.rows];
            const SchemaPtr schema = schemaAt(port);
            auto read = readTestRows(written, schema, options_.graphFolder, outcome.name, places_);
            if (!read) {
                good = fail(read.error());
                continue;
            }
            // Where no row is expected, all columns help to tell what came instead.
            if (read->rows.empty()) {
                read->columns.resize(schema->size());
                for (std::size_t c = 0; c < schema->size(); ++c)
                    read->columns[c] = c;
            }
            PortOutcome result;
            result.port = port.at.text();
            result.line = places_.lineOf(written.pointer);
            for (const std::size_t c : read->columns)
                result.columns.push_back(schema->field(c));
            result.expected = std::move(read->rows);
            outcome.ports.push_back(std::move(result));
            columns_.push_back(std::move(read->columns));
        }
        return good;
    }

    bool planCut() {
        PlanOptions options = options_;
        options.safeRun = true;
        Planning planning = plan(graphs_.cut, kinds_, options);
        if (!planning.plan) return failErrors(planning.diagnostics);
        plan_ = planning.plan;
        Diagnostics unpinned;
        for (const PlanVertex& vertex : plan_->vertices) {
            if (!vertex.bound.makeSource || vertex.kind->name == pinnedKindName(vertex.node)) continue;
            Diagnostic& d = unpinned.error("MR1507",
                                           "test `" + outcome.name + "`: records of `" + vertex.node +
                                               "` reach an expected port and are not pinned",
                                           "add \"" + vertex.node + "\": [] to its inputs for none, or rows");
            places_.place(d, pointerOfTest(outcome.name));
        }
        return unpinned.empty() || fail(unpinned);
    }

    void execute(const std::function<bool()>& cancelled) {
        Engine engine;
        RunOptions options;
        options.seed = kSeed;
        auto started = engine.start(plan_, options);
        if (!started) {
            fail(started.error());
            return;
        }
        Run& run = **started;
        auto left = std::chrono::duration_cast<std::chrono::milliseconds>(kDeadline);
        while (!run.waitFor(kLookEvery) && left.count() > 0 && !cancelled())
            left -= kLookEvery;
        const RunState state = run.state();
        if (!isFinal(state)) {
            run.stop();
            run.waitFor(options.stopDeadline * 2);
            outcome.diagnostics.error("MR1509", cancelled() ? "the test was stopped"
                                                            : "the test did not end within " +
                                                                  std::to_string(kDeadline.count()) + " s");
        }
        finished_ = state == RunState::Finished;
        fail(run.diagnostics());
    }

    /// Also of a run that failed: what had come by then may tell why.
    void compare() {
        bool same = finished_;
        for (std::size_t i = 0; i < graphs_.expected.size(); ++i) {
            PortOutcome& port = outcome.ports[i];
            for (const RecordBatch& batch : *collected_.at(graphs_.expected[i].probe)) {
                for (std::size_t r = 0; r < batch.rows(); ++r) {
                    RowValues& row = port.actual.emplace_back();
                    for (const std::size_t c : columns_[i])
                        row.push_back(batch.column(c).valueAt(batch.rowAt(r)));
                }
            }
            port.diff = diffRows(port.expected, port.actual, {test_.ordered, test_.tolerance});
            same = same && port.diff.same();
        }
        outcome.state = same ? TestOutcome::State::Passed : TestOutcome::State::Failed;
    }

    const Registry& known_;
    const TestedGraph& graph_;
    const TestPlaces places_;
    PlanOptions options_;
    GraphTest test_;
    GraphDocument document_; ///< with what the test sets
    TestGraph graphs_;
    Registry kinds_; ///< the known ones and the test's own; plans point into it
    std::map<std::string, CollectedBatches> collected_;
    Planning upstream_;
    PlanPtr plan_;
    std::vector<std::vector<std::size_t>> columns_; ///< per expected port: those that are compared
    bool finished_ = false;
};

} // namespace

TestOutcome EngineGraphTester::run(const TestedGraph& graph, const std::string& name,
                                   const std::function<bool()>& cancelled) const {
    const auto begin = std::chrono::steady_clock::now();
    TestRun test(*registry_, graph, name);
    test.run(cancelled);
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin;
    test.outcome.seconds = elapsed.count();
    return std::move(test.outcome);
}

} // namespace millrace
