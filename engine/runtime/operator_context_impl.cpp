// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/operator_context_impl.h"

#include "engine/runtime/system_clock.h"
#include "engine/runtime/task.h"

#include <algorithm>

namespace millrace {

namespace {

/// Below this a burn is over before the CPU clock could be asked twice.
constexpr MonotonicNs kShortBurnNs = 2'000;

/// Counts time in a named resource as waiting for the lock, not as work, however the wait ends.
class WaitScope {
public:
    WaitScope(Task& task, TimeKind kind, std::uint32_t resource = kNoTraceSubject)
        : task_(task), kind_(kind) {
        task_.beginWait(kind_, resource);
    }
    ~WaitScope() { task_.endWait(kind_); }
    WaitScope(const WaitScope&) = delete;
    WaitScope& operator=(const WaitScope&) = delete;

private:
    Task& task_;
    TimeKind kind_;
};

} // namespace

class OperatorContextImpl::TimedResource final : public SharedResource {
public:
    TimedResource(Task& task, std::size_t vertex, SharedSemaphore& semaphore)
        : task_(task), user_{task.index(), static_cast<std::uint32_t>(vertex)}, semaphore_(semaphore) {}
    void acquire(int units) override {
        if (semaphore_.tryAcquire(user_, units)) return;
        const WaitScope waiting(task_, TimeKind::Lock, semaphore_.index());
        semaphore_.acquire(user_, units);
    }
    void release(int units) override { semaphore_.release(user_, units); }

private:
    Task& task_;
    const ResourceUser user_;
    SharedSemaphore& semaphore_;
};

OperatorContextImpl::OperatorContextImpl(Task& task, VertexSlot& slot, const PlanChain& chain)
    : task_(task), slot_(slot), chain_(chain), seed_(deriveSeed(task.scope().seed(), slot.vertex.node)) {}

OperatorContextImpl::~OperatorContextImpl() = default;

const std::string& OperatorContextImpl::node() const { return slot_.vertex.node; }
int OperatorContextImpl::subtask() const { return task_.subtask(); }
int OperatorContextImpl::subtaskCount() const { return chain_.workers; }
const Clock& OperatorContextImpl::clock() const { return task_.scope().clock(); }
std::size_t OperatorContextImpl::batchSize() const {
    const std::size_t batch = slot_.vertex.batchSize;
    // Whole batches, so that none comes out smaller than asked for.
    return slot_.isSource() ? std::max<std::size_t>(1, kReadAheadRows / batch) * batch : batch;
}
bool OperatorContextImpl::mergesStates() const { return slot_.vertex.mergesStates; }
std::shared_ptr<void> OperatorContextImpl::sharedState(const std::function<std::shared_ptr<void>()>& make) {
    return task_.scope().sharedState(slot_.index, make);
}
boost::asio::io_context* OperatorContextImpl::eventLoop() { return task_.eventLoop(); }
int OperatorContextImpl::operations() const { return task_.eventLoop() ? chain_.operations : 1; }
bool OperatorContextImpl::keepsOperationOrder() const {
    return chain_.operations == 1 || chain_.ordering == Ordering::Ordered;
}
void OperatorContextImpl::wake() {
    if (slot_.isSource()) {
        task_.wakeSource();
    } else {
        task_.wake();
    }
}
bool OperatorContextImpl::keepsCheckpoints() const {
    const CheckpointListener* const listener = task_.scope().checkpoints();
    return listener && listener->keepsState();
}
const RestoredState* OperatorContextImpl::restored() const { return slot_.restored(); }
void OperatorContextImpl::requireEpoch(const EpochMark& last) const {
    if (const CheckpointListener* const listener = task_.scope().checkpoints()) listener->requireEpoch(last);
}

bool OperatorContextImpl::stopRequested() const { return task_.scope().stopping(); }

void OperatorContextImpl::report(Diagnostic diagnostic) {
    if (diagnostic.node.empty()) diagnostic.node = slot_.vertex.node;
    if (diagnostic.severity == Severity::Error) slot_.metrics.cells.add(Metric::Errors, 1);
    task_.scope().report(std::move(diagnostic));
}

void OperatorContextImpl::publish(RecordBatch view) {
    task_.scope().publish(slot_.vertex.node, subtask(), std::move(view));
}

void OperatorContextImpl::publishClientMetrics(std::vector<ClientMetric> metrics) {
    task_.scope().publishClientMetrics(slot_.vertex.node, subtask(), std::move(metrics));
}

Instance OperatorContextImpl::instance() const { return task_.scope().instance(); }

void OperatorContextImpl::burn(MonotonicNs duration) {
    const Clock& wall = clock();
    if (duration < kShortBurnNs) {
        const MonotonicNs end = wall.now() + duration;
        while (wall.now() < end) {
        }
        return;
    }
    const MonotonicNs end = threadCpuTime() + duration;
    while (threadCpuTime() < end && !stopRequested()) {
    }
}

void OperatorContextImpl::wait(MonotonicNs duration) {
    if (duration <= 0) return;
    const WaitScope waiting(task_, TimeKind::Io);
    task_.scope().sleepFor(duration);
}

void OperatorContextImpl::awaitOutside(const std::function<void()>& wait) {
    const WaitScope waiting(task_, TimeKind::Io);
    wait();
}

void OperatorContextImpl::countErrors(std::int64_t records) {
    slot_.metrics.cells.add(Metric::Errors, records);
}

SharedResource& OperatorContextImpl::sharedResource(const std::string& name, int capacity) {
    auto& resource = resources_[name];
    if (!resource) {
        resource =
            std::make_unique<TimedResource>(task_, slot_.index, task_.scope().sharedResource(name, capacity));
    }
    return *resource;
}

} // namespace millrace
