// SPDX-License-Identifier: Apache-2.0
#include "ui/document/checkpoint_choice.h"

#include "engine/plan/checkpoint_rules.h"
#include "ui/document/graph_session.h"

#include <QFileInfo>
#include <QSettings>

namespace millrace::ui {

namespace {

constexpr const char* kKey = "graphsWithCheckpoints";
constexpr int kMostRemembered = 1000;

QString nameOf(const QString& file) { return QFileInfo(file).absoluteFilePath(); }

bool isRemembered(const QString& file) {
    return QSettings().value(kKey).toStringList().contains(nameOf(file));
}

void remember(const QString& file, bool on) {
    QStringList files = QSettings().value(kKey).toStringList();
    files.removeAll(nameOf(file));
    if (on) files.prepend(nameOf(file));
    QSettings().setValue(kKey, files.mid(0, kMostRemembered));
}

} // namespace

CheckpointChoice::CheckpointChoice(GraphSession& session) : QObject(&session), session_(session) {
    connect(&session_, &GraphSession::documentReplaced, this, &CheckpointChoice::readRemembered);
    connect(&session_, &GraphSession::fileChanged, this, &CheckpointChoice::followFile);
    connect(&session_, &GraphSession::planningChanged, this, &CheckpointChoice::findObstacles);
}

CheckpointChoice& CheckpointChoice::of(const GraphSession& session) {
    return *session.findChild<CheckpointChoice*>(QString(), Qt::FindDirectChildrenOnly);
}

QString CheckpointChoice::folderOf(const QString& graphFile) {
    constexpr QLatin1String kEnding(".mill");
    QString name = nameOf(graphFile);
    if (name.endsWith(kEnding)) name.chop(kEnding.size());
    return name + QStringLiteral(".state");
}

QString CheckpointChoice::folder() const { return file_.isEmpty() ? QString() : folderOf(file_); }

void CheckpointChoice::set(bool on) {
    if (on != on_ && !file_.isEmpty()) {
        on_ = on;
        remember(file_, on);
    }
    Q_EMIT changed(); // whoever asked for what cannot be shows what is
}

void CheckpointChoice::readRemembered() {
    file_ = session_.filePath();
    on_ = !file_.isEmpty() && isRemembered(file_);
}

void CheckpointChoice::followFile() {
    if (session_.filePath() == file_) return;
    // The same document under another name: a promise that was made is not dropped in silence.
    file_ = session_.filePath();
    on_ = !file_.isEmpty() && (on_ || isRemembered(file_));
    if (on_) remember(file_, true);
    Q_EMIT changed();
}

void CheckpointChoice::findObstacles() {
    const PlanPtr plan = session_.planning().plan;
    obstacles_ = plan ? checkpointObstacles(*plan) : Diagnostics();
}

} // namespace millrace::ui
