// SPDX-License-Identifier: Apache-2.0
#include "ui/main_window/simulate_switch.h"

#include "ui/document/graph_session.h"
#include "ui/document/shown_body.h"
#include "ui/main_window/top_bar.h"
#include "ui/main_window/window_actions.h"

#include <cmath>

namespace millrace::ui {

SimulateSwitch::SimulateSwitch(GraphSession& session, const WindowActions& actions, TopBar& bar, bool offered,
                               QObject* parent)
    : QObject(parent), session_(session), actions_(actions), bar_(bar) {
    actions_.simulate->setVisible(offered);
    connect(actions_.simulate, &QAction::toggled, &session_, &GraphSession::setSimulates);
    connect(&bar_, &TopBar::coresChosen, this, &SimulateSwitch::setCores);
    for (const auto signal :
         {&GraphSession::simulatesChanged, &GraphSession::edited, &GraphSession::documentReplaced})
        connect(&session_, signal, this, &SimulateSwitch::show);
    show();
}

void SimulateSwitch::setCores(double cores) {
    boost::json::object simulation = ShownBody::of(session_).whole().simulation;
    if (cores == std::floor(cores))
        simulation["cores"] = static_cast<std::int64_t>(cores);
    else
        simulation["cores"] = cores;
    session_.apply(edit::SetSimulation{std::move(simulation)});
}

void SimulateSwitch::show() {
    actions_.simulate->setChecked(session_.simulates());
    bar_.setSimulates(session_.simulates(), session_.simulatedCores());
    // While a run is paused the command goes on with it.
    if (actions_.simulate->isEnabled()) actions_.run->setText(nameOfRuns(session_));
}

QString nameOfRuns(const GraphSession& session) {
    return session.simulates() ? SimulateSwitch::tr("Simulate") : SimulateSwitch::tr("Run");
}

} // namespace millrace::ui
