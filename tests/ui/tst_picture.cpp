// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/studio_fixture.h"
#include "ui/canvas/graph_picture.h"
#include "ui/main_window/picture_dialog.h"
#include "ui/main_window/window_actions.h"
#include "ui/settings/theme.h"

#include <QApplication>
#include <QFile>
#include <QFileInfo>
#include <QImage>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSvgRenderer>
#include <QTest>
#include <QTimer>

using namespace millrace;

class PictureTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void E21_exportPictureAsSvgPngPdf_data();
    void E21_exportPictureAsSvgPngPdf();
    void E21_onlyTheSelectionOnALightGround();
    void E21_whatCannotBeWrittenIsSaid();
};

namespace {

struct Studio : test::StudioFixture {
    std::string a = add("generate", 0, 0), b = add("filter", 300, 0), c = add("discard", 1600, 900);
    Studio() {
        connectNodes(a + ".out", b + ".in");
        connectNodes(b + ".out", c + ".in");
        session().apply(edit::SetGroup{"box", GraphGroup{"box", "Inlet", "blue", {-20, -40, 540, 180}, {}},
                                       std::nullopt});
        session().apply(edit::SetStickyNote{
            "note", StickyNote{"note", "**Why** so", "", {0, 200, 200, 100}, {}}, std::nullopt});
    }
};

/// Works in the dialog as soon as it is there.
void inDialog(const std::function<void(ui::PictureDialog&)>& work) {
    auto* timer = new QTimer(qApp);
    QObject::connect(timer, &QTimer::timeout, timer, [=] {
        auto* dialog = qobject_cast<ui::PictureDialog*>(QApplication::activeModalWidget());
        if (!dialog) return;
        timer->stop();
        timer->deleteLater();
        work(*dialog);
    });
    timer->start(10);
}

void choose(QDialog& dialog, const char* name) {
    auto* button = dialog.findChild<QAbstractButton*>(name);
    QVERIFY2(button && button->isVisible(), name);
    // On its words: a radio button takes the mouse there.
    QTest::mouseClick(button, Qt::LeftButton, {}, QPoint(10, button->height() / 2));
}

void type(QDialog& dialog, const QString& path) {
    auto* field = dialog.findChild<QLineEdit*>("picturePath");
    field->selectAll();
    QTest::keyClicks(field, path);
}

} // namespace

void PictureTest::E21_exportPictureAsSvgPngPdf_data() {
    QTest::addColumn<QString>("ending");
    for (const char* ending : {"svg", "png", "pdf"})
        QTest::newRow(ending) << ending;
}

void PictureTest::E21_exportPictureAsSvgPngPdf() {
    QFETCH(QString, ending);
    Studio studio;
    studio.canvas().selectOnly({QString::fromStdString(studio.a)});
    const QString path = studio.folder() + "/graph." + ending;
    inDialog([&](ui::PictureDialog& dialog) {
        type(dialog, path);
        choose(dialog, "pictureExport");
    });
    studio.window().actions().exportPicture->trigger();
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray content = file.readAll();
    if (ending == "pdf") {
        QVERIFY(content.startsWith("%PDF"));
        QVERIFY(content.contains("/MediaBox [0 0 1"));
        return;
    }
    QImage image;
    if (ending == "svg") {
        QSvgRenderer renderer(content);
        QVERIFY(renderer.isValid());
        QVERIFY(content.contains("Inlet"));
        QVERIFY(renderer.defaultSize().width() > 1600);
        image = QImage(renderer.defaultSize(), QImage::Format_ARGB32);
        image.fill(Qt::transparent);
        QPainter painter(&image);
        renderer.render(&painter);
    } else {
        QVERIFY(image.loadFromData(content));
        QVERIFY(image.width() > 3200);
    }
    // The whole graph on the ground of the screen, without a trace of the selection.
    const ui::Tokens& t = ui::Theme::instance().tokens();
    QCOMPARE(QColor(image.pixel(4, image.height() - 5)), t.canvas);
    bool spot = false, accent = false;
    for (int y = 0; y < image.height(); y += 3) {
        for (int x = 0; x < image.width(); x += 3) {
            spot = spot || QColor(image.pixel(x, y)) == t.source;
            accent = accent || QColor(image.pixel(x, y)) == t.accent;
        }
    }
    QVERIFY(spot);
    QVERIFY(!accent);
    QVERIFY(studio.canvas().node(QString::fromStdString(studio.a))->isSelected());
}

void PictureTest::E21_onlyTheSelectionOnALightGround() {
    Studio studio;
    studio.canvas().selectOnly({QString::fromStdString(studio.a), QString::fromStdString(studio.b)});
    const QString path = studio.folder() + "/part.png";
    inDialog([&](ui::PictureDialog& dialog) {
        type(dialog, path);
        choose(dialog, "pictureSelection");
        choose(dialog, "groundLight");
        choose(dialog, "pictureExport");
    });
    studio.window().actions().exportPicture->trigger();
    const QImage image(path);
    QVERIFY(!image.isNull());
    QVERIFY(image.width() < 1300);
    QVERIFY(QColor(image.pixel(3, 3)).lightness() > 230);
    QVERIFY(ui::Theme::instance().isDark());
    // Nothing behind the cards at all.
    ui::PictureOptions bare;
    bare.ground = ui::PictureOptions::Ground::None;
    QVERIFY(ui::writePicture(studio.canvas(), path, bare).has_value());
    QCOMPARE(QImage(path).pixelColor(3, 3).alpha(), 0);
}

void PictureTest::E21_whatCannotBeWrittenIsSaid() {
    Studio studio;
    QCOMPARE(ui::writePicture(studio.canvas(), studio.folder() + "/a.gif", {}).error().items.front().code,
             std::string("MR7121"));
    QCOMPARE(ui::writePicture(studio.canvas(), "/nowhere/a.svg", {}).error().items.front().code,
             std::string("MR7122"));
    studio.session().newDocument();
    QCOMPARE(ui::writePicture(studio.canvas(), studio.folder() + "/a.svg", {}).error().items.front().code,
             std::string("MR7120"));
}

QTEST_MAIN(PictureTest)
#include "tst_picture.moc"
