// SPDX-License-Identifier: Apache-2.0
#include "ui/find/saved_graph.h"

#include "engine/graph/graph_json.h"
#include "ui/document/graph_session.h"
#include "ui/document/shown_body.h"

#include <QFile>

namespace millrace::ui {

SavedGraph::SavedGraph(GraphSession& session, QObject* parent) : QObject(parent), session_(session) {
    connect(&session_, &GraphSession::documentReplaced, this, &SavedGraph::documentReplaced);
    connect(&session_, &GraphSession::fileChanged, this, &SavedGraph::fileChanged);
    documentReplaced();
}

bool SavedGraph::isModified(const std::string& node, const Subgraph* subgraph) const {
    const GraphBody* file =
        subgraph ? saved_.findSubgraph(subgraph->id) : static_cast<const GraphBody*>(&saved_);
    const GraphBody& here =
        subgraph ? static_cast<const GraphBody&>(*subgraph) : ShownBody::of(session_).whole();
    const GraphNode* before = file ? file->findNode(node) : nullptr;
    const GraphNode* now = here.findNode(node);
    return !before || !now || !(*before == *now);
}

void SavedGraph::documentReplaced() {
    if (!session_.isDirty()) {
        saved_ = ShownBody::of(session_).whole();
        return;
    }
    // Restored after a crash: the file has what was there before.
    saved_ = {};
    QFile file(session_.filePath());
    if (session_.filePath().isEmpty() || !file.open(QIODevice::ReadOnly)) return;
    Result<GraphFile> parsed = parseGraph(file.readAll().toStdString());
    if (parsed.has_value()) saved_ = std::move(parsed.value().document);
}

void SavedGraph::fileChanged() {
    if (!session_.isDirty()) saved_ = ShownBody::of(session_).whole();
}

} // namespace millrace::ui
