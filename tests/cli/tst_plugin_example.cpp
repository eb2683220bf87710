// SPDX-License-Identifier: Apache-2.0
#include "tests/cli/cli_process.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QtTest>
#include <cmath>

using namespace millrace::test;

namespace {

/// Exact and estimated counts of different places per hour, and per route over the whole input.
QByteArray graphOf(int precision) {
    QByteArray text = R"json({"millrace": 1, "nodes": {
        "buses": {"kind": "csv_source", "params": {"path": "buses-austin.csv.gz", "event_time": "timestamp",
                  "schema": {"latitude": "STRING", "longitude": "STRING"},
                  "watermark_delay": "7 h"}},
        "place": {"kind": "map", "params": {"columns": {"place": "CONCAT(latitude, ' ', longitude)"}}},
        "hour": {"kind": "aggregate", "params": {"window": {"tumbling": "1 h"},
                 "columns": {"places": "COUNT(DISTINCT place)"}}},
        "hour_estimate": {"kind": "distinct_count", "params": {"window": {"tumbling": "1 h"},
                          "precision": PRECISION, "columns": {"places": "place"}}},
        "route": {"kind": "aggregate", "params": {"key": ["route_id"],
                  "columns": {"places": "COUNT(DISTINCT place)"}}},
        "route_estimate": {"kind": "distinct_count", "params": {"key": ["route_id"],
                           "precision": PRECISION, "columns": {"places": "place"}},
                           "concurrency": {"workers": 2}},
        "a": {"kind": "ndjson_sink", "params": {"path": "hour.ndjson"}},
        "b": {"kind": "ndjson_sink", "params": {"path": "hour_estimate.ndjson"}},
        "c": {"kind": "ndjson_sink", "params": {"path": "route.ndjson"}},
        "d": {"kind": "ndjson_sink", "params": {"path": "route_estimate.ndjson"}}},
        "edges": [{"from": "buses.out", "to": "place.in"},
            {"from": "place.out", "to": "hour.in"}, {"from": "place.out", "to": "hour_estimate.in"},
            {"from": "place.out", "to": "route.in"}, {"from": "place.out", "to": "route_estimate.in"},
            {"from": "hour.out", "to": "a.in"}, {"from": "hour_estimate.out", "to": "b.in"},
            {"from": "route.out", "to": "c.in"}, {"from": "route_estimate.out", "to": "d.in"}]})json";
    return text.replace("PRECISION", QByteArray::number(precision));
}

/// The only block of a language in plugins/README.md.
QByteArray blockOfReadme(const QByteArray& language) {
    QFile readme(MILLRACE_SOURCE_DIR "/plugins/README.md");
    if (!readme.open(QIODevice::ReadOnly)) return {};
    QByteArray block;
    bool inside = false;
    while (!readme.atEnd()) {
        const QByteArray line = readme.readLine();
        if (line.trimmed() == "```") inside = false;
        if (inside) block += line.startsWith("   ") ? line.mid(3) : line;
        if (line.trimmed() == "```" + language) inside = true;
    }
    return block;
}

void succeeded(const CliResult& result) {
    QVERIFY2(result.status == 0, (result.out + result.err).constData());
}

} // namespace

/// plugins/example as a stranger builds it: outside of the tree, with nothing but an installed Millrace.
class TestPluginExample : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    const QString prefix_ = folder_.filePath("prefix");
    const QString program_ = prefix_ + "/bin/millrace";
    const QString plugin_ = folder_.filePath("example/build/distinct_count.so");

    static CliResult cmake(const QStringList& arguments) { return runProgram(MILLRACE_CMAKE, arguments); }

    void write(const QString& name, const QByteArray& text) const {
        QFile file(folder_.filePath(name));
        QVERIFY(!text.isEmpty() && file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
    }

    /// Configures and builds the plugin in a folder, into build/ below it.
    void buildIn(const QString& name) const {
        const QString source = folder_.filePath(name);
        succeeded(cmake(
            {"-G", "Ninja", "-S", source, "-B", source + "/build", "-DCMAKE_PREFIX_PATH=" + prefix_,
             "-DCMAKE_INSTALL_PREFIX=" + prefix_, "-DCMAKE_CXX_COMPILER=" MILLRACE_CXX_COMPILER,
             "-DCMAKE_CXX_FLAGS=-Wall -Wextra -Wpedantic -Werror", "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON"}));
        succeeded(cmake({"--build", source + "/build"}));
    }

    /// Counts by hour or route, as a sink wrote them.
    QMap<QString, qint64> countsIn(const QString& name) const {
        QMap<QString, qint64> counts;
        QFile file(folder_.filePath("run/" + name + ".ndjson"));
        if (!file.open(QIODevice::ReadOnly)) return counts;
        while (!file.atEnd()) {
            const QJsonObject row = QJsonDocument::fromJson(file.readLine()).object();
            const QJsonValue key = row.contains("window_start") ? row["window_start"] : row["route_id"];
            counts[key.toVariant().toString()] = row["places"].toInteger();
        }
        return counts;
    }

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(folder_.isValid());
        qputenv("HOME", folder_.path().toUtf8());
        qunsetenv("XDG_DATA_HOME");
        qunsetenv("MILLRACE_PLUGINS");
        for (const char* component : {"headless", "development"})
            succeeded(
                cmake({"--install", MILLRACE_BINARY_DIR, "--prefix", prefix_, "--component", component}));
        for (const char* name : {"example", "readme", "run"})
            QVERIFY(QDir().mkpath(folder_.filePath(name)));
        for (const QFileInfo& file : QDir(MILLRACE_SOURCE_DIR "/plugins/example").entryInfoList(QDir::Files))
            QVERIFY(QFile::copy(file.filePath(), folder_.filePath("example/" + file.fileName())));
        buildIn("example");
    }

    void nothingOfTheSourceTreeIsUsed() {
        QFile commands(folder_.filePath("example/build/compile_commands.json"));
        QVERIFY(commands.open(QIODevice::ReadOnly));
        const QByteArray text = commands.readAll();
        QVERIFY(text.contains((prefix_ + "/include/millrace").toUtf8()));
        QVERIFY(!text.contains(MILLRACE_SOURCE_DIR));
        for (const char* folder : {"runtime", "plan", "run", "metrics/metrics_frame.h", "store"})
            QVERIFY2(!QFileInfo::exists(prefix_ + "/include/millrace/engine/" + folder), folder);
    }

    void theHelpOfThePluginIsThere() {
        const CliResult kind = runProgram(program_, {"kinds", "distinct_count", "--plugin", plugin_});
        succeeded(kind);
        QVERIFY2(kind.out.contains("from the plugin distinct_count 1.0.0"), kind.out.constData());
        QVERIFY(kind.out.contains("1.04 / sqrt"));
        QCOMPARE(runProgram(program_, {"kinds", "distinct_count"}).status, 2);
    }

    void estimatesOfRealDataAreWithinFourStandardErrors_data() {
        QTest::addColumn<int>("precision");
        for (const int precision : {6, 9, 12})
            QTest::addRow("precision %d", precision) << precision;
    }
    void estimatesOfRealDataAreWithinFourStandardErrors() {
        QFETCH(int, precision);
        const QString run = folder_.filePath("run");
        const QString data = run + "/buses-austin.csv.gz";
        if (!QFile::exists(data))
            QVERIFY(QFile::copy(prefix_ + "/share/millrace/examples/data/buses-austin.csv.gz", data));
        write("run/g.mill", graphOf(precision));
        succeeded(runProgram(program_, {"run", "g.mill", "--plugin", plugin_}, {}, run));

        const double standardError = 1.04 / std::sqrt(std::ldexp(1.0, precision));
        int inexact = 0;
        for (const QString& name : {QString("hour"), QString("route")}) {
            const auto exact = countsIn(name);
            const auto estimates = countsIn(name + "_estimate");
            QVERIFY2(exact.size() >= 25, qPrintable(name));
            QCOMPARE(estimates.keys(), exact.keys());
            for (const QString& key : exact.keys()) {
                const auto truth = static_cast<double>(exact[key]);
                const double error = static_cast<double>(estimates[key]) - truth;
                // Half a value is what rounding takes.
                QVERIFY2(std::abs(error) <= 4 * standardError * truth + 0.5,
                         qPrintable(QString("%1: %2 is off by %3").arg(key).arg(truth).arg(error)));
                inexact += error != 0;
            }
        }
        QVERIFY2(inexact > 10, "these are no estimates");
    }

    void theInstructionsWorkToTheLetter() {
        write("readme/CMakeLists.txt", blockOfReadme("cmake"));
        write("readme/my_kinds.cpp", blockOfReadme("cpp"));
        buildIn("readme");
        write("readme/g.mill", R"({"millrace": 1, "nodes": {
            "numbers": {"kind": "generate", "params": {"count": 10, "fields": {"id": {"type": "sequence"}}}},
            "some": {"kind": "every_nth", "params": {"n": 3}},
            "end": {"kind": "ndjson_sink", "params": {"path": "out.ndjson"}}},
            "edges": [{"from": "numbers.out", "to": "some.in"}, {"from": "some.out", "to": "end.in"}]})");
        succeeded(runProgram(program_, {"run", "g.mill", "--plugin", "build/my_kinds.so"}, {},
                             folder_.filePath("readme")));
        QFile out(folder_.filePath("readme/out.ndjson"));
        QVERIFY(out.open(QIODevice::ReadOnly));
        QCOMPARE(out.readAll().count('\n'), 4);
    }

    void whatIsInstalledBesideTheProgramNeedsNoNaming() {
        succeeded(cmake({"--install", folder_.filePath("example/build")}));
        const CliResult table = runProgram(program_, {"kinds"});
        succeeded(table);
        QVERIFY2(table.out.contains("(plugin distinct_count 1.0.0)"), table.out.constData());
    }
};

QTEST_GUILESS_MAIN(TestPluginExample)
#include "tst_plugin_example.moc"
