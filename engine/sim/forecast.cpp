// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/forecast.h"

#include "engine/base/text.h"
#include "engine/sim/statistics/warm_up.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

namespace millrace::sim {

namespace {

constexpr double kTailFactor = 2.5; ///< quantiles are known less well for the same work

/// From one observation to a later one.
class Stretch {
public:
    Stretch(const Observation& from, const Observation& to) : from_(from), to_(to) {}

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
        }
        return 0;
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

    const Observation &from_, &to_;
};

class Forecaster {
public:
    Forecaster(const std::shared_ptr<const SimModel>& model, const ForecastOptions& options)
        : options_(options) {
        result_.model = model;
        result_.diagnostics = model->diagnostics;
        result_.diagnostics.append(model->settings.warnings);
        result_.question =
            options.question.value_or(model->endsByItself ? Question::Terminating : Question::SteadyState);
        if (model->settings.durationNs <= 0) result_.question = Question::Terminating;
    }

    Forecast run() {
        std::size_t wanted = options_.replications.value_or(rule().first);
        for (;;) {
            replicateUpTo(wanted);
            if (result_.cancelled || stopsHere()) break;
            findWarmUp();
            fillKpis();
            const StoppingDecision decision = decideStopping(goals(), rule());
            const bool more = decision.next == StoppingDecision::Next::AnotherRound && !options_.replications;
            result_.precisionReached = std::all_of(decision.achieved.begin(), decision.achieved.end(),
                                                   [](const AchievedPrecision& a) { return a.reached(); });
            if (!more) break;
            wanted = decision.replications;
        }
        summarise();
        return std::move(result_);
    }

private:
    StoppingRule rule() const {
        StoppingRule rule;
        rule.most = std::max<std::size_t>(2, options_.most);
        return rule;
    }

    void replicateUpTo(std::size_t wanted) {
        const std::size_t begin = done_.size();
        done_.resize(std::max(begin, wanted));
        std::atomic<std::size_t> next{begin};
        std::mutex mutex;
        std::size_t ready = begin;
        std::atomic<bool> stop{false};
        const auto work = [&] {
            for (;;) {
                const std::size_t i = next.fetch_add(1);
                if (i >= done_.size() || stop) return;
                done_[i] = replicate(result_.model, static_cast<std::uint32_t>(i), options_.cancelled);
                const std::lock_guard lock(mutex);
                if (done_[i].progress == Progress::Going || done_[i].progress == Progress::Failed)
                    stop = true;
                if (options_.onProgress) options_.onProgress(++ready, done_.size());
            }
        };
        std::vector<std::thread> threads;
        const std::size_t many = std::min<std::size_t>(std::max(1u, options_.threads), done_.size() - begin);
        for (std::size_t i = 1; i < many; ++i)
            threads.emplace_back(work);
        work();
        for (std::thread& thread : threads)
            thread.join();
        // What one thread found while others went on may leave gaps: up to the first of them counts.
        const auto gap = std::find_if(done_.begin(), done_.end(), [](const Replication& r) {
            return r.observations.empty() || r.progress == Progress::Going;
        });
        if (gap != done_.end()) {
            result_.cancelled = options_.cancelled && options_.cancelled();
            done_.erase(gap, done_.end());
        }
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
                    Stretch(from(replication), replication.observations.back()).at(what, place));
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
    std::size_t first_ = 0;
    std::string warmUpRefused_;
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
    }
    return "";
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
    }
    return "";
}

bool isOfEdge(Kpi::What what) {
    return what == Kpi::What::Queued || what == Kpi::What::Wait || what == Kpi::What::Dropped;
}

const Kpi* Forecast::find(Kpi::What what, std::size_t place) const {
    const auto found = std::find_if(kpis.begin(), kpis.end(),
                                    [&](const Kpi& kpi) { return kpi.what == what && kpi.place == place; });
    return found == kpis.end() ? nullptr : &*found;
}

Forecast forecast(const std::shared_ptr<const SimModel>& model, const ForecastOptions& options) {
    return Forecaster(model, options).run();
}

} // namespace millrace::sim
