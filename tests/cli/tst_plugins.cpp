// SPDX-License-Identifier: Apache-2.0
#include "tests/cli/cli_process.h"

#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QtTest>
#include <memory>

using namespace millrace::test;

/// Loading plugins, and refusing them, with the real program.
class TestPlugins : public QObject {
    Q_OBJECT

    const QString built_ = MILLRACE_BINARY_DIR "/bin/tests/plugins/";
    const QString toys_ = built_ + "test_plugin.so";
    std::unique_ptr<QTemporaryDir> folder_;

    QString path(const QString& name) const { return folder_->filePath(name); }
    void write(const QString& name, const QByteArray& text) const {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
    }
    /// A graph that hands numbers on through a kind of the test plugin into out.ndjson.
    void writeGraph() const {
        write("g.mill", R"({"millrace": 1, "nodes": {
            "numbers": {"kind": "generate", "params": {"count": 5, "fields": {"id": {"type": "sequence"}}}},
            "pass": {"kind": "toy_pass"},
            "end": {"kind": "ndjson_sink", "params": {"path": "out.ndjson"}}},
            "edges": [{"from": "numbers.out", "to": "pass.in"}, {"from": "pass.out", "to": "end.in"}]})");
    }
    static QStringList kindNames(const CliResult& list) {
        QStringList names;
        for (const auto& kind : QJsonDocument::fromJson(list.out).array())
            names << kind.toObject()["name"].toString();
        return names;
    }
    static void contains(const QByteArray& text, const QByteArray& part) {
        QVERIFY2(text.contains(part), (part + " is not in: " + text).constData());
    }

private Q_SLOTS:
    void init() {
        folder_ = std::make_unique<QTemporaryDir>();
        QVERIFY(folder_->isValid());
        qputenv("MILLRACE_PLUGINS", "");
        qputenv("HOME", folder_->path().toUtf8());
        qunsetenv("XDG_DATA_HOME");
        qunsetenv("MILLRACE_TEST_PLUGIN");
    }

    void kindsOfAPluginAreLikeAllOthersAndSayWhereTheyComeFrom() {
        const CliResult table = runCli({"kinds", "--plugin", toys_});
        QCOMPARE(table.status, 0);
        contains(table.out, "Hands every record on (plugin toys 0.3)");
        QCOMPARE(table.out.count("\nconcurrency\n"), 1);
        QVERIFY2(table.out.indexOf("toy_pass") < table.out.indexOf("\nconcurrency\n"), "it is a stage");
        contains(runCli({"kinds", "toy_pass", "--plugin", toys_}).out,
                 "from the plugin toys 0.3, " + toys_.toUtf8());

        const CliResult json = runCli({"kinds", "toy_pass", "--json", "--plugin", toys_});
        const QJsonObject plugin = json.json()["plugin"].toObject();
        QCOMPARE(plugin["name"].toString(), QString("toys"));
        QCOMPARE(plugin["version"].toString(), QString("0.3"));
        QCOMPARE(plugin["file"].toString(), toys_);
        QVERIFY(!runCli({"kinds", "filter", "--json", "--plugin", toys_}).json().contains("plugin"));

        contains(runCli({"schema", "--plugin", toys_}).out, "toy_pass");
        QVERIFY(!runCli({"schema"}).out.contains("toy_pass"));
    }

    void aGraphRunsWithAPlugin() {
        writeGraph();
        const CliResult checked = runCli({"check", "g.mill", "--plugin", toys_}, {}, folder_->path());
        QVERIFY2(checked.status == 0, checked.err.constData());
        const CliResult result = runCli({"run", "g.mill", "--plugin", toys_}, {}, folder_->path());
        QVERIFY2(result.status == 0, result.err.constData());
        QFile out(path("out.ndjson"));
        QVERIFY(out.open(QIODevice::ReadOnly));
        QCOMPARE(out.readAll().count('\n'), 5);
    }

    void aGraphLoadsNoPluginByItself() {
        writeGraph();
        // Beside the graph, under the name of the kind: it must not matter.
        QVERIFY(QFile::copy(toys_, path("toy_pass.so")));
        for (const char* verb : {"check", "run"}) {
            const CliResult result = runCli({verb, "g.mill"}, {}, folder_->path());
            QCOMPARE(result.status, 3);
            contains(result.err, "MR1101");
            contains(result.err, "unknown kind of node `toy_pass`");
            contains(result.err, "--plugin FILE");
        }
        QVERIFY(!QFile::exists(path("out.ndjson")));
    }

    void whatCannotBeLoadedIsRefused_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("fault");
        QTest::addColumn<QByteArrayList>("expected");
        QTest::newRow("missing") << "/no/such/plugin.so" << QByteArray()
                                 << QByteArrayList{"MR5301", "No such file"};
        QTest::newRow("folder") << built_ << QByteArray() << QByteArrayList{"MR5301", "it is a folder"};
        QTest::newRow("text") << MILLRACE_SOURCE_DIR "/LICENSE" << QByteArray()
                              << QByteArrayList{"MR5302", "LICENSE"};
        QTest::newRow("missing symbol") << built_ + "unresolved.so" << QByteArray()
                                        << QByteArrayList{"MR5302", "undefined symbol", "notInAnyProgram"};
        QTest::newRow("no entry point") << built_ + "no_entry.so" << QByteArray()
                                        << QByteArrayList{"MR5303", "`millrace_plugin_v1` is missing"};
        QTest::newRow("describes nothing")
            << toys_ << QByteArray("describe nothing") << QByteArrayList{"MR5303", "describes nothing"};
        QTest::newRow("no name") << toys_ << QByteArray("have no name")
                                 << QByteArrayList{"MR5303", "its name"};
        QTest::newRow("version") << toys_ << QByteArray("be of another version")
                                 << QByteArrayList{"MR5304", "built for Millrace 0.0.9", "build it again"};
        QTest::newRow("version that lacks symbols")
            << built_ + "outdated.so" << QByteArray() << QByteArrayList{"MR5304", "built for Millrace 0.0.1"};
        QTest::newRow("compiler") << toys_ << QByteArray("be of another compiler")
                                  << QByteArrayList{"MR5305", "C++ 1002, libstdc++ 4", "this program: C++"};
        QTest::newRow("built-in name") << toys_ << QByteArray("take a built-in name")
                                       << QByteArrayList{"MR5306", "`filter`", "it is built in"};
        QTest::newRow("throws") << toys_ << QByteArray("throw")
                                << QByteArrayList{"MR5307", "the toy box is empty"};
        QTest::newRow("throws a number")
            << toys_ << QByteArray("throw no exception") << QByteArrayList{"MR5307", "no exception"};
        QTest::newRow("inconsistent")
            << toys_ << QByteArray("be inconsistent") << QByteArrayList{"MR5307", "MR1202", "Toy Pass"};
        QTest::newRow("no kinds") << toys_ << QByteArray("bring nothing")
                                  << QByteArrayList{"MR5307", "there are none"};
    }
    void whatCannotBeLoadedIsRefused() {
        QFETCH(QString, file);
        QFETCH(QByteArray, fault);
        QFETCH(QByteArrayList, expected);
        if (!fault.isEmpty()) qputenv("MILLRACE_TEST_PLUGIN", fault);
        const CliResult named = runCli({"kinds", "--plugin", file});
        QVERIFY2(named.status == 2, named.err.constData());
        QVERIFY2(named.out.isEmpty(), "the list would lack kinds that were asked for");
        contains(named.err, QFileInfo(file).fileName().toUtf8());
        for (const QByteArray& part : expected)
            contains(named.err, part);
    }

    void wrongUsageIsToldByEveryVerbThatTakesPlugins() {
        writeGraph();
        for (const char* verb : {"run", "check"}) {
            const CliResult result = runCli({verb, "g.mill", "--plugin", "none.so"}, {}, folder_->path());
            QCOMPARE(result.status, 2);
            contains(result.err, "MR5301");
        }
        QCOMPARE(runCli({"schema", "--plugin", "none.so"}).status, 2);
        const CliResult json =
            runCli({"check", "g.mill", "--json", "--plugin", "none.so"}, {}, folder_->path());
        QCOMPARE(json.status, 2);
        QCOMPARE(json.json()["diagnostics"].toArray().first().toObject()["code"].toString(),
                 QString("MR5301"));
    }

    void nothingOfARefusedPluginStays_data() {
        QTest::addColumn<QByteArray>("fault");
        // All three have registered a good kind before they fail.
        for (const char* fault : {"take a built-in name", "throw", "be inconsistent"})
            QTest::newRow(fault) << QByteArray(fault);
    }
    void nothingOfARefusedPluginStays() {
        QFETCH(QByteArray, fault);
        QVERIFY(QFile::copy(toys_, path("toys.so")));
        qputenv("MILLRACE_PLUGINS", folder_->path().toUtf8());
        QVERIFY(kindNames(runCli({"kinds", "--json"})).contains("toy_pass"));
        qputenv("MILLRACE_TEST_PLUGIN", fault);
        const CliResult list = runCli({"kinds", "--json"});
        QCOMPARE(list.status, 0);
        contains(list.err, "warning MR530");
        qputenv("MILLRACE_PLUGINS", "");
        QCOMPARE(kindNames(list), kindNames(runCli({"kinds", "--json"})));
        QVERIFY(!QJsonDocument::fromJson(list.out).array()[3].toObject().contains("plugin"));
    }

    void aFolderMayHoldWhatCannotBeLoaded() {
        writeGraph();
        QVERIFY(QFile::copy(toys_, path("toys.so")));
        write("broken.so", "no library");
        write("notes.txt", "no plugin either");
        qputenv("MILLRACE_PLUGINS", (path("not_there") + ":" + folder_->path()).toUtf8());
        const CliResult result = runCli({"check", "g.mill", "--json"}, {}, folder_->path());
        QVERIFY2(result.status == 0, result.err.constData());
        const QJsonArray diagnostics = result.json()["diagnostics"].toArray();
        QCOMPARE(diagnostics.size(), 1);
        const QJsonObject warning = diagnostics.first().toObject();
        QCOMPARE(warning["severity"].toString(), QString("warning"));
        QCOMPARE(warning["code"].toString(), QString("MR5302"));
        QCOMPARE(warning["file"].toString(), path("broken.so"));
    }

    void theUsersFolderIsReadUnlessFoldersAreNamed() {
        for (const char* data : {".local/share", "elsewhere"}) {
            if (qstrcmp(data, "elsewhere") == 0) qputenv("XDG_DATA_HOME", path(data).toUtf8());
            const QString plugins = path(QString(data) + "/millrace/plugins");
            qunsetenv("MILLRACE_PLUGINS");
            QVERIFY(!kindNames(runCli({"kinds", "--json"})).contains("toy_pass"));
            QVERIFY(QDir().mkpath(plugins) && QFile::copy(toys_, plugins + "/toys.so"));
            QVERIFY(kindNames(runCli({"kinds", "--json"})).contains("toy_pass"));
            qputenv("MILLRACE_PLUGINS", "");
            QVERIFY(!kindNames(runCli({"kinds", "--json"})).contains("toy_pass"));
        }
    }

    void aFileThatIsMetTwiceIsLoadedOnce() {
        QVERIFY(QFile::copy(toys_, path("toys.so")));
        QVERIFY(QFile::link(path("toys.so"), path("link.so")));
        qputenv("MILLRACE_PLUGINS", folder_->path().toUtf8());
        const CliResult list = runCli({"kinds", "--plugin", path("toys.so"), "--plugin", path("link.so")});
        QVERIFY2(list.status == 0 && list.err.isEmpty(), list.err.constData());
        QCOMPARE(list.out.count("(plugin toys 0.3)"), 1);
    }

    void twoPluginsWithOneKindAreNamed() {
        QVERIFY(QFile::copy(toys_, path("toys.so")));
        const CliResult both = runCli({"kinds", "--plugin", toys_, "--plugin", path("toys.so")});
        QCOMPARE(both.status, 2);
        contains(both.err, "MR5306");
        contains(both.err, "the plugin toys (" + toys_.toUtf8() + ") has it");
        contains(both.err, path("toys.so").toUtf8());
        // What is named goes before what lies in a folder.
        qputenv("MILLRACE_PLUGINS", folder_->path().toUtf8());
        const CliResult named = runCli({"kinds", "toy_pass", "--plugin", toys_});
        QCOMPARE(named.status, 0);
        contains(named.out, "from the plugin toys 0.3, " + toys_.toUtf8());
        contains(named.err, "warning MR5306");
    }

    void helpAndManualPageTellOfPlugins() {
        for (const char* verb : {"run", "check", "kinds", "schema"})
            contains(runCli({"help", verb}).out, "--plugin FILE");
        contains(runCli({"man"}).out, "MILLRACE_PLUGINS");
    }
};

QTEST_GUILESS_MAIN(TestPlugins)
#include "tst_plugins.moc"
