// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_document.h"
#include "engine/graph/registry.h"

#include <QWidget>

namespace millrace::ui {

/// A small picture of a graph: cards as coloured blocks with titles, wires between them.
class GraphPreview : public QWidget {
    Q_OBJECT
public:
    explicit GraphPreview(const Registry& registry, QWidget* parent = nullptr);
    void setDocument(GraphDocument document);
    QSize sizeHint() const override { return {420, 200}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Registry& registry_;
    GraphDocument document_;
};

} // namespace millrace::ui
