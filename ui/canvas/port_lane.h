// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_edit.h"
#include "ui/document/graph_commands.h"

#include <QObject>
#include <QPointF>
#include <QPointer>
#include <QRectF>
#include <vector>

class QLineEdit;

namespace millrace::ui {

class CanvasScene;
class CanvasView;
class PortMarker;

/// The ports of the subgraph that is shown, left and right of its cards: inputs and outputs are added,
/// renamed and removed there. Empty at the top. A part of the view.
class PortLane : public QObject {
    Q_OBJECT
public:
    PortLane(CanvasScene& scene, CanvasView& view);

    const std::vector<PortMarker*>& markers() const { return markers_; }
    PortMarker* marker(const QString& name, bool output) const; ///< empty name: the one for a new port
    /// A wire let go over the place for new ports becomes one; true when it was let go there.
    bool take(const OpenWire& wire, QPointF scenePosition);
    void removeSelected();
    QRectF rect() const; ///< of all flags, in the scene; null when there are none

private:
    void synchronise();
    void place();
    void offerPorts(bool output, QPoint globalPosition);
    void addPort(bool output, const PortRef& inner);
    void rename(PortMarker& marker);
    bool apply(const Result<GraphEdit>& edit);

    CanvasScene& scene_;
    CanvasView& view_;
    std::vector<PortMarker*> markers_; ///< the scene owns them
    QString shown_;                    ///< ports as there are markers for
    QPointer<QLineEdit> field_;
};

} // namespace millrace::ui
