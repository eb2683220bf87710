// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/result.h"
#include "engine/graph/graph_document.h"
#include "engine/graph/node_kind.h"

namespace millrace::ui {

/// The example of a kind as a graph, every node with a place: columns by the longest way from a source, rows
/// as they come. Examples have a few nodes, in the order in which they are read.
Result<GraphDocument> kindExample(const NodeKind& kind);

/// The same as the text of a graph file, which can be pasted and saved; empty when the kind has no example.
std::string kindExampleText(const NodeKind& kind);

} // namespace millrace::ui
