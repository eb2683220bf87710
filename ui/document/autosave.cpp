// SPDX-License-Identifier: Apache-2.0
#include "ui/document/autosave.h"

#include "engine/graph/graph_json.h"
#include "ui/document/graph_session.h"
#include "ui/document/shown_body.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
#include <QStandardPaths>

namespace millrace::ui {
namespace {

constexpr int kPauseMs = 3000;

/// The process id is the name of a copy.
bool belongsToLivingProgram(const QFileInfo& copy) {
    const QString executable = "/proc/" + copy.completeBaseName() + "/exe";
    return QFileInfo(executable).symLinkTarget() == QCoreApplication::applicationFilePath();
}

} // namespace

Autosave::Autosave(GraphSession& session, const QString& folder, QObject* parent)
    : QObject(parent),
      session_(session),
      folder_(folder.isEmpty()
                  ? QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + "/autosave"
                  : folder) {
    QDir().mkpath(folder_);
    path_ = QString("%1/%2.autosave").arg(folder_).arg(QCoreApplication::applicationPid());
    timer_.setSingleShot(true);
    timer_.setInterval(kPauseMs);
    connect(&timer_, &QTimer::timeout, this, &Autosave::writeNow);
    connect(&session_, &GraphSession::edited, this, [this] { timer_.start(); });
    connect(&session_, &GraphSession::documentReplaced, this, [this] {
        discard();
        writeNow(); // what was restored or begun from a template is unsaved from the start
    });
    connect(&session_, &GraphSession::fileChanged, this, [this] {
        if (!session_.isDirty()) discard();
    });
}

Autosave::~Autosave() = default;

void Autosave::writeNow() {
    if (!session_.isDirty()) return;
    QSaveFile file(path_);
    if (!file.open(QIODevice::WriteOnly)) return;
    const QJsonObject wrapper{{"file", session_.filePath()},
                              {"pid", QCoreApplication::applicationPid()},
                              {"graph", QString::fromStdString(writeGraph(ShownBody::of(session_).whole()))}};
    file.write(QJsonDocument(wrapper).toJson());
    file.commit();
}

void Autosave::discard() {
    timer_.stop();
    QFile::remove(path_);
}

std::optional<Autosave::Recovered> Autosave::findRecovered() const {
    const QFileInfoList copies = QDir(folder_).entryInfoList({"*.autosave"}, QDir::Files, QDir::Time);
    for (const QFileInfo& copy : copies) {
        if (copy.absoluteFilePath() == QFileInfo(path_).absoluteFilePath()) continue;
        if (belongsToLivingProgram(copy)) continue;
        QFile file(copy.absoluteFilePath());
        if (!file.open(QIODevice::ReadOnly)) continue;
        const QJsonObject wrapper = QJsonDocument::fromJson(file.readAll()).object();
        file.close();
        Result<GraphFile> parsed = parseGraph(wrapper["graph"].toString().toStdString());
        if (parsed.has_error()) {
            QFile::remove(copy.absoluteFilePath());
            continue;
        }
        return Recovered{std::move(parsed.value().document), wrapper["file"].toString(),
                         copy.absoluteFilePath()};
    }
    return std::nullopt;
}

void Autosave::forget(const Recovered& recovered) { QFile::remove(recovered.copyPath); }

} // namespace millrace::ui
