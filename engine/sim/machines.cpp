// SPDX-License-Identifier: Apache-2.0
//
// Cores of sites: shared as a fluid, or in slices of time; and whose turn it is to compute where one
// interpreter lets one thread at a time.
#include "engine/sim/simulation_inline.h"

#include <algorithm>
#include <cmath>

namespace millrace::sim {

void SimSiteState::account(MonotonicNs now) {
    if (const auto span = static_cast<double>(now - since); span > 0) {
        const double atWork = std::min(cores, static_cast<double>(running()));
        busyNs += atWork * span;
        if (atWork > 0) dynamicNs += (gamma == 1 ? atWork / cores : std::pow(atWork / cores, gamma)) * span;
    }
    since = now;
}

void Simulation::beginSites() {
    for (const SimSite& site : model_->sites)
        pools_.push_back({{}, site.poolWorkers});
    if (!model_->usesSites) return;
    const auto& slices = model_->settings.machine.slices;
    for (const SimSite& site : model_->sites) {
        SimSiteState& state = sites_.emplace_back();
        state.cores = site.settings.cores;
        state.shared = SharedCores(state.cores);
        if (site.settings.power) state.gamma = site.settings.power->gamma;
        if (slices)
            state.sliced.emplace(static_cast<std::uint32_t>(state.cores), slices->quantumNs,
                                 slices->switchNs);
    }
}

/// After the model has become another one; what is as it was is left alone. Work that has begun keeps its
/// length: a new speed counts from the next on, and a new length of slices from the next slice.
void Simulation::changeSites() {
    const MachineSettings& machine = model_->settings.machine;
    for (std::uint32_t place = 0; place < sites_.size(); ++place) {
        SimSiteState& site = sites_[place];
        const Site& settings = model_->sites[place].settings;
        const double gamma = settings.power ? settings.power->gamma : site.gamma;
        if (gamma != site.gamma) {
            site.account(now_);
            site.gamma = gamma;
        }
        if (site.sliced) {
            site.sliced->change(machine.slices->quantumNs, machine.slices->switchNs);
        } else if (settings.cores != site.cores) {
            site.account(now_);
            site.cores = settings.cores;
            site.shared.change(site.cores, now_);
            scheduleSite(place);
        }
    }
}

/// The process of a worker is started: until then the worker takes nothing.
void Simulation::spawnWorker(std::uint32_t index, MonotonicNs time) {
    SimTask& task = tasks_[index];
    task.state = SimTask::State::Working;
    switchTo(task, TimeKind::Ready); // there is no worker yet
    calendar_.schedule(now_ + time, EventKind::WorkDone, index);
}

/// Work that needs a core of the site where the task is.
void Simulation::runOnSite(std::uint32_t index, MonotonicNs time) {
    SimTask& task = tasks_[index];
    const double speed = model_->sites[model_->chains[task.chain].site].settings.speed;
    const MonotonicNs work =
        speed == 1 ? time : std::max<MonotonicNs>(1, wholeTime(static_cast<double>(time) / speed));
    if (!model_->ops[task.op].interpreted) return startOnCores(index, work);
    SimInterpreter& interpreter = interpreter_;
    if (interpreter.holder == index || interpreter.holder == kNone) {
        if (interpreter.holder == kNone) interpreter.switchedAt = now_;
        interpreter.holder = index;
        interpreter.computing = true;
        return startOnCores(index, work);
    }
    switchTo(task, TimeKind::Lock);
    interpreter.waiters.push({index, work, now_});
    if (interpreter.waiters.size() == 1) awaitInterpreter();
}

void Simulation::startOnCores(std::uint32_t index, MonotonicNs work) {
    const std::uint32_t place = model_->chains[tasks_[index].chain].site;
    SimSiteState& site = sites_[place];
    site.account(now_);
    if (site.sliced) return scheduleSlice(place, site.sliced->start(index, work, now_));
    site.shared.start(index, work, now_);
    scheduleSite(place);
}

/// Returns the work that is left.
MonotonicNs Simulation::stopOnCores(std::uint32_t index) {
    const std::uint32_t place = model_->chains[tasks_[index].chain].site;
    SimSiteState& site = sites_[place];
    site.account(now_);
    if (site.sliced) {
        std::optional<SlicedCores::Slice> next;
        const MonotonicNs left = site.sliced->stop(index, now_, next);
        scheduleSlice(place, next);
        return left;
    }
    const MonotonicNs left = site.shared.stop(index, now_);
    scheduleSite(place);
    return left;
}

void Simulation::scheduleSite(std::uint32_t place) {
    SimSiteState& site = sites_[place];
    ++site.generation;
    if (site.shared.running() > 0)
        calendar_.schedule(std::max(now_, site.shared.nextDone()), EventKind::SiteCoresDone, place,
                           site.generation);
}

void Simulation::scheduleSlice(std::uint32_t place, const std::optional<SlicedCores::Slice>& slice) {
    if (slice)
        calendar_.schedule(slice->until, EventKind::SliceOver, place << kSliceCoreBits | slice->core,
                           slice->generation);
}

void Simulation::siteCoresDone(std::uint32_t place, std::uint32_t generation) {
    SimSiteState& site = sites_[place];
    if (generation != site.generation) return;
    site.account(now_);
    while (const auto task = site.shared.finished(now_))
        computed(*task);
    scheduleSite(place);
}

void Simulation::sliceOver(std::uint32_t siteAndCore, std::uint32_t generation) {
    const std::uint32_t place = siteAndCore >> kSliceCoreBits;
    SimSiteState& site = sites_[place];
    site.account(now_);
    const auto over = site.sliced->over(siteAndCore & ((1u << kSliceCoreBits) - 1), generation, now_);
    if (!over) return;
    if (over->done != SlicedCores::kNobody) computed(over->done);
    scheduleSlice(place, over->next);
}

/// The work of a task is done.
void Simulation::computed(std::uint32_t index) {
    SimTask& task = tasks_[index];
    task.note(now_);
    task.state = SimTask::State::Queued;
    ready_.push(index);
    if (interpreter_.holder != index) return;
    // It keeps the lock if it computes on at this instant, and gives it back otherwise.
    interpreter_.computing = false;
    calendar_.schedule(now_, EventKind::LockLeft, 0);
}

void Simulation::giveInterpreter(const SimInterpreter::Waiter& next) {
    interpreter_.holder = next.task;
    interpreter_.computing = true;
    interpreter_.switchedAt = now_;
    switchTo(tasks_[next.task], TimeKind::Busy);
    startOnCores(next.task, next.work);
    awaitInterpreter();
}

/// The patience of the first who waits begins when it came, or with the last switch.
void Simulation::awaitInterpreter() {
    SimInterpreter& interpreter = interpreter_;
    ++interpreter.generation;
    if (interpreter.waiters.empty()) return;
    const MonotonicNs from = std::max(interpreter.waiters.front().since, interpreter.switchedAt);
    const MonotonicNs until = from + model_->settings.machine.interpreterLock->switchIntervalNs;
    calendar_.schedule(std::max(now_, until), EventKind::LockForced, 0, interpreter.generation);
}

/// Whoever computes has to let the next one in, and waits itself.
void Simulation::forceInterpreter(std::uint32_t generation) {
    SimInterpreter& interpreter = interpreter_;
    if (generation != interpreter.generation || !interpreter.computing || interpreter.waiters.empty()) return;
    const std::uint32_t holder = interpreter.holder;
    ++interpreter.forced;
    const MonotonicNs left = stopOnCores(holder);
    switchTo(tasks_[holder], TimeKind::Lock);
    tasks_[holder].note(now_);
    const SimInterpreter::Waiter next = interpreter.waiters.pop();
    interpreter.waiters.push({holder, left, now_});
    giveInterpreter(next);
}

void Simulation::leaveInterpreter() {
    if (interpreter_.computing || interpreter_.holder == kNone) return;
    interpreter_.holder = kNone;
    if (!interpreter_.waiters.empty()) giveInterpreter(interpreter_.waiters.pop());
}

} // namespace millrace::sim
