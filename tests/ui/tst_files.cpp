// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/studio_fixture.h"
#include "ui/document/autosave.h"
#include "ui/document/recent_files.h"
#include "ui/main_window/examples_dialog.h"
#include "ui/main_window/file_commands.h"
#include "ui/settings/theme.h"

#include <QAbstractButton>
#include <QApplication>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QHeaderView>
#include <QListWidget>
#include <QMessageBox>
#include <QTest>
#include <QTimer>
#include <QTreeView>

using namespace millrace;

namespace {

const QString kExamples = QString(MILLRACE_SOURCE_DIR) + "/resources/examples";

QByteArray contentOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(no file)");
}

/// Answers the next modal question as soon as it is there.
void answerNext(QMessageBox::StandardButton button, QString* text = nullptr) {
    auto* timer = new QTimer(qApp);
    QObject::connect(timer, &QTimer::timeout, qApp, [timer, button, text] {
        auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
        if (!box) return;
        timer->deleteLater();
        timer->stop();
        if (text) *text = box->text();
        QTest::mouseClick(box->button(button), Qt::LeftButton);
    });
    timer->start(5);
}

} // namespace

class FilesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsSavedIsWhatIsOpened();
    void anExampleSavedUnchangedKeepsItsBytes_data();
    void anExampleSavedUnchangedKeepsItsBytes();
    void unsavedChangesAreAskedFor();
    void cancelKeepsTheWindowOpen();
    void aBrokenFileIsRefusedWithItsPlaceAndTheOldGraphStays();
    void autosaveBringsAnUnsavedGraphBack();
    void aGraphNamedAtTheStartLeavesRestoredChanges();
    void aBrokenGraphNamedAtTheStartIsTold();
    void savingTakesTheAutosaveAway();
    void recentFilesAreNewestFirst();
    void theFileDialogShowsItsColumnsWhole();
    void examplesAreOpenedAsCopies();
    void bothThemesColourTheWindow();
};

void FilesTest::whatIsSavedIsWhatIsOpened() {
    test::StudioFixture studio;
    studio.add("generate", 20, 40), studio.add("discard", 320, 40);
    studio.connectNodes("generate.out", "discard.in");
    const GraphDocument before = studio.document();
    QVERIFY(studio.session().saveAs(studio.folder() + "/a.mill").has_value());
    studio.session().newDocument();
    QVERIFY(studio.document().nodes.empty());
    QVERIFY(studio.window().openGraph(studio.folder() + "/a.mill"));
    QVERIFY(studio.document() == before);
    QVERIFY(!studio.session().isDirty());
    QVERIFY(studio.window().windowTitle().contains("a.mill"));
}

void FilesTest::anExampleSavedUnchangedKeepsItsBytes_data() {
    QTest::addColumn<QString>("example");
    for (const QString& name : QDir(kExamples).entryList({"*.mill"}, QDir::Files))
        QTest::newRow(qPrintable(name)) << name;
}

void FilesTest::anExampleSavedUnchangedKeepsItsBytes() {
    QFETCH(QString, example);
    test::StudioFixture studio;
    QVERIFY(studio.window().files().openExample(kExamples + "/" + example));
    const QString copy = studio.session().filePath();
    QVERIFY(QFile::remove(copy)); // what is there afterwards was written by the key
    studio.key(Qt::Key_S, Qt::ControlModifier);
    QCOMPARE(contentOf(copy), contentOf(kExamples + "/" + example));
}

void FilesTest::unsavedChangesAreAskedFor() {
    test::StudioFixture studio;
    studio.add("filter", 0, 0);
    QString text;
    answerNext(QMessageBox::Discard, &text);
    QVERIFY(studio.window().files().newGraph());
    QVERIFY(text.contains("Untitled"));
    QVERIFY(studio.document().nodes.empty());
    QVERIFY(studio.window().files().mayLeave());
}

void FilesTest::cancelKeepsTheWindowOpen() {
    test::StudioFixture studio;
    studio.add("filter", 0, 0);
    answerNext(QMessageBox::Cancel);
    QVERIFY(!studio.window().close());
    QVERIFY(studio.window().isVisible());
    answerNext(QMessageBox::Discard);
    QVERIFY(studio.window().close());
}

void FilesTest::aBrokenFileIsRefusedWithItsPlaceAndTheOldGraphStays() {
    test::StudioFixture studio;
    studio.add("filter", 0, 0);
    QVERIFY(studio.session().saveAs(studio.folder() + "/good.mill").has_value());
    const QString path = studio.writeFile("cut.mill", "{\"millrace\": 1,\n \"nodes\": {\"a\": ");
    QString text;
    answerNext(QMessageBox::Ok, &text);
    QVERIFY(!studio.window().files().open(path));
    QVERIFY2(text.contains("cut.mill:2:"), qPrintable(text));
    QCOMPARE(studio.document().nodes.size(), std::size_t{1});
}

void FilesTest::autosaveBringsAnUnsavedGraphBack() {
    test::StudioFixture studio;
    studio.add("filter", 0, 0);
    const QString folder = studio.folder() + "/crash";
    ui::Autosave autosave(studio.session(), folder);
    autosave.writeNow();
    QVERIFY(QFile::exists(autosave.copyPath()));
    // As if another program, which is gone, had written it.
    QVERIFY(QFile::rename(autosave.copyPath(), folder + "/999999999.autosave"));
    const auto found = autosave.findRecovered();
    QVERIFY(found);
    QVERIFY(found->document == studio.document());
    QVERIFY2(autosave.findRecovered(), "it stays until it is answered");
    ui::Autosave::forget(*found);
    QVERIFY2(!autosave.findRecovered(), "it is offered once");
}

void FilesTest::aGraphNamedAtTheStartLeavesRestoredChanges() {
    test::StudioFixture studio;
    const QString one =
        studio.writeFile("one.mill", R"({"millrace": 1, "nodes": {"a": {"kind": "discard"}}})");
    const QString two =
        studio.writeFile("two.mill", R"({"millrace": 1, "nodes": {"b": {"kind": "discard"}}})");
    GraphDocument restored;
    restored.name = "restored";
    studio.session().adopt(restored, one);
    QVERIFY(studio.window().files().openNamed(QFileInfo(one).absolutePath() + "/./one.mill"));
    QCOMPARE(studio.document().name, std::string("restored"));
    QVERIFY(studio.session().isDirty());

    QString question;
    answerNext(QMessageBox::Cancel, &question);
    QVERIFY(!studio.window().files().openNamed(two));
    QVERIFY2(question.contains("one.mill"), qPrintable(question));
    QCOMPARE(studio.document().name, std::string("restored"));

    studio.session().newDocument();
    QVERIFY(studio.window().files().openNamed(two));
    QVERIFY(studio.document().findNode("b") != nullptr);
}

void FilesTest::aBrokenGraphNamedAtTheStartIsTold() {
    test::StudioFixture studio;
    const QString cut = studio.writeFile("cut.mill", "{\"millrace\": 1,\n \"nodes\": {");
    QString told;
    answerNext(QMessageBox::Ok, &told);
    QVERIFY(!studio.window().files().openNamed(cut));
    QVERIFY2(told.contains("cut.mill:2:"), qPrintable(told));
}

void FilesTest::savingTakesTheAutosaveAway() {
    test::StudioFixture studio;
    ui::Autosave autosave(studio.session(), studio.folder() + "/crash");
    studio.add("filter", 0, 0);
    autosave.writeNow();
    QVERIFY(QFile::exists(autosave.copyPath()));
    QVERIFY(studio.session().saveAs(studio.folder() + "/a.mill").has_value());
    QVERIFY(!QFile::exists(autosave.copyPath()));
}

void FilesTest::theFileDialogShowsItsColumnsWhole() {
    test::StudioFixture studio;
    studio.writeFile("a.mill", "{}");
    QFileDialog dialog(&studio.window(), "Open", studio.folder());
    dialog.setOption(QFileDialog::DontUseNativeDialog);
    dialog.setViewMode(QFileDialog::Detail);
    dialog.show();
    auto* files = dialog.findChild<QTreeView*>("treeView");
    QVERIFY(files);
    const auto whole = [files] {
        const QModelIndex file = files->model()->index(0, 0, files->rootIndex());
        if (!file.isValid()) return false;
        for (const int column : {1, 2, 3}) {
            const QString text = file.siblingAtColumn(column).data().toString();
            if (files->columnWidth(column) <= files->fontMetrics().horizontalAdvance(text)) return false;
        }
        return files->header()->length() == files->viewport()->width();
    };
    QTRY_VERIFY_WITH_TIMEOUT(whole(), 60000);
}

void FilesTest::recentFilesAreNewestFirst() {
    test::StudioFixture studio;
    studio.add("filter", 0, 0);
    QVERIFY(studio.session().saveAs(studio.folder() + "/a.mill").has_value());
    QVERIFY(studio.session().saveAs(studio.folder() + "/b.mill").has_value());
    QVERIFY(studio.window().openGraph(studio.folder() + "/a.mill"));
    QVERIFY(studio.window().openGraph(studio.folder() + "/b.mill"));
    QCOMPARE(ui::RecentFiles::list().first(), studio.folder() + "/b.mill");
    QFile::remove(studio.folder() + "/b.mill");
    QCOMPARE(ui::RecentFiles::list().first(), studio.folder() + "/a.mill");
}

void FilesTest::examplesAreOpenedAsCopies() {
    test::StudioFixture studio;
    ui::ExamplesDialog dialog(kExamples, studio.session().registry(), &studio.window());
    QVERIFY(dialog.findChild<QListWidget*>("examplesList")->count() >= 3);
    QVERIFY(studio.window().files().openExample(kExamples + "/fleet.mill"));
    QVERIFY(studio.session().filePath().startsWith(studio.window().files().exampleFolder()));
    QVERIFY(QFile::exists(studio.window().files().exampleFolder() + "/data/buses-austin.csv.gz"));
}

void FilesTest::bothThemesColourTheWindow() {
    test::StudioFixture studio;
    const QImage dark = studio.window().grab().toImage();
    ui::Theme::instance().apply(ui::Theme::Mode::Light);
    const QImage light = studio.window().grab().toImage();
    QVERIFY(dark.pixelColor(5, 500).lightness() < 60);
    QVERIFY(light.pixelColor(5, 500).lightness() > 200);
    ui::Theme::instance().apply(ui::Theme::Mode::Dark);
}

QTEST_MAIN(FilesTest)
#include "tst_files.moc"
