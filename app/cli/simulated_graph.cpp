// SPDX-License-Identifier: Apache-2.0
#include "app/cli/simulated_graph.h"

#include "app/cli/parse_arguments.h"
#include "app/cli/stop_signals.h"
#include "app/cli/terminal.h"
#include "engine/graph/graph_json.h"

#include <fmt/format.h>
#include <unistd.h>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <thread>

namespace millrace::cli {

namespace {

constexpr double kDefaultCores = 4;

/// "2%" or "0.02".
std::optional<double> shareIn(std::string_view text) {
    const bool percent = text.ends_with('%');
    if (percent) text.remove_suffix(1);
    const auto number = numberIn(text);
    return number ? std::optional(percent ? *number / 100 : *number) : std::nullopt;
}

} // namespace

Result<double> readCores(const std::string& option, const std::string& text) {
    const auto cores = numberIn(text);
    if (cores && *cores >= 0.1 && *cores <= 1e5) return *cores;
    Diagnostics problem;
    problem.error("MR5102", option + ": give a number of cores from 0.1 to 100000, not `" + text + "`");
    return problem;
}

Result<SimulationRequest> readSimulationRequest(const Arguments& arguments) {
    SimulationRequest request;
    Diagnostics problems;
    const auto integer = [&](const char* name, std::uint64_t least, std::uint64_t most) {
        auto value = integerOption(arguments, name);
        if (!value) {
            problems.append(value.error());
            return std::optional<std::uint64_t>();
        }
        if (*value && (**value < least || **value > most))
            problems.error("MR5102", fmt::format("--{}: give a number from {} to {}", name, least, most));
        return *value;
    };
    if (const auto seed = integer("seed", 0, UINT64_MAX)) request.seed = *seed;
    if (const auto n = integer("replications", 1, 1'000'000)) request.forecast.replications = *n;
    request.forecast.threads = std::max(1u, std::thread::hardware_concurrency());
    if (const auto n = integer("threads", 1, 1024)) request.forecast.threads = static_cast<unsigned>(*n);
    if (const auto duration = durationOption(arguments, "duration"); !duration)
        problems.append(duration.error());
    else
        request.durationNs = *duration;
    if (arguments.has("cores")) {
        if (const auto cores = readCores("--cores", arguments.value("cores")); !cores)
            problems.append(cores.error());
        else
            request.cores = *cores;
    }
    if (arguments.has("precision")) {
        const auto share = shareIn(arguments.value("precision"));
        if (!share || *share < 1e-5 || *share > 1)
            problems.error("MR5102", "--precision: give a share such as 2% or 0.02, from 0.001% to 100%");
        else
            request.forecast.precision = *share;
    }
    if (!problems.empty()) return problems;
    return request;
}

Result<std::shared_ptr<const sim::SimModel>> modelFor(const PlanPtr& plan, const SimulationRequest& request) {
    auto settings = sim::readSimulationSettings(*plan);
    if (!settings) return settings.error();
    if (request.cores) settings->cores = *request.cores;
    if (request.durationNs) settings->durationNs = *request.durationNs;
    return sim::makeSimModel(plan, std::move(*settings), request.seed);
}

PlannedGraph planSimulated(const Arguments& arguments, const SimulationRequest& request,
                           std::function<Diagnostics(GraphDocument&)> change) {
    const auto planWith = [&](double cores) {
        return planOperand(arguments, {.cores = static_cast<int>(std::ceil(cores)), .change = change});
    };
    // How many cores the graph itself asks for is in the document, which is read with the plan.
    PlannedGraph planned = planWith(request.cores.value_or(kDefaultCores));
    if (request.cores || !planned.planning.plan) return planned;
    const auto settings = sim::readSimulationSettings(*planned.planning.plan);
    if (!settings || settings->cores == kDefaultCores) return planned;
    return planWith(settings->cores);
}

sim::Forecast forecastWithProgress(const std::shared_ptr<const sim::SimModel>& model,
                                   SimulationRequest request, bool quiet, const std::string& title) {
    const bool shows = !quiet && isTerminal(STDERR_FILENO);
    const auto began = std::chrono::steady_clock::now();
    request.forecast.cancelled = [] { return stopSignalsSeen() > 0; };
    if (shows)
        request.forecast.onProgress = [&](std::size_t done, std::size_t planned) {
            const double seconds =
                std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
            const double left = seconds / static_cast<double>(done) * static_cast<double>(planned - done);
            fmt::print(stderr, "\r{}{} of {} replications, {:.0f} s left in this round ", title, done,
                       planned, left);
            std::fflush(stderr);
        };
    sim::Forecast result = sim::forecast(model, request.forecast);
    if (shows) fmt::print(stderr, "\r\033[K");
    return result;
}

int writeSimulation(const Arguments& arguments, const std::string& text, const boost::json::object& report) {
    const std::string path = arguments.value("report");
    if (arguments.has("json") || path == "-")
        fmt::print("{}\n", prettyJson(report));
    else if (!arguments.has("quiet"))
        fmt::print("{}", text);
    if (path.empty() || path == "-") return kExitFinished;
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out << prettyJson(report) << '\n';
    if (out.flush()) return kExitFinished;
    Diagnostics d;
    d.error("MR5202", "cannot write the report", "name a file in a folder that exists and may be written")
        .file = path;
    printDiagnostics(d);
    return kExitFailed;
}

} // namespace millrace::cli
