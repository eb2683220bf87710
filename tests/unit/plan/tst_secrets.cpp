// SPDX-License-Identifier: Apache-2.0
// Secrets come from the environment and stand in no graph.
#include "engine/graph/graph_json.h"
#include "engine/graph/secret_names.h"
#include "engine/plan/node_params.h"
#include "engine/plan/planner.h"
#include "tests/support/node_harness.h"

#include <QtTest>

using namespace millrace;
using namespace millrace::test;

namespace {

PlanOptions options() {
    PlanOptions all;
    all.environment = [](const std::string& name) -> std::optional<std::string> {
        return name == "PASSWORD" ? std::optional<std::string>("hunter2") : std::nullopt;
    };
    return all;
}

GraphDocument graphWith(const QByteArray& params, const QByteArray& parameters) {
    const QByteArray text = QByteArray(R"json({"millrace": 1, "parameters": {@PARAMETERS@}, "nodes": {
        "from": {"kind": "kafka_source", "params": {"brokers": "b:1", "topics": "t", "schema": {"id": "BIGINT"},
                 "security": "sasl_ssl", "user": "me", @PARAMS@}},
        "to": {"kind": "discard"}},
        "edges": [{"from": "from.out", "to": "to.in"}]})json")
                                .replace("@PARAMS@", params)
                                .replace("@PARAMETERS@", parameters);
    return parseGraph(text.toStdString(), "g.mill").value().document;
}

/// Code and place of the errors; no message holds the secret.
QStringList errorsOf(const Diagnostics& diagnostics) {
    QStringList found;
    for (const Diagnostic& d : diagnostics)
        if (d.severity == Severity::Error)
            found << QString::fromStdString(d.code + ' ' + d.node + ' ' + d.parameter);
    if (toText(diagnostics).find("hunter2") != std::string::npos) found << "the secret is shown";
    return found;
}

const QByteArray kFromEnvironment = "\"password\": \"${env:PASSWORD}\"";

} // namespace

class SecretsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void namesOfSecrets_data() {
        QTest::addColumn<bool>("secret");
        for (const char* name :
             {"sasl.password", "ssl.key.password", "ssl.key.pem", "SSL.Keystore.Password",
              "sasl.oauthbearer.client.secret", "Authorization", "Proxy-Authorization", "Cookie", "X-API-Key",
              "x_auth_token", "Ocp-Apim-Subscription-Key", "password"})
            QTest::newRow(name) << true;
        for (const char* name :
             {"socket.keepalive.enable", "sasl.username", "sasl.oauthbearer.token.endpoint.url", "ssl.ca.pem",
              "ssl.certificate.pem", "ssl.key.location", "Idempotency-Key", "Accept", "mytoken", ""})
            QTest::newRow(name) << false;
    }
    void namesOfSecrets() {
        QFETCH(bool, secret);
        QCOMPARE(namesSecret(QTest::currentDataTag()), secret);
    }

    void everyNodeMarksItsSecrets() {
        const std::function<void(const std::vector<ParameterSpec>&, const std::string&)> check =
            [&](const std::vector<ParameterSpec>& specs, const std::string& kind) {
                for (const ParameterSpec& spec : specs) {
                    QVERIFY2(spec.secret || !namesSecret(spec.name), (kind + " " + spec.name).c_str());
                    check(spec.fields, kind);
                }
            };
        for (const auto& kind : builtinRegistry().kinds())
            check(kind->params, kind->name);
    }

    void secretsComeFromTheEnvironment_data() {
        QTest::addColumn<QByteArray>("params");
        QTest::addColumn<QByteArray>("parameters");
        QTest::addColumn<QStringList>("errors");
        const QByteArray none;
        QTest::newRow("a variable") << kFromEnvironment << none << QStringList{};
        QTest::newRow("two variables")
            << QByteArray("\"password\": \"${env:PASSWORD}${env:PASSWORD}\"") << none << QStringList{};
        QTest::newRow("a literal") << QByteArray("\"password\": \"hunter2\"") << none
                                   << QStringList{"MR1408 from password"};
        QTest::newRow("a number") << QByteArray("\"password\": 12345") << none
                                  << QStringList{"MR1408 from password"};
        QTest::newRow("a part") << QByteArray("\"password\": \"hunter2${env:PASSWORD}\"") << none
                                << QStringList{"MR1408 from password"};
        QTest::newRow("a part behind it") << QByteArray("\"password\": \"${env:PASSWORD}hunter2\"") << none
                                          << QStringList{"MR1408 from password"};
        QTest::newRow("a parameter that is a variable")
            << QByteArray("\"password\": \"${login}\"")
            << QByteArray("\"login\": {\"type\": \"STRING\", \"default\": \"${env:PASSWORD}\"}")
            << QStringList{};
        QTest::newRow("a parameter that is a literal")
            << QByteArray("\"password\": \"${login}\"")
            << QByteArray("\"login\": {\"type\": \"STRING\", \"default\": \"hunter2\"}")
            << QStringList{"MR1408 from password"};
        QTest::newRow("a parameter that is partly a literal")
            << QByteArray("\"password\": \"${login}\"")
            << QByteArray("\"login\": {\"type\": \"STRING\", \"default\": \"hunter2${env:PASSWORD}\"}")
            << QStringList{"MR1408 from password"};
        QTest::newRow("a parameter without a value")
            << QByteArray("\"password\": \"${login}\"") << QByteArray("\"login\": {\"type\": \"STRING\"}")
            << QStringList{"MR1406 from password"};
        QTest::newRow("a variable that is not set")
            << QByteArray("\"password\": \"${env:NONE}\"") << none << QStringList{"MR1406 from password"};
        QTest::newRow("which one it is")
            << QByteArray("\"password\": \"${instance}\"") << none << QStringList{"MR1408 from password"};
        QTest::newRow("plain properties")
            << kFromEnvironment + ", \"properties\": {\"socket.keepalive.enable\": \"true\"}" << none
            << QStringList{};
        QTest::newRow("a secret property")
            << kFromEnvironment + ", \"properties\": {\"SSL.Key.Password\": \"hunter2\"}" << none
            << QStringList{"MR1408 from properties.SSL.Key.Password"};
        QTest::newRow("a secret property from a variable")
            << kFromEnvironment + ", \"properties\": {\"ssl.key.password\": \"${env:PASSWORD}\"}" << none
            << QStringList{};
    }
    void secretsComeFromTheEnvironment() {
        QFETCH(QByteArray, params);
        QFETCH(QByteArray, parameters);
        QFETCH(QStringList, errors);
        const GraphDocument document = graphWith(params, parameters);
        QCOMPARE(errorsOf(plan(document, builtinRegistry(), options()).diagnostics), errors);
        // Whoever only wants to know which topics there are is told the same.
        const auto alone = paramsInRun(document, builtinRegistry(), "from", options());
        QCOMPARE(errorsOf(alone ? Diagnostics() : alone.error()), errors);
        if (errors.empty()) QVERIFY(alone->text("password").starts_with("hunter2"));
    }

    /// What --set says becomes part of the graph that runs, and so of reports and stored runs.
    void onTheCommandLineTheyAreVariablesToo() {
        const GraphDocument document =
            graphWith("\"password\": \"${login}\"", "\"login\": {\"type\": \"STRING\"}");
        const auto errorsWith = [&](const char* name, const char* value) {
            PlanOptions all = options();
            all.overrides.emplace_back(name, value);
            const Planning planning = plan(document, builtinRegistry(), all);
            if (planning.plan && writeGraph(planning.plan->document).find("hunter2") != std::string::npos)
                return QStringList{"the secret is in the graph that runs"};
            return errorsOf(planning.diagnostics);
        };
        QCOMPARE(errorsWith("login", "${env:PASSWORD}"), QStringList{});
        QCOMPARE(errorsWith("from.password", "${env:PASSWORD}"), QStringList{});
        QCOMPARE(errorsWith("login", "hunter2"), QStringList{"MR1408 from password"});
        QCOMPARE(errorsWith("from.password", "hunter2"), QStringList{"MR1408 from password"});
    }

    void wordsThatSayHowASecretIsUsedMayStandBeforeIt() {
        const auto errorsWith = [](const QByteArray& value) {
            const QByteArray text = QByteArray(R"json({"millrace": 1, "nodes": {
                "n": {"kind": "generate", "params": {"count": 1, "fields": {"id": {"type": "sequence"}}}},
                "call": {"kind": "http_call", "params": {"url": "@URL@", "headers": {"Accept": "text/plain", "Authorization": "@VALUE@"}}},
                "to": {"kind": "discard"}},
                "edges": [{"from": "n.out", "to": "call.in"}, {"from": "call.out", "to": "to.in"}]})json")
                                        .replace("@URL@", "http://h/") // moc takes it for a comment up there
                                        .replace("@VALUE@", value);
            const auto document = parseGraph(text.toStdString(), "g.mill");
            return errorsOf(plan(document.value().document, builtinRegistry(), options()).diagnostics);
        };
        const QStringList refused{"MR1408 call headers.Authorization"};
        QCOMPARE(errorsWith("Bearer ${env:PASSWORD}"), QStringList{});
        QCOMPARE(errorsWith("Bearer hunter2"), refused);
        QCOMPARE(errorsWith("Bearer hunter2 ${env:PASSWORD}"), refused);
        QCOMPARE(errorsWith("Bearer ${env:PASSWORD} hunter2"), refused);
        QCOMPARE(errorsWith("hunter2"), refused);
    }
};

QTEST_APPLESS_MAIN(SecretsTest)
#include "tst_secrets.moc"
