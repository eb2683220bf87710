// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/result.h"

#include <QString>

namespace millrace::ui {

class CanvasScene;

/// How a picture of the graph is to be.
struct PictureOptions {
    enum class Ground { AsShown, Light, None };
    Ground ground = Ground::AsShown; ///< Light: drawn in the colours of the light theme; None: transparent
    bool selectionOnly = false;      ///< selected cards, boxes and notes, with the wires among the cards
};

/// Draws the graph, not the window, into a file: .svg and .pdf as lines and text, .png with two pixels per
/// unit. Selection and cursor leave no trace. MR7120 when there is nothing to draw, MR7121 for another
/// ending, MR7122 when the file cannot be written.
Result<void> writePicture(CanvasScene& canvas, const QString& path, const PictureOptions& options);

} // namespace millrace::ui
