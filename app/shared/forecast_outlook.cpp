// SPDX-License-Identifier: Apache-2.0
#include "app/shared/forecast_outlook.h"

#include "engine/sim/simulation.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <thread>

namespace millrace {

namespace {

/// A bit of a model, to know how fast it goes.
constexpr std::chrono::milliseconds kTrial{30};
constexpr std::uint64_t kTrialEvents = 5'000; ///< between two looks at the clock
constexpr std::size_t kMostTrials = 5;

/// What one replication takes, by a bit of it; 0 = not known.
struct Cost {
    double events = 0, virtualSeconds = 0, seconds = 0;
};

Cost costOf(const std::shared_ptr<const sim::SimModel>& model, const std::function<bool()>& cancelled) {
    using Clock = std::chrono::steady_clock;
    sim::Simulation simulation(model, 0);
    const Clock::time_point begin = Clock::now();
    sim::Progress progress = sim::Progress::Going;
    while (progress == sim::Progress::Going && Clock::now() - begin < kTrial && !(cancelled && cancelled()))
        progress = simulation.run(INT64_MAX, kTrialEvents);
    const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    Cost tried{static_cast<double>(simulation.events()), static_cast<double>(simulation.now()) / 1e9,
               seconds};
    if (progress != sim::Progress::Going) return tried;
    const double whole = static_cast<double>(model->settings.durationNs) / 1e9;
    if (whole <= 0 || tried.virtualSeconds <= 0) return {};
    const double times = whole / tried.virtualSeconds;
    return {tried.events * times, whole, tried.seconds * times};
}

/// In rounds that double, as the stopping rule has it.
std::size_t replicationsFor(double virtualSeconds, double each) {
    std::size_t count = sim::StoppingRule().first;
    const std::size_t most = sim::ForecastOptions().most;
    while (count < most && static_cast<double>(count) * each < virtualSeconds)
        count = std::min(most, count * 2);
    return count;
}

/// What the highest load is that of: a node, a link, a lock or what all share.
std::string limitOf(const sim::SimModel& model, const sim::OfferedLoad& load, const std::string& busiest) {
    const auto isIt = [&](double share) { return share > 0 && share >= load.highest * (1 - 1e-9); };
    if (busiest.empty() || isIt(load.chains[load.busiest])) return busiest;
    for (std::size_t i = 0; i < load.links.size(); ++i)
        if (isIt(load.links[i])) return model.links[i].settings.from + " -> " + model.links[i].settings.to;
    for (std::size_t i = 0; i < load.resources.size(); ++i)
        if (isIt(load.resources[i])) return model.resources[i].name;
    if (isIt(load.cores)) return "cores";
    return isIt(load.interpreter) ? "interpreter" : busiest;
}

/// One model of it.
void addTo(ForecastOutlook& outlook, const std::shared_ptr<const sim::SimModel>& model,
           const ForecastRequest& request, const Cost& cost) {
    const PlannedForecast planned = planForecast(*model, request);
    outlook.basis.unite(sim::basisOf(*model));
    if (planned.load && planned.load->highest >= outlook.load) {
        outlook.load = planned.load->highest;
        outlook.busiest = limitOf(*model, *planned.load, planned.busiest);
    }
    outlook.endless = outlook.endless || (planned.load && planned.load->highest >= 1 && !model->endsByItself);
    const bool longRun = planned.length && !model->endsByItself;
    std::size_t replications = sim::StoppingRule().first;
    if (request.replications)
        replications = *request.replications;
    else if (longRun && cost.virtualSeconds > 0)
        replications = replicationsFor(planned.virtualSeconds, cost.virtualSeconds);
    const auto many = static_cast<double>(replications);
    if (longRun) {
        outlook.eventsWanted += planned.length->events;
        const double events = 2 * planned.load->recordsPerSecond * cost.virtualSeconds * many;
        outlook.expected =
            std::max(outlook.expected,
                     sim::precisionAfter({planned.load->highest, 1, planned.load->servicesCv2}, events));
    }
    outlook.replications += replications;
    outlook.events += cost.events * many;
    outlook.virtualSeconds += cost.virtualSeconds * many;
    const unsigned threads =
        request.threads > 0 ? request.threads : std::max(1u, std::thread::hardware_concurrency());
    outlook.seconds += cost.seconds * many / std::min<double>(threads, many);
}

} // namespace

PlannedForecast planForecast(const sim::SimModel& model, const ForecastRequest& request) {
    PlannedForecast planned;
    planned.load = sim::offeredLoad(model);
    if (!planned.load || planned.load->busiest == sim::kNone) return planned;
    const sim::OfferedLoad& load = *planned.load;
    planned.busiest = model.plan->vertices[model.ops[model.chains[load.busiest].ops.begin].vertex].node;
    if (load.highest >= 1) return planned;
    planned.length =
        sim::planLength({load.highest, 1, load.servicesCv2}, request.precision.value_or(kDefaultPrecision));
    planned.virtualSeconds = planned.length->events / 2 / load.recordsPerSecond;
    return planned;
}

ForecastOutlook outlookOf(const std::vector<std::shared_ptr<const sim::SimModel>>& models,
                          const ForecastRequest& request, const std::function<bool()>& cancelled) {
    ForecastOutlook outlook;
    outlook.points = models.size();
    if (models.empty()) return outlook;
    outlook.known = true;
    outlook.basis = sim::basisOf(*models.front());
    if (!request.replications) outlook.precision = request.precision.value_or(kDefaultPrecision);
    // Points beside each other take about the same.
    const std::size_t stride = (models.size() + kMostTrials - 1) / kMostTrials;
    Cost cost;
    bool timeKnown = true;
    for (std::size_t i = 0; i < models.size(); ++i) {
        if (i % stride == 0) cost = costOf(models[i], cancelled);
        timeKnown = timeKnown && cost.seconds > 0;
        addTo(outlook, models[i], request, cost);
    }
    if (!timeKnown) outlook.events = outlook.virtualSeconds = outlook.seconds = 0;
    return outlook;
}

} // namespace millrace
