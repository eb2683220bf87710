// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"
#include "engine/base/distribution.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace millrace::sim {

/// The machine on which everything runs that names no other site.
inline constexpr const char* kLocalSite = "local";

/// Electrical power of a machine of which a share u of the cores works: idle + (most - idle) u^gamma, in
/// watts.
struct Power {
    double idle = 0, most = 0;
    double gamma = 1;
};

/// A machine, or a group of equal ones that share their load.
struct Site {
    std::string name;
    double cores = 4;
    double speed = 1; ///< work takes 1 / speed as long as it says
    std::optional<Power> power = {};
    double coreHour = 0;               ///< price of one core for one hour, used or not
    std::optional<double> carbon = {}; ///< grams of CO2 equivalents per kWh; none: as everywhere
};

/// A link is up for a while, then down for a while, and so on, beginning with up. Whatever sends with
/// retransmission waits then and goes on where it was; else what is sent meanwhile is lost. What has left
/// arrives.
struct Outages {
    Distribution up, down; ///< ns
};

/// What the model of TCP of SimGrid that is called LV08 does to the figures of a link, as published (P.
/// Velho, A. Legrand, "Accuracy study and improvement of network simulation in the SimGrid framework",
/// SIMUTools 2009), and its default window (gamma).
inline constexpr double kLv08Latency = 13.01, kLv08Bandwidth = 0.97, kLv08Window = 4'194'304;

/// Connection from one site to another, one way. What a wire sends together is a message: it takes
/// bytes / rate, shared evenly among the wires that send, and then the latency. A wire between sites without
/// a link goes over several: its rate is then shared max-min fairly on all of them, and latencies add up.
struct Link {
    std::string from = {}, to = {};
    Distribution latency = {};
    double bytesPerSecond = 0; ///< 0 = as much as is sent
    double recordBytes = 0, overheadBytes = 0;
    double loss = 0; ///< share of the messages
    /// Messages are sent again after so long and arrive in order, as with TCP; none: what is lost is lost,
    /// and messages may overtake each other, as with UDP.
    std::optional<MonotonicNs> retransmitAfter = 200'000'000;
    double perGb = 0;         ///< price of 1e9 bytes
    double joulesPerByte = 0; ///< of all that is sent
    std::optional<Outages> outages = {};
    double latencyFactor = 1, bandwidthFactor = 1;
    /// Bytes on their way at a time: nobody sends faster than window / (2 latency). 0 = no matter how many.
    double window = 0;
};

/// A node whose records are handled by instances that come and go. Instances run elsewhere: on no core of a
/// site.
struct Serverless {
    Distribution coldStart;                    ///< ns, before the first record of a new instance
    MonotonicNs keepAliveNs = 600'000'000'000; ///< idle for so long: it goes
    std::uint32_t most = 1000;                 ///< instances
    bool rejects = false;                      ///< at the limit; else records wait on their wire
    double memoryGb = 0.128;
    double perInvocation = 0, perGbSecond = 0, perColdStart = 0; ///< price
    std::optional<Power> power;                                  ///< of an instance; idle or at work
    double coldStartJoules = 0;                                  ///< beside that
};

/// What worker processes cost their parent, which hands out the records and takes the results back.
struct ProcessCosts {
    MonotonicNs perItemNs = 80'000; ///< of what is sent together: there and back
    MonotonicNs perKbNs = 1'850;    ///< of 1,024 bytes
    MonotonicNs spawnNs = 74'000'000;
    double recordBytes = 100;
    bool oneParent = true; ///< of all workers of a node: they wait for it; else each has one of its own
};

/// One interpreter: of these nodes one thread computes at a time.
struct InterpreterLock {
    std::vector<std::string> nodes;
    MonotonicNs switchIntervalNs = 5'000'000;
};

/// Cores go round among the threads in slices of time, instead of being shared as a fluid.
struct TimeSlices {
    MonotonicNs quantumNs = 3'000'000;
    MonotonicNs switchNs = 0; ///< from one thread to another
};

/// The machines of a simulation; what is left out costs and changes nothing.
struct MachineSettings {
    std::vector<Site> sites;    ///< beside the local one
    std::optional<Power> power; ///< of the local one
    double coreHour = 0;
    double carbon = 0; ///< grams of CO2 equivalents per kWh
    /// Sinks whose records energy and money are told per record of; empty = all.
    std::vector<std::string> recordsOf;
    std::vector<Link> links;
    std::optional<InterpreterLock> interpreterLock;
    std::optional<ProcessCosts> processes;
    std::optional<TimeSlices> slices;
};

/// Where a node runs.
struct NodePlace {
    std::string site; ///< empty = local
    std::optional<Serverless> serverless;
    std::optional<double> recordBytes; ///< that it sends; else as the link says
};

} // namespace millrace::sim
