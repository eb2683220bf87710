// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/metrics/metrics_frame.h"
#include "engine/plan/plan.h"
#include "engine/run/run_state.h"
#include "engine/run/trace.h"

#include <boost/json/object.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace millrace {

struct RunOptions {
    std::uint64_t seed = 42;
    int poolWorkers = 0;                  ///< 0 = number of cores
    std::chrono::nanoseconds duration{0}; ///< drain after this time; 0 = until the input ends
    std::chrono::milliseconds stopDeadline{5000};
    std::size_t peekRecords = 0; ///< keep about this many last records of every wire from the start
    bool observe = true;         ///< histograms and time split on; off only to measure their cost
    std::size_t traceEvents = 0; ///< flight recorder: keep so many last events of every worker; 0 = off
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
    virtual void stop() = 0;  ///< at once; what is inside is lost; Failed if the deadline passes
    /// True when the run is final within the time.
    virtual bool waitFor(std::chrono::milliseconds timeout) = 0;

    /// Takes over changed hot parameters from a plan of the same graph. Error MR4201 naming node and
    /// parameter when something else differs.
    virtual Result<void> reconfigure(PlanPtr plan) = 0;

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
