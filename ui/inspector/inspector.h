// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QLabel;
class QStackedWidget;

namespace millrace::ui {

class CanvasScene;
class GraphPage;
class NodePage;
class WirePage;

/// The panel at the right: what is selected on the canvas, ready to be changed. Nothing selected: the graph
/// itself.
class Inspector : public QWidget {
    Q_OBJECT
public:
    explicit Inspector(CanvasScene& canvas, QWidget* parent = nullptr);

    NodePage& nodePage() const { return *node_; }
    WirePage& wirePage() const { return *wire_; }
    /// Selects the node, shows it and puts the cursor into the parameter; empty path = only the node.
    void showParameter(const QString& node, const QString& path);
    void renameSelected();

private:
    void selectionChanged();

    CanvasScene& canvas_;
    QStackedWidget* stack_;
    GraphPage* graph_;
    NodePage* node_;
    WirePage* wire_;
    QWidget* many_;
    QLabel* manyText_;
};

} // namespace millrace::ui
