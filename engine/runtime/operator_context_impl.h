// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/operator/operator_context.h"
#include "engine/runtime/shared_semaphore.h"

#include <map>
#include <memory>

namespace millrace {

class Task;
class VertexSlot;

/// The world of one operator in a real run: the machine's clock, the run's resources, time accounted to its
/// task.
class OperatorContextImpl final : public OperatorContext {
public:
    OperatorContextImpl(Task& task, VertexSlot& slot, int subtaskCount);
    ~OperatorContextImpl() override;

    const std::string& node() const override;
    int subtask() const override;
    int subtaskCount() const override { return subtaskCount_; }
    const Clock& clock() const override;
    std::uint64_t seed() const override { return seed_; }
    std::size_t batchSize() const override;
    void report(Diagnostic diagnostic) override;
    void publish(RecordBatch view) override;
    void burn(MonotonicNs duration) override;
    void wait(MonotonicNs duration) override;
    SharedResource& sharedResource(const std::string& name, int capacity) override;
    bool stopRequested() const override;

private:
    class TimedResource;
    Task& task_;
    VertexSlot& slot_;
    int subtaskCount_;
    std::uint64_t seed_;
    std::map<std::string, std::unique_ptr<TimedResource>> resources_;
};

} // namespace millrace
