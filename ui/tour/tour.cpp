// SPDX-License-Identifier: Apache-2.0
#include "ui/tour/tour.h"

#include "ui/canvas/canvas_scene.h"
#include "ui/canvas/canvas_view.h"
#include "ui/document/graph_session.h"
#include "ui/main_window/main_window.h"
#include "ui/tour/tour_card.h"
#include "ui/tour/tour_highlight.h"

#include <QEvent>
#include <QScrollBar>
#include <algorithm>

namespace millrace::ui {
namespace {

constexpr int kGap = 14;

} // namespace

Tour::Tour(MainWindow& window, std::vector<TourStep> steps)
    : QObject(&window),
      window_(window),
      steps_(std::move(steps)),
      card_(new TourCard(&window)),
      highlight_(new TourHighlight(&window)) {
    later_.setSingleShot(true);
    later_.setInterval(0);
    connect(&later_, &QTimer::timeout, this, &Tour::follow);
    const auto soon = [this] {
        if (on_) later_.start();
    };
    GraphSession& session = window_.session();
    connect(&session, &GraphSession::edited, this, soon);
    connect(&session, &GraphSession::planningChanged, this, soon);
    connect(&session, &GraphSession::documentReplaced, this, [this] {
        if (on_) leave(); // another graph: the tour belonged to the one before
    });
    connect(&window_, &MainWindow::runStateChanged, this, soon);
    connect(&window_.canvas(), &QGraphicsScene::selectionChanged, this, soon);
    connect(&window_.canvas(), &CanvasScene::contentChanged, this, soon);
    connect(&window_.canvasView(), &CanvasView::zoomChanged, this, soon);
    for (const QScrollBar* bar :
         {window_.canvasView().horizontalScrollBar(), window_.canvasView().verticalScrollBar()})
        connect(bar, &QScrollBar::valueChanged, this, soon);
    connect(card_, &TourCard::leaveRequested, this, &Tour::leave);
    window_.installEventFilter(this);
}

Tour::~Tour() = default;

void Tour::start() {
    on_ = true;
    current_ = 0;
    follow();
}

void Tour::leave() {
    if (!on_) return;
    on_ = false;
    later_.stop();
    card_->hide();
    highlight_->hide();
    window_.canvasView().setFocus();
    Q_EMIT left();
}

bool Tour::eventFilter(QObject* watched, QEvent* event) {
    if (watched == &window_ && on_ && event->type() == QEvent::Resize) later_.start();
    return QObject::eventFilter(watched, event);
}

void Tour::follow() {
    if (!on_) return;
    // Between an edit and the planner's answer nobody knows whether a step is still done.
    if (window_.session().planningIsCurrent()) {
        const auto open = std::find_if(steps_.begin(), steps_.end(),
                                       [this](const TourStep& step) { return !step.done(window_); });
        current_ = static_cast<int>(open - steps_.begin());
    }
    const int count = static_cast<int>(steps_.size());
    if (current_ == count) {
        card_->showEnd(
            tr("That is all it takes"),
            tr("Your pipeline ran. Slide the numbers marked <i>applies now</i> while it runs, open "
               "<i>Charts</i> and <i>Timeline</i>, or press <b>F1</b> for the help of every node."));
    } else {
        const TourStep& step = steps_[static_cast<std::size_t>(current_)];
        card_->showStep(current_ + 1, count, step.title, step.text);
    }
    place();
}

void Tour::place() {
    const bool end = current_ >= static_cast<int>(steps_.size());
    const QRect target = end ? QRect() : steps_[static_cast<std::size_t>(current_)].where(window_);
    highlight_->surround(target);
    card_->adjustSize();
    const QSize size = card_->size();
    const QRect room = window_.rect().adjusted(kGap, kGap, -kGap, -kGap);
    const QRect near = target.isNull() ? QRect(room.center(), QSize(1, 1)) : target;
    const QList<QPoint> places{{near.right() + kGap, near.top()},
                               {near.left() - kGap - size.width(), near.top()},
                               {near.left(), near.bottom() + kGap},
                               {near.left(), near.top() - kGap - size.height()}};
    QPoint best = room.bottomRight() - QPoint(size.width(), size.height());
    // A target as large as the canvas leaves no room beside it: then a corner inside of it.
    if (near.width() > size.width() * 2 && near.height() > size.height() * 2)
        best = near.bottomLeft() + QPoint(kGap, -size.height() - kGap);
    else
        for (const QPoint& place : places) {
            QRect at(place, size);
            at.moveTop(std::clamp(at.top(), room.top(), std::max(room.top(), room.bottom() - size.height())));
            if (!room.contains(at) || at.intersects(target)) continue;
            best = at.topLeft();
            break;
        }
    card_->move(best);
    card_->show();
    card_->raise();
}

} // namespace millrace::ui
