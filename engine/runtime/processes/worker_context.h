// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/operator/operator_context.h"
#include "engine/runtime/processes/worker_link.h"
#include "engine/runtime/processes/worker_message.h"
#include "engine/runtime/system_clock.h"

#include <map>
#include <memory>

namespace millrace {

/// The world of an operator inside a worker process: the machine's clock, and what it wants of the run goes
/// through the link. Used by the one thread that serves it.
class WorkerContext final : public OperatorContext {
public:
    WorkerContext(WorkerLink& link, std::string node, WorkerSeat seat);
    ~WorkerContext() override;

    const std::string& node() const override { return node_; }
    int subtask() const override { return seat_.subtask; }
    int subtaskCount() const override { return seat_.subtasks; }
    const Clock& clock() const override { return clock_; }
    std::uint64_t seed() const override { return seat_.seed; }
    std::size_t batchSize() const override { return static_cast<std::size_t>(seat_.batchSize); }
    void report(Diagnostic diagnostic) override;
    void publish(RecordBatch view) override;
    void burn(MonotonicNs duration) override;
    void wait(MonotonicNs duration) override;
    SharedResource& sharedResource(const std::string& name, int capacity) override;
    bool stopRequested() const override { return link_.stopRequested(); }

    /// Both throw RunStopped when the run gives up on this worker meanwhile.
    void send(std::string_view message);
    void receive(std::string& message);

private:
    class RemoteResource;
    WorkerLink& link_;
    const std::string node_;
    const WorkerSeat seat_;
    SystemClock clock_;
    std::map<std::string, std::unique_ptr<RemoteResource>> resources_;
};

} // namespace millrace
