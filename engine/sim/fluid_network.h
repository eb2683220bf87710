// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace millrace::sim {

/// Flows over routes of several links, which share the rates of the links max-min fairly: nobody could get
/// more without taking it from somebody who has no more (progressive filling: D. Bertsekas and R. Gallager,
/// Data Networks, 6.5.2). Each flow may have a bound of its own. As a fluid, like the network models of
/// SimGrid (H. Casanova et al., 2014). An event costs the number of flows times that of links. Copyable.
class FluidNetwork {
public:
    static constexpr double kUnlimited = std::numeric_limits<double>::infinity();

    /// Bytes per second of each link.
    explicit FluidNetwork(std::vector<double> rates)
        : rates_(std::move(rates)), sends_(rates_.size(), false) {}

    /// From now on a link has that rate; 0 = nothing goes over it.
    void change(std::uint32_t link, double rate, MonotonicNs now);
    /// A flow begins to send; each has an id of its own. Either `bound` or a link must be limited.
    void start(std::uint32_t flow, double bytes, double bound, const std::vector<std::uint32_t>& route,
               MonotonicNs now);
    /// The next flow that has sent all, if one has by `now`.
    std::optional<std::uint32_t> finished(MonotonicNs now);
    /// Takes a flow away before it is through. Returns the bytes that are left of it.
    double stop(std::uint32_t flow, MonotonicNs now);
    /// When the next one will be through if nothing else happens; none: nobody gets on.
    std::optional<MonotonicNs> nextDone() const;
    double rateOf(std::uint32_t flow) const; ///< bytes per second; 0 = it does not send
    /// Whether anything goes over a link.
    bool sends(std::uint32_t link) const { return sends_[link]; }
    std::size_t bytes() const { return flows_.size() * (sizeof(Flow) + 16) + rates_.size() * 3 * 8; }

private:
    struct Flow {
        std::uint32_t id = 0;
        std::vector<std::uint32_t> route;
        double left = 0; ///< bytes
        double bound = kUnlimited;
        double rate = 0;
    };
    void attain(MonotonicNs now);
    void share();

    std::vector<double> rates_;
    std::vector<bool> sends_; ///< by link
    std::vector<Flow> flows_; ///< as they began
    MonotonicNs since_ = 0;
};

} // namespace millrace::sim
