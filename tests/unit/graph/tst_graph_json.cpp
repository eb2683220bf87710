// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "engine/graph/graph_json.h"
#include "engine/graph/json_writer.h"

#include <QTest>
#include <algorithm>

using namespace millrace;

namespace {

std::string quoted(std::string text) {
    std::replace(text.begin(), text.end(), '\'', '"');
    return text;
}

Diagnostic firstProblem(const std::string& text) {
    const auto file = parseGraph(text, "x.mill");
    return file ? Diagnostic{} : file.error().items[0];
}

/// In the house style, but with single quotes.
const std::string kFleet = quoted(R"({
  'millrace': 1,
  'name': 'Fleet',
  'notes': '# Notes\nof the \"fleet\"',
  'parameters': {
    'input': { 'type': 'STRING', 'default': 'buses.csv', 'help': 'positions to read' },
    'limit': { 'type': 'DOUBLE', 'default': 0.1, 'hot': true }
  },
  'nodes': {
    'buses': { 'kind': 'csv_source', 'title': 'Bus positions', 'params': { 'path': '${input}' } },
    'trips': {
      'kind': 'aggregate',
      'params': {
        'key': ['vehicle_id'],
        'window': { 'tumbling': '15 min' },
        'columns': { 'n': 'COUNT(*)', 'mean_kmh': 'AVG(speed * 3.6)', 'greatest_kmh': 'MAX(speed * 3.6)' }
      },
      'concurrency': { 'executor': 'pool', 'workers': 4, 'ordering': 'by_key' }
    }
  },
  'edges': [
    { 'from': 'buses.out', 'to': 'trips.in', 'queue': { 'capacity': 65536 }, 'partitioning': 'hash(id)' }
  ],
  'layout': {
    'nodes': { 'buses': [0, 0], 'trips': [240.5, -3] }
  }
}
)");

} // namespace

class GraphJsonTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aFileInTheHouseStyleIsWrittenBackByteByByte() {
        const auto file = parseGraph(kFleet);
        QVERIFY2(file.has_value(), file ? "" : toText(file.error()).c_str());
        QVERIFY(file->warnings.empty());
        QCOMPARE(QString::fromStdString(writeGraph(file->document)), QString::fromStdString(kFleet));
        QVERIFY(parseGraph(writeGraph(file->document))->document == file->document);
    }

    void subgraphsModesGroupsNotesBendsAndTestsAreWrittenBackByteByByte() {
        const std::string file = R"json({
  "millrace": 1,
  "nodes": {
    "a": { "kind": "csv_source", "mode": "disabled" },
    "b": { "kind": "subgraph", "mode": "bypassed", "params": { "of": "clean" } }
  },
  "edges": [
    { "from": "a.out", "to": "b.rows" }
  ],
  "subgraphs": {
    "clean": {
      "title": "Clean",
      "notes": "*all* of it",
      "inputs": { "rows": "f.in" },
      "outputs": { "good": "f.out" },
      "nodes": { "f": { "kind": "filter" } },
      "edges": [],
      "later": 1,
      "layout": { "nodes": { "f": [0, 20] } }
    }
  },
  "checkpoint": {
    "interval": "1 s",
    "timeout": "1 min"
  },
  "simulation": {
    "cores": 2,
    "nodes": { "a": { "rate": 100, "later": [1, 2] } },
    "later": true
  },
  "tests": {
    "nothing lost": { "inputs": {} }
  },
  "layout": {
    "nodes": { "a": [0, 0] },
    "bends": { "a.out->b.rows": [[10, 20], [30.5, 40]] },
    "groups": { "left": { "title": "Left", "color": "blue", "area": [0, 0, 100, 50], "later": 1 } },
    "notes": { "n": { "text": "# Why", "area": [5, 6, 70, 80] } }
  }
}
)json";
        const Result<GraphFile> read = parseGraph(file, "f.mill");
        QVERIFY(read);
        const GraphDocument& document = read->document;
        QCOMPARE(document.nodes[0].mode, NodeMode::Disabled);
        QCOMPARE(document.nodes[1].mode, NodeMode::Bypassed);
        QCOMPARE(document.edges[0].bends.size(), std::size_t{2});
        const Subgraph* clean = document.findSubgraph("clean");
        QVERIFY(clean != nullptr && clean->findNode("f") != nullptr);
        QCOMPARE(clean->inputs[0].inner.text(), std::string("f.in"));
        QCOMPARE(document.findGroup("left")->area.width, 100.0);
        QCOMPARE(document.findStickyNote("n")->text, std::string("# Why"));
        QCOMPARE(read->warnings.items.size(), std::size_t{2}); // the two of a later version
        QCOMPARE(QString::fromStdString(writeGraph(document)), QString::fromStdString(file));
    }

    void whatIsWrongInASubgraphOrTheLayoutIsSaidWithItsPlace() {
        const auto codes = [](const std::string& text) {
            std::string all;
            const Result<GraphFile> read = parseGraph(text, "f.mill");
            for (const Diagnostic& d : read ? read->warnings.items : read.error().items)
                all += d.code + ":" + std::to_string(d.line) + " ";
            return all;
        };
        QCOMPARE(codes("{\"millrace\": 1, \"subgraphs\": {\"s\": {\n\"inputs\": {\"in\": \"Nobody\"},\n"
                       "\"nodes\": {\"f\": {}}}}}"),
                 std::string("MR1008:2 MR1005:3 "));
        QCOMPARE(codes("{\"millrace\": 1, \"nodes\": {\"a\": {\"kind\": \"x\",\n\"mode\": \"off\"}}}"),
                 std::string("MR1003:2 "));
        QCOMPARE(codes("{\"millrace\": 1, \"layout\": {\n\"bends\": {\"a.out->b.in\": []},\n"
                       "\"groups\": {\"g\": {\"area\": [1, 2, 3]}}}}"),
                 std::string("MR1011:2 MR1003:3 "));
    }

    void valuesStandWhereTheFileSays() {
        const GraphDocument document = parseGraph(kFleet)->document;
        QCOMPARE(document.nodes[1].id, std::string("trips"));
        QCOMPARE(document.edges[0].id(), std::string("buses.out->trips.in"));
        QCOMPARE(document.edges[0].partitioning, std::string("hash(id)"));
        QCOMPARE(document.parameters[1].type, DataType(TypeId::Double));
        QVERIFY(document.parameters[1].extra.contains("hot"));
        QVERIFY(document.position("trips") == (Point{240.5, -3}));
    }

    void aPortMayBeLeftOutWhereItHasTheUsualName() {
        const auto file =
            parseGraph(quoted("{'millrace': 1, 'nodes': {'a': {'kind': 'k'}, 'b': {'kind': 'k'}},"
                              "'edges': [{'from': 'a', 'to': 'b'}]}"));
        QCOMPARE(file->document.edges[0].id(), std::string("a.out->b.in"));
    }

    void unknownKeysAreKeptAndReportedWithASuggestion() {
        const std::string text = quoted(
            "{'millrace': 1, 'shiny': [1], 'nodes': {'a': {'kind': 'k', 'param': {}}},"
            "'edges': [{'from': 'a.out', 'to': 'a.in', 'colour': 'red'}], 'layout': {'guides': {'g': 1}}}");
        const auto file = parseGraph(text, "x.mill");
        QVERIFY(file);
        QCOMPARE(file->warnings.items.size(), std::size_t{3});
        QCOMPARE(file->warnings.items[1].code, std::string("MR1009"));
        QCOMPARE(file->warnings.items[1].hint, std::string("did you mean `params`?"));
        QCOMPARE(file->warnings.items[1].node, std::string("a"));
        const std::string written = writeGraph(file->document);
        for (const char* key : {"shiny", "param", "colour", "guides"})
            QVERIFY2(written.find(key) != std::string::npos, key);
        QCOMPARE(writeGraph(parseGraph(written)->document), written);
    }

    void aNewerVersionIsReadKeptAndReported() {
        const auto file = parseGraph(quoted("{'millrace': 2, 'nodes': {}}"), "x.mill");
        QVERIFY(file);
        QCOMPARE(file->warnings.items[0].code, std::string("MR1004"));
        QVERIFY(writeGraph(file->document).find("\"millrace\": 2") != std::string::npos);
    }

    void everyCutOfAFileIsAnErrorWithItsPlace() {
        const std::string& whole = kFleet;
        for (std::size_t length = 0; length + 2 < whole.size(); ++length) {
            const Diagnostic d = firstProblem(whole.substr(0, length));
            QVERIFY2(d.code == "MR1001", std::to_string(length).c_str());
            QCOMPARE(d.file, std::string("x.mill"));
            QVERIFY(d.line >= 1 && d.column >= 1);
        }
        const Diagnostic d = firstProblem("{\n  \"millrace\": 1,\n  \"nodes\": {");
        QCOMPARE(d.message, std::string("the file ends inside an object that begins at line 3, column 12"));
    }

    void syntaxErrorsNamePlaceAndCause_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("line");
        QTest::addColumn<int>("column");
        QTest::addColumn<QString>("hint");
        QTest::newRow("trailing comma") << "{\n \"a\": 1,\n}" << 3 << 1 << "is there a comma too many?";
        QTest::newRow("missing comma") << "{\n \"a\": 1\n \"b\": 2}" << 3 << 2 << "is a comma missing?";
        QTest::newRow("comment") << "{\n // no\n}" << 2 << 2 << "";
        QTest::newRow("single quotes") << "['a']" << 1 << 2 << "write \" instead of '";
        QTest::newRow("bare word") << "{\"a\": maybe}" << 1 << 7 << "";
        QTest::newRow("leading zero") << "[007]" << 1 << 5 << "write it in quotes if it is a text";
        QTest::newRow("huge number") << "[1, 1e999]" << 1 << 5 << "numbers reach from 2e-308 to 1.8e308";
        QTest::newRow("column in code points")
            << QString::fromUtf8("[\"\xC3\xA4\xC3\xA4\" x]") << 1 << 7 << "is a comma missing?";
        QTest::newRow("line break in text")
            << "[\"a\nb\"]" << 1 << 4 << "a line break is written \\n, a tabulator \\t";
        QTest::newRow("half a surrogate") << "[\"\\ud800\"]" << 1 << 9 << "";
        QTest::newRow("two values") << "{} {}" << 1 << 4 << "remove it";
    }
    void syntaxErrorsNamePlaceAndCause() {
        QFETCH(QString, text);
        QFETCH(int, line);
        QFETCH(int, column);
        QFETCH(QString, hint);
        const Diagnostic d = firstProblem(text.toStdString());
        QCOMPARE(d.code, std::string("MR1001"));
        QCOMPARE(d.line, line);
        QCOMPARE(d.column, column);
        QCOMPARE(QString::fromStdString(d.hint), hint);
    }

    void depthAndEncodingHaveLimits() {
        QCOMPARE(firstProblem(std::string(100'000, '[')).code, std::string("MR1002"));
        QCOMPARE(firstProblem("[\"\xC3\x28\"]").code, std::string("MR1001"));
        QVERIFY(parseGraph("\xEF\xBB\xBF{\"millrace\": 1}"));
    }

    void duplicateKeysAreReportedWhereTheSecondStands() {
        const Diagnostic d =
            firstProblem(quoted("{'millrace': 1, 'nodes': {\n 'a': {'kind': 'k'},\n 'a': {'kind': 'j'}}}"));
        QCOMPARE(d.code, std::string("MR1007"));
        QCOMPARE(d.line, 3);
        QCOMPARE(d.column, 2);
    }

    void wrongShapesAreReportedAllAtOnce() {
        const auto file = parseGraph(quoted("{'millrace': 1, 'name': 5, 'nodes': {'Bad Id': {'kind': 'k'}, "
                                            "'a': {}, 'b': 7, 'c': {'kind': []}},"
                                            "'edges': [{'from': 'a.out'}, {'from': 'a b', 'to': 'c.in'}, 3], "
                                            "'parameters': {'p': {'type': 'NOPE'}},"
                                            "'layout': {'nodes': {'a': [1]}}}"),
                                     "x.mill");
        QVERIFY(!file);
        std::string codes;
        for (const Diagnostic& d : file.error()) {
            codes += d.code + " ";
            QVERIFY(d.line > 0);
        }
        QCOMPARE(QString::fromStdString(codes),
                 QString("MR1003 MR1006 MR1005 MR1003 MR1005 MR1003 MR1005 MR1008 MR1003 MR1003 MR1003 "));
    }

    void aFileWithoutVersionIsNoGraph() {
        QCOMPARE(firstProblem("{}").code, std::string("MR1005"));
        QCOMPARE(firstProblem("[]").code, std::string("MR1003"));
        QCOMPARE(firstProblem("{\"millrace\": \"1\"}").code, std::string("MR1003"));
    }

    void positionsLeadToParametersWiresAndExpressions() {
        const auto file = parseGraph(kFleet);
        const JsonPositions& positions = file->positions;
        QCOMPARE(positions.find("/nodes/trips/params/window/tumbling").line, 15);
        QCOMPARE(positions.find("/nodes/trips/params/window/nothing").line, 15);
        Diagnostic d;
        d.code = "MR2003";
        d.node = "trips";
        d.parameter = "columns.mean_kmh";
        d.line = 1;
        d.column = 5;
        positions.locate(d, file->document, "fleet.mill");
        QCOMPARE(d.line, 16);
        // Behind the quote, at the fifth character of the expression.
        QCOMPARE(kFleet.substr(kFleet.find("AVG(") + 4, 5), std::string("speed"));
        QCOMPARE(d.column, 56);
        Diagnostic wire;
        wire.edge = "buses.out->trips.in";
        positions.locate(wire, file->document, "fleet.mill");
        QCOMPARE(wire.line, 22);
        Diagnostic data;
        data.file = "buses.csv";
        data.line = 7;
        positions.locate(data, file->document, "fleet.mill");
        QCOMPARE(data.line, 7);
    }

    void randomValuesSurviveTheWriter() {
        Random random(3);
        for (int round = 0; round < 500; ++round) {
            const boost::json::value value = randomValue(random, 0);
            const auto read = readJson(writeJson(value));
            QVERIFY(read);
            QCOMPARE(flatJson(read->value), flatJson(value));
            QVERIFY(read->value == value);
        }
    }

    void doublesAreExact() {
        for (const double number : {0.1, 1e300, -0.0, 5.0, 1.0 / 3, 4.35, 123456789.123456789}) {
            const auto read = readJson(writeJson(boost::json::value(number)));
            QVERIFY(read->value.is_double());
            QCOMPARE(read->value.get_double(), number);
        }
    }

private:
    static boost::json::value randomValue(Random& random, int depth) {
        switch (random.below(depth > 4 ? 6 : 8)) {
            case 0: return nullptr;
            case 1: return random.below(2) == 0;
            case 2: return static_cast<std::int64_t>(random.next());
            case 3: return random.next() | (std::uint64_t{1} << 63);
            case 4: return std::ldexp(random.uniform() - 0.5, static_cast<int>(random.below(600)) - 300);
            case 5: {
                std::string text;
                for (std::uint64_t i = random.below(20); i > 0; --i)
                    text += static_cast<char>(random.below(128));
                return boost::json::value(text + "\xC3\xA4");
            }
            case 6: {
                boost::json::array array;
                for (std::uint64_t i = random.below(5); i > 0; --i)
                    array.push_back(randomValue(random, depth + 1));
                return array;
            }
            default: {
                boost::json::object object;
                for (std::uint64_t i = random.below(5); i > 0; --i)
                    object[std::to_string(random.below(100)) + "/~\n"] = randomValue(random, depth + 1);
                return object;
            }
        }
    }
};

QTEST_GUILESS_MAIN(GraphJsonTest)
#include "tst_graph_json.moc"
