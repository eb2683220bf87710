// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/machine_reader.h"

#include "engine/sim/settings_reader.h"

#include <fmt/format.h>
#include <charconv>
#include <cmath>
#include <functional>

namespace millrace::sim {

namespace {

namespace json = boost::json;

/// An object of settings that has defaults: what is left out keeps its value.
class Block {
public:
    Block(const json::object& object, std::string path, Diagnostics& problems)
        : reader_(object, path, problems), object_(object), path_(std::move(path)), problems_(problems) {}

    SettingsReader& reader() { return reader_; }
    /// Null is as good as left out.
    const json::value* find(const char* name) const {
        const json::value* const value = object_.if_contains(name);
        return value && !value->is_null() ? value : nullptr;
    }
    void number(const char* name, double& into, double least, double most, const char* what) {
        std::optional<double> value;
        reader_.read<double>(name, value, what,
                             [&](const json::value& v) { return numberFrom(v, least, most); });
        if (value) into = *value;
    }
    void duration(const char* name, MonotonicNs& into, MonotonicNs least = 0) {
        std::optional<MonotonicNs> value;
        const char* const what =
            least > 0 ? "a duration above 0 such as \"5 ms\"" : "a duration such as \"5 ms\"";
        reader_.read<MonotonicNs>(name, value, what, [&](const json::value& v) {
            const auto time = durationFrom(v);
            return time && *time >= least ? time : std::nullopt;
        });
        if (value) into = *value;
    }
    /// A number of bytes, or "64 KiB".
    void size(const char* name, double& into) {
        std::optional<double> value;
        reader_.read<double>(name, value, R"(bytes, as a number or such as "64 KiB")",
                             [](const json::value& v) -> std::optional<double> {
                                 if (!v.is_string()) return numberFrom(v, 1, 1e15);
                                 const auto size = parseSize(std::string_view(v.get_string()));
                                 return size && *size > 0 ? std::optional(static_cast<double>(*size))
                                                          : std::nullopt;
                             });
        if (value) into = *value;
    }
    void law(const char* name, Distribution& into) {
        if (const auto law = readLaw(object_, name, path_, problems_)) into = *law;
    }
    std::string text(const char* name) {
        std::optional<std::string> value;
        reader_.read<std::string>(name, value, "a name", [](const json::value& v) {
            return v.is_string() ? std::optional(std::string(v.get_string())) : std::nullopt;
        });
        return value.value_or("");
    }

private:
    SettingsReader reader_;
    const json::object& object_;
    const std::string path_;
    Diagnostics& problems_;
};

constexpr const char* kAmount = "a number from 0 to 1e12";
constexpr const char* kCarbon = "grams of CO2 equivalents per kWh, at least 0";

std::optional<Power> readPower(SettingsReader& owner, const std::string& path, Diagnostics& problems) {
    const json::object* const written = owner.object("power");
    if (!written) return std::nullopt;
    Power power;
    Block block(*written, path + "power.", problems);
    block.reader().checkNames({"idle", "max", "gamma"});
    block.number("idle", power.idle, 0, 1e12, "watts, at least 0");
    power.most = power.idle;
    block.number("max", power.most, 0, 1e12, "watts, at least 0");
    block.number("gamma", power.gamma, 0.01, 100, "a number from 0.01 to 100");
    if (power.most < power.idle)
        block.reader().wrong("max", "`" + path + "power.max` is below what it takes when idle",
                             "both are watts of the whole machine");
    return power;
}

std::vector<Site> readSites(const json::object& written, Diagnostics& problems) {
    std::vector<Site> sites;
    for (const auto& member : written) {
        Site site;
        site.name = std::string(member.key());
        const std::string path = "simulation.sites." + site.name;
        if (site.name == kLocalSite) {
            problems
                .error("MR4701", "`local` is the machine of the simulation itself",
                       "say `cores`, `power` and `core_hour` beside `sites`, or choose another name")
                .parameter = path;
            continue;
        }
        if (!member.value().is_object()) {
            problems.error("MR4701", "`" + path + "` must be an object").parameter = path;
            continue;
        }
        Block block(member.value().get_object(), path + ".", problems);
        block.reader().checkNames({"cores", "speed", "power", "core_hour", "carbon"});
        block.number("cores", site.cores, 0.1, 1e5, "a number from 0.1 to 100000");
        block.number("speed", site.speed, 1e-6, 1e6, "a number from 0.000001 to 1000000");
        block.number("core_hour", site.coreHour, 0, 1e12, kAmount);
        if (block.find("carbon")) block.number("carbon", site.carbon.emplace(0), 0, 1e6, kCarbon);
        site.power = readPower(block.reader(), path + ".", problems);
        sites.push_back(std::move(site));
    }
    return sites;
}

/// What becomes of lost messages.
void readLoss(Block& block, Link& link) {
    block.number("loss", link.loss, 0, 0.999, "a share from 0 to 0.999");
    MonotonicNs after = *link.retransmitAfter;
    block.duration("retransmit_after", after, 1);
    link.retransmitAfter = after;
    const json::value* const onLoss = block.find("on_loss");
    if (!onLoss) return;
    if (*onLoss == "drop") {
        link.retransmitAfter.reset();
        if (block.find("retransmit_after"))
            block.reader().wrong("retransmit_after", "what is dropped is not sent again",
                                 "leave `on_loss` or `retransmit_after` out");
    } else if (*onLoss != "retransmit") {
        block.reader().wrong("on_loss",
                             "`on_loss` is \"retransmit\" or \"drop\", not `" + flatJson(*onLoss) + "`");
    }
}

/// Links from measurements that somebody published, to begin with: examples, not what any network promises.
struct LinkPreset {
    const char* name;
    double latencyNs, bytesPerSecond, overheadBytes;
};
/// 5G: one way over a public non-standalone network, from the sender up at 15 Mbit/s and down at 100 kbit/s,
/// which is what was sent there, not what would fit; LAN and region: orders of magnitude.
constexpr LinkPreset kLinkPresets[] = {
    {"example 5G NSA up", 18e6, 15e6 / 8, 40},
    {"example 5G NSA down", 7e6, 100e3 / 8, 40},
    {"example LAN", 0.2e6, 1e9 / 8, 58},
    {"example cloud region", 1e6, 10e9 / 8, 58},
    {"example between regions", 40e6, 1e9 / 8, 58},
};

void readPreset(Block& block, Link& link) {
    const std::string wanted = block.text("preset");
    if (wanted.empty()) return;
    std::vector<std::string> known;
    for (const LinkPreset& preset : kLinkPresets) {
        known.emplace_back(preset.name);
        if (wanted != preset.name) continue;
        link.latency = Distribution::constant(preset.latencyNs);
        link.bytesPerSecond = preset.bytesPerSecond;
        link.overheadBytes = preset.overheadBytes;
        return;
    }
    block.reader().wrong("preset", "there is no preset `" + wanted + "`", suggestion(wanted, known));
}

/// Factors and window of TCP.
void readTcp(Block& block, Link& link) {
    if (const json::value* const tcp = block.find("tcp")) {
        if (*tcp == "lv08") {
            link.latencyFactor = kLv08Latency;
            link.bandwidthFactor = kLv08Bandwidth;
            link.window = kLv08Window;
        } else if (*tcp != "none") {
            block.reader().wrong("tcp", "`tcp` is \"lv08\" or \"none\", not `" + flatJson(*tcp) + "`",
                                 "or say `latency_factor`, `bandwidth_factor` and `window` yourself");
        }
    }
    block.number("latency_factor", link.latencyFactor, 0.01, 1000, "a number from 0.01 to 1000");
    block.number("bandwidth_factor", link.bandwidthFactor, 0.01, 1, "a number from 0.01 to 1");
    block.size("window", link.window);
}

constexpr double kHour = 3.6e12;

/// No draw is longer than 1,000 hours (Distribution::drawNs): a law that goes on for longer would silently be
/// another one. Of an exponential law with a twentieth of that as its mean, 2e-9 of the draws are cut.
double longestMean(const Distribution& law) {
    constexpr double kLongestDraw = 1000 * kHour;
    return law.shape() == Distribution::Shape::Constant ? kLongestDraw : kLongestDraw / 20;
}

void readOutages(Block& block, const std::string& path, Link& link, Diagnostics& problems) {
    const json::object* const written = block.reader().object("outages");
    if (!written) return;
    constexpr double kLeast = 1e6; // a link that turns more often than that is no link
    const std::string inner = path + "outages.";
    SettingsReader(*written, inner, problems).checkNames({"up", "down"});
    const auto up = readLaw(*written, "up", inner, problems),
               down = readLaw(*written, "down", inner, problems);
    for (const auto& [name, law] : {std::pair("up", up), std::pair("down", down)})
        if (law && law->mean() > longestMean(*law))
            return block.reader().wrong(
                "outages",
                fmt::format("`{}{}` takes {:g} h on average, which cannot be drawn: the longest is {:g} h",
                            inner, name, law->mean() / kHour, longestMean(*law) / kHour),
                "what a link does once in so many days is none of a simulation of hours: leave its outages "
                "out, or shorten both times in proportion");
    if (!up || !down || up->mean() < kLeast || down->mean() < kLeast)
        block.reader().wrong("outages",
                             "`" + inner + "up` and `" + inner +
                                 "down` belong together, and both take at least 1 ms on average",
                             R"(write {"up": {"exponential": "2 min"}, "down": {"exponential": "5 s"}})");
    else
        link.outages = Outages{*up, *down};
}

void readLink(const json::object& written, const std::string& path, const std::vector<std::string>& known,
              std::vector<Link>& links, Diagnostics& problems) {
    Link link;
    Block block(written, path, problems);
    block.reader().checkNames({"from", "to", "both_ways", "latency", "bandwidth", "record_bytes",
                               "overhead_bytes", "loss", "retransmit_after", "on_loss", "per_gb",
                               "joules_per_byte", "preset", "tcp", "latency_factor", "bandwidth_factor",
                               "window", "outages"});
    readPreset(block, link);
    link.from = block.text("from");
    link.to = block.text("to");
    for (const auto& [name, value] : {std::pair("from", link.from), std::pair("to", link.to)})
        if (std::find(known.begin(), known.end(), value) == known.end())
            block.reader().wrong(name, "there is no site `" + value + "`", suggestion(value, known));
    if (link.from == link.to) block.reader().wrong("to", "a link leads from one site to another");
    block.law("latency", link.latency);
    if (const json::value* const rate = block.find("bandwidth")) {
        const auto bytes = rate->is_string() ? parseByteRate(std::string_view(rate->get_string()))
                                             : numberFrom(*rate, 1e-3, 1e15);
        if (!bytes)
            block.reader().wrong("bandwidth",
                                 "`" + path + "bandwidth` must be a rate, not `" + flatJson(*rate) + "`",
                                 R"(write "10 Mbit/s", "1.25 MB/s", or a number of bytes per second)");
        link.bytesPerSecond = bytes.value_or(1);
    }
    block.number("record_bytes", link.recordBytes, 0, 1e12, "bytes, at least 0");
    block.number("overhead_bytes", link.overheadBytes, 0, 1e9, "bytes, at least 0");
    block.number("per_gb", link.perGb, 0, 1e12, kAmount);
    block.number("joules_per_byte", link.joulesPerByte, 0, 1e6, "joules, at least 0");
    readLoss(block, link);
    readTcp(block, link);
    readOutages(block, path, link, problems);
    const json::value* const both = block.find("both_ways");
    if (both && !both->is_bool()) block.reader().wrong("both_ways", "`both_ways` is true or false");
    const auto add = [&](const Link& one) {
        for (const Link& other : links)
            if (other.from == one.from && other.to == one.to)
                block.reader().wrong("to",
                                     "there is another link from `" + one.from + "` to `" + one.to + "`",
                                     "say both in one");
        links.push_back(one);
    };
    add(link);
    if (both && both->is_bool() && both->get_bool()) {
        std::swap(link.from, link.to);
        add(link);
    }
}

/// Names of nodes, at least one. One that is not there may be in another run of the same graph.
std::vector<std::string> readNodes(Block& block, const json::value& written, const std::string& path,
                                   const Plan& plan, const char* what, Diagnostics& problems) {
    std::vector<std::string> known, nodes;
    for (const PlanVertex& vertex : plan.vertices)
        known.push_back(vertex.node);
    const std::string name = path.substr(path.rfind('.') + 1);
    const json::array* const list = written.if_array();
    if (!list || list->empty()) {
        block.reader().wrong(name.c_str(), "`" + path + "` must be " + what);
        return nodes;
    }
    for (const json::value& node : *list) {
        if (!node.is_string()) {
            block.reader().wrong(name.c_str(), "`" + flatJson(node) + "` in `" + path + "` is no node");
            continue;
        }
        nodes.emplace_back(node.get_string());
        if (std::find(known.begin(), known.end(), nodes.back()) == known.end())
            problems
                .warning("MR4703", "there is no node `" + nodes.back() + "` in this run",
                         suggestion(nodes.back(), known))
                .parameter = path;
    }
    return nodes;
}

InterpreterLock readInterpreterLock(const json::object& written, const Plan& plan, Diagnostics& problems) {
    InterpreterLock lock;
    Block block(written, "simulation.gil.", problems);
    block.reader().checkNames({"nodes", "switch_interval"});
    block.duration("switch_interval", lock.switchIntervalNs, 1);
    const json::value* const nodes = block.find("nodes");
    lock.nodes = readNodes(block, nodes ? *nodes : json::value(), "simulation.gil.nodes", plan,
                           "a list of nodes", problems);
    return lock;
}

ProcessCosts readProcessCosts(const json::object& written, Diagnostics& problems) {
    ProcessCosts costs;
    Block block(written, "simulation.process.", problems);
    block.reader().checkNames({"per_item", "per_kb", "spawn", "record_bytes", "parent"});
    block.duration("per_item", costs.perItemNs);
    block.duration("per_kb", costs.perKbNs);
    block.duration("spawn", costs.spawnNs);
    block.number("record_bytes", costs.recordBytes, 0, 1e12, "bytes, at least 0");
    if (const json::value* const parent = block.find("parent")) {
        costs.oneParent = *parent == "one";
        if (*parent != "one" && *parent != "per_worker")
            block.reader().wrong("parent", "`simulation.process.parent` is \"one\" or \"per_worker\", not `" +
                                               flatJson(*parent) + "`");
    }
    return costs;
}

Serverless readServerless(const json::object& written, const std::string& path, Diagnostics& problems) {
    Serverless serverless;
    Block block(written, path, problems);
    block.reader().checkNames({"cold_start", "keep_alive", "max_instances", "at_limit", "memory_gb",
                               "per_invocation", "per_gb_second", "per_cold_start", "cold_start_joules",
                               "power"});
    block.law("cold_start", serverless.coldStart);
    block.duration("keep_alive", serverless.keepAliveNs);
    double most = serverless.most;
    block.number("max_instances", most, 1, 1e6, "a whole number from 1 to 1000000");
    if (most != std::floor(most)) block.reader().wrong("max_instances", "instances are whole");
    serverless.most = static_cast<std::uint32_t>(most);
    if (const json::value* const limit = block.find("at_limit")) {
        serverless.rejects = *limit == "reject";
        if (*limit != "reject" && *limit != "wait")
            block.reader().wrong("at_limit",
                                 "`at_limit` is \"wait\" or \"reject\", not `" + flatJson(*limit) + "`");
    }
    block.number("memory_gb", serverless.memoryGb, 0, 1e6, "GB of one instance");
    block.number("per_invocation", serverless.perInvocation, 0, 1e12, kAmount);
    block.number("per_gb_second", serverless.perGbSecond, 0, 1e12, kAmount);
    block.number("per_cold_start", serverless.perColdStart, 0, 1e12, kAmount);
    block.number("cold_start_joules", serverless.coldStartJoules, 0, 1e9, "joules, at least 0");
    serverless.power = readPower(block.reader(), path, problems);
    return serverless;
}

} // namespace

std::optional<double> parseByteRate(std::string_view text) {
    if (!text.ends_with("/s")) return std::nullopt;
    text.remove_suffix(2);
    if (!text.ends_with("bit")) {
        const auto size = parseSize(text);
        return size && *size > 0 ? std::optional(static_cast<double>(*size)) : std::nullopt;
    }
    text.remove_suffix(3);
    double factor = 1.0 / 8;
    for (const auto& [letter, power] : {std::pair('k', 1e3), std::pair('M', 1e6), std::pair('G', 1e9)})
        if (!text.empty() && text.back() == letter) {
            factor *= power;
            text.remove_suffix(1);
            break;
        }
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || !(number > 0) || number > 1e15)
        return std::nullopt;
    return number * factor;
}

MachineSettings readMachine(const json::object& written, const Plan& plan, Diagnostics& problems) {
    MachineSettings machine;
    Block block(written, "simulation.", problems);
    block.number("core_hour", machine.coreHour, 0, 1e12, kAmount);
    machine.power = readPower(block.reader(), "simulation.", problems);
    block.number("carbon", machine.carbon, 0, 1e6, kCarbon);
    if (const json::value* const counted = block.find("per_record_of"))
        machine.recordsOf =
            readNodes(block, *counted, "simulation.per_record_of", plan, "a list of sinks", problems);
    if (const json::object* const sites = block.reader().object("sites"))
        machine.sites = readSites(*sites, problems);
    if (const json::value* const links = block.find("links")) {
        std::vector<std::string> known{kLocalSite};
        for (const Site& site : machine.sites)
            known.push_back(site.name);
        if (!links->is_array()) block.reader().wrong("links", "`simulation.links` must be a list");
        for (std::size_t i = 0; links->is_array() && i < links->get_array().size(); ++i) {
            const std::string path = "simulation.links[" + std::to_string(i) + "]";
            if (const json::object* const link = links->get_array()[i].if_object())
                readLink(*link, path + ".", known, machine.links, problems);
            else
                problems.error("MR4701", "`" + path + "` must be an object").parameter = path;
        }
    }
    if (const json::object* const lock = block.reader().object("gil"))
        machine.interpreterLock = readInterpreterLock(*lock, plan, problems);
    if (const json::object* const processes = block.reader().object("process"))
        machine.processes = readProcessCosts(*processes, problems);
    if (block.find("time_slice")) {
        TimeSlices slices;
        block.duration("time_slice", slices.quantumNs, 1000);
        block.duration("context_switch", slices.switchNs);
        machine.slices = slices;
    } else if (block.find("context_switch")) {
        block.reader().wrong("context_switch", "only threads that go round in time slices are switched",
                             R"(add "time_slice": "3 ms")");
    }
    return machine;
}

void readPlace(const json::object& written, const Plan& plan, const std::string& path, NodePlace& place,
               Diagnostics& problems) {
    Block block(written, path, problems);
    if (written.contains("site")) {
        place.site = block.text("site");
        std::vector<std::string> known{kLocalSite};
        const json::value* const sites = plan.document.simulation.if_contains("sites");
        if (sites && sites->is_object())
            for (const auto& member : sites->get_object())
                known.emplace_back(member.key());
        if (std::find(known.begin(), known.end(), place.site) == known.end())
            block.reader().wrong("site", "there is no site `" + place.site + "`",
                                 suggestion(place.site, known));
        if (place.site == kLocalSite) place.site.clear();
    }
    if (const json::object* const serverless = block.reader().object("serverless"))
        place.serverless = readServerless(*serverless, path + "serverless.", problems);
    if (written.contains("record_bytes")) {
        double bytes = 0;
        block.number("record_bytes", bytes, 0, 1e12, "bytes, at least 0");
        place.recordBytes = bytes;
    }
}

} // namespace millrace::sim
