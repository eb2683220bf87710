// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_test.h"

#include <QTest>
#include <algorithm>

using namespace millrace;

namespace {

GraphFile fileOf(std::string tests) {
    std::string text = "{'millrace': 1,\n'tests': {\n" + tests + "}}";
    std::replace(text.begin(), text.end(), '\'', '"');
    auto file = parseGraph(text, "g.mill");
    if (!file) throw std::runtime_error(toText(file.error()));
    return *file;
}

Result<GraphTest> readFirst(const GraphFile& file) {
    const TestPlaces places(file.positions, "g.mill");
    const auto& first = *file.document.tests.begin();
    return readGraphTest(first.key(), first.value(), places);
}

} // namespace

class GraphTestTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsWhatATestSays() {
        const GraphFile file = fileOf(
            "'few/many': {'inputs': {'s': [{'x': 1}, {}], 'split.bad': {'file': 'b.csv'}},\n"
            "'expect': {'k.out': []}, 'set': {'limit': 5, 'f.where': 'x > 1'}, 'ordered': true, 'tolerance': "
            "0.5}");
        const auto test = readFirst(file);
        QVERIFY(test);
        QCOMPARE(test->name, std::string("few/many"));
        QCOMPARE(test->inputs.size(), std::size_t{2});
        QCOMPARE(test->inputs[0].at, (PortRef{"s", ""}));
        QCOMPARE(test->inputs[0].rows.size(), std::size_t{2});
        QCOMPARE(test->inputs[1].at, (PortRef{"split", "bad"}));
        QCOMPARE(test->inputs[1].file, std::string("b.csv"));
        QCOMPARE(test->expected[0].at, (PortRef{"k", "out"}));
        QCOMPARE(test->expected[0].pointer, std::string("/tests/few~1many/expect/k.out"));
        QCOMPARE(test->parameters.size(), std::size_t{2});
        QVERIFY(test->ordered);
        QCOMPARE(test->tolerance, 0.5);
        QCOMPARE(testNames(file.document), std::vector<std::string>{"few/many"});
        QCOMPARE(TestPlaces(file.positions, "g").lineOf(pointerOfTest("few/many")), 3);
    }

    void slipsAreNamedWithTheirLine_data() {
        QTest::addColumn<QString>("test");
        QTest::addColumn<QString>("code");
        QTest::addColumn<int>("line");
        QTest::newRow("no object") << "5"
                                   << "MR1500" << 3;
        QTest::newRow("nothing expected") << "{'inputs': {}}"
                                          << "MR1502" << 3;
        QTest::newRow("unknown key") << "{'expect': {'a.b': []},\n'expcet': {}}"
                                     << "MR1501" << 4;
        QTest::newRow("rows no list") << "{'expect': {\n'a.b': 5}}"
                                      << "MR1500" << 4;
        QTest::newRow("row no object") << "{'expect': {'a.b': [{},\n7]}}"
                                       << "MR1500" << 4;
        QTest::newRow("no port") << "{'expect': {\n'.b': []}}"
                                 << "MR1500" << 4;
        QTest::newRow("empty port") << "{'expect': {\n'a.': []}}"
                                    << "MR1500" << 4;
        QTest::newRow("tolerance") << "{'expect': {'a.b': []},\n'tolerance': -1}"
                                   << "MR1500" << 4;
        QTest::newRow("ordered") << "{'expect': {'a.b': []},\n'ordered': 1}"
                                 << "MR1500" << 4;
        QTest::newRow("file with more") << "{'expect': {\n'a.b': {'file': 'x', 'fiel': 1}}}"
                                        << "MR1500" << 4;
    }
    void slipsAreNamedWithTheirLine() {
        QFETCH(QString, test);
        QFETCH(QString, code);
        QFETCH(int, line);
        const auto read = readFirst(fileOf("'t': " + test.toStdString()));
        QVERIFY(!read);
        const Diagnostic problem = read.error().items.front();
        QCOMPARE(QString::fromStdString(problem.code), code);
        QCOMPARE(problem.file, std::string("g.mill"));
        QCOMPARE(problem.line, line);
    }
};

QTEST_GUILESS_MAIN(GraphTestTest)
#include "tst_graph_test.moc"
