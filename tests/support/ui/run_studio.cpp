// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/run_studio.h"

#include "engine/store/sqlite_run_store.h"
#include "ui/canvas/node_item.h"
#include "ui/canvas/wire_item.h"
#include "ui/main_window/dock_tabs.h"

#include <QAbstractButton>
#include <QApplication>
#include <QMessageBox>
#include <QTest>
#include <QTimer>

namespace millrace::test {

RunStudio::RunStudio(QSize size)
    : StudioFixture(size, [this](ui::StudioServices& services) {
          services.backend = &engine;
          services.simulator = &simulator;
          services.experimenter = &experimenter;
          auto opened = SqliteRunStore::open((folder() + "/runs.sqlite").toStdString());
          if (opened) RunServices::store = std::move(*opened);
          services.runStore = RunServices::store.get();
      }) {
    views_ = std::make_unique<ui::RunViews>(window());
}

void RunStudio::close() {
    views_.reset();
    StudioFixture::close();
}

bool RunStudio::open(const QByteArray& graph, const QString& name) {
    return window().openGraph(writeFile(name, graph)) && waitForPlanning();
}

void RunStudio::clickButton(const char* objectName) {
    auto* button = window().findChild<QAbstractButton*>(objectName);
    QVERIFY2(button, objectName);
    QTest::mouseClick(button, Qt::LeftButton);
}

void RunStudio::clickTab(const QString& page) {
    auto* tabs = dock().findChild<ui::DockTabs*>();
    QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(page).center());
}

void RunStudio::clickScene(QPointF at, Qt::KeyboardModifiers modifiers) {
    click(inView(at), modifiers);
    QCoreApplication::processEvents();
}

void RunStudio::clickNode(const QString& id) { clickScene(canvas().node(id)->cardRect().center()); }

void RunStudio::clickWire(const QString& id) { clickScene(canvas().wire(id)->path().pointAtPercent(0.5)); }

void answer(const QString& name, const QString& button) {
    auto* timer = new QTimer(qApp);
    QObject::connect(timer, &QTimer::timeout, timer, [=] {
        auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
        if (!box || box->objectName() != name) return;
        QAbstractButton* wanted = box->findChild<QAbstractButton*>(button);
        if (!wanted) wanted = box->button(QMessageBox::Cancel);
        timer->deleteLater();
        timer->stop();
        QTest::mouseClick(wanted, Qt::LeftButton);
    });
    timer->start(10);
}

QByteArray smallGraph(double rate, const QString& where, qint64 count, const QString& think) {
    const QString text = QStringLiteral(R"json({
      "millrace": 1, "name": "Small",
      "nodes": {
        "numbers": {"kind": "generate", "title": "Numbers", "params": {%1 "rate": %2, "fields": {
            "id": {"type": "sequence"}, "v": {"type": "uniform", "min": 0, "max": 1}}}},
        "keep": {"kind": "filter", "title": "Keep", "params": {"where": "%3"}},
        "think": {"kind": "work", "title": "Think", "params": {"mode": "wait", "time": "%4"}},
        "end": {"kind": "discard", "title": "End"},
        "table": {"kind": "live_table", "title": "Table", "params": {"rows": 100}}},
      "edges": [
        {"from": "numbers.out", "to": "keep.in"}, {"from": "keep.out", "to": "think.in"},
        {"from": "think.out", "to": "end.in"}, {"from": "keep.out", "to": "table.in"}],
      "layout": {"nodes": {"numbers": [0, 0], "keep": [300, 0], "think": [600, 0], "end": [900, 0],
        "table": [600, 200]}}})json");
    return text.arg(count < 0 ? QString() : QStringLiteral("\"count\": %1,").arg(count))
        .arg(rate)
        .arg(where, think)
        .toUtf8();
}

QByteArray failingGraph(QPoint sink) {
    return QStringLiteral(R"json({
      "millrace": 1, "name": "Failing",
      "nodes": {
        "numbers": {"kind": "generate", "params": {"count": 100000, "fields": {"id": {"type": "sequence"}}}},
        "full": {"kind": "csv_sink", "title": "Full disk", "params": {"path": "/dev/full"}}},
      "edges": [{"from": "numbers.out", "to": "full.in"}],
      "layout": {"nodes": {"numbers": [0, 0], "full": [%1, %2]}}})json")
        .arg(sink.x())
        .arg(sink.y())
        .toUtf8();
}

} // namespace millrace::test
