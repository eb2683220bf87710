// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/registry.h"
#include "engine/run/backend.h"
#include "tests/support/ui/patience.h"
#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/canvas_view.h"
#include "ui/document/graph_session.h"
#include "ui/main_window/main_window.h"
#include "ui/main_window/studio_services.h"

#include <QTemporaryDir>
#include <functional>
#include <memory>
#include <string>

namespace millrace::test {

/// A studio window with settings and folders of its own, shown on whatever platform the test runs on. Drives
/// it through the events a user makes; asks the document what came of them.
class StudioFixture {
public:
    /// `complete` adds to the services what the fixture leaves out, before there is a window.
    using Complete = std::function<void(ui::StudioServices&)>;
    explicit StudioFixture(QSize size = {1440, 900}, const Complete& complete = {});
    ~StudioFixture();

    ui::MainWindow& window() { return *window_; }
    ui::GraphSession& session() { return window_->session(); }
    const GraphDocument& document() { return session().document(); }
    ui::CanvasScene& canvas() { return window_->canvas(); }
    ui::CanvasView& view() { return window_->canvasView(); }
    const Registry& registry() { return *registry_; }
    QString folder() const { return folder_.path(); }

    /// Adds a node by an edit, as a start for what the test is about; returns its id.
    std::string add(const std::string& kind, double x, double y, const boost::json::object& params = {});
    void connectNodes(const std::string& from, const std::string& to); ///< "a.out", "b.in"
    /// Writes a file into the fixture's folder and tells its path.
    QString writeFile(const QString& name, const QByteArray& content);
    bool waitForPlanning();

    QPoint inView(QPointF scenePosition) { return view().mapFromScene(scenePosition); }
    QPoint middleOf(const std::string& node);
    QPoint portOf(const std::string& node, const char* port, bool output);
    void click(QPoint at, Qt::KeyboardModifiers modifiers = {});
    void drag(QPoint from, QPoint to, Qt::KeyboardModifiers modifiers = {},
              Qt::MouseButton button = Qt::LeftButton);
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}); ///< to the canvas
    void close();                                                ///< lets the window go

private:
    QTemporaryDir folder_;
    std::shared_ptr<const Registry> registry_;
    std::unique_ptr<ui::MainWindow> window_;
};

} // namespace millrace::test
