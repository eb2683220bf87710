// SPDX-License-Identifier: Apache-2.0
#include "ui/inspector/inspector.h"

#include "ui/canvas/canvas_scene.h"
#include "ui/document/graph_session.h"
#include "ui/inspector/graph_page.h"
#include "ui/inspector/node_page.h"
#include "ui/inspector/wire_page.h"

#include <QLabel>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace millrace::ui {

Inspector::Inspector(CanvasScene& canvas, QWidget* parent)
    : QWidget(parent),
      canvas_(canvas),
      stack_(new QStackedWidget(this)),
      graph_(new GraphPage(canvas.session())),
      node_(new NodePage(canvas.session())),
      wire_(new WirePage(canvas.session())),
      many_(new QWidget),
      manyText_(new QLabel) {
    setObjectName("inspector");
    setProperty("role", "panel");
    setAttribute(Qt::WA_StyledBackground);
    auto* manyLayout = new QVBoxLayout(many_);
    manyLayout->setContentsMargins(16, 18, 16, 16);
    manyText_->setWordWrap(true);
    manyText_->setProperty("role", "muted");
    manyLayout->addWidget(manyText_);
    manyLayout->addStretch(1);
    for (QWidget* page :
         {static_cast<QWidget*>(graph_), static_cast<QWidget*>(node_), static_cast<QWidget*>(wire_), many_}) {
        stack_->addWidget(page);
    }
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(stack_);
    connect(&canvas_, &QGraphicsScene::selectionChanged, this, &Inspector::selectionChanged);
    connect(&canvas_.session(), &GraphSession::edited, this, &Inspector::selectionChanged);
    connect(&canvas_.session(), &GraphSession::documentReplaced, this, &Inspector::selectionChanged);
}

void Inspector::selectionChanged() {
    const auto nodes = canvas_.selectedNodes();
    const auto wires = canvas_.selectedEdges();
    if (nodes.size() == 1) {
        node_->showNode(QString::fromStdString(nodes.front()));
        stack_->setCurrentWidget(node_);
    } else if (nodes.empty() && wires.size() == 1) {
        wire_->showWire(wires.front().from, wires.front().to);
        stack_->setCurrentWidget(wire_);
    } else if (nodes.empty() && wires.empty()) {
        stack_->setCurrentWidget(graph_);
    } else {
        manyText_->setText(nodes.size() > 1 ? tr("%1 nodes selected").arg(nodes.size())
                                            : tr("%1 wires selected").arg(wires.size()));
        stack_->setCurrentWidget(many_);
    }
}

void Inspector::showParameter(const QString& node, const QString& path) {
    canvas_.selectOnly({node});
    if (!path.isEmpty()) node_->focusParameter(path);
}

void Inspector::renameSelected() {
    if (stack_->currentWidget() == node_) node_->focusTitle();
}

} // namespace millrace::ui
