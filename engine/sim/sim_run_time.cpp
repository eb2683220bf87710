// SPDX-License-Identifier: Apache-2.0
//
// How time goes on in a simulated run, on its own thread.
#include "engine/sim/sim_run.h"

#include <algorithm>
#include <cmath>

namespace millrace::sim {

namespace {

/// About a millisecond: so long others wait for a look.
constexpr std::uint64_t kEventsAtOnce = 5'000;
/// At a given speed the clock is looked at that often.
constexpr std::chrono::milliseconds kBeat{4};
/// A trace that begins anew in the past shows what so many events did.
constexpr std::uint64_t kRecordedBefore = 20'000;

} // namespace

void SimRun::work() {
    std::unique_lock lock(mutex_);
    while (!closing_) {
        if (!commands_.empty()) {
            const Command command = std::move(commands_.front());
            commands_.pop_front();
            command();
        } else if (!goOn(lock)) {
            publish();
            wake_.wait(lock, [this] { return closing_ || !commands_.empty(); });
            rebase();
        }
        publish();
        if (waiting_ == 0) continue;
        lock.unlock();
        while (waiting_ > 0)
            std::this_thread::yield();
        lock.lock();
    }
}

/// A little further. False: there is nothing to do.
bool SimRun::goOn(std::unique_lock<std::mutex>& lock) {
    if (journey_) {
        travelOn();
    } else if (search_) {
        searchOn();
    } else if (target_) {
        advance(*target_, kEventsAtOnce);
        if (shown().now() >= *target_ || shown().progress() != Progress::Going) target_.reset();
    } else if (!plays_) {
        return false;
    } else if (std::isinf(speed_)) {
        advance(INT64_MAX, kEventsAtOnce);
    } else {
        const auto passed = static_cast<double>(clock_.now() - baseReal_);
        const double due = static_cast<double>(baseVirtual_) + passed * speed_;
        const std::uint64_t before = shown().events();
        advance(due < 9e18 ? static_cast<MonotonicNs>(due) : INT64_MAX, kEventsAtOnce);
        if (shown().events() - before >= kEventsAtOnce)
            rebase(); // it cannot go that fast: from here on, not after what it owes
        else if (plays_)
            wake_.wait_for(lock, kBeat, [this] { return closing_ || !commands_.empty(); });
    }
    settle();
    return true;
}

void SimRun::travelOn() {
    Journey& journey = *journey_;
    const std::uint64_t before = journey.at.events();
    const std::uint64_t most = std::min(kEventsAtOnce, journey.events > before ? journey.events - before : 0);
    if (most > 0) travel_->follow(journey.at, journey.until, most);
    if (journey.at.events() - before >= kEventsAtOnce) return;
    standAt(std::move(journey.at));
    journey_.reset();
}

void SimRun::advance(MonotonicNs until, std::uint64_t events) {
    if (halts_.empty() && breakpoints_.empty())
        moveOn(until, events);
    else
        advanceWatching(until, events);
}

/// Event by event, or what comes true in between would be missed.
void SimRun::advanceWatching(MonotonicNs until, std::uint64_t events) {
    for (std::uint64_t i = 0; i < events && shown().progress() == Progress::Going; ++i) {
        const std::uint64_t before = shown().events();
        moveOn(until, 1);
        if (haltsHere()) {
            plays_ = false;
            target_.reset();
            return;
        }
        if (shown().events() == before && shown().now() >= until) return;
    }
}

bool SimRun::haltsHere() {
    bool halts = false;
    for (Watch& watch : halts_) {
        const bool holds = watch.condition.holdsFor(shown().value(watch.condition));
        if (holds && !watch.held) {
            haltedAt_ = watch.condition;
            halts = true;
        }
        watch.held = holds;
    }
    for (Watched& watched : breakpoints_) {
        const std::int64_t count = shown().received(watched.breakpoint.edge);
        const bool steps = stepping_ && stepping_->edge == watched.breakpoint.edge && count > stepping_->from;
        if (!steps && count / watched.every() <= watched.stops) continue;
        watched.stops = count / watched.every();
        watched.holding = true;
        halts = true;
    }
    if (halts) {
        stepping_.reset();
        ++haltCount_;
    }
    return halts;
}

/// At most to the next frame that is kept, and from the past into what is new.
void SimRun::moveOn(MonotonicNs until, std::uint64_t events) {
    const std::uint64_t last = shown().events() + events;
    while (shown().progress() == Progress::Going && shown().events() < last) {
        if (past_) {
            const Simulation& latest = travel_->latest();
            const std::uint64_t known = latest.events() - past_->events();
            if (known == 0) {
                enterLatest();
                continue;
            }
            travel_->follow(*past_, until, std::min(last - past_->events(), known));
            if (past_->now() >= until) return;
            continue;
        }
        travel_->run(std::min(until, samples_.next()), last - shown().events());
        if (shown().now() >= samples_.next() || shown().progress() != Progress::Going)
            samples_.add(shown().frame());
        if (shown().now() >= until) return;
    }
}

void SimRun::searchOn() {
    Search& search = *search_;
    for (std::uint64_t i = 0; i < kEventsAtOnce; ++i) {
        if (search.at && search.at->events() >= travel_->latest().events()) search.at.reset();
        if (search.at) {
            travel_->follow(*search.at, INT64_MAX, 1);
        } else {
            if (travel_->latest().progress() != Progress::Going) return endSearch(Answer::Never);
            enterLatest();
            moveOn(INT64_MAX, 1);
        }
        const Simulation& at = search.at ? *search.at : travel_->latest();
        const bool holds = search.watch.condition.holdsFor(at.value(search.watch.condition));
        if (holds && !search.watch.held) return endSearch(Answer::Found);
        search.watch.held = holds;
    }
}

void SimRun::endSearch(Answer answer) {
    Search search = std::move(*search_);
    search_.reset();
    if (answer == Answer::Found) {
        if (search.at)
            standAt(std::move(*search.at));
        else
            enterLatest();
        haltedAt_ = search.watch.condition;
        ++haltCount_;
    }
    publish(); // who hears of it looks
    if (search.done) search.done(answer, shown().now());
}

void SimRun::giveUpSearch() {
    if (!search_) return;
    const Search search = std::move(*search_);
    search_.reset();
    if (search.done) search.done(Answer::GivenUp, 0);
}

/// Another wish: what was going on before is over.
void SimRun::drive(bool plays) {
    giveUpSearch();
    while (journey_) // what was asked for first is done first
        travelOn();
    target_.reset();
    stepping_.reset();
    haltedAt_.reset();
    for (Watched& watched : breakpoints_)
        watched.holding = false;
    plays_ = plays && shown().progress() == Progress::Going;
    rebase();
    settle();
}

void SimRun::standAt(Simulation past) {
    if (past.events() >= travel_->latest().events() && past.now() >= travel_->latest().now())
        return enterLatest();
    past_ = std::move(past);
    const bool unknown = recorder_ && past_->now() < recorder_->knownSince();
    if (unknown || pastRecorder_) ++recordings_;
    pastRecorder_ = unknown ? recordingUpTo(*past_) : nullptr;
    past_->record(pastRecorder_.get()); // playing on from there goes on with it
    rewatch();
    rebase();
}

void SimRun::enterLatest() {
    if (!past_) return;
    past_.reset();
    if (pastRecorder_) ++recordings_;
    pastRecorder_.reset();
    rewatch();
    rebase();
}

/// What holds at the instant that is shown comes true the next time only after it has not.
void SimRun::rewatch() {
    for (Watch& watch : halts_)
        watch.held = watch.condition.holdsFor(shown().value(watch.condition));
    for (Watched& watched : breakpoints_)
        watched.stops = shown().received(watched.breakpoint.edge) / watched.every();
}

/// What the trace would hold if it had been read then: the last events before it, played once more.
std::unique_ptr<SimRecorder> SimRun::recordingUpTo(const Simulation& instant) const {
    const std::uint64_t first = instant.events() > kRecordedBefore ? instant.events() - kRecordedBefore : 0;
    Simulation replay = travel_->afterEvents(first);
    auto recorder = std::make_unique<SimRecorder>(replay.model(), options_.traceEvents, replay.now());
    replay.record(recorder.get());
    travel_->follow(replay, instant.now(), instant.events() - replay.events());
    replay.recordWhatGoesOn();
    return recorder;
}

void SimRun::beginFuture(TimeTravel::Change change, std::size_t holds) {
    Simulation from = shown();
    from.record(nullptr);
    // What it looked through is no more.
    if (search_ && search_->at && search_->at->events() > from.events()) giveUpSearch();
    const bool keepsRecording = !past_;
    std::unique_ptr<SimRecorder> recorder;
    if (recorder_ && !keepsRecording) recorder = recordingUpTo(from);
    past_.reset();
    pastRecorder_.reset();
    samples_.forgetAfter(from.now());
    forkedAt_ = from.now();
    travel_->fork(std::move(from), std::move(change), holds);
    noteWhatIsForgotten();
    if (recorder) {
        recorder_ = std::move(recorder);
        ++recordings_;
    }
    travel_->record(recorder_.get());
    ++futures_;
    rewatch();
    rebase();
}

/// Said once: how far back it goes the slider shows.
void SimRun::noteWhatIsForgotten() {
    if (travel_->knownSince() == 0 || forgets_) return;
    forgets_ = true;
    Diagnostic note;
    note.severity = Severity::Warning;
    note.code = "MR4743";
    note.message =
        "the simulation has been changed so often that its beginning can no longer be seen: all "
        "changes together have used up the memory for the past";
    note.hint = "simulate again, with the settings as they are now, to begin anew";
    notes_.add(std::move(note));
}

void SimRun::rebase() {
    baseVirtual_ = shown().now();
    baseReal_ = clock_.now();
}

/// State follows from what there is.
void SimRun::settle() {
    if (shown().progress() != Progress::Going) plays_ = false;
    switch (travel_->latest().progress()) {
        case Progress::Failed: return becomeFinal(RunState::Failed);
        case Progress::AtEnd: return becomeFinal(RunState::Stopped); // with what is inside
        case Progress::Finished: return becomeFinal(RunState::Finished);
        case Progress::Going: break;
    }
    if (isFinal(state_)) return;
    const bool moves = plays_ || target_ || search_ || journey_;
    if (!moves)
        state_ = RunState::Paused;
    else if (state_ == RunState::Paused)
        state_ = RunState::Running;
}

void SimRun::becomeFinal(RunState state) {
    if (isFinal(state_)) return;
    state_ = state;
    final_.notify_all();
}

void SimRun::publish() {
    const MonotonicNs now = clock_.now();
    const double seconds = static_cast<double>(now - countedAt_) * 1e-9;
    const std::uint64_t events = shown().events();
    if (seconds > 0.2) {
        eventsPerSecond_ = events >= counted_ ? static_cast<double>(events - counted_) / seconds : 0;
        counted_ = events;
        countedAt_ = now;
    }
    const Simulation& latest = travel_->latest();
    const std::lock_guard lock(placeMutex_);
    place_.now = shown().now();
    place_.latest = latest.now();
    place_.end = latest.progress() == Progress::Going ? latest.model().settings.durationNs : latest.now();
    place_.events = events;
    place_.eventsPerSecond = plays_ || search_ || target_ || journey_ ? eventsPerSecond_ : 0;
    place_.speed = speed_;
    place_.over = shown().progress() != Progress::Going;
    place_.plays = plays_;
    place_.queued = !commands_.empty();
    place_.busy = search_ || target_ || journey_ || place_.queued;
    place_.future = futures_;
    place_.forkedAt = forkedAt_;
    place_.recording = recordings_;
    place_.haltedAt = haltedAt_;
    place_.halts = haltCount_;
    const std::size_t found = notes_.items.size() + latest.problems().items.size();
    if (told_.items.size() == found) return;
    told_ = notes_;
    for (const Diagnostic& d : latest.problems())
        told_.add(d);
}

} // namespace millrace::sim
