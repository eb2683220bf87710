// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/canvas/live_values.h"

#include <QColor>
#include <QPainter>
#include <QRectF>

namespace millrace::ui {

/// Draws the course of a rate, scaled to its highest value; the newest value stands at the right edge. On a
/// raster the line is filled in column by column, in a tenth of the time that a general polyline takes: a
/// canvas in a run draws one per card and frame. GUI thread only.
class SparklinePainter {
public:
    explicit SparklinePainter(QPainter& painter) : p_(painter) {}
    /// Nothing for fewer than two values.
    void paint(const Sparkline& values, const QRectF& box, const QColor& color);

private:
    void paintPolyline(const QColor& color);
    void paintColumns(const QColor& color);

    QPainter& p_;
};

} // namespace millrace::ui
