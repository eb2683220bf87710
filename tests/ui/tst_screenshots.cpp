// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/run_studio.h"
#include "ui/settings/theme.h"

#include <QDir>
#include <QSet>
#include <QTest>

using namespace millrace;

/// Writes pictures of the window with the fleet example running into <build>/screenshots, for people to look
/// at: three sizes, every page of the dock, both themes. Asks only that the run lives and that something was
/// drawn.
class Screenshots : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void window_data();
    void window();
    void emptyWindow();
};

namespace {

QByteArray fleetAtAPaceToWatch(test::RunStudio& studio) {
    const QDir examples(QString(MILLRACE_SOURCE_DIR) + "/resources/examples");
    QDir().mkpath(studio.folder() + "/data");
    for (const QString& file : QDir(examples.filePath("data")).entryList(QDir::Files))
        QFile::copy(examples.filePath("data/" + file), studio.folder() + "/data/" + file);
    QFile graph(examples.filePath("fleet.mill"));
    if (!graph.open(QIODevice::ReadOnly)) return {};
    return graph.readAll()
        .replace(R"("default": "fast")", R"("default": "rate")")
        .replace(R"("default": 1000,)", R"("default": 4000,)");
}

void take(test::RunStudio& studio, QSize size, const QString& name) {
    const QImage picture = studio.window().grab().toImage();
    QCOMPARE(picture.size(), size * picture.devicePixelRatio());
    QSet<QRgb> colours;
    for (int x = 0; x < picture.width(); x += 7)
        for (int y = 0; y < picture.height(); y += 7)
            colours.insert(picture.pixel(x, y));
    QVERIFY2(colours.size() > 40, "an empty window has few colours");
    const QString folder = QString(MILLRACE_BINARY_DIR) + "/screenshots";
    QVERIFY(QDir().mkpath(folder));
    QVERIFY(picture.save(folder + "/" + name + ".png"));
}

} // namespace

void Screenshots::window_data() {
    QTest::addColumn<QSize>("size");
    QTest::addColumn<QString>("page");
    QTest::addColumn<bool>("dark");
    for (const bool dark : {true, false}) {
        const auto row = [&](QSize size, const QString& page) {
            QTest::addRow("%s-%dx%d-%s", qPrintable(page), size.width(), size.height(),
                          dark ? "dark" : "light")
                << size << page << dark;
        };
        for (const QSize size : {QSize(1366, 768), QSize(1440, 900), QSize(3840, 2160)})
            row(size, "charts");
        for (const char* page : {"peek", "problems", "log", "runs"})
            row({1440, 900}, page);
    }
}

void Screenshots::window() {
    QFETCH(QSize, size);
    QFETCH(QString, page);
    QFETCH(bool, dark);
    test::RunStudio studio(size);
    ui::Theme::instance().apply(dark ? ui::Theme::Mode::Dark : ui::Theme::Mode::Light);
    const QByteArray graph = fleetAtAPaceToWatch(studio);
    QVERIFY(studio.open(graph, "fleet.mill"));
    studio.clickTab(page);
    studio.key(Qt::Key_F5);
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Running, 60000);
    if (page == "peek") {
        studio.clickWire("clean.good->kmh.in");
    } else {
        studio.clickNode("trips");
    }
    if (page == "runs") {
        studio.clickButton("stop");
        QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Stopped, 60000);
    }
    QTest::qWait(2500);
    take(studio, size, QString("studio-") + QTest::currentDataTag());
    ui::Theme::instance().apply(ui::Theme::Mode::Dark);
}

void Screenshots::emptyWindow() {
    const QSize size(1440, 900);
    test::RunStudio studio(size);
    QTest::qWait(200);
    take(studio, size, "studio-empty");
}

QTEST_MAIN(Screenshots)
#include "tst_screenshots.moc"
