// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QCache>
#include <QElapsedTimer>
#include <QPixmap>
#include <QString>

namespace millrace::ui {

class NodeItem;

/// What decides how the part of a card looks that no number of a run changes.
struct CardLook {
    quint64 face = 0; ///< NodeItem::faceNumber()
    quint32 flags = 0;
    quint32 theme = 0;
    QString chip;
    bool operator==(const CardLook&) const = default;
};

/// Pictures of cards without their numbers: a frame copies them instead of drawing outlines, shadows and text
/// again. Those used least go when memory is short. When the zoom changes, what was drawn for another zoom is
/// stretched, and only a few are drawn anew per frame. GUI thread only.
class CardPictures {
public:
    static CardPictures& instance();

    struct Picture {
        QPixmap pixmap;
        qreal scale = 0; ///< pixels of the device per unit of the canvas
        CardLook look;
    };
    /// Null when the card must be drawn; one of another scale, to be stretched, only inside of a CanvasFrame.
    const Picture* find(const NodeItem& node, qreal scale, const CardLook& look);
    /// Null when it is larger than all that may be kept.
    const Picture* keep(const NodeItem& node, Picture picture);
    /// While the zoom changes a frame draws no more than a few pictures; this one a mere outline will do for.
    bool leavesOut();
    void forget(const NodeItem& node) { pictures_.remove(&node); }

    void beginFrame();
    /// True when something was stretched or left out: another frame would be sharper.
    bool wasStretched() const { return stretched_; }

private:
    CardPictures();

    QCache<const NodeItem*, Picture> pictures_; ///< cost in KiB
    QElapsedTimer drawing_;                     ///< since find() was asked last
    qint64 drawnNs_ = 0;                        ///< that this frame has spent on pictures
    int renewals_ = 0;                          ///< of this frame, of pictures that could be stretched
    bool stretched_ = false;
};

} // namespace millrace::ui
