// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/calibration.h"

#include "engine/base/text.h"
#include "engine/graph/json_writer.h"
#include "engine/sim/offered_load.h"

#include <fmt/format.h>
#include <algorithm>
#include <boost/json/array.hpp>

namespace millrace::sim {

namespace {

namespace json = boost::json;

/// Reads the block; says everything that is wrong, with its place.
class CalibrationReader {
public:
    Result<Calibration> read(const json::object& block) {
        checkNames(block, "", {"run", "at", "machine", "range", "hold_out"});
        Calibration calibration;
        calibration.run = text(block, "run");
        calibration.at = text(block, "at");
        if (const json::object* machine = object(block, "machine", "machine")) calibration.machine = *machine;
        if (const json::object* range = object(block, "range", "range")) readRange(*range, calibration.range);
        if (const json::object* holdOut = object(block, "hold_out", "hold_out"))
            calibration.holdOut = readHoldOut(*holdOut);
        if (!problems_.empty()) return problems_;
        return calibration;
    }

private:
    void wrong(const std::string& name, const std::string& what, const json::value& value) {
        const std::string path = "simulation.calibration." + name;
        problems_
            .error("MR4701", "`" + path + "` must be " + what + ", not `" + flatJson(value) + "`",
                   "`millrace calibrate` writes this block")
            .parameter = path;
    }
    void checkNames(const json::object& block, const std::string& path,
                    const std::vector<std::string>& known) {
        for (const auto& member : block) {
            const std::string name(member.key());
            if (std::find(known.begin(), known.end(), name) != known.end()) continue;
            const std::string whole = "simulation.calibration." + path + name;
            problems_.error("MR4701", "unknown member `" + whole + "`", suggestion(name, known)).parameter =
                whole;
        }
    }
    std::string text(const json::object& block, const char* name) {
        const json::value* value = block.if_contains(name);
        if (!value) return {};
        if (value->is_string()) return std::string(value->get_string());
        wrong(name, "text", *value);
        return {};
    }
    const json::object* object(const json::object& block, const char* name, const std::string& path) {
        const json::value* value = block.if_contains(name);
        if (value && !value->is_object()) wrong(path, "an object", *value);
        return value ? value->if_object() : nullptr;
    }
    double number(const json::value* value, const std::string& path) {
        if (!value) return 0;
        const bool good = value->is_number() && value->to_number<double>() >= 0;
        if (!good) wrong(path, "a number from 0", *value);
        return good ? value->to_number<double>() : 0;
    }
    void readRange(const json::object& block, CalibrationRange& range) {
        checkNames(block, "range.", {"cores", "workers", "rate"});
        range.cores = number(block.if_contains("cores"), "range.cores");
        if (const json::object* rate = object(block, "rate", "range.rate")) {
            checkNames(*rate, "range.rate.", {"min", "max"});
            range.rateMin = number(rate->if_contains("min"), "range.rate.min");
            range.rateMax = number(rate->if_contains("max"), "range.rate.max");
            if (range.rateMin > range.rateMax) wrong("range.rate", "a range, the lower end first", *rate);
        }
        const json::object* workers = object(block, "workers", "range.workers");
        for (const auto& member : workers ? *workers : json::object()) {
            const std::string node(member.key());
            range.workers[node] = static_cast<int>(number(&member.value(), "range.workers." + node));
        }
    }
    HoldOut readHoldOut(const json::object& block) {
        checkNames(block, "hold_out.", {"throughput", "latency_mean", "latency_p99", "loads"});
        HoldOut holdOut;
        holdOut.throughput = number(block.if_contains("throughput"), "hold_out.throughput");
        holdOut.latencyMean = number(block.if_contains("latency_mean"), "hold_out.latency_mean");
        holdOut.latencyP99 = number(block.if_contains("latency_p99"), "hold_out.latency_p99");
        const json::value* loads = block.if_contains("loads");
        if (loads && !loads->is_array()) wrong("hold_out.loads", "a list of numbers", *loads);
        if (loads && loads->is_array())
            for (const json::value& load : loads->get_array())
                holdOut.loads.push_back(number(&load, "hold_out.loads"));
        return holdOut;
    }

    Diagnostics problems_;
};

/// Less than this beyond the range is no extrapolation.
constexpr double kSlack = 1.05;

std::string figure(double value) {
    return value >= 1e4 ? fmt::format("{:.0f}", value) : fmt::format("{:.4g}", value);
}

} // namespace

Result<Calibration> readCalibration(const json::object& block) { return CalibrationReader().read(block); }

json::object toJson(const Calibration& calibration) {
    json::object block{{"run", calibration.run}, {"at", calibration.at}};
    if (!calibration.machine.empty()) block["machine"] = calibration.machine;
    json::object range;
    if (calibration.range.cores > 0) range["cores"] = calibration.range.cores;
    json::object workers;
    for (const auto& [node, count] : calibration.range.workers)
        workers[node] = count;
    if (!workers.empty()) range["workers"] = std::move(workers);
    if (calibration.range.rateMax > 0)
        range["rate"] = {{"min", calibration.range.rateMin}, {"max", calibration.range.rateMax}};
    block["range"] = std::move(range);
    if (!calibration.holdOut) return block;
    const HoldOut& holdOut = *calibration.holdOut;
    block["hold_out"] = {{"throughput", holdOut.throughput},
                         {"latency_mean", holdOut.latencyMean},
                         {"latency_p99", holdOut.latencyP99},
                         {"loads", json::array(holdOut.loads.begin(), holdOut.loads.end())}};
    return block;
}

ForecastBasis basisOf(const SimModel& model) {
    ForecastBasis basis;
    basis.calibration = model.settings.calibration;
    if (!basis.calibration) return basis;
    const CalibrationRange& range = basis.calibration->range;
    const auto compare = [&](std::string what, double from, double to, double slack) {
        if (from > 0 && to > 0 && (to > from * slack || from > to * slack))
            basis.extrapolations.push_back({std::move(what), from, to});
    };
    compare("cores", range.cores, model.settings.cores, kSlack);
    for (const SimChain& chain : model.chains) {
        const std::string& node = model.plan->vertices[model.ops[chain.ops.begin].vertex].node;
        const auto known = range.workers.find(node);
        if (known != range.workers.end())
            compare("workers of `" + node + "`", known->second, chain.workers, 1);
    }
    if (const auto load = offeredLoad(model); load && range.rateMax > 0) {
        const double rate = load->recordsPerSecond;
        compare("records/s", std::clamp(rate, range.rateMin, range.rateMax), rate, kSlack);
    }
    return basis;
}

std::vector<std::string> linesOf(const ForecastBasis& basis) {
    if (!basis.calibration) return {"uncalibrated: service times are assumptions"};
    const Calibration& calibration = *basis.calibration;
    std::string line = "calibrated from run " + calibration.run;
    if (const auto& holdOut = calibration.holdOut)
        line += fmt::format(", hold-out error {:.1f} % (throughput {:.1f} %, p99 {:.1f} %)",
                            holdOut->latencyMean * 100, holdOut->throughput * 100, holdOut->latencyP99 * 100);
    else
        line += ", no hold-out: how far off forecasts are is not known";
    std::vector<std::string> lines{std::move(line)};
    for (const ForecastBasis::Extrapolation& e : basis.extrapolations)
        lines.push_back(fmt::format("{} -> {} {}: extrapolation x{:.3g}", figure(e.from), figure(e.to),
                                    e.what, e.factor()));
    return lines;
}

} // namespace millrace::sim
