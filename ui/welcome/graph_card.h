// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/registry.h"
#include "ui/welcome/graph_shelf.h"

#include <QPushButton>

namespace millrace::ui {

/// A button with the picture of a graph, its title and what it is about.
class GraphCard : public QPushButton {
    Q_OBJECT
public:
    GraphCard(const ShelvedGraph& graph, const Registry& registry, QWidget* parent);
    QSize sizeHint() const override;
    bool hasHeightForWidth() const override { return false; }
};

} // namespace millrace::ui
