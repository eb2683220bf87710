// SPDX-License-Identifier: Apache-2.0
#include "engine/operator/rejected.h"
#include "tests/support/node_harness.h"
#include "tests/support/run_graph.h"
#include "tests/support/saved_runs.h"

#include <QTest>
#include <boost/json/parse.hpp>

using namespace millrace;
using namespace millrace::test;

namespace {

constexpr MonotonicNs kMs = 1'000'000;
constexpr std::size_t kIn = 0, kFailed = 1;
constexpr std::size_t kOut = 0, kGaveUp = 1;

const SchemaPtr& orders() {
    static const SchemaPtr kSchema = makeSchema({{"id", TypeId::BigInt}, {"at", TypeId::Timestamp}}, 1);
    return kSchema;
}

RecordBatch order(std::int64_t id, EpochMs at) {
    BatchBuilder builder(orders());
    builder.appendRow({id, at});
    return builder.finish(1);
}

RecordBatch failure(const std::string& raw, MonotonicNs ingestTime = 7) {
    RejectedBuilder builder("call");
    builder.add(
        {.raw = raw, .errorCode = "MR3999", .error = "no answer", .file = {}, .line = 0, .eventTime = {}});
    return builder.finish(ingestTime);
}

const std::string kOne = R"({"id":1,"at":"2024-01-01T00:00:00.000Z"})";

std::unique_ptr<NodeHarness> opened(const char* params, std::uint64_t seed = 42) {
    auto harness = std::make_unique<NodeHarness>(
        *builtinRegistry().find("retry"), boost::json::parse(params).as_object(),
        std::vector{orders(), rejectedSchema()}, HarnessOptions{.seed = seed});
    if (!harness->isBound()) throw std::runtime_error(toText(harness->problems()));
    harness->open();
    return harness;
}

} // namespace

class tst_retry : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aFailedRecordIsSentAgainAfterItsWait() {
        const auto harness = opened(R"({"first_wait": "10 ms", "jitter": false})");
        harness->feed(failure(kOne), kFailed);
        QVERIFY(!harness->op().mayEnd());
        harness->advance(9 * kMs);
        QCOMPARE(harness->rowsOut(kOut), std::size_t{0});
        harness->advance(1 * kMs);
        QCOMPARE(harness->rowsOut(kOut), std::size_t{1});
        const RecordBatch& again = harness->output(kOut)[0];
        QCOMPARE(again.column(0).values<std::int64_t>()[0], std::int64_t{1});
        QCOMPARE(again.column(1).values<EpochMs>()[0], EpochMs{1'704'067'200'000});
        QCOMPARE(again.intendedTimeOf(0), MonotonicNs{7}); // waiting counts as latency
        QVERIFY(harness->op().mayEnd());
    }

    void waitsGrowAndAttemptsEnd() {
        const auto harness =
            opened(R"({"attempts": 2, "first_wait": "10 ms", "factor": 3, "jitter": false})");
        harness->feed(failure(kOne), kFailed);
        harness->advance(10 * kMs);
        harness->feed(failure(kOne), kFailed);
        harness->advance(29 * kMs);
        QCOMPARE(harness->rowsOut(kOut), std::size_t{1});
        harness->advance(1 * kMs);
        QCOMPARE(harness->rowsOut(kOut), std::size_t{2});
        harness->feed(failure(kOne), kFailed);
        QCOMPARE(harness->rowsOut(kGaveUp), std::size_t{1});
        QVERIFY(harness->op().mayEnd());
        // Given up, it is unknown again.
        harness->feed(failure(kOne), kFailed);
        QVERIFY(!harness->op().mayEnd());
    }

    void jitterIsSeeded() {
        const auto dues = [](std::uint64_t seed) {
            const auto harness = opened(R"({"first_wait": "1 s"})", seed);
            harness->feed(failure(kOne), kFailed);
            return *harness->op().nextDeadline();
        };
        QCOMPARE(dues(1), dues(1));
        QVERIFY(dues(1) != dues(2));
    }

    void retriesKeepToTheBudget() {
        const auto harness = opened(R"({"budget": 0.5, "minimum_rate": 0, "first_wait": "1 ms"})");
        for (std::int64_t id = 0; id < 10; ++id)
            harness->feed(order(id, 1'704'067'200'000), kIn);
        for (int id = 0; id < 10; ++id)
            harness->feed(failure(R"({"id":)" + std::to_string(id) + R"(,"at":"2024-01-01T00:00:00Z"})"),
                          kFailed);
        harness->advance(10 * kMs);
        QCOMPARE(harness->rowsOut(kOut), std::size_t{10 + 5});
        QCOMPARE(harness->rowsOut(kGaveUp), std::size_t{5});
        QCOMPARE(harness->context().reported.items.size(), std::size_t{1});
        QCOMPARE(harness->context().reported.items[0].code, std::string("MR3468"));
    }

    void whatIsNoRecordIsGivenUpAsItCame() {
        const auto harness = opened(R"({"first_wait": "0 ms"})");
        harness->feed(failure("1;x;y"), kFailed);
        harness->advance(kMs);
        QCOMPARE(harness->rowsOut(kOut), std::size_t{0});
        QCOMPARE(harness->rowsOut(kGaveUp), std::size_t{1});
        QCOMPARE(harness->output(kGaveUp)[0].column(0).strings()[0].view(), std::string_view("1;x;y"));
        QCOMPARE(harness->context().reported.items.at(0).code, std::string("MR3469"));
    }

    void aRetriedRecordBehindTheWatermarkIsLate() {
        const auto harness = opened(R"({"first_wait": "0 ms"})");
        harness->feed(failure(kOne), kFailed);
        harness->watermark(1'704'067'200'000);
        harness->advance(kMs);
        const LateMarksPtr& marks = harness->output(kOut).at(0).lateMarks;
        QVERIFY(marks != nullptr && marks->size() == 1);
        QCOMPARE(marks->front().watermark, EpochMs{1'704'067'200'000});
    }

    void noMoreWaitThanThereIsRoomFor() {
        const auto harness = opened(R"({"capacity": 1, "first_wait": "1 s", "minimum_rate": 100})");
        harness->feed(failure(kOne), kFailed);
        harness->feed(failure(R"({"id":2,"at":"2024-01-01T00:00:00Z"})"), kFailed);
        QCOMPARE(harness->rowsOut(kGaveUp), std::size_t{1});
    }

    void aStageThatNeverSucceedsGetsEachRecordAsOftenAsAllowed() {
        const RunOutcome outcome = runGraphText(R"({"millrace": 1, "nodes": {
            "orders": {"kind": "generate", "params": {"count": 50, "fields": {"id": {"type": "sequence"},
                       "text": {"type": "choice", "values": ["x"]}}}},
            "again": {"kind": "retry", "params": {"attempts": 2, "first_wait": "2 ms", "minimum_rate": 1000}},
            "check": {"kind": "select", "params": {"cast": {"text": "BIGINT"}, "on_error": "reject"}},
            "bad": {"kind": "queue"}, "end": {"kind": "discard"}, "given_up": {"kind": "discard"}}, "edges": [
            {"from": "orders.out", "to": "again.in"}, {"from": "again.out", "to": "check.in"},
            {"from": "check.out", "to": "end.in"}, {"from": "check.rejected", "to": "bad.in"},
            {"from": "bad.out", "to": "again.failed"}, {"from": "again.gave_up", "to": "given_up.in"}]})",
                                                builtinRegistry());
        QVERIFY2(outcome.ok(), outcome.text().c_str());
        const auto into = [&](const char* node) {
            const PlanVertex* vertex = outcome.plan->find(node);
            return outcome.frame.nodes[static_cast<std::size_t>(vertex - outcome.plan->vertices.data())]
                .recordsIn;
        };
        QVERIFY2(into("check") == 150, outcome.text().c_str());
        QCOMPARE(into("given_up"), std::int64_t{50});
        QCOMPARE(into("end"), std::int64_t{0});
    }

    /// Attempts, the watermark and what is left of the budget outlive the process.
    void aSavedStateGoesOnCounting() {
        const char* const params =
            R"({"attempts": 2, "first_wait": "10 ms", "jitter": false, "budget": 0, "minimum_rate": 0.5})";
        const auto before = opened(params);
        before->context().virtualClock.time += 20'000 * kMs;
        before->watermark(1'800'000'000'000);
        before->feed(failure(kOne), kFailed);
        before->advance(10 * kMs);
        before->feed(failure(kOne), kFailed);
        const std::string state = before->snapshot(1);
        QCOMPARE(before->rowsOut(kOut), std::size_t{2});

        const auto resumed = [&](const std::string& bytes) {
            auto harness = std::make_unique<NodeHarness>(*builtinRegistry().find("retry"),
                                                         boost::json::parse(params).as_object(),
                                                         std::vector{orders(), rejectedSchema()});
            harness->context().virtualClock.time = 3;
            harness->openWithCheckpoints(1, &bytes);
            return harness;
        };
        const auto after = resumed(state);
        after->feed(failure(kOne), kFailed); // the third failure
        QCOMPARE(after->rowsOut(kGaveUp), std::size_t{1});
        for (int i = 0; i < 4; ++i) // five retries in ten seconds, of which two are used up
            after->feed(failure("{\"id\":" + std::to_string(50 + i) + ",\"at\":5}"), kFailed);
        QCOMPARE(after->rowsOut(kGaveUp), std::size_t{2});
        after->advance(10 * kMs);
        QCOMPARE(after->rowsOut(kOut), std::size_t{3});
        QVERIFY(after->output(kOut)[0].lateMarks != nullptr);
        QCOMPARE(after->output(kOut)[0].lateMarks->front().watermark, EpochMs{1'800'000'000'000});
        QCOMPARE(readDamaged(state, resumed), std::string());
    }
};

QTEST_GUILESS_MAIN(tst_retry)
#include "tst_retry.moc"
