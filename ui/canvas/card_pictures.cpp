// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/card_pictures.h"

#include "ui/canvas/canvas_frame.h"

#include <algorithm>
#include <utility>

namespace millrace::ui {
namespace {

/// Enough for all cards of a 4K screen, twice.
constexpr int kMostKiB = 160 * 1024;
/// So long a frame may go on drawing pictures anew that could be stretched as well, unless the zoom changes:
/// what is drawn then serves for a moment.
constexpr qint64 kRenewNs = 5'000'000;
constexpr int kLeastRenewals = 10; ///< however slow the machine is
/// So long, while the zoom changes, pictures of cards that have none.
constexpr qint64 kDrawWhileZoomingNs = 1'500'000;
/// A picture may be shrunk or stretched that much before it is drawn anew at once; it is renewed before, a
/// few a frame.
constexpr qreal kLeastStretch = 0.2, kMostStretch = 5;

} // namespace

CardPictures::CardPictures() : pictures_(kMostKiB) {}

CardPictures& CardPictures::instance() {
    static CardPictures pictures;
    return pictures;
}

bool CardPictures::leavesOut() {
    if (!CanvasFrame::isZooming() || drawnNs_ < kDrawWhileZoomingNs) return false;
    stretched_ = true;
    return true;
}

void CardPictures::beginFrame() {
    drawnNs_ = 0;
    renewals_ = 0;
    stretched_ = false;
}

const CardPictures::Picture* CardPictures::find(const NodeItem& node, qreal scale, const CardLook& look) {
    const Picture* picture = pictures_.object(&node);
    drawing_.start();
    if (!picture || !(picture->look == look)) return nullptr;
    if (picture->scale == scale) return picture;
    const qreal stretch = scale / picture->scale;
    if (!CanvasFrame::isOn() || stretch < kLeastStretch || stretch > kMostStretch) return nullptr;
    if (!CanvasFrame::isZooming() && (drawnNs_ < kRenewNs || renewals_ < kLeastRenewals)) {
        ++renewals_;
        return nullptr;
    }
    stretched_ = true;
    return picture;
}

const CardPictures::Picture* CardPictures::keep(const NodeItem& node, Picture picture) {
    drawnNs_ += drawing_.nsecsElapsed();
    const auto bytes = static_cast<qint64>(picture.pixmap.width()) * picture.pixmap.height() * 4;
    pictures_.insert(&node, new Picture(std::move(picture)),
                     static_cast<int>(std::max<qint64>(1, bytes / 1024)));
    return pictures_.object(&node);
}

} // namespace millrace::ui
