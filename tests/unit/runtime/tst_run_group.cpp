// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/checkpoints/share_count.h"
#include "engine/runtime/run_group.h"
#include "tests/support/toy_pipeline.h"

#include <QDir>
#include <QTemporaryDir>
#include <QtTest>

using namespace millrace;
using namespace millrace::test;

namespace {

RunOptions shareOf(int index, int count) {
    RunOptions options;
    options.instance = {index, count};
    return options;
}

std::string codeOf(const std::function<void()>& act) {
    try {
        act();
    } catch (const DiagnosticError& error) {
        return error.diagnostics().items.at(0).code;
    }
    return {};
}

QStringList namesOf(const std::vector<Share>& shares) {
    QStringList names;
    for (const Share& share : shares)
        names << QDir(QString::fromStdString(share.folder)).dirName();
    return names;
}

} // namespace

class RunGroupTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatItsRunsCountIsAddedUp() {
        Pipeline one(countingSource(1'000), passing()), two(countingSource(500), passing());
        std::vector<std::unique_ptr<Run>> runs;
        runs.push_back(one.start(shareOf(0, 2)));
        runs.push_back(two.start(shareOf(1, 2)));
        RunGroup group(std::move(runs));
        QVERIFY(group.waitFor(std::chrono::minutes(1)));
        QCOMPARE(group.state(), RunState::Finished);
        const MetricsFrame frame = group.frame();
        QCOMPARE(frame.nodes[one.sink].recordsIn, std::int64_t{1'500});
        QCOMPARE(frame.nodes[one.source].recordsOut, std::int64_t{1'500});
        QCOMPARE(frame.edges[0].sent, std::int64_t{1'500});
        QCOMPARE(frame.edges[1].received, std::int64_t{1'500});
    }

    void oneThatFailsStopsTheOthers() {
        Pipeline endless(countingSource(-1), passing()),
            broken(countingSource(1'000), passing({ToyFailure::Where::Process, 100}));
        std::vector<std::unique_ptr<Run>> runs;
        runs.push_back(endless.start(shareOf(0, 2)));
        runs.push_back(broken.start(shareOf(1, 2)));
        RunGroup group(std::move(runs));
        QVERIFY(group.waitFor(std::chrono::minutes(1)));
        QCOMPARE(group.state(), RunState::Failed);
        bool named = false;
        for (const Diagnostic& d : group.diagnostics())
            named = named || d.message.starts_with("share 2-of-2: ");
        QVERIFY(named);
    }

    void itPausesAndEndsAsOne() {
        Pipeline one(countingSource(-1), passing()), two(countingSource(-1), passing());
        std::vector<std::unique_ptr<Run>> runs;
        runs.push_back(one.start(shareOf(0, 2)));
        runs.push_back(two.start(shareOf(1, 2)));
        RunGroup group(std::move(runs));
        QTRY_COMPARE_WITH_TIMEOUT(group.state(), RunState::Running, 60'000);
        QTRY_VERIFY_WITH_TIMEOUT((group.pause(), group.state() == RunState::Paused), 60'000);
        group.resume();
        QCOMPARE(group.state(), RunState::Running);
        group.drain();
        QVERIFY(group.waitFor(std::chrono::minutes(1)));
        QCOMPARE(group.state(), RunState::Finished);
        QVERIFY(!group.reconfigure(group.plan()));
    }

    void sharesAreSettledOnce() {
        const QTemporaryDir folder;
        const std::string path = folder.filePath("job").toStdString();
        QCOMPARE(namesOf(takeShares(path, {1, 3}, std::nullopt)), QStringList{"2-of-3"});
        QVERIFY(!shareCount(path)); // nothing has run yet
        settleShares(path, 3);
        settleShares(path, 3);
        QCOMPARE(codeOf([&] { settleShares(path, 4); }), std::string("MR4635"));
        QCOMPARE(codeOf([&] { refuseShares(path); }), std::string("MR4634"));
        QCOMPARE(shareCount(path), std::optional<int>(3));
        QCOMPARE(namesOf(takeShares(path, {0, 2}, std::nullopt)), (QStringList{"1-of-3", "3-of-3"}));
        QCOMPARE(namesOf(takeShares(path, {0, 1}, 3)), (QStringList{"1-of-3", "2-of-3", "3-of-3"}));
        QCOMPARE(codeOf([&] { takeShares(path, {0, 4}, std::nullopt); }), std::string("MR4635"));
        QCOMPARE(codeOf([&] { takeShares(path, {0, 2}, 4); }), std::string("MR4635"));
        const std::string other = folder.filePath("other").toStdString();
        QCOMPARE(namesOf(takeShares(other, {2, 4}, 6)), QStringList{"3-of-6"});
    }

    void theFolderOfARunWithoutSharesIsNotTaken() {
        const QTemporaryDir folder;
        QFile file(folder.filePath("epoch-000000000001.state"));
        QVERIFY(file.open(QFile::WriteOnly));
        const std::string path = folder.path().toStdString();
        QCOMPARE(codeOf([&] { takeShares(path, {0, 2}, std::nullopt); }), std::string("MR4634"));
        QVERIFY(!shareCount(path));
    }
};

QTEST_GUILESS_MAIN(RunGroupTest)
#include "tst_run_group.moc"
