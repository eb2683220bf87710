// SPDX-License-Identifier: Apache-2.0
#include "ui/run/checkpoint_feed.h"

#include "engine/run/run.h"
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
    last_.reset();
    places_.clear();
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
        auto news = std::make_shared<News>(newsOf(*run)); // all of it here, not where the window waits
        QMetaObject::invokeMethod(
            this, [this, number, news] { take(number, std::move(*news)); }, Qt::QueuedConnection);
    });
}

CheckpointFeed::News CheckpointFeed::newsOf(const Run& run) {
    News news;
    news.status = run.checkpoints();
    // Numbers are not used again: those that are missing were given up. Before the first one of a job that
    // did not go on they may have been used by the job before it.
    std::optional<Epoch> before;
    if (news.status.restored != kNoEpoch) before = news.status.restored;
    for (const CheckpointRecord& record : news.status.latest) {
        CheckpointMark& mark = news.marks.emplace_back(markOf(record));
        const std::uint64_t missing = mark.epoch - before.value_or(kNoEpoch) - 1;
        const auto givenUp = static_cast<std::uint64_t>(news.status.givenUp);
        if (missing <= givenUp) mark.givenUp = missing;
        before = mark.epoch;
    }
    if (!news.status.latest.empty()) news.last = std::move(news.status.latest.back());
    news.status.latest.clear();
    if (const auto* tells = dynamic_cast<const TellsPlaces*>(&run)) news.places = tells->restoredPlaces();
    return news;
}

void CheckpointFeed::take(int run, News news) {
    if (run != run_) return;
    reading_ = false;
    const Epoch known = marks_.empty() ? kNoEpoch : marks_.back().epoch;
    for (const CheckpointMark& mark : news.marks)
        if (mark.epoch > known) marks_.push_back(mark);
    if (news.last) last_ = std::move(news.last);
    places_ = std::move(news.places);
    // Some at once, so that this is not done with every one.
    if (marks_.size() > kMostMarks)
        marks_.erase(marks_.begin(), marks_.begin() + static_cast<std::ptrdiff_t>(kMostMarks / 10));
    status_ = std::move(news.status);
    Q_EMIT changed();
    if (std::exchange(readAgain_, false)) read();
}

} // namespace millrace::ui
