// SPDX-License-Identifier: Apache-2.0
#include "ui/document/graph_session.h"

#include "engine/graph/graph_json.h"
#include "engine/graph/json_reader.h"
#include "ui/document/checkpoint_choice.h"
#include "ui/document/converter_commands.h"
#include "ui/document/edit_command.h"
#include "ui/document/fresh_nodes.h"
#include "ui/document/planning_service.h"
#include "ui/document/shown_body.h"
#include "ui/settings/plain_words.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QStandardPaths>
#include <QThread>
#include <algorithm>
#include <cmath>

namespace millrace::ui {
namespace {

constexpr qint64 kTypingPauseMs = 1500;

Diagnostics fileError(const QString& path, const QString& what, const char* code) {
    Diagnostics diagnostics;
    Diagnostic& d = diagnostics.error(code, what.toStdString());
    d.file = path.toStdString();
    return diagnostics;
}

} // namespace

GraphSession::GraphSession(const Registry& registry, QObject* parent)
    : QObject(parent),
      registry_(registry),
      planning_(std::make_shared<Planning>()),
      planner_(std::make_unique<PlanningService>(registry)) {
    undoStack_.setUndoLimit(1000);
    new ShownBody(document_, *this);
    new FreshNodes(*this);
    new CheckpointChoice(*this);
    connect(&undoStack_, &QUndoStack::cleanChanged, this, &GraphSession::fileChanged);
    connect(planner_.get(), &PlanningService::planned, this,
            [this](std::shared_ptr<const Planning> planning) {
                planning_ = std::move(planning);
                Q_EMIT planningChanged();
                const auto waiting = std::exchange(whenPlanned_, {});
                for (const auto& then : waiting) {
                    then();
                }
            });
}

GraphSession::~GraphSession() {
    // The stack outlives this part of the object and would still announce its clean state.
    disconnect(&undoStack_, nullptr, this, nullptr);
}

bool GraphSession::apply(const GraphEdit& edit, const QString& mergeKey) {
    if (applying_) return false;
    const Result<GraphEdit> whole = ShownBody::of(*this).inDocument(edit);
    if (whole.has_error()) {
        Q_EMIT failed(firstMessage(whole.error()));
        return false;
    }
    Result<GraphEdit> inverse = ShownBody::of(*this).apply(*whole);
    if (inverse.has_error()) {
        Q_EMIT failed(firstMessage(inverse.error()));
        return false;
    }
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    if (now - lastEditMs_ > kTypingPauseMs) ++mergeEpoch_;
    lastEditMs_ = now;
    const QString key = mergeKey.isEmpty() ? QString() : QString("%1#%2").arg(mergeKey).arg(mergeEpoch_);
    if (mergeKey.isEmpty()) ++mergeEpoch_;
    undoStack_.push(new EditCommand(*this, *whole, std::move(inverse.value()), key));
    return true;
}

void GraphSession::endMerge() { ++mergeEpoch_; }

void GraphSession::applyToDocument(const GraphEdit& edit) {
    const Result<GraphEdit> result = ShownBody::of(*this).apply(edit);
    // History replays what was possible before on the same document; a refusal would be a defect worth
    // seeing.
    if (result.has_error()) Q_EMIT failed(firstMessage(result.error()));
}

void GraphSession::documentEdited() {
    applying_ = true;
    Q_EMIT edited();
    ShownBody::of(*this).announceIfMoved();
    applying_ = false;
    replan();
}

QString GraphSession::displayName() const {
    return filePath_.isEmpty() ? tr("Untitled") : QFileInfo(filePath_).fileName();
}

QString GraphSession::graphFolder() const {
    return filePath_.isEmpty() ? QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation)
                               : QFileInfo(filePath_).absolutePath();
}

void GraphSession::replaceDocument(GraphDocument document, const QString& path, bool dirty) {
    ShownBody::of(*this).forget();
    document_ = std::move(document);
    filePath_ = path;
    dirtyWithoutHistory_ = dirty;
    whenPlanned_.clear();
    undoStack_.clear();
    planning_ = std::make_shared<Planning>();
    runFindings_ = {};
    Q_EMIT documentReplaced();
    ShownBody::of(*this).announceIfMoved();
    Q_EMIT planningChanged();
    Q_EMIT fileChanged();
    replan();
}

void GraphSession::newDocument() {
    fileWarnings_ = {};
    replaceDocument({}, {}, false);
}

Result<void> GraphSession::open(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return fileError(path, tr("%1 cannot be read: %2").arg(path, file.errorString()), "MR7101");
    }
    // What is too large is refused by its beginning: a device never ends.
    const QByteArray text = file.read(static_cast<qint64>(kMaxJsonBytes) + 1);
    Result<GraphFile> parsed = parseGraph(
        std::string_view(text.constData(), static_cast<std::size_t>(text.size())), path.toStdString());
    if (parsed.has_error()) return parsed.error();
    fileWarnings_ = parsed.value().warnings;
    replaceDocument(std::move(parsed.value().document), QFileInfo(path).absoluteFilePath(), false);
    return {};
}

void GraphSession::adopt(GraphDocument document, const QString& filePath) {
    fileWarnings_ = {};
    replaceDocument(std::move(document), filePath, true);
}

Result<void> GraphSession::save() { return saveAs(filePath_); }

Result<void> GraphSession::saveAs(const QString& path) {
    if (path.isEmpty()) return fileError(path, tr("The graph has no file name yet."), "MR7102");
    QSaveFile file(path);
    const std::string text = writeGraph(ShownBody::of(*this).whole());
    if (!file.open(QIODevice::WriteOnly) ||
        file.write(text.data(), static_cast<qint64>(text.size())) != static_cast<qint64>(text.size()) ||
        !file.commit()) {
        return fileError(path, tr("%1 cannot be written: %2").arg(path, file.errorString()), "MR7103");
    }
    const bool moved = QFileInfo(path).absolutePath() != graphFolder();
    filePath_ = QFileInfo(path).absoluteFilePath();
    dirtyWithoutHistory_ = false;
    undoStack_.setClean();
    Q_EMIT fileChanged();
    if (moved) replan();
    return {};
}

void GraphSession::setRunFindings(Diagnostics findings) {
    if (findings.empty() && runFindings_.empty()) return;
    runFindings_ = std::move(findings);
    Q_EMIT runFindingsChanged();
}

Diagnostics GraphSession::findings() const {
    Diagnostics all = planning_->diagnostics;
    commands::offerConverters(all, document_, registry_, *planning_);
    all.append(runFindings_);
    return all;
}

bool GraphSession::planningIsCurrent() const { return planner_->isIdle(); }

void GraphSession::whenPlanned(std::function<void()> then) {
    if (planningIsCurrent()) {
        then();
        return;
    }
    whenPlanned_.push_back(std::move(then));
    planner_->hurry();
}

void GraphSession::replan() {
    planner_->request(ShownBody::of(*this).whole(), graphFolder(), planConditions());
}

PlanConditions GraphSession::planConditions() const {
    const int cores =
        simulates_ ? static_cast<int>(std::ceil(simulatedCores())) : QThread::idealThreadCount();
    return {.cores = std::max(1, cores), .safeRun = safeRun_ && !simulates_};
}

void GraphSession::setSimulates(bool on) {
    if (on == simulates_) return;
    simulates_ = on;
    replan();
    Q_EMIT simulatesChanged();
}

double GraphSession::simulatedCores() const {
    constexpr double kTakenForGranted = 4;
    const boost::json::object& settings = ShownBody::of(*this).whole().simulation;
    const boost::json::value* const cores = settings.if_contains("cores");
    if (!cores || !cores->is_number()) return kTakenForGranted;
    return std::clamp(cores->to_number<double>(), 0.1, 1e5);
}

void GraphSession::setSafeRun(bool on) {
    if (on == safeRun_) return;
    safeRun_ = on;
    replan();
    Q_EMIT safeRunChanged();
}

QString firstMessage(const Diagnostics& diagnostics) {
    for (const Diagnostic& d : diagnostics) {
        if (d.severity != Severity::Error) continue;
        QString text = plainWords(d.message);
        if (!d.hint.empty()) text += "\n" + plainWords(d.hint);
        if (d.line > 0)
            text +=
                QStringLiteral("\n(%1:%2:%3)").arg(QString::fromStdString(d.file)).arg(d.line).arg(d.column);
        return text;
    }
    return diagnostics.empty() ? QString() : plainWords(diagnostics.items.front().message);
}

} // namespace millrace::ui
