// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_document.h"

#include <QObject>

namespace millrace::ui {

class GraphSession;

/// The document as the file has it: what "changed since it was saved" is measured by.
class SavedGraph : public QObject {
    Q_OBJECT
public:
    explicit SavedGraph(GraphSession& session, QObject* parent = nullptr);
    /// True when the node is not in the file, or stands there otherwise; its place on the canvas does not
    /// count. `subgraph`: the one it stands in, null = the document.
    bool isModified(const std::string& node, const Subgraph* subgraph) const;

private:
    void documentReplaced();
    void fileChanged();

    GraphSession& session_;
    GraphDocument saved_;
};

} // namespace millrace::ui
