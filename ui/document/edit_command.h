// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_edit.h"

#include <QString>
#include <QUndoCommand>
#include <vector>

namespace millrace::ui {

class GraphSession;

/// The one undo command: edits with their inverses, already applied once when it is made. Neighbours with the
/// same merge key (typing in one field) become one step.
class EditCommand : public QUndoCommand {
public:
    EditCommand(GraphSession& session, GraphEdit edit, GraphEdit inverse, QString mergeKey);

    void undo() override;
    void redo() override;
    int id() const override { return 1; }
    bool mergeWith(const QUndoCommand* other) override;

private:
    GraphSession& session_;
    std::vector<GraphEdit> edits_;
    std::vector<GraphEdit> inverses_; ///< in the order of edits_; undone from the back
    QString mergeKey_;
    bool applied_ = true; ///< QUndoStack::push calls redo() once for a change that is already in the document
};

} // namespace millrace::ui
