// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/settings/popup_frame.h"

#include <QAction>
#include <QList>

class QListWidget;

namespace millrace::ui {

class CanvasScene;
class SearchField;

/// One field for every command and every node: Enter runs the command or goes to the node. Nodes are found by
/// title, id, kind and the values of their parameters.
class CommandSearch : public PopupFrame {
    Q_OBJECT
public:
    CommandSearch(CanvasScene& canvas, const QList<QAction*>& actions, QWidget* parent);
    void open(QWidget* above, bool nodesOnly);

Q_SIGNALS:
    void nodeChosen(const QString& id);

private:
    void refresh();
    void accept();

    CanvasScene& canvas_;
    QList<QAction*> actions_;
    SearchField* search_;
    QListWidget* list_;
    bool nodesOnly_ = false;
};

} // namespace millrace::ui
