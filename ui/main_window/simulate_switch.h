// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

namespace millrace::ui {

class GraphSession;
class TopBar;
struct WindowActions;

/// Connects the switch Run | Simulate and the number of cores with the document and the commands of the
/// window. GUI thread only.
class SimulateSwitch : public QObject {
    Q_OBJECT
public:
    /// `offered`: there is a simulator.
    SimulateSwitch(GraphSession& session, const WindowActions& actions, TopBar& bar, bool offered,
                   QObject* parent);

private:
    void setCores(double cores);
    void show();

    GraphSession& session_;
    const WindowActions& actions_;
    TopBar& bar_;
};

/// "Run", or "Simulate".
QString nameOfRuns(const GraphSession& session);

} // namespace millrace::ui
