// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QGraphicsItem>

namespace millrace::ui {

class CanvasScene;

/// What stands on the wires: capsules, rates, drops and eyes, in front of all wires and cards, so that no
/// other wire crosses them out; and the names of the ports that somebody asks about. Takes no events.
class WireLabels : public QGraphicsItem {
public:
    explicit WireLabels(const CanvasScene& scene);

    QRectF boundingRect() const override;
    QPainterPath shape() const override { return {}; }
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;
    /// Of all wires and cards in `exposed`, in coordinates of the scene.
    static void paintAll(QPainter& painter, const CanvasScene& scene, const QRectF& exposed);

private:
    const CanvasScene& scene_;
};

} // namespace millrace::ui
