// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_edit.h"
#include "engine/graph/node_path.h"

namespace millrace {

/// A copy of a document to be changed at will, and the edit that makes the change. In the document's own body
/// what is kept must keep its order, and of a kept node only parameters and position may change.
class DocumentDraft {
public:
    explicit DocumentDraft(const GraphDocument& document) : before_(document), draft_(document) {}

    GraphDocument& document() { return draft_; }
    /// Null when there is no such body. Subgraphs must not be added or removed while it is used.
    GraphBody* body(const BodyPath& path);
    Subgraph* subgraph(const BodyPath& path);
    /// The document's own body and those of all subgraphs.
    std::vector<GraphBody*> bodies();
    std::string freeSubgraphId(const std::string& wish) const;

    GraphEdit edit(std::string label);

private:
    const GraphDocument& before_;
    GraphDocument draft_;
};

} // namespace millrace
