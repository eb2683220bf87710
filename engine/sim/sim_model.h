// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/exponential.h"
#include "engine/plan/plan.h"
#include "engine/sim/simulation_settings.h"

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace millrace::sim {

inline constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

/// Part of one of the model's lists.
struct Span {
    std::uint32_t begin = 0, end = 0;
    std::uint32_t size() const { return end - begin; }
};

struct SimHold {
    std::uint32_t resource = 0;
    int units = 1;
};
struct SimSegment {
    WorkSegment::Kind kind = WorkSegment::Kind::Cpu;
    Distribution time;
    Span holds;
    std::uint64_t stream = 0;   ///< of its draws; the replication is mixed in
    MonotonicNs eachNs = 0;     ///< per batch: and so much for each of its records
    double exponentialMean = 0; ///< in ns, of at most a day; 0 = another law

    /// Draw `index` of a stream, as Distribution::drawNs; most laws are exponential, so that takes a short
    /// cut.
    MonotonicNs drawNs(std::uint64_t from, std::uint64_t index) const {
        if (exponentialMean == 0) return time.drawNs(from, index);
        const std::uint64_t bits = mix64(mix64(from + index * kGolden64) + kGolden64);
        return static_cast<MonotonicNs>(exponentialMean * Exponential::draw(bits));
    }
};
/// Where the records of an output port go: straight on in the same task, or onto a wire.
struct SimTarget {
    bool fused = false;
    std::uint32_t index = 0; ///< op, or edge
    std::uint32_t port = 0;  ///< of the receiving vertex
};
/// A vertex.
struct SimOp {
    std::uint32_t vertex = 0;
    std::uint32_t chain = 0;
    Span batchWork, recordWork;     ///< segments
    std::uint32_t onlyWire = kNone; ///< takes all that comes out of it, by its only port
    bool sink = false;
    bool filters = false;
    bool passes = false; ///< each record leaves by the first port as it came
    bool flies = false;  ///< waits on an event loop without holding it: its records are operations in flight
    bool alone = true;   ///< all that comes into its task comes to it, and to nobody else
    /// The times of several records pass as one: nothing happens between them that others could see.
    bool joinsRecords = false;
    std::uint64_t stream = 0; ///< from the id of the node: draws do not depend on its place in the file
    ServiceModel::Behaviour behaviour;
    std::vector<Span> ports; ///< targets
    std::vector<PortRole> roles;
    std::uint64_t keySpread = 0; ///< Group, Deal by key: different keys; 0 = each record has its own
    double keyExponent = 0;
    std::uint64_t keyStream = 0;
    EventTimes eventTimes = {}; ///< Group: of the source
    std::optional<Failures> failures;
    bool interpreted = false;                     ///< computes only with the lock of the interpreter
    std::shared_ptr<const Serverless> serverless; ///< null: it is not
};
struct SimChain {
    /// Of one vertex that is alone in its task, and does nothing else than this.
    enum class Shape : std::uint8_t {
        Other,
        Source,  ///< makes records in no time
        Sink,    ///< takes them in no time
        Station, ///< works on them in one stretch, and passes them on
        Loop,    ///< has them wait, without holding anybody, and passes them on
    };
    Shape shape = Shape::Other;
    Span ops; ///< head first
    ExecutorKind executor = ExecutorKind::Pool;
    std::uint32_t firstTask = 0, workers = 1;
    std::uint32_t operations = 1;
    bool ordered = false;    ///< several workers, whose outputs leave in the order in which the input came
    bool keepsOrder = false; ///< operations in flight leave in the order in which they began
    bool source = false;
    bool picky = false;       ///< its head does not always take what has come: join, operations in flight
    bool flies = false;       ///< its head waits without holding anybody; not ordered
    bool onlyPasses = false;  ///< one vertex, whose first output gets each record
    bool takesNoTime = false; ///< one vertex without work or state: what comes is through at once
    std::int64_t batchSize = 1;
    std::uint32_t site = 0;
    MonotonicNs spawnNs = 0;             ///< until its workers are there
    std::vector<std::uint32_t> outEdges; ///< wires that leave it; a task has an outbox for each
};
/// A wire with a queue.
struct SimEdge {
    std::uint32_t planEdge = 0;
    std::int64_t capacity = 0;
    OverflowPolicy overflow = OverflowPolicy::Block;
    Partitioning partitioning = Partitioning::Forward;
    std::uint32_t fromChain = 0, outbox = 0; ///< index into SimChain::outEdges
    std::uint32_t toChain = 0, toPort = 0;
    std::uint32_t firstChannel = 0, channels = 1; ///< one for each subtask of the reader
    bool direct = false; ///< a writer has one channel, and nobody else's turn to wait for
    bool fromOrdered = false, toOrdered = false; ///< the chains at its ends
    std::uint64_t keySpread = 0;                 ///< Hash
    double keyExponent = 0;
    std::uint64_t keyStream = 0;
    bool feedback = false;
    std::uint32_t copies = 1;    ///< of each record, on a channel: to instances in place of so many workers
    std::uint32_t route = kNone; ///< that it takes
    double recordBytes = 0;      ///< on the links
    std::uint64_t linkStream = 0;
};
struct SimChannel {
    std::uint32_t edge = 0, task = 0;
};
struct SimTaskPlace {
    std::uint32_t chain = 0, subtask = 0;
    Span channels;                     ///< in `feeds`
    std::uint32_t onlyChannel = kNone; ///< where there is but one
    std::uint64_t identity = 0;        ///< from the id of its first node: what the fingerprint knows it by
};
struct SimResource {
    std::string name;
    int capacity = 1;
};
struct SimSite {
    Site settings;
    std::uint32_t poolWorkers = 1;
};
struct SimLink {
    Link settings;
    std::uint32_t from = 0, to = 0; ///< sites
    double rate = 0;                ///< bytes per second as it is used; 0 = unlimited
    std::uint64_t outageStream = 0;
};
/// How messages get from one site to another.
struct SimRoute {
    std::vector<std::uint32_t> links; ///< one after the other
    double overheadBytes = 0;         ///< the most of all of them
    /// As the most patient of them says; none: one of them loses for good.
    std::optional<MonotonicNs> retransmitAfter;
    double bound = 0; ///< bytes per second that the window lets through; 0 = any
};

/// A plan as the simulator sees it: plain lists that refer to each other by index, immutable, shared by all
/// replications. Tasks stand in the order of the ids of their first nodes, so the order of the file decides
/// nothing.
struct SimModel {
    PlanPtr plan;
    SimulationSettings settings;
    std::uint64_t seed = 0;
    std::vector<SimOp> ops;
    std::vector<SimSegment> segments;
    std::vector<SimHold> holds;
    std::vector<SimTarget> targets;
    std::vector<SimChain> chains;
    std::vector<SimEdge> edges;
    std::vector<SimChannel> channels;
    std::vector<SimTaskPlace> tasks;
    std::vector<std::uint32_t> feeds; ///< channels
    std::vector<SimResource> resources;
    std::vector<std::uint32_t> opOfVertex;
    std::vector<std::uint32_t> edgeOfPlanEdge; ///< kNone: fused
    std::vector<SimSite> sites;                ///< the local one first
    std::vector<SimLink> links;
    std::vector<SimRoute> routes;
    /// Who sends has to share several links, or is bounded: see FluidNetwork. Else each link is by itself.
    bool sharesRoutes = false;
    std::vector<std::uint32_t> countedSinks; ///< vertices: see MachineSettings::recordsOf
    /// Work is done on the cores of sites: several of them, or time slices, an interpreter's lock, or energy
    /// that is counted. Else on the plain ones of the kernel.
    bool usesSites = false;
    bool poolIsShared = false;   ///< more tasks than workers, on any site
    bool coresAreShared = false; ///< more threads than cores
    /// What the numbers rest on that nobody measured.
    Diagnostics diagnostics;
    bool endsByItself = true;

    std::size_t bytes() const; ///< about what it takes, its plan included
};

/// Errors: MR4704 a source without an end in a simulation without a duration, and those of the settings.
Result<std::shared_ptr<const SimModel>> makeSimModel(PlanPtr plan, SimulationSettings settings,
                                                     std::uint64_t seed);

} // namespace millrace::sim
