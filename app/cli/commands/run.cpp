// SPDX-License-Identifier: Apache-2.0
#include "app/cli/breakpoint_prompt.h"
#include "app/cli/debug_options.h"
#include "app/cli/diagnostic_feed.h"
#include "app/cli/instance_division.h"
#include "app/cli/instance_options.h"
#include "app/cli/output_clash.h"
#include "app/cli/parse_arguments.h"
#include "app/cli/planned_graph.h"
#include "app/cli/run_display.h"
#include "app/cli/run_recovery.h"
#include "app/cli/state_options.h"
#include "app/cli/stop_signals.h"
#include "app/cli/terminal.h"
#include "app/shared/checkpoint_metrics.h"
#include "app/shared/command_for_workers.h"
#include "app/shared/metrics_server.h"
#include "app/shared/prometheus_text.h"
#include "engine/plan/checkpoint_rules.h"
#include "engine/run/diagnosis_report.h"
#include "engine/run/stored_run.h"
#include "engine/runtime/engine.h"
#include "engine/runtime/run_group.h"
#include "engine/store/sqlite_run_store.h"

#include <unistd.h>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <thread>

namespace millrace::cli {

namespace {

constexpr std::chrono::milliseconds kFrameEvery{200};
constexpr std::chrono::milliseconds kPromptEvery{10};
constexpr std::size_t kFramesToShow = 32, kFramesToStore = 1024;

/// 3 MiB a worker: minutes of most graphs, a second of those whose workers hand over without end.
constexpr std::size_t kTraceEvents = 131'072;

struct RunRequest {
    RunOptions options;
    std::optional<std::uint64_t> traceSeconds;
    std::optional<unsigned short> metricsPort;
};

/// Values of options that cannot be right, before anything is started.
Result<RunRequest> readOptions(const Arguments& arguments) {
    RunRequest request;
    const auto seed = integerOption(arguments, "seed");
    const auto workers = integerOption(arguments, "workers");
    const auto port = integerOption(arguments, "metrics-port");
    const auto traceSeconds = integerOption(arguments, "trace-seconds");
    const auto duration = durationOption(arguments, "duration");
    const auto memory = sizeOption(arguments, "memory-budget");
    Diagnostics problems;
    if (!seed) problems.append(seed.error());
    if (!workers) problems.append(workers.error());
    if (!port) problems.append(port.error());
    if (!traceSeconds) problems.append(traceSeconds.error());
    if (!duration) problems.append(duration.error());
    if (!memory) problems.append(memory.error());
    if (const auto state = checkStateOptions(arguments); !state) problems.append(state.error());
    if (!problems.empty()) return problems;
    if (*seed) request.options.seed = **seed;
    if (*duration) request.options.duration = std::chrono::nanoseconds(**duration);
    if (*memory) request.options.memoryBudget = **memory;
    if (*workers && (**workers < 1 || **workers > 1024))
        problems.error("MR5102", "--workers: give a number from 1 to 1024");
    else if (*workers)
        request.options.poolWorkers = static_cast<int>(**workers);
    if (*port && **port > 65535)
        problems.error("MR5102", "--metrics-port: give a number from 0 to 65535");
    else if (*port)
        request.metricsPort = static_cast<unsigned short>(**port);
    if (*traceSeconds && (**traceSeconds < 1 || **traceSeconds > 1'000'000))
        problems.error("MR5102", "--trace-seconds: give a number from 1 to 1000000");
    if (*traceSeconds && !arguments.has("trace"))
        problems.error("MR5102", "--trace-seconds goes with --trace FILE");
    request.options.pinWorkers = arguments.has("pin");
    request.traceSeconds = *traceSeconds;
    if (arguments.has("trace")) request.options.traceEvents = kTraceEvents;
    if (!problems.empty()) return problems;
    return request;
}

std::unique_ptr<RunDisplay> chooseDisplay(const Arguments& arguments) {
    if (arguments.has("quiet")) return makeQuietDisplay();
    // A dashboard that redraws itself would tear the questions at a breakpoint to pieces.
    if (arguments.has("break")) return makeProgressLines();
    return isTerminal(STDERR_FILENO) && terminalSize(STDERR_FILENO).columns >= 40 ? makeDashboard()
                                                                                  : makeProgressLines();
}

/// Until the next frame is due. True when the run is over.
bool waitForFrame(Run& run, BreakpointPrompt* prompt) {
    if (!prompt) return run.waitFor(kFrameEvery);
    for (auto waited = kPromptEvery; waited <= kFrameEvery; waited += kPromptEvery) {
        if (run.waitFor(kPromptEvery)) return true;
        prompt->attend();
        if (prompt->wantsToStop()) run.stop();
    }
    return false;
}

/// Waits for the end, showing what goes on; what `said` has not taken then is still to be told. True when a
/// second signal, or who answers at a breakpoint, stopped the run.
bool watch(Run& run, RunDisplay& display, DiagnosticFeed& said, MetricsHistory& history,
           BreakpointPrompt* prompt, bool sayWhatSignalsDo) {
    const bool keepsState = run.options().checkpoints.has_value();
    bool signalAnswered = false;
    bool stopped = false;
    for (bool over = false; !over;) {
        over = waitForFrame(run, prompt);
        history.add(run.frame());
        // The last ones come below the last picture.
        if (const Diagnostics fresh = over ? Diagnostics() : said.takeNew(run.diagnostics(), false);
            !fresh.empty()) {
            display.clear();
            printDiagnostics(fresh);
        }
        display.update(run, history);
        const int signals = stopSignalsSeen();
        // Again and again: a run that is still opening its files cannot drain yet.
        if (signals >= 1 && !stopped) keepsState ? run.stopAtCheckpoint() : run.drain();
        if (signals >= 1 && !signalAnswered && sayWhatSignalsDo)
            std::fputs(keepsState ? "stopping behind a checkpoint; a second signal stops at once\n"
                                  : "draining: what has been read flows out; a second signal stops at once\n",
                       stderr);
        signalAnswered = signals >= 1;
        if (signals >= 2 && !stopped) {
            run.stop();
            stopped = true;
        }
    }
    display.finish();
    return stopped || (prompt && prompt->wantsToStop());
}

bool writeText(const std::string& path, const std::string& text) {
    if (path == "-") return std::fputs(text.c_str(), stdout) >= 0 && std::fflush(stdout) == 0;
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out << text;
    return static_cast<bool>(out.flush());
}

/// Found out before the run rather than after it: a folder that is not there, the graph itself as the target.
bool mayWrite(const std::string& path, const std::string& graph) {
    if (path == "-") return true;
    std::error_code ignored;
    const std::filesystem::path folder = std::filesystem::absolute(path, ignored).parent_path();
    return std::filesystem::is_directory(folder, ignored) && !std::filesystem::is_directory(path, ignored) &&
           !std::filesystem::equivalent(path, graph, ignored);
}

/// The report, with what limited the run on this machine.
boost::json::object wholeReport(const Run& run) {
    boost::json::object report = makeReport(run);
    const auto cores = static_cast<int>(std::thread::hardware_concurrency());
    if (boost::json::object why = diagnosisReport(*run.plan(), run.frame(), cores); !why.empty())
        report["why"] = std::move(why);
    return report;
}

std::string metricsPage(const Run& run) {
    std::string page = prometheusText(*run.plan(), run.frame(), run.id());
    if (run.options().checkpoints) page += checkpointMetricsText(run.checkpoints(), run.id());
    return page;
}

int writeFailure(const std::string& what, const std::string& path) {
    Diagnostics d;
    d.error("MR5202", "cannot write the " + what,
            "name a file other than the graph, in a folder that exists and may be written")
        .file = path;
    printDiagnostics(d);
    return kExitFailed;
}

Result<std::unique_ptr<Run>> startShares(Engine& engine, const std::vector<PlannedShare>& shares,
                                         RunOptions options,
                                         const std::vector<std::optional<CheckpointOptions>>& checkpoints) {
    std::vector<std::unique_ptr<Run>> runs;
    for (std::size_t i = 0; i < shares.size(); ++i) {
        if (i == 1) options.injections.clear(); // records put in by hand are the first share's
        options.instance = shares[i].share.instance;
        options.checkpoints = checkpoints[i];
        auto started = engine.start(shares[i].graph.planning.plan, options);
        if (!started) return started.error();
        runs.push_back(std::move(*started));
    }
    if (runs.size() == 1) return std::move(runs.front());
    return std::unique_ptr<Run>(std::make_unique<RunGroup>(std::move(runs)));
}

/// What the run after one that lost its epoch is told.
void goOn(RunOptions& options, std::vector<std::optional<CheckpointOptions>>& from, const Run& before) {
    options.injections.clear();
    constexpr std::chrono::nanoseconds kShortest{1}; // 0 is without end
    if (options.duration.count() > 0)
        options.duration =
            std::max(kShortest, options.duration - std::chrono::nanoseconds(before.frame().elapsedNs));
    for (auto& checkpoints : from)
        if (checkpoints) checkpoints->fresh = false;
}

bool writeTrace(const Run& run, const std::string& path, std::optional<std::uint64_t> seconds) {
    Trace trace = run.trace();
    if (seconds) keepSince(trace, trace.until - static_cast<MonotonicNs>(*seconds) * 1'000'000'000);
    return writeText(path, chromeTraceJson(trace, *run.plan()));
}

} // namespace

int runCommand(const Arguments& arguments) {
    auto request = readOptions(arguments);
    if (!request) {
        printDiagnostics(request.error());
        return kExitUsage;
    }
    const auto shares = readShares(arguments);
    if (!shares) {
        printDiagnostics(shares.error());
        return kExitUsage;
    }
    const std::vector<PlannedShare> plannedShares = planShares(arguments, *shares);
    const PlannedGraph& planned = plannedShares.back().graph; // the one that has errors, if one has
    const bool quiet = arguments.has("quiet");
    const auto print = quiet ? printErrors : printDiagnostics;
    print(planned.planning.diagnostics);
    if (!planned.planning.plan) return planned.exitStatus;
    if (const Diagnostics obstacles = shareObstacles(plannedShares); obstacles.hasErrors()) {
        printDiagnostics(obstacles);
        return kExitGraphErrors;
    }
    if (const Diagnostics clashes = outputClashes(arguments, planned); !clashes.empty()) {
        printDiagnostics(clashes);
        return kExitUsage;
    }

    if (const auto debugging = readDebugOptions(arguments, *planned.planning.plan, request->options);
        !debugging) {
        printDiagnostics(debugging.error());
        return kExitUsage;
    }
    std::vector<std::string> folders;
    for (const Share& share : *shares)
        folders.push_back(share.folder);
    const auto state = readStateOptions(arguments, *planned.planning.plan, folders);
    if (!state) {
        printDiagnostics(state.error());
        return kExitUsage;
    }
    if (const auto& first = state->front(); first && first->times)
        print(transactionAdvice(*planned.planning.plan, *first->times,
                                checkpointLimits(*planned.planning.plan)));
    for (const char* target : {"report", "trace"})
        if (arguments.has(target) && !mayWrite(arguments.value(target), planned.path))
            return writeFailure(target, arguments.value(target));
    std::unique_ptr<SqliteRunStore> store;
    if (arguments.has("store")) {
        auto opened = SqliteRunStore::open(arguments.value("store"));
        if (!opened) {
            printDiagnostics(opened.error());
            return kExitFailed;
        }
        store = std::move(*opened);
    }
    const PlannedShare& firstShare = plannedShares.front(); // they differ in names only
    if (const Diagnostics unlike =
            unlikeDivisions(*firstShare.graph.planning.plan, firstShare.share.instance);
        !unlike.empty()) {
        printDiagnostics(unlike);
        if (unlike.hasErrors()) return kExitFailed;
    }
    try {
        // Only now: what has not run must not settle anything.
        if (arguments.has("instance") && arguments.has("state"))
            settleShares(arguments.value("state"), shares->front().instance.count);
    } catch (const DiagnosticError& error) {
        printDiagnostics(error.diagnostics());
        return kExitFailed;
    }
    catchStopSignals();
    Engine engine;
    engine.useWorkers(commandForWorkers("/proc/self/exe", planned.kinds));
    // The display needs the last seconds; only the store wants the whole run.
    MetricsHistory history(store ? kFramesToStore : kFramesToShow);
    std::unique_ptr<Run> owned;
    RunRecovery recovery;
    bool stopped = false;
    for (std::vector<std::optional<CheckpointOptions>> from = *state;;) {
        auto started = startShares(engine, plannedShares, request->options, from);
        if (!started) {
            printDiagnostics(started.error());
            if (owned) break; // the report is of what there was
            const std::string code = started.error().items.front().code;
            if (code == "MR4605" || code == "MR4606") return kExitGraphErrors;
            // A condition that cannot be read stands on the command line.
            return request->options.breakpoints.empty() ? kExitFailed : kExitUsage;
        }
        const bool first = !owned;
        owned = std::move(*started);
        history.clear();
        std::optional<BreakpointPrompt> prompt;
        if (arguments.has("break")) prompt.emplace(*owned);
        std::unique_ptr<MetricsServer> server;
        if (request->metricsPort) {
            auto listening =
                MetricsServer::listen(*request->metricsPort, [&run = *owned] { return metricsPage(run); });
            if (!listening) {
                printDiagnostics(listening.error());
                if (first) return kExitFailed;
            } else {
                server = std::move(*listening);
                if (!quiet) std::fprintf(stderr, "metrics on http://127.0.0.1:%d/metrics\n", server->port());
            }
        }
        const auto display = chooseDisplay(arguments);
        DiagnosticFeed said(quiet ? DiagnosticFeed::Takes::Errors : DiagnosticFeed::Takes::All);
        stopped = watch(*owned, *display, said, history, prompt ? &*prompt : nullptr,
                        !quiet && !isTerminal(STDERR_FILENO));
        server.reset();
        if (!recovery.wantsAnother(*owned, said.takeNew(owned->diagnostics(), true), quiet) || stopped) break;
        goOn(request->options, from, *owned);
    }
    const Run& run = *owned;

    if (!quiet) std::fputs(runSummary(run).c_str(), stderr);
    const std::string report = prettyJson(wholeReport(run)) + "\n";
    if (arguments.has("json") && !writeText("-", report)) return writeFailure("report", "<stdout>");
    if (arguments.has("report") && !writeText(arguments.value("report"), report))
        return writeFailure("report", arguments.value("report"));
    if (arguments.has("trace") && !writeTrace(run, arguments.value("trace"), request->traceSeconds))
        return writeFailure("trace", arguments.value("trace"));
    if (store) {
        std::error_code ignored;
        const auto file =
            planned.path == "-" ? std::string() : std::filesystem::absolute(planned.path, ignored).string();
        const auto saved = store->save(storedRunOf(run, history, file));
        if (!saved) {
            printDiagnostics(saved.error());
            return kExitFailed;
        }
    }
    if (stopped) return kExitStopped;
    return run.state() == RunState::Finished ? kExitFinished : kExitFailed;
}

} // namespace millrace::cli
