// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFrame>

class QHBoxLayout;

namespace millrace::ui {

class GraphSession;

/// Where the canvas is: the graph and the instances that were entered, each a button that leads back there.
/// Stands above the canvas while a subgraph is shown. Cards let go over it move out of the subgraph.
class Breadcrumb : public QFrame {
    Q_OBJECT
public:
    Breadcrumb(GraphSession& session, QWidget* canvas);

    void setDropTarget(bool on);

private:
    void rebuild();

    GraphSession& session_;
    QHBoxLayout* steps_;
};

} // namespace millrace::ui
