// SPDX-License-Identifier: Apache-2.0
#include "ui/main_window/file_commands.h"

#include "ui/document/graph_session.h"
#include "ui/document/recent_files.h"

#include <QDir>
#include <QDirIterator>
#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>
#include <QStandardPaths>

namespace millrace::ui {
namespace {

QString fileFilter() { return FileCommands::tr("Millrace graphs (*.mill);;All files (*)"); }

} // namespace

FileCommands::FileCommands(GraphSession& session, const QString& exampleFolder, QWidget* window)
    : QObject(window), session_(session), window_(window), exampleFolder_(exampleFolder) {
    if (!exampleFolder_.isEmpty()) return;
    exampleFolder_ =
        QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation) + "/Millrace/examples";
}

void FileCommands::tell(const QString& title, const QString& text) {
    QMessageBox box(QMessageBox::NoIcon, title, text, QMessageBox::Ok, window_);
    box.setObjectName("fileMessage");
    box.exec();
}

bool FileCommands::mayLeave() {
    if (!session_.isDirty()) return true;
    QMessageBox box(window_);
    box.setObjectName("unsavedQuestion");
    box.setWindowTitle(tr("Unsaved changes"));
    box.setText(tr("<b>Save the changes to %1?</b>").arg(session_.displayName().toHtmlEscaped()));
    box.setInformativeText(tr("Otherwise they are lost."));
    box.setStandardButtons(QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel);
    box.setDefaultButton(QMessageBox::Save);
    box.button(QMessageBox::Save)->setText(tr("Save"));
    box.button(QMessageBox::Discard)->setText(tr("Discard"));
    box.button(QMessageBox::Cancel)->setText(tr("Cancel"));
    switch (box.exec()) {
        case QMessageBox::Save: return save();
        case QMessageBox::Discard: return true;
        default: return false;
    }
}

bool FileCommands::newGraph() {
    if (!mayLeave()) return false;
    session_.newDocument();
    return true;
}

bool FileCommands::openWithDialog() {
    const QString path =
        QFileDialog::getOpenFileName(window_, tr("Open graph"), session_.graphFolder(), fileFilter());
    return !path.isEmpty() && open(path);
}

bool FileCommands::open(const QString& path) { return mayLeave() && show(path); }

bool FileCommands::openNamed(const QString& path) {
    const bool restored = session_.isDirty() && !session_.filePath().isEmpty() &&
                          QFileInfo(session_.filePath()) == QFileInfo(path);
    return restored || open(path);
}

bool FileCommands::show(const QString& path) {
    const Result<void> result = session_.open(path);
    if (result.has_error()) {
        tell(tr("The graph cannot be opened"), firstMessage(result.error()));
        return false;
    }
    RecentFiles::add(session_.filePath());
    Q_EMIT opened();
    return true;
}

bool FileCommands::save() {
    if (session_.filePath().isEmpty()) return saveAs();
    const Result<void> result = session_.save();
    if (result.has_error()) {
        tell(tr("The graph cannot be saved"), firstMessage(result.error()));
        return false;
    }
    return true;
}

bool FileCommands::saveAs() {
    const QString wish =
        session_.filePath().isEmpty() ? session_.graphFolder() + "/untitled.mill" : session_.filePath();
    QString path = QFileDialog::getSaveFileName(window_, tr("Save graph as"), wish, fileFilter());
    if (path.isEmpty()) return false;
    if (QFileInfo(path).suffix().isEmpty()) path += ".mill";
    const Result<void> result = session_.saveAs(path);
    if (result.has_error()) {
        tell(tr("The graph cannot be saved"), firstMessage(result.error()));
        return false;
    }
    RecentFiles::add(session_.filePath());
    return true;
}

QStringList FileCommands::copyData(const QString& fromFolder) {
    const QDir source(fromFolder), target(exampleFolder());
    QStringList failed;
    QDirIterator data(source.filePath("data"), QDir::Files, QDirIterator::Subdirectories);
    while (data.hasNext()) {
        const QString file = data.next();
        const QString copy = target.filePath(source.relativeFilePath(file));
        QDir().mkpath(QFileInfo(copy).absolutePath());
        if (!QFile::exists(copy) && !QFile::copy(file, copy)) failed << copy;
    }
    return failed;
}

bool FileCommands::newBesideExamples(const QString& examples, const QString& name) {
    if (!mayLeave()) return false;
    const QDir target(exampleFolder());
    QDir().mkpath(target.absolutePath());
    if (!examples.isEmpty()) copyData(examples); // a step of the tour says when its file is missing
    QString path = target.filePath(name + ".mill");
    for (int i = 2; QFile::exists(path); ++i)
        path = target.filePath(QStringLiteral("%1-%2.mill").arg(name).arg(i));
    session_.adopt({}, path);
    return true;
}

bool FileCommands::openExample(const QString& path) {
    if (!mayLeave()) return false;
    const QDir target(exampleFolder());
    QDir().mkpath(target.absolutePath());
    QStringList failed = copyData(QFileInfo(path).absolutePath());
    const QString graph = target.filePath(QFileInfo(path).fileName());
    if (!QFile::exists(graph) && !QFile::copy(path, graph)) failed << graph;
    // Installed files may be read-only; a copy belongs to the user.
    QFile::setPermissions(graph, QFile::permissions(graph) | QFileDevice::WriteOwner);
    if (!failed.isEmpty()) {
        tell(tr("The example cannot be copied"),
             tr("These files cannot be written:\n%1").arg(failed.join("\n")));
        return false;
    }
    return show(graph);
}

} // namespace millrace::ui
