// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"
#include "engine/data/record_batch.h"
#include "engine/operator/operator_context.h"
#include "engine/run/run_state.h"
#include "engine/runtime/shared_semaphore.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace millrace {

class CheckpointListener;

/// What the tasks of a run share, and where they meet whoever steers it: the state, the requests to pause,
/// drain and stop, diagnostics, published tables and named resources. Thread-safe.
class RunScope {
public:
    RunScope(const Clock& clock, std::uint64_t seed, bool observe, Instance instance)
        : clock_(clock), seed_(seed), observe_(observe), instance_(instance) {}

    const Clock& clock() const { return clock_; }
    std::uint64_t seed() const { return seed_; }
    bool observe() const { return observe_; }
    Instance instance() const { return instance_; }

    RunState state() const { return state_.load(std::memory_order_acquire); }
    /// False, and nothing happens, when the state does not allow it.
    bool moveTo(RunState next);

    bool stopping() const { return stopping_.load(std::memory_order_acquire); }
    bool paused() const { return paused_.load(std::memory_order_acquire); }
    /// Goes up with every pause.
    std::uint64_t pauses() const { return pauses_.load(std::memory_order_acquire); }
    /// While the run is paused, all but the sources go on until this epoch is complete, whoever decides it up
    /// to its barrier; kNoEpoch: nobody does. Wakes nobody.
    void finishEpoch(Epoch epoch) { finishedEpoch_.store(epoch, std::memory_order_release); }
    Epoch finishedEpoch() const { return finishedEpoch_.load(std::memory_order_acquire); }
    bool draining() const { return draining_.load(std::memory_order_acquire); }
    // State and request change together: a source that ends at the same moment must not come in between.
    // False, and nothing happens, when the state does not allow it.
    bool pause();
    /// Goes on, to running, or to draining when the last source has ended meanwhile.
    bool resume();
    bool drain();
    /// Tasks leave as soon as they see it; wakes those that wait inside a node.
    void requestStop();

    /// The run has failed: keeps the diagnostics and asks everything to stop. The first failure names the
    /// cause, later ones are mostly its echo and are dropped.
    void fail(Diagnostics diagnostics);
    bool failed() const { return failed_.load(std::memory_order_acquire); }
    /// At most kReportsPerCode of one code and node are kept.
    void report(Diagnostic diagnostic);
    Diagnostics diagnostics() const;

    void publish(const std::string& node, int subtask, RecordBatch view);
    /// What the subtasks of the node published last, one below the other.
    std::optional<RecordBatch> published(const std::string& node) const;
    void publishClientMetrics(const std::string& node, int subtask, std::vector<ClientMetric> metrics);
    /// Of all subtasks: the longest round trip to a broker, the sum of all else. See NodeMetrics::client.
    std::vector<ClientMetric> clientMetrics(const std::string& node) const;

    SharedSemaphore& sharedResource(const std::string& name, int capacity);
    /// One object per vertex, made by whoever asks first.
    std::shared_ptr<void> sharedState(std::size_t vertex, const std::function<std::shared_ptr<void>()>& make);
    std::vector<std::string> resourceNames() const; ///< in the order in which they were first asked for
    /// Who holds and who waits, in the same order; each resource at a moment of its own.
    std::vector<SharedSemaphore::State> resourceStates() const;
    bool hasResources() const;
    /// Sleeps until the time has passed or the run stops.
    void sleepFor(MonotonicNs duration);

    void expectTasks(int tasks, int sources);
    void taskEnded();
    void sourceEnded();
    /// Who hears of checkpoints; none where the run keeps none. Set before the nodes open, lives as long.
    void setCheckpoints(CheckpointListener* listener) { checkpoints_ = listener; }
    CheckpointListener* checkpoints() const { return checkpoints_; }
    int tasksLeft() const { return tasksLeft_.load(std::memory_order_acquire); }
    int sourcesLeft() const { return sourcesLeft_.load(std::memory_order_acquire); }

    /// The steering thread waits here for tasks to end, failures and state changes. Returns at `deadline` at
    /// the latest.
    template <class Predicate> void waitUntil(std::optional<MonotonicNs> deadline, Predicate&& done);
    void notify();

private:
    static constexpr int kReportsPerCode = 20;

    /// Asks, under the lock, what state follows the present one, if any; then goes there and tells everybody.
    template <class Change> bool changeState(Change&& change);

    const Clock& clock_;
    const std::uint64_t seed_;
    const bool observe_;
    const Instance instance_;
    CheckpointListener* checkpoints_ = nullptr;
    std::atomic<RunState> state_{RunState::Idle};
    std::atomic<bool> stopping_{false}, paused_{false}, draining_{false}, failed_{false};
    std::atomic<Epoch> finishedEpoch_{kNoEpoch};
    std::atomic<std::uint64_t> pauses_{0};
    std::atomic<int> tasksLeft_{0}, sourcesLeft_{0};
    mutable std::mutex mutex_; ///< guards what follows, and state changes
    std::condition_variable changed_;
    Diagnostics diagnostics_;
    std::map<std::string, int> reportCounts_;
    std::map<std::string, std::map<int, RecordBatch>> published_;                   ///< by node and subtask
    std::map<std::string, std::map<int, std::vector<ClientMetric>>> clientMetrics_; ///< likewise
    std::map<std::string, std::unique_ptr<SharedSemaphore>> resources_;
    std::map<std::size_t, std::shared_ptr<void>> sharedStates_;
};

template <class Predicate> void RunScope::waitUntil(std::optional<MonotonicNs> deadline, Predicate&& done) {
    std::unique_lock lock(mutex_);
    if (!deadline) return changed_.wait(lock, done);
    const auto span = std::chrono::nanoseconds(std::max<MonotonicNs>(*deadline - clock_.now(), 0));
    changed_.wait_for(lock, span, done);
}

} // namespace millrace
