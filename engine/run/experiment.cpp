// SPDX-License-Identifier: Apache-2.0
#include "engine/run/experiment.h"

#include "engine/base/text.h"
#include "engine/graph/json_writer.h"
#include "engine/plan/planner.h"

#include <fmt/format.h>
#include <algorithm>
#include <boost/json/array.hpp>
#include <charconv>
#include <cmath>

namespace millrace {

namespace {

namespace json = boost::json;

/// Reads one entry of the list; all that is wrong is said.
class EntryReader {
public:
    EntryReader(const json::value& entry, std::size_t index, Diagnostics& problems)
        : entry_(entry), problems_(problems) {
        experiment_.index = index;
    }

    /// None: it cannot be run.
    std::optional<Experiment> read() {
        if (!entry_.is_object()) {
            wrong("", "an experiment is an object with `name` and `vary`, not `" + flatJson(entry_) + "`");
            return std::nullopt;
        }
        checkNames();
        readName();
        readVary();
        readNumbers();
        if (failed_) return std::nullopt;
        return std::move(experiment_);
    }

private:
    void wrong(const std::string& member, std::string message, std::string hint = {}) {
        failed_ = true;
        problems_.error("MR4730", std::move(message), std::move(hint)).parameter =
            experiment_.place() + (member.empty() ? "" : "." + member);
    }

    void checkNames() {
        static const std::vector<std::string> kKnown{"name", "vary", "replications", "duration", "precision"};
        for (const auto& member : entry_.get_object()) {
            const std::string name(member.key());
            if (std::find(kKnown.begin(), kKnown.end(), name) != kKnown.end()) continue;
            const std::string place = experiment_.place() + "." + name;
            problems_
                .warning("MR4703", "unknown setting `" + place + "` has no effect", suggestion(name, kKnown))
                .parameter = place;
        }
    }

    void readName() {
        const json::value* const name = entry_.get_object().if_contains("name");
        if (!name || !name->is_string() || name->get_string().empty())
            wrong(name ? "name" : "", "an experiment needs a `name`");
        else
            experiment_.name = std::string(name->get_string());
    }

    /// A text, or a list of numbers and texts.
    static std::optional<std::string> rangeOf(const json::value& written) {
        if (written.is_string()) return std::string(written.get_string());
        if (written.is_number()) return flatJson(written);
        if (!written.is_array()) return std::nullopt;
        std::string range;
        for (const json::value& value : written.get_array()) {
            if (!value.is_string() && !value.is_number()) return std::nullopt;
            range += (range.empty() ? "" : ",") +
                     (value.is_string() ? std::string(value.get_string()) : flatJson(value));
        }
        return range;
    }

    void readVary() {
        const json::value* const vary = entry_.get_object().if_contains("vary");
        const json::object* const settings = vary ? vary->if_object() : nullptr;
        if (!settings || settings->empty() || settings->size() > 2) {
            wrong(vary ? "vary" : "", "an experiment varies one or two settings",
                  R"(write "vary": {"stage.workers": "1..8"})");
            return;
        }
        for (const auto& member : *settings) {
            VariedSetting setting;
            setting.name = std::string(member.key());
            const auto range = rangeOf(member.value());
            auto values = valuesIn(range.value_or(""));
            if (!values) {
                for (Diagnostic d : values.error()) {
                    d.message = "`" + setting.name + "`: " + d.message;
                    d.parameter = experiment_.place() + ".vary";
                    problems_.add(std::move(d));
                }
                failed_ = true;
                continue;
            }
            setting.range = *range;
            setting.values = std::move(*values);
            experiment_.vary.push_back(std::move(setting));
        }
        if (experiment_.points() > Experiment::kMostPoints)
            wrong("vary", fmt::format("{} points are more than {}: leave some out", experiment_.points(),
                                      Experiment::kMostPoints));
    }

    void readNumbers() {
        const json::object& entry = entry_.get_object();
        if (const json::value* const value = entry.if_contains("replications")) {
            const double number = value->is_number() ? value->to_number<double>() : 0;
            if (number < 2 || number > 1e6 || number != std::floor(number))
                wrong("replications", "`replications` must be a whole number from 2 to 1000000, not `" +
                                          flatJson(*value) + "`");
            else
                experiment_.replications = static_cast<std::size_t>(number);
        }
        if (const json::value* const value = entry.if_contains("duration")) {
            const auto time = value->is_string() ? parseDuration(std::string_view(value->get_string()))
                                                 : Result<std::int64_t>(0);
            if (!time || *time <= 0)
                wrong("duration",
                      "`duration` must be a duration such as \"10 min\", not `" + flatJson(*value) + "`");
            else
                experiment_.durationNs = *time;
        }
        if (const json::value* const value = entry.if_contains("precision")) {
            experiment_.precision =
                value->is_string() ? shareIn(std::string_view(value->get_string())) : numberOf(*value);
            if (!experiment_.precision || *experiment_.precision < 1e-5 || *experiment_.precision > 1)
                wrong("precision",
                      "`precision` must be a share such as \"2%\", not `" + flatJson(*value) + "`");
        }
    }
    static std::optional<double> numberOf(const json::value& value) {
        return value.is_number() ? std::optional(value.to_number<double>()) : std::nullopt;
    }

    const json::value& entry_;
    Diagnostics& problems_;
    Experiment experiment_;
    bool failed_ = false;
};

/// With every value once: a slip may be in any of them.
Diagnostics checkSetting(const VariedSetting& setting, const GraphDocument& document,
                         const Registry& registry) {
    for (const std::string& value : setting.values) {
        SweptGraph graph{document, {}, {}};
        Diagnostics problems = applySetting(setting, value, registry, graph);
        if (problems.empty() && !graph.overrides.empty()) {
            PlanOptions options;
            options.overrides = graph.overrides;
            if (const auto applied = applyOverrides(graph.document, registry, options); !applied)
                problems = applied.error();
        }
        if (!problems.empty()) return problems;
    }
    return {};
}

} // namespace

std::optional<double> shareIn(std::string_view text) {
    const bool percent = text.ends_with('%');
    if (percent) text.remove_suffix(1);
    while (text.ends_with(' '))
        text.remove_suffix(1);
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(number))
        return std::nullopt;
    return percent ? number / 100 : number;
}

std::size_t Experiment::points() const {
    std::size_t points = 1;
    for (const VariedSetting& setting : vary)
        points *= setting.values.size();
    return points;
}

const Experiment* Experiments::find(std::string_view name) const {
    const auto found =
        std::find_if(list.begin(), list.end(), [&](const Experiment& one) { return one.name == name; });
    return found == list.end() ? nullptr : &*found;
}

Experiments readExperiments(const GraphDocument& document) {
    Experiments found;
    const json::value* const written = document.simulation.if_contains("experiments");
    if (!written) return found;
    if (!written->is_array()) {
        found.problems.error("MR4730", "`simulation.experiments` must be a list").parameter =
            "simulation.experiments";
        return found;
    }
    std::size_t index = 0;
    for (const json::value& entry : written->get_array()) {
        auto experiment = EntryReader(entry, index++, found.problems).read();
        if (!experiment) continue;
        if (found.find(experiment->name))
            found.problems.error("MR4730", "there are two experiments `" + experiment->name + "`").parameter =
                experiment->place() + ".name";
        else
            found.list.push_back(std::move(*experiment));
    }
    return found;
}

Diagnostics checkExperiments(const GraphDocument& document, const Registry& registry) {
    Experiments found = readExperiments(document);
    for (const Experiment& experiment : found.list)
        for (const VariedSetting& setting : experiment.vary)
            for (Diagnostic d : checkSetting(setting, document, registry)) {
                d.node.clear(); // the place is that of the experiment
                d.parameter = experiment.place() + ".vary";
                d.file.clear();
                found.problems.add(std::move(d));
            }
    return std::move(found.problems);
}

json::object written(const Experiment& experiment, json::object before) {
    before["name"] = experiment.name;
    json::object vary;
    for (const VariedSetting& setting : experiment.vary)
        vary[setting.name] = setting.range;
    before["vary"] = std::move(vary);
    const auto set = [&before](const char* name, std::optional<json::value> value) {
        if (value)
            before[name] = std::move(*value);
        else
            before.erase(name);
    };
    set("replications",
        experiment.replications ? std::optional<json::value>(*experiment.replications) : std::nullopt);
    set("duration", experiment.durationNs ? std::optional<json::value>(formatDuration(*experiment.durationNs))
                                          : std::nullopt);
    set("precision", experiment.precision
                         ? std::optional<json::value>(fmt::format("{:g}%", *experiment.precision * 100))
                         : std::nullopt);
    return before;
}

} // namespace millrace
