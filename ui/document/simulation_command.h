// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QUndoCommand>
#include <boost/json/object.hpp>

namespace millrace::ui {

class GraphSession;

/// Changes what the document says for simulations: machine, assumptions, experiments.
class SimulationCommand : public QUndoCommand {
public:
    SimulationCommand(GraphSession& session, boost::json::object simulation, const QString& label);

    void undo() override;
    void redo() override;

private:
    GraphSession& session_;
    boost::json::object before_, after_;
};

/// One step of the history; nothing where it says so already.
void setSimulation(GraphSession& session, boost::json::object simulation, const QString& label);

} // namespace millrace::ui
