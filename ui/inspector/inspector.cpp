// SPDX-License-Identifier: Apache-2.0
#include "ui/inspector/inspector.h"

#include "ui/canvas/canvas_areas.h"
#include "ui/canvas/canvas_scene.h"
#include "ui/document/graph_session.h"
#include "ui/inspector/area_page.h"
#include "ui/inspector/graph_page.h"
#include "ui/inspector/many_page.h"
#include "ui/inspector/many_wires_page.h"
#include "ui/inspector/node_page.h"
#include "ui/inspector/subgraph_page.h"
#include "ui/inspector/wire_page.h"
#include "ui/settings/tab_order.h"

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
      area_(new AreaPage(canvas.session())),
      many_(new ManyPage(canvas.session())),
      wires_(new ManyWiresPage(canvas.session())) {
    setObjectName("inspector");
    setProperty("role", "panel");
    setAttribute(Qt::WA_StyledBackground);
    for (QWidget* page : std::initializer_list<QWidget*>{graph_, node_, wire_, area_, many_, wires_}) {
        stack_->addWidget(page);
    }
    stack_->addWidget(new SubgraphPage(canvas_.session()));
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
    auto* subgraph = stack_->findChild<SubgraphPage*>();
    if (wires.empty() && subgraph->showFor(nodes)) {
        stack_->setCurrentWidget(subgraph);
        return;
    }
    if (nodes.size() == 1) {
        node_->showNode(QString::fromStdString(nodes.front()));
        stack_->setCurrentWidget(node_);
    } else if (nodes.empty() && wires.size() == 1) {
        wire_->showWire(wires.front().from, wires.front().to);
        stack_->setCurrentWidget(wire_);
    } else if (nodes.empty() && wires.empty()) {
        if (!showArea()) stack_->setCurrentWidget(graph_);
    } else if (!nodes.empty()) {
        many_->showNodes(nodes);
        stack_->setCurrentWidget(many_);
    } else {
        wires_->showWires(wires);
        stack_->setCurrentWidget(wires_);
    }
}

bool Inspector::showArea() {
    const GraphBody& body = canvas_.session().document();
    const auto groups = canvas_.areas().selectedGroups(body), notes = canvas_.areas().selectedNotes(body);
    if (groups.size() + notes.size() != 1) return false;
    if (notes.empty()) {
        area_->showGroup(QString::fromStdString(groups.front()));
    } else {
        area_->showNote(QString::fromStdString(notes.front()));
    }
    stack_->setCurrentWidget(area_);
    return true;
}

void Inspector::showParameter(const QString& node, const QString& path) {
    canvas_.selectOnly({node});
    if (!path.isEmpty()) node_->focusParameter(path);
}

bool Inspector::focusNextPrevChild(bool next) {
    QWidget* field = nextByPlace(*this, next);
    if (!field) return QWidget::focusNextPrevChild(next);
    field->setFocus(next ? Qt::TabFocusReason : Qt::BacktabFocusReason);
    return true;
}

void Inspector::renameSelected() {
    if (stack_->currentWidget() == node_) node_->focusTitle();
    if (stack_->currentWidget() == area_) area_->focusText();
    if (auto* subgraph = dynamic_cast<SubgraphPage*>(stack_->currentWidget())) subgraph->focusTitle();
}

} // namespace millrace::ui
