// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_json.h"
#include "engine/graph/graph_merge.h"

#include <QTest>
#include <algorithm>

using namespace millrace;

namespace {

/// A graph with one node and `more` members, written with ' for ".
GraphDocument graph(std::string more) {
    std::string text = "{'millrace': 1, 'nodes': {'end': {'kind': 'discard'}}" + std::move(more) + "}";
    std::replace(text.begin(), text.end(), '\'', '"');
    auto file = parseGraph(text);
    if (!file) throw std::runtime_error(toText(file.error()));
    return file->document;
}

} // namespace

class GraphMergeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void blocksOfTheGraphAreMergedMemberByMember_data() {
        QTest::addColumn<QString>("block");
        QTest::newRow("checkpoint") << "checkpoint";
        QTest::newRow("simulation") << "simulation";
    }
    void blocksOfTheGraphAreMergedMemberByMember() {
        QFETCH(QString, block);
        const auto with = [&block](const char* members) {
            return graph(", '" + block.toStdString() + "': {" + members + "}");
        };
        const auto merged = mergeGraphs(with("'a': 1, 'b': {'x': 1, 'y': 1}, 'gone': 0"),
                                        with("'a': 2, 'b': {'x': 1, 'y': 1}, 'gone': 0"),
                                        with("'a': 1, 'b': {'x': 1, 'y': 3}, 'new': {'z': 4}"));
        QVERIFY(merged && merged->conflicts.empty());
        const GraphDocument expected = with("'a': 2, 'b': {'x': 1, 'y': 3}, 'new': {'z': 4}");
        QCOMPARE(QString::fromStdString(writeGraph(merged->document)),
                 QString::fromStdString(writeGraph(expected)));
        QVERIFY(merged->document.simulation == expected.simulation);
        QVERIFY(merged->document.extra.empty());
    }

    void aBlockThatOneSideAddsIsThere() {
        const auto merged =
            mergeGraphs(graph(""), graph(", 'name': 'Mine'"), graph(", 'simulation': {'seed': 7}"));
        QVERIFY(merged && merged->conflicts.empty());
        QCOMPARE(merged->document.simulation.at("seed").as_int64(), std::int64_t{7});
        QCOMPARE(merged->document.name, std::string("Mine"));
    }

    void whatBothSetOtherwiseIsAConflictWithItsPlace() {
        const auto merged =
            mergeGraphs(graph(", 'simulation': {'cores': 1}"), graph(", 'simulation': {'cores': 2}"),
                        graph(", 'simulation': {'cores': 4}"));
        QVERIFY(merged);
        QCOMPARE(merged->conflicts.size(), std::size_t{1});
        QCOMPARE(toText(merged->conflicts[0]), std::string("simulation/cores: ours 2, theirs 4, before 1"));
        QCOMPARE(merged->document.simulation.at("cores").as_int64(), std::int64_t{2});
    }
};

QTEST_GUILESS_MAIN(GraphMergeTest)
#include "tst_graph_merge.moc"
