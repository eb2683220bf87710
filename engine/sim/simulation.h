// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/metrics/metrics_frame.h"
#include "engine/run/virtual_time.h"
#include "engine/sim/event_calendar.h"
#include "engine/sim/fluid_network.h"
#include "engine/sim/shared_cores.h"
#include "engine/sim/sim_model.h"
#include "engine/sim/sim_state.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace millrace::sim {

class SimRecorder;

/// How far a simulation has come.
enum class Progress : std::uint8_t {
    Going,
    Finished, ///< all input has flowed out
    AtEnd,    ///< the duration is over; what is inside stays inside
    Failed,   ///< an overflow whose policy is to fail, or nobody can go on: see problem()
};

/// A record that came to a sink.
struct SinkArrival {
    std::uint32_t vertex = 0;
    std::uint64_t number = 0;
    MonotonicNs born = 0, at = 0;
    bool operator==(const SinkArrival&) const = default;
};

/// One replication: the model in virtual time, event by event. Everything it knows is values, so a copy is a
/// snapshot and goes on exactly as the original would. What happens depends on model and replication alone.
/// Not thread-safe; replications side by side are one object each.
class Simulation {
public:
    Simulation(std::shared_ptr<const SimModel> model, std::uint32_t replication);

    /// Up to the first event after `until`, or at most so many events.
    Progress run(MonotonicNs until, std::uint64_t events = UINT64_MAX);
    Progress progress() const { return progress_; }
    MonotonicNs now() const { return now_; }
    std::uint64_t events() const { return events_; }
    const Diagnostics& problems() const { return problems_; }
    const SimModel& model() const { return *model_; }

    /// Notes what comes to sinks from here on, in order; null: no more. Shared with copies of this object.
    void noteArrivals(std::vector<SinkArrival>* into) { arrivals_ = into; }
    /// Tells what tasks do from here on; null: nobody. Shared with copies of this object.
    void record(SimRecorder* recorder) { recorder_ = recorder; }
    SimRecorder* recorder() const { return recorder_; }
    /// Tells the recorder what tasks are in the middle of.
    void recordWhatGoesOn() const;

    // Another future than the one that would have come: change.cpp.
    /// Goes on with another model of the same shape: the same nodes, workers and wires, but for example more
    /// cores, room or records, less work. What has begun ends as it would have. False, and nothing has
    /// changed, where more differs than that.
    bool change(std::shared_ptr<const SimModel> model);
    bool mayChangeTo(const SimModel& model) const; ///< shape alone
    /// Goes on with the random numbers of another replication.
    void drawAnew(std::uint32_t replication);
    /// Counts how often what was to come has been changed: for TimeTravel, which tells its futures apart.
    std::uint32_t future() const { return future_; }
    void enterFuture(std::uint32_t future) { future_ = future; }
    /// Sources make no more records; what is inside flows out.
    void endInput();
    std::int64_t value(const FigureCondition& of) const; ///< precondition: knows it
    bool knows(const FigureCondition& condition) const;  ///< its place is one of the plan
    /// Records received over a wire of the plan so far.
    std::int64_t received(std::size_t edge) const;

    /// All metrics at this instant, as the engine would give them.
    MetricsFrame frame() const;
    /// Links that nobody uses have turned up to now, so that the next totals need not draw all their turns
    /// again. Changes nothing else.
    void catchUpLinks();
    /// Figures that a frame does not carry, exact: see SimTotals.
    SimTotals totals() const;
    /// What happened, in a number: equal if and only if every task did the same at the same times (up to
    /// chance, 2^-64). Does not depend on the order of nodes in the file, nor on nodes that did nothing.
    std::uint64_t fingerprint() const;
    std::size_t bytes() const; ///< about what a copy takes
    /// What happens next, if nothing is left to do at this instant; null: nothing will.
    const Event* nextEvent() const {
        return calendar_.empty() || tasksLeft_ == 0 ? nullptr : &calendar_.top();
    }
    /// Whom an event is about, by the names of the graph: "score[1]", "edge -> local",
    /// "orders.out->score.in".
    std::string subjectOf(const Event& event) const;
    /// Violations of what holds at every instant: conservation of records, and Little's law as the identity
    /// it is on a sample path. Empty = fine.
    std::vector<std::string> checkIdentities() const;

private:
    // simulation.cpp: events and turns
    void begin();
    void beginOp(std::uint32_t task, std::uint32_t op);
    Arrivals::Settings arrivalsOf(const behaviour::Emit& emit, const SimOp& op) const;
    void dispatch(const Event& event);
    void runReady();
    void endWhatIsQuiet();
    void failBlocked();
    bool timeStandsStill(std::uint32_t task);
    void wake(std::uint32_t task);
    void wakeNow(std::uint32_t task);
    bool needsSeat(const SimTask& task) const;
    void handOver(std::uint32_t task);
    void wakeSleeper(std::uint32_t task);
    void giveSeat(std::uint32_t task);
    void leaveSeat(SimTask& task);
    bool yieldsSeat(std::uint32_t task);
    void failStandstill(std::uint32_t task);
    void switchTo(SimTask& task, TimeKind kind);
    void workOn(SimTask& task, std::uint32_t op);
    void addTime(SimTask& task, TimeKind next);
    void scheduleCores();

    // task_steps.cpp: what a task does while it has a turn
    void runTask(std::uint32_t task);
    TimeKind idleKind(SimTask& task);
    bool step(std::uint32_t task);
    bool doSegments(std::uint32_t task, Frame& frame, Span work);
    bool spend(std::uint32_t task, WorkSegment::Kind kind, MonotonicNs time);
    bool repaired(std::uint32_t task, Frame& frame);
    MonotonicNs repairFor(const SimTask& task, std::uint32_t op, MonotonicNs work);
    bool acquire(std::uint32_t task, Frame& frame, const SimSegment& segment);
    void release(const SimSegment& segment);
    void grant(SimResourceState& resource);
    bool nextPart(std::uint32_t task, Frame& frame);
    void popFrame(SimTask& task);
    void pushFrame(SimTask& task, std::uint32_t op, std::uint32_t port, const Token* tokens, std::size_t n);
    bool take(std::uint32_t task);
    std::uint32_t nextInput(std::uint32_t task, bool& open);
    bool takeFromSource(std::uint32_t task);
    bool finishInput(std::uint32_t task);
    void endTask(std::uint32_t task);

    // short_turns.cpp
    bool shortTurn(std::uint32_t task);
    bool sourceTurn(std::uint32_t task);
    bool sinkTurn(std::uint32_t task);
    bool stationTurn(std::uint32_t task);
    bool loopTurn(std::uint32_t task);
    bool rest(SimTask& task, std::uint32_t channel, TimeKind kind);

    // behaviours.cpp: what comes out of a vertex
    using Tokens = std::vector<Token>;
    bool apply(std::uint32_t task);
    void emit(std::uint32_t task, std::uint32_t op, std::size_t port, const Token* tokens, std::size_t n);
    void emitToOnlyWire(std::uint32_t task, const SimOp& op, SimOpCounts& counts, const Token* tokens,
                        std::size_t n);
    void arrive(const SimOp& op, SimOpCounts& counts, const Token& token);
    bool admitOne(std::uint32_t task, Frame& frame);
    void passShares(std::uint32_t task, std::uint32_t op, const behaviour::Pass& pass, const Tokens& tokens);
    void choose(std::uint32_t task, std::uint32_t op, const behaviour::Choose& choose, const Tokens& tokens);
    void deal(std::uint32_t task, std::uint32_t op, const behaviour::Deal& deal, const Tokens& tokens);
    void collect(std::uint32_t task, std::uint32_t op, const behaviour::Collect& collect,
                 const Tokens& tokens);
    void retry(std::uint32_t task, std::uint32_t op, std::uint32_t port, const behaviour::Retry& retry,
               const Tokens& tokens);
    void breakCircuit(std::uint32_t task, std::uint32_t op, std::uint32_t port,
                      const behaviour::Break& breaks, const Tokens& tokens);

    // meetings.cpp: records that wait for others
    void group(std::uint32_t task, std::uint32_t op, const behaviour::Group& group, const Tokens& tokens);
    MonotonicNs eventTime(const SimOp& op, const Token& token) const;
    static void takeEnded(SimOpState& own, Tokens& out);
    void join(std::uint32_t task, std::uint32_t op, std::uint32_t side, const behaviour::Join& join,
              const Tokens& tokens);
    void reorder(std::uint32_t task, std::uint32_t op, const behaviour::Reorder& order, const Tokens& tokens);
    void giveInOrder(SimOpState& own, const behaviour::Reorder& order, Tokens& out);
    void scheduleTimeout(SimOpState& own, MonotonicNs timeout);
    void timeOut(std::uint32_t task, std::uint32_t op);

    // kept_records.cpp: what comes out later
    void timer(std::uint32_t opState, std::uint32_t payload);
    bool giveOutDue(std::uint32_t task);
    void startOperations(std::uint32_t task, const Frame& frame);
    void beginOperations(std::uint32_t task, std::uint32_t op);
    void beginOperation(SimOpState& own, const Token& token);
    void operationDone(std::uint32_t opState, std::uint32_t slot);
    bool hasOperations(const SimTask& task);
    bool wantsFrom(const SimTask& task, std::uint32_t port);
    bool hasEnded(const SimTask& task, std::uint32_t port) const;
    bool flushBehaviour(std::uint32_t task, std::uint32_t op);
    bool keepsNothing(const SimOpState& state) const;
    void stopInput(std::uint32_t task);
    void closeEdge(std::uint32_t edge);

    // wires.cpp: queues between tasks
    void send(std::uint32_t task, std::uint32_t edge, const Token* tokens, std::size_t n);
    void sendToReaders(std::uint32_t task, std::uint32_t edge, const Token* tokens, std::size_t n);
    void sendEntry(std::uint32_t task, std::uint32_t edge, std::uint32_t channel, const Token* tokens,
                   std::size_t n);
    void sendInTurn(std::uint32_t task, std::uint32_t edge, std::uint32_t channel, const Token* tokens,
                    std::size_t n);
    void sendNow(std::uint32_t task, std::uint32_t edge, std::uint32_t channel, const Token* tokens,
                 std::size_t n);
    std::uint32_t chooseChannel(std::uint32_t task, std::uint32_t edge);
    void entryDone(std::uint32_t task);
    void ticketDone(std::uint32_t chain, std::uint32_t task, std::uint32_t ticket);
    void releaseInTurn(std::uint32_t chain, std::uint32_t task);
    bool flush(std::uint32_t task);
    std::int64_t place(std::uint32_t edge, std::uint32_t channel, const Token* tokens, std::int64_t n);
    std::int64_t overflow(std::uint32_t edge, std::uint32_t channel, const Token* tokens, std::int64_t n,
                          std::int64_t room);
    void push(std::uint32_t edge, std::uint32_t channel, const Token* tokens, std::int64_t n);
    void queue(std::uint32_t edge, std::uint32_t channel, const Token* tokens, std::int64_t n,
               MonotonicNs since);
    std::int64_t dropOldest(std::uint32_t edge, std::uint32_t channel, std::int64_t n);
    template <class Each> std::int64_t popEntry(SimEdgeState& wire, TokenRing& ring, const Each& each);
    void takeEntry(std::uint32_t task, std::uint32_t channel);
    void entryTakesOff(std::uint32_t task, std::uint32_t channel);
    void consumeEntry(std::uint32_t task, std::uint32_t channel);
    void leftWire(SimEdgeState& wire, const Token& token);
    void changeDepth(SimEdgeState& edge, std::int64_t by);
    void giveRoom(std::uint32_t edge);
    void wakeWriters(std::uint32_t edge);
    void wakeReaders(std::uint32_t edge);
    void producerEnded(std::uint32_t edge);

    // machines.cpp: cores of sites, and who of an interpreter's threads computes
    void beginSites();
    void changeSites();
    void spawnWorker(std::uint32_t task, MonotonicNs time);
    void runOnSite(std::uint32_t task, MonotonicNs time);
    void startOnCores(std::uint32_t task, MonotonicNs work);
    MonotonicNs stopOnCores(std::uint32_t task);
    void siteCoresDone(std::uint32_t site, std::uint32_t generation);
    void sliceOver(std::uint32_t siteAndCore, std::uint32_t generation);
    void computed(std::uint32_t task);
    void scheduleSite(std::uint32_t site);
    void scheduleSlice(std::uint32_t site, const std::optional<SlicedCores::Slice>& slice);
    void giveInterpreter(const SimInterpreter::Waiter& next);
    void forceInterpreter(std::uint32_t generation);
    void leaveInterpreter();
    void awaitInterpreter();

    // links.cpp: what crosses from one site to another
    void beginLinks();
    void changeLinks(const SimModel& before);
    void turnLink(SimLinkState& state, std::uint32_t link) const;
    void catchUp(std::uint32_t link);
    bool routeIsUp(std::uint32_t edge, std::uint32_t& down);
    void setRate(std::uint32_t link);
    void awaitTurn(std::uint32_t link);
    void linkTurned(std::uint32_t link);
    void loseWhatIsSent(std::uint32_t edge, std::uint32_t link);
    void loseMessage(std::uint32_t edge, std::uint32_t slot, std::uint32_t link, double sent = 0);
    const SimRoute& routeOf(std::uint32_t edge) const { return model_->routes[model_->edges[edge].route]; }
    double bytesOf(std::uint32_t edge, std::uint32_t slot) const;
    bool startSending(std::uint32_t edge, double bytes);
    void networkSent(std::uint32_t generation);
    void scheduleNetwork();
    void sendOverLink(std::uint32_t edge, std::uint32_t channel, const Token* tokens, std::int64_t n);
    void transmitNext(std::uint32_t edge);
    void transmitted(std::uint32_t edge);
    std::optional<MonotonicNs> cross(std::uint32_t edge, std::uint32_t slot, std::uint32_t down = kNone);
    void linkSent(std::uint32_t link, std::uint32_t generation);
    void scheduleLink(std::uint32_t link);
    void arrived(std::uint32_t edge, std::uint32_t slot);
    void sendAgain(std::uint32_t edge, std::uint32_t slot);
    void deliver(std::uint32_t edge, std::uint32_t slot, bool lost);

    // serverless.cpp
    MonotonicNs invoke(SimOpState& own, const Token& token);
    void instanceIsIdle(SimOpState& own);
    void refuseAtLimit(SimOpState& own);

    // machine_totals.cpp
    void addMachines(SimTotals& totals) const;

    // simulation_frame.cpp
    void addTaskTimes(MetricsFrame& frame) const;
    void edgeMetrics(std::size_t edge, EdgeMetrics& metrics) const;

    // change.cpp
    void takeOverModel();
    void changeOperations(const SimModel& before);

    std::uint64_t draws(std::uint64_t stream) const { return mix64(stream + replicationKey_); }
    SimOpState& state(const SimTask& task, std::uint32_t op) {
        return opStates_[task.firstOpState + (op - model_->chains[task.chain].ops.begin)];
    }
    std::uint32_t stateIndex(const SimOpState& state) const {
        return static_cast<std::uint32_t>(&state - opStates_.data());
    }

    SimPool& poolOf(const SimTask& task) { return pools_[model_->chains[task.chain].site]; }

    std::shared_ptr<const SimModel> model_;
    std::uint64_t replicationKey_;
    std::vector<std::uint64_t> segmentDraws_; ///< streams of the segments in this replication
    MonotonicNs now_ = 0;
    std::uint64_t events_ = 0;
    Progress progress_ = Progress::Going;
    EventCalendar calendar_;
    std::vector<SimTask> tasks_;
    std::vector<SimOpState> opStates_;
    std::vector<SimOpCounts> opCounts_;
    std::vector<SimEdgeState> edges_;
    std::vector<TokenRing> channels_;
    std::vector<SimResourceState> resources_;
    std::vector<SimChainState> chains_;
    SharedCores cores_;
    std::uint32_t coresGeneration_ = 0;
    RingQueue<std::uint32_t> ready_; ///< may go on at this instant
    std::uint32_t tasksLeft_ = 0;
    MonotonicNs turnsAt_ = 0; ///< the instant of which turns_ counts the turns
    std::uint64_t turns_ = 0;
    Diagnostics problems_;
    std::vector<SinkArrival>* arrivals_ = nullptr;
    SimRecorder* recorder_ = nullptr;
    std::vector<SimPool> pools_;      ///< by site
    std::vector<SimSiteState> sites_; ///< empty unless the model uses them
    std::vector<SimLinkState> links_;
    std::vector<SimFlow> flows_;          ///< by edge; empty without links
    std::optional<FluidNetwork> network_; ///< where routes are shared
    std::uint32_t networkGeneration_ = 0;
    SimInterpreter interpreter_;
    std::uint32_t future_ = 0;
};

} // namespace millrace::sim
