// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/simulation_settings.h"

#include "engine/base/text.h"
#include "engine/graph/json_writer.h"
#include "engine/sim/machine_reader.h"
#include "engine/sim/settings_reader.h"

#include <algorithm>
#include <cmath>

namespace millrace::sim {

namespace {

namespace json = boost::json;

NodeAssumptions readNode(const Plan& plan, const PlanVertex& vertex, const json::object& block,
                         const std::string& path, Diagnostics& problems) {
    NodeAssumptions node;
    SettingsReader reader(block, path, problems);
    reader.checkNames(
        {"time", "wait", "shares", "rate", "count", "failures", "site", "serverless", "record_bytes"});
    node.time = readLaw(block, "time", path, problems);
    node.wait = readLaw(block, "wait", path, problems);
    if (const json::object* failures = reader.object("failures")) {
        const std::string inner = path + "failures.";
        SettingsReader(*failures, inner, problems).checkNames({"every", "repair"});
        const auto every = readLaw(*failures, "every", inner, problems);
        const auto repair = readLaw(*failures, "repair", inner, problems);
        if (!every || !repair || every->mean() < 1)
            reader.wrong("failures",
                         "`" + inner + "every` (above 0) and `" + inner + "repair` belong together",
                         R"(write {"every": {"exponential": "10 min"}, "repair": "30 s"})");
        else
            node.failures = Failures{*every, *repair};
    }
    readPlace(block, plan, path, node.place, problems);
    reader.read<double>("rate", node.rate, "records per second above 0",
                        [](const json::value& v) { return numberFrom(v, 1e-9, 1e12); });
    reader.read<std::uint64_t>("count", node.count, "a number of records", [](const json::value& v) {
        const auto number = numberFrom(v, 0, 9e15);
        return number && *number == std::floor(*number) ? std::optional(static_cast<std::uint64_t>(*number))
                                                        : std::nullopt;
    });
    for (const char* const name : {"rate", "count"})
        if (block.contains(name) && !vertex.bound.makeSource)
            reader.wrong(name, "`" + vertex.node + "` is no source",
                         "say it of the source its records come from");
    const ServiceModel::Behaviour& behaviour = vertex.bound.service.behaviour;
    const bool mayShare = std::holds_alternative<behaviour::Pass>(behaviour) ||
                          std::holds_alternative<behaviour::Choose>(behaviour) ||
                          std::holds_alternative<behaviour::Group>(behaviour);
    if (block.contains("shares") && (!mayShare || vertex.bound.makeSource))
        reader.wrong("shares",
                     "what comes out of `" + vertex.node + "` follows from its kind, not from shares",
                     "leave `shares` out");
    else if (const json::object* shares = reader.object("shares")) {
        std::vector<std::string> ports;
        for (const PortSpec& port : vertex.bound.outputPorts)
            ports.push_back(port.name);
        for (const auto& member : *shares) {
            const std::string port(member.key());
            const auto share = numberFrom(member.value(), 0, 1000);
            if (std::find(ports.begin(), ports.end(), port) == ports.end())
                reader.wrong("shares." + port, "`" + vertex.node + "` has no output `" + port + "`",
                             suggestion(port, ports));
            else if (!share)
                reader.wrong("shares." + port,
                             "a share is a number from 0 to 1000, not `" + flatJson(member.value()) + "`");
            else
                node.shares[port] = *share;
        }
    }
    return node;
}

} // namespace

Result<SimulationSettings> readSimulationSettings(const Plan& plan) {
    SimulationSettings settings;
    Diagnostics problems;
    const json::object& block = plan.document.simulation;
    SettingsReader reader(block, "simulation.", problems);
    reader.checkNames({"cores", "pool_workers", "duration", "room", "hand_off", "nodes", "calibration",
                       "experiments", "sites", "links", "gil", "process", "time_slice", "context_switch",
                       "power", "core_hour", "carbon", "per_record_of", "ties"});
    std::optional<double> cores, workers;
    reader.read<double>("cores", cores, "a number from 0.1 to 100000",
                        [](const json::value& v) { return numberFrom(v, 0.1, 1e5); });
    reader.read<double>("pool_workers", workers, "a whole number from 1 to 100000", [](const json::value& v) {
        const auto number = numberFrom(v, 1, 1e5);
        return number && *number == std::floor(*number) ? number : std::nullopt;
    });
    const auto timeFrom = [](std::int64_t least) {
        return [least](const json::value& v) -> std::optional<std::int64_t> {
            if (!v.is_string()) return std::nullopt;
            const auto time = parseDuration(std::string_view(v.get_string()));
            return time && *time >= least ? std::optional(*time) : std::nullopt;
        };
    };
    std::optional<std::int64_t> duration, handOff;
    reader.read<std::int64_t>("duration", duration, "a duration such as \"10 min\"", timeFrom(1));
    reader.read<std::int64_t>("hand_off", handOff, "a duration such as \"70 us\"", timeFrom(0));
    std::optional<bool> atOnce;
    reader.read<bool>("room", atOnce, "\"engine\" or \"at_once\"", [](const json::value& v) {
        if (v == "engine") return std::optional(false);
        return v == "at_once" ? std::optional(true) : std::nullopt;
    });
    std::optional<bool> shuffled;
    reader.read<bool>("ties", shuffled, "\"in_order\" or \"shuffled\"", [](const json::value& v) {
        if (v == "in_order") return std::optional(false);
        return v == "shuffled" ? std::optional(true) : std::nullopt;
    });
    if (shuffled) settings.shuffleTies = *shuffled;
    if (cores) settings.cores = *cores;
    if (workers) settings.poolWorkers = static_cast<int>(*workers);
    if (duration) settings.durationNs = *duration;
    if (handOff) settings.handOffNs = *handOff;
    if (atOnce) settings.roomAtOnce = *atOnce;
    if (const json::object* nodes = reader.object("nodes")) {
        std::vector<std::string> known;
        for (const PlanVertex& vertex : plan.vertices)
            known.push_back(vertex.node);
        for (const auto& member : *nodes) {
            const std::string id(member.key());
            const PlanVertex* vertex = plan.find(id);
            const std::string path = "simulation.nodes." + id;
            if (!vertex)
                problems.warning("MR4703", "there is no node `" + id + "` in this run", suggestion(id, known))
                    .parameter = path;
            else if (!member.value().is_object())
                problems.error("MR4701", "`" + path + "` must be an object").parameter = path;
            else
                settings.nodes[id] =
                    readNode(plan, *vertex, member.value().get_object(), path + ".", problems);
        }
    }
    if (const json::object* written = reader.object("calibration")) {
        if (auto calibration = readCalibration(*written))
            settings.calibration = std::move(*calibration);
        else
            problems.append(calibration.error());
    }
    settings.machine = readMachine(block, plan, problems);
    if (problems.hasErrors()) return problems;
    settings.warnings = std::move(problems);
    return settings;
}

} // namespace millrace::sim
