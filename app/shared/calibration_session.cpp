// SPDX-License-Identifier: Apache-2.0
#include "app/shared/calibration_session.h"

#include "app/shared/probe_report.h"
#include "engine/data/time_text.h"
#include "engine/sim/offered_load.h"
#include "engine/sim/run_measurement.h"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <thread>

namespace millrace {

namespace {

namespace json = boost::json;

constexpr double kLow = 0.3, kSecond = 0.7, kHoldOuts[] = {0.5, 0.85};
/// What a first run finds out may differ a lot from the rough figures it was planned with.
constexpr double kLowLeast = 0.2, kLowMost = 0.4;
constexpr int kLowRuns = 3;
constexpr double kWarmUp = 0.2;          ///< share of a run that is not looked at
constexpr double kHighestRate = 1e6;     ///< records/s; beyond, the source would be what is measured
constexpr double kUnlimitedBase = 1'000; ///< records/s to begin with, where a source has no rate
constexpr double kMostRecords = 20'000;  ///< of a simulated replication
constexpr std::size_t kFitReplications = 6, kForecastReplications = 12;
constexpr std::chrono::milliseconds kLookEvery{20};
constexpr std::chrono::seconds kDrainWithin{30};

Diagnostics failure(const char* code, std::string message, std::string hint) {
    Diagnostics d;
    d.error(code, std::move(message), std::move(hint));
    return d;
}

std::vector<std::string> nodeIdsOf(const Plan& plan) {
    std::vector<std::string> ids;
    for (const PlanVertex& vertex : plan.vertices)
        ids.push_back(vertex.node);
    return ids;
}

/// What was measured takes the place of what was said before; what nobody can measure (failures) stays.
void takeOver(json::object& simulation, const sim::RunMeasurement& measured) {
    if (measured.nodes.empty()) return;
    json::value& nodes = simulation["nodes"];
    if (!nodes.is_object()) nodes.emplace_object();
    for (const auto& [id, found] : measured.nodes) {
        json::value& node = nodes.as_object()[id];
        if (!node.is_object()) node.emplace_object();
        if (found.contains("time"))
            for (const char* name : {"time", "wait"})
                node.as_object().erase(name);
        for (const auto& member : found)
            node.as_object()[member.key()] = member.value();
    }
}

/// The sources whose rate can be set, with the rate they have; nothing where one has another pace.
std::optional<std::map<std::string, double>> settableRates(const Plan& plan) {
    std::map<std::string, double> rates;
    for (const PlanVertex& vertex : plan.vertices) {
        const auto* const emit = std::get_if<behaviour::Emit>(&vertex.bound.service.behaviour);
        if (!vertex.bound.makeSource) continue;
        const bool paced = emit && !emit->paceIsUnknown &&
                           (emit->arrivals.kind == Arrivals::Kind::Constant ||
                            emit->arrivals.kind == Arrivals::Kind::Poisson ||
                            emit->arrivals.kind == Arrivals::Kind::Unlimited);
        if (!paced || vertex.kind->name != "generate" || !plan.document.findNode(vertex.node))
            return std::nullopt;
        rates[vertex.node] = emit->arrivals.rate > 0 ? emit->arrivals.rate : kUnlimitedBase;
    }
    if (rates.empty()) return std::nullopt;
    return rates;
}

double sumOf(const std::map<std::string, double>& rates) {
    double sum = 0;
    for (const auto& [node, rate] : rates)
        sum += rate;
    return sum;
}

class Session {
public:
    Session(Backend& engine, const PlanVariant& planned, const CalibrationSettings& settings)
        : engine_(engine), planned_(planned), settings_(settings) {}

    Result<CalibrationOutcome> run() {
        const auto plan = planned_({});
        if (!plan) return plan.error();
        outcome_.simulation = (*plan)->document.simulation;
        outcome_.simulation.erase("calibration");
        outcome_.simulation.erase("hand_off");
        const auto rates = settableRates(**plan);
        if (!rates) return measureOnce(*plan);
        base_ = *rates;
        return measureAtLoads();
    }

private:
    struct Window {
        MetricsFrame earlier, later;
        std::string id;
        PlanPtr plan;
    };

    Result<CalibrationOutcome> measureOnce(const PlanPtr& plan) {
        say("the rate of a source cannot be set: one run as the graph is, no hold-out");
        auto window = runPlan(plan);
        if (!window) return window.error();
        if (auto done = takeServiceTimes(*window); !done) return done.error();
        CalibrationRun run;
        run.id = window->id;
        run.seconds = secondsOf(*window);
        run.rate = rate_;
        run.observed = sim::sinkFigures(*plan, nodeIdsOf(*plan), window->earlier, window->later);
        outcome_.runs.push_back(std::move(run));
        outcome_.notes.warning("MR4751", "no hold-out: the rate of a source cannot be set",
                               "how far forecasts are off is not known; a graph whose sources are `generate` "
                               "can be run at several loads");
        return finish(*plan);
    }

    Result<CalibrationOutcome> measureAtLoads() {
        double factor = 0;
        std::optional<Window> low;
        for (int attempt = 0; attempt < kLowRuns; ++attempt) {
            const auto next = factorFor(kLow);
            if (!next) return next.error();
            factor = *next;
            auto window = runAt(factor);
            if (!window) return window.error();
            low = std::move(*window);
            if (auto done = takeServiceTimes(*low); !done) return done.error();
            const auto load = loadAt(factor);
            if (!load) return load.error();
            const bool most = sumOf(base_) * factor >= kHighestRate * 0.99;
            if ((*load >= kLowLeast && *load <= kLowMost) || most) break;
        }
        if (auto done = add(CalibrationRun::Use::ServiceTimes, factor, *low); !done) return done.error();
        if (auto done = runFor(CalibrationRun::Use::HandOff, kSecond); !done) return done.error();
        if (auto done = fit(); !done) return done.error();
        for (const double aim : kHoldOuts)
            if (auto done = runFor(CalibrationRun::Use::HoldOut, aim); !done) return done.error();
        if (auto done = judge(); !done) return done.error();
        return finish(*low->plan);
    }

    Result<void> runFor(CalibrationRun::Use use, double aim) {
        const auto factor = factorFor(aim);
        if (!factor) return factor.error();
        auto window = runAt(*factor);
        if (!window) return window.error();
        return add(use, *factor, *window);
    }

    Result<void> add(CalibrationRun::Use use, double factor, const Window& window) {
        CalibrationRun run;
        run.use = use;
        run.id = window.id;
        const auto load = loadAt(factor);
        if (!load) return load.error();
        run.load = *load;
        run.seconds = secondsOf(window);
        run.rate = sumOf(base_) * factor;
        run.observed = sim::sinkFigures(*window.plan, nodeIdsOf(*window.plan), window.earlier, window.later);
        outcome_.runs.push_back(std::move(run));
        factors_.push_back(factor);
        return {};
    }

    static double secondsOf(const Window& window) {
        return static_cast<double>(window.later.elapsedNs - window.earlier.elapsedNs) / 1e9;
    }

    CalibrationVariant variant(double factor) const {
        CalibrationVariant variant{{}, outcome_.simulation};
        for (const auto& [node, rate] : base_) {
            variant.rates[node] = rate * factor;
            // What stood there would go before the rate of the run.
            if (json::value* nodes = variant.simulation->if_contains("nodes"); nodes && nodes->is_object())
                if (json::value* one = nodes->as_object().if_contains(node); one && one->is_object())
                    one->as_object().erase("rate");
        }
        return variant;
    }

    /// The machine as it is, whatever machine the graph asks about.
    Result<std::shared_ptr<const sim::SimModel>> modelAt(double factor, MonotonicNs handOff) {
        const auto plan = planned_(variant(factor));
        if (!plan) return plan.error();
        auto settings = sim::readSimulationSettings(**plan);
        if (!settings) return settings.error();
        const int hardware = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
        settings->cores = settings_.probe ? std::max(0.1, settings_.probe->effectiveCores())
                                          : static_cast<double>(hardware);
        if (settings->poolWorkers == 0) settings->poolWorkers = hardware;
        settings->handOffNs = handOff;
        // All of it runs here, whatever sites, links and instances it is planned for.
        settings->machine = {};
        for (auto& [id, node] : settings->nodes) {
            node.place = {};
            node.failures.reset();
        }
        const double seconds = std::min(settings_.seconds, kMostRecords / (sumOf(base_) * factor));
        settings->durationNs = static_cast<MonotonicNs>(std::max(seconds, 0.01) * 1e9);
        return sim::makeSimModel(*plan, std::move(*settings), settings_.seed);
    }

    Result<double> loadAt(double factor) {
        const auto model = modelAt(factor, handOff_);
        if (!model) return model.error();
        const auto load = sim::offeredLoad(**model);
        return load ? load->highest : 0;
    }

    Result<double> factorFor(double aim) {
        const auto load = loadAt(1);
        if (!load) return load.error();
        const double most = kHighestRate / sumOf(base_);
        return *load > 0 ? std::min(aim / *load, most) : most;
    }

    Result<Window> runAt(double factor) {
        const auto plan = planned_(variant(factor));
        if (!plan) return plan.error();
        const auto load = loadAt(factor);
        say(fmt::format("running {:g} s at {:.0f} records/s, load {:.2f}", settings_.seconds,
                        sumOf(base_) * factor, load ? *load : 0));
        return runPlan(*plan);
    }

    Result<Window> runPlan(const PlanPtr& plan) {
        RunOptions options;
        options.seed = settings_.seed;
        auto started = engine_.start(plan, options);
        if (!started) return started.error();
        Run& run = **started;
        Window window{{}, {}, run.id(), plan};
        const auto until = [&](double seconds) {
            while (run.frame().elapsedNs < static_cast<MonotonicNs>(seconds * 1e9) &&
                   !run.waitFor(kLookEvery) && !cancelled()) {
            }
            return run.frame();
        };
        window.earlier = until(settings_.seconds * kWarmUp);
        if (isFinal(window.earlier.state)) { // then all of it counts
            window.later = std::exchange(window.earlier, {});
            window.earlier.nodes.resize(window.later.nodes.size());
        } else {
            window.later = until(settings_.seconds);
            run.drain();
            if (!run.waitFor(kDrainWithin)) run.stop();
        }
        if (cancelled()) return failure("MR5203", "cancelled: nothing is written", "");
        if (run.state() == RunState::Failed) {
            Diagnostics problems = run.diagnostics();
            if (!problems.hasErrors())
                problems.append(failure("MR5204", "the run that was to be measured failed", ""));
            return problems;
        }
        return window;
    }

    Result<void> takeServiceTimes(const Window& window) {
        const sim::RunMeasurement measured =
            sim::measureRun(*window.plan, nodeIdsOf(*window.plan), &window.earlier, window.later);
        if (measured.nodes.empty())
            return failure("MR5204", "the run told nothing: no node had enough records",
                           "let the runs be longer, with --duration, or give the sources more records");
        takeOver(outcome_.simulation, measured);
        outcome_.notes = measured.notes;
        outcome_.calibration.run = window.id;
        outcome_.calibration.at = timestampText(window.later.wallClock);
        rate_ = measured.recordsPerSecond;
        return {};
    }

    Result<std::vector<sim::SinkFigures>> forecastAt(double factor, MonotonicNs handOff,
                                                     std::size_t replications) {
        const auto model = modelAt(factor, handOff);
        if (!model) return model.error();
        sim::ForecastOptions options;
        options.replications = replications;
        options.threads = settings_.threads;
        options.cancelled = settings_.cancelled;
        const sim::Forecast forecast = sim::forecast(*model, options);
        if (forecast.replications == 0 || forecast.cancelled)
            return failure("MR5203", "cancelled: nothing is written", "");
        if (forecast.diagnostics.hasErrors()) return forecast.diagnostics;
        return sim::sinkFigures(forecast);
    }

    /// By the mean latency at both loads: that is what a hand-off adds to.
    Result<void> fit() {
        say("fitting the hand-off");
        std::optional<Diagnostics> problem;
        handOff_ = sim::fitHandOff([&](MonotonicNs handOff) {
            double error = 0;
            for (std::size_t i = 0; i < outcome_.runs.size() && !problem; ++i) {
                const auto figures = forecastAt(factors_[i], handOff, kFitReplications);
                if (!figures) problem = figures.error();
                if (figures) error += sim::errorOf(outcome_.runs[i].observed, *figures).latencyMean;
            }
            return error;
        });
        if (problem) return *problem;
        handOff_ -= handOff_ % 100; // more digits would only look exact
        if (handOff_ > sim::kLongestHandOffNs * 9 / 10)
            outcome_.notes.warning(
                "MR4753", "latencies are longer than any hand-off between threads would make them",
                "something the simulator does not know takes time, or the machine is busy");
        outcome_.simulation["hand_off"] = fmt::format("{} ns", handOff_);
        return {};
    }

    Result<void> judge() {
        sim::HoldOut holdOut;
        int loads = 0;
        for (std::size_t i = 0; i < outcome_.runs.size(); ++i) {
            CalibrationRun& run = outcome_.runs[i];
            auto figures = forecastAt(factors_[i], handOff_, kForecastReplications);
            if (!figures) return figures.error();
            run.forecast = std::move(*figures);
            run.error = sim::errorOf(run.observed, run.forecast);
            if (run.use != CalibrationRun::Use::HoldOut) continue;
            ++loads;
            holdOut.throughput += run.error.throughput;
            holdOut.latencyMean += run.error.latencyMean;
            holdOut.latencyP99 += run.error.latencyP99;
            holdOut.loads.push_back(std::round(run.load * 1000) / 1000);
        }
        for (double* error : {&holdOut.throughput, &holdOut.latencyMean, &holdOut.latencyP99})
            *error = std::round(*error / loads * 1e4) / 1e4;
        outcome_.calibration.holdOut = holdOut;
        return {};
    }

    Result<CalibrationOutcome> finish(const Plan& plan) {
        sim::CalibrationRange& range = outcome_.calibration.range;
        for (const PlanChain& chain : plan.chains)
            range.workers[plan.vertices[chain.vertices.front()].node] = chain.workers;
        for (const CalibrationRun& run : outcome_.runs) {
            range.rateMin = range.rateMin == 0 ? run.rate : std::min(range.rateMin, run.rate);
            range.rateMax = std::max(range.rateMax, run.rate);
        }
        for (double* rate : {&range.rateMin, &range.rateMax})
            *rate = std::round(*rate * 10) / 10;
        return completed(std::move(outcome_), settings_);
    }

public:
    /// With what the probe found.
    static CalibrationOutcome completed(CalibrationOutcome outcome, const CalibrationSettings& settings) {
        if (settings.probe) {
            const double cores = std::round(settings.probe->effectiveCores() * 100) / 100;
            outcome.calibration.machine = toJson(*settings.probe);
            outcome.calibration.range.cores = cores;
            if (!outcome.simulation.contains("cores")) outcome.simulation["cores"] = std::max(0.1, cores);
            if (settings.probe->noisy())
                outcome.notes.warning("MR4752",
                                      fmt::format("the machine was noisy ({:.0f} %): others were using it",
                                                  settings.probe->noise() * 100),
                                      "calibrate again when it is quiet");
        }
        outcome.simulation["calibration"] = sim::toJson(outcome.calibration);
        return outcome;
    }

private:
    bool cancelled() const { return settings_.cancelled && settings_.cancelled(); }
    void say(const std::string& what) const {
        if (settings_.say) settings_.say(what);
    }

    Backend& engine_;
    const PlanVariant& planned_;
    const CalibrationSettings& settings_;
    CalibrationOutcome outcome_;
    std::map<std::string, double> base_; ///< rates that the factors are of
    std::vector<double> factors_;        ///< of each run
    MonotonicNs handOff_ = 0;
    double rate_ = 0;
};

} // namespace

const char* nameOf(CalibrationRun::Use use) {
    switch (use) {
        case CalibrationRun::Use::ServiceTimes: return "service times";
        case CalibrationRun::Use::HandOff: return "hand-off";
        case CalibrationRun::Use::HoldOut: return "hold-out";
    }
    return "";
}

Result<CalibrationOutcome> calibrateByRunning(Backend& engine, const PlanVariant& planned,
                                              const CalibrationSettings& settings) {
    return Session(engine, planned, settings).run();
}

Result<CalibrationOutcome> calibrateFromRun(const StoredRun& run, const PlanVariant& planned,
                                            const CalibrationSettings& settings) {
    const auto plan = planned({});
    if (!plan) return plan.error();
    if (run.frames.empty() || run.frames.back().nodes.size() != run.nodeIds.size())
        return failure("MR5204", "nothing was kept of the run " + run.summary.id, "take another one");
    const MetricsFrame& last = run.frames.back();
    const sim::RunMeasurement measured = sim::measureRun(**plan, run.nodeIds, nullptr, last);
    if (measured.nodes.empty())
        return failure(
            "MR5204",
            "the run " + run.summary.id + " tells nothing about this graph: no node had enough records",
            "take a longer run of this graph");
    CalibrationOutcome outcome;
    outcome.simulation = (*plan)->document.simulation;
    takeOver(outcome.simulation, measured);
    outcome.notes = measured.notes;
    outcome.notes.warning("MR4751", "no hold-out: a run that was kept is one load",
                          "without --store the graph is run at several loads, and it is known how far "
                          "forecasts are off");
    outcome.calibration.run = run.summary.id;
    outcome.calibration.at = timestampText(last.wallClock);
    sim::CalibrationRange& range = outcome.calibration.range;
    for (std::size_t i = 0; i < run.nodeIds.size(); ++i)
        if ((*plan)->find(run.nodeIds[i])) range.workers[run.nodeIds[i]] = last.nodes[i].subtasks;
    range.rateMin = range.rateMax = measured.recordsPerSecond;
    return Session::completed(std::move(outcome), settings);
}

} // namespace millrace
