// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/operator/operator_context.h"
#include "engine/runtime/shared_semaphore.h"

#include <functional>
#include <map>
#include <memory>

namespace millrace {

class Task;
class VertexSlot;
struct PlanChain;

/// The world of one operator in a real run: the machine's clock, the run's resources, time accounted to its
/// task.
class OperatorContextImpl final : public OperatorContext {
public:
    OperatorContextImpl(Task& task, VertexSlot& slot, const PlanChain& chain);
    ~OperatorContextImpl() override;

    const std::string& node() const override;
    int subtask() const override;
    int subtaskCount() const override;
    const Clock& clock() const override;
    std::uint64_t seed() const override { return seed_; }
    std::size_t batchSize() const override;
    void report(Diagnostic diagnostic) override;
    void publish(RecordBatch view) override;
    void publishClientMetrics(std::vector<ClientMetric> metrics) override;
    Instance instance() const override;
    void burn(MonotonicNs duration) override;
    void wait(MonotonicNs duration) override;
    SharedResource& sharedResource(const std::string& name, int capacity) override;
    std::shared_ptr<void> sharedState(const std::function<std::shared_ptr<void>()>& make) override;
    bool mergesStates() const override;
    boost::asio::io_context* eventLoop() override;
    int operations() const override;
    bool keepsOperationOrder() const override;
    void wake() override;
    bool keepsCheckpoints() const override;
    const RestoredState* restored() const override;
    void requireEpoch(const EpochMark& last) const override;
    bool stopRequested() const override;

    // For operators that are the engine's own.
    /// Makes a call that waits for another process; its time counts as I/O.
    void awaitOutside(const std::function<void()>& wait);
    void countErrors(std::int64_t records);

private:
    class TimedResource;
    Task& task_;
    VertexSlot& slot_;
    const PlanChain& chain_;
    std::uint64_t seed_;
    std::map<std::string, std::unique_ptr<TimedResource>> resources_;
};

} // namespace millrace
