// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/registry.h"
#include "ui/canvas/canvas_geometry.h"
#include "ui/canvas/delivery_badge.h"
#include "ui/canvas/graph_lookup.h"

#include <QString>
#include <QStringList>

namespace millrace::ui {

/// What a card shows of its node apart from live numbers: worked out once per edit or planner's answer, not
/// per frame.
struct NodeFace {
    QStringList openSidePorts; ///< rejected and late outputs without a wire: drawn small
    QString id, title, kindText, icon;
    Category category = Category::Stage;
    bool known = true; ///< the kind is in the registry
    NodeMode mode = NodeMode::Enabled;
    bool silent = false; ///< has no part in a run: disabled, or all that feeds it is
    QString gist;        ///< the parameter that says most, on cards without live numbers: "speed <= 35"
    QString needs;       ///< what a fresh node lacks, in two words; empty = nothing, or it is an error by now
    QString choice;      ///< where it will run, from the plan
    int errors = 0, warnings = 0;
    QStringList findings;                   ///< errors and warnings in words
    QStringList faultyPorts;                ///< that an error is about
    std::optional<DeliveryPromise> promise; ///< of a sink
    CardShape shape;

    bool sameLook(const NodeFace& other) const;
};

NodeFace makeFace(const GraphNode& node, const Registry& registry, const GraphLookup::Node& known);
/// The node's title, or that of its kind.
QString titleOf(const GraphNode& node, const Registry& registry);
/// Ports of a node as drawn: of its kind, plus those its wires name although the kind is unknown or has none
/// of that name.
std::vector<PortSpec> portsOf(const GraphNode& node, const Registry& registry, const GraphLookup::Node& known,
                              bool output);

} // namespace millrace::ui
