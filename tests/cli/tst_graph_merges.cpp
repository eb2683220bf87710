// SPDX-License-Identifier: Apache-2.0
#include "tests/cli/cli_process.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

using namespace millrace::test;

class TestGraphMerges : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;

    QString write(const QString& name, const QByteArray& text) {
        QFile file(folder_.filePath(name));
        if (file.open(QIODevice::WriteOnly)) file.write(text);
        return file.fileName();
    }
    static QByteArray read(const QString& path) {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    const QByteArray base_ = R"json({"millrace": 1,
      "nodes": {"read": {"kind": "generate", "params": {"count": 5, "fields": {"id": {"type": "sequence"}}}},
        "keep": {"kind": "filter", "params": {"where": "id > 0"}},
        "end": {"kind": "discard"}},
      "edges": [{"from": "read.out", "to": "keep.in"}, {"from": "keep.out", "to": "end.in"}],
      "layout": {"nodes": {"read": [0, 0], "keep": [200, 0], "end": [400, 0]}}})json";

    QByteArray changed(std::initializer_list<std::pair<const char*, const char*>> changes) const {
        QByteArray text = base_;
        for (const auto& [what, by] : changes)
            text.replace(what, by);
        return text;
    }

private Q_SLOTS:
    void F02_changesOfBothSidesComeTogether() {
        const QString base = write("base.mill", base_);
        const QString ours =
            write("ours.mill", changed({{"id > 0", "id > 7"}, {"\"keep\": [200, 0]", "\"keep\": [220, 0]"}}));
        const QString theirs = write(
            "theirs.mill", changed({{"\"count\": 5", "\"count\": 50, \"rate\": 3"},
                                    {"\"end\": {\"kind\": \"discard\"}",
                                     "\"end\": {\"kind\": \"discard\"}, \"more\": {\"kind\": \"discard\"}"},
                                    {"\"to\": \"end.in\"}",
                                     "\"to\": \"end.in\"}, {\"from\": \"keep.out\", \"to\": \"more.in\"}"},
                                    {"\"keep\": [200, 0]", "\"keep\": [900, 0]"}}));
        const CliResult merged = runCli({"merge", base, ours, theirs});
        QCOMPARE(merged.status, 0);
        QVERIFY2(merged.err.isEmpty(), merged.err.constData());
        for (const char* part : {"id > 7", "\"count\": 50", "\"rate\": 3", "more.in", "220"})
            QVERIFY2(merged.out.contains(part), part);
        QVERIFY(!merged.out.contains("900")); // a place is never a conflict
        const QString result = write("merged.mill", merged.out);
        QCOMPARE(runCli({"check", result, "--quiet"}).status, 0);
        // As git asks for it; a second merge of the same changes finds nothing to do.
        QCOMPARE(runCli({"merge", "--write", base, ours, theirs}).status, 0);
        QCOMPARE(read(ours), merged.out);
        QCOMPARE(runCli({"merge", base, ours, theirs}).out, merged.out);
    }

    void whatBothChangedIsAConflictAndStaysAGraph() {
        const QString base = write("base.mill", base_);
        const QString ours = write("ours.mill", changed({{"id > 0", "id > 7"}}));
        const QString theirs =
            write("theirs.mill", changed({{"id > 0", "id > 9"}, {"\"count\": 5", "\"count\": 6"}}));
        const CliResult merged = runCli({"merge", base, ours, theirs});
        QCOMPARE(merged.status, 1);
        QVERIFY2(merged.err.contains(
                     "nodes/keep/params/where: ours \"id > 7\", theirs \"id > 9\", before \"id > 0\""),
                 merged.err.constData());
        QVERIFY(merged.out.contains("id > 7") && merged.out.contains("\"count\": 6"));
    }

    void removedHereAndChangedThereStays() {
        const QString base = write("base.mill", base_);
        const QString ours = write("ours.mill", R"json({"millrace": 1,
          "nodes": {"read": {"kind": "generate", "params": {"count": 5, "fields": {"id": {"type": "sequence"}}}},
            "end": {"kind": "discard"}},
          "edges": [{"from": "read.out", "to": "end.in"}]})json");
        const QString same = write("same.mill", base_);
        const CliResult clean = runCli({"merge", base, ours, same});
        QCOMPARE(clean.status, 0);
        QVERIFY(!clean.out.contains("keep"));
        const QString theirs = write("theirs.mill", changed({{"id > 0", "id > 9"}}));
        const CliResult merged = runCli({"merge", base, ours, theirs});
        QCOMPARE(merged.status, 1);
        QVERIFY(merged.err.contains("nodes/keep") && merged.out.contains("id > 9"));
        // A wire that was drawn to it there says so, too.
        const QString wired =
            write("wired.mill", changed({{"\"to\": \"end.in\"}",
                                          "\"to\": \"end.in\"}, {\"from\": \"read.out\", \"to\": "
                                          "\"keep.in\", \"partitioning\": \"broadcast\"}"},
                                         {"{\"from\": \"read.out\", \"to\": \"keep.in\"}, ", ""}}));
        const CliResult hanging = runCli({"merge", base, ours, wired});
        QCOMPARE(hanging.status, 1);
        QVERIFY2(hanging.err.contains("edges/read.out->keep.in"), hanging.err.constData());
    }

    void anEmptyBaseIsAllNew() {
        const QString empty = write("empty.mill", "");
        const QString ours = write("ours.mill", base_);
        const CliResult merged = runCli({"merge", empty, ours, ours});
        QCOMPARE(merged.status, 0);
        QVERIFY(merged.out.contains("id > 0"));
    }
};

QTEST_GUILESS_MAIN(TestGraphMerges)
#include "tst_graph_merges.moc"
