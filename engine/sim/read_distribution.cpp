// SPDX-License-Identifier: Apache-2.0
#include "engine/base/text.h"
#include "engine/graph/json_writer.h"
#include "engine/sim/simulation_settings.h"

#include <boost/json/array.hpp>

namespace millrace::sim {

namespace {

namespace json = boost::json;

Diagnostics wrong(const std::string& message, const std::string& hint) {
    Diagnostics problems;
    problems.error("MR4702", message, hint);
    return problems;
}

std::optional<double> durationOf(const json::value& value) {
    if (!value.is_string()) return std::nullopt;
    const auto time = parseDuration(std::string_view(value.get_string()));
    if (!time || *time < 0) return std::nullopt;
    return static_cast<double>(*time);
}

/// The settings of one law, by name; says what is missing.
class LawReader {
public:
    LawReader(std::string law, const json::value& written)
        : law_(std::move(law)), object_(written.if_object()) {}

    double duration(const char* name) {
        const json::value* value = find(name);
        const auto time = value ? durationOf(*value) : std::nullopt;
        if (!time && problem_.empty())
            problem_ = "`" + law_ + "` needs `" + name + "`, a duration such as \"20 us\"";
        return time.value_or(0);
    }
    double number(const char* name, double least, double most = 1e9) {
        const json::value* value = find(name);
        const bool good = value && value->is_number();
        const double number = good ? value->to_number<double>() : least;
        if ((!good || number < least || number > most) && problem_.empty())
            problem_ = "`" + law_ + "` needs `" + name + "`, a number from " + flatJson(json::value(least)) +
                       " to " + flatJson(json::value(most));
        return number;
    }
    const std::string& problem() const { return problem_; }

private:
    const json::value* find(const char* name) const { return object_ ? object_->if_contains(name) : nullptr; }

    std::string law_;
    const json::object* object_;
    std::string problem_;
};

Result<std::vector<double>> durations(const json::value& written, const std::string& law, std::size_t least) {
    std::vector<double> values;
    const json::array* list = written.if_array();
    for (std::size_t i = 0; list && i < list->size(); ++i) {
        const auto time = durationOf((*list)[i]);
        if (!time)
            return wrong("`" + law + "`: value " + std::to_string(i + 1) + " is no duration",
                         "write \"20 us\"");
        values.push_back(*time);
    }
    if (values.size() < least)
        return wrong("`" + law + "` needs a list of at least " + std::to_string(least) + " durations",
                     R"(write ["10 us", "20 us", "80 us"])");
    return values;
}

} // namespace

Result<Distribution> readDistribution(const json::value& written) {
    static const std::vector<std::string> kLaws{"constant",  "uniform",          "exponential", "normal",
                                                "lognormal", "erlang",           "gamma",       "weibull",
                                                "pareto",    "hyperexponential", "quantiles",   "trace"};
    if (const auto time = durationOf(written)) return Distribution::constant(*time);
    const json::object* object = written.if_object();
    if (!object || object->size() != 1)
        return wrong(
            "`" + flatJson(written) + "` is neither a duration nor a law",
            R"(write "20 us" or {"exponential": "20 us"} or {"lognormal": {"mean": "20 us", "cv": 0.5}})");
    const std::string law(object->begin()->key());
    const json::value& value = object->begin()->value();
    if (const auto mean = durationOf(value); mean && (law == "constant" || law == "exponential"))
        return law == "constant" ? Distribution::constant(*mean) : Distribution::exponential(*mean);
    LawReader read(law, value);
    Distribution result;
    if (law == "constant" || law == "exponential") {
        const double mean = read.duration("mean");
        result = law == "constant" ? Distribution::constant(mean) : Distribution::exponential(mean);
    } else if (law == "uniform") {
        const double low = read.duration("low"), high = read.duration("high");
        if (low > high) return wrong("`uniform`: `low` is above `high`", "swap them");
        result = Distribution::uniform(low, high);
    } else if (law == "normal") {
        result = Distribution::normal(read.duration("mean"), read.number("cv", 0, 10));
    } else if (law == "lognormal") {
        result = Distribution::lognormal(read.duration("mean"), read.number("cv", 0, 100));
    } else if (law == "erlang") {
        result =
            Distribution::erlang(read.duration("mean"), static_cast<int>(read.number("phases", 1, 1000)));
    } else if (law == "gamma") {
        result = Distribution::gamma(read.duration("mean"), read.number("cv", 0.001, 100));
    } else if (law == "weibull") {
        result = Distribution::weibull(read.duration("mean"), read.number("shape", 0.1, 100));
    } else if (law == "pareto") {
        const double low = read.duration("low"), high = read.duration("high");
        const double alpha = read.number("alpha", 0.01, 100);
        if (read.problem().empty() && (low <= 0 || low >= high))
            return wrong("`pareto`: `low` must be above 0 and below `high`", "write them in that order");
        result = Distribution::boundedPareto(low, high, alpha);
    } else if (law == "hyperexponential") {
        result = Distribution::hyperExponential(read.duration("mean"), read.number("cv", 1, 100));
    } else if (law == "quantiles") {
        auto values = durations(value, law, 2);
        if (!values) return values.error();
        for (std::size_t i = 1; i < values->size(); ++i)
            if ((*values)[i] < (*values)[i - 1]) return wrong("`quantiles` must rise", "sort them");
        return Distribution::empirical(std::move(*values));
    } else if (law == "trace") {
        auto values = durations(value, law, 1);
        if (!values) return values.error();
        return Distribution::trace(std::move(*values));
    } else {
        return wrong("unknown law `" + law + "`", suggestion(law, kLaws));
    }
    if (!read.problem().empty()) return wrong(read.problem(), "");
    return result;
}

} // namespace millrace::sim
