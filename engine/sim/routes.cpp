// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/routes.h"

#include <algorithm>
#include <optional>
#include <tuple>

namespace millrace::sim {

namespace {

struct Way {
    std::vector<std::uint32_t> links;
    double latency = 0;
    std::vector<std::string> sites;
    bool operator<(const Way& other) const {
        return std::tuple(links.size(), latency, sites) <
               std::tuple(other.links.size(), other.latency, other.sites);
    }
};

/// Bellman and Ford: links and latencies are not negative, and there are few of them.
std::optional<Way> shortestWay(const SimModel& model, std::uint32_t from, std::uint32_t to) {
    std::vector<std::optional<Way>> ways(model.sites.size());
    ways[from].emplace();
    for (std::size_t round = 0; round < model.sites.size(); ++round) {
        const auto before = ways;
        for (std::uint32_t index = 0; index < model.links.size(); ++index) {
            const SimLink& link = model.links[index];
            if (!before[link.from] || link.to == from) continue;
            Way way = *before[link.from];
            way.links.push_back(index);
            way.latency += link.settings.latency.mean();
            way.sites.push_back(model.sites[link.to].settings.name);
            if (!ways[link.to] || way < *ways[link.to]) ways[link.to] = std::move(way);
        }
    }
    return ways[to];
}

} // namespace

std::uint32_t routeBetween(SimModel& model, std::uint32_t from, std::uint32_t to) {
    auto way = shortestWay(model, from, to);
    if (!way) return kNone;
    for (std::uint32_t known = 0; known < model.routes.size(); ++known)
        if (model.routes[known].links == way->links) return known;
    SimRoute route;
    route.links = std::move(way->links);
    double window = 0;
    bool keeps = true;
    for (const std::uint32_t link : route.links) {
        const Link& settings = model.links[link].settings;
        route.overheadBytes = std::max(route.overheadBytes, settings.overheadBytes);
        keeps &= settings.retransmitAfter.has_value();
        route.retransmitAfter =
            std::max(route.retransmitAfter.value_or(0), settings.retransmitAfter.value_or(0));
        if (settings.window > 0) window = window == 0 ? settings.window : std::min(window, settings.window);
    }
    if (!keeps) route.retransmitAfter.reset();
    // As SimGrid bounds a flow: by the latency itself, not as its factor corrects it.
    if (window > 0 && way->latency > 0) route.bound = window / (2 * way->latency / 1e9);
    model.routes.push_back(std::move(route));
    return static_cast<std::uint32_t>(model.routes.size() - 1);
}

} // namespace millrace::sim
