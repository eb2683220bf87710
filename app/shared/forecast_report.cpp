// SPDX-License-Identifier: Apache-2.0
#include "app/shared/forecast_report.h"

#include "engine/run/run.h"

#include <fmt/format.h>
#include <algorithm>
#include <boost/json/array.hpp>
#include <cmath>
#include <vector>

namespace millrace {

namespace {

using sim::Kpi;

boost::json::object kpiObject(const Kpi& kpi) {
    boost::json::object object{
        {"mean", kpi.interval.mean}, {"unit", sim::unitOf(kpi.what)}, {"replications", kpi.values.size()}};
    // JSON has no infinity: one replication has no interval.
    if (std::isfinite(kpi.interval.halfWidth)) object["half_width"] = kpi.interval.halfWidth;
    if (kpi.goal > 0) object["goal"] = kpi.goal;
    return object;
}

std::string timeText(double us) {
    if (us < 1) return fmt::format("{:.0f} ns", us * 1e3);
    if (us < 1e3) return fmt::format("{:.3g} us", us);
    if (us < 1e6) return fmt::format("{:.3g} ms", us / 1e3);
    return fmt::format("{:.4g} s", us / 1e6);
}

/// Three digits or more, and never a power of ten: sums of money, instances.
std::string plainText(double value) {
    if (value == 0 || !std::isfinite(value)) return fmt::format("{:g}", value);
    const int before = static_cast<int>(std::floor(std::log10(std::abs(value)))) + 1;
    std::string text = fmt::format("{:.{}f}", value, std::clamp(3 - before, 0, 15));
    if (text.find('.') == std::string::npos) return text;
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

std::string valueText(Kpi::What what, double value) {
    const std::string unit = sim::unitOf(what);
    if (unit == "us") return timeText(value);
    if (unit == "share") return fmt::format("{:.1f} %", value * 100);
    if (unit == "W") return fmt::format("{:.4g} W", value);
    if (unit == "J")
        return value < 1 ? fmt::format("{:.3g} mJ", value * 1e3) : fmt::format("{:.4g} J", value);
    if (unit == "g")
        return value < 1 ? fmt::format("{:.3g} mg", value * 1e3) : fmt::format("{:.4g} g", value);
    if (unit == "g/h") return fmt::format("{:.4g} g", value);
    if (unit == "bytes/s")
        return value >= 1e6 ? fmt::format("{:.3g} MB/s", value / 1e6)
                            : fmt::format("{:.3g} kB/s", value / 1e3);
    if (unit == "records/s")
        return fmt::format("{}/s",
                           value >= 1e4 ? fmt::format("{:.0f}", value) : fmt::format("{:.4g}", value));
    return plainText(value);
}

/// The figures of one place, one cell each; empty where there is none.
std::vector<std::string> cellsOf(const sim::Forecast& forecast, std::string name, std::size_t place,
                                 const std::vector<Kpi::What>& figures) {
    std::vector<std::string> row{std::move(name)};
    for (const Kpi::What what : figures) {
        const Kpi* kpi = forecast.find(what, place);
        row.push_back(kpi ? kpiText(*kpi) : "");
    }
    return row;
}

/// What the file calls the thing a figure is about; empty: all of it.
std::string placeText(const sim::SimModel& model, const Kpi& kpi) {
    const auto linkText = [&] {
        const sim::Link& link = model.links[kpi.place].settings;
        return link.from + " -> " + link.to;
    };
    switch (sim::of(kpi.what)) {
        case Kpi::Of::Vertex: return model.plan->vertices[kpi.place].node;
        case Kpi::Of::Edge: return model.plan->edges[kpi.place].id;
        case Kpi::Of::Site: return model.sites[kpi.place].settings.name;
        case Kpi::Of::Link: return linkText();
        case Kpi::Of::Run: break;
    }
    return {};
}

/// A table of the figures of all places of one kind, a line for each that has some.
std::string tableOf(const sim::Forecast& forecast, const char* kind, Kpi::Of of,
                    const std::vector<std::pair<const char*, Kpi::What>>& columns) {
    std::vector<std::string> heads{kind};
    std::vector<Kpi::What> figures;
    for (const auto& [name, what] : columns) {
        const bool any = std::any_of(forecast.kpis.begin(), forecast.kpis.end(),
                                     [&, what = what](const Kpi& kpi) { return kpi.what == what; });
        if (!any) continue;
        heads.emplace_back(name);
        figures.push_back(what);
    }
    TextTable table(heads);
    std::vector<std::size_t> seen;
    for (const Kpi& kpi : forecast.kpis) {
        if (sim::of(kpi.what) != of || std::find(figures.begin(), figures.end(), kpi.what) == figures.end() ||
            std::find(seen.begin(), seen.end(), kpi.place) != seen.end())
            continue;
        seen.push_back(kpi.place);
        table.add(cellsOf(forecast, placeText(*forecast.model, kpi), kpi.place, figures));
    }
    return table.text();
}

bool isPerRecord(Kpi::What what) {
    return what == Kpi::What::EnergyPerRecord || what == Kpi::What::CostPerMillion ||
           what == Kpi::What::CarbonPerRecord;
}

/// Of which records figures per record are; empty where there are none.
std::string countedText(const sim::Forecast& forecast) {
    const sim::SimModel& model = *forecast.model;
    if (std::none_of(forecast.kpis.begin(), forecast.kpis.end(),
                     [](const Kpi& kpi) { return isPerRecord(kpi.what); }))
        return {};
    std::string names;
    for (const std::uint32_t vertex : model.countedSinks)
        names += (names.empty() ? "`" : ", `") + model.plan->vertices[vertex].node + "`";
    return "per record: of those that came to " + names + "\n\n";
}

/// Machines, links, instances, why records were dropped, energy and money: where there are any.
std::string machineTables(const sim::Forecast& forecast) {
    using What = Kpi::What;
    return tableOf(forecast, "wire", Kpi::Of::Edge,
                   {{"transit", What::Transit},
                    {"dropped: newest", What::DroppedNewest},
                    {"oldest", What::DroppedOldest},
                    {"by the link", What::DroppedByLink},
                    {"unread", What::DroppedUnread}}) +
           tableOf(forecast, "serverless", Kpi::Of::Vertex,
                   {{"instances", What::Instances},
                    {"cold starts", What::ColdStarts},
                    {"refused", What::Refused}}) +
           tableOf(forecast, "site", Kpi::Of::Site,
                   {{"cores at work", What::Cores},
                    {"power", What::PowerDrawn},
                    {"cost per hour", What::CoresCost}}) +
           tableOf(forecast, "link", Kpi::Of::Link,
                   {{"busy", What::LinkBusy},
                    {"sent", What::LinkBytes},
                    {"lost", What::LinkLost},
                    {"down", What::LinkDown}}) +
           tableOf(forecast, "", Kpi::Of::Run,
                   {{"energy per record", What::EnergyPerRecord},
                    {"cost per hour", What::CostPerHour},
                    {"cost per million records", What::CostPerMillion},
                    {"CO2 per record", What::CarbonPerRecord},
                    {"CO2 per hour", What::CarbonPerHour}}) +
           countedText(forecast);
}

boost::json::object basisObject(const sim::Forecast& forecast) {
    const ForecastBasis& basis = forecast.basis;
    boost::json::array lines, extrapolations, assumed;
    for (const std::string& line : linesOf(basis))
        lines.push_back(boost::json::value(line));
    for (const ForecastBasis::Extrapolation& e : basis.extrapolations)
        extrapolations.push_back(
            {{"what", textOf(e)}, {"from", e.from}, {"to", e.to}, {"factor", e.factor()}});
    for (const ForecastBasis::Assumption& a : basis.assumptions) {
        boost::json::object entry{{"what", nameOf(a.what)}};
        if (!a.name.empty()) entry["name"] = a.name;
        assumed.push_back(std::move(entry));
    }
    boost::json::object object{{"calibrated", basis.calibrated}, {"text", std::move(lines)}};
    const auto& calibration = forecast.model->settings.calibration;
    if (!calibration) return object;
    object["calibration"] = sim::toJson(*calibration);
    object["extrapolations"] = std::move(extrapolations);
    object["not_calibrated"] = std::move(assumed);
    return object;
}

} // namespace

std::string TextTable::text() const {
    if (rows_.size() == 1) return {};
    std::vector<std::size_t> widths(rows_[0].size(), 0);
    for (const auto& row : rows_)
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], row[i].size());
    std::string text;
    for (const auto& row : rows_) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i)
            line += i == 0 ? fmt::format("{:<{}}", row[i], widths[i])
                           : fmt::format("  {:>{}}", row[i], widths[i]);
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + "\n";
    }
    return text + "\n";
}

std::vector<std::string> uncalibratedNodes(const Diagnostics& found) {
    std::vector<std::string> nodes;
    for (const Diagnostic& d : found)
        if ((d.code == "MR4710" || d.code == "MR4711") &&
            std::find(nodes.begin(), nodes.end(), d.node) == nodes.end())
            nodes.push_back(d.node);
    return nodes;
}

std::string basisText(const ForecastBasis& basis) {
    std::string text;
    for (const std::string& line : linesOf(basis))
        text += line + "\n";
    return text;
}

std::string fingerprintText(std::uint64_t fingerprint) { return fmt::format("{:016x}", fingerprint); }

std::string kpiText(const Kpi& kpi) {
    const std::string value = valueText(kpi.what, kpi.interval.mean);
    const double relative = kpi.interval.relative();
    if (!std::isfinite(relative) || kpi.interval.mean == 0) return value;
    if (std::string(sim::unitOf(kpi.what)) == "share")
        return fmt::format("{} +- {:.1f}", value, kpi.interval.halfWidth * 100);
    return fmt::format("{} +- {:.1f} %", value, relative * 100);
}

boost::json::object toJson(const sim::Forecast& forecast) {
    const sim::SimModel& model = *forecast.model;
    const Plan& plan = *model.plan;
    boost::json::object groups[5]; // by Kpi::Of
    for (const Kpi& kpi : forecast.kpis) {
        boost::json::object& group = groups[static_cast<std::size_t>(sim::of(kpi.what))];
        const std::string place = placeText(model, kpi);
        if (place.empty()) {
            boost::json::object figure = kpiObject(kpi);
            if (isPerRecord(kpi.what)) {
                boost::json::array counted;
                for (const std::uint32_t vertex : model.countedSinks)
                    counted.push_back(boost::json::value(plan.vertices[vertex].node));
                figure["records_of"] = std::move(counted);
            }
            group[sim::nameOf(kpi.what)] = std::move(figure);
            continue;
        }
        boost::json::value& entry = group[place];
        if (!entry.is_object()) entry.emplace_object();
        entry.as_object()[sim::nameOf(kpi.what)] = kpiObject(kpi);
    }
    const auto take = [&](Kpi::Of of) { return std::move(groups[static_cast<std::size_t>(of)]); };
    boost::json::array diagnostics, guessed;
    for (const Diagnostic& d : forecast.diagnostics)
        diagnostics.push_back(toJson(d));
    for (const std::string& node : uncalibratedNodes(forecast.diagnostics))
        guessed.push_back(boost::json::value(node));
    boost::json::object report{{"version", MILLRACE_VERSION},
                               {"name", plan.name},
                               {"graph_sha256", plan.graphSha256},
                               {"seed", model.seed},
                               {"fingerprint", fingerprintText(forecast.fingerprint)},
                               {"question", sim::nameOf(forecast.question)},
                               {"cores", model.settings.cores},
                               {"duration_s", static_cast<double>(model.settings.durationNs) / 1e9},
                               {"replications", forecast.replications},
                               {"precision_reached", forecast.precisionReached},
                               {"cancelled", forecast.cancelled},
                               {"warm_up_s", static_cast<double>(forecast.warmUpNs) / 1e9},
                               {"virtual_s", forecast.virtualSeconds},
                               {"events", forecast.events},
                               {"basis", basisObject(forecast)},
                               {"uncalibrated", std::move(guessed)},
                               {"nodes", take(Kpi::Of::Vertex)},
                               {"edges", take(Kpi::Of::Edge)},
                               {"diagnostics", std::move(diagnostics)}};
    for (const auto& [name, of] : {std::pair("sites", Kpi::Of::Site), std::pair("links", Kpi::Of::Link),
                                   std::pair("run", Kpi::Of::Run)})
        if (boost::json::object group = take(of); !group.empty()) report[name] = std::move(group);
    return report;
}

std::string forecastText(const sim::Forecast& forecast) {
    const sim::SimModel& model = *forecast.model;
    const Plan& plan = *model.plan;
    std::string text =
        fmt::format("{}, {} replications", sim::nameOf(forecast.question), forecast.replications);
    if (model.settings.durationNs > 0)
        text += fmt::format(" of {}", timeText(static_cast<double>(model.settings.durationNs) / 1e3));
    if (forecast.warmUpNs > 0)
        text +=
            fmt::format(", warm-up of {} left out", timeText(static_cast<double>(forecast.warmUpNs) / 1e3));
    text += fmt::format("; {:g} cores; +- is the 95 % confidence interval\n\n", model.settings.cores);

    TextTable sinks({"sink", "throughput", "latency", "p50", "p95", "p99"});
    TextTable nodes({"node", "busy", "output full", "lock", "ready"});
    const std::vector<std::string> guessed = uncalibratedNodes(forecast.diagnostics);
    for (std::size_t v = 0; v < plan.vertices.size(); ++v) {
        const std::string& node = plan.vertices[v].node;
        if (forecast.find(Kpi::What::Throughput, v))
            sinks.add(cellsOf(forecast, node, v,
                              {Kpi::What::Throughput, Kpi::What::LatencyMean, Kpi::What::LatencyP50,
                               Kpi::What::LatencyP95, Kpi::What::LatencyP99}));
        const bool rough = std::find(guessed.begin(), guessed.end(), node) != guessed.end();
        nodes.add(cellsOf(forecast, rough ? node + " *" : node, v,
                          {Kpi::What::Busy, Kpi::What::BackPressured, Kpi::What::Lock, Kpi::What::Ready}));
    }
    TextTable wires({"wire", "queued", "wait", "dropped"});
    for (std::size_t e = 0; e < plan.edges.size(); ++e)
        if (forecast.find(Kpi::What::Queued, e))
            wires.add(cellsOf(forecast, plan.edges[e].id, e,
                              {Kpi::What::Queued, Kpi::What::Wait, Kpi::What::Dropped}));
    text += sinks.text() + nodes.text() + wires.text() + machineTables(forecast);
    text += basisText(forecast.basis);
    if (!guessed.empty()) text += "* not calibrated: rough times or shares, not measured ones\n";
    if (!forecast.precisionReached && forecast.replications > 1)
        text += "the precision asked for was not reached: more replications or a longer duration would\n";
    text += fmt::format("fingerprint {}\n", fingerprintText(forecast.fingerprint));
    return text;
}

} // namespace millrace
