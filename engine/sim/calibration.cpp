// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/calibration.h"

#include "engine/base/text.h"
#include "engine/graph/json_writer.h"
#include "engine/sim/offered_load.h"

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
constexpr const char* kGuessedShares = "MR4711";

const std::string& headOf(const SimModel& model, const SimChain& chain) {
    return model.plan->vertices[model.ops[chain.ops.begin].vertex].node;
}

std::vector<ForecastBasis::Extrapolation> extrapolationsOf(const SimModel& model,
                                                           const CalibrationRange& range) {
    using What = ForecastBasis::Extrapolation::What;
    std::vector<ForecastBasis::Extrapolation> found;
    const auto compare = [&](What what, const std::string& node, double from, double to, double slack) {
        if (from > 0 && to > 0 && (to > from * slack || from > to * slack))
            found.push_back({what, node, from, to});
    };
    const auto isLocal = [](const SimChain& chain) { return chain.site == 0; };
    if (std::any_of(model.chains.begin(), model.chains.end(), isLocal))
        compare(What::Cores, {}, range.cores, model.settings.cores, kSlack);
    for (const SimChain& chain : model.chains) {
        if (model.ops[chain.ops.begin].serverless) continue; // instances come as they are needed
        const std::string& node = headOf(model, chain);
        if (const auto known = range.workers.find(node); known != range.workers.end())
            compare(What::Workers, node, known->second, chain.workers, 1);
    }
    if (const auto load = offeredLoad(model); load && range.rateMax > 0) {
        const double rate = load->recordsPerSecond;
        compare(What::Rate, {}, std::clamp(rate, range.rateMin, range.rateMax), rate, kSlack);
    }
    return found;
}

/// A calibration measures nodes on one machine: everything else is as somebody wrote it.
std::vector<ForecastBasis::Assumption> assumptionsOf(const SimModel& model) {
    using What = ForecastBasis::Assumption::What;
    std::vector<ForecastBasis::Assumption> found;
    const auto assume = [&](What what, const std::string& name = {}) {
        const ForecastBasis::Assumption assumption{what, name};
        if (std::find(found.begin(), found.end(), assumption) == found.end()) found.push_back(assumption);
    };
    // What the calibration knew of: a node that came later has times that somebody wrote.
    const std::map<std::string, int>& workers = model.settings.calibration->range.workers;
    const auto tookPart = [&](const PlanVertex& vertex) {
        const PlanChain& chain = model.plan->chains[vertex.chain];
        return workers.empty() || workers.contains(vertex.node) ||
               workers.contains(model.plan->vertices[chain.vertices.front()].node);
    };
    const MachineSettings& machine = model.settings.machine;
    for (const SimOp& op : model.ops) {
        const PlanVertex& vertex = model.plan->vertices[op.vertex];
        const auto known = model.settings.nodes.find(vertex.node);
        const bool isWritten =
            known != model.settings.nodes.end() && (known->second.time || known->second.wait);
        if (!(isWritten && tookPart(vertex)) && !vertex.bound.service.work.empty())
            assume(What::Times, vertex.node);
        if (op.serverless) assume(What::Serverless, vertex.node);
        if (op.failures) assume(What::Failures, vertex.node);
        if (op.interpreted) assume(What::Interpreter);
    }
    for (const Diagnostic& d : model.diagnostics)
        if (d.code == kGuessedShares) assume(What::Shares, d.node);
    for (const SimChain& chain : model.chains) {
        if (chain.site != 0 && !model.ops[chain.ops.begin].serverless)
            assume(What::Site, model.sites[chain.site].settings.name);
        if (chain.executor == ExecutorKind::Processes && machine.processes) assume(What::Processes);
    }
    for (const SimEdge& edge : model.edges) {
        if (edge.route == kNone) continue;
        for (const std::uint32_t l : model.routes[edge.route].links) {
            const Link& link = model.links[l].settings;
            assume(What::Link, link.from + " -> " + link.to);
        }
    }
    if (machine.slices) assume(What::TimeSlices);
    for (const SimSite& site : model.sites)
        if (site.settings.power) assume(What::Power, site.settings.name);
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.what < b.what; });
    return found;
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

ForecastBasis basisOf(const Calibration& calibration) {
    ForecastBasis basis;
    basis.calibrated = true;
    basis.run = calibration.run;
    if (const auto& off = calibration.holdOut)
        basis.holdOut = ForecastBasis::HoldOut{off->throughput, off->latencyMean, off->latencyP99};
    return basis;
}

ForecastBasis basisOf(const SimModel& model) {
    if (!model.settings.calibration) return {};
    ForecastBasis basis = basisOf(*model.settings.calibration);
    basis.extrapolations = extrapolationsOf(model, model.settings.calibration->range);
    basis.assumptions = assumptionsOf(model);
    return basis;
}

} // namespace millrace::sim
