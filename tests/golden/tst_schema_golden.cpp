// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_json.h"
#include "nodes/builtin.h"

#include <QFile>
#include <QTest>

using namespace millrace;

/// The schema that editors load is made from the descriptors: it must not lag behind them.
class tst_schema_golden : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void thePublishedSchemaIsThatOfTheKinds() {
        Registry registry;
        registerBuiltinNodes(registry);
        QFile file(QString(MILLRACE_SOURCE_DIR) + "/resources/schema/mill.schema.json");
        QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
        const QByteArray published = file.readAll();
        const QByteArray made = QByteArray::fromStdString(prettyJson(graphSchema(registry)) + "\n");
        if (published != made)
            QFAIL("resources/schema/mill.schema.json is out of date: write it anew with `millrace schema`");
    }

    void everyExampleOfAKindIsAGraph() {
        Registry registry;
        registerBuiltinNodes(registry);
        for (const auto& kind : registry.kinds()) {
            if (kind->example.empty()) continue;
            boost::json::object graph = kind->example;
            graph["millrace"] = kGraphFormatVersion;
            const auto file = parseGraph(prettyJson(graph));
            QVERIFY2(file.has_value(), kind->name.c_str());
            QVERIFY2(file->warnings.empty(), (kind->name + ": " + toText(file->warnings)).c_str());
        }
    }
};

QTEST_GUILESS_MAIN(tst_schema_golden)
#include "tst_schema_golden.moc"
