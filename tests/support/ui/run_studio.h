// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/shared/build_registry.h"
#include "app/shared/sim_experimenter.h"
#include "engine/run/run_store.h"
#include "engine/runtime/engine.h"
#include "engine/runtime/system_clock.h"
#include "engine/sim/simulator.h"
#include "tests/support/ui/studio_fixture.h"
#include "ui/main_window/dock_area.h"
#include "ui/run/run_controller.h"
#include "ui/run/run_views.h"

#include <memory>

class QAbstractButton;

namespace millrace::test {

/// What runs need; made before the window that works with it and gone after it.
struct RunServices {
    Engine engine;
    SystemClock clock;
    sim::Simulator simulator{clock};
    SimExperimenter experimenter{buildRegistry()};
    std::unique_ptr<RunStore> store;
};

/// A whole studio as the program puts it together: window, engine, run history in a folder of its own, and
/// everything that shows runs.
class RunStudio : private RunServices, public StudioFixture {
public:
    explicit RunStudio(QSize size = {1440, 900});

    ui::DockArea& dock() { return window().dock(); }
    ui::RunViews& views() { return *views_; }
    ui::RunController& runs() { return views_->controller(); }
    RunStore& store() { return *RunServices::store; }
    RunState state() { return window().runState(); }

    /// Writes a graph into the studio's folder, opens it and waits for the planner; false when it cannot.
    bool open(const QByteArray& graph, const QString& name = "graph.mill");
    void clickButton(const char* objectName);
    void clickTab(const QString& page); ///< a tab of the dock
    /// In the canvas, at a place of the scene.
    void clickScene(QPointF at, Qt::KeyboardModifiers modifiers = {});
    void clickNode(const QString& id);
    void clickWire(const QString& id);
    /// Lets the window go, with its run; the views before it, as in the program.
    void close();

private:
    std::unique_ptr<ui::RunViews> views_;
};

/// Presses a button of the next message box `name`, whenever that opens; `button` is its object name.
void answer(const QString& name, const QString& button);

/// `count` records, or without end, of {id, v} at `rate` a second through `where` to a live table and a
/// stage that takes its time; ids as below.
///
///     numbers -> keep -> think -> end
///                     -> table
QByteArray smallGraph(double rate, const QString& where = "v >= 0", qint64 count = -1,
                      const QString& think = "0 us");

/// A graph whose run fails in the sink `full`, which stands at `sink` on the canvas.
QByteArray failingGraph(QPoint sink);

} // namespace millrace::test
