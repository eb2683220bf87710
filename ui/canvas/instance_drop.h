// SPDX-License-Identifier: Apache-2.0
#pragma once

class QGraphicsSceneMouseEvent;

namespace millrace::ui {

class CanvasScene;

/// While cards are dragged: shows the card of an instance, or the step of the breadcrumb, that would take
/// them.
void showDropTarget(CanvasScene& scene, const QGraphicsSceneMouseEvent& event);
/// Cards that were dragged and let go over an instance's card go inside, over the breadcrumb they go out.
/// True when that was the place, be it that it was refused: the cards go back then.
bool dropOnSubgraph(CanvasScene& scene, const QGraphicsSceneMouseEvent& event);

} // namespace millrace::ui
