// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/node_path.h"
#include "engine/graph/subgraph_edits.h"
#include "engine/plan/planner.h"

#include <QObject>
#include <QString>
#include <optional>

namespace millrace::ui {

class GraphSession;

/// Which body of the document the window shows: its own, or that of an instance that was entered. All that
/// reads GraphSession::document() sees the shown body with the rest of the document around it, and edits of
/// nodes and wires go where they were seen; so canvas, inspector and clipboard work inside of a subgraph as
/// outside. What has to do with runs goes by the paths of nodes instead (engine/graph/node_path.h), and this
/// translates. GUI thread only; a part of the session.
class ShownBody : public QObject {
    Q_OBJECT
public:
    ShownBody(GraphDocument& shown, GraphSession& session);
    static ShownBody& of(const GraphSession& session);

    const BodyPath& path() const { return path_; }
    bool isTop() const { return path_.empty(); }
    /// Nothing to translate: no subgraphs at all.
    bool isPlain() const { return isTop() && shown_.subgraphs.empty(); }
    /// The document with its own body, as it is saved and run.
    const GraphDocument& whole() const { return isTop() ? shown_ : whole_; }
    const Subgraph* subgraph() const { return subgraphAt(whole(), path_); } ///< null at the top

    bool show(const BodyPath& path); ///< false when there is no such body
    bool enter(const QString& instance);
    bool leave(); ///< selects nothing; false at the top
    /// Shows the body of a node by its path; its id there, empty when there is none.
    QString reveal(const QString& nodePath);

    QString pathOf(const QString& shownNode) const;
    /// The node of the shown body that a path leads to or through; empty when it leads elsewhere.
    QString shownNode(const QString& nodePath) const;
    QString wireInRun(const QString& shownWire) const;
    QString shownWire(const QString& wireInRun) const; ///< empty when it is drawn elsewhere

    /// What the planner says, by the ids of the shown body: schemas of its ports, its nodes and wires as far
    /// as they are planned (no more than names, choice, promise and queue), and its findings. Those of nodes
    /// inside of an instance stand at the instance.
    const Planning& planning() const;
    /// A text of a run about nodes: "fused with Trips / Clean" is "fused with Clean" inside of Trips.
    QString fromInside(QString text) const;
    Diagnostics findings(const Diagnostics& all) const;

    /// An edit of the shown body as one of the whole document. One that changes subgraphs speaks of the whole
    /// document already.
    Result<GraphEdit> inDocument(const GraphEdit& edit) const;

Q_SIGNALS:
    void changed(); ///< another body is shown

private:
    friend class GraphSession;
    bool onlyAddsSubgraphs(const edit::Composite& paste) const;
    /// Of the whole document. changed() must follow when the body has gone.
    Result<GraphEdit> apply(const GraphEdit& edit);
    void forget(); ///< another document: its own body
    void announceIfMoved();
    void refresh();

    GraphSession& session_;
    GraphDocument& shown_;
    GraphDocument whole_; ///< unless at the top, where `shown_` is
    BodyPath path_;
    bool moved_ = false;
    mutable std::optional<Planning> planning_;
};

} // namespace millrace::ui
