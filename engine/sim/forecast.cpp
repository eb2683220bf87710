// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/forecast.h"

#include "engine/base/text.h"
#include "engine/sim/machine_figures.h"
#include "engine/sim/statistics/warm_up.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace millrace::sim {

namespace {

constexpr double kTailFactor = 2.5; ///< quantiles are known less well for the same work

/// From one observation to a later one.
class Stretch {
public:
    Stretch(const SimModel& model, const Observation& from, const Observation& to)
        : model_(model), from_(from), to_(to) {}

    double seconds() const { return static_cast<double>(to_.totals.now - from_.totals.now) / 1e9; }
    double at(Kpi::What what, std::size_t place) const {
        switch (what) {
            case Kpi::What::Throughput: return ratio(records(place), seconds());
            case Kpi::What::LatencyMean:
                return ratio(to_.totals.sinks[place].latencySumNs - from_.totals.sinks[place].latencySumNs,
                             records(place)) /
                       1e3;
            case Kpi::What::LatencyP50: return quantile(place, 0.5);
            case Kpi::What::LatencyP95: return quantile(place, 0.95);
            case Kpi::What::LatencyP99: return quantile(place, 0.99);
            case Kpi::What::Busy:
                return share(place, &NodeMetrics::busyNs) + share(place, &NodeMetrics::ioNs);
            case Kpi::What::BackPressured: return share(place, &NodeMetrics::backPressuredNs);
            case Kpi::What::Lock: return share(place, &NodeMetrics::lockNs);
            case Kpi::What::Ready: return share(place, &NodeMetrics::readyNs);
            case Kpi::What::Queued: return ratio(area(place), seconds() * 1e9);
            case Kpi::What::Wait: {
                const auto& a = from_.totals.edges[place];
                const auto& b = to_.totals.edges[place];
                const std::int64_t left =
                    (b.received + b.dropped - b.refused) - (a.received + a.dropped - a.refused);
                return ratio(area(place), static_cast<double>(left)) / 1e3;
            }
            case Kpi::What::Dropped: {
                const auto& a = from_.totals.edges[place];
                const auto& b = to_.totals.edges[place];
                return ratio(static_cast<double>(b.dropped - a.dropped),
                             static_cast<double>(b.sent - a.sent));
            }
            default: return machineFigure(model_, from_.totals, to_.totals, what, place);
        }
    }

private:
    static double ratio(double a, double b) { return b > 0 ? a / b : 0; }
    double records(std::size_t vertex) const {
        return static_cast<double>(to_.totals.sinks[vertex].records - from_.totals.sinks[vertex].records);
    }
    double area(std::size_t edge) const {
        return to_.totals.edges[edge].areaNs - from_.totals.edges[edge].areaNs;
    }
    double share(std::size_t vertex, std::int64_t NodeMetrics::*time) const {
        const NodeMetrics &a = from_.frame.nodes[vertex], &b = to_.frame.nodes[vertex];
        return ratio(static_cast<double>(b.*time - a.*time), seconds() * 1e9 * std::max(1, b.subtasks));
    }
    double quantile(std::size_t vertex, double q) const {
        const auto &a = from_.frame.nodes[vertex].latency, &b = to_.frame.nodes[vertex].latency;
        if (!b) return 0;
        return static_cast<double>(a ? b->since(*a).quantile(q) : b->quantile(q)) / 1e3;
    }

    const SimModel& model_;
    const Observation &from_, &to_;
};

/// The replications of one model, in rounds: who runs them asks for the next one and hands them in.
class Forecaster {
public:
    Forecaster(const std::shared_ptr<const SimModel>& model, const ForecastOptions& options)
        : options_(options) {
        result_.model = model;
        result_.basis = basisOf(*model);
        result_.diagnostics = model->diagnostics;
        result_.diagnostics.append(model->settings.warnings);
        result_.question =
            options.question.value_or(model->endsByItself ? Question::Terminating : Question::SteadyState);
        if (model->settings.durationNs <= 0) result_.question = Question::Terminating;
        done_.resize(options.replications.value_or(rule().first));
    }

    bool hasNext() const { return !stopped_ && next_ < done_.size(); }
    std::size_t takeNext() {
        ++underWay_;
        return next_++;
    }
    void handIn(std::size_t number, Replication replication) {
        --underWay_;
        const Progress progress = replication.progress;
        if (progress == Progress::Going || progress == Progress::Failed) stopped_ = true;
        hasFailed_ = hasFailed_ || progress == Progress::Failed;
        done_[number] = std::move(replication);
    }
    void stop() { stopped_ = true; }
    /// Whether all that was begun has been handed in, and nothing more is to begin.
    bool isRoundOver() const { return underWay_ == 0 && !hasNext(); }
    bool hasFailed() const { return hasFailed_; }
    std::size_t planned() const { return done_.size(); }

    /// Works out the figures. True: another round follows. After false only takeResult().
    bool endRound() {
        dropUnfinished();
        if (!result_.cancelled && !stopsHere()) {
            findWarmUp();
            fillKpis();
            const StoppingDecision decision = decideStopping(goals(), rule());
            result_.precisionReached = std::all_of(decision.achieved.begin(), decision.achieved.end(),
                                                   [](const AchievedPrecision& a) { return a.reached(); });
            result_.replications = done_.size();
            if (decision.next == StoppingDecision::Next::AnotherRound && !options_.replications &&
                !stopped_) {
                done_.resize(std::max(done_.size(), decision.replications));
                return true;
            }
        }
        summarise();
        done_.clear(); // with their histograms they are large
        return false;
    }
    const Forecast& soFar() const { return result_; }
    Forecast takeResult() { return std::move(result_); }

private:
    StoppingRule rule() const {
        StoppingRule rule;
        rule.most = std::max<std::size_t>(2, options_.most);
        return rule;
    }

    /// What one thread found while others went on may leave gaps: up to the first of them counts.
    void dropUnfinished() {
        const auto gap = std::find_if(done_.begin(), done_.end(), [](const Replication& r) {
            return r.observations.empty() || r.progress == Progress::Going;
        });
        if (gap == done_.end()) return;
        result_.cancelled = options_.cancelled && options_.cancelled();
        done_.erase(gap, done_.end());
    }

    /// A replication has failed: more of them would say nothing else. Those behind the first one that did are
    /// there only if other threads were at them.
    bool stopsHere() {
        const auto failed = std::find_if(done_.begin(), done_.end(), [](const Replication& replication) {
            return replication.progress == Progress::Failed;
        });
        if (failed == done_.end()) return done_.empty();
        done_.erase(failed + 1, done_.end());
        return true;
    }

    /// From the mean over the replications of the latency over time.
    void findWarmUp() {
        // Who comes to an end by itself has no long run to ask about.
        if (!options_.question && std::all_of(done_.begin(), done_.end(), [](const Replication& r) {
                return r.progress == Progress::Finished;
            }))
            result_.question = Question::Terminating;
        if (result_.question == Question::Terminating) return;
        std::vector<std::vector<double>> series;
        for (const Replication& replication : done_)
            series.push_back(replication.series);
        result_.series = meanSeries(series);
        const WarmUp warmUp = mser5(result_.series);
        warmUpRefused_ = warmUp.refused;
        const double share = static_cast<double>(warmUp.settled() ? warmUp.cut : result_.series.size() / 2) /
                             static_cast<double>(Replication::kPoints);
        // Up to the next observation: what is kept of a histogram begins there.
        first_ = static_cast<std::size_t>(std::ceil(share * Replication::kObservations));
        result_.warmUpNs = 0;
        for (const Replication& replication : done_)
            result_.warmUpNs = std::max(result_.warmUpNs, from(replication).totals.now);
    }
    const Observation& from(const Replication& replication) const {
        return replication.observations[std::min(first_, replication.observations.size() - 2)];
    }

    void fillKpis() {
        const Plan& plan = *result_.model->plan;
        result_.kpis.clear();
        const auto add = [&](Kpi::What what, std::size_t place, double goal) {
            Kpi kpi;
            kpi.what = what;
            kpi.place = place;
            kpi.goal = goal;
            Summary summary;
            for (const Replication& replication : done_) {
                kpi.values.push_back(
                    Stretch(*result_.model, from(replication), replication.observations.back())
                        .at(what, place));
                summary.add(kpi.values.back());
            }
            kpi.interval = summary.interval();
            result_.kpis.push_back(std::move(kpi));
        };
        const double mean = options_.precision, tail = options_.precision * kTailFactor;
        for (std::size_t v = 0; v < plan.vertices.size(); ++v) {
            if (!result_.model->ops[result_.model->opOfVertex[v]].sink) continue;
            // A sink that nothing reaches has no figures to be sure of.
            const bool reached = done_.front().observations.back().totals.sinks[v].records > 0;
            add(Kpi::What::Throughput, v, reached ? mean : 0);
            if (!reached) continue;
            add(Kpi::What::LatencyMean, v, mean);
            add(Kpi::What::LatencyP50, v, 0);
            add(Kpi::What::LatencyP95, v, 0);
            add(Kpi::What::LatencyP99, v, tail);
        }
        for (std::size_t v = 0; v < plan.vertices.size(); ++v) {
            add(Kpi::What::Busy, v, 0);
            add(Kpi::What::BackPressured, v, 0);
            add(Kpi::What::Lock, v, 0);
            add(Kpi::What::Ready, v, 0);
        }
        for (std::size_t e = 0; e < plan.edges.size(); ++e) {
            if (plan.edges[e].fused) continue;
            add(Kpi::What::Queued, e, 0);
            add(Kpi::What::Wait, e, 0);
            add(Kpi::What::Dropped, e, 0);
        }
        for (const auto& [what, place] : machineFigures(*result_.model, done_))
            add(what, place, 0);
    }

    std::vector<PrecisionGoal> goals() const {
        std::vector<PrecisionGoal> goals;
        for (const Kpi& kpi : result_.kpis)
            if (kpi.goal > 0) goals.push_back({nameOf(kpi.what), kpi.goal, kpi.values});
        return goals;
    }

    void summarise() {
        result_.replications = done_.size();
        std::uint64_t print = 0;
        for (const Replication& replication : done_) {
            print = mix64(print + kGolden64) ^ replication.fingerprint;
            result_.events += replication.events;
            result_.virtualSeconds += static_cast<double>(replication.observations.back().totals.now) / 1e9;
            for (const std::string& violation : replication.violations)
                result_.diagnostics.error("MR4790", "the simulator contradicts itself: " + violation,
                                          "please report this graph; its figures cannot be trusted");
        }
        result_.fingerprint = print;
        if (done_.empty()) return;
        result_.frame = done_.front().observations.back().frame;
        for (const Replication& replication : done_)
            if (replication.progress == Progress::Failed) {
                result_.diagnostics.append(replication.problems);
                break;
            }
        if (!warmUpRefused_.empty())
            result_.diagnostics.warning("MR4720", "no steady state was found: " + warmUpRefused_,
                                        "simulate for longer, or lower the load; the second half is what the "
                                        "figures are about");
    }

    const ForecastOptions& options_;
    Forecast result_;
    std::vector<Replication> done_;
    std::size_t next_ = 0, underWay_ = 0;
    bool stopped_ = false, hasFailed_ = false;
    std::size_t first_ = 0;
    std::string warmUpRefused_;
};

/// Threads that run the replications of several models, those of the first ones first, so that one after the
/// other is through and need not be kept.
class ForecastPool {
public:
    ForecastPool(const std::vector<std::shared_ptr<const SimModel>>& models, const ForecastOptions& options)
        : options_(options) {
        for (const auto& model : models) {
            all_.emplace_back(model, options);
            planned_ += all_.back().planned();
        }
        over_.resize(all_.size());
    }

    std::vector<Forecast> run() {
        std::vector<std::thread> threads;
        std::size_t many = std::max(1u, options_.threads);
        if (options_.replications) many = std::min(many, planned_);
        for (std::size_t i = 1; i < many; ++i)
            threads.emplace_back([this] { work(); });
        work();
        for (std::thread& thread : threads)
            thread.join();
        std::vector<Forecast> results;
        for (Forecaster& forecaster : all_)
            results.push_back(forecaster.takeResult());
        return results;
    }

private:
    void work() {
        std::unique_lock lock(mutex_);
        while (left() > 0) {
            const std::size_t place = nextPlace();
            if (place == all_.size()) {
                changed_.wait(lock);
                continue;
            }
            Forecaster& forecaster = all_[place];
            if (forecaster.hasNext()) {
                const std::size_t number = forecaster.takeNext();
                lock.unlock();
                Replication replication = replicate(forecaster.soFar().model,
                                                    static_cast<std::uint32_t>(number), options_.cancelled);
                lock.lock();
                take(place, number, std::move(replication));
            }
            if (forecaster.isRoundOver()) endRound(place, lock);
            changed_.notify_all();
        }
    }

    /// Of the first model that has something to begin, or to end before it began.
    std::size_t nextPlace() const {
        std::size_t place = 0;
        while (place < all_.size() &&
               (over_[place] != Round::Open || (!all_[place].hasNext() && !all_[place].isRoundOver())))
            ++place;
        return place;
    }
    std::size_t left() const {
        return static_cast<std::size_t>(
            std::count_if(over_.begin(), over_.end(), [](Round round) { return round != Round::Through; }));
    }

    void take(std::size_t place, std::size_t number, Replication replication) {
        Forecaster& forecaster = all_[place];
        const bool whole = replication.progress != Progress::Going;
        forecaster.handIn(number, std::move(replication));
        // Nobody asks for what comes behind a point that fails, or after the end.
        for (std::size_t later = place; later < all_.size(); ++later)
            if (!whole || (forecaster.hasFailed() && later > place)) all_[later].stop();
        ++done_;
        if (options_.onProgress && whole) options_.onProgress(done_, planned_);
    }

    /// Works out the figures while others go on with other models.
    void endRound(std::size_t place, std::unique_lock<std::mutex>& lock) {
        Forecaster& forecaster = all_[place];
        over_[place] = Round::Ending;
        const std::size_t before = forecaster.planned();
        lock.unlock();
        const bool more = forecaster.endRound();
        lock.lock();
        if (more) planned_ += forecaster.planned() - before;
        over_[place] = more ? Round::Open : Round::Through;
        if (options_.onRound && forecaster.soFar().replications > 0)
            options_.onRound(place, forecaster.soFar());
    }

    enum class Round : std::uint8_t { Open, Ending, Through };
    const ForecastOptions& options_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Forecaster> all_;
    std::vector<Round> over_;
    std::size_t done_ = 0, planned_ = 0;
};

} // namespace

const char* nameOf(Question question) {
    return question == Question::Terminating ? "terminating" : "steady state";
}

const char* nameOf(Kpi::What what) {
    switch (what) {
        case Kpi::What::Throughput: return "throughput";
        case Kpi::What::LatencyMean: return "latency_mean";
        case Kpi::What::LatencyP50: return "latency_p50";
        case Kpi::What::LatencyP95: return "latency_p95";
        case Kpi::What::LatencyP99: return "latency_p99";
        case Kpi::What::Busy: return "busy";
        case Kpi::What::BackPressured: return "back_pressured";
        case Kpi::What::Lock: return "lock";
        case Kpi::What::Ready: return "ready";
        case Kpi::What::Queued: return "queued";
        case Kpi::What::Wait: return "wait";
        case Kpi::What::Dropped: return "dropped";
        default: return nameOfMachineFigure(what);
    }
}

const char* unitOf(Kpi::What what) {
    switch (what) {
        case Kpi::What::Throughput: return "records/s";
        case Kpi::What::LatencyMean:
        case Kpi::What::LatencyP50:
        case Kpi::What::LatencyP95:
        case Kpi::What::LatencyP99:
        case Kpi::What::Wait: return "us";
        case Kpi::What::Queued: return "records";
        case Kpi::What::Busy:
        case Kpi::What::BackPressured:
        case Kpi::What::Lock:
        case Kpi::What::Ready:
        case Kpi::What::Dropped: return "share";
        default: return unitOfMachineFigure(what);
    }
}

bool isOfEdge(Kpi::What what) { return of(what) == Kpi::Of::Edge; }

const Kpi* Forecast::find(Kpi::What what, std::size_t place) const {
    const auto found = std::find_if(kpis.begin(), kpis.end(),
                                    [&](const Kpi& kpi) { return kpi.what == what && kpi.place == place; });
    return found == kpis.end() ? nullptr : &*found;
}

std::vector<Forecast> forecastAll(const std::vector<std::shared_ptr<const SimModel>>& models,
                                  const ForecastOptions& options) {
    return ForecastPool(models, options).run();
}

Forecast forecast(const std::shared_ptr<const SimModel>& model, const ForecastOptions& options) {
    return std::move(forecastAll({model}, options).front());
}

} // namespace millrace::sim
