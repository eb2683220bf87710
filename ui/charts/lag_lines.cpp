// SPDX-License-Identifier: Apache-2.0
#include "ui/charts/lag_lines.h"

#include <algorithm>
#include <charconv>
#include <set>

namespace millrace::ui {

namespace {

/// What a lag counts for in the next frame: of the same order for ever, half of it after some six seconds.
constexpr double kFading = 0.995;
/// A line stays unless another is clearly larger, so that the picture does not flicker.
constexpr double kStays = 1.25;

double seconds(MonotonicNs ns) { return static_cast<double>(ns) * 1e-9; }

bool comesBefore(const ClientMetric& metric, const std::string& label) {
    return std::pair(metric.metric, std::string_view(metric.label)) <
           std::pair(Metric::Lag, std::string_view(label));
}

} // namespace

void LagLines::reset(const RunShape& shape) {
    *this = {};
    shape_ = shape;
}

void LagLines::weigh(const MetricsFrame& frame) {
    for (std::size_t node = 0; node < frame.nodes.size(); ++node) {
        for (const ClientMetric& metric : frame.nodes[node].client) {
            if (metric.metric != Metric::Lag) continue;
            Place place{node, metric.label, 0, metric.label};
            const std::size_t bracket = metric.label.rfind('[');
            if (bracket != std::string::npos) {
                place.topic.resize(bracket);
                std::from_chars(metric.label.data() + bracket + 1, metric.label.data() + metric.label.size(),
                                place.number);
            }
            double& weight = weights_[std::move(place)];
            weight = std::max(weight * kFading, static_cast<double>(metric.value));
        }
    }
}

std::vector<LagLines::Place> LagLines::choose() const {
    std::vector<std::pair<double, const Place*>> all;
    for (const auto& [place, weight] : weights_) {
        const bool stays = std::find(shown_.begin(), shown_.end(), place) != shown_.end();
        all.emplace_back(weight * (stays ? kStays : 1), &place);
    }
    std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    all.resize(std::min(all.size(), kMost));
    std::vector<Place> chosen;
    for (const auto& [weight, place] : all)
        chosen.push_back(*place);
    std::sort(chosen.begin(), chosen.end());
    return chosen;
}

/// The number says it all where there is one topic.
void LagLines::nameLines() {
    std::set<std::pair<std::size_t, std::string>> topics;
    std::set<std::size_t> nodes;
    for (const auto& [place, weight] : weights_) {
        topics.emplace(place.node, place.topic);
        nodes.insert(place.node);
    }
    for (std::size_t i = 0; i < shown_.size(); ++i) {
        const Place& place = shown_[i];
        QString name = QString::fromStdString(place.label);
        if (topics.size() == 1) name = QStringLiteral("[%1]").arg(place.number);
        if (nodes.size() > 1) name = shape_.nodes[place.node].title + ' ' + name;
        lines_[i].name = name;
    }
}

void LagLines::addPoints(const MetricsFrame& frame) {
    for (std::size_t i = 0; i < shown_.size(); ++i) {
        const auto& client = frame.nodes[shown_[i].node].client;
        const auto found = std::lower_bound(client.begin(), client.end(), shown_[i].label, comesBefore);
        if (found == client.end() || found->metric != Metric::Lag || found->label != shown_[i].label)
            continue;
        lines_[i].points.emplace_back(seconds(frame.elapsedNs), static_cast<double>(found->value));
    }
}

bool LagLines::update(const MetricsHistory& history) {
    const auto& frames = history.frames();
    const auto fits = [&](const MetricsFrame& frame) { return frame.nodes.size() == shape_.nodes.size(); };
    const auto fresh = std::upper_bound(frames.begin(), frames.end(), lastNs_,
                                        [](MonotonicNs t, const MetricsFrame& f) { return t < f.elapsedNs; });
    for (auto frame = fresh; frame != frames.end(); ++frame)
        if (fits(*frame)) weigh(*frame);
    std::vector<Place> chosen = choose();
    const bool others = chosen != shown_;
    auto from = fresh;
    if (others || history.lastThinning().number != thinning_) { // all of them anew
        from = frames.begin();
        if (others) {
            shown_ = std::move(chosen);
            lines_.assign(shown_.size(), {});
            for (std::size_t i = 0; i < shown_.size(); ++i) {
                const RunShape::Node& node = shape_.nodes[shown_[i].node];
                lines_[i].id = node.id.toStdString() + ' ' + shown_[i].label;
                lines_[i].category = node.category;
            }
            nameLines();
        }
        for (RunLine& line : lines_)
            line.points.clear();
    }
    for (auto frame = from; frame != frames.end(); ++frame)
        if (fits(*frame)) addPoints(*frame);
    if (!frames.empty()) lastNs_ = std::max(lastNs_, frames.back().elapsedNs);
    thinning_ = history.lastThinning().number;
    return others;
}

} // namespace millrace::ui
