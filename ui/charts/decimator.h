// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QList>
#include <QPointF>
#include <span>

namespace millrace::ui {

/// Thins a line to what a screen can show: of the points that fall into one of `columns` pixel columns
/// between `from` and `to` only the lowest and the highest stay, in their order, so that peaks survive. One
/// point beyond each end is kept, so that the line leaves the picture. `points` rise in x.
QList<QPointF> decimate(std::span<const QPointF> points, double from, double to, int columns);

/// The point whose x is nearest; null when there is none. `points` rise in x.
const QPointF* nearestPoint(std::span<const QPointF> points, double x);

} // namespace millrace::ui
