// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/avro/avro_rows.h"
#include "nodes/support/avro/avro_writer.h"
#include "nodes/support/avro/schema_registry.h"
#include "tests/support/avro_values.h"
#include "tests/support/fake_registry.h"
#include "tests/support/live_context.h"

#include <QTest>

#include <algorithm>

using namespace millrace;
using namespace millrace::test;

namespace {

const std::string kNumber = R"({"type": "record", "name": "N", "fields": [{"name": "n", "type": "long"}]})";

SchemaRegistrySettings settingsOf(const std::string& url, const std::string& login = {}) {
    SchemaRegistrySettings settings;
    settings.address = url;
    settings.url = parseHttpUrl(url).value();
    HttpHeaders headers;
    if (!login.empty()) headers.emplace_back("Authorization", login);
    settings.headers = std::make_shared<const HttpHeaders>(headers);
    settings.timeout = 60'000'000'000;
    return settings;
}

/// What is thrown: "MR3540 ..."; else nothing.
QString thrown(const std::function<void()>& act) {
    try {
        act();
    } catch (const DiagnosticError& error) {
        const Diagnostic& d = error.diagnostics().items.at(0);
        return QString::fromStdString(d.code + " " + d.message);
    }
    return {};
}

/// Wants to stop as soon as it is asked to wait.
class ImpatientContext final : public OperatorContext {
public:
    const std::string& node() const override { return live_.node(); }
    int subtask() const override { return 0; }
    int subtaskCount() const override { return 1; }
    const Clock& clock() const override { return live_.clock(); }
    std::uint64_t seed() const override { return 1; }
    std::size_t batchSize() const override { return 10; }
    void report(Diagnostic) override {}
    void publish(RecordBatch) override {}
    void burn(MonotonicNs) override {}
    void wait(MonotonicNs) override { stops_ = true; }
    SharedResource& sharedResource(const std::string& name, int capacity) override {
        return live_.sharedResource(name, capacity);
    }
    bool stopRequested() const override { return stops_; }

private:
    LiveContext live_;
    bool stops_ = false;
};

std::string headOf(int id) {
    std::string head(1, '\0');
    for (int shift = 24; shift >= 0; shift -= 8)
        head += static_cast<char>(id >> shift);
    return head;
}

} // namespace

class TestSchemaRegistry : public QObject {
    Q_OBJECT

    LiveContext context_;

private Q_SLOTS:
    void schemasAreFoundByTheirNumbers() {
        FakeRegistry server;
        const int id = server.add("t-value", kNumber);
        SchemaRegistry registry(settingsOf(server.url()), context_);
        registry.check();
        QCOMPARE(QString::fromStdString(registry.schemaOf(id).value()->root().name), QString("N"));
        const auto none = registry.schemaOf(7);
        QCOMPARE(QString::fromStdString(none.error().items.at(0).message),
                 QString("the registry has no schema 7: Schema not found"));
        QCOMPARE(QString::fromStdString(none.error().items.at(0).code), QString("MR3548"));
    }

    void aSchemaThatRefersToOthersIsPutTogether() {
        FakeRegistry server;
        server.add("inner", R"({"type": "fixed", "name": "F", "size": 3})");
        const boost::json::array toInner{
            boost::json::object{{"name", "F"}, {"subject", "inner"}, {"version", 1}}};
        server.add("middle", R"({"type": "record", "name": "M", "fields": [{"name": "f", "type": "F"}]})",
                   {{"references", toInner}});
        const boost::json::array both{
            boost::json::object{{"name", "M"}, {"subject", "middle"}, {"version", 1}},
            boost::json::object{{"name", "F"}, {"subject", "inner"}, {"version", 1}}};
        const int id = server.add("outer", R"({"type": "array", "items": "M"})", {{"references", both}});
        SchemaRegistry registry(settingsOf(server.url()), context_);
        const auto schema = registry.schemaOf(id);
        QVERIFY2(schema, schema ? "" : schema.error().items.at(0).message.c_str());
        QCOMPARE((*schema)->root().parts.at(0)->fields.at(0).type->size, std::size_t{3});

        const boost::json::array missing{boost::json::object{{"subject", "gone"}, {"version", 1}}};
        const auto broken = registry.schemaOf(server.add("x", kNumber, {{"references", missing}}));
        QVERIFY(!broken && broken.error().items.at(0).code == "MR3549");
        // One that refers to itself.
        const boost::json::array itself{boost::json::object{{"subject", "self"}, {"version", 1}}};
        const auto endless = registry.schemaOf(server.add("self", kNumber, {{"references", itself}}));
        QVERIFY(!endless && endless.error().items.at(0).message.find("too deep") != std::string::npos);
    }

    void whatIsNoAvroIsSaid() {
        FakeRegistry server;
        SchemaRegistry registry(settingsOf(server.url()), context_);
        const auto message = [&](int id) {
            return QString::fromStdString(registry.schemaOf(id).error().items.at(0).message);
        };
        QCOMPARE(message(server.add("p", "syntax = ...", {{"schemaType", "PROTOBUF"}})),
                 QString("the schema 1000 cannot be used: it is a schema of PROTOBUF"));
        QCOMPARE(message(server.add("q", R"({"type": "recrod"})")),
                 QString("the schema 1001 cannot be used: there is no type `recrod`"));
    }

    void troubleThatPassesIsWaitedFor() {
        FakeRegistry server;
        const int id = server.add("t-value", kNumber);
        server.failures = 3;
        SchemaRegistry registry(settingsOf(server.url()), context_);
        QVERIFY(registry.schemaOf(id));
        QCOMPARE(server.asked().size(), std::size_t{4});
        QCOMPARE(QString::fromStdString(context_.reported.items.at(0).code), QString("MR3540"));
        QVERIFY(context_.reported.items.at(0).severity == Severity::Warning);
    }

    void troubleThatStaysEndsTheRun() {
        FakeRegistry server;
        server.isDown = true;
        SchemaRegistrySettings settings = settingsOf(server.url());
        settings.timeout = 200'000'000;
        SchemaRegistry registry(settings, context_);
        QCOMPARE(thrown([&] { registry.schemaOf(1); }),
                 QString::fromStdString("MR3540 the schema registry " + server.url() +
                                        " does not answer: it answers 503 Reason"));
        SchemaRegistrySettings nobody = settingsOf("http://127.0.0.1:1");
        nobody.timeout = 200'000'000;
        SchemaRegistry silence(nobody, context_);
        QVERIFY(thrown([&] { silence.check(); }).startsWith("MR3540 "));
    }

    void aRunThatIsToStopDoesNotWait() {
        FakeRegistry server;
        server.isDown = true;
        ImpatientContext context;
        SchemaRegistry registry(settingsOf(server.url()), context);
        QVERIFY_EXCEPTION_THROWN(registry.check(), RunStopped);
        QVERIFY_EXCEPTION_THROWN(registry.check(), RunStopped); // while the answer is on its way
    }

    void whatIsNoRegistryIsNotBelieved() {
        FakeRegistry server;
        SchemaRegistry beside(settingsOf(server.url() + "/elsewhere"), context_);
        QVERIFY(thrown([&] { beside.check(); }).startsWith("MR3542 "));
        // That there is no page does not mean that there is no schema.
        QVERIFY(thrown([&] { (void)beside.schemaOf(1); }).startsWith("MR3542 "));
    }

    void whoMayNotInIsTold() {
        FakeRegistry server;
        server.login = "Basic bWU6c2VjcmV0"; // me:secret
        SchemaRegistry stranger(settingsOf(server.url()), context_);
        QCOMPARE(thrown([&] { stranger.check(); }),
                 QString::fromStdString("MR3541 the schema registry " + server.url() +
                                        " does not let us in: who are you?"));
        SchemaRegistry known(settingsOf(server.url(), server.login), context_);
        QCOMPARE(thrown([&] { known.check(); }), QString());
    }

    void aRegistryMayHaveACertificate() {
        FakeRegistry server(true);
        SchemaRegistrySettings settings = settingsOf(server.url());
        settings.caFile = server.certificateFile();
        SchemaRegistry trusted(settings, context_);
        QCOMPARE(thrown([&] { trusted.check(); }), QString());
        settings.caFile = "";
        settings.timeout = 200'000'000;
        SchemaRegistry unknown(settings, context_);
        QVERIFY(thrown([&] { unknown.check(); }).contains("certificate"));
        settings.caFile = "/no/such/file";
        try {
            const SchemaRegistry lost(settings, context_);
            QFAIL("a file that is not there was read");
        } catch (const DiagnosticError& error) {
            const Diagnostic& d = error.diagnostics().items.at(0);
            QCOMPARE(d.code + " " + d.parameter, std::string("MR3459 registry_ca_file"));
        }
    }

    void messagesOfManySchemasBecomeRows() {
        FakeRegistry server;
        const int first = server.add("t-value", kNumber);
        const int second = server.add(
            "t-value",
            R"({"type": "record", "name": "N", "fields": [{"name": "s", "type": "string"}, {"name": "n", "type": "int"}]})");
        const int third =
            server.add("u", R"({"type": "record", "name": "U", "fields": [{"name": "n", "type": "bytes"}]})");
        const SchemaPtr columns = columnsOf("n BIGINT; s STRING");
        AvroRows rows(settingsOf(server.url()), columns, {}, context_);
        BatchBuilder builder(columns);
        const auto append = [&](const std::string& message) {
            const auto why = rows.append(message, builder);
            return why ? QString::fromStdString(why->code + (" " + why->message)) : QString();
        };
        QCOMPARE(append(headOf(first) + "\2"), QString());
        QCOMPARE(append(headOf(second) + "\2x\4"), QString());
        QCOMPARE(append(headOf(first) + "\6"), QString());
        QCOMPARE(append(headOf(third) + "\2x"),
                 QString("MR3549 the schema 1002: the field `n`: bytes is no BIGINT"));
        QCOMPARE(append(headOf(99) + "\2"),
                 QString("MR3548 the registry has no schema 99: Schema not found"));
        QCOMPARE(append(headOf(99) + "\2"),
                 QString("MR3548 the registry has no schema 99: Schema not found"));
        QCOMPARE(append(headOf(-1) + "\2"), QString("MR3547 no schema has a number as high as 4294967295"));
        QCOMPARE(append("{}"),
                 QString("MR3547 the message does not begin with a zero and the number of a schema"));
        QCOMPARE(append(""),
                 QString("MR3547 the message does not begin with a zero and the number of a schema"));
        QCOMPARE(append(headOf(first)), QString("MR3550 `n`: it ends early"));
        const RecordBatch batch = builder.finish();
        QCOMPARE(batch.rows(), std::size_t{3});
        QCOMPARE(
            QString::fromStdString(rowText(batch, 0) + " " + rowText(batch, 1) + " " + rowText(batch, 2)),
            QString("1|NULL 2|x 3|NULL"));
        const std::vector<std::string> asked = server.asked();
        for (const int id : {first, second, third})
            QCOMPARE(std::count(asked.begin(), asked.end(), "GET /base/schemas/ids/" + std::to_string(id)),
                     1);
    }

    void whileTheRegistryIsDownNoMessageIsToBlame() {
        FakeRegistry server;
        const int id = server.add("t-value", kNumber);
        SchemaRegistrySettings settings = settingsOf(server.url());
        settings.timeout = 200'000'000;
        const SchemaPtr columns = columnsOf("n BIGINT");
        AvroRows rows(settings, columns, {}, context_);
        BatchBuilder builder(columns);
        server.isDown = true;
        QVERIFY(thrown([&] { rows.append(headOf(id) + "\2", builder); }).startsWith("MR3540 "));
        server.isDown = false;
        QVERIFY(!rows.append(headOf(id) + "\2", builder));
    }

    void aWriterRegistersWhatItWrites() {
        FakeRegistry server;
        AvroSinkSettings settings;
        settings.registry = settingsOf(server.url());
        settings.columns = columnsOf("n BIGINT");
        settings.schema = avroSchemaOf(*settings.columns, "R").value();
        BatchBuilder builder(settings.columns);
        builder.appendRow({std::int64_t{3}});
        const RecordBatch batch = builder.finish();
        AvroWriter writer(std::make_shared<const AvroSinkSettings>(settings), context_);
        writer.start("");
        for (const char* topic : {"a", "b", "a"}) {
            std::string message;
            QVERIFY(!writer.append(message, topic, batch, 0));
            QCOMPARE(hexOf(message), hexOf(headOf(server.idOf(std::string(topic) + "-value")) + "\2\6"));
        }
        QCOMPARE(server.schemaOf("b-value"), settings.schema);
        QCOMPARE(server.asked(),
                 (std::vector<std::string>{"GET /base/schemas/types", "POST /base/subjects/a-value/versions",
                                           "POST /base/subjects/b-value/versions"}));
        server.takesNothing = true;
        std::string message;
        QCOMPARE(
            thrown([&] { (void)writer.append(message, "c", batch, 0); }),
            QString("MR3543 the registry does not take the schema of the records for `c-value`: Schema being "
                    "registered is incompatible: READER_FIELD_MISSING"));
    }

    void aWriterFitsWhatIsRegistered() {
        FakeRegistry server;
        const int id =
            server.add("own", R"({"type": "record", "name": "N", "fields": [{"name": "n", "type": "int"}]})");
        AvroSinkSettings settings;
        settings.registry = settingsOf(server.url());
        settings.columns = columnsOf("n BIGINT");
        settings.subject = "own";
        BatchBuilder builder(settings.columns);
        builder.appendRow({std::int64_t{3}});
        builder.appendRow({std::int64_t{1} << 40});
        const RecordBatch batch = builder.finish();
        AvroWriter writer(std::make_shared<const AvroSinkSettings>(settings), context_);
        writer.start("any");
        std::string message;
        QVERIFY(!writer.append(message, "other", batch, 0));
        QCOMPARE(hexOf(message), hexOf(headOf(id) + "\6"));
        QCOMPARE(QString::fromStdString(writer.append(message, "other", batch, 1).value_or("")),
                 QString("`n`: 1099511627776 is no int"));

        settings.subject = "none";
        AvroWriter lost(std::make_shared<const AvroSinkSettings>(settings), context_);
        QCOMPARE(thrown([&] { lost.start("t"); }),
                 QString("MR3543 the registry has no schema for `none`: Subject 'none' not found."));
        settings.id = id;
        settings.columns = columnsOf("n STRING; m INT");
        AvroWriter misfit(std::make_shared<const AvroSinkSettings>(settings), context_);
        QCOMPARE(
            thrown([&] { misfit.start("t"); }),
            QString("MR3544 the records do not fit the schema 1000: the record `N` has no field for `m`"));
        settings.id = 7;
        AvroWriter unknown(std::make_shared<const AvroSinkSettings>(settings), context_);
        QVERIFY(thrown([&] { unknown.start("t"); }).startsWith("MR3548 "));
    }
};

QTEST_GUILESS_MAIN(TestSchemaRegistry)
#include "tst_schema_registry.moc"
