// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/engine.h"
#include "tests/support/ui/studio_fixture.h"
#include "ui/settings/theme.h"

#include <QDir>
#include <QSet>
#include <QTest>

using namespace millrace;

/// Writes pictures of the window with the fleet example into <build>/screenshots, for people to look at; asks
/// only that something was drawn.
class Screenshots : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void window_data();
    void window();
};

void Screenshots::window_data() {
    QTest::addColumn<QSize>("size");
    QTest::addColumn<bool>("dark");
    for (const QSize size : {QSize(1366, 768), QSize(1440, 900), QSize(3840, 2160)}) {
        for (const bool dark : {true, false}) {
            const QString name =
                QString("%1x%2-%3").arg(size.width()).arg(size.height()).arg(dark ? "dark" : "light");
            QTest::newRow(qPrintable(name)) << size << dark;
        }
    }
}

void Screenshots::window() {
    QFETCH(QSize, size);
    QFETCH(bool, dark);
    Engine engine;
    test::StudioFixture studio(size, &engine);
    const QDir examples(QString(MILLRACE_SOURCE_DIR) + "/resources/examples");
    QDir().mkpath(studio.folder() + "/data");
    QVERIFY(QFile::copy(examples.filePath("fleet.mill"), studio.folder() + "/fleet.mill"));
    for (const QString& file : QDir(examples.filePath("data")).entryList(QDir::Files)) {
        QFile::copy(examples.filePath("data/" + file), studio.folder() + "/data/" + file);
    }
    ui::Theme::instance().apply(dark ? ui::Theme::Mode::Dark : ui::Theme::Mode::Light);
    QVERIFY(studio.window().openGraph(studio.folder() + "/fleet.mill"));
    QVERIFY(studio.waitForPlanning());
    for (const GraphNode& node : studio.document().nodes) {
        if (node.kind == "aggregate") {
            studio.canvas().selectOnly({QString::fromStdString(node.id)});
            break;
        }
    }
    studio.window().requestRun();
    QTest::qWait(1500);
    const QImage picture = studio.window().grab().toImage();
    QCOMPARE(picture.size(), size * picture.devicePixelRatio());
    QSet<QRgb> colours;
    for (int x = 0; x < picture.width(); x += 7) {
        for (int y = 0; y < picture.height(); y += 7) {
            colours.insert(picture.pixel(x, y));
        }
    }
    QVERIFY2(colours.size() > 40, "an empty window has few colours");
    const QString folder = QString(MILLRACE_BINARY_DIR) + "/screenshots";
    QVERIFY(QDir().mkpath(folder));
    QVERIFY(picture.save(folder + "/studio-" + QTest::currentDataTag() + ".png"));
    ui::Theme::instance().apply(ui::Theme::Mode::Dark);
}

QTEST_MAIN(Screenshots)
#include "tst_screenshots.moc"
