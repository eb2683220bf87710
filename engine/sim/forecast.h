// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/sim/replication.h"
#include "engine/sim/statistics/stopping.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace millrace::sim {

/// What the numbers are to say.
enum class Question : std::uint8_t {
    Terminating, ///< from an empty beginning to a natural end: ten minutes of rush, a file
    SteadyState, ///< what it is like in the long run: the warm-up is left out
};
const char* nameOf(Question question); ///< "terminating", "steady state"

struct Forecast;

struct ForecastOptions {
    /// Left out: terminating where the input ends by itself, else steady state.
    std::optional<Question> question;
    std::optional<std::size_t> replications; ///< exactly so many; else until the precision is reached
    double precision = 0.02;                 ///< relative half width of means; quantiles 2.5 times as much
    std::size_t most = 320;                  ///< replications
    unsigned threads = 1;
    /// After each replication: so many done of so many planned so far. On one of the threads, one at a time.
    std::function<void(std::size_t done, std::size_t planned)> onProgress = {};
    std::function<bool()> cancelled = {};
    /// After each round: the figures so far of the model of that number. On one of the threads.
    std::function<void(std::size_t model, const Forecast& soFar)> onRound = {};
};

/// A figure with how sure it is.
struct Kpi {
    enum class What : std::uint8_t {
        Throughput,
        LatencyMean,
        LatencyP50,
        LatencyP95,
        LatencyP99,
        Busy, ///< working, or waiting on purpose; on an event loop, an operation in flight
        BackPressured,
        Lock,  ///< waiting for a shared resource
        Ready, ///< waiting for a worker of the pool
        Queued,
        Wait,
        Dropped,
        // Of what was dropped, for its reason: shares of all that was sent.
        DroppedNewest, ///< the queue was full, and what came was dropped
        DroppedOldest, ///< the same, and what had waited for the longest was
        DroppedByLink,
        DroppedUnread, ///< nobody read the wire any more
        Transit,       ///< over a link, from the wire's begin to its end
        ColdStarts,    ///< serverless: records that had to wait for a new instance
        Instances,     ///< on average
        Refused,       ///< serverless: records that came at the limit
        Cores,         ///< of a site: at work
        PowerDrawn,
        CoresCost, ///< of a site: per hour
        LinkBusy,  ///< anything was sent
        LinkBytes,
        LinkLost,        ///< messages
        EnergyPerRecord, ///< of everything, per record that came to one of SimModel::countedSinks
        CostPerHour,
        CostPerMillion,  ///< such records
        LinkDown,        ///< share of the time
        CarbonPerRecord, ///< such a record
        CarbonPerHour,
    };
    /// What kind of thing a figure is about.
    enum class Of : std::uint8_t { Vertex, Edge, Site, Link, Run };
    What what = What::Throughput;
    std::size_t place = 0; ///< vertex, or edge, of the plan; site, or link, of the model; see of()
    ConfidenceInterval interval;
    double goal = 0;            ///< relative precision asked for; 0 = none
    std::vector<double> values; ///< one per replication, in order: for paired comparisons
};
Kpi::Of of(Kpi::What what);
const char* nameOf(Kpi::What what); ///< "throughput", "latency_mean", ...
const char* unitOf(Kpi::What what); ///< "records/s", "us", "share", "records"
bool isOfEdge(Kpi::What what);

struct Forecast {
    std::shared_ptr<const SimModel> model;
    Question question = Question::Terminating;
    std::vector<Kpi> kpis;
    std::size_t replications = 0;
    bool precisionReached = false; ///< of all that have a goal
    bool cancelled = false;
    MonotonicNs warmUpNs = 0;  ///< left out at the begin
    double virtualSeconds = 0; ///< of all replications
    std::uint64_t events = 0;
    std::uint64_t fingerprint = 0; ///< of all replications, in order
    MetricsFrame frame;            ///< the first replication at its end
    std::vector<double> series;    ///< mean over replications of the latency over time, ns; for a Welch plot
    ForecastBasis basis;           ///< what the figures rest on
    Diagnostics diagnostics;

    const Kpi* find(Kpi::What what, std::size_t place) const;
};

/// Replications side by side until the figures are precise enough. The same whatever the number of threads.
/// Blocks.
///
/// Of several models at once: replications of all of them keep the threads busy, those of the first ones
/// first. Behind one that failed, and when cancelled, the later ones have no replications.
std::vector<Forecast> forecastAll(const std::vector<std::shared_ptr<const SimModel>>& models,
                                  const ForecastOptions& options);
Forecast forecast(const std::shared_ptr<const SimModel>& model, const ForecastOptions& options);

} // namespace millrace::sim
