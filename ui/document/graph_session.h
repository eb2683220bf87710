// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_document.h"
#include "engine/graph/graph_edit.h"
#include "engine/graph/registry.h"
#include "engine/plan/planner.h"

#include <QObject>
#include <QString>
#include <QUndoStack>
#include <functional>
#include <memory>

namespace millrace::ui {

class PlanningService;
struct PlanConditions;

/// The open document: its values, its history, its file, and what the planner says about it. Everything that
/// changes the document goes through apply(), so everything can be undone. GUI thread only.
class GraphSession : public QObject {
    Q_OBJECT
public:
    explicit GraphSession(const Registry& registry, QObject* parent = nullptr);
    ~GraphSession() override;

    const Registry& registry() const { return registry_; }
    const GraphDocument& document() const { return document_; }
    QUndoStack& undoStack() { return undoStack_; }

    /// Applies and records a change. Edits with one non-empty `mergeKey` that follow each other without a
    /// pause are one step of the history. On failure nothing has changed and failed() says why.
    bool apply(const GraphEdit& edit, const QString& mergeKey = {});
    /// The next edit starts a step of its own, whatever its merge key.
    void endMerge();

    QString filePath() const { return filePath_; } ///< empty = never saved
    QString displayName() const;                   ///< "fleet.mill", "Untitled"
    bool isDirty() const { return dirtyWithoutHistory_ || !undoStack_.isClean(); }

    void newDocument();
    /// Warnings of the file stay in fileWarnings() until the next document.
    Result<void> open(const QString& path);
    /// Takes over a document that has no file yet, or whose file is older than it (recovery): it is dirty
    /// from the start.
    void adopt(GraphDocument document, const QString& filePath);
    Result<void> save();
    Result<void> saveAs(const QString& path);
    const Diagnostics& fileWarnings() const { return fileWarnings_; }

    /// The latest answer of the planner; belongs to the present document when planningIsCurrent().
    const Planning& planning() const { return *planning_; }
    bool planningIsCurrent() const;
    /// What the last run of this document complained about; gone with the next run or document.
    void setRunFindings(Diagnostics findings);
    /// All that is known to be wrong: the planner's answer, then the last run's.
    Diagnostics findings() const;
    /// Calls `then` once the planner has answered for the present document (at once when it has).
    void whenPlanned(std::function<void()> then);
    /// Asks the planner again although the document is the same: a data file may have changed.
    void replan();
    /// Graphs are planned so that a run writes nothing outside. Not part of the document.
    bool isSafeRun() const { return safeRun_; }
    void setSafeRun(bool on);
    /// Graphs are planned for the machine that is simulated, and not for this one. Not part of the document.
    bool simulates() const { return simulates_; }
    void setSimulates(bool on);
    /// Of the machine that is simulated: the block `simulation` of the document, or what it takes for granted.
    double simulatedCores() const;
    PlanConditions planConditions() const;
    /// Where relative paths of the graph start: its folder, or the user's documents.
    QString graphFolder() const;

Q_SIGNALS:
    void edited();           ///< the document changed by an edit, undo or redo
    void documentReplaced(); ///< another document: forget selection, view and live numbers
    void planningChanged();
    void runFindingsChanged();
    void safeRunChanged();
    void simulatesChanged();
    void fileChanged(); ///< path or dirty state
    void failed(const QString& message);

private:
    friend class EditCommand;
    void applyToDocument(const GraphEdit& edit);
    void documentEdited();
    void replaceDocument(GraphDocument document, const QString& path, bool dirty);

    const Registry& registry_;
    GraphDocument document_;
    QUndoStack undoStack_;
    QString filePath_;
    bool dirtyWithoutHistory_ = false;
    Diagnostics fileWarnings_;
    Diagnostics runFindings_;
    std::shared_ptr<const Planning> planning_;
    std::unique_ptr<PlanningService> planner_;
    std::vector<std::function<void()>> whenPlanned_;
    int mergeEpoch_ = 0;
    qint64 lastEditMs_ = 0;
    bool applying_ = false;
    bool safeRun_ = false;
    bool simulates_ = false;
};

/// The first error as one sentence for a message box or the status line.
QString firstMessage(const Diagnostics& diagnostics);

} // namespace millrace::ui
