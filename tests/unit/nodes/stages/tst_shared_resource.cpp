// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_edit.h"
#include "engine/graph/graph_json.h"
#include "tests/support/node_harness.h"
#include "tests/support/run_graph.h"
#include "tests/support/run_reading.h"
#include "tests/support/toy_nodes.h"

#include <QTest>
#include <boost/json/parse.hpp>

using namespace millrace;
using namespace millrace::test;

namespace {

std::unique_ptr<NodeHarness> opened(const char* params) {
    auto harness =
        std::make_unique<NodeHarness>(*builtinRegistry().find("shared_resource"),
                                      boost::json::parse(params).as_object(), std::vector{numberSchema()});
    if (!harness->isBound()) throw std::runtime_error(toText(harness->problems()));
    harness->open();
    return harness;
}

/// Two branches, each a node that holds the two locks for half a millisecond.
std::string branches(const char* first, const char* second) {
    const auto stage = [](const char* order) {
        return std::string(
                   R"({"kind": "shared_resource", "params": {"mode": "wait", "hold": "500 us", "resources": )") +
               order + R"(}, "concurrency": {"executor": "threads"}})";
    };
    return R"({"millrace": 1, "nodes": {
        "orders": {"kind": "generate", "params": {"count": 400, "fields": {"id": {"type": "sequence"}}}},
        "book": )" +
           stage(first) + R"(, "cancel": )" + stage(second) + R"(, "end": {"kind": "discard"}}, "edges": [
        {"from": "orders.out", "to": "book.in"}, {"from": "orders.out", "to": "cancel.in"},
        {"from": "book.out", "to": "end.in"}, {"from": "cancel.out", "to": "end.in"}]})";
}

RunGraphOptions batchesOf(std::size_t records) {
    RunGraphOptions options;
    options.batchSize = records;
    return options;
}

} // namespace

class tst_shared_resource : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyRecordHoldsAllResources() {
        const auto harness = opened(R"({"resources": ["stock", "ledger"], "hold": "3 ms"})");
        harness->feed(numbers(0, 5));
        for (const char* name : {"stock", "ledger"}) {
            QCOMPARE(harness->context().resources.at(name)->acquisitions, 5);
            QCOMPARE(harness->context().resources.at(name)->held, 0);
        }
        QCOMPARE(harness->context().burned, MonotonicNs{15'000'000});
        QCOMPARE(harness->rowsOut(0), std::size_t{5});
    }

    void aBatchMayHoldThemOnce() {
        const auto harness =
            opened(R"({"resources": ["stock"], "hold": "3 ms", "per": "batch", "mode": "wait"})");
        harness->feed(numbers(0, 5));
        QCOMPARE(harness->context().resources.at("stock")->acquisitions, 1);
        QCOMPARE(harness->context().waited, MonotonicNs{3'000'000});
    }

    void nodesThatLockInOneOrderRunToTheEnd() {
        const RunOutcome outcome = runGraphText(branches(R"(["stock", "ledger"])", R"(["stock", "ledger"])"),
                                                builtinRegistry(), batchesOf(8));
        QVERIFY2(outcome.ok(), outcome.text().c_str());
        QVERIFY2(finding(outcome.diagnostics, "MR1173") == nullptr, outcome.text().c_str());
    }

    void aDeadlockOfLocksIsNamedAndTheFixPreventsIt() {
        GraphDocument document =
            parseGraph(branches(R"(["stock", "ledger"])", R"(["ledger", "stock"])")).value().document;
        const RunOutcome stuck = runGraph(document, builtinRegistry(), batchesOf(8));
        QVERIFY2(stuck.state == RunState::Failed, stuck.text().c_str());
        const Diagnostic* named = finding(stuck.diagnostics, "MR4140");
        QVERIFY2(named != nullptr, stuck.text().c_str());
        for (const char* const part : {"`book` waits for the resource `ledger`, which `cancel` holds",
                                       "`cancel` waits for the resource `stock`, which `book` holds"})
            QVERIFY2(named->message.find(part) != std::string::npos, named->message.c_str());
        const Diagnostic* warned = finding(stuck.diagnostics, "MR1173");
        QVERIFY(warned != nullptr && warned->fix != nullptr);
        QVERIFY(bool(warned->fix->apply(document)));
        const RunOutcome mended = runGraph(document, builtinRegistry(), batchesOf(8));
        QVERIFY2(mended.ok(), mended.text().c_str());
        QVERIFY(finding(mended.diagnostics, "MR1173") == nullptr);
    }

    void aDeadlockIsNamedWhileOthersGoOn() {
        // A clock that ticks for ever keeps the run busy.
        std::string text = branches(R"(["stock", "ledger"])", R"(["ledger", "stock"])");
        text.insert(
            text.find("\"book\""),
            R"("ticks": {"kind": "generate", "params": {"rate": 1000, "fields": {"id": {"type": "sequence"}}}},
            "bin": {"kind": "discard"}, )");
        text.insert(text.rfind("]}"), R"(, {"from": "ticks.out", "to": "bin.in"})");
        const RunOutcome outcome = runGraphText(text, builtinRegistry(), batchesOf(8));
        QVERIFY2(outcome.state == RunState::Failed, outcome.text().c_str());
        QVERIFY(finding(outcome.diagnostics, "MR4140") != nullptr);
    }

    void oneTaskAloneOrReadersOnlyAreNoDeadlock_data() {
        QTest::addColumn<QString>("nodes");
        QTest::addColumn<QString>("edges");
        QTest::newRow("one task")
            << R"("a": {"kind": "shared_resource", "params": {"resources": ["x", "y"]}},
                  "b": {"kind": "shared_resource", "params": {"resources": ["y", "x"]}})"
            << R"({"from": "s.out", "to": "a.in"}, {"from": "a.out", "to": "b.in"}, {"from": "b.out", "to": "k.in"})";
        const QString apart =
            R"({"from": "s.out", "to": "a.in"}, {"from": "s.out", "to": "b.in"}, {"from": "a.out", "to": "k.in"},
               {"from": "b.out", "to": "k.in"})";
        QTest::newRow("readers")
            << R"("a": {"kind": "shared_resource", "params": {"resources": ["x", "y"], "kind": "reader_writer"}},
                  "b": {"kind": "shared_resource", "params": {"resources": ["y", "x"], "kind": "reader_writer"}})"
            << apart;
        QTest::newRow("enough for all")
            << R"("a": {"kind": "shared_resource", "params": {"resources": ["x", "y"], "kind": "semaphore", "capacity": 2}},
                  "b": {"kind": "shared_resource", "params": {"resources": ["y", "x"], "kind": "semaphore", "capacity": 2}})"
            << apart;
    }
    void oneTaskAloneOrReadersOnlyAreNoDeadlock() {
        QFETCH(QString, nodes);
        QFETCH(QString, edges);
        const std::string text =
            R"({"millrace": 1, "nodes": {"s": {"kind": "generate", "params": {"count": 300, "fields": {"id": {"type": "sequence"}}}}, )" +
            nodes.toStdString() + R"(, "k": {"kind": "discard"}}, "edges": [)" + edges.toStdString() + "]}";
        const RunOutcome outcome = runGraphText(text, builtinRegistry(), batchesOf(4));
        QVERIFY2(outcome.ok(), outcome.text().c_str());
        QVERIFY2(outcome.diagnostics.empty(), outcome.text().c_str());
    }
};

QTEST_GUILESS_MAIN(tst_shared_resource)
#include "tst_shared_resource.moc"
