// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/result.h"
#include "engine/graph/graph_edit.h"

#include <QObject>

class QMenu;

namespace millrace::ui {

class MainWindow;
class PortLane;

/// What the user does with subgraphs: make one of the selection, enter, leave, unpack, take nodes out. Part
/// of the window; its actions are usable when the selection allows it.
class SubgraphCommands : public QObject {
    Q_OBJECT
public:
    explicit SubgraphCommands(MainWindow& window);

    void make();
    void unpack();
    void makeIndependent();
    void enter();
    void leave(); ///< the instance that was left is selected then
    void moveOut();
    /// An entry for each subgraph that the shown body may hold: a further instance of it, at the cursor.
    void fillAddMenu(QMenu& menu);

private:
    QString selectedInstance() const; ///< the only one selected; empty = none, or more
    bool apply(const Result<GraphEdit>& edit);
    void updateActions();
    void bodyChanged();
    void fit();

    MainWindow& window_;
    PortLane* ports_;
    QString left_; ///< the instance whose body was shown last
};

} // namespace millrace::ui
