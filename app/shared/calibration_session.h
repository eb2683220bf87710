// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/backend.h"
#include "engine/run/run_store.h"
#include "engine/runtime/machine_probe.h"
#include "engine/sim/forecast_error.h"

#include <boost/json/object.hpp>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace millrace {

/// The graph as it is to be planned: with other rates of its sources and another block `simulation`.
struct CalibrationVariant {
    std::map<std::string, double> rates;           ///< by node, records/s
    std::optional<boost::json::object> simulation; ///< none: as the graph has it
};
using PlanVariant = std::function<Result<PlanPtr>(const CalibrationVariant&)>;

struct CalibrationSettings {
    double seconds = 10; ///< of each run, its warm-up included
    std::uint64_t seed = 42;
    unsigned threads = 1; ///< for forecasts
    std::optional<MachineProbe> probe = {};
    std::function<void(const std::string&)> say = {}; ///< what goes on
    std::function<bool()> cancelled = {};
};

/// A run of the engine at one load, and what the calibrated simulator says about it.
struct CalibrationRun {
    enum class Use : std::uint8_t { ServiceTimes, HandOff, HoldOut };
    Use use = Use::ServiceTimes;
    std::string id;
    double load = 0; ///< utilisation of the busiest node, by the forecast
    double rate = 0; ///< records/s of all sources
    double seconds = 0;
    std::vector<sim::SinkFigures> observed, forecast;
    sim::ForecastError error;
};
const char* nameOf(CalibrationRun::Use use); ///< "service times", "hand-off", "hold-out"

struct CalibrationOutcome {
    boost::json::object simulation; ///< the whole block, as it goes into the graph
    sim::Calibration calibration;   ///< that is part of it
    std::vector<CalibrationRun> runs;
    Diagnostics notes;
};

/// Runs the graph at about 0.3 of its capacity, which tells the service times, and 0.7, which tells the
/// hand-off; then at 0.5 and 0.85, which tell how far forecasts are off. Where the rate of a source cannot be
/// set there is one run, at the rate it has, and no hold-out. Blocks for some minutes at most; what the graph
/// writes, it writes. Errors: those of planning and running; MR5203 cancelled, MR5204 nothing could be
/// measured.
Result<CalibrationOutcome> calibrateByRunning(Backend& engine, const PlanVariant& planned,
                                              const CalibrationSettings& settings);
/// From a run that was kept: service times, shares and rates. One run is one load: no hold-out. Error MR5204.
Result<CalibrationOutcome> calibrateFromRun(const StoredRun& run, const PlanVariant& planned,
                                            const CalibrationSettings& settings);

} // namespace millrace
