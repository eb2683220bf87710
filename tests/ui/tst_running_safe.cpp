// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/context_menu.h"
#include "tests/support/ui/run_studio.h"
#include "ui/canvas/node_item.h"
#include "ui/canvas/wire_item.h"
#include "ui/debug/inject_dialog.h"
#include "ui/main_window/window_actions.h"
#include "ui/peek/peek_page.h"
#include "ui/peek/records_model.h"
#include "ui/run/banner_column.h"

#include <QAction>
#include <QComboBox>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>
#include <QToolButton>

using namespace millrace;
using test::RunStudio;
using test::smallGraph;

namespace {

constexpr int kPatience = 60000;

/// Numbers into a file.
QByteArray writingGraph(qint64 count) {
    return QStringLiteral(R"json({
      "millrace": 1, "name": "Writing",
      "nodes": {
        "numbers": {"kind": "generate", "title": "Numbers", "params": {"count": %1, "fields": {
            "id": {"type": "sequence"}}}},
        "file": {"kind": "csv_sink", "title": "File", "params": {"path": "out.csv"}}},
      "edges": [{"from": "numbers.out", "to": "file.in"}],
      "layout": {"nodes": {"numbers": [0, 0], "file": [300, 0]}}})json")
        .arg(count)
        .toUtf8();
}

void typeInto(QLineEdit* field, const QString& text) {
    field->setFocus();
    field->selectAll();
    QTest::keyClicks(field, text);
}

} // namespace

class RunningSafeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void R08_injectsAHandMadeRecord();
    void R08_saysWhatIsWrongWithARecord();
    void R10_safeRunWritesNothing();
};

void RunningSafeTest::R08_injectsAHandMadeRecord() {
    RunStudio studio;
    QVERIFY(studio.open(smallGraph(20)));
    studio.clickNode("think");
    QVERIFY(!studio.window().actions().inject->isEnabled()); // nothing runs
    studio.key(Qt::Key_F5);
    const auto* think = studio.canvas().node("think");
    QTRY_VERIFY_WITH_TIMEOUT(think->live() && think->live()->recordsIn > 2, kPatience);
    test::chooseInMenu(studio, studio.middleOf("think"), "Inject a record…");
    auto* dialog = studio.window().findChild<ui::InjectDialog*>("injectDialog");
    QVERIFY(dialog && dialog->isVisible());
    QVERIFY2(dialog->height() < 320, "as high as its two fields");
    for (const char* field : {"field_id", "field_v"})
        QVERIFY(!dialog->findChild<QLineEdit*>(field)->visibleRegion().isEmpty());
    auto* id = dialog->findChild<QLineEdit*>("field_id");
    auto* v = dialog->findChild<QLineEdit*>("field_v");
    // It starts with the last record that came there.
    QVERIFY2(id->text().toLongLong() >= 0 && !id->text().isEmpty(), qPrintable(id->text()));
    QVERIFY(!v->text().isEmpty());
    typeInto(id, "-4711");
    typeInto(v, "0.25");
    QTest::mouseClick(dialog->findChild<QPushButton*>("injectSend"), Qt::LeftButton);
    QCOMPARE(dialog->injected(), 1);
    QVERIFY(dialog->findChild<QLabel*>("injectMessage")->text().contains("injected"));
    // It goes on from there like any other.
    const auto arrived = [&] {
        const PlanPtr plan = studio.runs().plan();
        for (std::size_t e = 0; e < plan->edges.size(); ++e) {
            if (plan->edges[e].id != "think.out->end.in") continue;
            for (const RecordBatch& batch : studio.runs().run()->peek(e, 1000).batches)
                for (std::size_t i = 0; i < batch.rows(); ++i)
                    if (batch.column(0).valueAt(batch.rowAt(i)) == Value(std::int64_t{-4711})) return true;
        }
        return false;
    };
    QTRY_VERIFY_WITH_TIMEOUT(arrived(), kPatience);
}

void RunningSafeTest::R08_saysWhatIsWrongWithARecord() {
    RunStudio studio;
    QVERIFY(studio.open(smallGraph(20)));
    studio.clickNode("think");
    studio.key(Qt::Key_F5);
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Running, kPatience);
    studio.key(Qt::Key_I, Qt::ControlModifier);
    auto* dialog = studio.window().findChild<ui::InjectDialog*>("injectDialog");
    QVERIFY(dialog);
    auto* send = dialog->findChild<QPushButton*>("injectSend");
    auto* finding = dialog->findChild<QLabel*>("finding_id");
    typeInto(dialog->findChild<QLineEdit*>("field_id"), "seven");
    QVERIFY(!send->isEnabled());
    QVERIFY2(finding->isVisible() && finding->text().contains("BIGINT"), qPrintable(finding->text()));
    typeInto(dialog->findChild<QLineEdit*>("field_id"), "7");
    QVERIFY(send->isEnabled() && !finding->isVisible());
    studio.clickButton("stop");
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Stopped, kPatience);
    QVERIFY(!send->isEnabled());
}

void RunningSafeTest::R10_safeRunWritesNothing() {
    RunStudio studio;
    QVERIFY(studio.open(writingGraph(5000)));
    const QString output = studio.folder() + "/out.csv";
    studio.clickButton("safeRun");
    QTRY_VERIFY(studio.views().banners().banner("safe"));
    QVERIFY(studio.waitForPlanning());
    QTRY_VERIFY(studio.canvas().node("file")->isCaptured());
    QVERIFY(!studio.canvas().node("numbers")->isCaptured());
    QTRY_VERIFY(studio.window().findChild<QLabel*>("safeText")->text().contains("File"));
    QVERIFY(studio.window().findChild<QToolButton*>("safeRun")->isChecked());
    studio.key(Qt::Key_F5);
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Finished, kPatience);
    QVERIFY(!QFileInfo::exists(output));
    // What would have been written can be looked at.
    studio.clickNode("file");
    studio.clickTab("peek");
    auto* choice = studio.window().findChild<QComboBox*>("peekChoice");
    QCOMPARE(choice->currentText(), QString("Captured: File"));
    QTRY_COMPARE(studio.views().peek().model().rowCount(), 1000);
    const auto& model = studio.views().peek().model();
    QCOMPARE(model.data(model.index(0, 0), Qt::DisplayRole).toString(), QString("4999"));

    studio.clickButton("safeOff");
    QVERIFY(studio.waitForPlanning());
    QTRY_VERIFY(!studio.canvas().node("file")->isCaptured());
    QVERIFY(!studio.views().banners().banner("safe"));
    const std::string safe = studio.runs().run()->id();
    studio.key(Qt::Key_F5);
    QTRY_VERIFY_WITH_TIMEOUT(studio.runs().run()->id() != safe && studio.state() == RunState::Finished,
                             kPatience);
    QVERIFY(QFileInfo::exists(output));
}

QTEST_MAIN(RunningSafeTest)
#include "tst_running_safe.moc"
