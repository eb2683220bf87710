// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_edit.h"

#include <QWidget>
#include <vector>

class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QVBoxLayout;

namespace millrace::ui {

class GraphSession;
class SpotLabel;

/// An instance of a subgraph, or the subgraph that the canvas is in: title, notes, ports, and what this
/// instance sets for the nodes inside.
class SubgraphPage : public QWidget {
    Q_OBJECT
public:
    explicit SubgraphPage(GraphSession& session, QWidget* parent = nullptr);

    /// Shows the one instance that is selected, or with no selection the subgraph entered. False when the
    /// selection is something else.
    bool showFor(const std::vector<std::string>& selectedNodes);
    void focusTitle();

private:
    void refresh();
    void refreshFindings();
    void fillPorts(const Subgraph& subgraph, bool output);
    void fillSettings(const GraphNode* instance);
    const Subgraph* subgraph() const;
    void writeTitle();
    void writeSubgraph(const QString& mergeKey);
    bool apply(const Result<GraphEdit>& edit);

    GraphSession& session_;
    std::string instance_; ///< empty: the body that is shown
    SpotLabel* spot_;
    QLineEdit* title_;
    QLabel* kind_;
    QLabel* findings_;
    QLineEdit* subgraphTitle_;
    QPlainTextEdit* notes_;
    QWidget* ports_[2];
    QWidget* settings_;
    QLabel* uses_;
    QString shown_; ///< ports and settings as they are filled in
    bool refreshing_ = false;
};

} // namespace millrace::ui
