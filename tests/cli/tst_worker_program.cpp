// SPDX-License-Identifier: Apache-2.0
#include "app/shared/build_registry.h"
#include "engine/runtime/engine.h"
#include "tests/support/quiet_run.h"
#include "tests/support/toy_kinds.h"

#include <unistd.h>
#include <QDir>
#include <QFile>
#include <QTest>
#include <csignal>

using namespace millrace;
using namespace millrace::test;

namespace {

constexpr int kPatience = 60'000;

/// Numbers without end through a filter in a worker process.
std::string endless(const std::string& where, const std::string& kind = "filter") {
    return "{'millrace': 1, 'nodes': {"
           "'numbers': {'kind': 'generate', 'params': {'rate': 2000, 'fields': {'id': {'type': "
           "'sequence'}}}},"
           "'keep': {'kind': '" +
           kind + "', 'params': {'where': '" + where +
           "'}, 'concurrency': {'executor': 'processes'}},"
           "'end': {'kind': 'discard'}},"
           "'edges': [{'from': 'numbers.out', 'to': 'keep.in'}, {'from': 'keep.out', 'to': 'end.in'}]}";
}

PlanPtr planned(const std::string& text) {
    static const std::shared_ptr<Registry> registry = buildRegistry();
    const Planning planning = plan(graphOf(text), *registry, {});
    if (!planning.plan) qFatal("%s", toText(planning.diagnostics).c_str());
    return planning.plan;
}

std::string codesAfter(const PlanPtr& plan, const std::vector<std::string>& command) {
    Engine engine;
    engine.useWorkers(command);
    auto started = engine.start(plan, {});
    if (!started) return "refused " + codesOf(started.error());
    if (!(*started)->waitFor(std::chrono::milliseconds(kPatience))) return "runs on";
    return std::string(runStateName((*started)->state())) + " " + codesOf((*started)->diagnostics());
}

/// The worker process of this one.
qint64 workerPid() {
    const QString own = QString::number(getpid());
    for (const QString& name : QDir("/proc").entryList(QDir::Dirs)) {
        QFile stat("/proc/" + name + "/stat");
        if (name.toLongLong() == 0 || !stat.open(QIODevice::ReadOnly)) continue;
        const QString text = QString::fromUtf8(stat.readAll());
        const QStringList fields = text.mid(text.lastIndexOf(')') + 2).split(' ');
        if (fields.value(1) == own && fields.value(0) != "Z") return name.toLongLong();
    }
    return 0;
}

} // namespace

/// Which program serves the nodes with the executor `processes`, and what it is told while a run is on.
class TestWorkerProgram : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aProgramThatCannotServeIsNamed_data() {
        QTest::addColumn<QString>("program");
        QTest::addColumn<QString>("outcome");
        QTest::newRow("none") << ""
                              << "refused MR4134";
        QTest::newRow("not there") << "/no/such/program"
                                   << "failed MR4134";
        QTest::newRow("another one") << "/bin/true"
                                     << "failed MR4134";
    }
    void aProgramThatCannotServeIsNamed() {
        QFETCH(QString, program);
        QFETCH(QString, outcome);
        std::vector<std::string> command;
        if (!program.isEmpty()) command = {program.toStdString(), "worker"};
        QCOMPARE(QString::fromStdString(codesAfter(planned(endless("id > 5")), command)), outcome);
        QCOMPARE(workerPid(), qint64{0});
    }

    void aKindThatTheWorkerDoesNotKnowIsNamed() {
        const Planning planning = planOf(
            "{'millrace': 1, 'nodes': {'s': {'kind': 'toy_source', 'params': {'columns': {'id': 'BIGINT'}}},"
            "'f': {'kind': 'toy_filter', 'params': {'where': 'x'}, 'concurrency': {'executor': 'processes'}},"
            "'k': {'kind': 'toy_sink'}}, 'edges': [{'from': 's', 'to': 'f'}, {'from': 'f', 'to': 'k'}]}");
        QVERIFY2(planning.plan, toText(planning.diagnostics).c_str());
        QCOMPARE(codesAfter(planning.plan, {MILLRACE_CLI_PATH, "worker"}), std::string("failed MR4135"));
    }

    void settingsChangedDuringARunReachTheWorkerAndThoseAfterIt() {
        Engine engine;
        engine.useWorkers({MILLRACE_CLI_PATH, "worker"});
        auto started = engine.start(planned(endless("id < 0")), {});
        QVERIFY2(started, "the run begins");
        Run& run = **started;
        const auto node = [&run] { return run.frame().nodes[1]; };
        QTRY_VERIFY_WITH_TIMEOUT(node().recordsIn > 100, kPatience);
        QCOMPARE(node().recordsOut, std::int64_t{0});
        QVERIFY(run.reconfigure(planned(endless("id >= 0"))));
        QTRY_VERIFY_WITH_TIMEOUT(node().recordsOut > 100, kPatience);

        // While nothing moves, what has come and not gone on is what the first setting kept.
        run.pause();
        QVERIFY(waitUntilQuiet(run));
        const NodeMetrics still = node();
        run.resume();
        const qint64 worker = workerPid();
        QVERIFY(worker > 0);
        QCOMPARE(::kill(static_cast<pid_t>(worker), SIGKILL), 0);
        QTRY_VERIFY_WITH_TIMEOUT(!run.diagnostics().empty(), kPatience);
        QCOMPARE(codesOf(run.diagnostics(), true), std::string("MR4130"));
        const std::int64_t before = node().recordsOut;
        QTRY_VERIFY_WITH_TIMEOUT(node().recordsOut > before + 1000, kPatience);
        run.drain();
        QVERIFY(run.waitFor(std::chrono::milliseconds(kPatience)));
        QCOMPARE(run.state(), RunState::Finished);
        // The new worker keeps nothing: it has the setting of the old one.
        QCOMPARE(node().recordsIn - node().recordsOut, still.recordsIn - still.recordsOut);
        const auto violations = checkInvariants(*run.plan(), run.frame());
        QVERIFY2(violations.empty(), violations.empty() ? "" : violations[0].c_str());
        QVERIFY2(run.frame().cpuSeconds > 0, "time of ended workers counts");
        QCOMPARE(workerPid(), qint64{0});
    }
};

QTEST_GUILESS_MAIN(TestWorkerProgram)
#include "tst_worker_program.moc"
