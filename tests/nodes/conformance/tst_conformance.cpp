// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "engine/data/batch_builder.h"
#include "engine/graph/graph_json.h"
#include "engine/operator/rejected.h"
#include "engine/plan/planner.h"
#include "tests/support/node_case.h"

#include <QFile>
#include <QTest>
#include <algorithm>
#include <boost/json/serialize.hpp>

using namespace millrace;
using namespace millrace::test;

namespace {

Value randomValue(const DataType& type, Random& random) {
    if (random.below(8) == 0) return {};
    const auto small = static_cast<std::int64_t>(random.below(40)) - 10;
    switch (type.id()) {
        case TypeId::Boolean: return random.below(2) == 0;
        case TypeId::Int:
        case TypeId::Date: return static_cast<std::int32_t>(small);
        case TypeId::BigInt: return random.below(20) == 0 ? INT64_MIN + small + 10 : small;
        case TypeId::Decimal: return Decimal128{small};
        case TypeId::Double: return static_cast<double>(small) / 4;
        case TypeId::String:
        case TypeId::Bytes: return std::string(random.below(12), static_cast<char>('0' + random.below(10)));
        case TypeId::Timestamp: return 1'700'000'000'000 + small * 977;
        case TypeId::Null:
        case TypeId::Struct:
        case TypeId::Array: break;
    }
    return {};
}

/// Random records; event times are never NULL, as sources see to it, and climb with some disorder.
RecordBatch randomRecords(const SchemaPtr& schema, std::size_t rows, bool allNull = false) {
    Random random(rows + 1);
    BatchBuilder builder(schema);
    for (std::size_t row = 0; row < rows; ++row) {
        std::vector<Value> values;
        for (std::size_t c = 0; c < schema->size(); ++c) {
            if (allNull)
                values.emplace_back();
            else if (schema->eventTime() == c)
                values.emplace_back(1'700'000'000'000 +
                                    static_cast<std::int64_t>(row * 300 + random.below(9000)));
            else
                values.push_back(randomValue(schema->field(c).type, random));
        }
        builder.appendRow(values);
    }
    return builder.finish(1);
}

std::string allPorts(const NodeHarness& harness) {
    std::string text;
    for (std::size_t port = 0; port < harness.node().outputs.size(); ++port) {
        std::vector<std::string> rows;
        for (const auto& row : rowsOf(harness.output(port)))
            rows.push_back(rowText(row, *harness.node().outputs[port]));
        std::sort(rows.begin(), rows.end());
        text += "port " + std::to_string(port) + "\n";
        for (const std::string& row : rows)
            text += row + "\n";
    }
    return text;
}

/// A node of a golden case in a folder of its own, made afresh for each run.
struct Bench {
    explicit Bench(const NodeCase& nodeCase, std::size_t batchSize = 1024)
        : folder(nodeCase),
          inputs(nodeCase.inputs()),
          harness(nodeCase.kind(), nodeCase.params(), inputs,
                  {.inputBounded = std::vector<bool>(inputs.size(), true),
                   .folder = folder.path(),
                   .batchSize = batchSize}) {
        if (!harness.isBound()) throw std::runtime_error(toText(harness.problems()));
    }
    bool hasEventTime() const { return inputs[0]->eventTime().has_value(); }
    std::optional<std::int64_t> delay() const {
        return hasEventTime() ? std::optional<std::int64_t>(2000) : std::nullopt;
    }

    CaseFolder folder;
    std::vector<SchemaPtr> inputs;
    NodeHarness harness;
};

void checkSpecs(const std::vector<ParameterSpec>& specs, const std::string& prefix, QStringList& problems) {
    for (const ParameterSpec& spec : specs) {
        const std::string name = prefix + spec.name;
        if (spec.help.size() < 10) problems << QString("%1 has no help").arg(name.c_str());
        if (titleOf(spec).empty()) problems << QString("%1 has no title").arg(name.c_str());
        if (spec.type == ParameterType::Choice && spec.choices.empty())
            problems << QString("%1 has no choices").arg(name.c_str());
        if (!spec.defaultValue.is_null()) {
            ParameterSpec alone = spec;
            alone.visibleWhen.clear();
            const auto checked = checkParams({{spec.name, spec.defaultValue}}, {alone}, "node");
            if (!checked)
                problems
                    << QString("the default of %1: %2").arg(name.c_str(), toText(checked.error()).c_str());
        }
        checkSpecs(spec.fields, name + ".", problems);
    }
}

} // namespace

/// What every kind of node must keep, tried with the golden cases' parameters and random records.
class tst_conformance : public QObject {
    Q_OBJECT

    void kinds() {
        QTest::addColumn<QString>("kind");
        for (const auto& kind : testedRegistry().kinds())
            QTest::newRow(kind->name.c_str()) << QString::fromStdString(kind->name);
    }
    static const NodeKind& currentKind() {
        QFETCH(QString, kind);
        return *testedRegistry().find(kind.toStdString());
    }
    void cases(bool sources) {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < nodeCases().size(); ++i)
            if (!nodeCases()[i].expectsProblems() && nodeCases()[i].isSource() == sources)
                QTest::newRow(nodeCases()[i].name.c_str()) << static_cast<int>(i);
    }
    static const NodeCase& currentCase() {
        QFETCH(int, index);
        return nodeCases()[static_cast<std::size_t>(index)];
    }

private Q_SLOTS:
    void descriptorIsComplete_data() { kinds(); }
    void descriptorIsComplete() {
        const NodeKind& kind = currentKind();
        QVERIFY(!kind.title.empty());
        QVERIFY(!kind.summary.empty());
        QVERIFY2(kind.summary.back() != '.', "a summary is a line, not a sentence");
        QVERIFY2(kind.help.size() >= 200, "the help is too short");
        QVERIFY2(kind.help.find("**Performance.**") != std::string::npos ||
                     kind.help.find("Performance") != std::string::npos,
                 "the help says nothing about performance");
        QVERIFY(kind.bind != nullptr);
        QStringList problems;
        checkSpecs(kind.params, "", problems);
        for (const PortSpec& port : kind.inputs)
            if (port.help.empty()) problems << QString("input %1 has no help").arg(port.name.c_str());
        for (const PortSpec& port : kind.outputs)
            if (port.help.empty()) problems << QString("output %1 has no help").arg(port.name.c_str());
        QVERIFY2(problems.isEmpty(), qPrintable(problems.join("\n")));
    }

    void iconIsDrawn_data() { kinds(); }
    void iconIsDrawn() {
        const NodeKind& kind = currentKind();
        const QString file = QString(MILLRACE_SOURCE_DIR "/resources/icons/%1.svg").arg(kind.icon.c_str());
        QVERIFY2(QFile::exists(file), qPrintable(file));
    }

    void exampleShowsTheKindAndPlans_data() { kinds(); }
    void exampleShowsTheKindAndPlans() {
        const NodeKind& kind = currentKind();
        boost::json::object graph = kind.example;
        QVERIFY(graph.contains("nodes") && graph.contains("edges"));
        graph["millrace"] = 1;
        const auto file = parseGraph(boost::json::serialize(graph));
        QVERIFY2(bool(file), file ? "" : toText(file.error()).c_str());
        bool shows = false;
        for (const GraphNode& node : file->document.nodes)
            shows = shows || node.kind == kind.name;
        QVERIFY2(shows, "the kind is not in its example");
        PlanOptions options;
        options.graphFolder = MILLRACE_SOURCE_DIR "/resources/examples";
        options.currentFolder = options.graphFolder;
        const Planning planning = plan(file->document, testedRegistry(), options);
        QVERIFY2(planning.plan != nullptr, toText(planning.diagnostics).c_str());
    }

    void outputsHaveTheColumnsThatAFaultyNodeIsTakenToHave_data() { cases(false); }
    void outputsHaveTheColumnsThatAFaultyNodeIsTakenToHave() {
        const NodeCase& nodeCase = currentCase();
        const NodeKind& kind = nodeCase.kind();
        Bench bench(nodeCase);
        const BoundNode& bound = bench.harness.node();
        const std::vector<PortSpec> ports = kind.outputPorts(nodeCase.params());
        for (std::size_t i = 0; i < bound.outputs.size(); ++i) {
            const auto port = std::find_if(ports.begin(), ports.end(), [&](const PortSpec& spec) {
                return spec.name == bound.outputPorts[i].name;
            });
            QVERIFY2(port != ports.end(), bound.outputPorts[i].name.c_str());
            if (port->role == PortRole::Rejected)
                QVERIFY(*bound.outputs[i] == *rejectedSchema());
            else if (port->role == PortRole::Late)
                QVERIFY2(std::any_of(bench.inputs.begin(), bench.inputs.end(),
                                     [&](const SchemaPtr& input) { return *bound.outputs[i] == *input; }),
                         port->name.c_str());
            else if (kind.keepsColumns)
                QVERIFY2(*bound.outputs[i] == *bench.inputs[0], port->name.c_str());
        }
    }

    void missingParametersAreAnErrorAndNoCrash_data() { kinds(); }
    void missingParametersAreAnErrorAndNoCrash() {
        const NodeKind& kind = currentKind();
        bool isRequired = false;
        for (const ParameterSpec& spec : kind.params)
            isRequired = isRequired || (spec.required && spec.visibleWhen.empty());
        const SchemaPtr schema = makeSchema({{"a", TypeId::BigInt}, {"b", TypeId::String}});
        NodeHarness harness(kind, {}, std::vector<SchemaPtr>(kind.inputs.size(), schema));
        QCOMPARE(harness.isBound(), !isRequired && !harness.problems().hasErrors());
        if (isRequired) QVERIFY(harness.problems().hasErrors());
    }

    void wrongTypesOfParametersAreErrors_data() { kinds(); }
    void wrongTypesOfParametersAreErrors() {
        const NodeKind& kind = currentKind();
        const SchemaPtr schema = makeSchema({{"a", TypeId::BigInt}});
        for (const ParameterSpec& spec : kind.params) {
            for (const boost::json::value& wrong :
                 {boost::json::value(boost::json::array{boost::json::array{}}), boost::json::value(-1e300)}) {
                const boost::json::object params{{spec.name, wrong}};
                kind.outputPorts(params);
                NodeHarness harness(kind, params, std::vector<SchemaPtr>(kind.inputs.size(), schema));
                QVERIFY2(!harness.isBound(), spec.name.c_str());
            }
        }
    }

    void batchesAndSelectionsDoNotMatter_data() { cases(false); }
    void batchesAndSelectionsDoNotMatter() {
        const NodeCase& nodeCase = currentCase();
        std::string expected;
        for (const std::size_t batchSize : {1024, 1, 2, 7}) {
            for (const bool decoys : {false, true}) {
                Bench bench(nodeCase);
                bench.harness.open();
                feedAsSource(bench.harness, randomRecords(bench.inputs[0], 200), bench.delay(),
                             {.batchSize = batchSize, .withDecoys = decoys});
                const std::string got = allPorts(bench.harness);
                if (expected.empty()) expected = got;
                QCOMPARE(QString::fromStdString(got), QString::fromStdString(expected));
            }
        }
    }

    void nullsEverywhereAreSafe_data() { cases(false); }
    void nullsEverywhereAreSafe() {
        Bench bench(currentCase());
        bench.harness.open();
        feedAsSource(bench.harness, randomRecords(bench.inputs[0], 30, true), {}, {.batchSize = 8});
    }

    void emptyBatchesChangeNothing_data() { cases(false); }
    void emptyBatchesChangeNothing() {
        const NodeCase& nodeCase = currentCase();
        std::string results[2];
        for (const bool withEmpty : {false, true}) {
            Bench bench(nodeCase);
            bench.harness.open();
            const RecordBatch records = randomRecords(bench.inputs[0], 10);
            const RecordBatch none = records.withSelection(std::make_shared<const Selection::Rows>());
            if (withEmpty) bench.harness.feed(none);
            bench.harness.feed(records);
            if (withEmpty) bench.harness.feed(records.slice(0, 0));
            bench.harness.end();
            results[withEmpty ? 1 : 0] = allPorts(bench.harness);
        }
        QCOMPARE(QString::fromStdString(results[1]), QString::fromStdString(results[0]));
    }

    void watermarksOvertakeNoRecord_data() { cases(false); }
    void watermarksOvertakeNoRecord() {
        Bench bench(currentCase());
        if (!bench.hasEventTime()) return;
        bench.harness.open();
        const std::string timeName = bench.inputs[0]->field(*bench.inputs[0]->eventTime()).name;
        feedAsSource(bench.harness, randomRecords(bench.inputs[0], 200), bench.delay(), {.batchSize = 16});
        for (std::size_t port = 0; port < bench.harness.node().outputs.size(); ++port) {
            const Schema& schema = *bench.harness.node().outputs[port];
            if (!schema.eventTime() || schema.field(*schema.eventTime()).name != timeName) continue;
            if (bench.harness.node().outputPorts[port].role != PortRole::Data) continue;
            for (std::size_t b = 0; b < bench.harness.output(port).size(); ++b) {
                const RecordBatch& batch = bench.harness.output(port)[b];
                const EpochMs before = bench.harness.watermarksBefore(port)[b];
                for (std::size_t i = 0; i < batch.rows(); ++i) {
                    const std::uint32_t row = batch.rowAt(i);
                    const auto isMarked = [row](const LateMark& mark) { return mark.row == row; };
                    const bool late = batch.lateMarks &&
                                      std::any_of(batch.lateMarks->begin(), batch.lateMarks->end(), isMarked);
                    QVERIFY(late || batch.column(*schema.eventTime()).values<EpochMs>()[row] > before);
                }
            }
        }
    }

    void abortWithoutCloseIsSafe_data() { cases(false); }
    void abortWithoutCloseIsSafe() {
        Bench bench(currentCase());
        bench.harness.open();
        bench.harness.feed(randomRecords(bench.inputs[0], 50));
        bench.harness.abort();
    }

    void sameSettingsAgainChangeNothing_data() { cases(false); }
    void sameSettingsAgainChangeNothing() {
        const NodeCase& nodeCase = currentCase();
        std::string results[2];
        for (const bool again : {false, true}) {
            Bench bench(nodeCase);
            bench.harness.open();
            bench.harness.feed(randomRecords(bench.inputs[0], 20));
            const auto fresh = bench.harness.node().makeOperator();
            if (again) bench.harness.op().adoptSettings(*fresh);
            bench.harness.feed(randomRecords(bench.inputs[0], 30));
            bench.harness.end();
            results[again ? 1 : 0] = allPorts(bench.harness);
        }
        QCOMPARE(QString::fromStdString(results[1]), QString::fromStdString(results[0]));
    }

    void sourcesGiveTheSameWhateverTheBatchSize_data() { cases(true); }
    void sourcesGiveTheSameWhateverTheBatchSize() {
        const NodeCase& nodeCase = currentCase();
        std::string expected;
        for (const std::size_t batchSize : {1024, 1, 2}) {
            Bench bench(nodeCase, batchSize);
            bench.harness.runSource();
            const std::string got = allPorts(bench.harness);
            if (expected.empty()) expected = got;
            QCOMPARE(QString::fromStdString(got), QString::fromStdString(expected));
            for (const RecordBatch& batch : bench.harness.output(0))
                QVERIFY(batch.rows() <= batchSize);
        }
    }
};

QTEST_GUILESS_MAIN(tst_conformance)
#include "tst_conformance.moc"
