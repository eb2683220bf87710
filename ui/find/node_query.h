// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_document.h"
#include "engine/graph/registry.h"

#include <QString>
#include <QStringList>
#include <functional>
#include <optional>
#include <vector>

namespace millrace::ui {

/// What the find field says: words that must all occur in a node, and filters such as `is:invalid`.
struct NodeQuery {
    QStringList words;
    QStringList filters; ///< "modified", "invalid", "slow", "disabled", "bypassed"
    QStringList unknown; ///< filters nobody knows, as typed

    static NodeQuery parse(const QString& text);
    static const QStringList& knownFilters();
    bool isEmpty() const { return words.isEmpty() && filters.isEmpty() && unknown.isEmpty(); }
};

/// A node of the document or, by its path, of what an instance stands for.
struct NodePlace {
    std::string path;
    const GraphNode& node;    ///< as it runs there
    const Subgraph* subgraph; ///< that it stands in; null = the document
};

struct NodeMatch {
    std::string id; ///< path
    QString title;  ///< with the instances around it: "Trips / Clean"
    QString kind;   ///< title of its kind
    QString icon;
    Category category = Category::Stage;
    QString reason; ///< where it was found, when not in its name: "where: speed > 30"
};

/// Nodes that hold every word in title, id, kind, or a value of a parameter or concurrency setting, and pass
/// every filter; in document order, those inside of an instance behind it. `passes` answers for filters that
/// need more than the node.
std::vector<NodeMatch> findNodes(const NodeQuery& query, const GraphDocument& document,
                                 const Registry& registry,
                                 const std::function<bool(const QString& filter, const NodePlace&)>& passes);

} // namespace millrace::ui
