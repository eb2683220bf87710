// SPDX-License-Identifier: Apache-2.0
// The stage against a server in this process, through the engine.
#include "engine/graph/graph_json.h"
#include "engine/runtime/engine.h"
#include "nodes/support/http_date.h"
#include "nodes/support/http_statuses.h"
#include "nodes/support/http_url.h"
#include "tests/support/http_server.h"
#include "tests/support/node_harness.h"
#include "tests/support/run_graph.h"

#include <QtTest/QtTest>

#include <boost/json/serialize.hpp>
#include <map>
#include <mutex>
#include <thread>

using namespace millrace;
using namespace millrace::test;
using namespace std::chrono_literals;
namespace json = boost::json;

namespace {

/// What came out of a run of: ids 0, 1, ... -> http_call -> tables of both outputs.
struct Called {
    RunOutcome run;
    std::vector<int> statuses;
    std::vector<std::string> bodies;
    std::vector<std::int64_t> ids;
    std::vector<std::string> errors; ///< "MR3453 Connection refused"
};

std::vector<std::string> columnOf(const RunOutcome& run, const std::string& node, const std::string& name) {
    std::vector<std::string> values;
    const auto table = run.published.find(node);
    if (table == run.published.end()) return values;
    const RecordBatch& batch = table->second;
    const std::size_t c = *batch.schema()->indexOf(name);
    for (std::size_t i = 0; i < batch.rows(); ++i)
        values.push_back(toText(batch.column(c).valueAt(batch.rowAt(i)), batch.column(c).type()));
    return values;
}

std::string graphOf(int records, json::object params, const json::object& concurrency = {}) {
    json::object graph{
        {"millrace", 1},
        {"nodes",
         json::object{{"ids",
                       {{"kind", "generate"},
                        {"params", {{"count", records}, {"fields", {{"id", {{"type", "sequence"}}}}}}},
                        {"concurrency", {{"batch", {{"size", 10}}}}}}},
                      {"call", {{"kind", "http_call"}, {"params", std::move(params)}}},
                      {"good", {{"kind", "live_table"}, {"params", {{"rows", 100'000}}}}},
                      {"bad", {{"kind", "live_table"}, {"params", {{"rows", 100'000}}}}}}},
        {"edges", json::array{json::object{{"from", "ids.out"}, {"to", "call.in"}},
                              json::object{{"from", "call.out"}, {"to", "good.in"}},
                              json::object{{"from", "call.rejected"}, {"to", "bad.in"}}}}};
    if (!concurrency.empty()) graph["nodes"].as_object()["call"].as_object()["concurrency"] = concurrency;
    return json::serialize(graph);
}

Called call(int records, json::object params, const json::object& concurrency = {}) {
    Called called;
    called.run = runGraphText(graphOf(records, std::move(params), concurrency), builtinRegistry());
    for (const std::string& status : columnOf(called.run, "good", "status"))
        called.statuses.push_back(std::stoi(status));
    for (const std::string& id : columnOf(called.run, "good", "id"))
        called.ids.push_back(std::stoll(id));
    called.bodies = columnOf(called.run, "good", "body");
    const std::vector<std::string> codes = columnOf(called.run, "bad", "error_code");
    const std::vector<std::string> texts = columnOf(called.run, "bad", "error");
    for (std::size_t i = 0; i < codes.size(); ++i)
        called.errors.push_back(codes[i] + " " + texts[i]);
    return called;
}

/// Fast retries, no breaker.
json::object paramsFor(const std::string& url) {
    return {{"url", url}, {"backoff", "1 ms"}, {"backoff_max", "2 ms"}, {"breaker", "off"}};
}

std::int64_t reported(const Called& called, const std::string& code) {
    const auto& items = called.run.diagnostics.items;
    return std::count_if(items.begin(), items.end(), [&](const Diagnostic& d) { return d.code == code; });
}

} // namespace

class TestHttpCall : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void answersAreAddedToTheirRecords() {
        HttpServer server(
            [](const HttpServer::Request& r) { return reply(200, "you asked for " + r.target()); });
        const Called called =
            call(300, paramsFor(server.url("/items/{id}?x={id}")), {{"workers", 8}, {"ordering", "ordered"}});
        QVERIFY2(called.run.ok(), called.run.text().c_str());
        QCOMPARE(called.ids.size(), std::size_t{300});
        for (std::size_t i = 0; i < called.ids.size(); ++i) {
            const std::string id = std::to_string(i);
            QCOMPARE(called.ids[i], static_cast<std::int64_t>(i));
            QCOMPARE(called.statuses[i], 200);
            QCOMPARE(called.bodies[i], "you asked for /items/" + id + "?x=" + id);
        }
        QVERIFY(called.errors.empty());
    }

    void connectionsAreUsedAgainAndNoMoreThanAllowed() {
        HttpServer server([&server](const HttpServer::Request&) {
            for (int i = 0; i < 20'000 && server.mostAtOnce < 4; ++i)
                std::this_thread::sleep_for(1ms);
            return reply(200, "");
        });
        const Called called = call(200, paramsFor(server.url("/")), {{"workers", 4}});
        QCOMPARE(called.statuses.size(), std::size_t{200});
        QCOMPARE(server.mostAtOnce.load(), 4);
        QCOMPARE(server.connections.load(), 4);
        QCOMPARE(server.requests.load(), 200);
    }

    void aConnectionThatTheServerClosesIsMadeAnew() {
        HttpServer server([](const HttpServer::Request&) { return reply(200, "", "Connection: close\r\n"); });
        const Called called = call(10, paramsFor(server.url("/")), {{"workers", 1}});
        QCOMPARE(called.statuses.size(), std::size_t{10});
        QCOMPARE(server.connections.load(), 10);
    }

    void withoutAnEventLoopWorkersWaitForTheirCalls() {
        HttpServer server([&server](const HttpServer::Request&) {
            for (int i = 0; i < 20'000 && server.mostAtOnce < 3; ++i)
                std::this_thread::sleep_for(1ms);
            return reply(200, "");
        });
        const Called called =
            call(60, paramsFor(server.url("/{id}")), {{"executor", "threads"}, {"workers", 3}});
        QVERIFY2(called.run.ok(), called.run.text().c_str());
        QCOMPARE(called.statuses.size(), std::size_t{60});
        QCOMPARE(server.mostAtOnce.load(), 3);
    }

    void requestsCarryMethodHeadersAndBody_data() {
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("sent");
        QTest::newRow("the record") << "record"
                                    << "{\"id\":0}";
        QTest::newRow("an expression") << "expression"
                                       << "id is 0";
        QTest::newRow("none") << "none"
                              << "";
    }
    void requestsCarryMethodHeadersAndBody() {
        QFETCH(QString, body);
        QFETCH(QString, sent);
        HttpServer::Request seen;
        HttpServer server([&seen](const HttpServer::Request& r) {
            seen = r;
            return reply(201, "");
        });
        json::object params = paramsFor(server.url("/new"));
        params["method"] = "POST";
        qputenv("MILLRACE_TEST_TOKEN", "secret");
        params["headers"] = {{"Authorization", "Bearer ${env:MILLRACE_TEST_TOKEN}"}, {"User-Agent", "test"}};
        params["body"] = body.toStdString();
        if (body == "expression") params["body_expression"] = "'id is ' || CAST(id AS STRING)";
        const Called called = call(1, params);
        QCOMPARE(called.statuses, std::vector<int>{201});
        QCOMPARE(QString::fromStdString(seen.body), sent);
        QVERIFY(seen.head.starts_with("POST /new HTTP/1.1\r\n"));
        QVERIFY(seen.head.find("Authorization: Bearer secret\r\n") != std::string::npos);
        QVERIFY(seen.head.find("User-Agent: test\r\n") != std::string::npos);
        QCOMPARE(seen.head.find("Content-Type: application/json\r\n") != std::string::npos, body != "none");
        QVERIFY(seen.head.find("Content-Length: ") != std::string::npos);
    }

    void aFailureIsTriedAgain() {
        std::mutex mutex;
        std::map<std::string, int> asked;
        HttpServer server([&](const HttpServer::Request& r) {
            const std::lock_guard lock(mutex);
            const int time = ++asked[r.target()];
            return time == 1 ? reply(503, "busy") : time == 2 ? std::string() : reply(200, "well");
        });
        json::object params = paramsFor(server.url("/{id}"));
        params["retry_budget"] = 10;
        const Called called = call(20, params);
        QCOMPARE(called.statuses, std::vector<int>(20, 200));
        QCOMPARE(server.requests.load(), 60);
        QVERIFY(called.errors.empty());
    }

    void whatFailsForGoodIsRejectedWithItsReason() {
        HttpServer server(
            [](const HttpServer::Request& r) { return reply(r.target() == "/0" ? 404 : 500, ""); });
        json::object params = paramsFor(server.url("/{id}"));
        params["retries"] = 1;
        const Called called = call(2, params);
        QCOMPARE(called.statuses, std::vector<int>{404});
        QCOMPARE(called.errors,
                 std::vector<std::string>{"MR3456 the server answered 500 Reason (attempt 2)"});
        QCOMPARE(reported(called, "MR3456"), std::int64_t{1});
        QCOMPARE(called.run.state, RunState::Finished);
    }

    void theServerSaysWhenToComeBack() {
        std::atomic<int> asked = 0;
        std::atomic<MonotonicNs> first = 0, second = 0;
        const auto now = [] { return std::chrono::steady_clock::now().time_since_epoch().count(); };
        HttpServer server([&](const HttpServer::Request&) {
            (asked == 0 ? first : second) = now();
            return ++asked == 1 ? reply(429, "", "Retry-After: 1\r\n") : reply(200, "");
        });
        const Called called = call(1, paramsFor(server.url("/")));
        QCOMPARE(called.statuses, std::vector<int>{200});
        QVERIFY(second - first >= 1'000'000'000);
    }

    void aSlowAnswerIsGivenUp() {
        std::atomic<bool> over = false;
        HttpServer server([&over](const HttpServer::Request& r) {
            while (r.target() == "/0" && !over)
                std::this_thread::sleep_for(1ms);
            return reply(200, "");
        });
        json::object params = paramsFor(server.url("/{id}"));
        params["timeout"] = "3 s"; // for the other one to have its answer, however busy the machine is
        params["retries"] = 0;
        const Called called = call(2, params);
        over = true;
        QCOMPARE(called.errors, std::vector<std::string>{"MR3454 no answer within the time allowed"});
        QCOMPARE(called.ids, std::vector<std::int64_t>{1});
    }

    void unusableAnswersAreFaults_data() {
        QTest::addColumn<QString>("answer");
        QTest::addColumn<QString>("error");
        QTest::addColumn<QString>("timeout");
        QTest::newRow("no protocol") << "what do you want?\r\n\r\n"
                                     << "MR3455 the answer cannot be understood"
                                     << "30 s";
        QTest::newRow("cut") << "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"
                             << "MR3454 no answer within the time allowed"
                             << "500 ms";
        QTest::newRow("too long") << QString::fromStdString(reply(200, std::string(5'000, 'x')))
                                  << "MR3455 the answer is longer than 4 KiB"
                                  << "30 s";
        QTest::newRow("hung up") << ""
                                 << "MR3453 the server closed the connection without an answer"
                                 << "30 s";
    }
    void unusableAnswersAreFaults() {
        QFETCH(QString, answer);
        QFETCH(QString, error);
        QFETCH(QString, timeout);
        HttpServer server([&](const HttpServer::Request&) { return answer.toStdString(); });
        json::object params = paramsFor(server.url("/"));
        params["max_body"] = "4 KiB";
        params["retries"] = 0;
        params["timeout"] = timeout.toStdString();
        const Called called = call(1, params);
        QCOMPARE(called.errors.size(), std::size_t{1});
        QVERIFY2(called.errors[0].starts_with(error.toStdString()), called.errors[0].c_str());
        QCOMPARE(called.run.state, RunState::Finished);
    }

    void textThatIsNoUtf8IsMended() {
        HttpServer server([](const HttpServer::Request&) { return reply(200, "caf\xe9"); });
        QCOMPARE(call(1, paramsFor(server.url("/"))).bodies, std::vector<std::string>{"caf\xef\xbf\xbd"});
    }

    void aStopGivesUpCallsUnderWay_data() {
        QTest::addColumn<QString>("executor");
        QTest::newRow("on the event loop") << "async";
        QTest::newRow("each worker waits") << "threads";
    }
    void aStopGivesUpCallsUnderWay() {
        QFETCH(QString, executor);
        std::atomic<bool> over = false;
        HttpServer server([&over](const HttpServer::Request&) {
            while (!over)
                std::this_thread::sleep_for(1ms);
            return reply(200, "");
        });
        const json::object concurrency{{"executor", executor.toStdString()}, {"workers", 4}};
        const auto file = parseGraph(graphOf(100, paramsFor(server.url("/")), concurrency));
        const Planning planning = plan(file->document, builtinRegistry(), {});
        QVERIFY2(planning.plan, toText(planning.diagnostics).c_str());
        const auto run = std::move(Engine().start(planning.plan, {}).value());
        for (int i = 0; i < 20'000 && server.requests < 1; ++i)
            std::this_thread::sleep_for(1ms);
        run->stop();
        QVERIFY(run->waitFor(120s));
        QCOMPARE(run->state(), RunState::Stopped);
        over = true;
    }

    void theBudgetStopsAStormOfRetries() {
        HttpServer server([](const HttpServer::Request&) { return reply(500, ""); });
        json::object params = paramsFor(server.url("/{id}"));
        params["retries"] = 5;
        params["retry_budget"] = 0.1;
        const Called called = call(500, params);
        QCOMPARE(called.errors.size(), std::size_t{500});
        // A retry for ten calls, and those that are always allowed: ten at once, one a second from then on.
        const auto seconds = static_cast<int>(called.run.frame.elapsedNs / 1'000'000'000);
        QVERIFY2(server.requests <= 500 + 50 + 12 + seconds, qPrintable(QString::number(server.requests)));
        QVERIFY(server.requests > 500);
        QVERIFY(std::any_of(called.errors.begin(), called.errors.end(), [](const std::string& e) {
            return e.find("the retry budget is used up") != std::string::npos;
        }));
    }

    void anOpenBreakerRefusesOrMakesWait_data() {
        QTest::addColumn<bool>("waits");
        QTest::newRow("refuses") << false;
        QTest::newRow("makes wait") << true;
    }
    void anOpenBreakerRefusesOrMakesWait() {
        QFETCH(bool, waits);
        std::atomic<int> asked = 0;
        HttpServer server([&](const HttpServer::Request&) { return reply(++asked <= 10 ? 500 : 200, ""); });
        json::object params = paramsFor(server.url("/{id}"));
        params["retries"] = 0;
        params["breaker"] = waits ? "wait" : "reject";
        params["breaker_calls"] = 10;
        params["breaker_open"] = waits ? "100 ms" : "1 h";
        params["breaker_probes"] = 2;
        const Called called = call(200, params, {{"workers", 1}});
        QVERIFY2(called.run.ok(), called.run.text().c_str());
        QVERIFY(reported(called, "MR3457") >= 1);
        if (waits) {
            // Open, half open, closed: nothing is lost but what failed itself.
            QCOMPARE(called.errors.size(), std::size_t{10});
            QCOMPARE(called.statuses, std::vector<int>(190, 200));
        } else {
            QCOMPARE(asked.load(), 10);
            QCOMPARE(called.errors.size(), std::size_t{200});
            QCOMPARE(called.errors.back(), std::string("MR3457 not called, for the circuit breaker is open"));
        }
    }

    void aProbeThatFailsKeepsTheBreakerOpen() {
        std::atomic<int> asked = 0;
        HttpServer server([&](const HttpServer::Request&) { return reply(++asked <= 12 ? 500 : 200, ""); });
        json::object params = paramsFor(server.url("/{id}"));
        params["retries"] = 0;
        params["breaker"] = "wait";
        params["breaker_calls"] = 10;
        params["breaker_open"] = "20 ms";
        params["breaker_probes"] = 1;
        const Called called = call(50, params, {{"workers", 1}});
        QCOMPARE(called.errors.size(), std::size_t{12});
        QCOMPARE(called.statuses.size(), std::size_t{38});
        QCOMPARE(reported(called, "MR3457"), std::int64_t{3});
    }

    void httpsIsSpokenWithThoseWhoAreTrusted() {
        HttpServer server([](const HttpServer::Request&) { return reply(200, "safe"); }, true);
        json::object params = paramsFor(server.url("/{id}"));
        params["ca_file"] = server.certificateFile();
        const Called called = call(20, params, {{"workers", 2}});
        QCOMPARE(called.bodies, std::vector<std::string>(20, "safe"));
        QCOMPARE(server.connections.load(), 2);
    }

    void certificatesAreChecked_data() {
        QTest::addColumn<bool>("trusted");
        QTest::addColumn<QString>("host");
        QTest::newRow("nobody vouches for it") << false << "localhost";
        QTest::newRow("of another host") << true << "127.0.0.1";
    }
    void certificatesAreChecked() {
        QFETCH(bool, trusted);
        QFETCH(QString, host);
        HttpServer server([](const HttpServer::Request&) { return reply(200, "safe"); }, true);
        QString url = QString::fromStdString(server.url("/"));
        json::object params = paramsFor(url.replace("localhost", host).toStdString());
        params["retries"] = 0;
        if (trusted) params["ca_file"] = server.certificateFile();
        const Called called = call(1, params);
        QCOMPARE(called.errors.size(), std::size_t{1});
        QVERIFY2(called.errors[0].find("certificate") != std::string::npos, called.errors[0].c_str());
        QCOMPARE(server.requests.load(), 0);
    }

    void certificatesThatCannotBeReadFailTheRun() {
        json::object params = paramsFor("https://localhost/");
        params["ca_file"] = "/no/such/file.pem";
        const Called called = call(1, params);
        QCOMPARE(called.run.state, RunState::Failed);
        QCOMPARE(reported(called, "MR3459"), std::int64_t{1});
    }

    void addressesAreReadOrRefused() {
        const HttpUrl url = parseHttpUrl("HTTPS://[::1]:8443/a/b?c=d#part").value();
        QVERIFY(url.secure);
        QCOMPARE(url.host, std::string("::1"));
        QCOMPARE(url.hostHeader(), std::string("[::1]:8443"));
        QCOMPARE(url.target, std::string("/a/b?c=d"));
        QCOMPARE(parseHttpUrl("http://host?q=1").value().target, std::string("/?q=1"));
        QCOMPARE(parseHttpUrl("http://host:80").value().hostHeader(), std::string("host"));
        for (const char* text : {"host", "ftp://host", "http://", "http://:80", "http://host:0",
                                 "http://host:x", "http://host:99999", "http://a b/", "http://host/a b",
                                 "http://u@host/", "http://host/\r\nX: y", "http://[::1"})
            QVERIFY2(!parseHttpUrl(text), text);
    }

    void statusesAndDatesAreRead() {
        const HttpStatuses statuses = HttpStatuses::parse("429, 5xx").value();
        QVERIFY(statuses.contain(429) && statuses.contain(500) && statuses.contain(599));
        QVERIFY(!statuses.contain(430) && !statuses.contain(600) && !statuses.contain(-1));
        QVERIFY(!HttpStatuses::parse("").value().contain(500));
        for (const char* text : {"6xx", "99", "abc", "5x", "1000", "xx5"})
            QVERIFY2(!HttpStatuses::parse(text), text);
        QCOMPARE(parseHttpDate("Sun, 06 Nov 1994 08:49:37 GMT"), std::optional<EpochMs>(784111777000));
        for (const char* text :
             {"", "tomorrow", "Sun, 06 Nox 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:3x GMT"})
            QVERIFY2(!parseHttpDate(text), text);
    }
};

QTEST_GUILESS_MAIN(TestHttpCall)
#include "tst_http_call.moc"
