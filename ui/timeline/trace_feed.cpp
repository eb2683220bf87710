// SPDX-License-Identifier: Apache-2.0
#include "ui/timeline/trace_feed.h"

#include "engine/run/run.h"
#include "ui/run/run_controller.h"
#include "ui/settings/turn_queue.h"

#include <QEvent>
#include <QWidget>
#include <algorithm>

namespace millrace::ui {
TraceFeed::TraceFeed(RunController& runs, QObject* parent) : QObject(parent), runs_(runs) {
    connect(&runs_, &RunController::started, this, &TraceFeed::begin);
    connect(&runs_, &RunController::forgotten, this, &TraceFeed::begin);
    // After what others do with the frame, so that the window listens in between.
    connect(&runs_, &RunController::frameReady, this,
            [this] { TurnQueue::instance().addOnce(this, &TraceFeed::readIfWatched); });
}

void TraceFeed::addReader(QWidget* reader) {
    readers_.push_back(reader);
    reader->installEventFilter(this);
}

bool TraceFeed::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Show) read();
    return QObject::eventFilter(watched, event);
}

void TraceFeed::begin() {
    model_.clear(runs_.time() ? INT64_MAX : TimelineModel::kKeepNs);
    plan_ = runs_.plan();
    names_ = {};
    recording_ = 0;
    Q_EMIT begun();
}

bool TraceFeed::ended() const { return isFinal(runs_.state()); }

void TraceFeed::readIfWatched() {
    if (std::any_of(readers_.begin(), readers_.end(), [](const QWidget* w) { return w->isVisible(); }))
        read();
}

void TraceFeed::read() {
    const Run* run = runs_.run();
    if (!run || !plan_) return;
    ++readings_;
    if (run->virtualTime() && runs_.place().recording != recording_) {
        begin(); // it tells of another instant
        recording_ = runs_.place().recording;
    }
    const std::size_t named = model_.tasks().size();
    model_.take(run->trace(model_.mark()));
    if (model_.tasks().size() != named || model_.resources().size() != names_.resources())
        names_ = TraceNames(*plan_, model_.tasks(), model_.resources());
    Q_EMIT grown();
}

} // namespace millrace::ui
