// SPDX-License-Identifier: Apache-2.0
#include "ui/history/run_difference.h"

#include "engine/graph/graph_json.h"
#include "engine/graph/node_path.h"
#include "engine/metrics/metrics_history.h"
#include "ui/settings/number_text.h"

#include <QObject>
#include <algorithm>
#include <cmath>
#include <functional>

namespace millrace::ui {

namespace {

constexpr int kStretches = 8;
constexpr std::size_t kFewest = 4; ///< stretches with a value, for a spread that means something

struct Sample {
    double mean = 0, deviation = 0;
    std::size_t stretches = 0;
};

std::optional<std::size_t> indexOf(const StoredRun& run, const std::string& node) {
    const auto found = std::find(run.nodeIds.begin(), run.nodeIds.end(), node);
    return found == run.nodeIds.end()
               ? std::nullopt
               : std::optional<std::size_t>(static_cast<std::size_t>(found - run.nodeIds.begin()));
}

using Measure = std::function<std::optional<double>(const MetricsFrame& from, const MetricsFrame& to)>;

/// The measure over stretches of equal length, from the first frame to the last.
Sample sampleOf(const StoredRun& run, const Measure& measure) {
    Sample sample;
    std::vector<double> values;
    if (run.frames.size() < 2) return sample;
    const double begin = static_cast<double>(run.frames.front().elapsedNs);
    const double length = static_cast<double>(run.frames.back().elapsedNs) - begin;
    const auto before = [](const MetricsFrame& f, double ns) {
        return static_cast<double>(f.elapsedNs) < ns;
    };
    std::size_t from = 0;
    for (int i = 1; i <= kStretches; ++i) {
        const auto end =
            std::lower_bound(run.frames.begin(), run.frames.end(), begin + length * i / kStretches, before);
        const auto to = std::min(run.frames.size() - 1, static_cast<std::size_t>(end - run.frames.begin()));
        if (to <= from) continue;
        if (const auto value = measure(run.frames[from], run.frames[to])) values.push_back(*value);
        from = to;
    }
    sample.stretches = values.size();
    if (values.empty()) return sample;
    for (const double value : values)
        sample.mean += value / static_cast<double>(values.size());
    for (const double value : values)
        sample.deviation += (value - sample.mean) * (value - sample.mean);
    sample.deviation =
        values.size() > 1 ? std::sqrt(sample.deviation / static_cast<double>(values.size() - 1)) : 0;
    return sample;
}

MeasuredChange changeOf(const Sample& earlier, const Sample& later) {
    MeasuredChange change;
    change.before = earlier.mean;
    change.after = later.mean;
    change.spread = std::max(earlier.deviation, later.deviation);
    change.known = std::min(earlier.stretches, later.stretches) >= kFewest;
    return change;
}

Sample rateOfNode(const StoredRun& run, std::size_t node) {
    return sampleOf(run, [node](const MetricsFrame& from, const MetricsFrame& to) -> std::optional<double> {
        if (node >= from.nodes.size() || node >= to.nodes.size()) return std::nullopt;
        return std::max(rateIn(from, to, node), rateOut(from, to, node));
    });
}

Sample latencyOfNode(const StoredRun& run, std::size_t node) {
    return sampleOf(run, [node](const MetricsFrame& from, const MetricsFrame& to) -> std::optional<double> {
        if (node >= to.nodes.size() || !to.nodes[node].latency) return std::nullopt;
        const auto& now = *to.nodes[node].latency;
        const auto stretch = from.nodes[node].latency ? now.since(*from.nodes[node].latency) : now;
        if (stretch.count() == 0) return std::nullopt;
        return static_cast<double>(stretch.quantile(0.99)) * 1e-9;
    });
}

/// "Trips / Clean" for a node inside of an instance; ids where there are no titles.
QString titleIn(const GraphDocument& document, const std::string& text) {
    const NodePath path = splitPath(text);
    QStringList titles;
    BodyPath at;
    for (std::size_t i = 0; i <= path.body.size(); ++i) {
        const std::string& id = i < path.body.size() ? path.body[i] : path.node;
        const GraphNode* node = nodeAt(document, joinPath(at, id));
        const Subgraph* subgraph =
            node && isInstance(*node) ? document.findSubgraph(subgraphOf(*node)) : nullptr;
        titles << QString::fromStdString(node && !node->title.empty()           ? node->title
                                         : subgraph && !subgraph->title.empty() ? subgraph->title
                                                                                : id);
        at.push_back(id);
    }
    return titles.join(QStringLiteral(" / "));
}

bool sameSettings(const std::optional<GraphNode>& a, const std::optional<GraphNode>& b) {
    if (!a || !b) return true; // a graph that cannot be read says nothing
    return a->kind == b->kind && a->params == b->params && a->concurrency == b->concurrency;
}

QString percent(double relative) {
    const int digits = std::abs(relative) < 0.1 ? 1 : 0;
    return QStringLiteral("%1%2 %")
        .arg(relative < 0 ? QStringLiteral("−") : QStringLiteral("+"))
        .arg(std::abs(relative) * 100, 0, 'f', digits);
}

QString changeText(const MeasuredChange& change, const QString& before, const QString& after) {
    QString text = before + QStringLiteral(" → ") + after;
    if (const auto relative = change.relative()) text += " (" + percent(*relative) + ")";
    return text;
}

} // namespace

bool MeasuredChange::beyondSpread() const { return known && std::abs(after - before) > spread; }

std::optional<double> MeasuredChange::relative() const {
    return before == 0 ? std::nullopt : std::optional<double>((after - before) / std::abs(before));
}

const NodeDifference* RunDifference::find(const QString& node) const {
    const auto found =
        std::find_if(nodes.begin(), nodes.end(), [&](const NodeDifference& d) { return d.node == node; });
    return found == nodes.end() ? nullptr : &*found;
}

RunDifference differenceOf(const StoredRun& earlier, const StoredRun& later) {
    RunDifference difference;
    const auto graphOf = [](const StoredRun& run) {
        auto parsed = parseGraph(run.graph);
        return parsed ? std::move(parsed->document) : GraphDocument{};
    };
    const GraphDocument before = graphOf(earlier), after = graphOf(later);
    const auto add = [&](const std::string& id) {
        NodeDifference node;
        node.node = QString::fromStdString(id);
        const auto first = indexOf(earlier, id), second = indexOf(later, id);
        const auto was = nodeInRun(before, id), is = nodeInRun(after, id);
        node.title = titleIn(is ? after : before, id);
        node.presence = !first    ? NodeDifference::Presence::OnlyLater
                        : !second ? NodeDifference::Presence::OnlyEarlier
                                  : NodeDifference::Presence::Both;
        node.settingsChanged = !sameSettings(was, is);
        if (first && second) {
            node.rate = changeOf(rateOfNode(earlier, *first), rateOfNode(later, *second));
            node.latency = changeOf(latencyOfNode(earlier, *first), latencyOfNode(later, *second));
        }
        difference.nodes.push_back(std::move(node));
    };
    for (const std::string& id : later.nodeIds)
        add(id);
    for (const std::string& id : earlier.nodeIds)
        if (!indexOf(later, id)) add(id);
    const auto lacks = [](const std::vector<std::string>& ids, const std::string& id) {
        return std::find(ids.begin(), ids.end(), id) == ids.end();
    };
    for (const std::string& id : later.edgeIds)
        if (lacks(earlier.edgeIds, id)) difference.newWires << QString::fromStdString(id);
    for (const std::string& id : earlier.edgeIds)
        if (lacks(later.edgeIds, id)) difference.goneWires << QString::fromStdString(id);
    return difference;
}

QString differenceText(const NodeDifference& difference) {
    if (difference.presence == NodeDifference::Presence::OnlyLater)
        return QObject::tr("only in the later run");
    if (difference.presence == NodeDifference::Presence::OnlyEarlier)
        return QObject::tr("only in the earlier run");
    QStringList parts;
    if (difference.rate.beyondSpread())
        parts << changeText(difference.rate, rateText(difference.rate.before).text(),
                            rateText(difference.rate.after).text());
    if (difference.latency.beyondSpread())
        parts << QObject::tr("p99 %1").arg(changeText(difference.latency,
                                                      durationText(difference.latency.before).text(),
                                                      durationText(difference.latency.after).text()));
    if (parts.isEmpty())
        parts << (difference.rate.known ? QObject::tr("no difference shown")
                                        : QObject::tr("too short to tell"));
    if (difference.settingsChanged) parts.prepend(QObject::tr("settings changed"));
    return parts.join(QStringLiteral(" · "));
}

} // namespace millrace::ui
