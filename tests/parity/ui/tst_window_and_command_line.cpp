// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_json.h"
#include "engine/runtime/engine.h"
#include "tests/cli/cli_process.h"
#include "tests/support/ui/studio_fixture.h"
#include "ui/run/run_controller.h"
#include "ui/run/run_views.h"

#include <QDir>
#include <QFile>
#include <QMap>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace millrace;
using namespace millrace::test;

namespace {

const QString kTicks = MILLRACE_SOURCE_DIR "/resources/examples/ticks.mill";
const QString kEverything = MILLRACE_TEST_DATA "/parity/ui/everything.mill";

using Files = QMap<QString, QList<QByteArray>>;

/// Every CSV file of a folder: its lines, sorted below the header.
Files filesIn(const QString& folder) {
    Files files;
    for (const QString& name : QDir(folder).entryList({"*.csv"}, QDir::Files)) {
        QFile file(folder + "/" + name);
        if (!file.open(QIODevice::ReadOnly)) continue;
        QList<QByteArray> lines = file.readAll().split('\n');
        std::sort(lines.begin() + 1, lines.end());
        files.insert(name, lines);
    }
    return files;
}

/// The same graph, short and as fast as possible: its parameters' defaults replaced where it has any.
QByteArray shortened(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return {};
    GraphDocument document = parseGraph(file.readAll().toStdString(), path.toStdString()).value().document;
    for (GraphParameter& parameter : document.parameters) {
        if (parameter.name == "rate") parameter.defaultValue = 0;
        if (parameter.name == "count") parameter.defaultValue = 30'000;
    }
    return QByteArray::fromStdString(writeGraph(document));
}

QString writeInto(const QString& folder, const QByteArray& graph) {
    QDir().mkpath(folder);
    QFile file(folder + "/graph.mill");
    if (file.open(QIODevice::WriteOnly)) file.write(graph);
    return file.fileName();
}

} // namespace

/// One graph with one seed, run by the program without a window and by the studio as a person does it (open,
/// F5): the files must be the same.
class TestWindowAndCommandLine : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;

    Files byCommandLine(const QByteArray& graph, const QString& seed, const QString& name) {
        const QString folder = folder_.filePath(name);
        QStringList arguments{"run", writeInto(folder, graph)};
        if (!seed.isEmpty()) arguments << "--seed" << seed;
        const CliResult result = runCli(arguments);
        if (result.status != 0) qWarning("%s", result.err.constData());
        return result.status == 0 ? filesIn(folder) : Files();
    }

    Files byWindow(const QByteArray& graph, const QString& seed, const QString& name) {
        const QString folder = folder_.filePath(name);
        Engine engine;
        StudioFixture studio({1440, 900}, [&](ui::StudioServices& services) { services.backend = &engine; });
        ui::RunViews views(studio.window());
        ui::RunController& controller = views.controller();
        if (!seed.isEmpty()) controller.options().seed = seed.toULongLong();
        if (!studio.window().openGraph(writeInto(folder, graph))) return {};
        studio.key(Qt::Key_F5);
        const bool ended =
            QTest::qWaitFor([&] { return controller.run() != nullptr && !controller.isActive(); }, 400'000);
        if (!ended || controller.state() != RunState::Finished) {
            if (controller.run()) qWarning("%s", toText(controller.run()->diagnostics()).c_str());
            return {};
        }
        return filesIn(folder);
    }

private Q_SLOTS:
    void theFilesAreTheSame_data() {
        QTest::addColumn<QString>("graph");
        QTest::addColumn<QString>("seed");
        QTest::addColumn<QStringList>("files");
        const QStringList ticks{"quotes.csv", "vwap.csv"}, everything{"fast.csv", "lines.csv", "near.csv"};
        QTest::newRow("ticks, the default seed") << kTicks << "" << ticks;
        QTest::newRow("ticks, seed 7") << kTicks << "7" << ticks;
        QTest::newRow("everything random, the default seed") << kEverything << "" << everything;
        QTest::newRow("everything random, seed 7") << kEverything << "7" << everything;
    }
    void theFilesAreTheSame() {
        QFETCH(QString, graph);
        QFETCH(QString, seed);
        QFETCH(QStringList, files);
        const QByteArray text = shortened(graph);
        const QString tag = QString::number(qHash(graph + seed));
        const Files expected = byCommandLine(text, seed, "cli" + tag);
        QCOMPARE(QStringList(expected.keys()), files);
        for (const QList<QByteArray>& lines : expected)
            QVERIFY2(lines.size() > 20, "nearly empty files show nothing");
        const Files actual = byWindow(text, seed, "window" + tag);
        QCOMPARE(QStringList(actual.keys()), files);
        for (const QString& name : files) {
            const QList<QByteArray> written = actual.value(name), wanted = expected.value(name);
            QCOMPARE(written.size(), wanted.size());
            for (qsizetype i = 0; i < wanted.size(); ++i)
                QCOMPARE(written.at(i), wanted.at(i));
        }
    }

    void anotherSeedGivesOtherFiles() {
        const QByteArray text = shortened(kEverything);
        const Files a = byCommandLine(text, "1", "a"), b = byCommandLine(text, "2", "b");
        QCOMPARE(a.size(), 3);
        QCOMPARE(b.size(), 3);
        for (const QString& name : a.keys())
            QVERIFY2(a.value(name) != b.value(name), qPrintable(name));
    }
};

QTEST_MAIN(TestWindowAndCommandLine)
#include "tst_window_and_command_line.moc"
