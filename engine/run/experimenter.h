// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_json.h"
#include "engine/run/experiment.h"
#include "engine/run/forecast_basis.h"

#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>

namespace millrace {

/// A graph that is to be simulated.
struct SimulatedGraph {
    const GraphDocument& document;
    std::string path; ///< of its file, for relative paths and messages; empty = not saved
    const JsonPositions& positions;
};

/// A mean over replications and how well it is known: mean +- halfWidth with 95 %.
struct Estimate {
    double mean = 0;
    double halfWidth = std::numeric_limits<double>::infinity(); ///< infinite below two replications
    double low() const { return mean - halfWidth; }
    double high() const { return mean + halfWidth; }
    /// Half width as a share of the mean; infinite where nothing can be said.
    double relative() const {
        if (halfWidth == 0) return 0;
        return mean == 0 ? std::numeric_limits<double>::infinity() : halfWidth / std::abs(mean);
    }
};

/// A forecast in a line: figures of the sink that most records reach, and the node that limits them.
struct ForecastFigures {
    std::string sink;                  ///< node
    Estimate throughput;               ///< records/s
    std::optional<Estimate> latencyUs; ///< mean; none where no record came
    std::optional<Estimate> p99Us;     ///< 99th percentile
    std::string busiest;               ///< node with the least time left
    Estimate busy;                     ///< share of the time that it works
    std::size_t replications = 0;      ///< those that the figures rest on
};

/// What a forecast is asked for; left out: as the experiment, then as the graph says.
struct ForecastRequest {
    std::optional<double> cores;
    std::optional<std::int64_t> durationNs;
    std::optional<std::size_t> replications; ///< exactly so many; else until it is precise
    std::optional<double> precision;
    std::uint64_t seed = 42;
    unsigned threads = 0; ///< changes no figure; 0 = one per core of this machine
    std::vector<std::pair<std::string, boost::json::value>> overrides = {}; ///< as with --set
};

struct ForecastProgress {
    std::size_t done = 0, planned = 0; ///< replications, of all points; `planned` may grow
    double secondsLeft = 0; ///< at the speed so far; nothing is known of that before the first is done
    const ForecastFigures* soFar = nullptr; ///< forecast(): after a round, what is known by then
};

/// What can be said before anything is simulated: what the figures will rest on, how long it must run for
/// them to be as sure as wanted, and how long that takes. Of an experiment: all points together.
struct ForecastOutlook {
    ForecastBasis basis;
    std::string
        busiest;     ///< node, link or other that is asked for most; empty: a source goes as fast as it can
    double load = 0; ///< utilisation of what is used most, of the point where that is highest
    bool endless = false;    ///< more comes than can be served: queues grow as long as it runs
    std::size_t points = 1;  ///< that are simulated
    double precision = 0;    ///< relative half width of means that is asked for; 0 = replications are given
    double eventsWanted = 0; ///< for that precision, by the load; 0 = not known
    std::size_t replications = 0; ///< that this takes, or that are given
    double expected = 0;          ///< precision that so many give, at the worst point; 0 = not known
    double events = 0;            ///< that are simulated; 0 = not known
    double virtualSeconds = 0;
    double seconds = 0; ///< that take about so long here; 0 = not known
    bool known = false; ///< else there are errors, and it cannot be simulated
};

struct ForecastOutcome {
    std::optional<ForecastFigures> figures; ///< none: the diagnostics say why, or it was cancelled
    bool precisionReached = false;
    bool steadyState = false; ///< else from the beginning to the end of the input
    bool cancelled = false;
    double warmUpSeconds = 0; ///< left out at the begin of each replication
    double virtualSeconds = 0;
    std::uint64_t events = 0;
    std::string fingerprint;
    std::vector<std::string> uncalibrated; ///< nodes whose times nobody measured
    ForecastBasis basis;
    Diagnostics diagnostics; ///< with their places in the file
};

/// A point against the one before in its line, by throughput.
enum class SweepStep : std::uint8_t {
    First, ///< there is none before
    More,  ///< by enough to matter
    Less,
    AboutTheSame,      ///< a difference is shown, but less than 2 %
    NoDifferenceShown, ///< which is not: they are equal
};

struct ExperimentPoint {
    std::vector<std::string> values; ///< of what is varied
    ForecastFigures figures;
    SweepStep step = SweepStep::First;
    std::optional<Estimate> thanBefore; ///< more records/s; all these intervals together hold with 95 %
    ForecastBasis basis = {};
};

struct ForecastControl {
    std::function<bool()> cancelled = {};                         ///< asked from several threads
    std::function<void(const ForecastProgress&)> onProgress = {}; ///< on one of them, one call at a time
    /// run(): a point has its figures, or better ones, but is compared with no other yet. As onProgress.
    std::function<void(std::size_t point, const ExperimentPoint& soFar)> onPoint = {};
};

struct LawPoint {
    double workers = 0;
    double throughput = 0;    ///< the fitted law, records/s
    double low = 0, high = 0; ///< where the law lies with 95 %, by the noise of the points
};
/// A law of scalability fitted to a line: a diagnostic of how it scales, no forecast of what was not
/// simulated.
struct LawFit {
    std::string refused; ///< why there is none; empty = there is one
    double lambda = 0;   ///< records/s of one worker
    double sigma = 0;    ///< contention: share of the work that waits for others
    double kappa = 0;    ///< coherency: cost of agreeing with each other; 0 for Amdahl's law
    double error = 0;    ///< root of the mean squared relative residual
    double knee = 0;     ///< workers from which on it gets slower; infinite: never
    double largest = 0;  ///< workers of the largest point
    double axisEnd = 0;  ///< beyond that it is a guess: four times the largest point
    bool pastKnee = false;
    std::vector<LawPoint> curve; ///< from 1 to axisEnd
    bool usable() const { return refused.empty(); }
};

/// The points of one value of the second setting; with one setting there is one line.
struct ExperimentLine {
    std::string value; ///< of the second setting; empty: there is none
    std::vector<std::size_t> points;
    /// The last point that is faster than the one before by as much as is worth while: behind it more does
    /// not pay. None: it pays to the end, or never did.
    std::optional<std::size_t> knee;
    std::optional<LawFit> usl, amdahl; ///< where the first setting counts workers
};

struct ExperimentOutcome {
    Experiment experiment;
    std::vector<ExperimentPoint> points; ///< by the first setting, then the second; without those not run
    std::vector<ExperimentLine> lines;
    std::size_t steps = 0; ///< comparisons that hold together (Bonferroni)
    bool cancelled = false;
    std::vector<std::string> uncalibrated;
    ForecastBasis basis;     ///< of all points together
    Diagnostics diagnostics; ///< errors: there are no points
};

/// Simulates graphs: one forecast, or one per point of a sweep. Thread-safe; the same result whatever the
/// number of threads. Both block until they are done or cancelled: not for the thread of a window.
class Experimenter {
public:
    virtual ~Experimenter() = default;
    virtual ForecastOutcome forecast(const SimulatedGraph& graph, const ForecastRequest& request,
                                     const ForecastControl& control) const = 0;
    /// The experiment needs not stand in the graph. Cancelled: with the points that were done.
    virtual ExperimentOutcome run(const SimulatedGraph& graph, const Experiment& experiment,
                                  const ForecastRequest& request, const ForecastControl& control) const = 0;
    /// What is known before: takes a fraction of a second, for which a bit of it is tried. `experiment`: null
    /// = one forecast.
    virtual ForecastOutlook outlook(const SimulatedGraph& graph, const Experiment* experiment,
                                    const ForecastRequest& request,
                                    const std::function<bool()>& cancelled) const = 0;
};

const char* nameOf(SweepStep step); ///< "more", "about the same", ...

} // namespace millrace
