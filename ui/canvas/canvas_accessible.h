// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAccessible>
#include <QAccessibleWidget>
#include <QHash>
#include <QString>

namespace millrace::ui {

class CanvasView;

/// The canvas for screen readers: its cards are children with name, state and place, in document order.
class AccessibleCanvas : public QAccessibleWidget {
public:
    explicit AccessibleCanvas(CanvasView& view);
    ~AccessibleCanvas() override;

    int childCount() const override;
    QAccessibleInterface* child(int index) const override;
    QAccessibleInterface* childAt(int x, int y) const override;
    int indexOfChild(const QAccessibleInterface* child) const override;
    QAccessibleInterface* focusChild() const override;
    QString text(QAccessible::Text kind) const override;

private:
    QAccessibleInterface* interfaceOf(const QString& node) const;

    CanvasView& view_;
    mutable QHash<QString, QAccessible::Id> ids_;
};

/// Makes canvases known to screen readers; once per program.
void installCanvasAccessibility();

} // namespace millrace::ui
