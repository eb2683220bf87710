// SPDX-License-Identifier: Apache-2.0
#include "ui/document/edit_command.h"

#include "ui/document/graph_session.h"

namespace millrace::ui {

EditCommand::EditCommand(GraphSession& session, GraphEdit edit, GraphEdit inverse, QString mergeKey)
    : QUndoCommand(QString::fromStdString(edit.label())), session_(session), mergeKey_(std::move(mergeKey)) {
    edits_.push_back(std::move(edit));
    inverses_.push_back(std::move(inverse));
}

void EditCommand::undo() {
    for (std::size_t i = inverses_.size(); i-- > 0;) {
        session_.applyToDocument(inverses_[i]);
    }
    session_.documentEdited();
}

void EditCommand::redo() {
    if (!applied_) {
        for (const GraphEdit& edit : edits_) {
            session_.applyToDocument(edit);
        }
    }
    applied_ = false;
    session_.documentEdited();
}

bool EditCommand::mergeWith(const QUndoCommand* other) {
    const auto* next = dynamic_cast<const EditCommand*>(other);
    if (!next || mergeKey_.isEmpty() || next->mergeKey_ != mergeKey_) return false;
    edits_.insert(edits_.end(), next->edits_.begin(), next->edits_.end());
    inverses_.insert(inverses_.end(), next->inverses_.begin(), next->inverses_.end());
    return true;
}

} // namespace millrace::ui
