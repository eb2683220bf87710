// SPDX-License-Identifier: Apache-2.0
#include "tests/support/node_case.h"

#include <QTest>
#include <map>

using namespace millrace;
using namespace millrace::test;

/// Replays every case under tests/golden/nodes over batch sizes, selections and outputs that are full now and
/// then.
class tst_nodes_golden : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyReplayGivesTheExpectedRows_data() {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < nodeCases().size(); ++i)
            QTest::newRow(nodeCases()[i].name.c_str()) << static_cast<int>(i);
    }

    void everyReplayGivesTheExpectedRows() {
        QFETCH(int, index);
        const NodeCase& nodeCase = nodeCases()[static_cast<std::size_t>(index)];
        for (const std::size_t batchSize : {1, 2, 1024}) {
            for (const bool decoys : {false, true}) {
                const ReplayOptions options{.batchSize = batchSize, .withDecoys = decoys, .isTight = decoys};
                std::string problem;
                try {
                    problem = replay(nodeCase, options);
                } catch (const std::exception& error) {
                    problem = error.what();
                }
                if (!problem.empty())
                    QFAIL(qPrintable(QString("batch size %1%2: %3")
                                         .arg(batchSize)
                                         .arg(decoys ? ", selections" : "")
                                         .arg(QString::fromStdString(problem))));
            }
        }
    }

    void everyCaseSaysWhatItShows() {
        for (const NodeCase& nodeCase : nodeCases())
            QVERIFY2(nodeCase.json.contains("title"), nodeCase.name.c_str());
    }

    void everyKindHasThreeCases() {
        std::map<std::string, int> cases;
        for (const auto& kind : testedRegistry().kinds())
            cases[kind->name] = 0;
        for (const NodeCase& nodeCase : nodeCases())
            ++cases[nodeCase.kind().name];
        for (const auto& [kind, count] : cases)
            if (count < 3) QFAIL(qPrintable(QString("%1 has %2").arg(kind.c_str()).arg(count)));
    }
};

QTEST_GUILESS_MAIN(tst_nodes_golden)
#include "tst_nodes_golden.moc"
