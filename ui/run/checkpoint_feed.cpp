// SPDX-License-Identifier: Apache-2.0
#include "ui/run/checkpoint_feed.h"

#include "ui/run/run_controller.h"

#include <memory>
#include <utility>

namespace millrace::ui {

namespace {

constexpr int kEveryMs = 400;
constexpr std::size_t kMostMarks = 20'000;

} // namespace

CheckpointFeed::CheckpointFeed(RunController& runs, QObject* parent) : QObject(parent), runs_(runs) {
    pool_.setMaxThreadCount(1);
    connect(&runs_, &RunController::started, this, &CheckpointFeed::begin);
    connect(&runs_, &RunController::forgotten, this, &CheckpointFeed::begin);
    connect(&runs_, &RunController::frameReady, this, &CheckpointFeed::readSometimes);
    connect(&runs_, &RunController::finished, this, &CheckpointFeed::read);
}

CheckpointFeed::~CheckpointFeed() { pool_.waitForDone(); }

bool CheckpointFeed::keeps() const { return runs_.run() && runs_.run()->options().checkpoints.has_value(); }

void CheckpointFeed::begin() {
    ++run_;
    status_ = {};
    marks_.clear();
    reading_ = readAgain_ = false;
    sinceReading_.invalidate();
    Q_EMIT begun();
}

void CheckpointFeed::readSometimes() {
    if (reading_ || (sinceReading_.isValid() && sinceReading_.elapsed() < kEveryMs)) return;
    read();
}

void CheckpointFeed::read() {
    if (!keeps()) return;
    // The end may come while an earlier reading is under way.
    if (std::exchange(reading_, true)) {
        readAgain_ = true;
        return;
    }
    sinceReading_.start();
    pool_.start([this, run = runs_.share(), number = run_] {
        auto status = std::make_shared<CheckpointStatus>(run->checkpoints());
        for (CheckpointRecord& record : status->latest)
            record.nodes.clear(); // here, not where the window waits
        QMetaObject::invokeMethod(
            this, [this, number, status] { take(number, std::move(*status)); }, Qt::QueuedConnection);
    });
}

void CheckpointFeed::take(int run, CheckpointStatus status) {
    if (run != run_) return;
    reading_ = false;
    const Epoch known = marks_.empty() ? kNoEpoch : marks_.back().epoch;
    for (const CheckpointRecord& record : std::exchange(status.latest, {}))
        if (record.epoch > known) marks_.push_back(markOf(record));
    // Some at once, so that this is not done with every one.
    if (marks_.size() > kMostMarks)
        marks_.erase(marks_.begin(), marks_.begin() + static_cast<std::ptrdiff_t>(kMostMarks / 10));
    status_ = std::move(status);
    Q_EMIT changed();
    if (std::exchange(readAgain_, false)) read();
}

} // namespace millrace::ui
