// SPDX-License-Identifier: Apache-2.0
#include "ui/run/node_to_chart.h"

#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/canvas_view.h"
#include "ui/charts/chart_card.h"
#include "ui/charts/charts_page.h"
#include "ui/document/shown_body.h"

#include <QMouseEvent>

namespace millrace::ui {

NodeToChart::NodeToChart(CanvasView& view, ChartsPage& charts)
    : QObject(&charts), view_(view), charts_(charts) {
    view_.viewport()->installEventFilter(this);
}

QStringList NodeToChart::dragged() const {
    QStringList ids;
    for (auto place = places_.cbegin(); place != places_.cend(); ++place) {
        const NodeItem* node = view_.canvas().node(place.key());
        if (node && node->isSelected() && node->pos() != *place) ids << place.key();
    }
    return ids;
}

bool NodeToChart::eventFilter(QObject* watched, QEvent* event) {
    const auto type = event->type();
    if (type != QEvent::MouseButtonPress && type != QEvent::MouseMove && type != QEvent::MouseButtonRelease)
        return QObject::eventFilter(watched, event);
    const auto* mouse = static_cast<QMouseEvent*>(event);
    if (type == QEvent::MouseButtonPress && mouse->button() == Qt::LeftButton) {
        places_.clear();
        const auto& nodes = view_.canvas().nodes();
        for (auto node = nodes.cbegin(); node != nodes.cend(); ++node)
            places_.insert(node.key(), node.value()->pos());
    } else if (!places_.isEmpty()) {
        const QPoint at = mouse->globalPosition().toPoint();
        const bool outside = !view_.viewport()->rect().contains(mouse->position().toPoint());
        ChartCard* card = outside && !dragged().isEmpty() ? charts_.cardAt(at) : nullptr;
        if (below_ && below_ != card) below_->setDropHint(false);
        below_ = card;
        if (below_) below_->setDropHint(true);
        if (type == QEvent::MouseButtonRelease && mouse->button() == Qt::LeftButton) {
            if (below_) dropOn(*below_);
            below_ = nullptr;
            places_.clear();
        }
    }
    return QObject::eventFilter(watched, event);
}

void NodeToChart::dropOn(ChartCard& card) {
    card.setDropHint(false);
    const QStringList ids = dragged();
    // The cards stand where they stood before the scene looks what has moved.
    for (const QString& id : ids)
        if (NodeItem* node = view_.canvas().node(id)) node->setPos(places_.value(id));
    for (const QString& id : ids) {
        const QString path = ShownBody::of(view_.canvas().session()).pathOf(id);
        if (charts_.pin(path, &card))
            Q_EMIT added(path);
        else
            Q_EMIT refused(path);
    }
}

} // namespace millrace::ui
