// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/planner.h"
#include "tests/support/toy_kinds.h"

#include <QTest>

using namespace millrace;
using namespace millrace::test;

namespace {

std::string node(const std::string& id, const std::string& kind, const std::string& concurrency = "",
                 const std::string& params = "") {
    std::string text = "'" + id + "': {'kind': '" + kind + "'";
    if (!params.empty()) text += ", 'params': {" + params + "}";
    if (!concurrency.empty()) text += ", 'concurrency': {" + concurrency + "}";
    return text + "}";
}
std::string source(const std::string& concurrency = "", bool serial = true) {
    return node(
        "s", "toy_source", concurrency,
        std::string("'columns': {'id': 'BIGINT', 'v': 'DOUBLE'}, 'serial': ") + (serial ? "true" : "false"));
}
std::string filter(const std::string& id, const std::string& concurrency = "") {
    return node(id, "toy_filter", concurrency, "'where': 'x'");
}
std::string keyed(const std::string& id, const std::string& concurrency = "", bool ordered = false) {
    return node(id, "toy_keyed", concurrency,
                std::string("'key': ['id'], 'ordered': ") + (ordered ? "true" : "false"));
}
std::string sink(const std::string& id = "k") { return node(id, "toy_sink"); }

std::string wire(const std::string& from, const std::string& to, const std::string& more = "") {
    return "{'from': '" + from + "', 'to': '" + to + "'" + (more.empty() ? "" : ", " + more) + "}";
}

std::string join(const std::vector<std::string>& parts) {
    std::string text;
    for (const std::string& part : parts)
        text += (text.empty() ? "" : ", ") + part;
    return text;
}

Planning planning(const std::vector<std::string>& nodes, const std::vector<std::string>& wires,
                  PlanOptions options = {}) {
    return planOf("{'millrace': 1, 'nodes': {" + join(nodes) + "}, 'edges': [" + join(wires) + "]}",
                  std::move(options));
}

/// "s+f+k" or "s f*4 k": chains in order, what is fused joined by +, workers behind *; or the errors.
std::string shapeOf(const Planning& planning) {
    if (!planning.plan) return "error " + codesOf(planning.diagnostics);
    std::string text;
    for (const PlanChain& chain : planning.plan->chains) {
        if (!text.empty()) text += " ";
        for (std::size_t i = 0; i < chain.vertices.size(); ++i)
            text += (i == 0 ? "" : "+") + planning.plan->vertices[chain.vertices[i]].node;
        if (chain.workers > 1) text += "*" + std::to_string(chain.workers);
    }
    return text;
}

const PlanEdge& edge(const Planning& planning, const std::string& id) {
    for (const PlanEdge& candidate : planning.plan->edges) {
        if (candidate.id == id) return candidate;
    }
    throw std::runtime_error("no wire " + id);
}

std::string line(const std::string& concurrencyOfF) {
    return shapeOf(
        planning({source(), filter("f", concurrencyOfF), sink()}, {wire("s", "f"), wire("f", "k")}));
}

} // namespace

class ChainsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aLinearChainIsFusedByDefault() {
        const Planning p = planning({source(), filter("f"), sink()}, {wire("s", "f"), wire("f", "k")});
        QCOMPARE(shapeOf(p), std::string("s+f+k"));
        QVERIFY(p.plan->edges[0].fused && p.plan->edges[1].fused);
        QCOMPARE(p.plan->chains[0].executor, ExecutorKind::Pool);
        QCOMPARE(p.plan->vertices[0].choice, std::string("pool"));
        QCOMPARE(p.plan->vertices[2].choice, std::string("fused with Toy filter"));
    }

    void forksAndMergesAreNotFused() {
        QCOMPARE(shapeOf(planning({source(), filter("f"), filter("g"), sink()},
                                  {wire("s", "f"), wire("s", "g"), wire("f", "k"), wire("g", "k")})),
                 std::string("s f g k"));
    }

    void whatSeparatesNodes_data() {
        QTest::addColumn<QString>("concurrency");
        QTest::addColumn<QString>("shape");
        QTest::newRow("executor") << "'executor': 'threads'"
                                  << "s f+k";
        QTest::newRow("same executor said aloud") << "'executor': 'pool'"
                                                  << "s f+k";
        QTest::newRow("workers") << "'workers': 4"
                                 << "s f*4 k";
        QTest::newRow("batch alone does not") << "'batch': {'size': 5}"
                                              << "s+f+k";
        QTest::newRow("inline") << "'executor': 'inline'"
                                << "s+f+k";
        QTest::newRow("inline with workers") << "'executor': 'inline', 'workers': 2"
                                             << "error MR1133";
        QTest::newRow("asynchronous") << "'executor': 'async'"
                                      << "s f k";
        QTest::newRow("operations in flight") << "'executor': 'async', 'workers': 8"
                                              << "s f k";
        QTest::newRow("operations by key")
            << "'executor': 'async', 'workers': 2, 'ordering': 'by_key', 'key': ['id']"
            << "error MR1137";
        QTest::newRow("processes") << "'executor': 'processes'"
                                   << "s f k";
        QTest::newRow("workers in processes") << "'executor': 'processes', 'workers': 3"
                                              << "s f*3 k";
        QTest::newRow("restarts") << "'executor': 'processes', 'restart': {'max': 0, 'retries': 2}"
                                  << "s f k";
        QTest::newRow("restarts below zero") << "'executor': 'processes', 'restart': {'max': -1}"
                                             << "error MR1147";
        QTest::newRow("unknown setting of restarts") << "'executor': 'processes', 'restart': {'retry': 1}"
                                                     << "error MR1147";
        QTest::newRow("restart that is no object") << "'executor': 'processes', 'restart': 3"
                                                   << "error MR1147";
        QTest::newRow("misspelt") << "'executor': 'thread'"
                                  << "error MR1131";
        QTest::newRow("no workers") << "'workers': 0"
                                    << "error MR1133";
        QTest::newRow("half a worker") << "'workers': 1.5"
                                       << "error MR1133";
        QTest::newRow("by key without key") << "'ordering': 'by_key'"
                                            << "error MR1135";
        QTest::newRow("by key with key") << "'ordering': 'by_key', 'key': ['id'], 'workers': 2"
                                         << "s f*2 k";
        QTest::newRow("key that is no column") << "'ordering': 'by_key', 'key': 'idd', 'workers': 2"
                                               << "error MR1136";
        QTest::newRow("ordering misspelt") << "'ordering': 'sorted'"
                                           << "error MR1134";
        QTest::newRow("batch size") << "'batch': {'size': 0}"
                                    << "error MR1134";
        QTest::newRow("linger without unit") << "'batch': {'linger': 5}"
                                             << "error MR1134";
    }
    void whatSeparatesNodes() {
        QFETCH(QString, concurrency);
        QFETCH(QString, shape);
        QCOMPARE(QString::fromStdString(line(concurrency.toStdString())), shape);
    }

    void stagesRunInWorkerProcessesAndNothingElse() {
        const std::string processes = "'executor': 'processes'";
        const auto shape = [](const std::string& head, const std::string& stage, const std::string& end) {
            return shapeOf(planning({head, stage, end}, {wire("s", "f"), wire("f", "k")}));
        };
        QCOMPARE(shape(source(processes), filter("f"), sink()), std::string("error MR1148"));
        QCOMPARE(shape(source(), filter("f"), node("k", "toy_sink", processes)), std::string("error MR1148"));
        QCOMPARE(shape(source(), node("f", "toy_queue", processes), sink()), std::string("error MR1148"));
        QCOMPARE(shape(source(), filter("f", processes), node("k", "toy_sink", "'executor': 'inline'")),
                 std::string("error MR1149"));
        QCOMPARE(shape(source("", false), keyed("f", processes + ", 'workers': 2"), sink()),
                 std::string("s f*2 k"));

        PlanOptions everywhere;
        everywhere.executor = ExecutorKind::Processes;
        everywhere.allowFusion = false;
        const Planning planned =
            planning({source(), filter("f"), sink()}, {wire("s", "f"), wire("f", "k")}, everywhere);
        QVERIFY(planned.plan);
        QCOMPARE(planned.plan->chains[0].executor, ExecutorKind::Pool);
        QCOMPARE(planned.plan->chains[1].executor, ExecutorKind::Processes);
        QCOMPARE(planned.plan->chains[2].executor, ExecutorKind::Pool);
        QCOMPARE(planned.plan->vertices[1].choice, std::string("processes"));
    }

    void aWireWithAQueueOrPartitioningIsNotFused() {
        const auto shape = [](const std::string& more) {
            return shapeOf(planning({source(), filter("f"), sink()}, {wire("s", "f", more), wire("f", "k")}));
        };
        QCOMPARE(shape("'queue': {'capacity': 10}"), std::string("s f+k"));
        QCOMPARE(shape("'partitioning': 'round_robin'"), std::string("s f+k"));
        QCOMPARE(shape("'partitioning': 'robin'"), std::string("error MR1152"));
        QCOMPARE(shape("'partitioning': 'hash()'"), std::string("error MR1152"));
        QCOMPARE(shape("'partitioning': 'hash(nope)'"), std::string("error MR1140"));
        QCOMPARE(shape("'queue': {'capacity': 0}"), std::string("error MR1151"));
        QCOMPARE(shape("'queue': {'overflow': 'drop'}"), std::string("error MR1153"));
    }

    void queueSettingsReachThePlan() {
        const Planning p = planning({source(), filter("f"), sink()},
                                    {wire("s", "f", "'queue': {'capacity': 10, 'overflow': 'drop_newest'}"),
                                     wire("f", "k", "'queue': {'capacty': 10}")});
        QCOMPARE(edge(p, "s.out->f.in").capacity, std::int64_t{10});
        QCOMPARE(edge(p, "s.out->f.in").overflow, OverflowPolicy::DropNewest);
        QCOMPARE(edge(p, "f.out->k.in").capacity, kDefaultQueueCapacity);
        QCOMPARE(codesOf(p.diagnostics, true), std::string("MR1150"));
    }

    void aQueueNodeKeepsItsQueueAndSetsItsSize() {
        const Planning p =
            planning({source(), node("q", "toy_queue"), sink()}, {wire("s", "q"), wire("q", "k")});
        QCOMPARE(shapeOf(p), std::string("s q+k"));
        QCOMPARE(edge(p, "s.out->q.in").capacity, std::int64_t{17});
        QCOMPARE(edge(p, "s.out->q.in").overflow, OverflowPolicy::DropOldest);
        QCOMPARE(shapeOf(planning({source(), node("q", "toy_queue", "'executor': 'inline'"), sink()},
                                  {wire("s", "q"), wire("q", "k")})),
                 std::string("error MR1144"));
    }

    void inlineJoinsATreeInsideOneChain() {
        const std::string inlined = "'executor': 'inline'";
        const std::vector<std::string> wires{wire("s", "f"), wire("s", "g"), wire("f", "k"), wire("g", "k")};
        QCOMPARE(shapeOf(planning(
                     {source(), filter("f", inlined), filter("g", inlined), node("k", "toy_sink", inlined)},
                     wires)),
                 std::string("s+f+g+k"));
        QCOMPARE(shapeOf(planning(
                     {source(), filter("f", inlined), filter("g"), node("k", "toy_sink", inlined)}, wires)),
                 std::string("error MR1142"));
        QCOMPARE(shapeOf(planning({source(inlined), sink()}, {wire("s", "k")})), std::string("error MR1143"));
        QCOMPARE(shapeOf(planning({source(), filter("f", inlined), sink()},
                                  {wire("s", "f", "'queue': {'capacity': 5}"), wire("f", "k")})),
                 std::string("error MR1145"));
    }

    void inlineFollowsTheWorkersOfItsTaskWhereItCan() {
        const std::string inlined = "'executor': 'inline'";
        QCOMPARE(shapeOf(planning({source(), filter("f", "'workers': 3"), filter("g", inlined), sink()},
                                  {wire("s", "f"), wire("f", "g"), wire("g", "k")})),
                 std::string("s f+g*3 k"));
        QCOMPARE(shapeOf(planning({source(), filter("f", "'workers': 3"), keyed("g", inlined), sink()},
                                  {wire("s", "f"), wire("f", "g"), wire("g", "k")})),
                 std::string("error MR1144"));
        QCOMPARE(shapeOf(planning({source(), filter("f", "'workers': 3"), node("k", "toy_sink", inlined)},
                                  {wire("s", "f"), wire("f", "k")})),
                 std::string("error MR1144"));
    }

    void equallyManyWorkersAreFusedUnlessRecordsMustBeDealtOut() {
        QCOMPARE(
            shapeOf(planning({source(), filter("f", "'workers': 2"), filter("g", "'workers': 2"), sink()},
                             {wire("s", "f"), wire("f", "g"), wire("g", "k")})),
            std::string("s f+g*2 k"));
        QCOMPARE(shapeOf(planning({source(), filter("f", "'workers': 2"), keyed("g", "'workers': 2"), sink()},
                                  {wire("s", "f"), wire("f", "g"), wire("g", "k")})),
                 std::string("s f*2 g*2 k"));
    }

    void aKeyedStageWithWorkersIsFedByHash() {
        const Planning p =
            planning({source(), keyed("g", "'workers': 4"), sink()}, {wire("s", "g"), wire("g", "k")});
        QCOMPARE(edge(p, "s.out->g.in").partitioning, Partitioning::Hash);
        QCOMPARE(edge(p, "s.out->g.in").keyColumns, (std::vector<std::size_t>{0}));
        QCOMPARE(edge(p, "g.out->k.in").partitioning, Partitioning::Forward);
        QCOMPARE(p.plan->find("g")->choice, std::string("pool \xC3\x97 4 \xC2\xB7 by key"));
        QCOMPARE(p.plan->chains[1].ordering, Ordering::ByKey);
        const auto with = [](const std::string& partitioning) {
            return shapeOf(
                planning({source(), keyed("g", "'workers': 4"), sink()},
                         {wire("s", "g", "'partitioning': '" + partitioning + "'"), wire("g", "k")}));
        };
        QCOMPARE(with("hash(id)"), std::string("s g*4 k"));
        QCOMPARE(with("hash(id, v)"), std::string("error MR1141"));
        QCOMPARE(with("round_robin"), std::string("error MR1141"));
        QCOMPARE(with("broadcast"), std::string("error MR1141"));
    }

    void recordsAreDealtOutInTurnWhereNothingElseIsSaid() {
        const Planning p =
            planning({source(), filter("f", "'workers': 4"), sink()}, {wire("s", "f"), wire("f", "k")});
        QCOMPARE(edge(p, "s.out->f.in").partitioning, Partitioning::RoundRobin);
        QCOMPARE(p.plan->find("f")->choice, std::string("pool \xC3\x97 4"));
        QCOMPARE(shapeOf(planning({source(), filter("f", "'workers': 4"), sink()},
                                  {wire("s", "f", "'partitioning': 'forward'"), wire("f", "k")})),
                 std::string("error MR1141"));
    }

    void aNodeThatMustSeeEveryRecordKeepsOneWorker() {
        QCOMPARE(shapeOf(planning({source(), node("k", "toy_sink", "'workers': 2")}, {wire("s", "k")})),
                 std::string("error MR1133"));
    }

    void orderIsKeptWhereResultsDependOnIt() {
        const auto ordering = [](const std::string& concurrency, bool sensitive) {
            const Planning p = planning({source(), filter("f", "'workers': 2" + concurrency),
                                         keyed("g", "'workers': 2", sensitive), sink()},
                                        {wire("s", "f"), wire("f", "g"), wire("g", "k")});
            return std::string(nameOf(p.plan->chains[p.plan->find("f")->chain].ordering)) + " " +
                   codesOf(p.diagnostics, true);
        };
        QCOMPARE(ordering("", false), std::string("unordered "));
        QCOMPARE(ordering("", true), std::string("ordered "));
        QCOMPARE(ordering(", 'ordering': 'unordered'", true), std::string("unordered MR1146"));
        QCOMPARE(ordering(", 'ordering': 'ordered'", true), std::string("ordered "));
    }

    void operationsInFlightRunOnTheEventLoop_data() {
        QTest::addColumn<QString>("concurrency");
        QTest::addColumn<QString>("choice");
        QTest::addColumn<int>("operations");
        QTest::newRow("by default") << ""
                                    << "async \u00d7 16" << 16;
        QTest::newRow("as many as there are workers") << "'workers': 100"
                                                      << "async \u00d7 100" << 100;
        QTest::newRow("in order") << "'executor': 'async', 'ordering': 'ordered'"
                                  << "async \u00d7 16 \u00b7 ordered" << 16;
        QTest::newRow("one") << "'workers': 1"
                             << "async" << 1;
        QTest::newRow("elsewhere on demand") << "'executor': 'pool'"
                                             << "pool" << 1;
    }
    void operationsInFlightRunOnTheEventLoop() {
        QFETCH(QString, concurrency);
        QFETCH(QString, choice);
        QFETCH(int, operations);
        const Planning p = planning({source(), node("c", "toy_call", concurrency.toStdString()), sink()},
                                    {wire("s", "c"), wire("c", "k")});
        QVERIFY2(p.plan, toText(p.diagnostics).c_str());
        const PlanVertex& vertex = *p.plan->find("c");
        QCOMPARE(QString::fromStdString(vertex.choice), choice);
        QCOMPARE(p.plan->chains[vertex.chain].operations, operations);
        QCOMPARE(p.plan->chains[vertex.chain].workers, 1);
        QCOMPARE(p.plan->vertices[0].choice, std::string("pool"));
    }

    void onlyWhatAsksForItRunsInATaskOfTheEventLoop() {
        const std::string call = node("c", "toy_call");
        QCOMPARE(shapeOf(planning({source(), call, sink()}, {wire("s", "c"), wire("c", "k")})),
                 std::string("s c k"));
        QCOMPARE(shapeOf(planning({source(), call, node("k", "toy_sink", "'executor': 'inline'")},
                                  {wire("s", "c"), wire("c", "k")})),
                 std::string("s c+k"));
        QCOMPARE(shapeOf(planning({source(), node("c", "toy_call", "'executor': 'inline'"), sink()},
                                  {wire("s", "c"), wire("c", "k")})),
                 std::string("s+c+k"));
    }

    void operationsNeedAStageThatHasSome() {
        const auto codes = [](const Planning& p) { return codesOf(p.diagnostics); };
        QCOMPARE(codes(planning({source("'executor': 'async', 'workers': 2"), sink()}, {wire("s", "k")})),
                 std::string("MR1137"));
        QCOMPARE(codes(planning({source(), keyed("g", "'executor': 'async', 'workers': 2"), sink()},
                                {wire("s", "g"), wire("g", "k")})),
                 std::string("MR1137"));
        QCOMPARE(codes(planning({source(), keyed("g", "'executor': 'async'"), sink()},
                                {wire("s", "g"), wire("g", "k")})),
                 std::string());
    }

    void operationsKeepOrderWhereResultsDependOnIt() {
        const Planning p = planning({source(), node("c", "toy_call"), keyed("g", "", true), sink()},
                                    {wire("s", "c"), wire("c", "g"), wire("g", "k")});
        QCOMPARE(p.plan->chains[p.plan->find("c")->chain].ordering, Ordering::Ordered);
    }

    void overridesForComparisonsApplyWhereLegal() {
        const std::vector<std::string> nodes{source(), filter("f", "'executor': 'inline'"),
                                             keyed("g", "'workers': 3"), sink()};
        const std::vector<std::string> wires{wire("s", "f"), wire("f", "g"), wire("g", "k")};
        const auto shape = [&](PlanOptions options) {
            return shapeOf(planning(nodes, wires, std::move(options)));
        };
        QCOMPARE(shape({}), std::string("s+f g*3 k"));
        PlanOptions one;
        one.workers = 1;
        QCOMPARE(shape(one), std::string("s+f+g+k"));
        one.allowFusion = false;
        QCOMPARE(shape(one), std::string("s+f g k"));
        PlanOptions threads;
        threads.executor = ExecutorKind::Threads;
        threads.workers = 4;
        QCOMPARE(shape(threads), std::string("s f*4 g*4 k"));
        const Planning p = planning(nodes, wires, threads);
        for (const PlanChain& chain : p.plan->chains)
            QCOMPARE(chain.executor, ExecutorKind::Threads);
        PlanOptions inlined;
        inlined.executor = ExecutorKind::Inline;
        inlined.workers = 1;
        inlined.batchSize = 2;
        QCOMPARE(shape(inlined), std::string("s+f+g+k"));
        QCOMPARE(planning(nodes, wires, inlined).plan->vertices[0].batchSize, std::size_t{2});
        PlanOptions four;
        four.workers = 4;
        QCOMPARE(shapeOf(planning({source("", false), filter("f", "'executor': 'inline'"),
                                   node("k", "toy_sink", "'executor': 'inline'")},
                                  {wire("s", "f"), wire("f", "k")}, four)),
                 std::string("s+f+k"));
    }

    void headsComeFirstAndTheRestInOrder() {
        const Planning p = planning({sink(), filter("g"), filter("f"), source()},
                                    {wire("s", "f"), wire("f", "g"), wire("g", "k")});
        const PlanChain& chain = p.plan->chains[0];
        QCOMPARE(chain.vertices, (std::vector<std::size_t>{0, 1, 2, 3}));
        for (const PlanVertex& vertex : p.plan->vertices)
            QCOMPARE(vertex.chain, std::size_t{0});
    }
};

QTEST_GUILESS_MAIN(ChainsTest)
#include "tst_chains.moc"
