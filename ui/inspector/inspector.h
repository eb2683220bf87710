// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QStackedWidget;

namespace millrace::ui {

class AreaPage;
class CanvasScene;
class GraphPage;
class ManyPage;
class ManyWiresPage;
class NodePage;
class WirePage;

/// The panel at the right: what is selected on the canvas, ready to be changed. Nothing selected: the graph
/// itself.
class Inspector : public QWidget {
    Q_OBJECT
public:
    explicit Inspector(CanvasScene& canvas, QWidget* parent = nullptr);

    NodePage& nodePage() const { return *node_; }
    AreaPage& areaPage() const { return *area_; }
    WirePage& wirePage() const { return *wire_; }
    ManyPage& manyPage() const { return *many_; }
    ManyWiresPage& manyWiresPage() const { return *wires_; }
    /// Selects the node, shows it and puts the cursor into the parameter; empty path = only the node.
    void showParameter(const QString& node, const QString& path);
    void renameSelected();

protected:
    bool focusNextPrevChild(bool next) override;

private:
    void selectionChanged();
    bool showArea();

    CanvasScene& canvas_;
    QStackedWidget* stack_;
    GraphPage* graph_;
    NodePage* node_;
    WirePage* wire_;
    AreaPage* area_;
    ManyPage* many_;
    ManyWiresPage* wires_;
};

} // namespace millrace::ui
