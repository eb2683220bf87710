// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/metrics/metrics_frame.h"
#include "engine/plan/plan.h"
#include "engine/run/breakpoint.h"
#include "engine/run/checkpoint_status.h"
#include "engine/run/run_state.h"
#include "engine/run/trace.h"

#include <boost/json/object.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace millrace {

class VirtualTime;

/// Records of one's own, put into a run; see Run::inject.
struct Injection {
    std::string node;
    std::string port;
    RecordBatch records;
};

/// Where a run keeps what it needs to go on after it was killed.
struct CheckpointOptions {
    std::string folder;                        ///< made where there is none; one run at a time uses it
    bool fresh = false;                        ///< forget what the folder holds
    std::optional<CheckpointTimes> times = {}; ///< else as the graph says
};

struct RunOptions {
    std::uint64_t seed = 42;
    int poolWorkers = 0;                  ///< 0 = number of cores
    bool pinWorkers = false;              ///< each worker thread stays on one core
    std::chrono::nanoseconds duration{0}; ///< drain after this time; 0 = until the input ends
    std::chrono::milliseconds stopDeadline{5000};
    std::size_t peekRecords = 0; ///< keep about this many last records of every wire from the start
    bool observe = true;         ///< histograms and time split on; off only to measure their cost
    std::size_t traceEvents = 0; ///< flight recorder: keep so many last events of every worker; 0 = off
    /// Bytes by which the memory of the process may grow during the run; beyond it the run fails with MR4111,
    /// which names the fullest wires. 0 = no limit.
    std::int64_t memoryBudget = 0;
    // In place before the first record is read; what is wrong with them is an error of Backend::start.
    std::vector<Breakpoint> breakpoints = {}; ///< see Run::setBreakpoints
    std::vector<Injection> injections = {};
    std::optional<CheckpointOptions> checkpoints = {};
    Instance instance = {}; ///< of several runs that divide the input; see checkInstances
};

/// A record batch seen on a wire or in a table node, with when it was seen.
struct Peek {
    std::vector<RecordBatch> batches; ///< oldest first
    std::int64_t recordsSeen = 0;     ///< on this wire since the start
};

/// One execution of a plan. All functions may be called from any thread, except that the object must outlive
/// the calls; the destructor stops the run and waits for it.
class Run {
public:
    virtual ~Run() = default;

    virtual const std::string& id() const = 0; ///< unique
    virtual const PlanPtr& plan() const = 0;   ///< the current one: changes with reconfigure()
    virtual const RunOptions& options() const = 0;
    virtual RunState state() const = 0;
    /// Nothing happens when the state does not allow it.
    virtual void pause() = 0;
    virtual void resume() = 0;
    virtual void drain() = 0; ///< sources end now; everything inside flows out
    /// Ends the run behind one more checkpoint: nothing flows out, the next run goes on from there. Where no
    /// checkpoints are kept: drain().
    virtual void stopAtCheckpoint() { drain(); }
    virtual void stop() = 0; ///< at once; what is inside is lost; Failed if the deadline passes
    /// True when the run is final within the time.
    virtual bool waitFor(std::chrono::milliseconds timeout) = 0;

    /// Takes over changed hot parameters from a plan of the same graph. Error MR4201 naming node and
    /// parameter when something else differs.
    virtual Result<void> reconfigure(PlanPtr plan) = 0;

    // Debugging that loses nothing. A wire that is held fills up, and who writes to it waits for room as
    // behind any slow reader; what is behind it goes on with what it has. A run that drains waits, too; one
    // that stops loses what is held.
    /// Replaces all breakpoints, at most one a wire. One that stays the same keeps its state; the others let
    /// go of what they held. Nothing changes on an error: MR4300 to MR4303, or what is wrong with a condition
    /// (MR2xxx, with line and column in it).
    virtual Result<void> setBreakpoints(std::vector<Breakpoint> breakpoints) = 0;
    virtual std::vector<BreakpointState> breakpoints() const = 0; ///< in the order they were given
    /// Lets a held wire go on a little. Where nothing is held yet, the next record will be. Error MR4301: the
    /// wire has no breakpoint that holds.
    virtual Result<void> step(std::size_t edge, StepSize size) = 0;
    /// Lets a held wire go on to the next hit.
    virtual Result<void> release(std::size_t edge) = 0;
    /// Puts records of one's own into the run, as if they had come on the wire into that input port, behind
    /// its breakpoint, or as if the node had sent them from that output port. They are read now: their ingest
    /// time is now, and they are late where the watermark has passed them. While the run is paused they wait.
    /// Errors: MR4304 no such node or port, MR4305 the columns do not fit, MR4306 the node has ended (a
    /// warning in diagnostics() when it ends at this very moment).
    virtual Result<void> inject(Injection injection) = 0;

    virtual CheckpointStatus checkpoints() const { return {}; }

    /// Totals at this instant. Cheap enough for every 40 ms.
    virtual MetricsFrame frame() const = 0;
    virtual Diagnostics diagnostics() const = 0;
    /// The last records that crossed a wire (index into plan()->edges), about `maxRecords`; works in every
    /// state. The first call on a wire arms its ring buffer (bounded); wires nobody looks at cost nothing.
    virtual Peek peek(std::size_t edge, std::size_t maxRecords) = 0;
    /// What the flight recorder holds, in every state; the workers go on meanwhile. Reading on from the
    /// `next` of the last reading copies only what is new: cheap enough for every 40 ms.
    virtual Trace trace(const TraceMark& from = {}) const = 0;
    /// What a node published (live_table), if anything.
    virtual std::optional<RecordBatch> published(const std::string& node) const = 0;
    /// Of a run that is simulated; null: it takes place in real time. Belongs to the run.
    virtual VirtualTime* virtualTime() const { return nullptr; }
};

/// A diagnostic as reports and `--json` output show it; empty members are left out.
boost::json::object toJson(const Diagnostic& diagnostic);
/// The report of a run as the command line prints it and the store keeps it; see the command-line contract.
boost::json::object makeReport(const Run& run);
/// Checks the conservation identities on the final frame of a run: per wire sent = received + queued +
/// dropped; time split within tolerance; per node in = processed + ...; one message per violation. Asserted
/// by every test run.
std::vector<std::string> checkInvariants(const Plan& plan, const MetricsFrame& frame);

} // namespace millrace
