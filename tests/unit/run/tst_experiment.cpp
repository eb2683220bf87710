// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_json.h"
#include "engine/graph/node_path.h"
#include "engine/run/experiment.h"

#include <QtTest/QtTest>

using namespace millrace;

namespace {

/// A graph with these experiments, as text of a file.
GraphFile withExperiments(const std::string& experiments) {
    return parseGraph(R"({"millrace": 1,
  "nodes": {"read": {"kind": "read"}, "stage": {"kind": "stage"}, "end": {"kind": "end"}},
  "edges": [{"from": "read.out", "to": "stage.in"}, {"from": "stage.out", "to": "end.in"}],
  "simulation": {"experiments": )" +
                      experiments + "}}")
        .value();
}

NodeKind kind(const char* name, bool source, const char* parameter = nullptr) {
    NodeKind result;
    result.name = result.title = result.icon = result.summary = name;
    result.bind = [](BindContext&) -> Result<BoundNode> { return BoundNode(); };
    if (!source) result.inputs = {{"in"}};
    result.outputs = {{"out"}};
    if (parameter) {
        ParameterSpec spec;
        spec.name = parameter;
        spec.help = parameter;
        spec.type = ParameterType::Number;
        result.params.push_back(spec);
    }
    return result;
}

Registry kinds(bool sourceHasRate = false) {
    Registry registry;
    registry.add(kind("read", true, sourceHasRate ? "rate" : nullptr)).value();
    registry.add(kind("stage", false, "speed")).value();
    registry.add(kind("end", false)).value();
    return registry;
}

QString codes(const Diagnostics& found) {
    QStringList all;
    for (const Diagnostic& d : found)
        all << QString::fromStdString(d.code + " " + d.parameter);
    return all.join(", ");
}

} // namespace

class ExperimentTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void rangesAndListsStandForValues_data();
    void rangesAndListsStandForValues();
    void experimentsAreReadFromTheGraph();
    void whatIsWrongIsToldByPlace_data();
    void whatIsWrongIsToldByPlace();
    void whatIsWrittenReadsTheSame();
    void settingsAreSetInTheGraph();
    void settingsInsideOfInstancesAreOfThatInstance();
    void ratesGoWhereTheyCount();
    void namesThatAreNotThereAreTold();
};

void ExperimentTest::rangesAndListsStandForValues_data() {
    QTest::addColumn<QString>("range");
    QTest::addColumn<QString>("values"); // empty: refused
    QTest::newRow("range") << "1..4"
                           << "1 2 3 4";
    QTest::newRow("step") << "10..40/10"
                          << "10 20 30 40";
    QTest::newRow("part") << "0.5..1/0.25"
                          << "0.5 0.75 1";
    QTest::newRow("no rounding") << "0.1..0.5/0.1"
                                 << "0.1 0.2 0.3 0.4 0.5";
    QTest::newRow("below zero") << "-3..-1"
                                << "-3 -2 -1";
    QTest::newRow("through zero") << "-0.3..0.3/0.1"
                                  << "-0.3 -0.2 -0.1 0 0.1 0.2 0.3";
    QTest::newRow("not beyond") << "1..2/0.3"
                                << "1 1.3 1.6 1.9";
    QTest::newRow("list") << "1, 2,8"
                          << "1 2 8";
    QTest::newRow("words") << "threads,pool"
                           << "threads pool";
    QTest::newRow("one") << "7"
                         << "7";
    QTest::newRow("nothing") << ""
                             << "";
    QTest::newRow("no end") << "1.."
                            << "";
    QTest::newRow("backwards") << "4..1"
                               << "";
    QTest::newRow("no step") << "1..4/0"
                             << "";
    QTest::newRow("too many") << "1..201"
                              << "";
}

void ExperimentTest::rangesAndListsStandForValues() {
    QFETCH(QString, range);
    QFETCH(QString, values);
    const auto found = valuesIn(range.toStdString());
    QCOMPARE(found.has_value(), !values.isEmpty());
    if (!found) {
        QCOMPARE(found.error().items.front().code, std::string("MR4731"));
        return;
    }
    QStringList all;
    for (const std::string& value : *found)
        all << QString::fromStdString(value);
    QCOMPARE(all.join(' '), values);
}

void ExperimentTest::experimentsAreReadFromTheGraph() {
    const GraphFile file = withExperiments(R"([
        {"name": "both", "vary": {"stage.workers": "1..8", "cores": [2, 4.5]}, "replications": 20,
         "duration": "60 s", "precision": "2%"},
        {"name": "bare", "vary": {"read.rate": 7}}])");
    const Experiments found = readExperiments(file.document);
    QVERIFY2(found.problems.empty(), qPrintable(codes(found.problems)));
    QCOMPARE(found.list.size(), std::size_t{2});
    const Experiment& both = *found.find("both");
    QCOMPARE(both.points(), std::size_t{16});
    QVERIFY(both.vary[0].countsWorkers());
    QCOMPARE(both.vary[1].values, (std::vector<std::string>{"2", "4.5"}));
    QCOMPARE(*both.replications, std::size_t{20});
    QCOMPARE(*both.durationNs, std::int64_t{60'000'000'000});
    QCOMPARE(*both.precision, 0.02);
    const Experiment& bare = *found.find("bare");
    QCOMPARE(bare.index, std::size_t{1});
    QVERIFY(!bare.replications && !bare.durationNs && !bare.precision);
    QVERIFY(!found.find("neither"));
}

void ExperimentTest::whatIsWrongIsToldByPlace_data() {
    QTest::addColumn<QString>("experiments");
    QTest::addColumn<QString>("said"); ///< codes and places
    QTest::addColumn<int>("line");     ///< in the file, of the first
    QTest::newRow("no list") << "{}"
                             << "MR4730 simulation.experiments" << 4;
    QTest::newRow("no object") << "[\n3]"
                               << "MR4730 simulation.experiments.0" << 5;
    QTest::newRow("nothing in it") << "[\n{}]"
                                   << "MR4730 simulation.experiments.0, MR4730 simulation.experiments.0" << 5;
    QTest::newRow("three settings") << R"([{"name": "a",
 "vary": {"a": 1, "b": 1, "c": 1}}])"
                                    << "MR4730 simulation.experiments.0.vary" << 5;
    QTest::newRow("no values") << R"([{"name": "a",
 "vary": {"stage.workers": "1.."}}])"
                               << "MR4731 simulation.experiments.0.vary" << 5;
    QTest::newRow("too many points") << R"([{"name": "a",
 "vary": {"stage.workers": "1..30", "cores": "1..30"}}])"
                                     << "MR4730 simulation.experiments.0.vary" << 5;
    QTest::newRow("numbers") << R"([{"name": "a", "vary": {"cores": 1},
 "replications": 1, "duration": 5, "precision": "much"}])"
                             << "MR4730 simulation.experiments.0.replications, "
                                "MR4730 simulation.experiments.0.duration, "
                                "MR4730 simulation.experiments.0.precision"
                             << 5;
    QTest::newRow("a slip") << R"([{"name": "a", "vary": {"cores": 1},
 "replicatons": 4}])"
                            << "MR4703 simulation.experiments.0.replicatons" << 5;
    QTest::newRow("one name twice") << R"([{"name": "a", "vary": {"cores": 1}},
 {"name": "a", "vary": {"cores": 2}}])"
                                    << "MR4730 simulation.experiments.1.name" << 5;
    QTest::newRow("unknown node") << R"([{"name": "a",
 "vary": {"stge.workers": "1..2"}}])"
                                  << "MR4732 simulation.experiments.0.vary" << 5;
    QTest::newRow("unknown wire") << R"([{"name": "a",
 "vary": {"read.out->end.in.capacity": "1..2"}}])"
                                  << "MR4732 simulation.experiments.0.vary" << 5;
    QTest::newRow("half a worker") << R"([{"name": "a",
 "vary": {"stage.workers": "1,1.5"}}])"
                                   << "MR4732 simulation.experiments.0.vary" << 5;
    QTest::newRow("no cores") << R"([{"name": "a",
 "vary": {"cores": "0,1"}}])"
                              << "MR4732 simulation.experiments.0.vary" << 5;
    QTest::newRow("unknown parameter") << R"([{"name": "a",
 "vary": {"stage.sped": "1,2"}}])"
                                       << "MR1401 simulation.experiments.0.vary" << 5;
    QTest::newRow("all is well") << R"([{"name": "a", "vary": {"stage.speed": "1,2", "read.rate": "5,6"}}])"
                                 << "" << 0;
}

void ExperimentTest::whatIsWrongIsToldByPlace() {
    QFETCH(QString, experiments);
    QFETCH(QString, said);
    QFETCH(int, line);
    const GraphFile file = withExperiments(experiments.toStdString());
    Diagnostics found = checkExperiments(file.document, kinds());
    QCOMPARE(codes(found), said);
    if (said.isEmpty()) return;
    file.positions.locate(found.items.front(), file.document, "g.mill");
    QCOMPARE(found.items.front().line, line);
}

void ExperimentTest::whatIsWrittenReadsTheSame() {
    const GraphFile file = withExperiments(R"([
        {"name": "both", "vary": {"stage.workers": "1..8", "cores": [2, 4.5]}, "replications": 20,
         "duration": "90 s", "precision": 0.025, "why": "kept"}])");
    const Experiment before = readExperiments(file.document).list.front();
    GraphDocument document = file.document;
    boost::json::value& entry = document.simulation["experiments"].as_array()[0];
    entry = written(before, entry.as_object());
    QVERIFY(readExperiments(document).list.front() == before);
    QCOMPARE(entry.as_object().at("why").as_string(), boost::json::string("kept"));
    Experiment less = before;
    less.replications.reset();
    less.precision.reset();
    less.durationNs.reset();
    entry = written(less, entry.as_object());
    QVERIFY(readExperiments(document).list.front() == less);
}

void ExperimentTest::settingsAreSetInTheGraph() {
    const Registry registry = kinds();
    SweptGraph graph{withExperiments("[]").document, {}, {}};
    const auto apply = [&](const char* name, const char* value) {
        const Diagnostics wrong = applySetting({name, value, {value}}, value, registry, graph);
        QVERIFY2(wrong.empty(), qPrintable(codes(wrong)));
    };
    apply("cores", "3.5");
    apply("stage.workers", "4");
    apply("stage.batch", "16");
    apply("read.out->stage.in.capacity", "8");
    apply("stage.speed", "2.5");
    QCOMPARE(*graph.cores, 3.5);
    const GraphNode& stage = *graph.document.findNode("stage");
    QCOMPARE(stage.concurrency.at("workers").to_number<int>(), 4);
    QCOMPARE(stage.concurrency.at("batch").at("size").to_number<int>(), 16);
    QCOMPARE(graph.document.edges.front().queue.at("capacity").to_number<int>(), 8);
    QCOMPARE(graph.overrides.size(), std::size_t{1});
    QCOMPARE(graph.overrides.front().first, std::string("stage.speed"));
}

void ExperimentTest::settingsInsideOfInstancesAreOfThatInstance() {
    const auto with = [](const std::string& second) {
        return parseGraph(R"json({"millrace": 1,
  "nodes": {"read": {"kind": "read"}, "part": {"kind": "subgraph", "params": {"of": "stages"}})json" +
                          second + R"json(, "end": {"kind": "end"}},
  "edges": [{"from": "read.out", "to": "part.in"}, {"from": "part.out", "to": "end.in"}],
  "subgraphs": {"stages": {
    "nodes": {"first": {"kind": "stage"}, "last": {"kind": "stage"}},
    "edges": [{"from": "first.out", "to": "last.in"}],
    "inputs": {"in": "first.in"}, "outputs": {"out": "last.out"}}}})json")
            .value();
    };
    const Registry registry = kinds();
    SweptGraph graph{with("").document, {}, {}};
    const auto apply = [&](const char* name) {
        return applySetting({name, "4", {"4"}}, "4", registry, graph);
    };
    for (const char* const name : {"part/last.workers", "part/last.batch", "read.out->part/first.in.capacity",
                                   "part/first.out->part/last.in.capacity"})
        QVERIFY2(apply(name).empty(), (name + toText(apply(name))).c_str());
    const GraphNode last = nodeInRun(graph.document, "part/last").value();
    QCOMPARE(last.concurrency.at("workers").to_number<int>(), 4);
    QCOMPARE(last.concurrency.at("batch").at("size").to_number<int>(), 4);
    QVERIFY(graph.document.findSubgraph("stages")->findNode("last")->concurrency.empty());
    QCOMPARE(graph.document.edges.front().queue.at("capacity").to_number<int>(), 4);
    QCOMPARE(graph.document.findSubgraph("stages")->edges.front().queue.at("capacity").to_number<int>(), 4);
    QVERIFY(codes(apply("part/nobody.workers")).startsWith("MR4732"));
    // A wire inside of two instances is one.
    graph.document = with(R"(, "other": {"kind": "subgraph", "params": {"of": "stages"}})").document;
    QVERIFY(codes(apply("part/first.out->part/last.in.capacity")).startsWith("MR4732"));
    QVERIFY(apply("part/last.workers").empty());
    QVERIFY(nodeInRun(graph.document, "other/last")->concurrency.empty());
}

/// What the simulation assumes of a source goes before what the source says itself.
void ExperimentTest::ratesGoWhereTheyCount() {
    const VariedSetting rate{"read.rate", "50", {"50"}};
    SweptGraph graph{withExperiments("[]").document, {}, {}};
    QVERIFY(applySetting(rate, "50", kinds(true), graph).empty());
    QCOMPARE(graph.overrides.size(), std::size_t{1});
    QVERIFY(applySetting(rate, "50", kinds(false), graph).empty());
    QCOMPARE(graph.document.simulation.at("nodes").at("read").at("rate").to_number<double>(), 50.0);
    // Once it stands there a parameter would change nothing.
    QVERIFY(applySetting(rate, "60", kinds(true), graph).empty());
    QCOMPARE(graph.overrides.size(), std::size_t{1});
    QCOMPARE(graph.document.simulation.at("nodes").at("read").at("rate").to_number<double>(), 60.0);
    QCOMPARE(codes(applySetting(rate, "0", kinds(false), graph)), QString("MR4732 "));
}

void ExperimentTest::namesThatAreNotThereAreTold() {
    SweptGraph graph{withExperiments("[]").document, {}, {}};
    const Diagnostics wrong = applySetting({"stge.workers", "1", {"1"}}, "1", kinds(), graph);
    QVERIFY(QString::fromStdString(wrong.items.front().hint).contains("stage"));
}

QTEST_APPLESS_MAIN(ExperimentTest)
#include "tst_experiment.moc"
