// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/canvas_accessible.h"

#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/canvas_view.h"
#include "ui/document/graph_session.h"
#include "ui/settings/number_text.h"

#include <QCoreApplication>
#include <QPointer>

namespace millrace::ui {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(AccessibleCanvas)
};

/// One card. Knows it by its id: items come and go with every edit.
class AccessibleNode : public QAccessibleInterface {
public:
    AccessibleNode(CanvasView& view, QString id) : view_(&view), id_(std::move(id)) {}

    bool isValid() const override { return item() != nullptr; }
    QObject* object() const override { return nullptr; }
    QWindow* window() const override { return view_ ? view_->window()->windowHandle() : nullptr; }
    QAccessibleInterface* parent() const override { return QAccessible::queryAccessibleInterface(view_); }
    QAccessibleInterface* child(int) const override { return nullptr; }
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface*) const override { return -1; }
    QAccessible::Role role() const override { return QAccessible::ListItem; }
    void setText(QAccessible::Text, const QString&) override {}
    const QString& id() const { return id_; }

    QRect rect() const override {
        const NodeItem* node = item();
        if (!node) return {};
        const QRect place = view_->mapFromScene(node->cardRect()).boundingRect();
        return {view_->viewport()->mapToGlobal(place.topLeft()), place.size()};
    }

    QAccessible::State state() const override {
        QAccessible::State state;
        const NodeItem* node = item();
        state.selectable = state.focusable = true;
        state.selected = node && node->isSelected();
        state.focused = state.selected && view_->hasFocus();
        state.invalid = !node;
        return state;
    }

    QString text(QAccessible::Text kind) const override {
        const NodeItem* node = item();
        if (!node) return {};
        const NodeFace& face = node->face();
        if (kind == QAccessible::Name) return face.title + ", " + face.kindText;
        if (kind == QAccessible::Value && node->live()) {
            const Quantity rate = rateText(node->live()->rate);
            return rate.figure + " " + rate.unit;
        }
        if (kind != QAccessible::Description) return {};
        QStringList words = face.findings;
        if (!face.gist.isEmpty()) words.prepend(face.gist);
        if (face.promise && face.promise->kept) words << face.promise->word();
        if (node->live() && node->live()->bottleneck) words << Words::tr("limits the run");
        return words.join(". ");
    }

private:
    const NodeItem* item() const { return view_ ? view_->canvas().node(id_) : nullptr; }
    QPointer<CanvasView> view_;
    QString id_;
};

QAccessibleInterface* makeInterface(const QString&, QObject* object) {
    auto* view = qobject_cast<CanvasView*>(object);
    return view ? new AccessibleCanvas(*view) : nullptr;
}

} // namespace

AccessibleCanvas::AccessibleCanvas(CanvasView& view)
    : QAccessibleWidget(&view, QAccessible::Canvas), view_(view) {}

AccessibleCanvas::~AccessibleCanvas() {
    for (const QAccessible::Id id : qAsConst(ids_))
        QAccessible::deleteAccessibleInterface(id);
}

int AccessibleCanvas::childCount() const {
    return static_cast<int>(view_.canvas().session().document().nodes.size());
}

QAccessibleInterface* AccessibleCanvas::interfaceOf(const QString& node) const {
    auto found = ids_.find(node);
    if (found == ids_.end())
        found = ids_.insert(node, QAccessible::registerAccessibleInterface(new AccessibleNode(view_, node)));
    return QAccessible::accessibleInterface(*found);
}

QAccessibleInterface* AccessibleCanvas::child(int index) const {
    if (index < 0 || index >= childCount()) return nullptr;
    const auto& nodes = view_.canvas().session().document().nodes;
    return interfaceOf(QString::fromStdString(nodes[static_cast<std::size_t>(index)].id));
}

QAccessibleInterface* AccessibleCanvas::childAt(int x, int y) const {
    const NodeItem* node =
        view_.canvas().nodeAt(view_.mapToScene(view_.viewport()->mapFromGlobal(QPoint(x, y))));
    return node ? interfaceOf(node->id()) : nullptr;
}

int AccessibleCanvas::indexOfChild(const QAccessibleInterface* child) const {
    const auto* node = dynamic_cast<const AccessibleNode*>(child);
    const auto index =
        node ? view_.canvas().session().document().nodeIndex(node->id().toStdString()) : std::nullopt;
    return index ? static_cast<int>(*index) : -1;
}

QAccessibleInterface* AccessibleCanvas::focusChild() const {
    const auto selected = view_.canvas().selectedNodes();
    return view_.hasFocus() && selected.size() == 1 ? interfaceOf(QString::fromStdString(selected.front()))
                                                    : nullptr;
}

QString AccessibleCanvas::text(QAccessible::Text kind) const {
    if (kind == QAccessible::Name) return Words::tr("Graph");
    if (kind == QAccessible::Description)
        return Words::tr(
                   "%1 nodes. Arrow keys go from node to node, Enter opens the settings of one, A adds one.")
            .arg(childCount());
    return QAccessibleWidget::text(kind);
}

void installCanvasAccessibility() {
    static const bool kInstalled = [] {
        QAccessible::installFactory(makeInterface);
        return true;
    }();
    Q_UNUSED(kInstalled)
}

} // namespace millrace::ui
