// SPDX-License-Identifier: Apache-2.0
#include "ui/document/simulation_command.h"

#include "ui/document/edit_command.h"
#include "ui/document/graph_session.h"
#include "ui/document/shown_body.h"

namespace millrace::ui {

SimulationCommand::SimulationCommand(GraphSession& session, boost::json::object simulation,
                                     const QString& label)
    : QUndoCommand(label),
      session_(session),
      before_(ShownBody::of(session).whole().simulation),
      after_(std::move(simulation)) {}

void SimulationCommand::undo() { EditCommand::putSimulation(session_, before_); }

void SimulationCommand::redo() { EditCommand::putSimulation(session_, after_); }

void setSimulation(GraphSession& session, boost::json::object simulation, const QString& label) {
    if (simulation == ShownBody::of(session).whole().simulation) return;
    session.endMerge(); // what is typed next is a step of its own
    session.undoStack().push(new SimulationCommand(session, std::move(simulation), label));
}

} // namespace millrace::ui
