// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/checkpoint_steps.h"

#include "ui/main_window/window_actions.h"

#include <QFile>
#include <QTest>

namespace millrace::test {

QByteArray countingGraph(qint64 count, double rate) {
    return QStringLiteral(R"json({
      "millrace": 1, "name": "Counting",
      "nodes": {
        "numbers": {"kind": "generate", "title": "Numbers", "params": {"count": %1, "rate": %2,
            "arrivals": "constant", "fields": {"id": {"type": "sequence"}}}},
        "file": {"kind": "csv_sink", "title": "File", "params": {"path": "out.csv", "mode": "append"}}},
      "edges": [{"from": "numbers.out", "to": "file.in"}],
      "checkpoint": {"interval": "100 ms"},
      "layout": {"nodes": {"numbers": [0, 0], "file": [300, 0]}}})json")
        .arg(count)
        .arg(rate)
        .toUtf8();
}

std::vector<qint64> writtenNumbers(RunStudio& studio) {
    QFile file(studio.folder() + "/out.csv");
    std::vector<qint64> numbers;
    if (!file.open(QIODevice::ReadOnly)) return numbers;
    const QList<QByteArray> lines = file.readAll().split('\n');
    for (const QByteArray& line : lines) {
        bool isNumber = false;
        const qint64 number = line.trimmed().toLongLong(&isNumber);
        if (isNumber) numbers.push_back(number);
    }
    return numbers;
}

void keepCheckpoints(RunStudio& studio) {
    const bool before = studio.window().actions().keepCheckpoints->isChecked();
    studio.key(Qt::Key_F5, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(studio.window().actions().keepCheckpoints->isChecked(), !before);
}

void beginRun(RunStudio& studio, int checkpoints) {
    const Run* before = studio.runs().run();
    const std::string last = before ? before->id() : std::string();
    studio.key(Qt::Key_F5);
    QTRY_VERIFY(studio.runs().run() && studio.runs().run()->id() != last);
    QTRY_VERIFY(static_cast<int>(studio.views().checkpoints().marks().size()) >= checkpoints);
    QVERIFY(studio.runs().isActive());
}

void endAtCheckpoint(RunStudio& studio) {
    studio.key(Qt::Key_F5, Qt::ShiftModifier);
    QTRY_COMPARE(studio.state(), RunState::Finished);
}

} // namespace millrace::test
