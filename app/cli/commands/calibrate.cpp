// SPDX-License-Identifier: Apache-2.0
#include "app/cli/parse_arguments.h"
#include "app/cli/planned_graph.h"
#include "app/cli/stop_signals.h"
#include "app/cli/terminal.h"
#include "app/shared/calibration_session.h"
#include "app/shared/command_for_workers.h"
#include "app/shared/forecast_report.h"
#include "app/shared/probe_report.h"
#include "engine/graph/graph_json.h"
#include "engine/runtime/engine.h"
#include "engine/runtime/system_clock.h"
#include "engine/store/sqlite_run_store.h"

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <filesystem>
#include <fstream>
#include <thread>

namespace millrace::cli {

namespace {

namespace json = boost::json;

struct CalibrateRequest {
    double seconds = 10, probeSeconds = 10;
    std::uint64_t seed = 42;
};

Result<CalibrateRequest> readRequest(const Arguments& arguments) {
    CalibrateRequest request;
    Diagnostics problems;
    const auto seconds = [&](const char* name, double least, double& into) {
        const auto value = durationOption(arguments, name);
        if (!value)
            problems.append(value.error());
        else if (*value)
            into = static_cast<double>(**value) / 1e9;
        if (into < least) problems.error("MR5102", fmt::format("--{}: give at least {:g} s", name, least));
    };
    seconds("duration", 0.2, request.seconds);
    seconds("probe", 0.05, request.probeSeconds);
    if (const auto seed = integerOption(arguments, "seed"); !seed)
        problems.append(seed.error());
    else if (*seed)
        request.seed = **seed;
    if (arguments.has("run") && !arguments.has("store"))
        problems.error("MR5102", "--run goes with --store FILE");
    if (arguments.has("store") && arguments.has("duration"))
        problems.error("MR5102", "--duration does not go with --store: nothing is run");
    if (arguments.has("write") && arguments.operands.at(0) == "-")
        problems.error("MR5102", "--write needs a graph file: standard input cannot be written");
    if (!problems.empty()) return problems;
    return request;
}

/// The run that is asked for; else the newest of that graph.
Result<StoredRun> storedRun(const Arguments& arguments, const Plan& plan) {
    const std::string file = arguments.value("store");
    Diagnostics d;
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) {
        d.error("MR5205", "there is no run store " + file, "make one with: millrace run GRAPH --store FILE");
        return d;
    }
    auto store = SqliteRunStore::open(file);
    if (!store) return store.error();
    std::string id = arguments.value("run");
    if (id.empty()) {
        auto runs = (*store)->list(10'000);
        if (!runs) return runs.error();
        const std::string graph = std::filesystem::absolute(arguments.operands.at(0), ignored).string();
        const auto found = std::find_if(runs->begin(), runs->end(), [&](const RunSummary& run) {
            return run.graphFile == graph || (!plan.name.empty() && run.graphName == plan.name);
        });
        if (found == runs->end()) {
            d.error("MR5205", "no run of this graph is in " + file,
                    "name one with --run, or run the graph with --store");
            return d;
        }
        id = found->id;
    }
    return (*store)->load(id);
}

json::array figuresJson(const std::vector<sim::SinkFigures>& figures) {
    json::array list;
    for (const sim::SinkFigures& sink : figures)
        list.push_back({{"sink", sink.node},
                        {"throughput", sink.throughput},
                        {"latency_mean_us", sink.latencyMean},
                        {"latency_p99_us", sink.latencyP99}});
    return list;
}

json::object outcomeJson(const CalibrationOutcome& outcome) {
    json::array runs, notes;
    for (const CalibrationRun& run : outcome.runs)
        runs.push_back({{"use", nameOf(run.use)},
                        {"id", run.id},
                        {"load", run.load},
                        {"rate", run.rate},
                        {"seconds", run.seconds},
                        {"observed", figuresJson(run.observed)},
                        {"forecast", figuresJson(run.forecast)},
                        {"error", json::object{{"throughput", run.error.throughput},
                                               {"latency_mean", run.error.latencyMean},
                                               {"latency_p99", run.error.latencyP99}}}});
    for (const Diagnostic& d : outcome.notes)
        notes.push_back(toJson(d));
    return {{"version", MILLRACE_VERSION},
            {"simulation", outcome.simulation},
            {"runs", std::move(runs)},
            {"diagnostics", std::move(notes)}};
}

std::string outcomeText(const CalibrationOutcome& outcome) {
    TextTable runs(
        {"run", "load", "records/s", "sink", "latency", "forecast", "off", "p99", "forecast", "off"});
    const auto ms = [](double us) { return fmt::format("{:.3g} ms", us / 1e3); };
    const auto off = [](double forecast, double observed) {
        return fmt::format("{:+.1f} %", observed > 0 ? (forecast / observed - 1) * 100 : 0);
    };
    for (const CalibrationRun& run : outcome.runs)
        for (const sim::SinkFigures& sink : run.observed) {
            std::vector<std::string> row{nameOf(run.use), fmt::format("{:.2f}", run.load),
                                         fmt::format("{:.0f}", run.rate), sink.node, ms(sink.latencyMean)};
            const auto found = std::find_if(run.forecast.begin(), run.forecast.end(),
                                            [&](const auto& one) { return one.node == sink.node; });
            const bool known = found != run.forecast.end();
            row.push_back(known ? ms(found->latencyMean) : "");
            row.push_back(known ? off(found->latencyMean, sink.latencyMean) : "");
            row.push_back(ms(sink.latencyP99));
            row.push_back(known ? ms(found->latencyP99) : "");
            row.push_back(known ? off(found->latencyP99, sink.latencyP99) : "");
            runs.add(std::move(row));
        }
    std::string text = runs.text();
    if (const json::value* handOff = outcome.simulation.if_contains("hand_off"))
        text += fmt::format("hand-off {}\n", std::string_view(handOff->get_string()));
    return text + basisText(sim::basisOf(outcome.calibration));
}

int writeInto(const std::string& path, const json::object& simulation) {
    auto file = openGraphFile(path);
    if (!file) {
        printDiagnostics(file.error());
        return kExitGraphErrors;
    }
    file->document.simulation = simulation;
    // Beside it first: what was there stays whole until the new one is.
    const std::string fresh = path + ".new";
    {
        std::ofstream out(fresh, std::ios::binary | std::ios::trunc);
        out << writeGraph(file->document);
        out.close();
        std::error_code failed;
        if (out) std::filesystem::rename(fresh, path, failed);
        if (out && !failed) return kExitFinished;
        std::filesystem::remove(fresh, failed);
    }
    Diagnostics d;
    d.error("MR5202", "cannot write the graph", "see whether the file may be written").file = path;
    printDiagnostics(d);
    return kExitFailed;
}

/// Plans the operand in its variants, and keeps what the plans point into.
class Variants {
public:
    explicit Variants(const Arguments& arguments)
        : safe_(arguments.has("safe")), opened_(openOperand(arguments)), exitStatus(opened_.exitStatus) {}

    Result<PlanPtr> plan(const CalibrationVariant& variant) {
        if (exitStatus != kExitFinished) return opened_.problems;
        GraphFile file = opened_.file;
        apply(variant, file.document);
        PlanOptions options = planOptionsFor(opened_.path);
        options.overrides = opened_.overrides;
        options.safeRun = safe_;
        Planning planning = planGraphFile(file, opened_.path, *opened_.kinds.registry, options);
        if (planning.plan) return planning.plan;
        exitStatus = exitStatusOf(planning.diagnostics);
        return planning.diagnostics;
    }
    Diagnostics placed(Diagnostics found) const {
        for (Diagnostic& d : found.items)
            opened_.file.positions.locate(d, opened_.file.document, opened_.path);
        return found;
    }
    const NodeKinds& kinds() const { return opened_.kinds; }

private:
    static void apply(const CalibrationVariant& variant, GraphDocument& document) {
        if (variant.simulation) document.simulation = *variant.simulation;
        for (const auto& [id, rate] : variant.rates)
            if (GraphNode* node = document.findNode(id)) node->params["rate"] = rate;
    }

    const bool safe_;
    const OpenedGraph opened_;

public:
    int exitStatus; ///< of what went wrong
};

} // namespace

int calibrateCommand(const Arguments& arguments) {
    const auto request = readRequest(arguments);
    if (!request) {
        printDiagnostics(request.error());
        return kExitUsage;
    }
    const bool quiet = arguments.has("quiet");
    Variants variants(arguments);
    const auto plan = variants.plan({});
    if (!plan) {
        printDiagnostics(plan.error());
        return variants.exitStatus;
    }
    std::optional<StoredRun> stored;
    if (arguments.has("store")) {
        auto found = storedRun(arguments, **plan);
        if (!found) {
            printDiagnostics(found.error());
            return kExitFailed;
        }
        stored = std::move(*found);
    }
    catchStopSignals();
    CalibrationSettings settings;
    settings.seconds = request->seconds;
    settings.seed = request->seed;
    settings.threads = std::max(1u, std::thread::hardware_concurrency());
    settings.cancelled = [] { return stopSignalsSeen() > 0; };
    if (!quiet) settings.say = [](const std::string& what) { fmt::print(stderr, "{}\n", what); };
    if (!arguments.has("no-probe")) {
        if (settings.say) settings.say("probing the machine");
        settings.probe =
            probeMachine(SystemClock(), {.seconds = request->probeSeconds, .cancelled = settings.cancelled});
    }
    if (settings.cancelled()) return kExitStopped;
    Engine engine;
    engine.useWorkers(commandForWorkers("/proc/self/exe", variants.kinds()));
    const PlanVariant planned = [&](const CalibrationVariant& variant) { return variants.plan(variant); };
    const auto outcome =
        stored ? calibrateFromRun(*stored, planned, settings) : calibrateByRunning(engine, planned, settings);
    if (!outcome) {
        printDiagnostics(variants.placed(outcome.error()));
        return settings.cancelled() ? kExitStopped : kExitFailed;
    }
    quiet ? printErrors(outcome->notes) : printDiagnostics(outcome->notes);
    if (arguments.has("json"))
        fmt::print("{}\n", prettyJson(outcomeJson(*outcome)));
    else if (!quiet)
        fmt::print("{}", outcomeText(*outcome));
    return arguments.has("write") ? writeInto(arguments.operands.at(0), outcome->simulation) : kExitFinished;
}

} // namespace millrace::cli
