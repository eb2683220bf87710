// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/plan_diff.h"
#include "tests/support/toy_kinds.h"

#include <QTest>

using namespace millrace;
using namespace millrace::test;

namespace {

/// A small graph after an edit of its text: `what` becomes `by`.
PlanPtr planWith(const std::string& what = "", const std::string& by = "") {
    std::string text =
        "{'millrace': 1, 'name': 'N', 'parameters': {'limit': {'type': 'DOUBLE', 'default': 35}}, 'nodes': {"
        "'s': {'kind': 'toy_source', 'params': {'columns': {'id': 'BIGINT'}}}, "
        "'m': {'kind': 'toy_map', 'params': {'columns': {'a': 'x', 'b': 'y'}}}, "
        "'f': {'kind': 'toy_filter', 'title': 'F', 'params': {'where': 'v', 'limit': '${limit}', "
        "'pace': {'gap': '5 ms', 'mode': 'm'}}}, 'k': {'kind': 'toy_sink'}}, "
        "'edges': [{'from': 's', 'to': 'm'}, {'from': 'm', 'to': 'f'}, {'from': 'f', 'to': 'k'}], "
        "'layout': {'nodes': {'s': [0, 0]}}}";
    if (!what.empty()) text.replace(text.find(what), what.size(), by);
    const Planning planning = planOf(text);
    if (!planning.plan) throw std::runtime_error(toText(planning.diagnostics));
    return planning.plan;
}

/// Ids of the changed nodes, or code, node and parameter of each refusal.
std::string diff(const std::string& what, const std::string& by) {
    const PlanPtr before = planWith();
    const auto changes = hotChanges(*before, *planWith(what, by));
    std::string text;
    if (changes) {
        for (const std::size_t vertex : *changes)
            text += before->vertices[vertex].node + " ";
    } else {
        for (const Diagnostic& d : changes.error())
            text += d.code + ":" + d.node + ":" + d.parameter + d.edge + " ";
    }
    if (!text.empty()) text.pop_back();
    return text;
}

} // namespace

class PlanDiffTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void changesAreHotOrNamed_data() {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("by");
        QTest::addColumn<QString>("result");
        QTest::newRow("nothing") << ""
                                 << ""
                                 << "";
        QTest::newRow("layout") << "[0, 0]"
                                << "[5, 5]"
                                << "";
        QTest::newRow("title") << "'title': 'F'"
                               << "'title': 'G'"
                               << "";
        QTest::newRow("name") << "'name': 'N'"
                              << "'name': 'M'"
                              << "";
        QTest::newRow("hot parameter through the graph's") << "35"
                                                           << "36"
                                                           << "f";
        QTest::newRow("hot parameter inside an object") << "5 ms"
                                                        << "6 ms"
                                                        << "f";
        QTest::newRow("cold parameter inside an object") << "'mode': 'm'"
                                                         << "'mode': 'n'"
                                                         << "MR4201:f:pace.mode";
        QTest::newRow("cold parameter") << "'where': 'v'"
                                        << "'where': 'w'"
                                        << "MR4201:f:where";
        QTest::newRow("order of columns") << "'a': 'x', 'b': 'y'"
                                          << "'b': 'y', 'a': 'x'"
                                          << "MR4201:m:columns";
        QTest::newRow("workers")
            << "'k': {'kind': 'toy_sink'}"
            << "'k': {'kind': 'toy_sink', 'concurrency': {'executor': 'threads'}}"
            << "MR4201:s:concurrency MR4201:m:concurrency MR4201:f:concurrency MR4201:k:concurrency "
               "MR4201::f.out->k.in";
    }
    void changesAreHotOrNamed() {
        QFETCH(QString, what);
        QFETCH(QString, by);
        QFETCH(QString, result);
        QCOMPARE(QString::fromStdString(diff(what.toStdString(), by.toStdString())), result);
    }

    void anotherWireOrNodeIsRefused() {
        QCOMPARE(diff("{'from': 'm', 'to': 'f'}, {'from': 'f', 'to': 'k'}",
                      "{'from': 'm', 'to': 'f'}, {'from': 'f', 'to': 'k'}, "
                      "{'from': 'm', 'to': 'k'}"),
                 std::string("MR4201::"));
        QCOMPARE(diff("'k': {'kind': 'toy_sink'}", "'k': {'kind': 'toy_flat_sink'}"),
                 std::string("MR4201::"));
    }
};

QTEST_GUILESS_MAIN(PlanDiffTest)
#include "tst_plan_diff.moc"
