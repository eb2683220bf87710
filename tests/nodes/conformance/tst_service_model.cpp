// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_json.h"
#include "engine/plan/planner.h"
#include "tests/support/node_case.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cmath>
#include <numeric>
#include <set>

using namespace millrace;
using namespace millrace::test;

namespace {

/// They pass records on as they come, or take them, and it costs next to nothing.
const std::set<std::string> kCostNothing{"queue", "merge", "peek", "discard"};

/// What is wrong with the service model of a bound node; empty: nothing.
class ServiceModelCheck {
public:
    ServiceModelCheck(const NodeKind& kind, const BoundNode& bound, const std::vector<SchemaPtr>& inputs)
        : kind_(kind), bound_(bound), inputs_(inputs) {}

    QStringList problems() {
        require(isStated(),
                "the kind says nothing: state a cost, a behaviour, or list it as one that costs "
                "nothing");
        require(isA<behaviour::Emit>() == (bound_.makeSource != nullptr), "sources, and only they, emit");
        for (const WorkSegment& segment : bound_.service.work)
            checkSegment(segment);
        std::visit([this](const auto& what) { check(what); }, bound_.service.behaviour);
        require(bound_.filters == leavesRecords_, "who filters on purpose, and nobody else, leaves records");
        return std::move(problems_);
    }

private:
    template <class What> bool isA() const { return std::holds_alternative<What>(bound_.service.behaviour); }
    void require(bool holds, const char* what) {
        if (!holds) problems_ << QString("%1: %2").arg(kind_.name.c_str(), what);
    }

    bool isStated() const {
        const bool passes = isA<behaviour::Pass>();
        return !passes || !bound_.service.work.empty() || kCostNothing.contains(kind_.name);
    }

    void checkSegment(const WorkSegment& segment) {
        const double mean = segment.time.mean();
        require(std::isfinite(mean) && mean >= 0, "times are not negative");
        std::set<std::string> names;
        for (const WorkSegment::Held& held : segment.held) {
            require(!held.resource.empty(), "what is held has a name");
            require(names.insert(held.resource).second, "nothing is taken twice");
            require(held.units >= 1 && held.units <= held.capacity, "no more is taken than there is");
        }
    }

    void checkShares(const std::vector<double>& shares) {
        require(shares.size() <= bound_.outputs.size(), "there is no share without a port");
        for (const double share : shares)
            require(std::isfinite(share) && share >= 0, "shares are not negative");
    }
    void requirePorts(std::size_t inputs, std::size_t outputs) {
        require(inputs_.size() == inputs, "the behaviour needs another number of inputs");
        require(bound_.outputs.size() >= outputs, "the behaviour needs more outputs");
    }
    void checkKey(const std::vector<std::string>& key) {
        for (const SchemaPtr& input : inputs_)
            for (const std::string& name : key)
                require(input->indexOf(name).has_value(), "key columns are those of the input");
    }

    void check(const behaviour::Emit& emit) {
        using Kind = Arrivals::Kind;
        for (const auto& [name, spread] : emit.keys) {
            require(bound_.outputs[0]->indexOf(name).has_value(), "keys are columns of the output");
            require(spread.exponent >= 0, "exponents are not negative");
        }
        const Arrivals::Settings& arrivals = emit.arrivals;
        require(arrivals.seed == 0, "the seed is left to who simulates");
        if (arrivals.kind == Kind::Constant || arrivals.kind == Kind::Poisson)
            require(arrivals.rate > 0, "a pace has a rate");
        if (arrivals.kind == Kind::Recorded)
            require((arrivals.recorded == nullptr) == emit.paceIsUnknown, "what is recorded is there");
        else if (emit.paceIsUnknown)
            require(arrivals.kind == Kind::Unlimited, "a pace that is not known is not given");
        if (emit.count) require(bound_.bounded, "what ends is bounded");
        if (!emit.eventTimes) return;
        require(bound_.outputs[0]->eventTime().has_value(), "event times need their column");
        require(emit.eventTimes->speed > 0, "event time goes on");
        require(emit.eventTimes->delayNs >= 0 && emit.eventTimes->jitterNs >= 0, "times are not negative");
    }
    void check(const behaviour::Pass& pass) {
        checkShares(pass.shares);
        // Reports of what went wrong need not come out, records that went well must.
        if (!pass.shares.empty()) require(pass.shares[0] > 0 || isSink(), "records come out");
    }
    void check(const behaviour::Choose& choose) {
        requirePorts(1, 1);
        checkShares(choose.shares);
        const double sum = std::accumulate(choose.shares.begin(), choose.shares.end(), 0.0);
        require(sum <= 1 + 1e-9, "shares of one record are at most 1 together");
        leavesRecords_ = sum < 1 - 1e-9;
        require(bound_.service.sharesAreGuessed, "only a measurement knows who goes where");
    }
    void check(const behaviour::Deal& deal) {
        requirePorts(1, 1);
        require(deal.key.empty() == (deal.by != behaviour::Deal::By::Key), "keys are dealt by, or none");
        checkKey(deal.key);
    }
    void check(const behaviour::Copy&) { requirePorts(1, 1); }
    void check(const behaviour::Collect& collect) {
        requirePorts(1, 1);
        require(collect.size >= 1 && collect.lingerNs >= 0, "a batch has a size and a time");
    }
    void check(const behaviour::Group& group) {
        requirePorts(1, 1);
        checkKey(group.key);
        require(group.key == bound_.key, "groups are those by which the input is divided");
        require(group.windowNs >= 0 && (group.slideNs > 0) == (group.windowNs > 0), "windows go on");
        require(group.windowNs == 0 || inputs_[0]->eventTime().has_value(), "windows need event time");
    }
    void check(const behaviour::Limit& limit) {
        requirePorts(1, 1);
        require(limit.rate > 0 && limit.burst >= 1, "a limit lets something through");
    }
    void check(const behaviour::First& first) {
        requirePorts(1, 1);
        require(first.count >= 0, "a count is not negative");
        leavesRecords_ = true;
    }
    void check(const behaviour::Hold&) { requirePorts(1, 1); }
    void check(const behaviour::Join& join) {
        requirePorts(2, 3);
        checkKey(join.key);
        require(join.key == bound_.key, "counterparts come to the same worker");
        require(join.capacity >= 1, "something may wait");
        require(bound_.joinsInputs, "who joins says so to the planner");
    }
    void check(const behaviour::Reorder& reorder) {
        requirePorts(1, 2);
        require(reorder.window >= 1, "something may wait");
    }
    void check(const behaviour::Expire& expire) {
        requirePorts(1, 2);
        require(expire.limitNs >= 0, "a limit is not negative");
    }
    void check(const behaviour::Retry& retry) {
        requirePorts(2, 2);
        require(retry.attempts >= 0 && retry.capacity >= 1, "something may be tried again");
        require(retry.budget >= 0 && retry.minimumRate >= 0, "a budget is not negative");
    }
    void check(const behaviour::Break& breaker) {
        requirePorts(2, 2);
        require(breaker.settings.window > 0 && breaker.settings.probes >= 1, "a breaker closes again");
    }

    bool isSink() const { return kind_.category == Category::Sink; }

    const NodeKind& kind_;
    const BoundNode& bound_;
    const std::vector<SchemaPtr>& inputs_;
    QStringList problems_;
    bool leavesRecords_ = false;
};

/// A node that is bound to parameters, written with ' for ".
BoundNode bound(const char* kind, std::string params, std::vector<SchemaPtr> inputs = {},
                const std::string& folder = {}) {
    std::replace(params.begin(), params.end(), '\'', '"');
    const NodeHarness harness(*testedRegistry().find(kind), boost::json::parse(params).as_object(),
                              std::move(inputs), {.folder = folder});
    if (!harness.isBound()) throw std::runtime_error(toText(harness.problems()));
    return harness.node();
}

template <class What> const What& as(const BoundNode& node) { return std::get<What>(node.service.behaviour); }

SchemaPtr someColumns() { return makeSchema({{"id", TypeId::BigInt}, {"text", TypeId::String}}); }

} // namespace

/// What every kind of node says of itself to the simulator.
class tst_service_model : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fitsThePortsInTheExample_data() {
        QTest::addColumn<QString>("kind");
        for (const auto& kind : testedRegistry().kinds())
            QTest::newRow(kind->name.c_str()) << QString::fromStdString(kind->name);
    }
    void fitsThePortsInTheExample() {
        QFETCH(QString, kind);
        const NodeKind& shown = *testedRegistry().find(kind.toStdString());
        boost::json::object graph = shown.example;
        graph["millrace"] = 1;
        const auto file = parseGraph(boost::json::serialize(graph));
        PlanOptions options;
        options.graphFolder = options.currentFolder = MILLRACE_SOURCE_DIR "/resources/examples";
        const Planning planning = plan(file->document, testedRegistry(), options);
        QVERIFY2(planning.plan != nullptr, toText(planning.diagnostics).c_str());
        for (const PlanVertex& vertex : planning.plan->vertices) {
            const QStringList problems =
                ServiceModelCheck(*vertex.kind, vertex.bound, vertex.inputs).problems();
            QVERIFY2(problems.isEmpty(), qPrintable(problems.join("\n")));
        }
    }

    void fitsThePortsWhateverTheParameters_data() {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < nodeCases().size(); ++i)
            if (!nodeCases()[i].expectsProblems())
                QTest::newRow(nodeCases()[i].name.c_str()) << static_cast<int>(i);
    }
    void fitsThePortsWhateverTheParameters() {
        QFETCH(int, index);
        const NodeCase& nodeCase = nodeCases()[static_cast<std::size_t>(index)];
        const CaseFolder folder(nodeCase);
        const std::vector<SchemaPtr> inputs = nodeCase.inputs();
        const NodeHarness harness(nodeCase.kind(), nodeCase.params(), inputs, {.folder = folder.path()});
        QVERIFY2(harness.isBound(), toText(harness.problems()).c_str());
        const QStringList problems = ServiceModelCheck(nodeCase.kind(), harness.node(), inputs).problems();
        QVERIFY2(problems.isEmpty(), qPrintable(problems.join("\n")));
    }

    void whatIsLeftUntouchedIsFound() {
        const BoundNode node = bound("map", "{'columns': {'b': 'id + 1'}}", {someColumns()});
        BoundNode untouched = node;
        untouched.service = {};
        const NodeKind& kind = *testedRegistry().find("map");
        QVERIFY(ServiceModelCheck(kind, node, {someColumns()}).problems().isEmpty());
        QVERIFY(!ServiceModelCheck(kind, untouched, {someColumns()}).problems().isEmpty());
    }

    void workTakesTheTimesThatAreAskedFor() {
        const BoundNode waits =
            bound("work", "{'mode': 'wait', 'time': '2 ms', 'distribution': 'exponential', 'per': 'batch'}",
                  {someColumns()});
        QVERIFY(waits.service.timesAreGiven);
        QCOMPARE(waits.service.work.size(), std::size_t{1});
        const WorkSegment& wait = waits.service.work[0];
        QVERIFY(wait.kind == WorkSegment::Kind::Wait && wait.perBatch && wait.held.empty());
        QVERIFY(wait.time == Distribution::exponential(2e6));

        const BoundNode locks = bound(
            "work", "{'mode': 'lock', 'time': '50 us', 'resource': 'db', 'capacity': 3}", {someColumns()});
        const WorkSegment& lock = locks.service.work[0];
        QVERIFY(lock.kind == WorkSegment::Kind::Cpu && !lock.perBatch);
        QVERIFY(lock.time == Distribution::constant(50e3));
        QCOMPARE(lock.held.size(), std::size_t{1});
        QCOMPARE(lock.held[0].resource, std::string("db"));
        QCOMPARE(lock.held[0].capacity, 3);
        QCOMPARE(lock.held[0].units, 1);
    }

    void writersTakeAllOfAResource() {
        const auto held = [](const char* access) {
            return bound("shared_resource",
                         std::string("{'resources': ['a', 'b'], 'kind': 'reader_writer', 'access': '") +
                             access + "'}",
                         {someColumns()})
                .service.work.at(0)
                .held;
        };
        QCOMPARE(held("write").size(), std::size_t{2});
        QCOMPARE(held("write")[1].resource, std::string("b"));
        QCOMPARE(held("write")[0].units, held("write")[0].capacity);
        QCOMPARE(held("read")[0].units, 1);
        QVERIFY(held("read")[0].capacity > 1000);
    }

    void generatedKeysAndTimesAreKnown() {
        const BoundNode source = bound("generate", R"({'count': 500, 'arrivals': 'poisson', 'rate': 80,
            'watermark_delay': '3 s', 'fields': {
                'id': {'type': 'sequence'}, 'bus': {'type': 'zipf_key', 'keys': 40, 'exponent': 1.2},
                'kind': {'type': 'choice', 'values': ['a', 'b', 'c']}, 'speed': {'type': 'normal', 'decimals': 1},
                'ts': {'type': 'timestamp', 'every': '250 ms', 'jitter': '2 s'}}})");
        const auto& emit = as<behaviour::Emit>(source);
        QVERIFY(emit.arrivals.kind == Arrivals::Kind::Poisson && emit.arrivals.rate == 80);
        QVERIFY(!emit.paceIsUnknown);
        QCOMPARE(*emit.count, std::uint64_t{500});
        QCOMPARE(emit.keys.at("id").keys, std::uint64_t{0});
        QCOMPARE(emit.keys.at("bus").keys, std::uint64_t{40});
        QCOMPARE(emit.keys.at("bus").exponent, 1.2);
        QCOMPARE(emit.keys.at("kind").keys, std::uint64_t{3});
        QCOMPARE(emit.keys.at("kind").exponent, 0.0);
        QVERIFY(!emit.keys.contains("speed")); // rounded: some are equal
        QCOMPARE(*emit.eventTimes->everyNs, MonotonicNs{250'000'000});
        QCOMPARE(emit.eventTimes->jitterNs, MonotonicNs{2'000'000'000});
        QCOMPARE(emit.eventTimes->delayNs, MonotonicNs{3'000'000'000});
    }

    void recordedArrivalsAreReadWhereTheyAreThere() {
        const QTemporaryDir folder;
        const std::string params =
            "{'arrivals': 'recorded', 'arrivals_file': 'times.txt', 'fields': {'id': {'type': 'sequence'}}}";
        const BoundNode missing = bound("generate", params, {}, folder.path().toStdString());
        QVERIFY(as<behaviour::Emit>(missing).paceIsUnknown);
        QVERIFY(as<behaviour::Emit>(missing).arrivals.recorded == nullptr);
        QFile file(folder.filePath("times.txt"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("0\n1.5\n4\n");
        file.close();
        const BoundNode there = bound("generate", params, {}, folder.path().toStdString());
        QVERIFY(!as<behaviour::Emit>(there).paceIsUnknown);
        QCOMPARE(as<behaviour::Emit>(there).arrivals.recorded->at(1), std::int64_t{1'500'000'000});
    }

    void replaysSayWhatTheyKnowOfTheirPace() {
        const QTemporaryDir folder;
        QFile file(folder.filePath("in.csv"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("id,ts\n1,2024-01-01T00:00:00Z\n");
        file.close();
        const auto emission = [&folder](const std::string& more) {
            return as<behaviour::Emit>(bound("csv_source",
                                             "{'path': 'in.csv', 'event_time': 'ts'" + more + "}", {},
                                             folder.path().toStdString()));
        };
        const behaviour::Emit fast = emission("");
        QVERIFY(fast.arrivals.kind == Arrivals::Kind::Unlimited && !fast.paceIsUnknown && !fast.eventTimes);
        const behaviour::Emit steady = emission(", 'replay': 'rate', 'rate': 20");
        QVERIFY(steady.arrivals.kind == Arrivals::Kind::Constant && steady.arrivals.rate == 20);
        const behaviour::Emit again =
            emission(", 'replay': 'event_time', 'factor': 60, 'watermark_delay': '5 s'");
        QVERIFY(again.paceIsUnknown);
        QCOMPARE(again.eventTimes->speed, 60.0);
        QCOMPARE(again.eventTimes->delayNs, MonotonicNs{5'000'000'000});
    }

    void splitsGuessAlike() {
        const auto shares = [](const char* params) {
            return as<behaviour::Choose>(bound("split", params, {someColumns()})).shares;
        };
        const double half = 1.0 / 2, third = 1.0 / 3;
        QCOMPARE(shares("{'outputs': {'a': 'id > 1'}, 'otherwise': 'b'}"), (std::vector<double>{half, half}));
        QCOMPARE(shares("{'outputs': {'a': 'id > 1', 'b': 'id > 0'}}"), (std::vector<double>{third, third}));
    }

    void recordsAreDealtAsTheParametersSay() {
        const auto deal = [](const char* kind, const char* params) {
            return as<behaviour::Deal>(bound(kind, params, {someColumns()}));
        };
        using By = behaviour::Deal::By;
        QVERIFY(deal("partition", "{}").by == By::Turn);
        const behaviour::Deal byKey = deal("partition", "{'by': 'hash', 'key': ['text']}");
        QVERIFY(byKey.by == By::Key);
        QCOMPARE(byKey.key, std::vector<std::string>{"text"});
        QVERIFY(deal("balance", "{}").by == By::Load && deal("balance", "{}").perBatch);
        QVERIFY(!deal("balance", "{'per': 'record'}").perBatch);
    }
};

QTEST_GUILESS_MAIN(tst_service_model)
#include "tst_service_model.moc"
