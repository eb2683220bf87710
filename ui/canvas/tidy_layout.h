// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/result.h"
#include "engine/graph/graph_edit.h"

#include <QStringList>

namespace millrace::ui {

class CanvasScene;

/// The edit that draws the given nodes (none: all) from left to right, wires short and with few crossings.
/// Group boxes whose nodes are all among them stay together and fit themselves to what they hold; other notes
/// keep beside the card they stand next to; wires that are led by hand run freely again. The drawing begins
/// where the old one did.
Result<GraphEdit> tidyLayout(const CanvasScene& canvas, const QStringList& nodes);

} // namespace millrace::ui
