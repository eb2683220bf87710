// SPDX-License-Identifier: Apache-2.0
//
// A broker that lets in who knows the password, over TLS: source and transactional sink work there, the
// password stands nowhere but in the environment, and a wrong one is said to be the trouble.
#include "tests/cli/run_folder.h"
#include "tests/integration/kafka_job.h"
#include "tests/integration/real_broker.h"

#include <QtTest>

using namespace millrace::test;

namespace {

constexpr int kMessages = 2'000;
constexpr const char* kPassword = "Only-In-The-Environment-7";

constexpr const char* kGraph = R"json({
  "millrace": 1, "name": "Login",
  "parameters": {"brokers": {"type": "STRING", "default": "none"}, "trust": {"type": "STRING", "default": "none"}},
  "nodes": {
    "from": {"kind": "kafka_source", "params": {
        "brokers": "${brokers}", "topics": "from", "end": "latest", "connect_timeout": "1 min", "schema": {"id": "BIGINT"},
        "security": "sasl_ssl", "sasl_mechanism": "PLAIN", "user": "fleet", "password": "${env:FLEET_PASSWORD}",
        "ca_file": "${trust}"}},
    "into": {"kind": "kafka_sink", "params": {
        "brokers": "${brokers}", "topic": "into", "create_partitions": 1, "connect_timeout": "1 min",
        "security": "sasl_ssl", "sasl_mechanism": "PLAIN", "user": "fleet", "password": "${env:FLEET_PASSWORD}",
        "ca_file": "${trust}"}}},
  "edges": [{"from": "from.out", "to": "into.in"}]})json";

} // namespace

class KafkaLoginTest : public QObject {
    Q_OBJECT

    std::unique_ptr<KafkaBroker> broker_;
    RunFolder folder_;

    CliResult runWith(const QByteArray& password, const QString& state, const QString& trust) const {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("FLEET_PASSWORD", password);
        return runProgram(MILLRACE_CLI_PATH,
                          {"run", folder_.filePath("g.mill"), "--set",
                           "brokers=" + QString::fromStdString(broker_->secureBrokers()), "--set",
                           "trust=" + trust, "--state", folder_.filePath(state)},
                          {}, {}, environment);
    }
    QString certificate() const { return QString::fromStdString(broker_->certificate()); }

private Q_SLOTS:
    void initTestCase() {
        qputenv("MILLRACE_KAFKA_USER", QByteArray("fleet:") + kPassword);
        MILLRACE_START_BROKER(broker_)
        folder_.write("g.mill", kGraph);
        const CliResult made = makeTopic(folder_, broker_->brokers(), "from", 2);
        QVERIFY2(made.status == 0, made.err);
        std::vector<KafkaMessage> messages;
        for (int id = 0; id < kMessages; ++id)
            messages.push_back({.partition = id % 2, .value = "{\"id\": " + std::to_string(id) + "}"});
        sendMessages(broker_->brokers(), "from", messages);
    }

    void aWrongPasswordIsTheTrouble() {
        const CliResult run = runWith("guessed", "state", certificate());
        QCOMPARE(run.status, 1);
        QVERIFY2(run.err.contains("error MR3512") && run.err.contains("do not let us in"), run.err);
        QVERIFY2(run.err.contains("password"), run.err); // the hint
        QVERIFY2(!run.err.contains("guessed") && !run.out.contains("guessed"), run.err);
    }

    /// The certificate that is trusted is another one's.
    void aBrokerThatIsNotTrustedIsTheTrouble() {
        const QStringList store{"-alias",     "other",    "-storetype", "PKCS12",
                                "-storepass", "millrace", "-keystore",  folder_.filePath("other.p12")};
        const CliResult made =
            runProgram("keytool", QStringList{"-genkeypair", "-keyalg", "RSA", "-dname", "CN=other"} + store);
        QVERIFY2(made.status == 0, made.out + made.err);
        const QString other = folder_.filePath("other.pem");
        QCOMPARE(runProgram("keytool", QStringList{"-exportcert", "-rfc", "-file", other} + store).status, 0);
        const CliResult run = runWith(kPassword, "state", other);
        QCOMPARE(run.status, 1);
        QVERIFY2(run.err.contains("error MR3512") && run.err.contains("certificate verify failed"), run.err);
    }

    void sourceAndTransactionalSinkWorkThroughTls() {
        const CliResult run = runWith(kPassword, "state", certificate());
        QVERIFY2(run.status == 0, run.err);
        QCOMPARE(valuesIn(broker_->brokers(), "into", 1).size(), std::size_t{kMessages});
        // A second run knows that the job is over.
        const CliResult again = runWith(kPassword, "state", certificate());
        QVERIFY2(again.status == 0, again.err);
        QCOMPARE(valuesIn(broker_->brokers(), "into", 1).size(), std::size_t{kMessages});
        for (const CliResult& result : {run, again})
            QVERIFY2(!result.err.contains(kPassword) && !result.out.contains(kPassword), result.err);
        // Nor is it in what is kept.
        const CliResult kept = runProgram("grep", {"-r", "-l", kPassword, folder_.path()});
        QVERIFY2(kept.out.isEmpty(), kept.out);
    }
};

QTEST_GUILESS_MAIN(KafkaLoginTest)
#include "tst_kafka_login.moc"
