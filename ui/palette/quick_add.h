// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/registry.h"
#include "ui/document/graph_commands.h"
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
    explicit QuickAdd(const Registry& registry, QWidget* parent);

    void open(QPoint globalPosition, QPointF scenePosition, const std::optional<OpenWire>& wire);
    QLineEdit* searchField() const;

Q_SIGNALS:
    void chosen(const QString& kind, QPointF scenePosition,
                const std::optional<millrace::ui::OpenWire>& wire);

private:
    void refresh();
    void accept();

    const Registry& registry_;
    SearchField* search_;
    QListView* list_;
    QLabel* hint_;
    KindListModel* model_;
    QPointF scenePosition_;
    std::optional<OpenWire> wire_;
};

} // namespace millrace::ui
