// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_json.h"
#include "tests/support/node_harness.h"
#include "tests/support/run_graph.h"

#include <QTest>
#include <array>
#include <boost/json/serialize.hpp>
#include <map>

using namespace millrace;
using namespace millrace::test;
namespace json = boost::json;

namespace {

/// Of a thousand; the thread sanitizer, which is ten times slower, looks at every fifth.
#ifdef __SANITIZE_THREAD__
constexpr int kEvery = 5;
#else
constexpr int kEvery = 1;
#endif

/// Draws trees of stages that branch, part and come together, on random executors, with random batches, wires
/// and policies, and knows how many records each sink gets if no wire drops any.
class GraphDrawer {
public:
    explicit GraphDrawer(std::uint64_t seed) : random_(seed) {}

    json::object draw() {
        for (std::uint64_t i = 0; i <= random_.below(2); ++i)
            addSource("s" + std::to_string(i));
        const std::uint64_t stages = random_.below(9);
        for (std::uint64_t i = 0; i < stages; ++i)
            addStage("n" + std::to_string(i));
        for (std::size_t i = 0; i < open_.size(); ++i) {
            const std::string id = "end" + std::to_string(i);
            expected[id] = open_[i].records();
            addNode(id, "discard", {});
            wire(open_[i], id + ".in");
        }
        return {{"millrace", 1}, {"nodes", nodes_}, {"edges", edges_}};
    }

    std::map<std::string, std::int64_t> expected; ///< by sink
    bool drops = false;                           ///< some wire may
    bool fails = false;                           ///< some wire may

private:
    static constexpr std::int64_t kIds = 400;
    /// An output not connected yet: how often each half of the ids comes out of it.
    struct Open {
        std::string port;
        std::int64_t low = 1, high = 1;
        std::int64_t records() const { return (low + high) * (kIds / 2); }
    };

    void addSource(const std::string& id) {
        addNode(id, "generate", {{"count", kIds}, {"fields", json::object{{"id", {{"type", "sequence"}}}}}},
                1);
        open_.push_back({id + ".out"});
    }

    Open take() {
        const auto at = static_cast<std::ptrdiff_t>(random_.below(open_.size()));
        Open taken = open_[static_cast<std::size_t>(at)];
        open_.erase(open_.begin() + at);
        return taken;
    }

    void addStage(const std::string& id) {
        Open from = take();
        Open out{id + ".out", from.low, from.high};
        switch (random_.below(7)) {
            case 0: addNode(id, "map", {{"columns", {{"x_" + id, "id + 1"}}}}, 3); break;
            case 1: addNode(id, "filter", {{"where", "id < 200"}}, 3), out.high = 0; break;
            case 2: addNode(id, "queue", {{"capacity", 1 + random_.below(50)}}); break;
            case 3: addNode(id, "batch", {{"size", 1 + random_.below(90)}, {"linger", "1 ms"}}); break;
            case 4: addNode(id, "work", {{"time", "1 us"}}, 3); break;
            case 5: {
                addNode(id, "split", {{"outputs", {{"low", "id < 200"}}}, {"otherwise", "high"}}, 3);
                wire(from, id + ".in");
                open_.push_back({id + ".low", from.low, 0});
                open_.push_back({id + ".high", 0, from.high});
                return;
            }
            default: {
                // Several wires out of one port each get every record, several into one are merged.
                addNode(id, "queue", {});
                wire(from, id + ".in");
                if (random_.below(2) == 0) wire(from, id + ".in"), out.low *= 2, out.high *= 2;
                open_.push_back(out);
                if (random_.below(2) == 0) open_.push_back(out);
                return;
            }
        }
        wire(from, id + ".in");
        open_.push_back(out);
    }

    void addNode(const std::string& id, const std::string& kind, json::object params, std::int64_t most = 1) {
        json::object node{{"kind", kind}, {"params", std::move(params)}};
        json::object concurrency;
        static constexpr std::array<const char*, 2> kExecutors{"threads", "pool"};
        static constexpr std::array<std::int64_t, 5> kBatches{1, 2, 7, 64, 1024};
        if (random_.below(2) == 0) concurrency["executor"] = kExecutors[random_.below(2)];
        if (random_.below(2) == 0 && most > 1) {
            concurrency["workers"] =
                1 + static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(most)));
            if (random_.below(2) == 0) concurrency["ordering"] = "ordered";
        }
        if (random_.below(2) == 0)
            concurrency["batch"] = {{"size", kBatches[random_.below(kBatches.size())]}};
        if (!concurrency.empty()) node["concurrency"] = std::move(concurrency);
        nodes_[id] = std::move(node);
    }

    void wire(const Open& from, const std::string& to) {
        json::object edge{{"from", from.port}, {"to", to}};
        const bool twice = std::any_of(edges_.begin(), edges_.end(), [&](const json::value& other) {
            return other.at("from") == edge.at("from") && other.at("to") == edge.at("to");
        });
        if (twice) {
            // A second wire between the same ports needs a node in between.
            const std::string between = to.substr(0, to.find('.')) + "_again";
            addNode(between, "queue", {});
            wire(from, between + ".in");
            edge["from"] = between + ".out";
        }
        if (random_.below(3) > 0) {
            static constexpr std::array<const char*, 8> kPolicies{
                "block", "block", "block", "block", "block", "drop_newest", "drop_oldest", "fail"};
            const char* const policy = kPolicies[random_.below(kPolicies.size())];
            edge["queue"] = {{"capacity", 1 + random_.below(300)}, {"overflow", policy}};
            drops = drops || std::string_view(policy).starts_with("drop");
            fails = fails || std::string_view(policy) == "fail";
        }
        edges_.push_back(std::move(edge));
    }

    Random random_;
    json::object nodes_;
    json::array edges_;
    std::vector<Open> open_;
};

} // namespace

/// Random graphs x random policies: none hangs, none loses a record that its policy does not drop.
class RandomGraphsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void noneHangsOrLosesARecord_data() {
        QTest::addColumn<int>("first");
        for (int first = 0; first < 1000; first += 100)
            QTest::addRow("graphs %d to %d", first, first + 99) << first;
    }

    void noneHangsOrLosesARecord() {
        QFETCH(int, first);
        for (int seed = first; seed < first + 100; seed += kEvery) {
            GraphDrawer drawer(static_cast<std::uint64_t>(seed));
            const json::object graph = drawer.draw();
            RunGraphOptions options;
            options.poolWorkers = 1 + seed % 3;
            options.seed = static_cast<std::uint64_t>(seed);
            const RunOutcome outcome = runGraphText(json::serialize(graph), builtinRegistry(), options);
            const std::string about =
                "graph " + std::to_string(seed) + ": " + json::serialize(graph) + "\n" + outcome.text();
            QVERIFY2(outcome.violations.empty(), about.c_str());
            if (drawer.fails && outcome.state == RunState::Failed) {
                QVERIFY2(about.find("MR4102") != std::string::npos, about.c_str());
                continue;
            }
            QVERIFY2(outcome.ok(), about.c_str());
            for (const auto& [sink, records] : drawer.expected) {
                const auto vertex =
                    static_cast<std::size_t>(outcome.plan->find(sink) - outcome.plan->vertices.data());
                const std::int64_t got = outcome.frame.nodes[vertex].recordsIn;
                QVERIFY2(drawer.drops ? got <= records : got == records, about.c_str());
            }
            std::int64_t lost = 0;
            for (const EdgeMetrics& edge : outcome.frame.edges)
                lost += edge.dropped;
            QVERIFY2(drawer.drops || lost == 0, about.c_str());
            drawer.drops ? dropped_ += lost > 0 : ++exact_;
        }
    }

    /// Of the graphs above.
    void manyMustLoseNothingAndManyDrop() {
        QVERIFY2(exact_ > 200 / kEvery, qPrintable(QString::number(exact_)));
        QVERIFY2(dropped_ > 50 / kEvery, qPrintable(QString::number(dropped_)));
    }

private:
    int exact_ = 0, dropped_ = 0;
};

QTEST_GUILESS_MAIN(RandomGraphsTest)
#include "tst_random_graphs.moc"
