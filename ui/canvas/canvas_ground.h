// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QList>
#include <QPointF>
#include <QRectF>

QT_BEGIN_NAMESPACE
class QPainter;
QT_END_NAMESPACE

namespace millrace::ui {

/// The ground of the canvas with the dots of its grid, in coordinates of the scene; fewer dots from far away.
/// `dots`: memory that serves every frame.
void paintGround(QPainter& painter, const QRectF& rect, qreal zoom, QList<QPointF>& dots);

} // namespace millrace::ui
