// SPDX-License-Identifier: Apache-2.0
#include "ui/settings/turn_queue.h"

#include <QCoreApplication>
#include <utility>

namespace millrace::ui {

TurnQueue::TurnQueue() {
    timer_.setInterval(0);
    connect(&timer_, &QTimer::timeout, this, &TurnQueue::doOne);
}

TurnQueue& TurnQueue::instance() {
    // Timers end with the application.
    static QPointer<TurnQueue> queue;
    if (!queue) {
        queue = new TurnQueue;
        queue->setParent(QCoreApplication::instance());
    }
    return *queue;
}

void TurnQueue::add(QObject* owner, std::function<void()> work) {
    pieces_.push_back({owner, std::move(work), false});
    timer_.start();
}

void TurnQueue::doOne() {
    const Piece piece = std::move(pieces_.front());
    pieces_.pop_front();
    if (pieces_.empty()) timer_.stop();
    if (piece.owner) piece.work();
}

} // namespace millrace::ui
