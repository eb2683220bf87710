// SPDX-License-Identifier: Apache-2.0
//
// What floats above the canvas of a view: its overview, the name of the graph, a banner, a card in a corner.
#include "ui/canvas/canvas_geometry.h"
#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/canvas_view.h"
#include "ui/canvas/minimap.h"
#include "ui/canvas/node_item.h"
#include "ui/document/graph_session.h"

#include <QLabel>
#include <QLayout>
#include <algorithm>

namespace millrace::ui {
namespace {

constexpr int kMargin = 14;           ///< of what floats above the canvas
constexpr qreal kMayBeCovered = 0.02; ///< of one node, by the card in the corner

/// Whether the overview covers cards it tells nothing about.
bool isInTheWay(const CanvasView& view, const QRect& minimap) {
    // Of a graph that is in view as a whole and can be read, it tells nothing that would be worth a card.
    if (view.zoom() < geometry::kDetailZoom) return false;
    const QRectF seen = view.mapToScene(view.viewport()->rect()).boundingRect();
    const QRectF hidden = view.mapToScene(minimap).boundingRect();
    bool covers = false;
    for (const NodeItem* node : view.canvas().nodes()) {
        const QRectF card = node->cardRect();
        if (!seen.contains(card)) return false;
        covers = covers || card.intersects(hidden);
    }
    return covers;
}

/// What somebody types into stays in view, whatever else floats above the canvas. Null while it is not shown.
QWidget* findBarOf(const CanvasView& view) {
    auto* bar = view.findChild<QWidget*>("findBar", Qt::FindDirectChildrenOnly);
    return bar && bar->isVisible() ? bar : nullptr;
}

} // namespace

void CanvasView::setCornerCard(QWidget* card) {
    if (cornerCard_ == card) return;
    if (cornerCard_) cornerCard_->deleteLater();
    cornerCard_ = card;
    if (card) {
        card->setParent(this);
        card->installEventFilter(this);
        card->show();
    }
    placeOverlays();
}

bool CanvasView::hasBanner() const { return banner_ && !banner_->isHidden(); }

void CanvasView::setBanner(QWidget* banner) {
    if (banner_ == banner) return;
    if (banner_) banner_->deleteLater();
    banner_ = banner;
    if (banner) {
        banner->setParent(this);
        banner->installEventFilter(this);
        banner->show();
    }
    placeOverlays();
}

void CanvasView::placeOverlays() {
    minimap_->move(width() - minimap_->width() - kMargin, height() - minimap_->height() - kMargin);
    minimap_->raise();
    if (banner_) {
        banner_->adjustSize();
        const int tall = banner_->heightForWidth(width());
        banner_->setGeometry(0, 0, width(), tall > 0 ? tall : banner_->sizeHint().height());
        banner_->raise();
    }
    placeCornerCard();
    updateMinimap();
}

void CanvasView::placeCornerCard() {
    if (!cornerCard_) return;
    const QLayout* inside = cornerCard_->layout();
    const int cardWidth =
        std::clamp(cornerCard_->sizeHint().width(), cornerCard_->minimumWidth(), cornerCard_->maximumWidth());
    const int cardHeight = inside && inside->hasHeightForWidth() ? inside->totalHeightForWidth(cardWidth)
                                                                 : cornerCard_->sizeHint().height();
    const QSize size(cardWidth, cardHeight);
    if (!cornerCard_->property("brief").toBool()) wholeCard_ = size;
    corner_ = bestCorner(size);
    cornerCard_->setGeometry({cornersFor(size)[corner_], size});
    cornerCard_->raise();
    if (QWidget* bar = findBarOf(*this)) bar->raise();
    const QPoint whole = cornersFor(wholeCard_)[bestCorner(wholeCard_)];
    const bool brief = cornerCard_->property("brief").toBool();
    Q_EMIT cornerCardCrowded(coveredBy({whole, wholeCard_}) > (brief ? 0 : kMayBeCovered));
    if (cornerCard_->property("brief").toBool() != brief) placeCornerCard(); // in its new size
}

int CanvasView::bestCorner(QSize card) const {
    const QList<QPoint> corners = cornersFor(card);
    // It stays where it is until that covers something another corner would not.
    int best = corner_;
    qreal least = coveredBy({corners[best], card});
    for (int i = 0; i < corners.size() && least > 0; ++i) {
        const qreal covered = coveredBy({corners[i], card});
        if (covered >= least) continue;
        least = covered;
        best = i;
    }
    return best;
}

QList<QPoint> CanvasView::cornersFor(QSize card) const {
    const int right = width() - card.width() - kMargin;
    const int top = hasBanner() ? banner_->height() + kMargin : graphName_->geometry().bottom() + kMargin;
    return {{kMargin, height() - card.height() - kMargin},
            {kMargin, top},
            {right, hasBanner() ? top : kMargin},
            {right, minimap_->y() - card.height() - kMargin / 2},
            {minimap_->x() - card.width() - kMargin / 2, height() - card.height() - kMargin}};
}

qreal CanvasView::coveredBy(const QRect& card) const {
    constexpr qreal kSpokenOf = 1000;
    qreal covered = 0;
    const QTransform onScreen = viewportTransform();
    for (auto node = scene_.nodes().cbegin(); node != scene_.nodes().cend(); ++node) {
        const QRect place =
            onScreen.mapRect(node.value()->cardRect().adjusted(-6, -14, 6, 6)).toAlignedRect();
        const QRect common = place.intersected(card);
        if (common.isEmpty()) continue;
        const qreal share =
            static_cast<qreal>(common.width()) * common.height() / (place.width() * place.height());
        covered += node.key() == keptClear_ ? kSpokenOf + share : share;
    }
    if (const QWidget* bar = findBarOf(*this); bar && bar->geometry().intersects(card))
        covered += kSpokenOf / 2;
    return covered;
}

void CanvasView::keepClear(const QString& node) {
    if (keptClear_ == node) return;
    keptClear_ = node;
    placeCornerCard();
}

void CanvasView::updateMinimap() {
    const QString name = QString::fromStdString(scene_.session().document().name);
    graphName_->setVisible(!name.isEmpty() && !hasBanner());
    if (graphName_->text() != name) {
        graphName_->setText(name);
        graphName_->adjustSize();
    }
    minimap_->refresh(mapToScene(viewport()->rect()).boundingRect());
    if (cornerCard_ && cornerCard_->isVisible()) placeCornerCard();
    minimap_->setVisible(!scene_.nodes().isEmpty() && width() > 420 && height() > 220 &&
                         !isInTheWay(*this, minimap_->geometry()));
}

} // namespace millrace::ui
