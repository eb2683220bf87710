// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/run_measurement.h"

#include "engine/base/text.h"

#include <fmt/format.h>
#include <algorithm>
#include <boost/json/array.hpp>
#include <cmath>

namespace millrace::sim {

namespace {

namespace json = boost::json;

/// Fewer records say too little about a mean, fewer samples about a law.
constexpr std::int64_t kFewestRecords = 100;
constexpr std::uint64_t kFewestSamples = 50;
/// Beyond it the times of batches say nothing about those of records.
constexpr double kSingleRecords = 1.1;
/// A wait or work below this is none.
constexpr double kLeastNs = 1;

std::string written(double ns) {
    return formatDuration(static_cast<std::int64_t>(std::llround(std::max(ns, 0.0))));
}

/// What happened at one node between two frames.
struct NodeSpan {
    std::int64_t recordsIn = 0, recordsOut = 0, batches = 0, busyNs = 0, ioNs = 0;
    std::vector<std::int64_t> portRecords;
    HistogramSnapshot service;

    NodeSpan(const NodeMetrics* a, const NodeMetrics& b) {
        const NodeMetrics none;
        const NodeMetrics& from = a ? *a : none;
        recordsIn = b.recordsIn - from.recordsIn;
        recordsOut = b.recordsOut - from.recordsOut;
        batches = b.batchesIn - from.batchesIn;
        busyNs = b.busyNs - from.busyNs;
        ioNs = b.ioNs - from.ioNs;
        portRecords = b.portRecords;
        for (std::size_t p = 0; p < portRecords.size() && p < from.portRecords.size(); ++p)
            portRecords[p] -= from.portRecords[p];
        if (b.serviceTime)
            service = from.serviceTime ? b.serviceTime->since(*from.serviceTime) : *b.serviceTime;
    }
};

/// The shape of the times of calls, with the mean of all useful time: what a turn costs beside the calls
/// comes on top of each.
json::value measuredLaw(const HistogramSnapshot& service, double mean) {
    std::vector<double> values = quantilesOf(service);
    double sum = 0;
    for (std::size_t i = 0; i + 1 < values.size(); ++i)
        sum += (values[i] + values[i + 1]) / 2;
    const double own = sum / static_cast<double>(values.size() - 1);
    json::array list;
    for (const double value : values)
        list.emplace_back(written(own <= mean ? value + mean - own : value * mean / own));
    return json::object{{"quantiles", std::move(list)}};
}

class Measurer {
public:
    Measurer(const Plan& plan, const MetricsFrame* earlier, const MetricsFrame& later)
        : plan_(plan), earlier_(earlier), later_(later) {}

    void measure(const PlanVertex& vertex, std::size_t place) {
        const NodeSpan span(earlier_ ? &earlier_->nodes[place] : nullptr, later_.nodes[place]);
        const bool source = vertex.bound.makeSource != nullptr;
        const double seconds =
            static_cast<double>(later_.elapsedNs - (earlier_ ? earlier_->elapsedNs : 0)) / 1e9;
        const std::int64_t records = source ? span.recordsOut : span.recordsIn;
        if (source && seconds > 0) {
            const double rate = static_cast<double>(records) / seconds;
            result_.recordsPerSecond += rate;
            const auto* const emit = std::get_if<behaviour::Emit>(&vertex.bound.service.behaviour);
            if (emit && emit->paceIsUnknown && records > 0) result_.nodes[vertex.node]["rate"] = rate;
        }
        if (records < kFewestRecords)
            return note(vertex, fmt::format("only {} records came to it", records),
                        "let the run be longer, or its rate higher");
        const double n = static_cast<double>(records);
        const double batch = !source && span.batches > 0 ? n / static_cast<double>(span.batches) : 1;
        if (!source) result_.batches[vertex.node] = batch;
        addTimes(vertex, span, n, !source && batch <= kSingleRecords);
        if (!source) addShares(vertex, span, n);
    }
    RunMeasurement take() { return std::move(result_); }

private:
    void addTimes(const PlanVertex& vertex, const NodeSpan& span, double records, bool singly) {
        if (plan_.chains[vertex.chain].executor == ExecutorKind::Async)
            return note(vertex, "on an event loop nobody knows which of the waits side by side took how long",
                        "its own times stay");
        json::object& node = result_.nodes[vertex.node];
        const double cpu = static_cast<double>(span.busyNs) / records;
        const double wait = static_cast<double>(span.ioNs) / records;
        if (singly && span.service.count() >= kFewestSamples)
            node["time"] = measuredLaw(span.service, cpu);
        else
            node["time"] = written(cpu);
        if (wait >= kLeastNs) node["wait"] = writtenLaw(waitOf(vertex), wait);
    }

    /// How the node's own waits are spread; a constant where it names none, or several.
    static Distribution waitOf(const PlanVertex& vertex) {
        const WorkSegment* wait = nullptr;
        for (const WorkSegment& segment : vertex.bound.service.work) {
            if (segment.kind != WorkSegment::Kind::Wait) continue;
            if (wait || segment.perBatch) return {};
            wait = &segment;
        }
        return wait ? wait->time : Distribution();
    }

    void addShares(const PlanVertex& vertex, const NodeSpan& span, double records) {
        const ServiceModel& service = vertex.bound.service;
        const bool passes = std::holds_alternative<behaviour::Pass>(service.behaviour) ||
                            std::holds_alternative<behaviour::Choose>(service.behaviour) ||
                            std::holds_alternative<behaviour::Group>(service.behaviour);
        if (!service.sharesAreGuessed || !passes) return;
        json::object shares;
        for (std::size_t p = 0; p < vertex.bound.outputPorts.size() && p < span.portRecords.size(); ++p)
            shares[vertex.bound.outputPorts[p].name] = static_cast<double>(span.portRecords[p]) / records;
        if (!shares.empty()) result_.nodes[vertex.node]["shares"] = std::move(shares);
    }

    void note(const PlanVertex& vertex, const std::string& why, const std::string& hint) {
        result_.notes.note("MR4750", "`" + vertex.node + "` is not measured: " + why, hint).node =
            vertex.node;
    }

    const Plan& plan_;
    const MetricsFrame* earlier_;
    const MetricsFrame& later_;
    RunMeasurement result_;
};

} // namespace

std::vector<double> quantilesOf(const HistogramSnapshot& times, std::size_t parts) {
    std::vector<double> values;
    for (std::size_t i = 0; i < parts; ++i)
        values.push_back(
            static_cast<double>(times.quantile(static_cast<double>(i) / static_cast<double>(parts))));
    // What is above the last of these, by its mean: a single hiccup would else stand for a hundredth of all.
    const double tail = static_cast<double>(times.count()) / static_cast<double>(parts);
    double below = static_cast<double>(times.count()) - tail, sum = 0;
    for (auto at = times.buckets(); !at.atEnd(); at.next()) {
        const auto count = static_cast<double>(at.count);
        const double above = std::min(count, std::max(0.0, count - below));
        below = std::max(0.0, below - count);
        sum += above * static_cast<double>(HistogramLayout::middle(at.bucket));
    }
    values.push_back(std::max(values.back(), 2 * sum / tail - values.back()));
    return values;
}

json::value writtenLaw(const Distribution& law, double meanNs) {
    const double cv = std::sqrt(law.squaredCv());
    const std::string mean = written(meanNs);
    using Shape = Distribution::Shape;
    const auto withCv = [&](const char* name) {
        return json::value(json::object{{name, json::object{{"mean", mean}, {"cv", cv}}}});
    };
    if (cv < 1e-6) return json::value(mean);
    switch (law.shape()) {
        case Shape::Constant: return json::value(mean);
        case Shape::Exponential: return json::object{{"exponential", mean}};
        case Shape::Uniform: {
            const double half = std::min(1.0, std::sqrt(3.0) * cv);
            return json::object{{"uniform", json::object{{"low", written(meanNs * (1 - half))},
                                                         {"high", written(meanNs * (1 + half))}}}};
        }
        case Shape::Lognormal: return withCv("lognormal");
        case Shape::Normal: return withCv("normal");
        case Shape::HyperExponential: return withCv("hyperexponential");
        case Shape::Erlang:
            return json::object{
                {"erlang",
                 json::object{{"mean", mean},
                              {"phases", std::max<std::int64_t>(1, std::llround(1 / law.squaredCv()))}}}};
        case Shape::Gamma:
        case Shape::Weibull:
        case Shape::Pareto:
        case Shape::Empirical:
        case Shape::Trace: break;
    }
    return withCv("gamma"); // the same mean and variance
}

RunMeasurement measureRun(const Plan& plan, const std::vector<std::string>& nodeIds,
                          const MetricsFrame* earlier, const MetricsFrame& later) {
    Measurer measurer(plan, earlier, later);
    for (const PlanVertex& vertex : plan.vertices) {
        const auto place = std::find(nodeIds.begin(), nodeIds.end(), vertex.node);
        if (place != nodeIds.end())
            measurer.measure(vertex, static_cast<std::size_t>(place - nodeIds.begin()));
    }
    return measurer.take();
}

} // namespace millrace::sim
