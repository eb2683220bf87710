// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/document/graph_commands.h"
#include "ui/document/instance_kind.h"
#include "ui/settings/popup_frame.h"

#include <QPointF>
#include <optional>

class QLabel;
class QLineEdit;
class QListView;

namespace millrace::ui {

class KindListModel;
class SearchField;

/// The search box at the cursor: type, Enter, the node stands there. Opened for a wire in the hand it offers
/// only kinds that take it.
class QuickAdd : public PopupFrame {
    Q_OBJECT
public:
    QuickAdd(const GraphSession& session, QWidget* parent);

    void open(QPoint globalPosition, QPointF scenePosition, const std::optional<OpenWire>& wire);
    QLineEdit* searchField() const;

Q_SIGNALS:
    void chosen(const QString& kind, QPointF scenePosition,
                const std::optional<millrace::ui::OpenWire>& wire);
    /// The kind that Enter would place now; null when the box is gone or holds a wire.
    void offered(const millrace::NodeKind* kind, QPointF scenePosition);

protected:
    void hideEvent(QHideEvent* event) override;

private:
    void refresh();
    void offer();
    void accept();

    const GraphSession& session_;
    std::vector<NodeKindPtr> instances_; ///< what the list shows of the document
    SearchField* search_;
    QListView* list_;
    QLabel* hint_;
    KindListModel* model_;
    QPointF scenePosition_;
    std::optional<OpenWire> wire_;
};

} // namespace millrace::ui
