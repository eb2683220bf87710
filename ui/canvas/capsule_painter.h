// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/canvas/live_values.h"

#include <QPainter>
#include <QRectF>

namespace millrace::ui {

/// Draws how full a queue is: a capsule with a bar and the percentage. On a raster it is copied from a
/// picture, of which there is one for each percentage: a canvas in a run draws one per wire and frame. GUI
/// thread only.
class CapsulePainter {
public:
    explicit CapsulePainter(QPainter& painter) : p_(painter) {}
    void paint(const WireLive& live, const QRectF& capsule);

private:
    void draw(int percent, bool full, const QRectF& capsule);
    void copy(int percent, bool full, const QRectF& capsule);

    QPainter& p_;
};

} // namespace millrace::ui
