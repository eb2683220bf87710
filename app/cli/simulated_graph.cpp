// SPDX-License-Identifier: Apache-2.0
#include "app/cli/simulated_graph.h"

#include "app/cli/parse_arguments.h"
#include "app/cli/stop_signals.h"
#include "app/cli/terminal.h"
#include "engine/graph/graph_json.h"

#include <fmt/format.h>
#include <unistd.h>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>

namespace millrace::cli {

namespace {

constexpr int kBarWidth = 24;

Result<double> readCores(const std::string& text) {
    const auto cores = numberIn(text);
    if (cores && *cores >= 0.1 && *cores <= 1e5) return *cores;
    Diagnostics problem;
    problem.error("MR5102", "--cores: give a number of cores from 0.1 to 100000, not `" + text + "`");
    return problem;
}

std::string timeLeft(double seconds) {
    const auto whole = static_cast<long>(std::ceil(seconds));
    if (whole < 90) return fmt::format("{} s", whole);
    return whole < 5400 ? fmt::format("{} min", (whole + 30) / 60)
                        : fmt::format("{:.1f} h", static_cast<double>(whole) / 3600);
}

void showProgress(const ForecastProgress& progress) {
    const int filled = static_cast<int>(static_cast<std::size_t>(kBarWidth) * progress.done /
                                        std::max<std::size_t>(1, progress.planned));
    const std::string left = progress.done > 0 ? ", " + timeLeft(progress.secondsLeft) + " left" : "";
    fmt::print(stderr, "\r[{:#<{}}{:.<{}}] {} of {} replications{} \033[K", "", filled, "",
               kBarWidth - filled, progress.done, progress.planned, left);
    std::fflush(stderr);
}

} // namespace

Result<ForecastRequest> readForecastRequest(const Arguments& arguments) {
    ForecastRequest request;
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
    if (const auto n = integer("replications", 1, 1'000'000)) request.replications = *n;
    if (const auto n = integer("threads", 1, 1024)) request.threads = static_cast<unsigned>(*n);
    if (const auto duration = durationOption(arguments, "duration"); !duration)
        problems.append(duration.error());
    else
        request.durationNs = *duration;
    if (arguments.has("cores")) {
        if (const auto cores = readCores(arguments.value("cores")); !cores)
            problems.append(cores.error());
        else
            request.cores = *cores;
    }
    if (arguments.has("precision")) {
        request.precision = shareIn(arguments.value("precision"));
        if (!request.precision || *request.precision < 1e-5 || *request.precision > 1)
            problems.error("MR5102", "--precision: give a share such as 2% or 0.02, from 0.001% to 100%");
    }
    if (!problems.empty()) return problems;
    return request;
}

ForecastControl controlWithProgress(bool quiet) {
    ForecastControl control;
    control.cancelled = [] { return stopSignalsSeen() > 0; };
    if (!quiet && isTerminal(STDERR_FILENO)) control.onProgress = showProgress;
    return control;
}

void endProgress(const ForecastControl& control) {
    if (control.onProgress) fmt::print(stderr, "\r\033[K");
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
