// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/fluid_network.h"

#include "engine/sim/shared_cores.h"

#include <algorithm>
#include <cmath>

namespace millrace::sim {

namespace {
/// What is left is a difference of many products; what would take less than this is through.
constexpr double kRoundingNs = 1e-3;
} // namespace

void FluidNetwork::change(std::uint32_t link, double rate, MonotonicNs now) {
    attain(now);
    rates_[link] = rate;
    share();
}

void FluidNetwork::start(std::uint32_t flow, double bytes, double bound,
                         const std::vector<std::uint32_t>& route, MonotonicNs now) {
    attain(now);
    flows_.push_back({flow, route, bytes, bound, 0});
    share();
}

std::optional<std::uint32_t> FluidNetwork::finished(MonotonicNs now) {
    attain(now);
    const auto done = std::find_if(flows_.begin(), flows_.end(), [](const Flow& flow) {
        return flow.rate > 0 && flow.left <= flow.rate * kRoundingNs / 1e9;
    });
    if (done == flows_.end()) return std::nullopt;
    const std::uint32_t id = done->id;
    flows_.erase(done);
    share();
    return id;
}

double FluidNetwork::stop(std::uint32_t id, MonotonicNs now) {
    attain(now);
    const auto flow =
        std::find_if(flows_.begin(), flows_.end(), [&](const Flow& one) { return one.id == id; });
    if (flow == flows_.end()) return 0;
    const double left = std::max(0.0, flow->left);
    flows_.erase(flow);
    share();
    return left;
}

std::optional<MonotonicNs> FluidNetwork::nextDone() const {
    double first = kUnlimited;
    for (const Flow& flow : flows_)
        if (flow.rate > 0) first = std::min(first, std::max(0.0, flow.left) * 1e9 / flow.rate);
    if (first == kUnlimited) return std::nullopt;
    return since_ + wholeTime(std::ceil(first - kRoundingNs));
}

double FluidNetwork::rateOf(std::uint32_t id) const {
    for (const Flow& flow : flows_)
        if (flow.id == id) return flow.rate;
    return 0;
}

void FluidNetwork::attain(MonotonicNs now) {
    const double seconds = static_cast<double>(now - since_) / 1e9;
    for (Flow& flow : flows_)
        flow.left = flow.rate == kUnlimited ? 0 : flow.left - flow.rate * seconds;
    since_ = now;
}

/// Everybody's rate grows alike, until a link is full or a bound is reached: those stay, the others go on.
void FluidNetwork::share() {
    std::vector<double> left = rates_;
    std::vector<std::uint32_t> growing(rates_.size(), 0);
    sends_.assign(rates_.size(), false);
    constexpr double kOpen = -1;
    for (Flow& flow : flows_) {
        flow.rate = kOpen;
        for (const std::uint32_t link : flow.route)
            ++growing[link];
    }
    const auto settle = [&](Flow& flow, double rate) {
        flow.rate = rate;
        for (const std::uint32_t link : flow.route) {
            --growing[link];
            if (rate > 0) sends_[link] = true;
            left[link] = std::max(0.0, left[link] - rate);
        }
    };
    for (;;) {
        double level = kUnlimited;
        std::size_t full = rates_.size(); // the link that is full first; none: a bound comes before
        for (std::size_t link = 0; link < rates_.size(); ++link)
            if (growing[link] > 0 && left[link] / growing[link] < level) {
                level = left[link] / growing[link];
                full = link;
            }
        bool any = false, bounded = false;
        for (const Flow& flow : flows_) {
            if (flow.rate != kOpen) continue;
            any = true;
            if (flow.bound > level) continue;
            level = flow.bound;
            bounded = true;
        }
        if (!any) return;
        for (Flow& flow : flows_) {
            if (flow.rate != kOpen) continue;
            const bool crosses = std::find(flow.route.begin(), flow.route.end(), full) != flow.route.end();
            if (bounded ? flow.bound <= level : crosses || level == kUnlimited) settle(flow, level);
        }
    }
}

} // namespace millrace::sim
