// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/registry.h"
#include "engine/metrics/metrics_frame.h"
#include "engine/plan/plan.h"
#include "engine/run/run_store.h"

#include <QString>
#include <vector>

namespace millrace::ui {

/// What the views of a run need to know of its plan: names and order of nodes and wires as in its frames.
/// Made from a plan, or from a run in the history, whose input files may be long gone.
struct RunShape {
    struct Node {
        QString id, title, choice;
        Category category = Category::Stage;
    };
    struct Edge {
        QString id;
        QString from, to; ///< node ids
        bool fused = false;
    };
    std::vector<Node> nodes;
    std::vector<Edge> edges;

    const Node* find(const QString& id) const;
    QString titleOf(const QString& id) const; ///< the id itself when there is no such node
    std::vector<WireEnds> wireEnds() const;   ///< of the edges, in their order
};

RunShape shapeOf(const Plan& plan);
RunShape shapeOf(const StoredRun& run, const Registry& registry);

} // namespace millrace::ui
